#ifndef VERA_SEMA_TYPE_H_
#define VERA_SEMA_TYPE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

// Types as the language means them (spec chapter 2), interned: equal types have equal ids. The same
// table serves the checker (types with variables) and the elaborated program (closed types only).

namespace vera::syntax {
struct RefinementType;
}

namespace vera::sema {

enum class TypeKind : uint8_t {
  kError,  // after a reported fault; agrees with everything
  kUnit,
  kNever,
  kBool,
  kByte,
  kInt,
  kNat,
  kFloat64,
  kString,
  kArray,  // args[0] = element
  kTuple,  // args = components
  kMap,    // args = key, value
  kSet,    // args[0] = element
  kDecimal,
  kData,      // algebraic type: data, args (Option, Result, Future, user types, ...)
  kFn,        // args = parameters then result; row
  kRefined,   // args[0] = base; refinement + substitution of its alias' parameters
  kVar,       // type variable: var names one forall/type parameter of one declaration
  kRowVar,    // effect-row variable; occurs only in rows
  kCell,      // Program only: a mutable cell of args[0] (State evidence)
  kEvidence,  // Program only: the clauses of a handler of `effect` (closures in operation order)
};

struct TypeId {
  uint32_t index = 0;
  friend bool operator==(TypeId, TypeId) = default;
};
struct DataId {  // an algebraic type's declaration, built-in ones included
  uint32_t index = 0;
  friend bool operator==(DataId, DataId) = default;
};
struct EffectId {  // an effect's declaration, built-in ones included
  uint32_t index = 0;
  friend bool operator==(EffectId, EffectId) = default;
};
// Indices from kFlexBase on are inference variables: they live only while one declaration is being
// checked (infer.h) and never occur in a CheckedProgram.
struct TypeVarId {
  static constexpr uint32_t kFlexBase = 0x80000000u;
  uint32_t index = 0;
  friend bool operator==(TypeVarId, TypeVarId) = default;
};
struct RowId {  // an interned effect row; row 0 is pure
  uint32_t index = 0;
  friend bool operator==(RowId, RowId) = default;
};
struct RefinementId {  // a `{ @T | P }` as written once in some module
  uint32_t index = 0;
  friend bool operator==(RefinementId, RefinementId) = default;
};

struct EffectInstance {
  EffectId effect;
  llvm::SmallVector<TypeId, 1> args;
};
// Sorted by (effect, args), no duplicates; `tail` is a row variable's TypeVarId or kNoTail.
struct EffectRow {
  static constexpr uint32_t kNoTail = ~0u;
  std::vector<EffectInstance> effects;
  uint32_t tail = kNoTail;
};

struct Type {
  TypeKind kind = TypeKind::kError;
  llvm::SmallVector<TypeId, 2> args;
  uint32_t payload = 0;  // DataId, RowId, RefinementId, TypeVarId or EffectId index, by kind
};

// How large a type is when written out: levels of nesting and number of parts (up to UINT32_MAX). A
// type that holds itself at larger arguments, unfolded level by level, grows without end.
struct TypeExtent {
  uint32_t depth = 1;
  uint32_t size = 1;
};

using Substitution = llvm::DenseMap<uint32_t, TypeId>;    // TypeVarId index -> type
using RowSubstitution = llvm::DenseMap<uint32_t, RowId>;  // row variable's TypeVarId index -> row

class TypeTable {
 public:
  TypeTable();

  const Type& operator[](TypeId id) const { return types_[id.index]; }
  const EffectRow& row(RowId id) const { return rows_[id.index]; }
  size_t size() const { return types_.size(); }

  TypeId Primitive(TypeKind kind);  // kError to kString, kDecimal
  // A built-in container with whatever arguments were written; a wrong number of them is the
  // checker's business.
  TypeId Container(TypeKind kind, llvm::ArrayRef<TypeId> args);
  TypeId Array(TypeId element);
  TypeId Tuple(llvm::ArrayRef<TypeId> components);
  TypeId Map(TypeId key, TypeId value);
  TypeId Set(TypeId element);
  TypeId Data(DataId data, llvm::ArrayRef<TypeId> args);
  TypeId Fn(llvm::ArrayRef<TypeId> params, TypeId result, RowId row);
  // `args` are the refinement's alias parameters' values, in the alias' order (empty outside
  // generic aliases).
  TypeId Refined(TypeId base, RefinementId refinement, llvm::ArrayRef<TypeId> args);
  TypeId Var(TypeVarId var);
  TypeId Cell(TypeId content);
  TypeId Evidence(EffectId effect, llvm::ArrayRef<TypeId> args);
  RowId Row(EffectRow row);
  RowId pure_row() const { return RowId{0}; }

  TypeId Substitute(TypeId type, const Substitution& types, const RowSubstitution& rows);
  TypeId Substitute(TypeId type, const Substitution& types) {
    return Substitute(type, types, RowSubstitution());
  }
  RowId SubstituteRow(RowId row, const Substitution& types, const RowSubstitution& rows);
  // The type without refinements at its top (Nat stays Nat).
  TypeId Strip(TypeId type) const;
  bool HasVars(TypeId type) const {
    return flags_[type.index] != 0;
  }  // of types or rows, inference ones included
  bool HasFlex(TypeId type) const { return (flags_[type.index] & kFlexFlag) != 0; }
  bool RowHasVars(RowId row) const { return row_flags_[row.index] != 0; }
  TypeExtent extent(TypeId type) const { return extents_[type.index]; }
  // Of all types so far.
  TypeExtent largest() const { return largest_; }

 private:
  static constexpr uint8_t kVarFlag = 1;
  static constexpr uint8_t kFlexFlag = 2;

  TypeId Intern(Type type);
  uint8_t FlagsOf(const Type& type) const;
  TypeExtent ExtentOf(const Type& type) const;

  std::deque<Type> types_;          // a deque: references stay valid while the table grows
  std::deque<EffectRow> rows_;
  std::vector<uint8_t> flags_;                                        // by type
  std::vector<uint8_t> row_flags_;                                    // by row
  std::vector<TypeExtent> extents_;                                   // by type
  TypeExtent largest_;
  llvm::DenseMap<uint64_t, llvm::SmallVector<uint32_t, 1>> buckets_;  // hash -> candidates
  llvm::DenseMap<uint64_t, llvm::SmallVector<uint32_t, 1>> row_buckets_;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_TYPE_H_
