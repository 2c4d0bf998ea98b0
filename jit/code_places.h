// Internal. From an address in generated code to functions, inlined ones included, and source
// places.
#ifndef VERA_JIT_CODE_PLACES_H_
#define VERA_JIT_CODE_PLACES_H_

#include <memory>

#include "jit/linker.h"
#include "jit/result.h"
#include "llvm/ADT/SmallVector.h"

namespace vera::jit {

class CodePlaces {
 public:
  // `object` is part `part` of `code` generated once more, with debug locations. Null if it turned
  // out to differ: LLVM promises that descriptions don't change code, and a wrong place would be
  // worse than none.
  static std::unique_ptr<CodePlaces> Read(llvm::SmallVector<char, 0> object, const LinkedCode& code,
                                          uint32_t part);
  virtual ~CodePlaces() = default;

  // Appends the functions at `pc`, innermost first; none if nothing is known.
  virtual void At(uint64_t pc, llvm::SmallVectorImpl<TrapFrame>& frames) const = 0;
};

}  // namespace vera::jit

#endif  // VERA_JIT_CODE_PLACES_H_
