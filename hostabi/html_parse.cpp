// HTML text to a tape, in one pass without recursion. The tokens, and the tree that is made of
// them, are those of the reference: an end tag closes what is open inside its element and not the
// element itself, an unfinished tag or comment at the end is left out with all behind it. Parsers
// that follow the HTML standard (docs/architecture.md) make other trees.

#include "hostabi/ascii.h"
#include "hostabi/html_tape.h"
#include "hostabi/html_text.h"
#include "hostabi/white_space.h"

namespace vera::hostabi {
namespace {

class HtmlParser {
 public:
  HtmlParser(RuntimeState* state, std::string_view text, HtmlTape* tape)
      : text_(text),
        begin_(text.data()),
        end_(text.data() + text.size()),
        p_(text.data()),
        tape_(*tape),
        stack_(state) {}

  void Parse();

 private:
  // An element that is open. The root lies at the bottom.
  struct Open {
    uint32_t entry;
    uint32_t last_child;  // 0: none
    uint32_t outer;       // the next outer one of the same name, 0: none
  };
  // Nothing more comes of the text: what begins at p_ does not end.
  static constexpr bool kUnfinished = false;

  // Each takes what begins at p_, unless it does not end.
  bool Markup();
  bool StartTag();
  bool EndTag();
  bool Comment();
  bool Declaration();
  bool MarkedSection();
  // The content of a script or style element, up to its end tag.
  bool RawText(HtmlSpan name);
  // <! or </ up to the next > as a comment.
  bool BogusComment();
  bool SkipPast(const char* from, std::string_view last);

  // The parts of a start tag; each returns where the part ends.
  const char* TagName(const char* p) const;
  const char* Attribute(const char* p, HtmlAttribute* attribute);
  const char* AttributeValue(const char* p, HtmlSpan* value) const;
  const char* BareValue(const char* p, HtmlSpan* value) const;
  const char* SkipSeparators(const char* p) const;
  bool EndsSeparator(const char* p) const;

  HtmlEntry* AddChild(HtmlKind kind);
  void AddElement(HtmlSpan name, uint32_t first_attribute, bool is_void);
  void AddText(const char* from, const char* to, bool may_encode);
  void AddComment(const char* from, const char* to);
  void CloseInside(HtmlSpan name);

  bool StartsWith(std::string_view prefix) const { return Rest(p_).starts_with(prefix); }
  std::string_view Rest(const char* p) const { return {p, static_cast<size_t>(end_ - p)}; }
  std::string_view Of(HtmlSpan span) const { return text_.substr(span.offset, span.size); }
  HtmlSpan Span(const char* from, const char* to) const {
    return {static_cast<uint32_t>(from - begin_), static_cast<uint32_t>(to - from)};
  }
  // end_ if it does not occur.
  const char* Find(char c, const char* from) const {
    const void* found = from == end_ ? nullptr : memchr(from, c, static_cast<size_t>(end_ - from));
    return found == nullptr ? end_ : static_cast<const char*>(found);
  }

  std::string_view text_;
  const char* begin_;
  const char* end_;
  const char* p_;
  HtmlTape& tape_;
  HostVector<Open> stack_;
};

bool IsOneOf(std::string_view name, std::string_view a, std::string_view b) {
  const auto same = [name](std::string_view other) {
    for (size_t i = 0; i < other.size(); ++i) {
      if (ToLower(name[i]) != other[i]) {
        return false;
      }
    }
    return true;
  };
  return (name.size() == a.size() && same(a)) || (name.size() == b.size() && same(b));
}

void HtmlParser::Parse() {
  HtmlEntry root = {};
  root.kind = HtmlKind::kElement;
  tape_.entries.Push(root);
  stack_.Push({0, 0, 0});
  while (p_ != end_) {
    const char* markup = Find('<', p_);
    AddText(p_, markup, true);
    p_ = markup;
    if (p_ == end_ || Markup() == kUnfinished) {
      return;
    }
  }
}

bool HtmlParser::Markup() {
  const char next = end_ - p_ > 1 ? p_[1] : '\0';
  if (IsAlpha(next)) {
    return StartTag();
  }
  if (next == '/') {
    return EndTag();
  }
  if (next == '!') {
    return StartsWith("<!--") ? Comment() : Declaration();
  }
  if (next == '?') {
    return SkipPast(p_ + 2, ">");
  }
  if (end_ - p_ == 1) {
    return kUnfinished;
  }
  AddText(p_, p_ + 1, false);
  ++p_;
  return true;
}

// ---- Tree --------------------------------------------------------------------------------------

HtmlEntry* HtmlParser::AddChild(HtmlKind kind) {
  const auto index = static_cast<uint32_t>(tape_.entries.size());
  Open& parent = stack_.back();
  ++tape_.entries[parent.entry].element.child_count;
  if (parent.last_child != 0) {
    tape_.entries[parent.last_child].next_sibling = index;
  }
  parent.last_child = index;
  HtmlEntry* entry = tape_.entries.Extend(1);
  *entry = {};
  entry->kind = kind;
  return entry;
}

void HtmlParser::AddText(const char* from, const char* to, bool may_encode) {
  if (from == to) {
    return;
  }
  const std::string_view text(from, static_cast<size_t>(to - from));
  const bool is_encoded = may_encode && text.find('&') != std::string_view::npos;
  const size_t size = is_encoded ? DecodedHtmlSize(text) : text.size();
  if (size == 0) {
    return;
  }
  // A reference stands for at most one byte more than it has, so the size fits.
  AddChild(HtmlKind::kText)->text = {Span(from, to), static_cast<uint32_t>(size), is_encoded};
}

void HtmlParser::AddComment(const char* from, const char* to) {
  const HtmlSpan span = Span(from, to);
  AddChild(HtmlKind::kComment)->text = {span, span.size, false};
}

void HtmlParser::AddElement(HtmlSpan name, uint32_t first_attribute, bool is_void) {
  const uint32_t interned = tape_.names.Intern(text_, name);
  const auto attributes = static_cast<uint32_t>(tape_.attributes.size());
  HtmlEntry* entry = AddChild(HtmlKind::kElement);
  entry->element = {interned, first_attribute, attributes - first_attribute, 0};
  if (!is_void) {
    uint32_t& innermost = tape_.names.innermost(interned);
    stack_.Push({static_cast<uint32_t>(tape_.entries.size() - 1), 0, innermost});
    innermost = static_cast<uint32_t>(stack_.size() - 1);
  }
}

// What an end tag does: all that is open inside the innermost open element of its name is closed.
void HtmlParser::CloseInside(HtmlSpan name) {
  const uint32_t interned = tape_.names.Find(text_, name);
  const uint32_t innermost = interned == HtmlNames::kNone ? 0 : tape_.names.innermost(interned);
  if (innermost == 0) {
    return;
  }
  while (stack_.size() - 1 > innermost) {
    const Open& open = stack_.back();
    tape_.names.innermost(tape_.entries[open.entry].element.name) = open.outer;
    stack_.Pop();
  }
}

// ---- Start tags --------------------------------------------------------------------------------

const char* HtmlParser::TagName(const char* p) const {
  while (p != end_) {
    const char c = *p;
    if (c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == ' ' || c == '/' || c == '>' ||
        c == '\0') {
      break;
    }
    ++p;
  }
  return p;
}

// Whether what stands before `p` lets an attribute begin: white space, a slash, a quote.
bool HtmlParser::EndsSeparator(const char* p) const {
  const char before = p[-1];
  if (static_cast<uint8_t>(before) < 0x80) {
    return before == '/' || before == '"' || before == '\'' || SpaceAt(p - 1, p) != 0;
  }
  // White space beyond ASCII takes two or three bytes.
  return SpaceAt(p - 2, p) == 2 || (p - begin_ >= 3 && SpaceAt(p - 3, p) == 3);
}

// White space and slashes, but no slash that ends the tag.
const char* HtmlParser::SkipSeparators(const char* p) const {
  while (p != end_) {
    size_t size = SpaceAt(p, end_);
    if (size == 0) {
      if (*p != '/' || (p + 1 != end_ && p[1] == '>')) {
        break;
      }
      size = 1;
    }
    p += size;
  }
  return p;
}

const char* HtmlParser::BareValue(const char* p, HtmlSpan* value) const {
  const char* start = p;
  while (p != end_ && *p != '>' && SpaceAt(p, end_) == 0) {
    ++p;
  }
  *value = Span(start, p);
  return p;
}

// `p` is behind an attribute's name; returns it if there is no value.
const char* HtmlParser::AttributeValue(const char* p, HtmlSpan* value) const {
  const char* equals = SkipSpaces(p, end_);
  const char* after = equals;
  while (after != end_ && *after == '=') {
    ++after;
  }
  if (after == equals) {
    return p;
  }
  const char* start = SkipSpaces(after, end_);
  if (start == end_ || (*start != '"' && *start != '\'')) {
    return BareValue(start, value);
  }
  const char* close = Find(*start, start + 1);
  if (close != end_) {
    *value = Span(start + 1, close);
    return close + 1;
  }
  // A quote that does not end is no value. Before white space there is then an empty one, and of
  // several equals signs the last begins one.
  if (start != after) {
    *value = Span(after, after);
    return start;
  }
  return after - equals > 1 ? BareValue(after - 1, value) : p;
}

// Returns `p` if no attribute begins there.
const char* HtmlParser::Attribute(const char* p, HtmlAttribute* attribute) {
  if (p == end_ || *p == '/' || *p == '>' || SpaceAt(p, end_) != 0 || !EndsSeparator(p)) {
    return p;
  }
  const char* start = p++;
  while (p != end_ && *p != '/' && *p != '=' && *p != '>' && SpaceAt(p, end_) == 0) {
    ++p;
  }
  attribute->name = tape_.names.Intern(text_, Span(start, p));
  attribute->value = {};
  return SkipSeparators(AttributeValue(p, &attribute->value));
}

bool HtmlParser::StartTag() {
  const char* start = p_;
  const char* name_end = TagName(start + 1);
  const HtmlSpan name = Span(start + 1, name_end);
  const char* p = name_end;
  while (p != end_ && (*p == '/' || SpaceAt(p, end_) != 0)) {
    p += *p == '/' ? 1 : SpaceAt(p, end_);
  }
  const size_t first_attribute = tape_.attributes.size();
  HtmlAttribute attribute;
  while (true) {
    const char* next = Attribute(p, &attribute);
    if (next == p) {
      break;
    }
    tape_.attributes.Push(attribute);
    p = next;
  }
  const bool ends = p != end_ && (*p == '>' || *p == '/');
  if (!ends) {
    // After a NUL in a tag's name all so far is text; a value that does not begin leaves the tag
    // unfinished.
    tape_.attributes.Shrink(first_attribute);
    if (p == end_ || *p == '=' || IsAlpha(*p)) {
      return kUnfinished;
    }
    AddText(start, p, false);
    p_ = p;
    return true;
  }
  // A slash is left only before the tag's end; without attributes it may have been skipped.
  const bool has_attributes = tape_.attributes.size() != first_attribute;
  const bool is_closed = *p == '/' || (!has_attributes && p != name_end && p[-1] == '/');
  p_ = p + (*p == '/' ? 2 : 1);
  AddElement(name, static_cast<uint32_t>(first_attribute), IsVoidElement(Of(name)));
  if (!is_closed && IsOneOf(Of(name), "script", "style")) {
    return RawText(name);
  }
  if (is_closed) {
    CloseInside(name);
  }
  return true;
}

bool HtmlParser::RawText(HtmlSpan name) {
  const char* from = p_;
  while (true) {
    const char* tag = Find('<', from);
    if (tag == end_) {
      return kUnfinished;
    }
    from = tag + 1;
    if (from == end_ || *from != '/') {
      continue;
    }
    const char* start = SkipSpaces(from + 1, end_);
    if (static_cast<size_t>(end_ - start) < name.size ||
        !IsOneOf({start, name.size}, Of(name).size() == 6 ? "script" : "style", {})) {
      continue;
    }
    const char* close = SkipSpaces(start + name.size, end_);
    if (close != end_ && *close == '>') {
      AddText(p_, tag, false);
      p_ = close + 1;
      CloseInside(name);
      return true;
    }
  }
}

// ---- Other markup ------------------------------------------------------------------------------

bool HtmlParser::SkipPast(const char* from, std::string_view last) {
  const size_t found = Rest(from).find(last);
  if (found == std::string_view::npos) {
    return kUnfinished;
  }
  p_ = from + found + last.size();
  return true;
}

bool HtmlParser::BogusComment() {
  const char* from = p_ + 2;
  if (!SkipPast(from, ">")) {
    return kUnfinished;
  }
  AddComment(from, p_ - 1);
  return true;
}

// `</name>`, with white space around the name or with anything behind it.
bool HtmlParser::EndTag() {
  if (Find('>', p_ + 2) == end_) {
    return kUnfinished;
  }
  const char* start = SkipSpaces(p_ + 2, end_);
  if (start != end_ && IsAlpha(*start)) {
    const char* p = start;
    while (p != end_ && (IsAlphanumeric(*p) || *p == '-' || *p == '.' || *p == ':' || *p == '_')) {
      ++p;
    }
    const char* close = SkipSpaces(p, end_);
    if (close != end_ && *close == '>') {
      CloseInside(Span(start, p));
      p_ = close + 1;
      return true;
    }
  }
  if (start == p_ + 2 && IsAlpha(*start)) {
    const char* name_end = TagName(start);
    CloseInside(Span(start, name_end));
    return SkipPast(name_end, ">");
  }
  if (StartsWith("</>")) {
    p_ += 3;
    return true;
  }
  return BogusComment();
}

// Up to two dashes, white space, and a >.
bool HtmlParser::Comment() {
  const char* start = p_ + 4;
  for (const char* p = start; (p = Find('-', p)) != end_; ++p) {
    if (end_ - p < 3 || p[1] != '-') {
      continue;
    }
    const char* close = SkipSpaces(p + 2, end_);
    if (close != end_ && *close == '>') {
      AddComment(start, p);
      p_ = close + 1;
      return true;
    }
  }
  return kUnfinished;
}

// <!...>: a doctype and marked sections leave no trace, all else is a comment.
bool HtmlParser::Declaration() {
  if (StartsWith("<![")) {
    return MarkedSection();
  }
  constexpr std::string_view kDoctype = "<!doctype";
  if (static_cast<size_t>(end_ - p_) >= kDoctype.size() &&
      IsOneOf({p_, kDoctype.size()}, kDoctype, kDoctype)) {
    return SkipPast(p_ + kDoctype.size(), ">");
  }
  return BogusComment();
}

// <![CDATA[ ... ]]> and, of word processors, <![if ...]>.
bool HtmlParser::MarkedSection() {
  const char* start = p_ + 3;
  const char* name_end = start;
  while (name_end != end_ &&
         (IsAlphanumeric(*name_end) || *name_end == '-' || *name_end == '_' || *name_end == '.')) {
    ++name_end;
  }
  const std::string_view name(start, static_cast<size_t>(name_end - start));
  const bool is_double = IsOneOf(name, "cdata", "temp") || IsOneOf(name, "ignore", "include") ||
                         IsOneOf(name, "rcdata", "rcdata");
  const bool is_single = IsOneOf(name, "if", "else") || IsOneOf(name, "endif", "endif");
  if (!is_double && !is_single) {
    return BogusComment();
  }
  for (const char* p = start; (p = Find(']', p)) != end_; ++p) {
    const char* close = SkipSpaces(p + 1, end_);
    if (is_double) {
      if (close == end_ || *close != ']') {
        continue;
      }
      close = SkipSpaces(close + 1, end_);
    }
    if (close != end_ && *close == '>') {
      p_ = close + 1;
      return true;
    }
  }
  return kUnfinished;
}

}  // namespace

void ParseHtml(RuntimeState* state, std::string_view text, HtmlTape* tape) {
  HtmlParser(state, text, tape).Parse();
}

}  // namespace vera::hostabi
