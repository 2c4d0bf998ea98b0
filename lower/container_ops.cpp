#include "lower/container_ops.h"

#include "lower/derived.h"
#include "lower/host_info.h"

namespace vera::lower {

using hostabi::ContentKind;
using hostabi::KeyKind;
using ir::BlockId;
using ir::OpKind;
using ir::Pred;
using ir::Type;
using ir::ValueId;

namespace {

ContentKind ContentOf(Type type) {
  switch (type) {
    case Type::kVoid:
      return ContentKind::kNone;
    case Type::kI1:
    case Type::kI8:
      return ContentKind::kByte;
    case Type::kRef:
      return ContentKind::kRef;
    default:
      return ContentKind::kWord;
  }
}

KeyKind KeyKindOf(const ModuleLowering& m, sema::TypeId key) {
  switch (m.KindOf(key)) {
    case sema::TypeKind::kFloat64:
      return KeyKind::kFloat;
    case sema::TypeKind::kString:
      return KeyKind::kText;
    default:
      return m.TypeOf(key) == Type::kRef ? KeyKind::kComposite : KeyKind::kWord;
  }
}

}  // namespace

ContainerOps::ContainerOps(ModuleLowering& m, ir::Builder& b, ir::SiteId site, sema::TypeId key,
                           std::optional<sema::TypeId> value)
    : m_(m),
      b_(b),
      site_(site),
      key_type_(key),
      key_(m.TypeOf(key)),
      value_(value ? m.TypeOf(*value) : Type::kVoid),
      shape_{.is_set = !value.has_value(),
             .key = KeyKindOf(m, key),
             .key_content = ContentOf(key_),
             .value_content = ContentOf(value_)} {}

ValueId ContainerOps::Host(llvm::StringRef name, llvm::ArrayRef<ValueId> args) {
  const uint32_t index = HostIndex(name);
  return b_.CallHost(index, HostInfos()[index].result, args, site_);
}

// The bits of a value that is not a reference.
ValueId ContainerOps::Bits(ValueId value, Type type) {
  switch (type) {
    case Type::kVoid:
      return b_.ConstI64(0);
    case Type::kF64:
      return b_.Emit(OpKind::kFloatBits, Type::kI64, {value});
    case Type::kI64:
      return value;
    default:
      return b_.Emit(OpKind::kZext, Type::kI64, {value});
  }
}

ContainerOps::Key ContainerOps::KeyOf(ValueId key) {
  if (shape_.key == KeyKind::kComposite) {
    return {key, b_.Call(m_.Derived(m_.KeyOp(kKeyHash, key_type_), key_type_), {key})};
  }
  return {key_ == Type::kRef ? key : Bits(key, key_), ValueId()};
}

ValueId ContainerOps::New() {
  return Host("container_new", {b_.ConstI64(static_cast<int64_t>(shape_.Encode()))});
}

ValueId ContainerOps::Position(ValueId container, const Key& key) {
  switch (shape_.key) {
    case KeyKind::kText:
      return Host("container_find_text", {container, key.value});
    case KeyKind::kComposite:
      return b_.Call(m_.LocateFunction(key_type_), {container, key.hash, key.value});
    default:
      return Host("container_find_word", {container, key.value});
  }
}

ValueId ContainerOps::ValueAt(ValueId map, ValueId position) {
  switch (value_) {
    case Type::kVoid:
      return ValueId();
    case Type::kRef:
      return Host("map_ref_at", {map, position});
    case Type::kI64:
      return Host("map_word_at", {map, position});
    case Type::kF64:
      return b_.Emit(OpKind::kBitsFloat, Type::kF64, {Host("map_word_at", {map, position})});
    default:
      return b_.Emit(OpKind::kTrunc, value_, {Host("map_word_at", {map, position})});
  }
}

ValueId ContainerOps::Insert(ValueId map, const Key& key, ValueId value) {
  const bool is_ref = value_ == Type::kRef;
  const ValueId content = is_ref ? value : Bits(value, value_);
  switch (shape_.key) {
    case KeyKind::kText:
      return Host(is_ref ? "map_insert_text_ref" : "map_insert_text_word",
                  {map, key.value, content});
    case KeyKind::kComposite:
      return Host(is_ref ? "map_insert_at_ref" : "map_insert_at_word",
                  {map, key.hash, Position(map, key), key.value, content});
    default:
      return Host(is_ref ? "map_insert_word_ref" : "map_insert_word_word",
                  {map, key.value, content});
  }
}

ValueId ContainerOps::Add(ValueId set, const Key& key) {
  switch (shape_.key) {
    case KeyKind::kText:
      return Host("set_add_text", {set, key.value});
    case KeyKind::kComposite:
      return Host("set_add_at", {set, key.hash, Position(set, key), key.value});
    default:
      return Host("set_add_word", {set, key.value});
  }
}

ValueId ContainerOps::Remove(ValueId container, const Key& key) {
  switch (shape_.key) {
    case KeyKind::kText:
      return Host("container_remove_text", {container, key.value});
    case KeyKind::kComposite:
      return Host("container_remove_at", {container, key.hash, Position(container, key)});
    default:
      return Host("container_remove_word", {container, key.value});
  }
}

ir::FuncId ModuleLowering::LocateFunction(sema::TypeId key) {
  const sema::TypeId plain = Plain(key);
  if (const auto found = locates_.find(plain.index); found != locates_.end()) {
    return found->second;
  }
  const ir::FuncId equals = Derived(KeyOp(kKeyEq, plain), plain);
  const std::string spelled = "locate<" + program_.checked().Spell(plain) + ">";
  // Types of different modules may be spelled alike.
  const bool taken = module_.FindFunction(spelled).valid();
  const ir::FuncId fn = NewFunction(taken ? spelled + "." + std::to_string(plain.index) : spelled,
                                    spelled, {}, Type::kI64);
  locates_[plain.index] = fn;

  // position = 0; do { position = next candidate } while (position != 0 && its key differs)
  ir::Builder b(module_, fn);
  auto host = [&](llvm::StringRef name, llvm::ArrayRef<ValueId> args) {
    const uint32_t index = HostIndex(name);
    return b.CallHost(index, HostInfos()[index].result, args);
  };
  const BlockId entry = b.NewBlock();
  const ValueId container = b.AddParam(entry, Type::kRef);
  const ValueId hash = b.AddParam(entry, Type::kI64);
  const ValueId sought = b.AddParam(entry, Type::kRef);
  const BlockId loop = b.NewBlock();
  const BlockId compare = b.NewBlock();
  const BlockId leave = b.NewBlock();
  const ValueId after = b.AddParam(loop, Type::kI64);
  b.SetBlock(entry);
  b.Br(loop, {b.ConstI64(0)});
  b.SetBlock(loop);
  const ValueId position = host("container_candidate", {container, hash, after});
  b.CondBr(b.Icmp(Pred::kEq, position, b.ConstI64(0)), leave, compare);
  b.SetBlock(compare);
  const ValueId candidate = host("container_key_at", {container, position});
  b.CondBr(b.Call(equals, {candidate, sought}), leave, loop, {}, {position});
  b.SetBlock(leave);
  b.Ret(position);
  return fn;
}

}  // namespace vera::lower
