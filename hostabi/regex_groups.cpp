#include "hostabi/regex_parser.h"

// What an opening parenthesis begins.

namespace vera::hostabi::regex {
namespace {

// 0 if the letter is none.
uint8_t FlagOf(const Token& token) {
  if (token.end || token.escape) {
    return 0;
  }
  switch (token.code) {
    case 'i':
      return kIgnoreCase;
    case 'm':
      return kMultiLine;
    case 's':
      return kDotAll;
    case 'x':
      return kVerbose;
    case 'a':
      return kAscii;
    case 'u':
      return kUnicode;
    case 't':
      return kTemplate;
    default:
      return 0;
  }
}

}  // namespace

bool Parser::Push(size_t start, uint32_t node, bool verbose) {
  if (frames_.size() > kMaxNesting) {
    return Fail("groups are nested more than 250 deep", start);
  }
  frames_.Push({start, node, kNoNode, kNoNode, kNoNode, 0, look_behind_groups_, verbose});
  NewBranch();
  return true;
}

bool Parser::Open(size_t start) {
  if (tokens_.TakeIf('?')) {
    return OpenExtension(start);
  }
  return OpenCapture(start, {});
}

bool Parser::OpenCapture(size_t start, std::string_view name) {
  const auto group = static_cast<uint32_t>(groups_.size());
  groups_.Push({0, 0, false});
  if (!name.empty()) {
    if (names_.Find(tokens_.text(), name) != 0) {
      return Fail("a second group of the same name", start);
    }
    names_.Add(tokens_.text(), static_cast<uint32_t>(name.data() - tokens_.text().data()),
               static_cast<uint32_t>(name.size()), group);
  }
  const uint32_t node = Append(NodeKind::kGroup);
  tree_.nodes[node].a = group;
  return Push(start, node, frames_.back().verbose);
}

bool Parser::OpenExtension(size_t start) {
  const Token token = tokens_.next();
  if (token.end || token.escape) {
    return Fail("'(?' needs a kind of group", start);
  }
  switch (token.code) {
    case 'P':
      tokens_.Take();
      return OpenNamed(start);
    case ':':
      tokens_.Take();
      return Push(start, Append(NodeKind::kGroup), frames_.back().verbose);
    case '>':
      tokens_.Take();
      return Push(start, Append(NodeKind::kAtomic), frames_.back().verbose);
    case '#':
      while (!tokens_.next().end) {
        if (tokens_.Take().Is(')')) {
          return true;
        }
      }
      return Fail("a comment is not closed", start);
    case '=':
    case '!':
      return OpenLook(start, false);
    case '<':
      tokens_.Take();
      return OpenLook(start, true);
    case '(':
      tokens_.Take();
      return OpenConditional(start);
    default:
      return OpenFlags(start);
  }
}

bool Parser::OpenNamed(size_t start) {
  std::string_view name;
  const size_t name_offset = tokens_.offset() + 1;
  if (tokens_.TakeIf('<')) {
    if (!TakeUntil(&tokens_, '>', &name) || !IsGroupName(name)) {
      return Fail("a name of a group is expected", name_offset);
    }
    return OpenCapture(start, name);
  }
  if (!tokens_.TakeIf('=')) {
    return Fail("'(?P' needs '<name>' or '=name'", start);
  }
  if (!TakeUntil(&tokens_, ')', &name) || !IsGroupName(name)) {
    return Fail("a name of a group is expected", name_offset);
  }
  const uint32_t group = names_.Find(tokens_.text(), name);
  if (group == 0) {
    return Fail("a reference to a name that no group has", name_offset);
  }
  return BackReference(group, name_offset);
}

bool Parser::BackReference(uint32_t group, size_t offset) {
  if (!IsClosed(group)) {
    return Fail("a reference to a group that is still open", offset);
  }
  if (!CheckLookBehind(group, offset)) {
    return false;
  }
  Node& node = tree_.nodes[Append(NodeKind::kBackreference)];
  node.a = group;
  node.least_width = groups_[group].least_width;
  node.greatest_width = groups_[group].greatest_width;
  return true;
}

bool Parser::CheckLookBehind(uint32_t group, size_t offset) {
  if (look_behind_groups_ == 0) {
    return true;
  }
  if (!IsClosed(group)) {
    return Fail("a reference to a group that is still open", offset);
  }
  if (group >= look_behind_groups_) {
    return Fail("a look behind refers to a group of its own", offset);
  }
  return true;
}

bool Parser::OpenLook(size_t start, bool behind) {
  const Token sign = tokens_.Take();
  if (!sign.Is('=') && !sign.Is('!')) {
    return Fail("'(?<' needs '=' or '!'", start);
  }
  Node& node = tree_.nodes[Append(NodeKind::kLook)];
  node.behind = behind;
  node.negated = sign.Is('!');
  // The frame keeps the value from before.
  const uint32_t outside = look_behind_groups_;
  if (!Push(start, frames_.back().last, frames_.back().verbose)) {
    return false;
  }
  if (behind && outside == 0) {
    look_behind_groups_ = static_cast<uint32_t>(groups_.size());
  }
  return true;
}

bool Parser::OpenConditional(size_t start) {
  std::string_view name;
  const size_t offset = tokens_.offset();
  if (!TakeUntil(&tokens_, ')', &name)) {
    return Fail("a condition needs a group", offset);
  }
  uint32_t group = 0;
  if (IsGroupName(name)) {
    group = names_.Find(tokens_.text(), name);
    if (group == 0) {
      return Fail("a condition on a name that no group has", offset);
    }
  } else {
    group = GroupNumber(name);
    if (group == kNoNode || group == 0) {
      return Fail("a condition needs a group's name or number", offset);
    }
    // The group may still come.
    if (group > greatest_condition_) {
      greatest_condition_ = group;
      greatest_condition_offset_ = offset;
    }
  }
  if (!CheckLookBehind(group, offset)) {
    return false;
  }
  const uint32_t node = Append(NodeKind::kConditional);
  tree_.nodes[node].a = group;
  return Push(start, node, frames_.back().verbose);
}

// (?flags), which stand at the start and hold everywhere, or (?flags-flags:...).
bool Parser::OpenFlags(size_t start) {
  uint8_t added = 0;
  uint8_t removed = 0;
  Token token = tokens_.Take();
  if (!token.Is('-')) {
    do {
      const uint8_t flag = FlagOf(token);
      if (flag == 0) {
        return Fail("an unknown kind of group or an unknown flag", token.offset);
      }
      added |= flag;
      if ((flag & kTypeFlags) != 0 && (added & kTypeFlags) != flag) {
        return Fail("the flags 'a' and 'u' exclude each other", token.offset);
      }
      token = tokens_.Take();
    } while (!token.Is(')') && !token.Is('-') && !token.Is(':'));
  }
  if (token.Is(')')) {
    const Frame& frame = frames_.back();
    if (frames_.size() != 1 || frame.branch_count != 1 || frame.last != kNoNode) {
      return Fail("flags for the whole pattern do not stand at its start", start);
    }
    tree_.flags |= added;
    frames_.back().verbose = (tree_.flags & kVerbose) != 0;
    return true;
  }
  if (token.Is('-') && !RemovedFlags(&removed)) {
    return false;
  }
  if (((added | removed) & kTemplate) != 0 || (added & removed) != 0) {
    return Fail("these flags can't be changed for a part of the pattern", start);
  }
  const uint32_t node = Append(NodeKind::kGroup);
  tree_.nodes[node].added_flags = added;
  tree_.nodes[node].removed_flags = removed;
  const bool verbose =
      (frames_.back().verbose || (added & kVerbose) != 0) && (removed & kVerbose) == 0;
  return Push(start, node, verbose);
}

// Behind the '-', up to the ':'.
bool Parser::RemovedFlags(uint8_t* removed) {
  Token token = tokens_.Take();
  do {
    const uint8_t flag = FlagOf(token);
    if (flag == 0) {
      return Fail("a flag or ':' is expected", token.offset);
    }
    if ((flag & kTypeFlags) != 0) {
      return Fail("the flags 'a' and 'u' can't be turned off", token.offset);
    }
    *removed |= flag;
    token = tokens_.Take();
  } while (!token.Is(':'));
  return true;
}

}  // namespace vera::hostabi::regex
