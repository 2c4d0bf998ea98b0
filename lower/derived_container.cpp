#include "lower/container_ops.h"
#include "lower/derived.h"

// Equality and hashing of maps and sets, which only keys need that hold one (a Set<Json>). Two
// containers are equal when they hold the same, in whatever order it came.

namespace vera::lower {

using ir::OpKind;
using ir::Pred;
using ir::Type;
using ir::ValueId;
using sema::TypeId;
using sema::TypeKind;

DerivedEmitter::Contents DerivedEmitter::ContentsOf(ValueId container) {
  const sema::Type shape = m_.program().types()[m_.Plain(subject_)];
  const bool is_map = kind_ == TypeKind::kMap;
  Contents contents{shape.args[0], is_map ? std::optional(shape.args[1]) : std::nullopt, {}, {}};
  ContainerOps ops(m_, b_, Site(), contents.key, contents.value);
  contents.keys = ops.Keys(container);
  // A value without representation has nothing to compare.
  if (is_map && m_.TypeOf(*contents.value) != Type::kVoid) {
    contents.values = ops.Values(container);
  }
  return contents;
}

void DerivedEmitter::EmitEqContainers() {
  const Contents contents = ContentsOf(params_[0]);
  ContainerOps ops(m_, b_, Site(), contents.key, contents.value);
  const ValueId size = ops.Size(params_[0]);
  RetIf(b_.Icmp(Pred::kNe, size, ops.Size(params_[1])), b_.ConstI1(false));
  Loop loop = BeginLoop(size, {});
  const Type key_type = m_.TypeOf(contents.key);
  const ValueId key =
      key_type == Type::kVoid ? ValueId() : b_.ArrayGet(key_type, contents.keys, loop.index);
  const ValueId position = ops.Position(params_[1], ops.KeyOf(key));
  RetIf(b_.Icmp(Pred::kEq, position, b_.ConstI64(0)), b_.ConstI1(false));
  if (contents.values.valid()) {
    // What the position stands for is read before anything can collect.
    const ValueId other = ops.ValueAt(params_[1], position);
    const ValueId value = b_.ArrayGet(m_.TypeOf(*contents.value), contents.values, loop.index);
    RetIf(b_.Not(Equal(*contents.value, value, other)), b_.ConstI1(false));
  }
  EndLoop(loop, {});
  b_.Ret(b_.ConstI1(true));
}

// The sum over the entries, which no order changes.
void DerivedEmitter::EmitHashContainer() {
  const Contents contents = ContentsOf(params_[0]);
  ContainerOps ops(m_, b_, Site(), contents.key, contents.value);
  const ValueId size = ops.Size(params_[0]);
  Loop loop = BeginLoop(size, size);
  const Type key_type = m_.TypeOf(contents.key);
  const ValueId key =
      key_type == Type::kVoid ? ValueId() : b_.ArrayGet(key_type, contents.keys, loop.index);
  ValueId entry = Fold(HashSeed(), Hash(contents.key, key));
  if (contents.values.valid()) {
    const ValueId value = b_.ArrayGet(m_.TypeOf(*contents.value), contents.values, loop.index);
    entry = Fold(entry, Hash(*contents.value, value));
  }
  EndLoop(loop, b_.Emit(OpKind::kAdd, Type::kI64, {loop.state, entry}));
  b_.Ret(loop.state);
}

}  // namespace vera::lower
