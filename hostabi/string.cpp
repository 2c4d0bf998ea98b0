// Strings as byte sequences: comparing, searching, cutting and transforming (spec §9.6.13, §9.6.14,
// §9.6.22). Splitting and joining are in string_array.cpp. A result that equals an argument is that
// argument: strings are immutable.

#include <string.h>

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/text_search.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// The pieces are rooted here, so that they may be fetched again after the allocation.
Ref Concat(RuntimeState* state, Ref* sp, const Ref* pieces, uint32_t count) {
  RootScope roots(state, sp);
  const Ref* kept = roots.sp();
  uint64_t size = 0;
  for (uint32_t i = 0; i < count; ++i) {
    roots.Push(pieces[i]);
    size += LengthOf(state, pieces[i]);
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (LengthOf(state, kept[i]) == size) {
      return kept[i];
    }
  }
  Ref result = NewString(state, roots.sp(), size);
  char* out = BytesOf(state, result);
  for (uint32_t i = 0; i < count; ++i) {
    std::string_view text = TextOf(state, kept[i]);
    memcpy(out, text.data(), text.size());
    out += text.size();
  }
  return result;
}

Ref Cut(RuntimeState* state, Ref* sp, Ref string, uint32_t start, uint32_t end) {
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  return Substring(roots, source, start, end - start);
}

uint32_t FirstNonSpace(std::string_view text) {
  uint32_t i = 0;
  while (i < text.size() && IsWhiteSpace(text[i])) {
    ++i;
  }
  return i;
}
// End of the text without the white space there; not before `start`.
uint32_t LastNonSpaceEnd(std::string_view text, uint32_t start) {
  auto end = static_cast<uint32_t>(text.size());
  while (end > start && IsWhiteSpace(text[end - 1])) {
    --end;
  }
  return end;
}

// A string of the same length, `write(out, text)` filling it.
template <typename Write>
Ref Transformed(RuntimeState* state, Ref* sp, Ref string, Write write) {
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Ref result = NewString(state, roots.sp(), uint64_t{LengthOf(state, string)});
  write(BytesOf(state, result), TextOf(state, source.get()));
  return result;
}

enum class Side : uint8_t { kStart, kEnd };

Ref Pad(RuntimeState* state, Ref* sp, Ref string, uint64_t width, Ref fill, Side side) {
  const uint32_t length = LengthOf(state, string);
  const uint32_t fill_length = LengthOf(state, fill);
  if (width <= length || fill_length == 0) {
    return string;
  }
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Rooted<Ref> filler(roots, fill);
  Ref result = NewString(state, roots.sp(), width);
  const auto padding = static_cast<uint32_t>(width - length);
  char* out = BytesOf(state, result);
  char* gap = side == Side::kStart ? out : out + length;
  const char* pattern = BytesOf(state, filler.get());
  // The fill restarts at the gap's start and is cut at its end.
  for (uint32_t i = 0; i < padding; ++i) {
    gap[i] = pattern[i % fill_length];
  }
  memcpy(side == Side::kStart ? out + padding : out, BytesOf(state, source.get()), length);
  return result;
}

}  // namespace

extern "C" {

Ref vera_host_string_concat(RuntimeState* state, Ref* sp, Ref first, Ref second) {
  const Ref pieces[] = {first, second};
  return Concat(state, sp, pieces, 2);
}

Ref vera_host_string_concat3(RuntimeState* state, Ref* sp, Ref first, Ref second, Ref third) {
  const Ref pieces[] = {first, second, third};
  return Concat(state, sp, pieces, 3);
}

Ref vera_host_string_concat4(RuntimeState* state, Ref* sp, Ref first, Ref second, Ref third,
                             Ref fourth) {
  const Ref pieces[] = {first, second, third, fourth};
  return Concat(state, sp, pieces, 4);
}

bool vera_host_string_equal(RuntimeState* state, Ref a, Ref b) {
  return a == b || TextOf(state, a) == TextOf(state, b);
}

int64_t vera_host_string_compare(RuntimeState* state, Ref a, Ref b) {
  std::string_view left = TextOf(state, a);
  std::string_view right = TextOf(state, b);
  const size_t common = left.size() < right.size() ? left.size() : right.size();
  const int order = memcmp(left.data(), right.data(), common);
  if (order != 0) {
    return order < 0 ? -1 : 1;
  }
  return (left.size() > right.size()) - (left.size() < right.size());
}

int64_t vera_host_string_hash(RuntimeState* state, Ref string) {
  uint64_t hash = 0xCBF29CE484222325;
  for (char c : TextOf(state, string)) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  }
  return static_cast<int64_t>(hash);
}

uint64_t vera_host_string_char_code(RuntimeState* state, Ref string, int64_t index) {
  // A negative index is beyond any length as an unsigned number.
  if (static_cast<uint64_t>(index) >= LengthOf(state, string)) {
    vera_gc_trap(state, gc::TrapKind::kUnreachable);
  }
  return static_cast<uint8_t>(BytesOf(state, string)[index]);
}

Ref vera_host_string_from_char_code(RuntimeState* state, Ref* sp, uint64_t code) {
  const char byte = static_cast<char>(code);
  return NewString(state, sp, std::string_view(&byte, 1));
}

Ref vera_host_string_slice(RuntimeState* state, Ref* sp, Ref string, uint64_t start, uint64_t end) {
  const uint64_t length = LengthOf(state, string);
  if (end > length) {
    end = length;
  }
  if (start > end) {
    start = end;
  }
  return Cut(state, sp, string, static_cast<uint32_t>(start), static_cast<uint32_t>(end));
}

bool vera_host_string_contains(RuntimeState* state, Ref string, Ref needle) {
  return FindText(TextOf(state, string), TextOf(state, needle), 0) != kNotFound;
}

bool vera_host_string_starts_with(RuntimeState* state, Ref string, Ref prefix) {
  return TextOf(state, string).starts_with(TextOf(state, prefix));
}

bool vera_host_string_ends_with(RuntimeState* state, Ref string, Ref suffix) {
  return TextOf(state, string).ends_with(TextOf(state, suffix));
}

Ref vera_host_string_index_of(RuntimeState* state, Ref* sp, Ref string, Ref needle) {
  const size_t offset = FindText(TextOf(state, string), TextOf(state, needle), 0);
  return offset == kNotFound ? None() : NewScalarBox(state, sp, kSomeTag, offset, 8);
}

Ref vera_host_string_replace(RuntimeState* state, Ref* sp, Ref string, Ref needle,
                             Ref replacement) {
  const uint64_t count = CountText(TextOf(state, string), TextOf(state, needle));
  if (count == 0) {
    return string;
  }
  const uint64_t kept = LengthOf(state, string) - count * LengthOf(state, needle);
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Rooted<Ref> old_piece(roots, needle);
  Rooted<Ref> new_piece(roots, replacement);
  Ref result = NewString(state, roots.sp(), kept + count * LengthOf(state, replacement));
  std::string_view text = TextOf(state, source.get());
  std::string_view from = TextOf(state, old_piece.get());
  std::string_view to = TextOf(state, new_piece.get());
  char* out = BytesOf(state, result);
  size_t done = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const size_t found = FindText(text, from, done);
    memcpy(out, text.data() + done, found - done);
    out += found - done;
    memcpy(out, to.data(), to.size());
    out += to.size();
    done = found + from.size();
  }
  memcpy(out, text.data() + done, text.size() - done);
  return result;
}

Ref vera_host_string_repeat(RuntimeState* state, Ref* sp, Ref string, uint64_t count) {
  const uint64_t length = LengthOf(state, string);
  if (length == 0 || count == 1) {
    return string;
  }
  // Any larger product is too long too, and can't be formed.
  const uint64_t size = count > gc::kMaxLength ? uint64_t{gc::kMaxLength} + 1 : length * count;
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  Ref result = NewString(state, roots.sp(), size);
  if (size == 0) {
    return result;
  }
  char* out = BytesOf(state, result);
  memcpy(out, BytesOf(state, source.get()), length);
  // What is there is doubled, so that many short pieces cost few copies.
  for (uint64_t done = length; done < size;) {
    const uint64_t step = done < size - done ? done : size - done;
    memcpy(out + done, out, step);
    done += step;
  }
  return result;
}

Ref vera_host_string_reverse(RuntimeState* state, Ref* sp, Ref string) {
  return Transformed(state, sp, string, [](char* out, std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
      out[i] = text[text.size() - 1 - i];
    }
  });
}

Ref vera_host_string_upper(RuntimeState* state, Ref* sp, Ref string) {
  return Transformed(state, sp, string, [](char* out, std::string_view text) {
    for (char c : text) {
      *out++ = ToUpper(c);
    }
  });
}

Ref vera_host_string_lower(RuntimeState* state, Ref* sp, Ref string) {
  return Transformed(state, sp, string, [](char* out, std::string_view text) {
    for (char c : text) {
      *out++ = ToLower(c);
    }
  });
}

Ref vera_host_string_strip(RuntimeState* state, Ref* sp, Ref string) {
  std::string_view text = TextOf(state, string);
  const uint32_t start = FirstNonSpace(text);
  return Cut(state, sp, string, start, LastNonSpaceEnd(text, start));
}

Ref vera_host_string_trim_start(RuntimeState* state, Ref* sp, Ref string) {
  const uint32_t start = FirstNonSpace(TextOf(state, string));
  return Cut(state, sp, string, start, LengthOf(state, string));
}

Ref vera_host_string_trim_end(RuntimeState* state, Ref* sp, Ref string) {
  return Cut(state, sp, string, 0, LastNonSpaceEnd(TextOf(state, string), 0));
}

Ref vera_host_string_pad_start(RuntimeState* state, Ref* sp, Ref string, uint64_t width, Ref fill) {
  return Pad(state, sp, string, width, fill, Side::kStart);
}

Ref vera_host_string_pad_end(RuntimeState* state, Ref* sp, Ref string, uint64_t width, Ref fill) {
  return Pad(state, sp, string, width, fill, Side::kEnd);
}

}  // extern "C"

}  // namespace vera::hostabi
