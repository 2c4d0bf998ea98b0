// Strings to arrays of strings and back (spec §9.6.14, §9.6.22).

#include <string.h>

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/text_search.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

struct Piece {
  size_t start;
  size_t end;
};

// A splitter's Next gives the piece that begins at or after *offset and sets *offset to where the
// next one begins, or returns false when there is none. It keeps no pointer into the text, which
// moves between two calls.

struct Lines {
  bool Next(std::string_view text, size_t* offset, Piece* piece) const {
    if (*offset >= text.size()) {
      return false;
    }
    const size_t end = text.find_first_of("\r\n", *offset);
    if (end == std::string_view::npos) {
      *piece = {*offset, text.size()};
      *offset = text.size();
      return true;
    }
    *piece = {*offset, end};
    const bool is_pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    *offset = end + (is_pair ? 2 : 1);
    return true;
  }
};

struct Words {
  bool Next(std::string_view text, size_t* offset, Piece* piece) const {
    size_t i = *offset;
    while (i < text.size() && IsWhiteSpace(text[i])) {
      ++i;
    }
    if (i == text.size()) {
      return false;
    }
    piece->start = i;
    while (i < text.size() && !IsWhiteSpace(text[i])) {
      ++i;
    }
    piece->end = i;
    *offset = i;
    return true;
  }
};

struct Bytes {
  bool Next(std::string_view text, size_t* offset, Piece* piece) const {
    if (*offset == text.size()) {
      return false;
    }
    *piece = {*offset, *offset + 1};
    ++*offset;
    return true;
  }
};

// Between separators, which are not empty; the piece after the last one is there even if it is
// empty.
struct Separated {
  const RuntimeState* state;
  const Rooted<Ref>& separator;

  bool Next(std::string_view text, size_t* offset, Piece* piece) const {
    if (*offset > text.size()) {
      return false;
    }
    std::string_view between = TextOf(state, separator.get());
    const size_t end = FindText(text, between, *offset);
    if (end == kNotFound) {
      *piece = {*offset, text.size()};
      *offset = text.size() + 1;
      return true;
    }
    *piece = {*offset, end};
    *offset = end + between.size();
    return true;
  }
};

// The pieces as an array: counted first, then cut one by one.
template <typename Splitter>
Ref Split(RootScope& roots, Ref string, const Splitter& splitter) {
  RuntimeState* state = roots.state();
  Piece piece;
  uint64_t count = 0;
  for (size_t offset = 0; splitter.Next(TextOf(state, string), &offset, &piece);) {
    ++count;
  }
  Rooted<Ref> source(roots, string);
  Rooted<Ref> result(roots, NewRefs(state, roots.sp(), count));
  size_t offset = 0;
  for (uint32_t i = 0; i < count; ++i) {
    splitter.Next(TextOf(state, source.get()), &offset, &piece);
    Ref part = Substring(roots, source, static_cast<uint32_t>(piece.start),
                         static_cast<uint32_t>(piece.end - piece.start));
    SetElement(state, result.get(), i, part);
  }
  return result.get();
}

Ref Join(RuntimeState* state, Ref* sp, Ref strings, Ref separator) {
  const uint32_t count = LengthOf(state, strings);
  if (count == 1) {
    return ElementOf(state, strings, 0);
  }
  uint64_t size = count == 0 ? 0 : uint64_t{count - 1} * LengthOf(state, separator);
  for (uint32_t i = 0; i < count; ++i) {
    size += LengthOf(state, ElementOf(state, strings, i));
  }
  RootScope roots(state, sp);
  Rooted<Ref> pieces(roots, strings);
  Rooted<Ref> between(roots, separator);
  Ref result = NewString(state, roots.sp(), size);
  if (size == 0) {
    return result;
  }
  char* out = BytesOf(state, result);
  std::string_view gap = TextOf(state, between.get());
  for (uint32_t i = 0; i < count; ++i) {
    if (i != 0) {
      memcpy(out, gap.data(), gap.size());
      out += gap.size();
    }
    std::string_view text = TextOf(state, ElementOf(state, pieces.get(), i));
    memcpy(out, text.data(), text.size());
    out += text.size();
  }
  return result;
}

}  // namespace

extern "C" {

Ref vera_host_string_chars(RuntimeState* state, Ref* sp, Ref string) {
  RootScope roots(state, sp);
  return Split(roots, string, Bytes());
}

Ref vera_host_string_lines(RuntimeState* state, Ref* sp, Ref string) {
  RootScope roots(state, sp);
  return Split(roots, string, Lines());
}

Ref vera_host_string_words(RuntimeState* state, Ref* sp, Ref string) {
  RootScope roots(state, sp);
  return Split(roots, string, Words());
}

Ref vera_host_string_split(RuntimeState* state, Ref* sp, Ref string, Ref separator) {
  RootScope roots(state, sp);
  Rooted<Ref> between(roots, separator);
  if (LengthOf(state, separator) == 0) {
    Rooted<Ref> whole(roots, string);
    Ref result = NewRefs(state, roots.sp(), 1);
    SetElement(state, result, 0, whole.get());
    return result;
  }
  return Split(roots, string, Separated{state, between});
}

Ref vera_host_string_join(RuntimeState* state, Ref* sp, Ref strings, Ref separator) {
  return Join(state, sp, strings, separator);
}

Ref vera_host_string_concat_all(RuntimeState* state, Ref* sp, Ref pieces) {
  return Join(state, sp, pieces, gc::EmptyCountedRef(gc::ObjectKind::kBytes));
}

}  // extern "C"

}  // namespace vera::hostabi
