#ifndef VERA_SEMA_ELABORATE_FUNCTION_H_
#define VERA_SEMA_ELABORATE_FUNCTION_H_

#include <memory>
#include <string>
#include <vector>

#include "sema/elaborate_state.h"
#include "support/internal_error.h"

// One function while its body is built: its locals, what it captures of the function around it, the
// effects in scope. The methods are grouped by construct, a group per elaborate_<construct>.cpp.

namespace vera::sema {

class FunctionElaborator;

// A clause runs where its operation is performed, but what it throws is for the handlers around its
// own handler (spec 7.5): until it is there, an exception of this type travels under a token that
// no handler on the way knows.
struct ClauseExit {
  TypeId payload;
  LocalId token;
};

// An effect that code at some point may perform: a hidden parameter or an enclosing handler. Scopes
// form a list from the innermost outwards, across function boundaries: a lambda's own row comes
// before what its maker had.
struct EffectScope {
  EffectInstance instance;
  FunctionElaborator* owner = nullptr;  // whose local it is
  LocalId local{LocalId::kNone};        // cell or evidence; kNone for effects without a value
  const syntax::HandleExpr* handle = nullptr;  // null for parameters
  LocalId token{LocalId::kNone};  // of handlers: the code that an aborting clause throws
  TypeId result;                  // of handlers: type of the handle expression
  bool aborts = false;            // some clause throws the token
  std::vector<ClauseExit> exits;  // of handlers: exceptions that leave clauses
  bool in_clause =
      false;  // State: a clause is being inlined, so its operations are the intrinsic ones
  EffectScope* outer = nullptr;
};

// What an expression is elaborated for.
struct Target {
  TypeId type;        // the value is coerced to this
  bool tail = false;  // nothing remains to be done in the function after it
  EffectScope* clause =
      nullptr;  // leaves of a handler's clause: resume gives `type`, other values abort
};

class FunctionElaborator {
 public:
  // `outer` is the function in which a lambda, clause or loop is written: what it needs of it
  // becomes a capture.
  FunctionElaborator(Elaborator& shared, FnId id, SourceContext source, FunctionElaborator* outer);

  // Bodies by kind of function; each ends with Finish.
  void BuildDeclared(const FunctionDecl& decl);
  void BuildPredicate(TypeId base, uint32_t binder, const syntax::Expr& predicate);
  void BuildEntry(FnId target, const FunctionDecl& decl);
  void BuildAdapterBody(LocalId callee, TypeId from, TypeId to, SourceRange range);
  void BuildDeepGuard(TypeId from, TypeId to);
  void BuildHostClause(const EffectDeclaration& effect, uint32_t op, SourceRange range);

 private:
  friend class Elaborator;
  using Args = llvm::SmallVector<const PExpr*, 8>;

  // ---- frame (elaborate_function.cpp) ----
  LocalId NewLocal(TypeId type, std::string label = {});
  LocalId NewParam(TypeId type,
                   std::string label = {});  // kNone when the type has no representation
  void AddHiddenParams(RowId row);
  EffectScope* PushScope(EffectScope scope);
  void Finish(const PExpr* body);
  LocalId CaptureFrom(FunctionElaborator* owner, LocalId local);
  TypeId LocalType(LocalId local) const;
  TypeId TypeOf(const syntax::Node& node);
  TypeId Close(TypeId type);
  RowId CloseRow(RowId row);
  EffectInstance CloseInstance(const EffectInstance& instance);
  bool HasValue(TypeId type) const {
    return RepOf(shared_.types, shared_.checked, type) != Rep::kNone;
  }
  TypeId Primitive(TypeKind kind) { return shared_.types.Primitive(kind); }
  TypeKind KindOf(TypeId type) const { return shared_.types[shared_.types.Strip(type)].kind; }
  std::string SignatureText(const syntax::FnDecl& decl) const;
  std::string Slice(SourceRange range) const;
  std::string Excerpt(SourceRange range) const;
  ObligationId Oblige(ObligationKind kind, TrapKind trap, SourceRange range, std::string text = {});
  // "closure in main": how backtraces call a function that this one makes.
  std::string PartName(const char* part) const;
  void Refuse(Diag diag, SourceRange range, std::vector<std::string> args);
  void RefuseLargeTuple(const PConstruct& node);
  // Before an operation that goes through all of a value of this type.
  void RequireRegular(TypeId type, SourceRange range);
  // E613 where a type put in for the caller's own variables lacks what the callee needs.
  void RequireNeeds(const CallTarget& call, llvm::StringRef callee, SourceRange range);
  void ReportLacking(TypeId type, Ability ability, llvm::StringRef user, SourceRange range);
  void RequireDerivable(TypeId type, Ability ability, llvm::StringRef user, SourceRange range);

  // ---- nodes (elaborate_nodes.cpp) ----
  const PExpr* MakeInt(uint64_t bits, TypeId type, SourceRange range);
  const PExpr* MakeBool(bool value, SourceRange range);
  const PExpr* MakeString(llvm::StringRef bytes, SourceRange range);
  const PExpr* MakeUnit(SourceRange range);
  const PExpr* Read(LocalId local, SourceRange range);
  const PExpr* ReadAs(LocalId local, TypeId type, SourceRange range);
  const PExpr* MakeLet(LocalId local, const PExpr* value, const PExpr* body);
  const PExpr* MakeSeq(llvm::ArrayRef<const PExpr*> items);
  const PExpr* MakeIf(const PExpr* condition, const PExpr* then_value, const PExpr* else_value,
                      TypeId type);
  const PExpr* MakeAnd(const PExpr* left, const PExpr* right);
  const PExpr* MakeNot(const PExpr* operand);
  const PExpr* MakeCompare(CompareOp op, const PExpr* left, const PExpr* right);
  PArith* MakeArith(ArithOp op, NumberKind number, const PExpr* left, const PExpr* right,
                    SourceRange range);
  const PExpr* MakeCheck(const PExpr* condition, ObligationId obligation,
                         llvm::ArrayRef<PShown> shown = {});
  const PExpr* MakeCall(FnId fn, Args args, TypeId result, SourceRange range, bool tail = false);
  const PExpr* MakeClosureCall(const PExpr* callee, Args args, TypeId result, SourceRange range,
                               bool tail);
  const PExpr* MakeThrow(const PExpr* code, const PExpr* payload, SourceRange range);
  const PExpr* MakeTrap(ObligationKind kind, TrapKind trap, SourceRange range, std::string text);
  const PExpr* MakeCellGet(LocalId cell, TypeId content, SourceRange range);
  const PExpr* MakeCellSet(LocalId cell, const PExpr* value);
  PPattern* BindPattern(LocalId local, TypeId type);
  // `value` as something that may be read several times: itself when it is a local, else a new
  // local to be bound by WrapLets (in reverse order of binding).
  const PExpr* Share(const PExpr* value, std::vector<std::pair<LocalId, const PExpr*>>& lets);
  const PExpr* WrapLets(const std::vector<std::pair<LocalId, const PExpr*>>& lets,
                        const PExpr* body);

  // ---- expressions (elaborate_expr.cpp, elaborate_operator.cpp) ----
  const PExpr* Expr(const syntax::Expr& expr, const Target& target);
  const PExpr* Expr(const syntax::Expr& expr, TypeId type) {
    return Expr(expr, Target{.type = type});
  }
  const PExpr* Leaf(const syntax::Expr& expr, const Target& target);
  const PExpr* OwnTyped(const syntax::Expr& expr, TypeId& type);
  const PExpr* BlockExpr(const syntax::Block& block, const Target& target);
  const PExpr* If(const syntax::IfExpr& expr, const Target& target);
  const PExpr* Slot(const syntax::SlotRef& ref, TypeId& type);
  const PExpr* IntLiteral(const syntax::Expr& expr, uint64_t magnitude, bool negative, TypeId want);
  const PExpr* Interpolated(const syntax::InterpolatedString& expr);
  const PExpr* ArrayLiteral(const syntax::ArrayLit& expr, TypeId want);
  const PExpr* Index(const syntax::IndexExpr& expr, TypeId& type);
  const PExpr* Binary(const syntax::BinaryExpr& expr, TypeId& type);
  const PExpr* Unary(const syntax::UnaryExpr& expr, TypeId& type);
  const PExpr* Arithmetic(const syntax::BinaryExpr& expr, TypeId& type);
  llvm::StringRef OperandLabel(const syntax::Expr& expr, llvm::StringRef place);
  const PExpr* Comparison(const syntax::BinaryExpr& expr);
  const PExpr* Equality(const PExpr* left, const PExpr* right, TypeId subject, bool negated,
                        SourceRange range);
  TypeId OperandType(const syntax::Expr& expr);
  TypeId CommonType(const syntax::Expr& left, const syntax::Expr& right);

  // ---- guards (elaborate_coerce.cpp) ----
  const PExpr* Coerce(const PExpr* value, TypeId from, TypeId to, SourceRange range);
  bool IsFree(TypeId from, TypeId to);  // Coerce would return its argument
  bool NeedsAdapter(TypeId from, TypeId to);
  const PExpr* Adapt(const PExpr* value, TypeId from, TypeId to, SourceRange range);
  const PExpr* CheckRefinement(const PExpr* value, TypeId refined, SourceRange range);
  const PExpr* CheckNumber(const PExpr* value, TypeId from, TypeId to, SourceRange range);
  void ShareFields(PConstruct& value, TypeId data,
                   std::vector<std::pair<LocalId, const PExpr*>>& lets, std::vector<PShown>& shown);
  const PExpr* CheckInvariant(PConstruct* value, TypeId data, SourceRange range);
  const PExpr* GuardParts(const PExpr* value, TypeId from, TypeId to, SourceRange range);
  const PExpr* GuardArray(const PExpr* value, TypeId from, TypeId to, SourceRange range);
  const PExpr* GuardData(const PExpr* value, TypeId from, TypeId to, SourceRange range);

  // ---- data and matches (elaborate_match.cpp) ----
  std::vector<TypeId> FieldTypes(TypeId data, uint32_t tag);
  uint32_t TagOf(TypeId data, llvm::StringRef constructor);
  const PExpr* Construct(const syntax::Node& site, llvm::StringRef name,
                         llvm::ArrayRef<const syntax::Expr*> args, TypeId want);
  const PExpr* Match(const syntax::MatchExpr& expr, const Target& target);
  struct PatternBinding {
    uint32_t node;  // the binding TypeExpr
    LocalId raw;
    TypeId from;
    TypeId to;
    SourceRange range;
  };
  const PPattern* Pattern(const syntax::Pattern& pattern, TypeId matched,
                          std::vector<PatternBinding>& bindings);
  // Guards each bound value, then goes on with `body`.
  const PExpr* WithBindings(const std::vector<PatternBinding>& bindings,
                            llvm::function_ref<const PExpr*()> body);
  const PExpr* Destructure(const syntax::LetDestruct& let, llvm::function_ref<const PExpr*()> body);

  // ---- calls (elaborate_call.cpp) ----
  struct CallSite {
    const syntax::Expr* node = nullptr;              // the call itself
    llvm::SmallVector<const syntax::Expr*, 6> args;  // a pipe's left side first
  };
  const CallTarget& TargetOf(const syntax::Node& node) const;
  CallSite SiteOf(const syntax::Expr& call, const syntax::Expr* piped);
  const PExpr* Call(const CallSite& site, const Target& target);
  const PExpr* CallFunction(const CallSite& site, DeclId decl, const CallTarget& target,
                            const Target& want);
  const PExpr* CallBuiltin(const CallSite& site, const CallTarget& target, TypeId& type);
  const PExpr* BuiltinNode(llvm::StringRef name, Args args, TypeId result, SourceRange range);
  const PExpr* CallAbility(const CallSite& site, const CallTarget& target, TypeId& type);
  const PExpr* CallApply(const CallSite& site, const Target& want);
  // Evaluates arguments in order; those without a representation are evaluated and dropped.
  Args Arguments(llvm::ArrayRef<const syntax::Expr*> args, llvm::ArrayRef<TypeId> params,
                 std::vector<std::pair<LocalId, const PExpr*>>& lets, bool share);
  void AppendHidden(RowId row, Args& args, SourceRange range);

  // ---- functions as values (elaborate_closure.cpp) ----
  const PExpr* Lambda(const syntax::AnonFn& fn, TypeId want);
  const PExpr* Quantifier(const syntax::Expr& expr, const syntax::TypeExpr& binder,
                          const syntax::Expr& domain, const syntax::AnonFn& predicate,
                          bool universal);
  // What `inner` captured, read here; and the same read inside of it.
  Args CapturedValues(const FunctionElaborator& inner, SourceRange range);
  Args OwnCaptures(SourceRange range);

  // ---- contracts (elaborate_contract.cpp, elaborate_rank.cpp) ----
  const PExpr* CheckClause(const syntax::Expr& predicate, SourceRange clause, ObligationKind kind,
                           TrapKind trap);
  void CollectShown(const syntax::Node& node, std::vector<PShown>& shown);
  void CollectOld(const syntax::Node& node);
  const PExpr* OldState(const syntax::EffectRef& ref, TypeId& type, bool before);
  void PrepareRank(const FunctionDecl& decl, bool has_ensures);
  const PExpr* RankValue(const syntax::Expr& measure, TypeId& type);
  std::vector<const PExpr*> RankTuple(std::vector<std::pair<LocalId, const PExpr*>>& lets);
  const PExpr* RankDecreases(llvm::ArrayRef<const PExpr*> now, llvm::ArrayRef<const PExpr*> before);
  const PExpr* RankCheck(const PExpr* condition, llvm::ArrayRef<const PExpr*> now,
                         llvm::ArrayRef<const PExpr*> before);
  const PExpr* WrapRank(const PExpr* body);
  void AppendRankRestore(std::vector<const PExpr*>& items, SourceRange range);
  // Check of a direct self call whose arguments are `args`; null when nothing has to be checked.
  const PExpr* SelfCallCheck(llvm::ArrayRef<const PExpr*> args);
  bool DescendsStatically(llvm::ArrayRef<const PExpr*> args);
  // What is known of a new local for DescendsStatically: it is bound to `value`, or the bindings of
  // `pattern` are to parts of it.
  void NoteSame(LocalId local, const PExpr* value);
  void NoteParts(const PPattern& pattern, const PExpr* value);

  // ---- effects (elaborate_effect.cpp, elaborate_handler.cpp) ----
  EffectScope* FindEffect(const EffectInstance& instance);
  LocalId ScopeLocal(const EffectScope& scope, LocalId local);
  const PExpr* CallOperation(const CallSite& site, const CallTarget& target, TypeId& type);
  const PExpr* StateOperation(const CallSite& site, const EffectInstance& instance,
                              llvm::StringRef op, TypeId& type);
  const PExpr* HostOperation(const CallSite& site, llvm::StringRef host,
                             const EffectDeclaration& effect, const EffectOperation& op,
                             TypeId result);
  // `async` of an operation that the host starts and leaves to itself; null if `expr` is none.
  const PExpr* StartOperation(const syntax::Expr& expr, TypeId future);
  const PExpr* MakeHostCall(PCallHost* node, llvm::StringRef host, const EffectDeclaration& effect,
                            const EffectOperation& op, const Args& args, std::string text);
  const PExpr* HostEvidence(const EffectInstance& instance, TypeId type, SourceRange range);
  const PExpr* ForwardedClause(const EffectInstance& instance, uint32_t op, SourceRange range);
  const PExpr* UserOperation(const CallSite& site, const EffectInstance& instance, uint32_t op,
                             TypeId result);
  const PExpr* InlineClause(EffectScope& scope, const syntax::HandlerClause& clause,
                            const PExpr* arg, TypeId content, TypeId result, SourceRange range);
  const PExpr* ClauseBody(EffectScope& scope, const syntax::HandlerClause& clause, TypeId result,
                          LocalId cell, TypeId content);
  const PExpr* ClauseLeaf(const syntax::Expr& expr, const Target& target);
  const PExpr* Handle(const syntax::HandleExpr& expr, TypeId want);
  const PExpr* HandleState(const syntax::HandleExpr& expr, const EffectInstance& instance,
                           TypeId want);
  const PExpr* HandleExn(const syntax::HandleExpr& expr, const EffectInstance& instance,
                         TypeId want);
  const PExpr* HandleUser(const syntax::HandleExpr& expr, const EffectInstance& instance,
                          TypeId want);
  const PExpr* ClauseClosure(EffectScope& scope, const syntax::HandlerClause& clause, uint32_t op,
                             LocalId cell, TypeId content);
  const PExpr* CatchAbort(const EffectScope& scope, const PExpr* body);
  const PExpr* CatchExits(const EffectScope& scope, const PExpr* body);
  const PExpr* ExitClause(EffectScope& scope, const PExpr* body);
  const PExpr* MakeCatch(TypeId type, const PExpr* code, const PExpr* body, LocalId payload,
                         const PExpr* handler);
  const PExpr* ExceptionCode(TypeId payload, SourceRange range);
  const PExpr* DefaultValue(TypeId type, SourceRange range);

  template <typename T>
  T* New(NodeTag tag, TypeId type, SourceRange range) {
    return shared_.program.New<T>(tag, type, range);
  }
  // Remembers where a LocalId stands, because captures are numbered only when the body is complete.
  LocalId Use(LocalId* place, LocalId local);

  Elaborator& shared_;
  FnId id_;
  SourceContext source_;
  FunctionElaborator* outer_;
  WorkScope work_;
  std::string name_;  // shown in obligations
  std::vector<Local> locals_;
  uint32_t params_ = 0;  // without captures
  TypeId result_;
  llvm::DenseMap<uint32_t, LocalId> bindings_;  // TypeExpr node -> local
  struct Capture {
    LocalId source;  // in outer_
    Local local;
  };
  std::vector<Capture> captures_;
  std::vector<LocalId*> uses_;
  EffectScope* scope_ = nullptr;
  std::vector<std::unique_ptr<EffectScope>> scopes_;
  LocalId result_local_{LocalId::kNone};
  std::vector<std::pair<EffectInstance, LocalId>> old_states_;
  uint32_t lambda_count_ = 0;

  // Termination rank of a declared function.
  const syntax::Decreases* decreases_ = nullptr;
  const FunctionDecl* decl_ = nullptr;
  std::vector<LocalId> rank_now_;    // this activation's measures
  std::vector<LocalId> rank_saved_;  // what the slot held, "active" first
  std::vector<TypeId> rank_types_;
  bool rank_used_ = false;
  bool has_slot_ = false;
  uint32_t slot_ = 0;
  llvm::DenseMap<uint32_t, uint32_t>
      part_of_;  // local bound to a strict part of a parameter -> that parameter
  llvm::DenseMap<uint32_t, uint32_t> same_as_;  // local bound to another one's value -> that one
};

// Hidden parameters of a function with this (closed) row, in its order: cells and evidence.
struct HiddenParam {
  EffectInstance instance;
  TypeId type;
};
std::vector<HiddenParam> HiddenParamsOf(Elaborator& shared, RowId row);
Substitution SubstitutionOf(llvm::ArrayRef<TypeVarId> vars, llvm::ArrayRef<TypeId> args);

}  // namespace vera::sema

#endif  // VERA_SEMA_ELABORATE_FUNCTION_H_
