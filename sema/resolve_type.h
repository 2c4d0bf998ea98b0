#ifndef VERA_SEMA_RESOLVE_TYPE_H_
#define VERA_SEMA_RESOLVE_TYPE_H_

#include <utility>

#include "sema/session.h"

// What the types, effect rows and slots that one module writes mean, annotated in the module's
// notes. Type variables are found by name in a stack of those in scope.

namespace vera::sema {

class TypeResolver {
 public:
  TypeResolver(Session& session, ModuleState& module) : session_(session), module_(module) {}

  TypeId Resolve(const syntax::TypeExpr& type);
  RowId ResolveRow(const syntax::EffectRow& row);
  EffectInstance ResolveEffect(const syntax::EffectRef& effect);

  // The name under which a binding of this type is counted: the spelling, in its arguments too
  // (spec 3.8); "Fn" for function types.
  uint32_t SlotName(const syntax::TypeExpr& type);
  uint32_t SlotName(syntax::Name name, syntax::List<const syntax::TypeExpr*> args);

  // Type and row variables in scope, innermost last. Release drops those bound since the mark.
  size_t mark() const { return vars_.size(); }
  void BindTypeVar(llvm::StringRef name, TypeVarId var) { vars_.push_back({name, var, false}); }
  void BindRowVar(llvm::StringRef name, TypeVarId var) { vars_.push_back({name, var, true}); }
  void Release(size_t mark) { vars_.resize(mark); }
  // The alias' own variables: its type parameters and what its rows leave open.
  void BindAliasVars(AliasInfo& alias);
  // The plain names in the rows of the function types that a type writes; those that an alias in it
  // leaves open as well when `through_aliases`.
  void CollectRowNames(const syntax::TypeExpr& type, bool through_aliases,
                       std::vector<syntax::Name>& out);
  // Whether a row may mean an effect by this name (else it may be a row variable, spec 7.6).
  bool IsEffectName(llvm::StringRef name) const { return FindEffect(name) != nullptr; }
  bool HasRowVar(llvm::StringRef name) const { return FindVar(name, true) != nullptr; }

 private:
  struct Var {
    llvm::StringRef name;
    TypeVarId var;
    bool is_row;
  };

  TypeId ResolveNamed(const syntax::NamedType& type);
  const std::vector<RowParam>& RowParamsOf(AliasInfo& alias);
  TypeId ResolveAlias(const syntax::NamedType& type, AliasInfo& alias);
  TypeId ResolveContainer(const syntax::NamedType& type, TypeKind kind);
  TypeId ResolveRefinement(const syntax::RefinementType& type);
  void CheckZeroSizeArgs(const syntax::NamedType& type, TypeKind kind, llvm::ArrayRef<TypeId> args);
  RefinementId RefinementOf(const syntax::RefinementType& type, TypeId base,
                            std::vector<TypeVarId> params);
  const Var* FindVar(llvm::StringRef name, bool is_row) const;
  const EffectId* FindEffect(llvm::StringRef name) const;
  const DataId* FindData(const syntax::NamedType& type);
  llvm::SmallVector<TypeId, 2> ResolveAll(syntax::List<const syntax::TypeExpr*> types);

  Session& session_;
  ModuleState& module_;
  std::vector<Var> vars_;
};

// No value of such a type exists at run time: Unit, Future<Unit> (spec 2.2.2).
bool IsZeroSize(const CheckedProgram& program, TypeId type);

}  // namespace vera::sema

#endif  // VERA_SEMA_RESOLVE_TYPE_H_
