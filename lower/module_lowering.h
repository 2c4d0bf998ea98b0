#ifndef VERA_LOWER_MODULE_LOWERING_H_
#define VERA_LOWER_MODULE_LOWERING_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "ir/builder.h"
#include "ir/module.h"
#include "sema/program.h"

// What the lowering of all functions shares: the module being made, how types are represented, trap sites, and the functions that
// lowering generates by itself, each once.

namespace vera::lower {

class ModuleLowering {
 public:
  explicit ModuleLowering(sema::Program& program);

  ir::Module Run();

  sema::Program& program() { return program_; }
  ir::Module& module() { return module_; }

  // ---- representation ----
  ir::Type TypeOf(sema::TypeId type) const;  // kVoid for Unit and Never
  sema::TypeKind KindOf(sema::TypeId type) const;  // of the type without refinements; Future<T> is its T
  sema::TypeId Plain(sema::TypeId type) const;     // likewise the type itself
  bool IsResult(sema::TypeId type) const;          // of the built-in Result, without refinements
  bool MayBeHostFuture(sema::TypeId type) const;
  // The type itself for what may be a future of the host, otherwise Plain.
  sema::TypeId PlainOrFuture(sema::TypeId type) const;
  bool IsNever(sema::TypeId type) const;
  // Element representation of an Array type.
  ir::Type ElementOf(sema::TypeId array) const;
  // Field types (semantic) of a constructor of a data, tuple or evidence type.
  std::vector<sema::TypeId> FieldsOf(sema::TypeId type, uint32_t tag);
  uint32_t ConstructorCount(sema::TypeId type);
  std::string ConstructorName(sema::TypeId type, uint32_t tag) const;  // "" for tuples
  // Layout over the represented fields, and where a declared field is in it (kNone: it has no representation).
  struct FieldPlace {
    static constexpr uint32_t kNone = ~0u;
    uint32_t index = kNone;
  };
  ir::LayoutId LayoutOf(sema::TypeId type, uint32_t tag);
  FieldPlace PlaceOf(sema::TypeId type, uint32_t tag, uint32_t field);
  bool HasFields(sema::TypeId type, uint32_t tag);  // any represented ones
  ir::SignatureId SignatureOf(sema::TypeId fn_type);

  // ---- functions ----
  ir::FuncId FunctionOf(sema::FnId fn) const { return ir::FuncId{fn.index}; }
  // A function that lowering makes: declared here, its body is emitted by the caller. `shown` is for backtraces.
  ir::FuncId NewFunction(std::string name, std::string shown, llvm::ArrayRef<ir::Type> params, ir::Type result);
  // The derived operation at a type; its body is generated before Run returns. Parameters: the operands that have a
  // representation. Results: kEq i1, kCompare ref (Ordering), kHash i64, kShow ref (String). derived.cpp
  ir::FuncId Derived(sema::DerivedOp op, sema::TypeId subject);

  // The derived operation that tells keys apart at a type: `key_op` (kKeyEq, kKeyHash), or the language's own where that
  // says the same.
  sema::DerivedOp KeyOp(sema::DerivedOp key_op, sema::TypeId key);
  // Where a container has a key that the host does not compare: (container, the key's hash, key) -> position, 0 if nowhere. container_ops.cpp
  ir::FuncId LocateFunction(sema::TypeId key);

  // Structural size of a data value as a termination measure: one i64 from one ref. rank.cpp
  ir::FuncId RankFunction(sema::TypeId type);
  uint32_t SlotOf(uint32_t slot, uint32_t component) const { return slot_bases_[slot] + component; }

  // ---- trap sites ----
  // One site per obligation when nothing is shown; with shown values a new one.
  ir::SiteId SiteOf(sema::ObligationId obligation, llvm::ArrayRef<sema::PShown> shown = {});
  // A further site at the place of another one, with its values (division: the overflow of MIN / -1).
  ir::SiteId SiteLike(ir::SiteId other, sema::TrapKind trap, llvm::StringRef kind);
  // The site of an index check, which shows the index and the length.
  ir::SiteId IndexSite(sema::ObligationId obligation);
  // The site of an op that traps by itself and shows its operands: a label for each, an empty one for what says nothing (a
  // literal).
  ir::SiteId OperandSite(sema::ObligationId obligation, llvm::ArrayRef<llvm::StringRef> labels, char type);
  // For traps inside generated functions, which no place in a source text causes.
  ir::SiteId PlainSite(sema::TrapKind trap, llvm::StringRef kind, llvm::StringRef function);

 private:
  struct PendingDerived {
    sema::DerivedOp op;
    sema::TypeId subject;
    ir::FuncId fn;
  };

  void DeclareFunctions();
  void EmitDerived(const PendingDerived& pending);       // derived.cpp
  void EmitRank(sema::TypeId type, ir::FuncId function);  // rank.cpp
  void EmitArrayRank(sema::TypeId type, ir::FuncId function);
  ir::SiteId AddSite(ir::TrapSite site);

  sema::Program& program_;
  ir::Module module_;
  std::map<std::pair<uint8_t, uint32_t>, ir::FuncId> derived_;
  std::vector<PendingDerived> pending_derived_;
  std::map<uint32_t, ir::FuncId> locates_;  // by plain type
  std::map<uint32_t, ir::FuncId> ranks_;  // by plain type
  std::vector<std::pair<sema::TypeId, ir::FuncId>> pending_ranks_;
  std::vector<uint32_t> slot_bases_;      // first word of each rank slot
  std::vector<ir::SiteId> sites_;  // by ObligationId
  std::map<uint32_t, ir::SiteId> index_sites_;
  std::map<std::pair<uint32_t, uint32_t>, ir::LayoutId> layouts_;  // (type, tag)
  std::map<std::pair<uint8_t, std::string>, ir::SiteId> plain_sites_;
};

}  // namespace vera::lower

#endif  // VERA_LOWER_MODULE_LOWERING_H_
