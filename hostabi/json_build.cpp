// json_parse: a tape to Json values. Without recursion: containers that are being filled are
// frames, an array's elements are stored as they come, an object's keys and values wait on the
// shadow stack for the map that is made of them.

#include "hostabi/host_functions.h"
#include "hostabi/host_text.h"
#include "hostabi/host_vector.h"
#include "hostabi/json_tape.h"
#include "hostabi/json_text.h"
#include "hostabi/map.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// Keys that were made last, by their bytes: the objects of an array mostly have the same ones. It
// saves their memory and, because equal strings are then one, comparisons.
constexpr uint32_t kRecentKeys = 64;
constexpr uint32_t kMaxRecentBytes = 64;

class JsonBuilder {
 public:
  JsonBuilder(RuntimeState* state, Ref* sp, Ref source, JsonTape& tape)
      : state_(state),
        roots_(state, sp),
        reader_(tape),
        frames_(state),
        source_(roots_.Push(source)) {
    for (Ref** shared : {&true_, &false_, &empty_map_}) {
      *shared = roots_.Push(gc::kNil);
    }
    recent_keys_ = roots_.sp();
    for (uint32_t i = 0; i < kRecentKeys; ++i) {
      roots_.Push(gc::kNil);
    }
  }

  // The Json of the whole tape.
  Ref Build();

 private:
  // A container with elements that are not built yet. Under an array's elements lies its object, an
  // object's fields are in `2 * done` slots.
  struct Frame {
    JsonKind kind;
    uint32_t count;
    uint32_t done;
  };

  Ref Leaf(const JsonEntry& entry);
  Ref Bool(Ref* shared, uint64_t bits);
  Ref String(const JsonEntry& entry);
  Ref Key(const JsonEntry& entry);
  Ref EmptyMap();
  // Begins a container that is not empty.
  void Open(const JsonEntry& entry);
  // Puts a value into the innermost container, closing those that are complete; the value of the
  // whole text, or nil if there is more to come.
  Ref Deliver(Ref value);
  std::string_view Raw(const JsonEntry& entry) const {
    return TextOf(state_, *source_).substr(entry.raw.offset, entry.raw.size);
  }

  RuntimeState* state_;
  RootScope roots_;
  JsonTape::Reader reader_;
  HostVector<Frame> frames_;
  // Slots of the shadow stack.
  Ref* source_;
  Ref* true_;
  Ref* false_;
  Ref* empty_map_;
  Ref* recent_keys_;  // kRecentKeys of them
};

Ref JsonBuilder::Bool(Ref* shared, uint64_t bits) {
  if (*shared == gc::kNil) {
    *shared = NewScalarBox(state_, roots_.sp(), kJBoolTag, bits, 1);
  }
  return *shared;
}

Ref JsonBuilder::String(const JsonEntry& entry) {
  Ref string = NewString(state_, roots_.sp(), uint64_t{entry.count});
  if (entry.count == 0) {
    return string;
  }
  char* out = BytesOf(state_, string);
  if (entry.is_encoded) {
    DecodeJsonString(Raw(entry), out);
  } else {
    memcpy(out, Raw(entry).data(), entry.count);
  }
  return string;
}

Ref JsonBuilder::Key(const JsonEntry& entry) {
  if (entry.is_encoded || entry.count == 0 || entry.count > kMaxRecentBytes) {
    return String(entry);
  }
  const std::string_view raw = Raw(entry);
  // First and last bytes and the length tell the keys of one kind of object apart well enough.
  const uint32_t place = (static_cast<uint8_t>(raw.front()) * 7u +
                          static_cast<uint8_t>(raw.back()) * 3u + entry.count * 5u) %
                         kRecentKeys;
  Ref* recent = recent_keys_ + place;
  if (*recent == gc::kNil || TextOf(state_, *recent) != raw) {
    *recent = String(entry);
  }
  return *recent;
}

Ref JsonBuilder::EmptyMap() {
  if (*empty_map_ == gc::kNil) {
    *empty_map_ = NewStringMap(state_, roots_.sp(), roots_.sp(), 0);
  }
  return *empty_map_;
}

// A value that is complete with its entry.
Ref JsonBuilder::Leaf(const JsonEntry& entry) {
  switch (entry.kind) {
    case JsonKind::kNull:
      return gc::NullaryRef(kJNullTag);
    case JsonKind::kFalse:
      return Bool(false_, 0);
    case JsonKind::kTrue:
      return Bool(true_, 1);
    case JsonKind::kNumber: {
      uint64_t bits;
      memcpy(&bits, &entry.number, sizeof(bits));
      return NewScalarBox(state_, roots_.sp(), kJNumberTag, bits, 8);
    }
    case JsonKind::kString:
      return NewRefBox(state_, roots_.sp(), kJStringTag, String(entry));
    case JsonKind::kArray:
      return NewRefBox(state_, roots_.sp(), kJArrayTag, gc::EmptyCountedRef(gc::ObjectKind::kRefs));
    case JsonKind::kObject:
      return NewRefBox(state_, roots_.sp(), kJObjectTag, EmptyMap());
  }
  __builtin_unreachable();
}

void JsonBuilder::Open(const JsonEntry& entry) {
  frames_.Push({entry.kind, entry.count, 0});
  if (entry.kind == JsonKind::kArray) {
    roots_.Push(NewRefs(state_, roots_.sp(), entry.count));
  }
}

Ref JsonBuilder::Deliver(Ref value) {
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.kind == JsonKind::kArray) {
      SetElement(state_, *(roots_.sp() - 1), frame.done, value);
    } else {
      roots_.Push(value);
    }
    if (++frame.done < frame.count) {
      return gc::kNil;
    }
    if (frame.kind == JsonKind::kArray) {
      value = *(roots_.sp() - 1);
      roots_.Pop();
      value = NewRefBox(state_, roots_.sp(), kJArrayTag, value);
    } else {
      // The map is the wrapper's from here on, and the wrapper is rooted while its parent is made.
      const uint32_t slots = 2 * frame.count;
      value = NewStringMap(state_, roots_.sp(), roots_.sp() - slots, frame.count);
      roots_.Pop(slots);
      value = NewRefBox(state_, roots_.sp(), kJObjectTag, value);
    }
    frames_.Pop();
  }
  return value;
}

Ref JsonBuilder::Build() {
  while (true) {
    if (!frames_.empty() && frames_.back().kind == JsonKind::kObject) {
      roots_.Push(Key(*reader_.Next()));
    }
    const JsonEntry& entry = *reader_.Next();
    const bool is_container = entry.kind == JsonKind::kArray || entry.kind == JsonKind::kObject;
    if (is_container && entry.count != 0) {
      Open(entry);
      continue;
    }
    if (Ref whole = Deliver(Leaf(entry)); whole != gc::kNil) {
      return whole;
    }
  }
}

}  // namespace

extern "C" {

Ref vera_host_json_parse(RuntimeState* state, Ref* sp, Ref string) {
  JsonTape tape(state);
  JsonError error;
  if (!ParseJson(TextOf(state, string), &tape, &error)) {
    HostText reason(state);
    DescribeJsonError(TextOf(state, string), error, &reason);
    return NewErr(state, sp, reason.view());
  }
  return NewRefBox(state, sp, kOkTag, JsonBuilder(state, sp, string, tape).Build());
}

}  // extern "C"

}  // namespace vera::hostabi
