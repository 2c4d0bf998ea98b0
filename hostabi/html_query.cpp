// html_query: the elements that a selector matches, in document order, without recursion.
//
// A selector is parts between white space. The last one matches the element, and each one before it
// the parent of what the next one matches. (A space means "anywhere below" in CSS; in the reference
// it is the parent, and programs see the difference.)

#include "hostabi/host_functions.h"
#include "hostabi/host_vector.h"
#include "hostabi/html_node.h"
#include "hostabi/map.h"
#include "hostabi/white_space.h"

namespace vera::hostabi {
namespace {

// `name`, `.class`, `#id`, `[attribute]`.
bool MatchesPart(RuntimeState* state, const HtmlView& element, std::string_view part) {
  if (part[0] == '#') {
    Ref id = FindInStringMap(state, element.attributes, "id");
    return part.substr(1) == (id == gc::kNil ? std::string_view() : TextOf(state, id));
  }
  if (part[0] == '.') {
    Ref classes = FindInStringMap(state, element.attributes, "class");
    std::string_view rest = classes == gc::kNil ? std::string_view() : TextOf(state, classes);
    while (!rest.empty()) {
      const std::string_view word = NextWord(&rest);
      if (!word.empty() && word == part.substr(1)) {
        return true;
      }
    }
    return false;
  }
  if (part.size() > 1 && part.front() == '[' && part.back() == ']') {
    const std::string_view name = part.substr(1, part.size() - 2);
    return FindInStringMap(state, element.attributes, name) != gc::kNil;
  }
  return TextOf(state, element.text) == part;
}

class HtmlQuery {
 public:
  HtmlQuery(RuntimeState* state, Ref* sp, std::string_view selector)
      : state_(state), roots_(state, sp), parts_(state), frames_(state) {
    while (!selector.empty()) {
      const std::string_view part = NextWord(&selector);
      if (!part.empty()) {
        parts_.Push(part);
      }
    }
  }

  Ref Run(Ref node);

 private:
  struct Frame {
    HtmlView element;
    uint32_t done;
  };

  void Visit(Ref node);
  // Whether the innermost frame's element matches.
  bool Matches() const;

  RuntimeState* state_;
  RootScope roots_;
  HostVector<std::string_view>
      parts_;  // of a string that does not move before the matches are found
  HostVector<Frame> frames_;
};

bool HtmlQuery::Matches() const {
  if (parts_.size() > frames_.size()) {
    return false;
  }
  for (size_t i = 1; i <= parts_.size(); ++i) {
    const Frame& frame = frames_[frames_.size() - i];
    if (!MatchesPart(state_, frame.element, parts_[parts_.size() - i])) {
      return false;
    }
  }
  return true;
}

void HtmlQuery::Visit(Ref node) {
  const HtmlView view = ViewHtml(state_, node);
  if (view.tag != kHtmlElementTag) {
    return;
  }
  frames_.Push({view, 0});
  if (Matches()) {
    roots_.Push(node);
  }
}

Ref HtmlQuery::Run(Ref node) {
  if (parts_.empty()) {
    return NewRefs(state_, roots_.sp(), 0);
  }
  // Matches lie on the shadow stack, where they stay alive while their array is made.
  const Ref* matches = roots_.sp();
  Visit(node);
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.done < LengthOf(state_, frame.element.children)) {
      Visit(ElementOf(state_, frame.element.children, frame.done++));
    } else {
      frames_.Pop();
    }
  }
  const auto count = static_cast<uint32_t>(roots_.sp() - matches);
  Ref array = NewRefs(state_, roots_.sp(), count);
  for (uint32_t i = 0; i < count; ++i) {
    SetElement(state_, array, i, matches[i]);
  }
  return array;
}

}  // namespace

extern "C" {

Ref vera_host_html_query(RuntimeState* state, Ref* sp, Ref node, Ref selector) {
  return HtmlQuery(state, sp, TextOf(state, selector)).Run(node);
}

}  // extern "C"

}  // namespace vera::hostabi
