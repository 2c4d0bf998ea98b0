#ifndef VERA_SEMA_INFER_H_
#define VERA_SEMA_INFER_H_

#include <vector>

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "sema/checked.h"

// The relations between types (spec 2.8, 7.8) while one declaration is being checked, and the
// inference variables that its expressions leave open: the T of a bare None, of [] and of a
// literal. Comparing types binds variables; what is still open when the declaration ends takes a
// default (Finish).

namespace vera::sema {

enum class FlexKind : uint8_t {
  kFresh,    // of a constructor or call whose arguments did not tell: compares as a type variable
             // until it is bound
  kElement,  // of []: agrees with anything, like the reference's unknown element
  kLiteral,  // of an integer literal: Nat, or Int where Int is wanted
};

class Inference {
 public:
  Inference(TypeTable& types, const CheckedProgram& program) : types_(types), program_(program) {}

  TypeId NewVar(FlexKind kind);
  // Forgets all variables; types that still hold one must not be used any more.
  void Reset() { vars_.clear(); }

  // The type with its bound variables replaced: only at the top, or everywhere.
  TypeId Shallow(TypeId type) const;
  TypeId Zonk(TypeId type);
  RowId ZonkRow(RowId row);
  // Zonk, for a diagnostic: an open literal is called Nat, what else is open is "?".
  TypeId Shown(TypeId type) { return Replace(type, Leftover::kLiteralsToNat); }
  // Zonk, then defaults: a literal is Nat, any other open variable Int (no value of it exists).
  TypeId Finish(TypeId type);
  RowId FinishRow(RowId row);

  // Without refinements and bound variables at the top; an open literal stays a variable.
  TypeId Base(TypeId type) const;
  // The kind of Base, an open literal counting as Nat.
  TypeKind BaseKind(TypeId type) const;
  bool IsError(TypeId type) const { return types_[Shallow(type)].kind == TypeKind::kError; }
  bool IsVar(TypeId type) const;      // a type variable, declared or fresh
  bool IsOpen(TypeId type) const;     // an unbound inference variable of any kind
  bool IsLiteral(TypeId type) const;  // an unbound literal's
  bool ContainsVar(TypeId type);      // declared or fresh, anywhere
  bool ContainsFresh(TypeId type);

  // sub <: sup: Never is below all, Nat and Int are each below the other (the guard is the run's
  // business), a refinement agrees with its base both ways, data covariantly, functions contra- and
  // covariantly.
  bool Subtype(TypeId sub, TypeId sup);
  bool Equal(TypeId a, TypeId b);  // refinements by their bases
  bool Agree(TypeId a, TypeId b) { return Subtype(a, b) || Subtype(b, a); }
  bool RowSubtype(RowId sub, RowId sup);
  // One type for two that agree: Int for Int and Nat, the base where refinements differ.
  TypeId Join(TypeId a, TypeId b);

  // Collects what `concrete` says about the variables of `pattern` (which must be in `vars`). The
  // first answer stays, except that an open variable gives way and refinements give way to their
  // base; answers that differ inside one data type put the variable into `conflicts`.
  void Infer(TypeId pattern, TypeId concrete, llvm::ArrayRef<TypeVarId> vars, Substitution& found,
             llvm::SmallVectorImpl<TypeVarId>* conflicts);
  // Likewise for row variables: what a function argument performs beyond the effects that the
  // pattern names.
  void InferRows(TypeId pattern, TypeId concrete, llvm::ArrayRef<TypeVarId> row_vars,
                 RowSubstitution& found);

 private:
  struct FlexVar {
    FlexKind kind;
    bool is_bound = false;
    TypeId bound;
  };

  FlexVar* Flex(TypeId type) const;
  void BindTo(TypeId var, TypeId type);
  bool Occurs(TypeId var, TypeId type);
  // Decides a comparison in which `var` is open.
  bool CompareOpen(TypeId var, TypeId other);
  bool CompareLiteral(TypeId literal, TypeId other);
  TypeId Merge(TypeId a, TypeId b, bool nested, bool& conflict);
  // Whether a part of the type, bound variables followed, is a variable that `wanted` holds for.
  bool AnyOpenPart(TypeId type, llvm::function_ref<bool(TypeId)> wanted,
                   llvm::DenseSet<uint32_t>& seen);
  enum class Leftover : uint8_t { kKeep, kLiteralsToNat, kDefaults };
  TypeId Replace(TypeId type, Leftover leftover);
  TypeId ReplaceParts(TypeId type, Leftover leftover);
  RowId ReplaceRow(RowId row, Leftover leftover);

  TypeTable& types_;
  const CheckedProgram& program_;
  mutable std::vector<FlexVar> vars_;  // asking shortens chains of bound ones
  // Of the running Replace: types share their parts, so that one which grows by doubling stays
  // small.
  llvm::DenseMap<uint32_t, TypeId> replaced_;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_INFER_H_
