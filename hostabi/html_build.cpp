// html_parse: a tape to HtmlNode values, from the last node to the first. The children of an
// element are thus there before it, and however deep the tree is, nothing of it waits on the shadow
// stack.

#include <algorithm>

#include "hostabi/ascii.h"
#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/html_tape.h"
#include "hostabi/html_text.h"
#include "hostabi/map.h"
#include "hostabi/utf8.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

class HtmlBuilder {
 public:
  HtmlBuilder(RuntimeState* state, Ref* sp, Ref source, HtmlTape& tape)
      : state_(state),
        roots_(state, sp),
        tape_(tape),
        source_(roots_, source),
        names_(roots_, gc::kNil),
        nodes_(roots_, gc::kNil),
        empty_map_(roots_, gc::kNil) {}

  // The node of the whole tape.
  Ref Build();

 private:
  Ref Node(uint32_t index);
  Ref Element(uint32_t index);
  Ref Text(const HtmlEntry& entry);
  Ref Children(uint32_t index);
  Ref Attributes(const HtmlEntry& entry);
  Ref AttributeValue(HtmlSpan value);
  Ref Name(uint32_t name);
  std::string_view Of(HtmlSpan span) const {
    return TextOf(state_, source_.get()).substr(span.offset, span.size);
  }

  RuntimeState* state_;
  RootScope roots_;
  HtmlTape& tape_;
  Rooted<Ref> source_;
  Rooted<Ref> names_;  // array of the names' strings; nil where there is none yet
  Rooted<Ref> nodes_;  // array of the nodes that are built
  Rooted<Ref> empty_map_;
};

Ref HtmlBuilder::Name(uint32_t name) {
  if (Ref made = ElementOf(state_, names_.get(), name); made != gc::kNil) {
    return made;
  }
  const HtmlSpan span = tape_.names.span(name);
  Ref string = NewString(state_, roots_.sp(), uint64_t{span.size});
  std::ranges::transform(Of(span), BytesOf(state_, string), ToLower);
  SetElement(state_, names_.get(), name, string);
  return string;
}

Ref HtmlBuilder::Text(const HtmlEntry& entry) {
  Ref string = NewString(state_, roots_.sp(), uint64_t{entry.text.decoded_size});
  const std::string_view text = Of(entry.text.span);
  if (entry.text.is_encoded) {
    DecodeHtml(text, BytesOf(state_, string));
  } else if (!text.empty()) {
    memcpy(BytesOf(state_, string), text.data(), text.size());
  }
  const bool is_text = entry.kind == HtmlKind::kText;
  return NewRefBox(state_, roots_.sp(), is_text ? kHtmlTextTag : kHtmlCommentTag, string);
}

Ref HtmlBuilder::AttributeValue(HtmlSpan value) {
  const uint64_t size = DecodedHtmlSize(Of(value));
  Ref string = NewString(state_, roots_.sp(), size);
  if (size != 0) {
    DecodeHtml(Of(value), BytesOf(state_, string));
  }
  return string;
}

Ref HtmlBuilder::Attributes(const HtmlEntry& entry) {
  const uint32_t count = entry.element.attribute_count;
  if (count == 0) {
    if (empty_map_.get() == gc::kNil) {
      empty_map_.set(NewStringMap(state_, roots_.sp(), roots_.sp(), 0));
    }
    return empty_map_.get();
  }
  Ref* pairs = roots_.sp();
  for (uint32_t i = 0; i < count; ++i) {
    const HtmlAttribute attribute = tape_.attributes[entry.element.first_attribute + i];
    roots_.Push(Name(attribute.name));
    roots_.Push(AttributeValue(attribute.value));
  }
  Ref map = NewStringMap(state_, roots_.sp(), pairs, count);
  roots_.Pop(2 * count);
  return map;
}

Ref HtmlBuilder::Children(uint32_t index) {
  const uint32_t count = tape_.entries[index].element.child_count;
  Ref children = NewRefs(state_, roots_.sp(), count);
  uint32_t child = index + 1;
  for (uint32_t i = 0; i < count; ++i) {
    SetElement(state_, children, i, ElementOf(state_, nodes_.get(), child));
    child = tape_.entries[child].next_sibling;
  }
  return children;
}

Ref HtmlBuilder::Element(uint32_t index) {
  const HtmlEntry entry = tape_.entries[index];
  Rooted<Ref> children(roots_, Children(index));
  Rooted<Ref> attributes(roots_, Attributes(entry));
  Rooted<Ref> name(roots_, index == 0 ? NewString(state_, roots_.sp(), kHtmlRootName)
                                      : Name(entry.element.name));
  Ref element = gc::Allocate(state_, roots_.sp(), gc::FixedBytes(3, 0));
  auto* object = gc::At<gc::FixedObject>(state_, element);
  object->header = gc::FixedHeader(kHtmlElementTag, 3, 0);
  object->refs[0] = name.get();
  object->refs[1] = attributes.get();
  object->refs[2] = children.get();
  return element;
}

Ref HtmlBuilder::Node(uint32_t index) {
  return tape_.entries[index].kind == HtmlKind::kElement ? Element(index)
                                                         : Text(tape_.entries[index]);
}

Ref HtmlBuilder::Build() {
  names_.set(NewRefs(state_, roots_.sp(), tape_.names.size()));
  const auto count = static_cast<uint32_t>(tape_.entries.size());
  nodes_.set(NewRefs(state_, roots_.sp(), count));
  for (uint32_t i = count; i-- > 1;) {
    Ref node = Node(i);
    SetElement(state_, nodes_.get(), i, node);
  }
  // A document that is one element needs no other around it.
  const bool is_one = tape_.entries[0].element.child_count == 1;
  return is_one && tape_.entries[1].kind == HtmlKind::kElement ? ElementOf(state_, nodes_.get(), 1)
                                                               : Element(0);
}

}  // namespace

extern "C" {

Ref vera_host_html_parse(RuntimeState* state, Ref* sp, Ref string) {
  RootScope roots(state, sp);
  Rooted<Ref> source(roots, string);
  if (const uint32_t size = LengthOf(state, string); ValidPrefix(TextOf(state, string)) != size) {
    const uint64_t valid_size = SizeAsUtf8(TextOf(state, string));
    Ref valid = NewString(state, roots.sp(), valid_size);
    WriteAsUtf8(BytesOf(state, valid), TextOf(state, source.get()));
    source.set(valid);
  }
  HtmlTape tape(state, HostOf(state).hash_seed);
  ParseHtml(state, TextOf(state, source.get()), &tape);
  Ref node = HtmlBuilder(state, roots.sp(), source.get(), tape).Build();
  return NewRefBox(state, roots.sp(), kOkTag, node);
}

}  // extern "C"

}  // namespace vera::hostabi
