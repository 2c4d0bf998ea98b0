#include "hostabi/markdown_inlines.h"

#include <algorithm>

namespace vera::hostabi::markdown {

bool InlineParser::Parse(uint32_t parent, Span text) {
  if (text.size == 0) {
    return true;
  }
  node_ = parent;
  at_ = text_start_ = text.start;
  end_ = text.start + text.size;
  text_repeat_ = 0;
  frames_.Clear();
  if (tree_.At(text).find_first_of("`[*_") == std::string_view::npos) {
    at_ = end_;
    Flush();
    return true;
  }
  FindSigns(text);
  return Run();
}

// ---- Where the signs are ----

void InlineParser::FindSigns(Span text) {
  brackets_.Clear();
  open_brackets_.Clear();
  parentheses_.Clear();
  ticks_.Clear();
  for (Signs* signs : {&stars_, &bars_}) {
    (*signs)[0].Clear();
    (*signs)[1].Clear();
  }
  const uint32_t end = text.start + text.size;
  for (uint32_t at = text.start; at < end; ++at) {
    const char c = CharAt(at);
    switch (c) {
      case '[':
        open_brackets_.Push(static_cast<uint32_t>(brackets_.size()));
        brackets_.Push({at, kNoNode});
        break;
      case ']':
        if (!open_brackets_.empty()) {
          brackets_[open_brackets_.Pop()].close = at;
        }
        break;
      case ')':
        parentheses_.Push(at);
        break;
      case '`':
        FindTicks(&at, end);
        break;
      case '*':
      case '_': {
        Signs& signs = c == '*' ? stars_ : bars_;
        signs[0].Push(at);
        if (at + 1 < end && CharAt(at + 1) == c) {
          signs[1].Push(at);
        }
        break;
      }
      default:
        break;
    }
  }
  // From each run of ticks to the next longer one: the chain of them is as short as lengths differ.
  open_brackets_.Clear();
  HostVector<uint32_t>& waiting = open_brackets_;
  for (uint32_t i = 0; i < ticks_.size(); ++i) {
    while (!waiting.empty() && ticks_[waiting.back()].size < ticks_[i].size) {
      ticks_[waiting.Pop()].next_longer = i;
    }
    waiting.Push(i);
  }
}

// Leaves *at at the run's last tick.
void InlineParser::FindTicks(uint32_t* at, uint32_t end) {
  const uint32_t start = *at;
  while (*at + 1 < end && CharAt(*at + 1) == '`') {
    ++*at;
  }
  ticks_.Push({start, *at + 1 - start, kNoNode});
}

// The first of `places` in [from, end) behind which the part still has `size` bytes; kNoNode: none.
uint32_t InlineParser::Find(const HostVector<uint32_t>& places, uint32_t from, uint32_t end,
                            uint32_t size) const {
  const uint32_t* found = std::lower_bound(places.begin(), places.end(), from);
  return found != places.end() && *found + size <= end ? *found : kNoNode;
}

// How often `sign` stands at at_ and behind it.
uint32_t InlineParser::RunSize(char sign) const {
  uint32_t size = 0;
  while (at_ + size < end_ && CharAt(at_ + size) == sign) {
    ++size;
  }
  return size;
}

// ---- The inlines ----

bool InlineParser::Run() {
  while (true) {
    while (at_ < end_) {
      const char c = CharAt(at_);
      if (c != '`' && c != '!' && c != '[' && c != '*' && c != '_') {
        ++at_;
      } else if (!Inline(c)) {
        return false;
      }
    }
    Flush();
    if (frames_.empty()) {
      return true;
    }
    const Frame frame = frames_.Pop();
    node_ = frame.node;
    at_ = text_start_ = frame.at;
    end_ = frame.end;
    text_sign_ = frame.sign;
    text_repeat_ = frame.left_over;
    if (frame.left_over != 0 && !LeftOver()) {
      return false;
    }
  }
}

bool InlineParser::Inline(char sign) {
  switch (sign) {
    case '`':
      return TickRun();
    case '!':
      return Image();
    case '[':
      return Link();
    default:
      return Emphasis(sign);
  }
}

// The plain text before at_ becomes a node.
void InlineParser::Flush() {
  if (at_ != text_start_ || text_repeat_ != 0) {
    Node text = {.kind = NodeKind::kText};
    text.sign = text_sign_;
    text.repeat = text_repeat_;
    text.first = {text_start_, at_ - text_start_};
    tree_.Append(node_, text);
  }
  text_start_ = at_;
  text_repeat_ = 0;
}

bool InlineParser::TickRun() {
  const uint32_t size = RunSize('`');
  const uint32_t start = at_ + size;
  const Ticks* run = std::lower_bound(ticks_.begin(), ticks_.end(), start,
                                      [](const Ticks& t, uint32_t from) { return t.start < from; });
  uint32_t index = run == ticks_.end() ? kNoNode : static_cast<uint32_t>(run - ticks_.begin());
  while (index != kNoNode && ticks_[index].size < size) {
    index = ticks_[index].next_longer;
  }
  if (index == kNoNode || ticks_[index].start + size > end_) {
    at_ = start;
    return true;
  }
  Flush();
  const uint32_t close = ticks_[index].start;
  Node code = {.kind = NodeKind::kCode};
  code.first = {start, close - start};
  // One blank at both ends lets code begin or end with a tick.
  if (close - start >= 2 && CharAt(start) == ' ' && CharAt(close - 1) == ' ') {
    code.first = {start + 1, close - start - 2};
  }
  tree_.Append(node_, code);
  at_ = text_start_ = close + size;
  return true;
}

// Whether "(address)" follows the bracket that closes the one at `bracket`.
bool InlineParser::Target(uint32_t bracket, uint32_t* close, Span* address) const {
  const Bracket* found =
      std::lower_bound(brackets_.begin(), brackets_.end(), bracket,
                       [](const Bracket& b, uint32_t at) { return b.open < at; });
  *close = found->close;
  if (*close == kNoNode || *close + 1 >= end_ || CharAt(*close + 1) != '(') {
    return false;
  }
  const uint32_t parenthesis = Find(parentheses_, *close + 2, end_, 1);
  if (parenthesis == kNoNode) {
    return false;
  }
  *address = {*close + 2, parenthesis - *close - 2};
  return true;
}

bool InlineParser::Image() {
  uint32_t close = 0;
  Span address;
  if (at_ + 1 >= end_ || CharAt(at_ + 1) != '[' || !Target(at_ + 1, &close, &address)) {
    ++at_;
    return true;
  }
  Flush();
  Node image = {.kind = NodeKind::kImage};
  image.first = {at_ + 2, close - at_ - 2};
  image.second = address;
  tree_.Append(node_, image);
  at_ = text_start_ = address.start + address.size + 1;
  return true;
}

bool InlineParser::Link() {
  uint32_t close = 0;
  Span address;
  if (!Target(at_, &close, &address)) {
    ++at_;
    return true;
  }
  Flush();
  return Descend(NodeKind::kLink, address, at_ + 1, close, address.start + address.size + 1, 0, 0);
}

bool InlineParser::Emphasis(char sign) {
  const uint32_t run = RunSize(sign);
  if (run >= 2) {
    const uint32_t start = at_ + run;
    const uint32_t close = FindSign(sign, 2, start, end_);
    if (close != kNoNode) {
      Flush();
      return Descend(NodeKind::kStrong, {}, start, close, close + 2, sign, run - 2);
    }
  }
  const uint32_t close = FindSign(sign, 1, at_ + 1, end_);
  if (close == kNoNode) {
    ++at_;
    return true;
  }
  Flush();
  return Descend(NodeKind::kEmphasis, {}, at_ + 1, close, close + 1, 0, 0);
}

// Of a run of more than two signs that began with a strong part: one that is left may begin an
// emphasised part behind it, others are text there.
bool InlineParser::LeftOver() {
  if (text_repeat_ != 1) {
    return true;
  }
  const uint32_t close = FindSign(text_sign_, 1, at_, end_);
  if (close == kNoNode) {
    return true;
  }
  text_repeat_ = 0;
  return Descend(NodeKind::kEmphasis, {}, at_, close, close + 1, 0, 0);
}

// Goes on with the inlines in [start, end), and then with what is at `resume`.
bool InlineParser::Descend(NodeKind kind, Span address, uint32_t start, uint32_t end,
                           uint32_t resume, char sign, uint32_t left_over) {
  if (frames_.size() == kMaxNesting) {
    return false;
  }
  Node node = {.kind = kind};
  node.first = address;
  const uint32_t child = tree_.Append(node_, node);
  frames_.Push({node_, resume, end_, sign, left_over});
  node_ = child;
  at_ = text_start_ = start;
  end_ = end;
  return true;
}

}  // namespace vera::hostabi::markdown
