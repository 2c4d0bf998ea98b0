// Internal. The state of one function's lowering and what the handlers of the op groups
// (lower_*.cpp) share. The handlers are declared from ops.def: an op without one does not link.
#ifndef VERA_CODEGEN_FUNCTION_CODEGEN_H_
#define VERA_CODEGEN_FUNCTION_CODEGEN_H_

#include <map>
#include <vector>

#include "codegen/abi.h"
#include "codegen/literal_image.h"
#include "codegen/runtime_calls.h"
#include "codegen/target.h"
#include "gc/layout.h"
#include "gc/runtime_state.h"
#include "ir/module.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace vera::codegen {

// What a memory access touches, for type-based alias analysis: accesses of different kinds never
// meet.
enum class Access : uint8_t { kState, kShadow, kHeader, kField, kElement, kCell, kSlot, kCount };

// Shared by all functions of a module.
struct ModuleContext {
  ModuleContext(const ir::Module& ir, const Target& target, llvm::Module& llvm)
      : ir(ir), target(target), llvm(llvm), abi(ir, llvm.getContext()) {}

  const ir::Module& ir;
  const Target& target;
  llvm::Module& llvm;
  AbiTable abi;
  std::vector<llvm::Function*> functions;      // by FuncId
  std::vector<llvm::Constant*> literals;       // i32, by LiteralId
  llvm::GlobalVariable* slots = nullptr;       // the rank table, if the module has one
  llvm::GlobalVariable* fresh_code = nullptr;  // the last code that unwind.fresh gave
  llvm::MDNode* access_tags[static_cast<size_t>(Access::kCount)] = {};
};

class FunctionCodegen {
 public:
  FunctionCodegen(ModuleContext& module, const ir::Function& ir, llvm::Function* function);

  void Run();

  // The module's vera_entry (generate.h), which calls `entry`.
  static void EmitEntry(ModuleContext& module, ir::FuncId entry);

 private:
  using Values = llvm::SmallVector<llvm::Value*, 8>;

#define VERA_OP(name, mnemonic, operands, results, attributes, traits, stages, doc) \
  void Lower##name(const ir::Op& op);
#include "ir/ops.def"
#undef VERA_OP

  // ---- function_codegen.cpp: blocks and values ----
  void BindParams();
  const ir::Op& Terminator(uint32_t block) const {
    return ir_.ops[ir_.blocks[block].ops.back().index];
  }
  std::vector<uint32_t> ReversePostOrder() const;
  void CheckShadowStack();
  void LowerOp(const ir::Op& op);
  llvm::Value* Use(ir::ValueId id) const;
  llvm::Value* Operand(const ir::Op& op, unsigned i) const { return Use(op.operands[i]); }
  Values Operands(const ir::Op& op, unsigned from = 0) const;
  ir::Type TypeOfOperand(const ir::Op& op, unsigned i) const {
    return ir_.value_types[op.operands[i].index];
  }
  void Define(const ir::Op& op, llvm::Value* value) { values_[op.result.index] = value; }
  llvm::Type* TypeFor(ir::Type type) const { return TypeOf(builder_.getContext(), type); }
  // The block of successor i, with its arguments noted; a block of its own on the edge if `op` has
  // two edges to it.
  llvm::BasicBlock* Edge(const ir::Op& op, unsigned i);

  // A block for the likely way on, right behind the current one; it becomes the current one with
  // Continue.
  llvm::BasicBlock* NewBlock(const char* name);
  // A block for an unlikely path, behind all others.
  llvm::BasicBlock* NewColdBlock(const char* name);
  void Continue(llvm::BasicBlock* block) { builder_.SetInsertPoint(block); }
  // Branches to `cold` when `condition` holds, goes on in a new block otherwise.
  void BranchCold(llvm::Value* condition, llvm::BasicBlock* cold);
  void BranchCold(llvm::Value* condition, llvm::BasicBlock* cold, llvm::BasicBlock* otherwise);
  llvm::CallInst* CallRuntime(RuntimeCall call, llvm::ArrayRef<llvm::Value*> args);

  // ---- memory.cpp: the heap, the shadow stack, the runtime's state ----
  llvm::Value* Address(llvm::Value* ref, uint32_t offset);
  llvm::Value* ElementAddress(llvm::Value* array, llvm::Value* index, ir::Type elem);
  // In memory a Bool is a byte.
  llvm::Value* Load(ir::Type type, llvm::Value* address, Access access);
  void Store(ir::Type type, llvm::Value* value, llvm::Value* address, Access access);
  void StoreHeader(llvm::Value* object, uint32_t header);
  llvm::Value* LoadState(gc::StateField field);
  void StoreState(gc::StateField field, llvm::Value* value);
  llvm::Value* StateAddress(gc::StateField field);
  llvm::Type* StateType(gc::StateField field);
  // sp for a callee that must not overwrite the first `count` slots.
  llvm::Value* SpAbove(unsigned count);
  // Stores the values to the shadow stack and gives the sp of the callee.
  llvm::Value* StoreRoots(llvm::ArrayRef<llvm::Value*> roots);
  llvm::Value* LoadRoot(unsigned slot);
  // Around a call that collects: the op's roots before, their new names after.
  llvm::Value* StoreRoots(const ir::Op& op);
  void LoadRelocated(const ir::Op& op);
  // Memory for an object of `bytes`. Defines op.relocated, and replaces each reference in `kept`
  // (what `op` is about to store) by its name after a possible collection.
  llvm::Value* Allocate(const ir::Op& op, uint32_t bytes, llvm::MutableArrayRef<llvm::Value*> kept);
  llvm::Value* AllocateFirst(const ir::Op& op, uint32_t bytes,
                             llvm::MutableArrayRef<llvm::Value*> kept);
  // One check for all objects that a block allocates between two safepoints: how many bytes each
  // allocation asks for, for itself and those that follow it, into group_bytes_.
  void PlanAllocations(const ir::Block& block);
  // Bytes of the object that `op` allocates in line, whatever its operands; 0 for any other op.
  uint32_t AllocatedBytes(const ir::Op& op) const;
  bool Collects(const ir::Op& op) const;
  llvm::Value* IsYoung(llvm::Value* ref);
  // Calls `barrier` if `holder` is old and may now hold the young `value` (null: any). `argument`
  // makes the call's argument, on the cold path.
  void Barrier(llvm::Value* holder, llvm::Value* value, RuntimeCall barrier,
               llvm::function_ref<llvm::Value*()> argument);

  // ---- lower_check.cpp ----
  // The cold block that leaves at `site`; equal traps share one.
  llvm::BasicBlock* TrapBlock(uint32_t site, llvm::ArrayRef<llvm::Value*> shown = {});
  // The trap of an op that traps by itself; `operand` gives its operands' values, in the cold
  // block.
  llvm::BasicBlock* OperandTrapBlock(uint32_t site,
                                     llvm::function_ref<llvm::Value*(unsigned)> operand);
  void TrapIf(llvm::Value* condition, uint32_t site, const ir::Op& op);
  void EmitTrap(uint32_t site, llvm::ArrayRef<llvm::Value*> shown);
  // A value as 64 bits, for what is shown, thrown or passed to the entry.
  llvm::Value* ToBits(llvm::Value* value);
  llvm::Value* FromBits(llvm::Value* bits, ir::Type type);

  // ---- lower_arith.cpp ----
  void Overflowing(const ir::Op& op, llvm::Intrinsic::ID intrinsic);
  // A checked product by division, for targets without wide multiplication.
  void NarrowMultiply(const ir::Op& op, bool is_signed);
  void FloatUnary(const ir::Op& op, llvm::Intrinsic::ID intrinsic);

  // ---- lower_object.cpp ----
  void NewFixed(const ir::Op& op, const ir::Layout& layout, llvm::Function* code);
  void NewSmallArray(const ir::Op& op, uint32_t length);
  void NewArray(const ir::Op& op, llvm::Value* length);

  // ---- lower_call.cpp ----
  // `params` are the callee's own types, one per argument.
  llvm::CallInst* EmitCall(const Prototype& prototype, llvm::Value* callee,
                           llvm::ArrayRef<ir::Type> params, llvm::ArrayRef<llvm::Value*> args,
                           llvm::Value* sp);
  void FinishTailCall(llvm::CallInst* call);
  llvm::Value* ClosureCode(llvm::Value* closure);
  llvm::Value* PassThroughSp();

  ModuleContext& module_;
  const ir::Function& ir_;
  llvm::Function* function_;
  const Prototype& prototype_;
  mutable llvm::IRBuilder<> builder_;
  llvm::Value* context_;
  llvm::Value* sp_ = nullptr;              // null when the function takes none
  std::vector<llvm::Value*> values_;       // by ValueId
  std::vector<llvm::BasicBlock*> blocks_;  // by BlockId, null when unreachable
  std::map<std::pair<uint32_t, std::vector<llvm::Value*>>, llvm::BasicBlock*> trap_blocks_;
  llvm::AllocaInst* shown_array_ = nullptr;
  llvm::DenseMap<const ir::Op*, uint32_t>
      group_bytes_;                    // of the allocations of this block that check
  llvm::Value* group_next_ = nullptr;  // memory that is taken, but not used yet
  llvm::MDNode* unlikely_;
};

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_FUNCTION_CODEGEN_H_
