#include "hostabi/decimal_words.h"

#include <string.h>

namespace vera::hostabi {
namespace {

// Below this many words schoolbook multiplication is faster.
constexpr size_t kKaratsubaWords = 40;

// number *= factor, for a factor below kWordBase; returns what is carried out of the top.
uint64_t Scale(uint64_t* number, size_t count, uint64_t factor) {
  uint64_t carry = 0;
  for (size_t i = 0; i < count; ++i) {
    carry = SplitWide(Wide{number[i]} * factor + carry, &number[i]);
  }
  return carry;
}

void MultiplySchoolbook(Words a, Words b, uint64_t* out) {
  memset(out, 0, (a.count + b.count) * sizeof(uint64_t));
  for (size_t i = 0; i < a.count; ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.count; ++j) {
      carry = SplitWide(Wide{a.data[i]} * b.data[j] + out[i + j] + carry, &out[i + j]);
    }
    out[i + b.count] = carry;
  }
}

// low + high, as high.count + 1 words; high is not shorter than low.
void AddHalves(Words low, Words high, uint64_t* out) {
  memcpy(out, high.data, high.count * sizeof(uint64_t));
  out[high.count] = 0;
  AddTo(out, high.count + 1, low);
}

size_t KaratsubaWork(size_t count) {
  size_t words = 0;
  while (count >= kKaratsubaWords) {
    count = count - count / 2 + 1;
    words += 4 * count;
  }
  return words;
}

// Both operands have `count` words, of which high ones may be zero.
void MultiplyKaratsuba(const uint64_t* a, const uint64_t* b, size_t count, uint64_t* out,
                       uint64_t* work) {
  if (count < kKaratsubaWords) {
    MultiplySchoolbook({a, count}, {b, count}, out);
    return;
  }
  const size_t low = count / 2;
  const size_t high = count - low;
  MultiplyKaratsuba(a, b, low, out, work);
  MultiplyKaratsuba(a + low, b + low, high, out + 2 * low, work);
  // The middle part is (a0 + a1)(b0 + b1) less the two products that are there already.
  const size_t sum = high + 1;
  uint64_t* a_sum = work;
  uint64_t* b_sum = a_sum + sum;
  uint64_t* middle = b_sum + sum;
  AddHalves({a, low}, {a + low, high}, a_sum);
  AddHalves({b, low}, {b + low, high}, b_sum);
  MultiplyKaratsuba(a_sum, b_sum, sum, middle, middle + 2 * sum);
  SubtractFrom(middle, 2 * sum, Trimmed(out, 2 * low));
  SubtractFrom(middle, 2 * sum, Trimmed(out + 2 * low, 2 * high));
  AddTo(out + low, 2 * count - low, Trimmed(middle, 2 * sum));
}

}  // namespace

uint64_t CountDigits(Words number) {
  if (number.count == 0) {
    return 1;
  }
  return uint64_t{number.count - 1} * kWordDigits +
         static_cast<uint64_t>(CountDigits(number.data[number.count - 1]));
}

uint64_t DigitsAt(Words number, int64_t position) {
  if (position <= -kWordDigits) {
    return 0;
  }
  if (position < 0) {
    const uint64_t lowest = number.count == 0 ? 0 : number.data[0];
    return lowest % WordPower(kWordDigits + position) * WordPower(-position);
  }
  const auto word = static_cast<uint64_t>(position) / kWordDigits;
  const auto offset = static_cast<int64_t>(static_cast<uint64_t>(position) % kWordDigits);
  if (word >= number.count) {
    return 0;
  }
  uint64_t digits = number.data[word] / WordPower(offset);
  if (offset != 0 && word + 1 < number.count) {
    digits += number.data[word + 1] % WordPower(offset) * WordPower(kWordDigits - offset);
  }
  return digits;
}

bool HasDigitsBelow(Words number, uint64_t position) {
  const uint64_t word = position / kWordDigits;
  const size_t whole = word < number.count ? static_cast<size_t>(word) : number.count;
  for (size_t i = 0; i < whole; ++i) {
    if (number.data[i] != 0) {
      return true;
    }
  }
  return word < number.count &&
         number.data[word] % WordPower(static_cast<int64_t>(position % kWordDigits)) != 0;
}

void ShiftDigits(Words number, uint64_t shift, uint64_t* out, size_t count) {
  int64_t position = -static_cast<int64_t>(shift);
  for (size_t i = 0; i < count; ++i, position += kWordDigits) {
    out[i] = DigitsAt(number, position);
  }
}

Words Trimmed(const uint64_t* data, size_t count) {
  while (count > 0 && data[count - 1] == 0) {
    --count;
  }
  return {data, count};
}

int CompareWords(Words a, Words b) {
  if (a.count != b.count) {
    return a.count < b.count ? -1 : 1;
  }
  for (size_t i = a.count; i-- > 0;) {
    if (a.data[i] != b.data[i]) {
      return a.data[i] < b.data[i] ? -1 : 1;
    }
  }
  return 0;
}

void AddTo(uint64_t* number, size_t count, Words more) {
  uint64_t carry = 0;
  for (size_t i = 0; i < count && (i < more.count || carry != 0); ++i) {
    const uint64_t sum = number[i] + (i < more.count ? more.data[i] : 0) + carry;
    carry = sum >= kWordBase ? 1 : 0;
    number[i] = carry != 0 ? sum - kWordBase : sum;
  }
}

void SubtractFrom(uint64_t* number, size_t count, Words less) {
  uint64_t borrow = 0;
  for (size_t i = 0; i < count && (i < less.count || borrow != 0); ++i) {
    const uint64_t taken = (i < less.count ? less.data[i] : 0) + borrow;
    borrow = number[i] < taken ? 1 : 0;
    number[i] = number[i] + (borrow != 0 ? kWordBase : 0) - taken;
  }
}

void SubtractFromOther(uint64_t* number, size_t count, Words from) {
  uint64_t borrow = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t left = i < from.count ? from.data[i] : 0;
    const uint64_t taken = number[i] + borrow;
    borrow = left < taken ? 1 : 0;
    number[i] = left + (borrow != 0 ? kWordBase : 0) - taken;
  }
}

size_t MultiplyWork(size_t a_count, size_t b_count) {
  const size_t shorter = a_count < b_count ? a_count : b_count;
  // A padded piece of the longer one, its product, and what that product needs.
  return shorter < kKaratsubaWords ? 0 : 3 * shorter + KaratsubaWork(shorter);
}

void MultiplyWords(Words a, Words b, uint64_t* out, uint64_t* work) {
  if (a.count < b.count) {
    const Words longer = b;
    b = a;
    a = longer;
  }
  if (b.count < kKaratsubaWords) {
    MultiplySchoolbook(a, b, out);
    return;
  }
  const size_t piece = b.count;
  uint64_t* padded = work;
  uint64_t* product = padded + piece;
  memset(out, 0, (a.count + b.count) * sizeof(uint64_t));
  for (size_t start = 0; start < a.count; start += piece) {
    const size_t there = a.count - start < piece ? a.count - start : piece;
    memcpy(padded, a.data + start, there * sizeof(uint64_t));
    memset(padded + there, 0, (piece - there) * sizeof(uint64_t));
    MultiplyKaratsuba(padded, b.data, piece, product, product + 2 * piece);
    AddTo(out + start, a.count + b.count - start, Trimmed(product, there + piece));
  }
}

void DivideWords(uint64_t* dividend, size_t dividend_count, uint64_t* divisor, size_t divisor_count,
                 uint64_t* quotient) {
  // Knuth's algorithm D. With a highest word of at least half the base, an estimate from two words
  // is too large by two at most.
  const uint64_t factor = kWordBase / (divisor[divisor_count - 1] + 1);
  Scale(divisor, divisor_count, factor);
  Scale(dividend, dividend_count, factor);
  const uint64_t first = divisor[divisor_count - 1];
  const uint64_t second = divisor_count > 1 ? divisor[divisor_count - 2] : 0;
  for (size_t j = dividend_count - divisor_count; j-- > 0;) {
    uint64_t* part = dividend + j;  // divisor_count + 1 words, below divisor * kWordBase
    const Wide leading = Wide{part[divisor_count]} * kWordBase + part[divisor_count - 1];
    const uint64_t next = divisor_count > 1 ? part[divisor_count - 2] : 0;
    auto digit = static_cast<uint64_t>(leading / first);
    auto rest = static_cast<uint64_t>(leading % first);
    while (rest < kWordBase &&
           (digit >= kWordBase || Wide{digit} * second > Wide{rest} * kWordBase + next)) {
      --digit;
      rest += first;
    }
    uint64_t carry = 0;
    uint64_t borrow = 0;
    for (size_t i = 0; i < divisor_count; ++i) {
      uint64_t low;
      carry = SplitWide(Wide{digit} * divisor[i] + carry, &low);
      const uint64_t taken = low + borrow;
      borrow = part[i] < taken ? 1 : 0;
      part[i] = part[i] + (borrow != 0 ? kWordBase : 0) - taken;
    }
    const bool too_large = part[divisor_count] < carry + borrow;
    part[divisor_count] = 0;
    if (too_large) {
      --digit;
      AddTo(part, divisor_count, {divisor, divisor_count});
    }
    quotient[j] = digit;
  }
}

}  // namespace vera::hostabi
