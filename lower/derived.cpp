#include "lower/derived.h"

#include <limits>

#include "lower/host_info.h"
#include "support/check.h"

// Equality, comparison and hashing of values by their structure, one function per type. Equality
// and comparison leave the last field to a tail call, so a list of any length needs no stack; hash
// folds the tail's own hash and so does need it.

namespace vera::lower {

using ir::BlockId;
using ir::OpKind;
using ir::Pred;
using ir::Type;
using ir::ValueId;
using sema::DerivedOp;
using sema::TypeId;
using sema::TypeKind;

namespace {

enum Ordering : uint32_t { kLess, kEqual, kGreater };  // tags of the built-in type

// FNV-1a over 64-bit words, as string_hash over bytes.
constexpr uint64_t kHashSeed = 0xCBF29CE484222325;
constexpr int64_t kHashPrime = 0x100000001B3;

}  // namespace

// ---- parts ----

ValueId DerivedEmitter::Host(llvm::StringRef name, llvm::ArrayRef<ValueId> args) {
  const uint32_t index = HostIndex(name);
  return b_.CallHost(index, HostInfos()[index].result, args, Site());
}

std::vector<DerivedEmitter::Field> DerivedEmitter::Fields(uint32_t tag) {
  std::vector<Field> fields;
  const std::vector<TypeId> types = m_.FieldsOf(subject_, tag);
  for (uint32_t i = 0; i < types.size(); ++i) {
    fields.push_back({types[i], m_.PlaceOf(subject_, tag, i).index});
  }
  return fields;
}

ValueId DerivedEmitter::Get(uint32_t tag, const Field& field, ValueId object) {
  return field.index == ModuleLowering::FieldPlace::kNone
             ? ValueId()
             : b_.DataGet(m_.LayoutOf(subject_, tag), field.index, object);
}

DerivedEmitter::Loop DerivedEmitter::BeginLoop(ValueId length, ValueId state) {
  Loop loop{b_.NewBlock(), b_.NewBlock(), b_.NewBlock(), {}, {}};
  llvm::SmallVector<ValueId, 2> first{b_.ConstI64(0)};
  loop.index = b_.AddParam(loop.header, Type::kI64);
  if (state.valid()) {
    first.push_back(state);
    loop.state = b_.AddParam(loop.header, b_.TypeOf(state));
  }
  b_.Br(loop.header, first);
  b_.SetBlock(loop.header);
  b_.CondBr(b_.Icmp(Pred::kUlt, loop.index, length), loop.body, loop.exit);
  b_.SetBlock(loop.body);
  return loop;
}

void DerivedEmitter::EndLoop(const Loop& loop, ValueId state) {
  llvm::SmallVector<ValueId, 2> next{
      b_.Emit(OpKind::kAdd, Type::kI64, {loop.index, b_.ConstI64(1)})};
  if (state.valid()) {
    next.push_back(state);
  }
  b_.Br(loop.header, next);
  b_.SetBlock(loop.exit);
}

void DerivedEmitter::RetIf(ValueId condition, ValueId value) {
  BlockId leave = b_.NewBlock();
  BlockId next = b_.NewBlock();
  b_.CondBr(condition, leave, next);
  b_.SetBlock(leave);
  b_.Ret(value);
  b_.SetBlock(next);
}

namespace {

// Whether values of the type consist of others.
bool HasParts(const ModuleLowering& m, TypeId type) {
  if (m.TypeOf(type) == Type::kVoid) {
    return false;
  }
  switch (m.KindOf(type)) {
    case TypeKind::kData:
    case TypeKind::kTuple:
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kSet:
      return true;
    case TypeKind::kBool:
    case TypeKind::kByte:
    case TypeKind::kInt:
    case TypeKind::kNat:
    case TypeKind::kFloat64:
    case TypeKind::kString:
    case TypeKind::kDecimal:
      return false;
    default:
      VERA_UNREACHABLE("lower: a type that derives nothing");
  }
}

enum class Sought : uint8_t {
  kFloat,       // nan differs from itself
  kOnlyInKeys,  // what the language's own operations are not there for, or do otherwise
};

bool Holds(ModuleLowering& m, TypeId type, Sought sought, std::set<uint32_t>& seen) {
  const TypeId plain = m.Plain(type);
  if (m.TypeOf(plain) == Type::kF64) {
    return true;
  }
  const TypeKind kind = m.KindOf(plain);
  const bool is_container = kind == TypeKind::kMap || kind == TypeKind::kSet;
  if (sought == Sought::kOnlyInKeys && (is_container || kind == TypeKind::kDecimal)) {
    return true;
  }
  if (!HasParts(m, plain) || !seen.insert(plain.index).second) {
    return false;
  }
  if (kind == TypeKind::kArray || is_container) {
    const sema::Type shape = m.program().types()[plain];
    return llvm::any_of(shape.args, [&](TypeId part) { return Holds(m, part, sought, seen); });
  }
  for (uint32_t tag = 0; tag < m.ConstructorCount(plain); ++tag) {
    for (TypeId field : m.FieldsOf(plain, tag)) {
      if (Holds(m, field, sought, seen)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

bool DerivedEmitter::IsComposite(TypeId type) { return HasParts(m_, type); }

DerivedOp ModuleLowering::KeyOp(DerivedOp key_op, TypeId key) {
  std::set<uint32_t> seen;
  if (Holds(*this, key, Sought::kOnlyInKeys, seen)) {
    return key_op;
  }
  return key_op == kKeyEq ? DerivedOp::kEq : DerivedOp::kHash;
}

bool DerivedEmitter::HasOnlyNullary() {
  for (uint32_t tag = 0; tag < m_.ConstructorCount(subject_); ++tag) {
    if (m_.HasFields(subject_, tag)) {
      return false;
    }
  }
  return true;
}

// ---- eq ----

ValueId DerivedEmitter::Equal(TypeId type, ValueId a, ValueId b) {
  switch (m_.TypeOf(type)) {
    case Type::kVoid:
      return b_.ConstI1(true);
    case Type::kF64: {
      const ValueId equal = b_.Fcmp(Pred::kEq, a, b);
      if (!IsForKeys()) {
        return equal;
      }
      const ValueId both_nan =
          b_.Emit(OpKind::kAnd, Type::kI1, {b_.Fcmp(Pred::kNe, a, a), b_.Fcmp(Pred::kNe, b, b)});
      return b_.Emit(OpKind::kOr, Type::kI1, {equal, both_nan});
    }
    case Type::kRef:
      if (IsComposite(type)) {
        return b_.Call(m_.Derived(op_, type), {a, b});
      }
      return Host(m_.KindOf(type) == TypeKind::kDecimal ? "decimal_eq" : "string_equal", {a, b});
    default:
      return b_.Icmp(Pred::kEq, a, b);
  }
}

void DerivedEmitter::EmitEq() {
  if (!IsComposite(subject_)) {
    b_.Ret(params_.empty() ? b_.ConstI1(true) : Equal(subject_, params_[0], params_[1]));
    return;
  }
  std::set<uint32_t> seen;
  // Where nan differs from itself a shared object proves nothing.
  if (IsForKeys() || !Holds(m_, subject_, Sought::kFloat, seen)) {
    RetIf(b_.Icmp(Pred::kEq, params_[0], params_[1]), b_.ConstI1(true));
  }
  if (kind_ == TypeKind::kArray) {
    EmitEqElements();
    return;
  }
  if (kind_ == TypeKind::kMap || kind_ == TypeKind::kSet) {
    EmitEqContainers();
    return;
  }
  if (HasOnlyNullary()) {  // one object per constructor
    b_.Ret(b_.Icmp(Pred::kEq, params_[0], params_[1]));
    return;
  }
  if (m_.ConstructorCount(subject_) > 1) {
    ValueId left = b_.Emit(OpKind::kDataTag, Type::kI32, {params_[0]});
    ValueId right = b_.Emit(OpKind::kDataTag, Type::kI32, {params_[1]});
    RetIf(b_.Icmp(Pred::kNe, left, right), b_.ConstI1(false));
  }
  ForEachConstructor(params_[0], [&](uint32_t tag) { EmitEqFields(tag); });
}

// What is cheap to compare comes first and a field of the type itself last: that one may be deep.
void DerivedEmitter::EmitEqFields(uint32_t tag) {
  auto cost = [&](const Field& field) {
    const bool is_self = m_.Plain(field.type) == subject_;
    return is_self ? 3 : IsComposite(field.type) ? 2 : m_.TypeOf(field.type) == Type::kRef ? 1 : 0;
  };
  std::vector<Field> fields;
  for (int group = 0; group <= 3; ++group) {
    for (const Field& field : Fields(tag)) {
      if (cost(field) == group) {
        fields.push_back(field);
      }
    }
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    ValueId left = Get(tag, field, params_[0]);
    ValueId right = Get(tag, field, params_[1]);
    if (i + 1 == fields.size()) {
      if (IsComposite(field.type)) {
        b_.TailCall(m_.Derived(op_, field.type), {left, right});
      } else {
        b_.Ret(Equal(field.type, left, right));
      }
      return;
    }
    if (left.valid()) {
      RetIf(b_.Not(Equal(field.type, left, right)), b_.ConstI1(false));
    }
  }
  b_.Ret(b_.ConstI1(true));
}

void DerivedEmitter::EmitEqElements() {
  const TypeId element = m_.program().types()[m_.Plain(subject_)].args[0];
  const Type type = m_.ElementOf(subject_);
  ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {params_[0]});
  ValueId other = b_.Emit(OpKind::kArrayLen, Type::kI64, {params_[1]});
  RetIf(b_.Icmp(Pred::kNe, length, other), b_.ConstI1(false));
  Loop loop = BeginLoop(length, {});
  ValueId equal = Equal(element, b_.ArrayGet(type, params_[0], loop.index),
                        b_.ArrayGet(type, params_[1], loop.index));
  RetIf(b_.Not(equal), b_.ConstI1(false));
  EndLoop(loop, {});
  b_.Ret(b_.ConstI1(true));
}

// ---- compare ----

ValueId DerivedEmitter::OrderingOf(ValueId less, ValueId equal) {
  ValueId other = b_.Emit(OpKind::kSelect, Type::kRef,
                          {equal, b_.ConstNullary(kEqual), b_.ConstNullary(kGreater)});
  return b_.Emit(OpKind::kSelect, Type::kRef, {less, b_.ConstNullary(kLess), other});
}

ValueId DerivedEmitter::Compare(TypeId type, ValueId a, ValueId b) {
  switch (m_.TypeOf(type)) {
    case Type::kVoid:
      return b_.ConstNullary(kEqual);
    case Type::kF64:
      return OrderingOf(b_.Fcmp(Pred::kLt, a, b), b_.Fcmp(Pred::kEq, a, b));
    case Type::kRef: {
      if (IsComposite(type)) {
        return b_.Call(m_.Derived(DerivedOp::kCompare, type), {a, b});
      }
      ValueId sign = Host("string_compare", {a, b});
      ValueId zero = b_.ConstI64(0);
      return OrderingOf(b_.Icmp(Pred::kSlt, sign, zero), b_.Icmp(Pred::kEq, sign, zero));
    }
    default:
      return OrderingOf(b_.Icmp(m_.KindOf(type) == TypeKind::kInt ? Pred::kSlt : Pred::kUlt, a, b),
                        b_.Icmp(Pred::kEq, a, b));
  }
}

void DerivedEmitter::EmitCompare() {
  if (!IsComposite(subject_)) {
    b_.Ret(params_.empty() ? b_.ConstNullary(kEqual) : Compare(subject_, params_[0], params_[1]));
    return;
  }
  if (kind_ == TypeKind::kArray) {
    EmitCompareElements();
    return;
  }
  if (m_.ConstructorCount(subject_) > 1) {
    ValueId left = b_.Emit(OpKind::kDataTag, Type::kI32, {params_[0]});
    ValueId right = b_.Emit(OpKind::kDataTag, Type::kI32, {params_[1]});
    RetIf(b_.Icmp(Pred::kNe, left, right),
          OrderingOf(b_.Icmp(Pred::kUlt, left, right), b_.ConstI1(false)));
  }
  ForEachConstructor(params_[0], [&](uint32_t tag) { EmitCompareFields(tag); });
}

void DerivedEmitter::EmitCompareFields(uint32_t tag) {
  const std::vector<Field> fields = Fields(tag);
  for (size_t i = 0; i < fields.size(); ++i) {
    ValueId left = Get(tag, fields[i], params_[0]);
    ValueId right = Get(tag, fields[i], params_[1]);
    if (i + 1 == fields.size() && IsComposite(fields[i].type)) {
      b_.TailCall(m_.Derived(DerivedOp::kCompare, fields[i].type), {left, right});
      return;
    }
    if (left.valid()) {
      ValueId order = Compare(fields[i].type, left, right);
      RetIf(b_.Icmp(Pred::kNe, order, b_.ConstNullary(kEqual)), order);
    }
  }
  b_.Ret(b_.ConstNullary(kEqual));
}

// By the first element that differs, then by length.
void DerivedEmitter::EmitCompareElements() {
  const TypeId element = m_.program().types()[m_.Plain(subject_)].args[0];
  const Type type = m_.ElementOf(subject_);
  ValueId left = b_.Emit(OpKind::kArrayLen, Type::kI64, {params_[0]});
  ValueId right = b_.Emit(OpKind::kArrayLen, Type::kI64, {params_[1]});
  ValueId shorter = b_.Icmp(Pred::kUlt, left, right);
  Loop loop = BeginLoop(b_.Emit(OpKind::kSelect, Type::kI64, {shorter, left, right}), {});
  ValueId order = Compare(element, b_.ArrayGet(type, params_[0], loop.index),
                          b_.ArrayGet(type, params_[1], loop.index));
  RetIf(b_.Icmp(Pred::kNe, order, b_.ConstNullary(kEqual)), order);
  EndLoop(loop, {});
  b_.Ret(OrderingOf(shorter, b_.Icmp(Pred::kEq, left, right)));
}

// ---- hash ----

ValueId DerivedEmitter::HashSeed() { return b_.ConstI64(static_cast<int64_t>(kHashSeed)); }

ValueId DerivedEmitter::Fold(ValueId hash, ValueId part) {
  ValueId mixed = b_.Emit(OpKind::kXor, Type::kI64, {hash, part});
  return b_.Emit(OpKind::kMul, Type::kI64, {mixed, b_.ConstI64(kHashPrime)});
}

// One float for all that are the same key: 0.0 for -0.0, and one of the nans.
ValueId DerivedEmitter::OneFloat(ValueId value) {
  const ValueId sum = b_.Emit(OpKind::kFadd, Type::kF64, {value, b_.ConstF64(0.0)});
  const ValueId nan = b_.ConstF64(std::numeric_limits<double>::quiet_NaN());
  return b_.Emit(OpKind::kSelect, Type::kF64, {b_.Fcmp(Pred::kNe, value, value), nan, sum});
}

ValueId DerivedEmitter::Hash(TypeId type, ValueId value) {
  switch (m_.TypeOf(type)) {
    case Type::kVoid:
      return b_.ConstI64(0);
    case Type::kF64:
      return b_.Emit(OpKind::kFloatBits, Type::kI64, {IsForKeys() ? OneFloat(value) : value});
    case Type::kRef:
      if (IsComposite(type)) {
        return b_.Call(m_.Derived(op_, type), {value});
      }
      // Decimals that are equal are near the same Float64.
      return m_.KindOf(type) == TypeKind::kDecimal
                 ? b_.Emit(OpKind::kFloatBits, Type::kI64,
                           {OneFloat(Host("decimal_to_float", {value}))})
                 : Host("string_hash", {value});
    case Type::kI64:
      return value;
    default:
      return Zext(value);
  }
}

void DerivedEmitter::EmitHash() {
  if (!IsComposite(subject_)) {
    b_.Ret(Hash(subject_, params_.empty() ? ValueId() : params_[0]));
    return;
  }
  if (kind_ == TypeKind::kMap || kind_ == TypeKind::kSet) {
    EmitHashContainer();
    return;
  }
  ValueId seed = HashSeed();
  if (kind_ == TypeKind::kArray) {
    const TypeId element = m_.program().types()[m_.Plain(subject_)].args[0];
    ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {params_[0]});
    Loop loop = BeginLoop(length, Fold(seed, length));
    ValueId part = Hash(element, b_.ArrayGet(m_.ElementOf(subject_), params_[0], loop.index));
    EndLoop(loop, Fold(loop.state, part));
    b_.Ret(loop.state);
    return;
  }
  ForEachConstructor(params_[0], [&](uint32_t tag) {
    ValueId hash = Fold(seed, b_.ConstI64(tag));
    for (const Field& field : Fields(tag)) {
      hash = Fold(hash, Hash(field.type, Get(tag, field, params_[0])));
    }
    b_.Ret(hash);
  });
}

// Awaits, and is then the operation of the result.
void DerivedEmitter::EmitOfFuture() {
  const TypeId content = m_.program().types()[subject_].args[0];
  llvm::SmallVector<ValueId, 3> args(params_.begin(), params_.end());
  args[0] = Host("async_await", {args[0]});
  if (op_ == DerivedOp::kEq || op_ == DerivedOp::kCompare) {
    args[1] = Host("async_await", {args[1]});
  }
  b_.TailCall(m_.Derived(op_, content), args);
}

void DerivedEmitter::Run() {
  // Builder::AddParam would declare the parameters a second time.
  const std::vector<Type> declared = std::move(b_.function().param_types);
  b_.function().param_types.clear();
  const BlockId entry = b_.NewBlock();
  for (Type type : declared) {
    params_.push_back(b_.AddParam(entry, type));
  }
  b_.SetBlock(entry);
  if (m_.MayBeHostFuture(subject_)) {
    return EmitOfFuture();
  }
  switch (op_) {
    case DerivedOp::kEq:
    case kKeyEq:
      return EmitEq();
    case DerivedOp::kCompare:
      return EmitCompare();
    case DerivedOp::kHash:
    case kKeyHash:
      return EmitHash();
    case DerivedOp::kShow:
      return EmitShow();
    case kShowPieces:
      return EmitShowPieces();
    case kJoinPieces:
      return EmitJoinPieces();
  }
}

ir::FuncId ModuleLowering::Derived(DerivedOp op, TypeId subject) {
  const TypeId plain = PlainOrFuture(subject);
  const auto key = std::make_pair(static_cast<uint8_t>(op), plain.index);
  if (const auto found = derived_.find(key); found != derived_.end()) {
    return found->second;
  }
  const Type type = TypeOf(plain);
  llvm::SmallVector<Type, 3> params;
  Type result = Type::kRef;
  if (op == kJoinPieces) {
    params = {Type::kRef};
  } else if (op == kShowPieces) {
    params = {type, Type::kRef, Type::kI64};
  } else {
    const bool is_eq = op == DerivedOp::kEq || op == kKeyEq;
    const bool is_hash = op == DerivedOp::kHash || op == kKeyHash;
    const bool is_binary = is_eq || op == DerivedOp::kCompare;
    params.assign(type == Type::kVoid ? 0 : is_binary ? 2 : 1, type);
    result = is_eq ? Type::kI1 : is_hash ? Type::kI64 : Type::kRef;
  }
  const std::string spelled =
      std::string(kDerivedNames[key.first]) + "<" + program_.checked().Spell(plain) + ">";
  // Types of different modules may be spelled alike.
  const bool taken = module_.FindFunction(spelled).valid();
  const std::string name = taken ? spelled + "." + std::to_string(plain.index) : spelled;
  const ir::FuncId fn = NewFunction(name, spelled, params, result);
  derived_[key] = fn;
  pending_derived_.push_back({op, plain, fn});
  return fn;
}

void ModuleLowering::EmitDerived(const PendingDerived& pending) {
  const PendingDerived job = pending;  // emitting may enqueue others, and so move the queue
  DerivedEmitter(*this, job.fn, job.op, job.subject).Run();
}

}  // namespace vera::lower
