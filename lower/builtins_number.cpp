#include <array>
#include <limits>
#include <numbers>

#include "lower/function_lowering.h"

// Built-in functions on numbers that are a few ops each: arithmetic, rounding, conversions
// (spec 9.6.9, 9.6.10, 9.6.12), the length of a string, and async/await, which run at once here
// (spec 9.5.4).

namespace vera::lower {
namespace {

using ir::Builder;
using ir::SiteId;
using Args = llvm::ArrayRef<ValueId>;

constexpr size_t kMaxParams = 3;

ValueId Min(Builder& b, ValueId left, ValueId right) {
  return b.Emit(OpKind::kSelect, Type::kI64, {b.Icmp(Pred::kSlt, left, right), left, right});
}

ValueId Max(Builder& b, ValueId left, ValueId right) {
  return b.Emit(OpKind::kSelect, Type::kI64, {b.Icmp(Pred::kSgt, left, right), left, right});
}

// As bits: the distance of -2^63 is the Nat 2^63.
ValueId Abs(Builder& b, Args args, SiteId) {
  ValueId zero = b.ConstI64(0);
  ValueId negated = b.Emit(OpKind::kSub, Type::kI64, {zero, args[0]});
  return b.Emit(OpKind::kSelect, Type::kI64, {b.Icmp(Pred::kSlt, args[0], zero), negated, args[0]});
}

ValueId Sign(Builder& b, Args args, SiteId) {
  ValueId zero = b.ConstI64(0);
  ValueId positive = b.Emit(OpKind::kZext, Type::kI64, {b.Icmp(Pred::kSgt, args[0], zero)});
  ValueId negative = b.Emit(OpKind::kZext, Type::kI64, {b.Icmp(Pred::kSlt, args[0], zero)});
  return b.Emit(OpKind::kSub, Type::kI64, {positive, negative});
}

// The upper bound is applied last, so it wins when the bounds cross.
ValueId Clamp(Builder& b, Args args, SiteId) { return Min(b, Max(b, args[0], args[1]), args[2]); }

ValueId FloatClamp(Builder& b, Args args, SiteId) {
  ValueId raised = b.Emit(OpKind::kFmax, Type::kF64, {args[0], args[1]});
  return b.Emit(OpKind::kFmin, Type::kF64, {raised, args[2]});
}

ValueId FloatToInt(Builder& b, Args args, SiteId site) {
  return b.Emit(OpKind::kFloatToInt, Type::kI64, args, site);
}

template <OpKind rounding>
ValueId Round(Builder& b, Args args, SiteId site) {
  return FloatToInt(b, {b.Emit(rounding, Type::kF64, args)}, site);
}

template <OpKind kind, Type result>
ValueId Unary(Builder& b, Args args, SiteId) {
  return b.Emit(kind, result, args);
}

ValueId NatToInt(Builder& b, Args args, SiteId site) {
  b.Check(b.Icmp(Pred::kSge, args[0], b.ConstI64(0)), site, {args[0]});
  return args[0];
}

ValueId IsNan(Builder& b, Args args, SiteId) { return b.Fcmp(Pred::kNe, args[0], args[0]); }

ValueId IsInfinite(Builder& b, Args args, SiteId) {
  ValueId magnitude = b.Emit(OpKind::kFabs, Type::kF64, args);
  return b.Fcmp(Pred::kEq, magnitude, b.ConstF64(std::numeric_limits<double>::infinity()));
}

struct Row {
  llvm::StringLiteral name;
  uint8_t count;  // of parameters
  Type param;     // of each of them
  bool traps;
  ValueId (*emit)(Builder& b, Args args, SiteId site);
};

constexpr std::array kRows{
    Row{"abs", 1, Type::kI64, false, Abs},
    Row{"min", 2, Type::kI64, false,
        [](Builder& b, Args args, SiteId) { return Min(b, args[0], args[1]); }},
    Row{"max", 2, Type::kI64, false,
        [](Builder& b, Args args, SiteId) { return Max(b, args[0], args[1]); }},
    Row{"sign", 1, Type::kI64, false, Sign},
    Row{"clamp", 3, Type::kI64, false, Clamp},
    Row{"float_clamp", 3, Type::kF64, false, FloatClamp},
    Row{"floor", 1, Type::kF64, true, Round<OpKind::kFfloor>},
    Row{"ceil", 1, Type::kF64, true, Round<OpKind::kFceil>},
    Row{"round", 1, Type::kF64, true, Round<OpKind::kFrint>},
    Row{"float_to_int", 1, Type::kF64, true, FloatToInt},
    Row{"sqrt", 1, Type::kF64, false, Unary<OpKind::kFsqrt, Type::kF64>},
    Row{"int_to_float", 1, Type::kI64, false, Unary<OpKind::kIntToFloat, Type::kF64>},
    Row{"byte_to_int", 1, Type::kI8, false, Unary<OpKind::kZext, Type::kI64>},
    Row{"nat_to_int", 1, Type::kI64, true, NatToInt},
    Row{"float_is_nan", 1, Type::kF64, false, IsNan},
    Row{"float_is_infinite", 1, Type::kF64, false, IsInfinite},
    Row{"string_length", 1, Type::kRef, false, Unary<OpKind::kArrayLen, Type::kI64>},
    Row{"e", 0, Type::kVoid, false,
        [](Builder& b, Args, SiteId) { return b.ConstF64(std::numbers::e); }},
    Row{"pi", 0, Type::kVoid, false,
        [](Builder& b, Args, SiteId) { return b.ConstF64(std::numbers::pi); }},
    Row{"nan", 0, Type::kVoid, false,
        [](Builder& b, Args, SiteId) {
          return b.ConstF64(std::numeric_limits<double>::quiet_NaN());
        }},
    Row{"infinity", 0, Type::kVoid, false,
        [](Builder& b, Args, SiteId) {
          return b.ConstF64(std::numeric_limits<double>::infinity());
        }},
};

}  // namespace

// Of a conversion: the call's text names the argument, so its label need not.
ir::SiteId FunctionLowering::ArgumentSite(sema::ObligationId obligation, Type type) {
  return m_.OperandSite(obligation, {"argument"}, type == Type::kF64 ? 'f' : 'n');
}

bool FunctionLowering::LowerNumberBuiltin(const sema::PCallBuiltin& call, llvm::StringRef name,
                                          ValueId& result) {
  if (name == "async" || name == "await") {
    // A future is its value, or one of the host (spec 9.5.4); one without representation was evaluated
    // before the call.
    result = call.args.empty() ? ValueId() : Lower(call.args[0]);
    if (name == "await" && m_.IsResult(call.type)) {
      b_.SetLocation(call.range.begin);
      result = Host("async_await", {result});
    }
    return true;
  }
  if (name == "int_to_nat" || name == "int_to_byte") {
    constexpr uint32_t kNone = 0;
    constexpr uint32_t kSome = 1;
    const bool is_byte = name == "int_to_byte";
    ValueId value = LowerAs(call.args[0], Type::kI64);
    ir::BlockId fits = NewBlock();
    ir::BlockId unfit = NewBlock();
    ir::BlockId done = NewBlock();
    result = b_.AddParam(done, Type::kRef);
    // A negative number is a large one without sign.
    b_.CondBr(is_byte ? b_.Icmp(Pred::kUlt, value, b_.ConstI64(256))
                      : b_.Icmp(Pred::kSge, value, b_.ConstI64(0)),
              fits, unfit);
    b_.SetBlock(fits);
    ValueId content = is_byte ? b_.Emit(OpKind::kTrunc, Type::kI8, {value}) : value;
    b_.Br(done, {Construct(call.type, kSome, {content})});
    b_.SetBlock(unfit);
    b_.Br(done, {Construct(call.type, kNone, {})});
    b_.SetBlock(done);
    return true;
  }
  const auto* row =
      llvm::find_if(kRows, [&](const Row& candidate) { return candidate.name == name; });
  if (row == kRows.end()) {
    return false;
  }
  llvm::SmallVector<ValueId, kMaxParams> args;
  for (size_t i = 0; i < row->count; ++i) {
    args.push_back(LowerAs(call.args[i], row->param));
  }
  result = row->emit(b_, args, row->traps ? ArgumentSite(call.obligation, row->param) : SiteId());
  return true;
}

}  // namespace vera::lower
