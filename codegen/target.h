#ifndef VERA_CODEGEN_TARGET_H_
#define VERA_CODEGEN_TARGET_H_

#include <cstdint>
#include <memory>
#include <string>

#include "llvm/ADT/StringRef.h"

namespace llvm {
class GlobalVariable;
class IRBuilderBase;
class Module;
class TargetMachine;
class Value;
}  // namespace llvm

// What code generation needs to know of a target: how a reference becomes an address, where the
// immortal objects are, which limits the platform does not watch by itself. A further target is a
// subclass and a function that gives its instance.

namespace vera::codegen {

enum class TargetKind : uint8_t { kNative, kWasm32 };

// How much work code is worth: kQuick compiles fast (LLVM None, a few cheap passes), kThorough runs
// fast.
enum class Tier : uint8_t { kQuick, kThorough };

class Target {
 public:
  virtual ~Target() = default;

  virtual TargetKind kind() const = 0;
  virtual uint32_t pointer_bytes() const = 0;

  // Code for this process (or module) only; `tier` picks LLVM's level. Aborts if LLVM lacks the
  // target: it is linked in.
  virtual std::unique_ptr<llvm::TargetMachine> MakeMachine(Tier tier) const = 0;

  // Address of the byte `offset` of the object `ref` (i32, not nil), of the heap whose state is
  // `context`.
  virtual llvm::Value* Address(llvm::IRBuilderBase& builder, llvm::Value* context, llvm::Value* ref,
                               uint32_t offset) const = 0;

  // References (i32) to the runtime's immortals; empty_offset is gc::EmptyCountedOffset.
  virtual llvm::Value* NullaryRef(llvm::Module& module, uint32_t offset) const = 0;

  // True: the literals are data of the module. False: LiteralImage places them at the foot of the
  // heap.
  virtual bool literals_in_module() const = 0;

  // True: nothing stops a write past the shadow stack's end, so functions check before they store
  // roots.
  virtual bool checks_shadow_stack() const = 0;

  // False: a product of 128 bits, which tells whether one of 64 overflowed, is not an instruction
  // or two.
  virtual bool has_wide_multiply() const = 0;
};

// The targets live as long as the process. Each is in a file of its own, so that a program which
// names only one links no more of LLVM than that.
const Target& NativeTargetInstance();
const Target& Wasm32TargetInstance();

// For the targets' own use.
std::unique_ptr<llvm::TargetMachine> CreateMachine(llvm::StringRef triple, llvm::StringRef cpu,
                                                   llvm::StringRef features,
                                                   bool position_independent, Tier tier);

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_TARGET_H_
