#ifndef VERA_JIT_LINKER_H_
#define VERA_JIT_LINKER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

// Object file to running code, by JITLink itself: an ORC session would add a millisecond to each
// run for concurrency that is not needed.

namespace vera::jit {

struct CodeSymbol {
  std::string name;
  uint64_t begin;
  uint64_t end;
  uint32_t part;  // the object it came from
};

class LinkedCode {
 public:
  virtual ~LinkedCode() = default;  // gives the memory back

  // The functions in ascending order of address.
  const std::vector<CodeSymbol>& functions() const { return functions_; }
  // Null when there is no such function.
  void* FindFunction(llvm::StringRef name) const;
  // The function whose code holds `address`, or null.
  const CodeSymbol* At(uint64_t address) const;

 protected:
  std::vector<CodeSymbol> functions_;
};

// Links objects that may refer to each other. `resolve` gives the address of a symbol of the
// runtime, or null: then the link fails.
llvm::Expected<std::unique_ptr<LinkedCode>> Link(
    llvm::ArrayRef<llvm::MemoryBufferRef> objects,
    llvm::function_ref<void*(llvm::StringRef)> resolve);

}  // namespace vera::jit

#endif  // VERA_JIT_LINKER_H_
