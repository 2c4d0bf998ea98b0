#include "hostabi/regex_parser.h"

// Sequences, branches and repetition.

namespace vera::hostabi::regex {
namespace {

uint64_t Add(uint64_t a, uint64_t b) {
  uint64_t sum;
  return __builtin_add_overflow(a, b, &sum) ? ~uint64_t{0} : sum;
}
uint64_t Multiply(uint64_t a, uint64_t b) {
  uint64_t product;
  return __builtin_mul_overflow(a, b, &product) ? ~uint64_t{0} : product;
}

}  // namespace

SyntaxError Parse(std::string_view pattern, Tree* tree, GroupNames* names) {
  if (pattern.size() > kMaxPatternBytes) {
    return {"the pattern is longer than 262144 bytes", 0};
  }
  return Parser(pattern, tree, names).Run();
}

bool IsGroupName(std::string_view name) {
  for (size_t at = 0; at < name.size();) {
    const bool first = at == 0;
    const char32_t code = DecodeValid(name, at, &at);
    if (first ? !IsIdentifierStartCode(code) : !IsIdentifierContinueCode(code)) {
      return false;
    }
  }
  return !name.empty();
}

uint32_t GroupNumber(std::string_view text) {
  uint64_t number = 0;
  for (char c : text) {
    if (!IsDigit(c)) {
      return kNoNode;
    }
    number = number * 10 + static_cast<uint64_t>(c - '0');
    if (number >= kNoNode) {
      return kNoNode;
    }
  }
  return text.empty() ? kNoNode : static_cast<uint32_t>(number);
}

SyntaxError Parser::Run() {
  groups_.Push({0, 0, false});
  frames_.Push({0, kNoNode, kNoNode, kNoNode, kNoNode, 0, 0, false});
  NewBranch();
  while (!error_ && !tokens_.next().end) {
    const Token token = tokens_.Take();
    if (token.Is('|')) {
      Bar(token.offset);
    } else if (token.Is(')')) {
      Close(token.offset);
    } else {
      Item(token);
    }
  }
  if (tokens_.cut()) {
    FailHere("a backslash with nothing behind it");
  }
  if (!error_ && frames_.size() > 1) {
    Fail("a group is not closed", frames_.back().start);
  }
  if (greatest_condition_ >= groups_.size()) {
    Fail("a condition on a group that is not there", greatest_condition_offset_);
  }
  if ((tree_.flags & kTypeFlags) == kTypeFlags) {
    Fail("the flags 'a' and 'u' exclude each other", 0);
  }
  if ((tree_.flags & kTemplate) != 0 && has_repeat_) {
    Fail("the flag 't' allows no repetition", 0);
  }
  if (error_) {
    return error_;
  }
  const Frame& whole = frames_.back();
  Node root = {.kind = NodeKind::kAlternation};
  MeasureBranches(whole, &root);
  tree_.nodes.Push(root);
  tree_.root = static_cast<uint32_t>(tree_.nodes.size() - 1);
  tree_.group_count = static_cast<uint32_t>(groups_.size());
  if ((tree_.flags & kAscii) == 0) {
    tree_.flags |= kUnicode;
  }
  return {};
}

bool Parser::Item(const Token& token) {
  if (frames_.back().verbose && (token.IsWhiteSpace() || token.Is('#'))) {
    if (token.Is('#')) {
      SkipComment();
    }
    return true;
  }
  if (token.escape) {
    return Escape(token);
  }
  switch (token.code) {
    case '[':
      return Set(token);
    case '(':
      return Open(token.offset);
    case '*':
    case '+':
    case '?':
    case '{':
      return Quantifier(token);
    case '.': {
      Append(NodeKind::kAny);
      return true;
    }
    case '^':
      AppendAssertion(Assertion::kStart);
      return true;
    case '$':
      AppendAssertion(Assertion::kEnd);
      return true;
    default:
      AppendLiteral(token.code);
      return true;
  }
}

// Of verbose patterns: up to the line's end. A backslash before it makes the comment go on.
void Parser::SkipComment() {
  while (!tokens_.next().end && !tokens_.Take().Is('\n')) {
  }
}

uint32_t Parser::NewNode(NodeKind kind) {
  tree_.nodes.Push({.kind = kind});
  return static_cast<uint32_t>(tree_.nodes.size() - 1);
}

uint32_t Parser::Append(NodeKind kind) {
  const uint32_t node = NewNode(kind);
  Frame& frame = frames_.back();
  (frame.last == kNoNode ? tree_.nodes[frame.branch].first_child : tree_.nodes[frame.last].next) =
      node;
  frame.last = node;
  if (kind == NodeKind::kLiteral || kind == NodeKind::kSet || kind == NodeKind::kAny) {
    tree_.nodes[node].least_width = tree_.nodes[node].greatest_width = 1;
  }
  return node;
}

void Parser::NewBranch() {
  const uint32_t branch = NewNode(NodeKind::kSequence);
  Frame& frame = frames_.back();
  (frame.branch_count == 0 ? frame.first_branch : tree_.nodes[frame.branch].next) = branch;
  frame.branch = branch;
  frame.last = kNoNode;
  ++frame.branch_count;
}

// Only a finished sequence has a width: a quantifier changes what is before it.
void Parser::Measure(uint32_t sequence) {
  Node& node = tree_.nodes[sequence];
  for (uint32_t child = node.first_child; child != kNoNode; child = tree_.nodes[child].next) {
    node.least_width = Add(node.least_width, tree_.nodes[child].least_width);
    node.greatest_width = Add(node.greatest_width, tree_.nodes[child].greatest_width);
  }
}

void Parser::MeasureBranches(const Frame& frame, Node* parent) {
  Measure(frame.branch);
  parent->first_child = frame.first_branch;
  parent->least_width = ~uint64_t{0};
  parent->greatest_width = 0;
  for (uint32_t i = frame.first_branch; i != kNoNode; i = tree_.nodes[i].next) {
    const Node& branch = tree_.nodes[i];
    if (branch.least_width < parent->least_width) {
      parent->least_width = branch.least_width;
    }
    if (branch.greatest_width > parent->greatest_width) {
      parent->greatest_width = branch.greatest_width;
    }
  }
}

bool Parser::Bar(size_t offset) {
  const Frame& frame = frames_.back();
  if (frame.node != kNoNode && tree_.nodes[frame.node].kind == NodeKind::kConditional &&
      frame.branch_count == 2) {
    return Fail("a condition has more than two branches", offset);
  }
  Measure(frame.branch);
  NewBranch();
  return true;
}

bool Parser::Close(size_t offset) {
  if (frames_.size() == 1) {
    return Fail("a ')' that closes no group", offset);
  }
  const Frame frame = frames_.Pop();
  Node branches = {.kind = NodeKind::kAlternation};
  MeasureBranches(frame, &branches);
  // The alternation is a node of its own only if there is something to choose.
  uint32_t child = frame.first_branch;
  Node& closed = tree_.nodes[frame.node];
  closed.least_width = branches.least_width;
  closed.greatest_width = branches.greatest_width;
  switch (closed.kind) {
    case NodeKind::kConditional:
      CloseConditional(frame, &closed);
      return true;
    case NodeKind::kLook:
      if (closed.behind && branches.least_width != branches.greatest_width) {
        return Fail("a look behind needs a fixed width", frame.start);
      }
      if (closed.behind && branches.least_width >= kUnlimited) {
        return Fail("a look behind is too wide", frame.start);
      }
      closed.a = closed.behind ? static_cast<uint32_t>(branches.least_width) : 0;
      closed.least_width = closed.greatest_width = 0;
      look_behind_groups_ = frame.look_behind_groups;
      break;
    case NodeKind::kGroup:
      if (closed.a != 0) {
        groups_[closed.a] = {branches.least_width, branches.greatest_width, true};
      }
      break;
    default:
      break;
  }
  if (frame.branch_count > 1) {
    tree_.nodes.Push(branches);
    child = static_cast<uint32_t>(tree_.nodes.size() - 1);
  }
  tree_.nodes[frame.node].first_child = child;
  return true;
}

void Parser::CloseConditional(const Frame& frame, Node* node) {
  node->first_child = frame.first_branch;
  if (frame.branch_count == 1) {
    node->least_width = 0;
  }
}

bool Parser::Quantifier(const Token& token) {
  if (token.code != '{') {
    return Repeat(token.offset, token.code == '+' ? 1 : 0, token.code == '?' ? 1 : kUnlimited);
  }
  uint32_t least = 0;
  uint32_t greatest = kUnlimited;
  bool is_literal = false;
  if (!Counts(token.offset, &least, &greatest, &is_literal)) {
    return false;
  }
  if (is_literal) {
    tokens_.Seek(token.offset + token.size);
    AppendLiteral('{');
    return true;
  }
  return Repeat(token.offset, least, greatest);
}

// Behind a '{', which is a character like others unless counts and a '}' follow.
bool Parser::Counts(size_t start, uint32_t* least, uint32_t* greatest, bool* is_literal) {
  if (tokens_.next().Is('}')) {
    *is_literal = true;
    return true;
  }
  const size_t first = tokens_.offset();
  uint32_t low = 0;
  uint32_t high = kUnlimited;
  const bool low_fits = Count(0, &low);
  const bool has_low = tokens_.offset() != first;
  bool high_fits = true;
  if (tokens_.TakeIf(',')) {
    high_fits = Count(kUnlimited, &high);
  } else if (has_low) {
    high = low;
  }
  if (!tokens_.TakeIf('}')) {
    *is_literal = true;
    return true;
  }
  if (!low_fits || !high_fits) {
    return Fail("a count of repetitions is too large", start);
  }
  if (high < low) {
    return Fail("the least count of repetitions is above the greatest", start);
  }
  *least = low;
  *greatest = high;
  return true;
}

// False if the number is kUnlimited or above.
bool Parser::Count(uint32_t otherwise, uint32_t* count) {
  uint64_t number = 0;
  bool any = false;
  bool fits = true;
  while (tokens_.next().IsDigit()) {
    number = number * 10 + (tokens_.Take().code - '0');
    any = true;
    if (number >= kUnlimited) {
      fits = false;
      number = 0;
    }
  }
  *count = any ? static_cast<uint32_t>(number) : otherwise;
  return fits;
}

bool Parser::Repeat(size_t start, uint32_t least, uint32_t greatest) {
  const uint32_t last = frames_.back().last;
  if (last == kNoNode || tree_.nodes[last].kind == NodeKind::kAssertion) {
    return Fail("nothing to repeat", start);
  }
  if (tree_.nodes[last].kind == NodeKind::kRepeat) {
    return Fail("a repetition of a repetition", start);
  }
  has_repeat_ = true;
  // The repeated node moves; the repetition takes its place among its siblings.
  const Node item = tree_.nodes[last];
  tree_.nodes.Push(item);
  const auto child = static_cast<uint32_t>(tree_.nodes.size() - 1);
  Node repeat = {.kind = NodeKind::kRepeat};
  repeat.first_child = child;
  repeat.a = least;
  repeat.b = greatest;
  repeat.least_width = Multiply(item.least_width, least);
  repeat.greatest_width = greatest == kUnlimited && item.greatest_width != 0
                              ? ~uint64_t{0}
                              : Multiply(item.greatest_width, greatest);
  if (tokens_.TakeIf('?')) {
    repeat.mode = RepeatMode::kLazy;
  } else if (tokens_.TakeIf('+')) {
    repeat.mode = RepeatMode::kPossessive;
  }
  tree_.nodes[last] = repeat;
  return true;
}

}  // namespace vera::hostabi::regex
