#ifndef VERA_HOSTABI_HTML_NODE_H_
#define VERA_HOSTABI_HTML_NODE_H_

#include "hostabi/values.h"

// Internal. HtmlNode values as the printers and the query read them. Nothing here allocates.

namespace vera::hostabi {

struct HtmlView {
  uint32_t tag;
  Ref text;  // an element's name, or the text
  Ref attributes;
  Ref children;
};

inline HtmlView ViewHtml(const RuntimeState* state, Ref node) {
  auto* object = gc::At<gc::FixedObject>(state, node);
  const uint32_t tag = gc::HeaderTag(object->header);
  if (tag != kHtmlElementTag) {
    return {tag, object->refs[0], gc::kNil, gc::kNil};
  }
  return {tag, object->refs[0], object->refs[1], object->refs[2]};
}

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HTML_NODE_H_
