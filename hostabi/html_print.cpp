// html_to_string and html_text, without recursion. Nothing here collects before the text is
// complete, so plain references are good.

#include "hostabi/host_functions.h"
#include "hostabi/host_text.h"
#include "hostabi/host_vector.h"
#include "hostabi/html_node.h"
#include "hostabi/html_tape.h"
#include "hostabi/map.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {
namespace {

class HtmlPrinter {
 public:
  // `only_text`: without tags, comments and escapes.
  HtmlPrinter(RuntimeState* state, bool only_text)
      : state_(state), only_text_(only_text), frames_(state), entries_(state), out_(state) {}

  std::string_view Print(Ref node);

 private:
  // An element of which `done` children are written.
  struct Frame {
    Ref name;
    Ref children;
    uint32_t done;
  };

  // Writes a node up to its first child.
  void Begin(Ref node);
  void BeginElement(const HtmlView& element);
  void Comment(std::string_view text);
  void Text(std::string_view text);
  void Escaped(std::string_view text, bool in_quotes);

  RuntimeState* state_;
  bool only_text_;
  HostVector<Frame> frames_;
  HostVector<MapEntry> entries_;
  HostText out_;
};

void HtmlPrinter::Text(std::string_view text) {
  if (ValidPrefix(text) == text.size()) {
    out_.Append(text);
  } else {
    WriteAsUtf8(out_.Extend(SizeAsUtf8(text)), text);
  }
}

void HtmlPrinter::Escaped(std::string_view text, bool in_quotes) {
  const std::string_view special = in_quotes ? "&<>\"" : "&<>";
  size_t start = 0;
  while (true) {
    const size_t found = text.find_first_of(special, start);
    if (found == std::string_view::npos) {
      break;
    }
    Text(text.substr(start, found - start));
    const char c = text[found];
    out_.Append(c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
    start = found + 1;
  }
  Text(text.substr(start));
}

// Its text cannot end the comment.
void HtmlPrinter::Comment(std::string_view text) {
  constexpr std::string_view kEnd = "-->";
  out_.Append("<!--");
  while (true) {
    const size_t end = text.find(kEnd);
    if (end == std::string_view::npos) {
      break;
    }
    Text(text.substr(0, end));
    out_.Append("-- >");
    text.remove_prefix(end + kEnd.size());
  }
  Text(text);
  out_.Append(kEnd);
}

void HtmlPrinter::BeginElement(const HtmlView& element) {
  const std::string_view name = TextOf(state_, element.text);
  if (!only_text_) {
    out_.Append('<');
    Text(name);
    entries_.Shrink(0);
    const uint32_t count = MapSize(state_, element.attributes);
    CopyEntries(state_, element.attributes, entries_.Extend(count));
    for (uint32_t i = 0; i < count; ++i) {
      out_.Append(' ');
      Text(TextOf(state_, static_cast<Ref>(entries_[i].key)));
      out_.Append("=\"");
      Escaped(TextOf(state_, static_cast<Ref>(entries_[i].value)), true);
      out_.Append('"');
    }
    out_.Append('>');
    if (IsVoidElement(name)) {
      return;
    }
  }
  frames_.Push({element.text, element.children, 0});
}

void HtmlPrinter::Begin(Ref node) {
  const HtmlView view = ViewHtml(state_, node);
  if (view.tag == kHtmlElementTag) {
    BeginElement(view);
  } else if (view.tag == kHtmlTextTag && only_text_) {
    Text(TextOf(state_, view.text));
  } else if (view.tag == kHtmlTextTag) {
    Escaped(TextOf(state_, view.text), false);
  } else if (!only_text_) {
    Comment(TextOf(state_, view.text));
  }
}

std::string_view HtmlPrinter::Print(Ref node) {
  Begin(node);
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.done < LengthOf(state_, frame.children)) {
      Begin(ElementOf(state_, frame.children, frame.done++));
      continue;
    }
    if (!only_text_) {
      out_.Append("</");
      Text(TextOf(state_, frame.name));
      out_.Append('>');
    }
    frames_.Pop();
  }
  return out_.view();
}

}  // namespace

extern "C" {

Ref vera_host_html_to_string(RuntimeState* state, Ref* sp, Ref node) {
  HtmlPrinter printer(state, false);
  return NewString(state, sp, printer.Print(node));
}

Ref vera_host_html_text(RuntimeState* state, Ref* sp, Ref node) {
  HtmlPrinter printer(state, true);
  return NewString(state, sp, printer.Print(node));
}

}  // extern "C"

}  // namespace vera::hostabi
