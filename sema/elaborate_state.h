#ifndef VERA_SEMA_ELABORATE_STATE_H_
#define VERA_SEMA_ELABORATE_STATE_H_

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"
#include "sema/elaborate.h"
#include "sema/elaborate_graph.h"

// What all functions of one elaboration share: the instances made so far and the work list of
// bodies still to be built. Bodies never build one another; they only ask for a FnId here.

namespace vera::sema {

// A function of a module with closed arguments.
struct Instance {
  DeclId decl;
  Substitution types;
  RowSubstitution rows;
};

// Where a piece of source text is elaborated: which tree's side tables, and what its variables
// stand for.
struct SourceContext {
  const Module* module = nullptr;
  Substitution types;
  RowSubstitution rows;
};

class Elaborator {
 public:
  Elaborator(Program& elaborated, DiagnosticSink& diagnostics);

  Program& program;
  CheckedProgram& checked;
  TypeTable& types;
  DiagnosticSink& sink;
  CallGraph graph;

  // Makes the entry and everything that it reaches. False after a diagnostic.
  bool Run(const ElaborateOptions& options);

  FnId FunctionInstance(DeclId decl, llvm::ArrayRef<TypeId> type_args,
                        llvm::ArrayRef<RowId> row_args);
  // fn(value: base) -> Bool, the predicate of a refined type.
  FnId RefinementPredicate(TypeId refined);
  // fn(value: data) -> Bool, the invariant of a data type, when it has one.
  bool HasInvariant(TypeId data) const;
  FnId InvariantPredicate(TypeId data);
  // fn(value: from) -> Unit that traps unless each part of `value` is a value of `to`'s part. Its
  // checks name the place that asked for it first.
  FnId DeepGuard(TypeId from, TypeId to, const Module& module, SourceRange range);
  // The prelude's function of a built-in with Lowering::kPrelude; none when the prelude lacks it.
  DeclId PreludeFunction(const builtins::Builtin& builtin) const;

  FnId NewFunction(ProgramFunction function, RowId row);
  ObligationId NewObligation(Obligation obligation);
  // Code that throws of one exception type carry (never 0).
  uint64_t ExceptionCode(TypeId payload);
  TypeId ExceptionOf(uint64_t code) const { return exceptions_[code - 1]; }
  RowId RowOf(FnId fn) const { return function_rows_[fn.index]; }
  // Rank slot of an instance that may be entered again by other ways than its own calls.
  uint32_t RankSlot(FnId fn, uint32_t components);

  // Something that checking accepts and running does not. Elaboration goes on, so that all of it is
  // reported.
  void Refuse(Diag diag, const Module& module, SourceRange range, std::vector<std::string> args);
  // Type of the closure for one operation in a handler's evidence. The effect itself is its row: it
  // takes the evidence as a hidden parameter like any function with that row.
  TypeId ClauseType(const EffectInstance& instance, uint32_t op);
  // The closure of the host itself for one of its operations, in the default evidence.
  FnId HostClause(const EffectInstance& instance, uint32_t op, SourceRange range);
  // Whether functions with the effect in their row take its evidence: effects that a program
  // declares, and those of the host that it handles.
  bool HasEvidence(EffectId effect) const;
  // Whether `show`, `eq`, `hash` and the size of a value of this type need functions at finitely
  // many types. Data may hold itself at ever larger arguments (data Nest<A> { End, More(A,
  // Nest<Tuple<A, A>>) }).
  bool IsRegular(TypeId type);
  void MarkClauseFunction(EffectId effect, FnId fn) { clause_functions_.push_back({effect, fn}); }
  // Where `a` and `b` are values of one representation whose values differ (Nat, Int, refinements)
  // at some depth.
  bool NeedsGuard(TypeId from, TypeId to);

 private:
  bool Outgrows(TypeId type) const;
  bool IsEndless(uint32_t& grown, llvm::ArrayRef<TypeId> args);
  bool FindEntry(const ElaborateOptions& options, DeclId& entry);
  void BuildEntry(DeclId decl);
  bool IsComposite(TypeId type) const;
  bool IsShowable(TypeId type);
  bool RefuseIncomplete();
  bool RefuseLargeData();
  void RefuseLargeObjects();
  void RefuseIncompleteNode(const Module& module, const syntax::Node& node);
  void DecideThrows();
  void Enqueue(std::function<void()> work) { work_.push_back(std::move(work)); }
  bool ComputeNeedsGuard(TypeId from, TypeId to);

  std::deque<std::function<void()>> work_;
  std::map<std::tuple<uint32_t, std::vector<uint32_t>, std::vector<uint32_t>>, FnId> instances_;
  std::map<uint32_t, FnId> refinement_predicates_;
  std::map<uint32_t, FnId> invariants_;
  std::map<std::pair<uint32_t, uint32_t>, FnId> host_clauses_;  // by effect and operation
  std::vector<bool> handled_host_effects_;                      // by EffectId
  std::map<std::pair<uint32_t, uint32_t>, FnId> guards_;
  std::map<std::pair<uint32_t, uint32_t>, bool> needs_guard_;
  std::map<uint32_t, uint64_t> exception_codes_;
  std::vector<TypeId> exceptions_;  // by code - 1
  std::map<uint32_t, bool> regular_;
  TypeExtent written_;                            // the largest type that checking met
  std::map<uint32_t, uint32_t> grown_instances_;  // by DeclId: at larger types than that
  llvm::DenseSet<uint32_t> endless_;              // DeclIds that were reported for it
  uint32_t grown_guards_ = 0;
  std::map<uint32_t, uint32_t> rank_slots_;
  llvm::StringMap<uint32_t> names_;  // for unique names
  llvm::StringMap<DeclId> prelude_;
  std::vector<RowId> function_rows_;  // by FnId
  std::vector<std::pair<EffectId, FnId>> clause_functions_;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_ELABORATE_STATE_H_
