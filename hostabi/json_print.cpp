// json_stringify: Json values to text, without recursion. Nothing here collects before the text is
// complete, so plain references are good.

#include <math.h>

#include "hostabi/float_repr.h"
#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/host_vector.h"
#include "hostabi/json_scan.h"
#include "hostabi/json_text.h"
#include "hostabi/map.h"
#include "hostabi/utf8.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

class JsonPrinter {
 public:
  explicit JsonPrinter(RuntimeState* state)
      : state_(state), frames_(state), entries_(state), out_(state) {}

  std::string_view Print(Ref value);

 private:
  // An array or object of which `done` parts are written. An object's entries are the last
  // `count` of entries_.
  struct Frame {
    Ref array;  // nil for an object
    uint32_t count;
    uint32_t done;
  };

  // Writes a value up to its first part.
  void Begin(Ref value);
  void Number(double number);
  void Open(Frame frame);
  // Writes what stands before the next part of the innermost container, and gives the part.
  Ref NextPart();

  RuntimeState* state_;
  HostVector<Frame> frames_;
  HostVector<MapEntry> entries_;
  HostText out_;
};

void JsonPrinter::Number(double number) {
  if (!isfinite(number)) {
    TrapWithDetail(state_, gc::TrapKind::kUnknown, "JSON has no number for NaN or an infinity");
  }
  const size_t before = out_.size();
  const size_t written = FloatRepr(number, out_.Extend(kFloatReprBytes));
  out_.Shrink(before + written);
}

void JsonPrinter::Open(Frame frame) {
  out_.Append(frame.array != gc::kNil ? '[' : '{');
  frames_.Push(frame);
}

void JsonPrinter::Begin(Ref value) {
  auto* object = gc::At<gc::FixedObject>(state_, value);
  const char* scalar = gc::At<char>(state_, value + gc::ScalarOffset(0));
  switch (gc::HeaderTag(object->header)) {
    case kJNullTag:
      out_.Append("null");
      return;
    case kJBoolTag:
      out_.Append(*scalar != 0 ? "true" : "false");
      return;
    case kJNumberTag: {
      double number;
      memcpy(&number, scalar, sizeof(number));
      Number(number);
      return;
    }
    case kJStringTag:
      AppendJsonString(TextOf(state_, object->refs[0]), &out_);
      return;
    case kJArrayTag:
      Open({object->refs[0], LengthOf(state_, object->refs[0]), 0});
      return;
    default: {
      const uint32_t count = MapSize(state_, object->refs[0]);
      CopyEntries(state_, object->refs[0], entries_.Extend(count));
      Open({gc::kNil, count, 0});
      return;
    }
  }
}

Ref JsonPrinter::NextPart() {
  Frame& frame = frames_.back();
  if (frame.done != 0) {
    out_.Append(", ");
  }
  const uint32_t index = frame.done++;
  if (frame.array != gc::kNil) {
    return ElementOf(state_, frame.array, index);
  }
  const MapEntry& entry = entries_[entries_.size() - frame.count + index];
  AppendJsonString(TextOf(state_, static_cast<Ref>(entry.key)), &out_);
  out_.Append(": ");
  return static_cast<Ref>(entry.value);
}

std::string_view JsonPrinter::Print(Ref value) {
  Begin(value);
  while (!frames_.empty()) {
    const Frame frame = frames_.back();
    if (frame.done < frame.count) {
      Begin(NextPart());
      continue;
    }
    const bool is_array = frame.array != gc::kNil;
    out_.Append(is_array ? ']' : '}');
    if (!is_array) {
      entries_.Shrink(entries_.size() - frame.count);
    }
    frames_.Pop();
  }
  return out_.view();
}

// After a backslash; 0 for a control character that has no letter.
constexpr char EscapeLetter(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

}  // namespace

void AppendJsonString(std::string_view text, HostText* out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const char* p = text.data();
  const char* end = p + text.size();
  out->Append('"');
  while (true) {
    bool has_high = false;
    const char* piece = p;
    p = FindJsonSpecial(p, end, &has_high);
    const std::string_view plain(piece, static_cast<size_t>(p - piece));
    if (has_high && ValidPrefix(plain) != plain.size()) {
      WriteAsUtf8(out->Extend(SizeAsUtf8(plain)), plain);
    } else {
      out->Append(plain);
    }
    if (p == end) {
      break;
    }
    const char letter = EscapeLetter(*p);
    out->Append('\\');
    if (letter != 0) {
      out->Append(letter);
    } else {
      out->Append("u00");
      out->Append(kDigits[static_cast<uint8_t>(*p) >> 4]);
      out->Append(kDigits[static_cast<uint8_t>(*p) & 15]);
    }
    ++p;
  }
  out->Append('"');
}

extern "C" {

Ref vera_host_json_stringify(RuntimeState* state, Ref* sp, Ref value) {
  JsonPrinter printer(state);
  return NewString(state, sp, printer.Print(value));
}

}  // extern "C"

}  // namespace vera::hostabi
