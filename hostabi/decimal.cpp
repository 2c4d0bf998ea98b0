// Decimal (spec §9.7.2) as generated code uses it: wrappers of objects that hold a number.

#include "hostabi/decimal_number.h"
#include "hostabi/decimal_text.h"
#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/values.h"

namespace vera::hostabi {

// A number as it lies behind a handle. A long coefficient follows the object.
struct DecimalObject {
  Wide small;
  int64_t exponent;
  uint32_t word_count;
  DecimalKind kind;
  bool negative;

  uint64_t* words() { return reinterpret_cast<uint64_t*>(this + 1); }
  DecimalNumber number() {
    return {.kind = kind,
            .negative = negative,
            .exponent = exponent,
            .small = small,
            .words = {word_count == 0 ? nullptr : words(), word_count}};
  }
  static size_t BytesOf(size_t word_count) {
    return sizeof(DecimalObject) + word_count * sizeof(uint64_t);
  }
};
static_assert(sizeof(DecimalObject) == 32);

void ReleaseDecimal(RuntimeState* state, DecimalObject* decimal) {
  HostFree(state, decimal, DecimalObject::BytesOf(decimal->word_count));
}

namespace {

enum : uint32_t { kLess, kEqual, kGreater };  // tags of Ordering

// Valid while the wrapper lives, and no longer than the next call that may collect if nothing else
// keeps that.
DecimalNumber NumberOf(const RuntimeState* state, Ref wrapper) {
  const auto* object = gc::At<gc::WrapperObject>(state, wrapper);
  return HostOf(state).decimals.Get(object->handle)->number();
}

// Memory of an operation whose operands are long.
class HostDecimalWork final : public DecimalWork {
 public:
  explicit HostDecimalWork(RuntimeState* state) : state_(state) {}
  ~HostDecimalWork() { HostFree(state_, block_, bytes_); }

 protected:
  uint64_t* TakeMore(size_t count) override {
    HostFree(state_, block_, bytes_);
    block_ = nullptr;
    bytes_ = count * sizeof(uint64_t);
    block_ = HostAllocate(state_, bytes_);
    return static_cast<uint64_t*>(block_);
  }

 private:
  RuntimeState* state_;
  void* block_ = nullptr;
  size_t bytes_ = 0;
};

DecimalObject* NewObject(RuntimeState* state, const DecimalNumber& number, size_t word_count) {
  auto* object =
      static_cast<DecimalObject*>(HostAllocate(state, DecimalObject::BytesOf(word_count)));
  object->small = number.small;
  object->exponent = number.exponent;
  object->word_count = static_cast<uint32_t>(word_count);
  object->kind = number.kind;
  object->negative = number.negative;
  return object;
}

Ref Wrap(RuntimeState* state, Ref* sp, DecimalObject* object) {
  const uint32_t handle = HostOf(state).decimals.Add(state, object);
  return vera_gc_new_wrapper(state, sp, gc::WrapperKind::kDecimal, handle);
}

// A number whose coefficient lies inside, as every result's does.
Ref NewDecimal(RuntimeState* state, Ref* sp, const DecimalNumber& number) {
  return Wrap(state, sp, NewObject(state, number, 0));
}

Ref Some(RuntimeState* state, Ref* sp, Ref value) { return NewRefBox(state, sp, kSomeTag, value); }

// Traps unless the operation has a result.
void Require(RuntimeState* state, DecimalStatus status) {
  if (status == DecimalStatus::kOk) {
    return;
  }
  const bool overflow = status == DecimalStatus::kOverflow;
  TrapWithDetail(state, overflow ? gc::TrapKind::kOverflow : gc::TrapKind::kUnknown,
                 overflow ? "The result is beyond the range of Decimal"
                          : "The operation has no result for these decimals");
}

using Operation = DecimalStatus (*)(const DecimalNumber&, const DecimalNumber&, DecimalWork&,
                                    DecimalNumber*);
DecimalNumber Apply(RuntimeState* state, Operation operation, Ref a, Ref b) {
  DecimalNumber result;
  HostDecimalWork work(state);
  Require(state, operation(NumberOf(state, a), NumberOf(state, b), work, &result));
  return result;
}

}  // namespace

extern "C" {

Ref vera_host_decimal_from_int(RuntimeState* state, Ref* sp, int64_t value) {
  const bool negative = value < 0;
  const auto bits = static_cast<uint64_t>(value);
  return NewDecimal(state, sp, {.negative = negative, .small = negative ? -bits : bits});
}

Ref vera_host_decimal_from_float(RuntimeState* state, Ref* sp, double value) {
  return NewDecimal(state, sp, DecimalFromFloat(value));
}

Ref vera_host_decimal_from_string(RuntimeState* state, Ref* sp, Ref string) {
  DecimalText parts;
  if (!ScanDecimal(TextOf(state, string), &parts)) {
    return None();
  }
  const size_t words = WordsNeeded(parts);
  DecimalObject* object = NewObject(state, {}, words);
  const DecimalNumber number = MakeDecimal(parts, object->words());
  object->small = number.small;
  object->exponent = number.exponent;
  object->negative = number.negative;
  return Some(state, sp, Wrap(state, sp, object));
}

Ref vera_host_decimal_to_string(RuntimeState* state, Ref* sp, Ref decimal) {
  DecimalNumber number = NumberOf(state, decimal);
  const uint64_t size = DecimalTextSize(number);
  if (number.words.count == 0) {
    char text[kMaxSmallDecimalText];
    WriteDecimal(number, text);
    return NewString(state, sp, std::string_view(text, static_cast<size_t>(size)));
  }
  RootScope roots(state, sp);
  Rooted<Ref> kept(roots, decimal);
  const Ref string = NewString(state, roots.sp(), size);
  WriteDecimal(NumberOf(state, kept.get()), BytesOf(state, string));
  return string;
}

double vera_host_decimal_to_float(RuntimeState* state, Ref decimal) {
  return DecimalToFloat(NumberOf(state, decimal));
}

Ref vera_host_decimal_add(RuntimeState* state, Ref* sp, Ref a, Ref b) {
  return NewDecimal(state, sp, Apply(state, AddDecimals, a, b));
}

Ref vera_host_decimal_sub(RuntimeState* state, Ref* sp, Ref a, Ref b) {
  return NewDecimal(state, sp, Apply(state, SubtractDecimals, a, b));
}

Ref vera_host_decimal_mul(RuntimeState* state, Ref* sp, Ref a, Ref b) {
  return NewDecimal(state, sp, Apply(state, MultiplyDecimals, a, b));
}

Ref vera_host_decimal_div(RuntimeState* state, Ref* sp, Ref a, Ref b) {
  if (IsZero(NumberOf(state, b))) {
    return None();
  }
  return Some(state, sp, NewDecimal(state, sp, Apply(state, DivideDecimals, a, b)));
}

Ref vera_host_decimal_neg(RuntimeState* state, Ref* sp, Ref decimal) {
  DecimalNumber result;
  Require(state, NegateDecimal(NumberOf(state, decimal), &result));
  return NewDecimal(state, sp, result);
}

Ref vera_host_decimal_abs(RuntimeState* state, Ref* sp, Ref decimal) {
  DecimalNumber result;
  Require(state, AbsoluteDecimal(NumberOf(state, decimal), &result));
  return NewDecimal(state, sp, result);
}

Ref vera_host_decimal_round(RuntimeState* state, Ref* sp, Ref decimal, int64_t places) {
  DecimalNumber result;
  return RoundDecimal(NumberOf(state, decimal), places, &result) ? NewDecimal(state, sp, result)
                                                                 : decimal;
}

Ref vera_host_decimal_compare(RuntimeState* state, Ref a, Ref b) {
  int order = 0;
  Require(state, CompareDecimals(NumberOf(state, a), NumberOf(state, b), &order));
  return gc::NullaryRef(order < 0 ? kLess : order == 0 ? kEqual : kGreater);
}

bool vera_host_decimal_eq(RuntimeState* state, Ref a, Ref b) {
  return DecimalsEqual(NumberOf(state, a), NumberOf(state, b));
}

}  // extern "C"

}  // namespace vera::hostabi
