#ifndef VERA_SEMA_PROGRAM_H_
#define VERA_SEMA_PROGRAM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "builtins/builtin.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "sema/checked.h"

// The elaborated program: only what is reachable, monomorphic, every rule of the language that is not syntax made
// explicit. Slots are locals. Effects are values: State<T> is a cell passed as a hidden parameter, a user effect is an
// evidence value (its clauses as closures), Exn and clauses that abort are Throw/Catch. Contracts, refinements, narrowing
// guards, invariants and termination ranks are Check nodes, each with an obligation. Aliases, pipes, interpolation,
// quantifiers and generics are gone. Lowering (lower/) turns this into IR without knowing why a node is there.

namespace vera::sema {

struct FnId {
  uint32_t index = 0;
  friend bool operator==(FnId, FnId) = default;
};
struct LocalId {  // per function
  uint32_t index = 0;
  static constexpr uint32_t kNone = ~0u;
  friend bool operator==(LocalId, LocalId) = default;
};
struct ObligationId {
  uint32_t index = 0;
  static constexpr uint32_t kNone = ~0u;
  friend bool operator==(ObligationId, ObligationId) = default;
};

// Closed types have one of these representations in generated code.
enum class Rep : uint8_t { kNone /* Unit, Never */, kI1 /* Bool */, kI8 /* Byte */, kI64 /* Int, Nat */, kF64, kRef };
Rep RepOf(const TypeTable& types, const CheckedProgram& checked, TypeId type);  // Future<T> is its T; refinements their base
// Whether a value of this closed type may be a future of the host, which stands for a Result until it is awaited; every other
// future is its value.
bool MayBeHostFuture(const TypeTable& types, const CheckedProgram& checked, TypeId type);

enum class TrapKind : uint8_t { kContract, kDivideByZero, kOverflow, kOutOfBounds, kUnreachable, kUnknown };

enum class ObligationKind : uint8_t {
  kRequires, kEnsures, kInvariant, kAssert, kRefinement, kNatNarrowing, kIntWidening, kDecreases,
  kDivision, kOverflow, kNatUnderflow, kIndex, kFloatToInt, kUnreachable,
  kBuiltin,      // a built-in function or operation whose trap says by itself what happened
  kEmptyRange,   // bounds of a random number
};
// One thing that must hold at run time, with all that a trap message (and later a prover) needs.
struct Obligation {
  ObligationKind kind;
  TrapKind trap;
  ModuleId module;
  SourceRange range;       // the clause or operation
  FnId function;           // where it is checked
  std::string function_name;
  std::string text;        // contract text as in the source: "requires(@Int.0 > 0)"
};

enum class NodeTag : uint8_t {
#define VERA_PROGRAM_NODE(tag) k##tag,
#include "sema/program_nodes.def"
#undef VERA_PROGRAM_NODE
};

struct PExpr {
  NodeTag tag;
  TypeId type;         // closed
  SourceRange range;   // in its function's module
};
template <typename T>
using PList = llvm::ArrayRef<T>;

struct PInt : PExpr { uint64_t bits; };                 // Int, Nat, Byte, Bool (0/1)
struct PFloat : PExpr { double value; };
struct PString : PExpr { llvm::StringRef bytes; };
struct PUnit : PExpr {};
struct PLocal : PExpr { LocalId local; };
struct PLet : PExpr { LocalId local; const PExpr* value; const PExpr* body; };
struct PSeq : PExpr { PList<const PExpr*> items; };     // value of the last; others evaluated for effects
struct PIf : PExpr { const PExpr* condition; const PExpr* then_value; const PExpr* else_value; };
// Short-circuit and/or are PIf. Not is PNot.
struct PNot : PExpr { const PExpr* operand; };

enum class ArithOp : uint8_t { kAdd, kSub, kMul, kDiv, kMod, kNeg };
enum class NumberKind : uint8_t { kInt, kNat, kFloat };
// Int and Nat trap as the language asks (obligation names the site); Float follows IEEE 754. rhs is null for kNeg.
// The labels name the operands in a trap message; an empty one is not shown (a literal, or code of elaboration's own).
struct PArith : PExpr {
  ArithOp op;
  NumberKind number;
  const PExpr* left;
  const PExpr* right;
  ObligationId obligation;
  llvm::StringRef left_label;
  llvm::StringRef right_label;
};
enum class CompareOp : uint8_t { kEq, kNe, kLt, kLe, kGt, kGe };
// On Int, Nat (unsigned), Byte, Bool, Float64, String (kEq/kNe/ordering bytewise). Composite equality is PDerived.
struct PCompare : PExpr { CompareOp op; const PExpr* left; const PExpr* right; };
enum class DerivedOp : uint8_t { kEq, kCompare, kHash, kShow };
// Structural ability operation at `subject` (any type the checker allows); kEq -> Bool, kCompare -> Ordering, kHash -> Int,
// kShow -> String. Lowering generates one function per (op, type).
struct PDerived : PExpr { DerivedOp op; TypeId subject; PList<const PExpr*> args; };

// Calls of all kinds pass only arguments that have a representation. PCall: hidden arguments included, after the others, one per
// parameter of the function. A call of type Never may "return" nothing but a throw.
struct PCall : PExpr { FnId fn; PList<const PExpr*> args; bool tail; };
// The signature is the arguments' representations, the same at every call of one closure type: declared parameters, then
// a cell or evidence per State and user effect of the type's row.
struct PCallClosure : PExpr { const PExpr* callee; PList<const PExpr*> args; bool tail; };
struct PCallBuiltin : PExpr {
  const builtins::Builtin* builtin;  // Lowering kIr or kHost (prelude ones are PCall)
  PList<TypeId> type_args;
  PList<const PExpr*> args;
  ObligationId obligation;  // for those that can trap (float_to_int, ...)
};
// An operation of a host effect (IO, Random, ...): host function vera_host_<effect>_<op>. obligation is kNone for those
// whose arguments are all welcome.
struct PCallHost : PExpr {
  llvm::StringRef host_name;
  PList<const PExpr*> args;
  ObligationId obligation{ObligationId::kNone};
};
struct PConcat : PExpr { PList<const PExpr*> pieces; };  // Strings (interpolation)
// A closure of `fn`, whose first parameters are the captured values, in this order.
struct PMakeClosure : PExpr { FnId fn; PList<const PExpr*> captures; };
// Data or tuple, by type; every declared field is there, those without a representation too. Type kEvidence: the closures of
// a handler's clauses in operation order, tag 0.
struct PConstruct : PExpr { uint32_t tag; PList<const PExpr*> fields; };
struct PField : PExpr { const PExpr* object; uint32_t tag; uint32_t field; };  // object known to have `tag`
struct PArray : PExpr { PList<const PExpr*> elements; };
struct PIndex : PExpr { const PExpr* array; const PExpr* index; ObligationId obligation; };

// Patterns bind locals; nothing is checked here but tags and literals (guards on bound values are Checks in the body).
enum class PPatternKind : uint8_t { kWildcard, kBind, kInt, kString, kBool, kConstructor };
struct PPattern {
  PPatternKind kind;
  TypeId type;
  LocalId local;             // kBind; kNone when the value has no representation
  uint64_t bits = 0;         // kInt, kBool
  llvm::StringRef bytes;     // kString
  uint32_t tag = 0;          // kConstructor
  PList<const PPattern*> fields;
};
struct PArm { const PPattern* pattern; const PExpr* body; };
// Exhaustive by checking; falling through traps with `obligation` (kUnreachable).
struct PMatch : PExpr { const PExpr* scrutinee; PList<PArm> arms; ObligationId obligation; };

// Values shown in a trap message: "@Int.0 = 7".
struct PShown { llvm::StringRef label; const PExpr* value; };
// Traps with the obligation unless condition holds; value is Unit.
struct PCheck : PExpr { const PExpr* condition; ObligationId obligation; PList<PShown> shown; };
struct PTrap : PExpr { ObligationId obligation; };  // type Never

// Mutable cells (State evidence): made, read and written only by elaboration. Clauses of user effects and adapters may capture
// them; nothing keeps them beyond their handler's end.
struct PCellNew : PExpr { const PExpr* init; };
struct PCellGet : PExpr { const PExpr* cell; };
struct PCellSet : PExpr { const PExpr* cell; const PExpr* value; };

// Abandons the computation up to the innermost PCatch with an equal code (Int); payload is kept for it. Type Never.
struct PThrow : PExpr { const PExpr* code; const PExpr* payload; };
// Runs body; when a PThrow with `code` reaches it, binds the payload and runs handler instead.
struct PCatch : PExpr { const PExpr* code; const PExpr* body; LocalId payload; const PExpr* handler; };
// A fresh code no other live PCatch has (handlers with clauses that abort); type Int. Exceptions have the static codes 1, 2, ...
// (below 2^32), so fresh ones start above.
struct PFreshCode : PExpr {};

// Termination ranks: one global slot per guarded function instance holds the previous activation's measures. A measure's rank is an Int;
// that of a data value is its structural size (PRank).
struct PRankSlotGet : PExpr { uint32_t slot; uint32_t component; };  // Int; component 0 is "active" (0/1)
struct PRankSlotSet : PExpr { uint32_t slot; uint32_t component; const PExpr* value; };
struct PRank : PExpr { const PExpr* value; };  // structural size of a data value, Int

struct Local {
  TypeId type;
  std::string label;  // "@Int", for dumps and debug info
};

struct ProgramFunction {
  std::string name;        // unique, mangled: "main", "vera.math::larger", "pick<Nat>", "main#lambda1"
  std::string shown_name;  // what a person wrote
  ModuleId module;
  SourceRange range;
  uint32_t param_count = 0;  // the first locals: captures, declared parameters, hidden parameters
  uint32_t capture_count = 0;
  TypeId result;
  std::vector<Local> locals;
  const PExpr* body = nullptr;
  bool may_throw = false;    // a PThrow can leave it; its callers test for that
  bool is_lambda = false;
  bool exported = false;     // public function of the root module
  bool is_derived = false;
};

class Program {
 public:
  explicit Program(CheckedProgram& checked) : checked_(checked) {}
  Program(const Program&) = delete;

  CheckedProgram& checked() { return checked_; }
  const CheckedProgram& checked() const { return checked_; }
  TypeTable& types() { return checked_.types; }
  const TypeTable& types() const { return checked_.types; }

  std::vector<ProgramFunction> functions;
  std::vector<Obligation> obligations;
  uint32_t rank_slot_count = 0;
  std::vector<uint32_t> rank_slot_sizes;  // components per slot
  FnId entry;                             // what is run; its parameters are the command line's
  std::vector<TypeId> entry_params;       // declared parameter types of entry, for parsing arguments
  TypeId entry_result;
  bool entry_shown = false;  // entry gives the text of a composite result (its Show) instead of the result
  // By EffectId index: user effects of which some handler's clause may leave by a throw (its own abort, or an outer
  // exception that passes through). Decided when all is elaborated.
  std::vector<bool> aborting_effects;
  // Closure types whose calls may throw are those with Exn or an aborting effect in their row.
  bool ClosureMayThrow(TypeId fn_type) const;
  bool RowMayThrow(RowId row) const;
  bool EffectMayThrow(const EffectInstance& instance) const;

  template <typename T>
  T* New(NodeTag tag, TypeId type, SourceRange range) {
    T* node = new (arena_.Allocate<T>()) T();
    PExpr* base = node;  // some nodes have a constructor's tag besides
    base->tag = tag;
    base->type = type;
    base->range = range;
    return node;
  }
  template <typename T>
  PList<T> NewList(llvm::ArrayRef<T> items) {
    T* data = arena_.Allocate<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), data);
    return PList<T>(data, items.size());
  }
  llvm::StringRef NewString(llvm::StringRef text) { return text.copy(arena_); }
  PPattern* NewPattern() { return new (arena_.Allocate<PPattern>()) PPattern(); }

 private:
  CheckedProgram& checked_;
  llvm::BumpPtrAllocator arena_;
};

// What is wrong with the program's shape (locals read where they are not bound, arguments that do not match); empty when
// nothing is. For checked builds and tests.
std::string VerifyProgram(const Program& program);

// `vera dump --stage=program`.
std::string DumpProgram(const Program& program);

}  // namespace vera::sema

#endif  // VERA_SEMA_PROGRAM_H_
