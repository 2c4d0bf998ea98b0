#include "lower/derived.h"
#include "lower/host_info.h"
#include "support/check.h"

// show: a value's text, put together once whatever its depth. Closing parentheses are put off: a
// value that is the last field of another one is shown by a tail call, which is told how many of
// them are due behind it. So a list of any length needs no stack.

namespace vera::lower {

using ir::BlockId;
using ir::FuncId;
using ir::OpKind;
using ir::Pred;
using ir::Type;
using ir::ValueId;
using sema::TypeId;
using sema::TypeKind;

// Text of a value that is not composite.
ValueId DerivedEmitter::Show(TypeId type, ValueId value) {
  if (m_.TypeOf(type) == Type::kVoid) {
    return b_.ConstString("unit");
  }
  switch (m_.KindOf(type)) {
    case TypeKind::kString:
      return value;
    case TypeKind::kInt:
      return Host("int_to_string", {value});
    case TypeKind::kNat:
      return Host("nat_to_string", {value});
    case TypeKind::kBool:
      return b_.Emit(OpKind::kSelect, Type::kRef,
                     {value, b_.ConstString("true"), b_.ConstString("false")});
    case TypeKind::kByte:
      return Host("byte_to_string", {value});
    case TypeKind::kFloat64:
      return Host("float_to_string", {value});
    case TypeKind::kDecimal:
      return Host("decimal_to_string", {value});
    default:
      VERA_UNREACHABLE("lower: a type that is not shown in place");
  }
}

ValueId DerivedEmitter::Concat(llvm::ArrayRef<ValueId> pieces) {
  switch (pieces.size()) {
    case 1:
      return pieces[0];
    case 2:
      return Host("string_concat", pieces);
    case 3:
      return Host("string_concat3", pieces);
    case 4:
      return Host("string_concat4", pieces);
    default:
      break;
  }
  ValueId array = b_.ArrayNew(Type::kRef, b_.ConstI64(static_cast<int64_t>(pieces.size())), Site());
  for (size_t i = 0; i < pieces.size(); ++i) {
    b_.ArrayInit(Type::kRef, array, b_.ConstI64(static_cast<int64_t>(i)), pieces[i]);
  }
  return Host("string_concat_all", {array});
}

ValueId DerivedEmitter::Push(ValueId pieces, ValueId text) {
  return b_.DataNew(PieceLayout(), {text, pieces});
}

void DerivedEmitter::EmitShow() {
  if (!IsComposite(subject_)) {
    b_.Ret(Show(subject_, params_.empty() ? ValueId() : params_[0]));
    return;
  }
  ValueId pieces =
      b_.Call(m_.Derived(kShowPieces, subject_), {params_[0], b_.ConstNil(), b_.ConstI64(0)});
  b_.TailCall(m_.Derived(kJoinPieces, m_.program().types().Primitive(TypeKind::kUnit)), {pieces});
}

// Ends with the parentheses that the values around this one, whose last field it is, left open.
void DerivedEmitter::EmitShowPieces() {
  BlockId finish = b_.NewBlock();
  if (kind_ == TypeKind::kArray) {
    EmitShowElements(finish);
  } else {
    ForEachConstructor(params_[0], [&](uint32_t tag) { EmitShowFields(tag, finish); });
  }
  b_.SetBlock(finish);
  ValueId pieces = b_.AddParam(finish, Type::kRef);
  RetIf(b_.Icmp(Pred::kEq, params_[2], b_.ConstI64(0)), pieces);
  b_.Ret(Push(pieces, Host("string_repeat", {b_.ConstString(")"), params_[2]})));
}

void DerivedEmitter::EmitShowFields(uint32_t tag, BlockId finish) {
  const std::vector<Field> fields = Fields(tag);
  const std::string name = m_.ConstructorName(subject_, tag);
  ValueId pieces = params_[1];
  if (fields.empty()) {
    b_.Br(finish, {Push(pieces, b_.ConstString(name))});
    return;
  }
  llvm::SmallVector<ValueId, 8> run;  // adjoining texts that become one piece
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    run.push_back(b_.ConstString(i == 0 ? name + "(" : ", "));
    if (!IsComposite(field.type)) {
      run.push_back(Show(field.type, Get(tag, field, params_[0])));
      continue;
    }
    pieces = Push(pieces, Concat(run));
    run.clear();
    const FuncId callee = m_.Derived(kShowPieces, field.type);
    ValueId value = Get(tag, field, params_[0]);
    if (i + 1 == fields.size()) {
      ValueId open = b_.Emit(OpKind::kAdd, Type::kI64, {params_[2], b_.ConstI64(1)});
      b_.TailCall(callee, {value, pieces, open});
      return;
    }
    pieces = b_.Call(callee, {value, pieces, b_.ConstI64(0)});
  }
  run.push_back(b_.ConstString(")"));
  b_.Br(finish, {Push(pieces, Concat(run))});
}

void DerivedEmitter::EmitShowElements(BlockId finish) {
  const TypeId element = m_.program().types()[m_.Plain(subject_)].args[0];
  ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {params_[0]});
  Loop loop = BeginLoop(length, Push(params_[1], b_.ConstString("[")));
  ValueId is_first = b_.Icmp(Pred::kEq, loop.index, b_.ConstI64(0));
  ValueId gap =
      b_.Emit(OpKind::kSelect, Type::kRef, {is_first, b_.ConstString(""), b_.ConstString(", ")});
  ValueId value = b_.ArrayGet(m_.ElementOf(subject_), params_[0], loop.index);
  ValueId pieces;
  if (IsComposite(element)) {
    pieces =
        b_.Call(m_.Derived(kShowPieces, element), {value, Push(loop.state, gap), b_.ConstI64(0)});
  } else {
    pieces = Push(loop.state, Concat({gap, Show(element, value)}));
  }
  EndLoop(loop, pieces);
  b_.Br(finish, {Push(loop.state, b_.ConstString("]"))});
}

// Counts the pieces, then lines them up from the last one.
void DerivedEmitter::EmitJoinPieces() {
  auto walk = [&](ValueId state) {  // a loop over the pieces; stands in its body
    Loop loop{b_.NewBlock(), b_.NewBlock(), b_.NewBlock(), {}, {}};
    loop.index = b_.AddParam(loop.header, Type::kRef);
    loop.state = b_.AddParam(loop.header, Type::kI64);
    b_.Br(loop.header, {params_[0], state});
    b_.SetBlock(loop.header);
    b_.CondBr(b_.Icmp(Pred::kEq, loop.index, b_.ConstNil()), loop.exit, loop.body);
    b_.SetBlock(loop.body);
    return loop;
  };
  auto next = [&](const Loop& loop, ValueId state) {
    b_.Br(loop.header, {b_.DataGet(PieceLayout(), 1, loop.index), state});
    b_.SetBlock(loop.exit);
  };
  Loop count = walk(b_.ConstI64(0));
  next(count, b_.Emit(OpKind::kAdd, Type::kI64, {count.state, b_.ConstI64(1)}));
  ValueId array = b_.ArrayNew(Type::kRef, count.state, Site());
  Loop fill = walk(count.state);
  ValueId index = b_.Emit(OpKind::kSub, Type::kI64, {fill.state, b_.ConstI64(1)});
  b_.ArrayInit(Type::kRef, array, index, b_.DataGet(PieceLayout(), 0, fill.index));
  next(fill, index);
  b_.Ret(Host("string_concat_all", {array}));
}

}  // namespace vera::lower
