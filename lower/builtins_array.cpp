#include <array>

#include "lower/function_lowering.h"

// Built-in functions on arrays (spec 9.6.1 to 9.6.8, 9.6.20): loops in place, with the function
// that they are given called directly where it is known. Results are filled while they are under
// construction and never written afterwards. Nothing here recurses, so an array of any length needs
// no stack.

namespace vera::lower {

using ir::BlockId;
using sema::PExpr;

class ArrayBuiltins {
 public:
  ArrayBuiltins(FunctionLowering& f, const sema::PCallBuiltin& call)
      : f_(f), b_(f.b_), m_(f.m_), call_(call) {}

  ValueId Length();
  ValueId Append();
  ValueId Concat();
  ValueId Reverse();
  ValueId Flatten();
  ValueId Slice();
  ValueId Range();
  ValueId Map() { return MapWith(false); }
  ValueId Mapi() { return MapWith(true); }
  ValueId Filter();
  ValueId Fold();
  ValueId Find();
  ValueId Any() { return AnyOf(true); }
  ValueId All() { return AnyOf(false); }
  ValueId SortBy();

 private:
  // ---- arguments ----
  ValueId Arg(size_t i, Type type) { return f_.LowerAs(call_.args[i], type); }
  // Reads its array argument: its elements' representation and its length.
  struct Source {
    ValueId array;
    Type element;
    ValueId length;
  };
  Source ArraySource(size_t i);
  Type ElementOf(size_t arg);
  // The function, always the last argument. False if it never arrives: what would follow is dead.
  bool TakeFunction();
  ValueId Invoke(llvm::ArrayRef<ValueId> args, Type result);
  ValueId Unreached() { return f_.Zero(m_.TypeOf(call_.type)); }

  // ---- ops ----
  ValueId Int(int64_t value) { return b_.ConstI64(value); }
  ValueId Add(ValueId left, ValueId right) {
    return b_.Emit(OpKind::kAdd, Type::kI64, {left, right});
  }
  ValueId Sub(ValueId left, ValueId right) {
    return b_.Emit(OpKind::kSub, Type::kI64, {left, right});
  }
  ValueId Select(ValueId condition, ValueId yes, ValueId no) {
    return b_.Emit(OpKind::kSelect, b_.TypeOf(yes), {condition, yes, no});
  }
  ValueId Lesser(ValueId left, ValueId right) {
    return Select(b_.Icmp(Pred::kUlt, left, right), left, right);
  }
  ValueId Get(const Source& source, ValueId index) {
    return b_.ArrayGet(source.element, source.array, index);
  }
  ValueId New(Type element, ValueId length);

  // ---- loops ----
  struct Loop {
    BlockId header, body, exit;
    ValueId index;
    llvm::SmallVector<ValueId, 2> state;  // carried values, as seen in the body and behind the loop
  };
  // for (index = 0; index < length; ++index), from here on in its body.
  Loop BeginLoop(ValueId length, llvm::ArrayRef<ValueId> state = {});
  // On with the next values of the state; from here on behind the loop.
  void EndLoop(const Loop& loop, llvm::ArrayRef<ValueId> state = {});
  // Leaves for `away` where the condition equals `when`, goes on here where it does not.
  void LeaveIf(ValueId condition, bool when, BlockId away);

  ValueId MapWith(bool with_index);
  ValueId AnyOf(bool searched);
  // ---- sorting ----
  struct Runs {  // two neighbouring sorted runs [low, middle) and [middle, high) of `from`, merged
                 // into `to`
    Type element;
    ValueId from, to;
    ValueId low, middle, high;
  };
  void Merge(const Runs& runs);
  ValueId TakesRight(ValueId left, ValueId right);

  FunctionLowering& f_;
  ir::Builder& b_;
  ModuleLowering& m_;
  const sema::PCallBuiltin& call_;
  FunctionLowering::Callee callee_;
};

// ---- arguments ----

Type ArrayBuiltins::ElementOf(size_t arg) {
  const sema::TypeId type = call_.args[arg]->type;
  // An argument of type Never has no element; neither is any code behind it reached.
  return m_.KindOf(type) == sema::TypeKind::kArray ? m_.ElementOf(type) : Type::kI64;
}

ArrayBuiltins::Source ArrayBuiltins::ArraySource(size_t i) {
  return {Arg(i, Type::kRef), ElementOf(i), {}};
}

bool ArrayBuiltins::TakeFunction() {
  callee_ = f_.LowerCallee(call_.args.back());
  b_.SetLocation(call_.range.begin);
  return callee_.signature.valid();
}

ValueId ArrayBuiltins::Invoke(llvm::ArrayRef<ValueId> args, Type result) {
  ValueId value = f_.CallCallee(callee_, args);
  return value.valid() || result == Type::kVoid ? value : f_.Zero(result);
}

ValueId ArrayBuiltins::New(Type element, ValueId length) {
  b_.SetLocation(call_.range.begin);
  return b_.ArrayNew(element, length,
                     m_.SiteLike(m_.SiteOf(call_.obligation), sema::TrapKind::kUnknown, "Array too long"));
}

// ---- loops ----

ArrayBuiltins::Loop ArrayBuiltins::BeginLoop(ValueId length, llvm::ArrayRef<ValueId> state) {
  Loop loop{b_.NewBlock(), b_.NewBlock(), b_.NewBlock(), {}, {}};
  loop.index = b_.AddParam(loop.header, Type::kI64);
  llvm::SmallVector<ValueId, 3> first{Int(0)};
  for (ValueId value : state) {
    first.push_back(value);
    loop.state.push_back(b_.AddParam(loop.header, b_.TypeOf(value)));
  }
  b_.Br(loop.header, first);
  b_.SetBlock(loop.header);
  b_.CondBr(b_.Icmp(Pred::kUlt, loop.index, length), loop.body, loop.exit);
  b_.SetBlock(loop.body);
  return loop;
}

void ArrayBuiltins::EndLoop(const Loop& loop, llvm::ArrayRef<ValueId> state) {
  llvm::SmallVector<ValueId, 3> next{Add(loop.index, Int(1))};
  next.append(state.begin(), state.end());
  b_.Br(loop.header, next);
  b_.SetBlock(loop.exit);
}

void ArrayBuiltins::LeaveIf(ValueId condition, bool when, BlockId away) {
  BlockId next = b_.NewBlock();
  b_.CondBr(condition, when ? away : next, when ? next : away);
  b_.SetBlock(next);
}

// ---- without a function ----

ValueId ArrayBuiltins::Length() {
  return b_.Emit(OpKind::kArrayLen, Type::kI64, {Arg(0, Type::kRef)});
}

ValueId ArrayBuiltins::Append() {
  const Type element = m_.ElementOf(call_.type);
  ValueId array = Arg(0, Type::kRef);
  ValueId last = call_.args.size() > 1 ? Arg(1, element) : f_.Zero(element);
  ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {array});
  ValueId result = New(element, Add(length, Int(1)));
  b_.ArrayCopy(element, result, Int(0), array, Int(0), length);
  b_.ArrayInit(element, result, length, last);
  return result;
}

ValueId ArrayBuiltins::Concat() {
  const Type element = m_.ElementOf(call_.type);
  ValueId first = Arg(0, Type::kRef);
  ValueId second = Arg(1, Type::kRef);
  ValueId first_length = b_.Emit(OpKind::kArrayLen, Type::kI64, {first});
  ValueId second_length = b_.Emit(OpKind::kArrayLen, Type::kI64, {second});
  ValueId result = New(element, Add(first_length, second_length));
  b_.ArrayCopy(element, result, Int(0), first, Int(0), first_length);
  b_.ArrayCopy(element, result, first_length, second, Int(0), second_length);
  return result;
}

ValueId ArrayBuiltins::Reverse() {
  Source source = ArraySource(0);
  source.length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  ValueId result = New(source.element, source.length);
  Loop loop = BeginLoop(source.length);
  ValueId from = Sub(Sub(source.length, Int(1)), loop.index);
  b_.ArrayInit(source.element, result, loop.index, Get(source, from));
  EndLoop(loop);
  return result;
}

ValueId ArrayBuiltins::Flatten() {
  const Type element = m_.ElementOf(call_.type);
  ValueId outer = Arg(0, Type::kRef);
  ValueId count = b_.Emit(OpKind::kArrayLen, Type::kI64, {outer});
  auto inner = [&](const Loop& loop) {
    ValueId array = b_.ArrayGet(Type::kRef, outer, loop.index);
    return Source{array, element, b_.Emit(OpKind::kArrayLen, Type::kI64, {array})};
  };
  Loop measure = BeginLoop(count, {Int(0)});
  EndLoop(measure, {Add(measure.state[0], inner(measure).length)});
  ValueId result = New(element, measure.state[0]);
  Loop copy = BeginLoop(count, {Int(0)});
  const Source part = inner(copy);
  b_.ArrayCopy(element, result, copy.state[0], part.array, Int(0), part.length);
  EndLoop(copy, {Add(copy.state[0], part.length)});
  return result;
}

ValueId ArrayBuiltins::Slice() {
  const Type element = m_.ElementOf(call_.type);
  ValueId array = Arg(0, Type::kRef);
  ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {array});
  auto clamp = [&](ValueId bound) {
    ValueId raised = Select(b_.Icmp(Pred::kSlt, bound, Int(0)), Int(0), bound);
    return Lesser(raised, length);
  };
  ValueId written_start = Arg(1, Type::kI64);
  ValueId written_end = Arg(2, Type::kI64);
  ValueId start = clamp(written_start);
  ValueId end = clamp(written_end);
  ValueId count = Select(b_.Icmp(Pred::kUlt, start, end), Sub(end, start), Int(0));
  ValueId result = New(element, count);
  b_.ArrayCopy(element, result, Int(0), array, start, count);
  return result;
}

ValueId ArrayBuiltins::Range() {
  ValueId first = Arg(0, Type::kI64);
  ValueId end = Arg(1, Type::kI64);
  // The difference fits without sign; New refuses what is too long.
  ValueId count = Select(b_.Icmp(Pred::kSlt, first, end), Sub(end, first), Int(0));
  ValueId result = New(Type::kI64, count);
  Loop loop = BeginLoop(count);
  b_.ArrayInit(Type::kI64, result, loop.index, Add(first, loop.index));
  EndLoop(loop);
  return result;
}

// ---- with a function ----

ValueId ArrayBuiltins::MapWith(bool with_index) {
  Source source = ArraySource(0);
  if (!TakeFunction()) {
    return Unreached();
  }
  const Type element = m_.ElementOf(call_.type);
  source.length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  ValueId result = New(element, source.length);
  Loop loop = BeginLoop(source.length);
  llvm::SmallVector<ValueId, 2> args{Get(source, loop.index)};
  if (with_index) {
    args.push_back(loop.index);
  }
  b_.ArrayInit(element, result, loop.index, Invoke(args, element));
  EndLoop(loop);
  return result;
}

// As long as the argument first, then cut to what was kept.
ValueId ArrayBuiltins::Filter() {
  Source source = ArraySource(0);
  if (!TakeFunction()) {
    return Unreached();
  }
  source.length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  ValueId result = New(source.element, source.length);
  Loop loop = BeginLoop(source.length, {Int(0)});
  BlockId keep = b_.NewBlock();
  BlockId next = b_.NewBlock();
  ValueId kept = b_.AddParam(next, Type::kI64);
  ValueId value = Get(source, loop.index);
  b_.CondBr(Invoke({value}, Type::kI1), keep, next, {}, {loop.state[0]});
  b_.SetBlock(keep);
  b_.ArrayInit(source.element, result, loop.state[0], value);
  b_.Br(next, {Add(loop.state[0], Int(1))});
  b_.SetBlock(next);
  EndLoop(loop, {kept});
  // The empty array is a constant, which must not be written to.
  BlockId shrink = b_.NewBlock();
  BlockId done = b_.NewBlock();
  b_.CondBr(b_.Icmp(Pred::kUlt, loop.state[0], source.length), shrink, done);
  b_.SetBlock(shrink);
  b_.ArrayShrink(source.element, result, loop.state[0]);
  b_.Br(done);
  b_.SetBlock(done);
  return result;
}

ValueId ArrayBuiltins::Fold() {
  Source source = ArraySource(0);
  const Type type = m_.TypeOf(call_.type);
  llvm::SmallVector<ValueId, 1>
      state;  // none for an accumulator without representation, which is no argument either
  if (type != Type::kVoid) {
    state.push_back(Arg(1, type));
  }
  if (!TakeFunction()) {
    return Unreached();
  }
  source.length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  Loop loop = BeginLoop(source.length, state);
  llvm::SmallVector<ValueId, 2> args(loop.state);
  args.push_back(Get(source, loop.index));
  ValueId next = Invoke(args, type);
  EndLoop(loop, state.empty() ? llvm::ArrayRef<ValueId>() : llvm::ArrayRef<ValueId>(next));
  return state.empty() ? ValueId() : loop.state[0];
}

ValueId ArrayBuiltins::Find() {
  constexpr uint32_t kNone = 0;
  constexpr uint32_t kSome = 1;
  Source source = ArraySource(0);
  if (!TakeFunction()) {
    return Unreached();
  }
  source.length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  BlockId found = b_.NewBlock();
  BlockId done = b_.NewBlock();
  ValueId result = b_.AddParam(done, Type::kRef);
  Loop loop = BeginLoop(source.length);
  ValueId value = Get(source, loop.index);
  LeaveIf(Invoke({value}, Type::kI1), true, found);
  EndLoop(loop);
  b_.Br(done, {f_.Construct(call_.type, kNone, {})});
  b_.SetBlock(found);
  b_.Br(done, {f_.Construct(call_.type, kSome, {value})});
  b_.SetBlock(done);
  return result;
}

// Whether some element makes the predicate `searched`; for false (array_all) the answer is turned
// round.
ValueId ArrayBuiltins::AnyOf(bool searched) {
  Source source = ArraySource(0);
  if (!TakeFunction()) {
    return Unreached();
  }
  source.length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  BlockId found = b_.NewBlock();
  BlockId done = b_.NewBlock();
  ValueId result = b_.AddParam(done, Type::kI1);
  Loop loop = BeginLoop(source.length);
  LeaveIf(Invoke({Get(source, loop.index)}, Type::kI1), searched, found);
  EndLoop(loop);
  b_.Br(done, {b_.ConstI1(!searched)});
  b_.SetBlock(found);
  b_.Br(done, {b_.ConstI1(searched)});
  b_.SetBlock(done);
  return result;
}

// ---- sorting ----

// Only a greater left element gives way to the right one: equal ones keep their order.
ValueId ArrayBuiltins::TakesRight(ValueId left, ValueId right) {
  constexpr uint32_t kGreater = 2;
  ValueId order = Invoke({left, right}, Type::kRef);
  return b_.Icmp(Pred::kEq, b_.Emit(OpKind::kDataTag, Type::kI32, {order}), b_.ConstI32(kGreater));
}

// From here on behind the merging of these two runs.
void ArrayBuiltins::Merge(const Runs& runs) {
  BlockId header = b_.NewBlock();
  BlockId has_right = b_.NewBlock();
  BlockId body = b_.NewBlock();
  BlockId left = b_.NewBlock();
  BlockId right = b_.NewBlock();
  BlockId rest = b_.NewBlock();
  ValueId i = b_.AddParam(header, Type::kI64);    // next of the left run
  ValueId j = b_.AddParam(header, Type::kI64);    // next of the right run
  ValueId out = b_.AddParam(header, Type::kI64);  // where it goes
  b_.Br(header, {runs.low, runs.middle, runs.low});
  b_.SetBlock(header);
  b_.CondBr(b_.Icmp(Pred::kUlt, i, runs.middle), has_right, rest);
  b_.SetBlock(has_right);
  b_.CondBr(b_.Icmp(Pred::kUlt, j, runs.high), body, rest);
  b_.SetBlock(body);
  ValueId x = b_.ArrayGet(runs.element, runs.from, i);
  ValueId y = b_.ArrayGet(runs.element, runs.from, j);
  b_.CondBr(TakesRight(x, y), right, left);
  b_.SetBlock(left);
  b_.ArrayInit(runs.element, runs.to, out, x);
  b_.Br(header, {Add(i, Int(1)), j, Add(out, Int(1))});
  b_.SetBlock(right);
  b_.ArrayInit(runs.element, runs.to, out, y);
  b_.Br(header, {i, Add(j, Int(1)), Add(out, Int(1))});
  b_.SetBlock(rest);  // one of the runs is used up, so one of these counts is 0
  ValueId left_count = Sub(runs.middle, i);
  b_.ArrayCopy(runs.element, runs.to, out, runs.from, i, left_count);
  b_.ArrayCopy(runs.element, runs.to, Add(out, left_count), runs.from, j, Sub(runs.high, j));
}

// Bottom-up merging: in each round the runs of `width` elements of one buffer are merged pairwise
// into the other one. A round reads only one buffer and writes only the other.
ValueId ArrayBuiltins::SortBy() {
  Source source = ArraySource(0);
  if (!TakeFunction()) {
    return Unreached();
  }
  const Type element = source.element;
  ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {source.array});
  BlockId sort = b_.NewBlock();
  BlockId done = b_.NewBlock();
  ValueId result = b_.AddParam(done, Type::kRef);
  b_.CondBr(b_.Icmp(Pred::kUlt, length, Int(2)), done, sort, {source.array}, {});

  b_.SetBlock(sort);
  ValueId first = New(element, length);
  b_.ArrayCopy(element, first, Int(0), source.array, Int(0), length);
  ValueId second = New(element, length);
  BlockId round = b_.NewBlock();
  ValueId width = b_.AddParam(round, Type::kI64);
  ValueId from = b_.AddParam(round, Type::kRef);
  ValueId to = b_.AddParam(round, Type::kRef);
  b_.Br(round, {Int(1), first, second});

  b_.SetBlock(round);
  BlockId pair = b_.NewBlock();
  BlockId merge = b_.NewBlock();
  BlockId next_round = b_.NewBlock();
  ValueId low = b_.AddParam(pair, Type::kI64);
  b_.CondBr(b_.Icmp(Pred::kUlt, width, length), pair, done, {Int(0)}, {from});

  b_.SetBlock(pair);
  b_.CondBr(b_.Icmp(Pred::kUlt, low, length), merge, next_round);
  b_.SetBlock(merge);
  ValueId middle = Lesser(Add(low, width), length);
  ValueId high = Lesser(Add(middle, width), length);
  Merge({element, from, to, low, middle, high});
  b_.Br(pair, {high});

  b_.SetBlock(next_round);
  b_.Br(round, {Add(width, width), to, from});
  b_.SetBlock(done);
  return result;
}

namespace {

struct Row {
  llvm::StringLiteral name;
  ValueId (ArrayBuiltins::*expand)();
};

constexpr std::array kRows{
    Row{"array_length", &ArrayBuiltins::Length},   Row{"array_append", &ArrayBuiltins::Append},
    Row{"array_concat", &ArrayBuiltins::Concat},   Row{"array_reverse", &ArrayBuiltins::Reverse},
    Row{"array_flatten", &ArrayBuiltins::Flatten}, Row{"array_slice", &ArrayBuiltins::Slice},
    Row{"array_range", &ArrayBuiltins::Range},     Row{"array_map", &ArrayBuiltins::Map},
    Row{"array_mapi", &ArrayBuiltins::Mapi},       Row{"array_filter", &ArrayBuiltins::Filter},
    Row{"array_fold", &ArrayBuiltins::Fold},       Row{"array_find", &ArrayBuiltins::Find},
    Row{"array_any", &ArrayBuiltins::Any},         Row{"array_all", &ArrayBuiltins::All},
    Row{"array_sort_by", &ArrayBuiltins::SortBy},
};

}  // namespace

bool FunctionLowering::LowerArrayBuiltin(const sema::PCallBuiltin& call, llvm::StringRef name,
                                         ValueId& result) {
  const auto* row =
      llvm::find_if(kRows, [&](const Row& candidate) { return candidate.name == name; });
  if (row == kRows.end()) {
    return false;
  }
  ArrayBuiltins builtins(*this, call);
  b_.SetLocation(call.range.begin);
  result = (builtins.*row->expand)();
  return true;
}

}  // namespace vera::lower
