#ifndef VERA_HOSTABI_REGEX_SYNTAX_H_
#define VERA_HOSTABI_REGEX_SYNTAX_H_

#include <string_view>

#include "hostabi/host_vector.h"

// Internal. The syntax of patterns (spec §9.6.20), which is that of Python's `re` for strings, as a
// tree. The text of a pattern is valid UTF-8. Regular expressions go through four steps: text to
// tree (regex_parser.cpp), tree to program (regex_compiler.cpp), program kept for the next call
// (regex_cache.cpp), program over a text (regex_matcher.cpp).

namespace vera::hostabi::regex {

inline constexpr size_t kMaxPatternBytes = 256 * 1024;
// The compiler recurses over the tree.
inline constexpr size_t kMaxNesting = 250;
inline constexpr uint32_t kUnlimited = 0xFFFFFFFF;
inline constexpr uint32_t kNoNode = 0xFFFFFFFF;

enum Flag : uint8_t {
  kIgnoreCase = 1,
  kMultiLine = 2,
  kDotAll = 4,
  kVerbose = 8,
  kAscii = 16,
  kUnicode = 32,
  kTemplate = 64,
};
// Of these only one holds at a place.
inline constexpr uint8_t kTypeFlags = kAscii | kUnicode;

enum class NodeKind : uint8_t {
  kSequence,       // children
  kAlternation,    // children: sequences
  kLiteral,        // a: code
  kSet,            // a, b: first item and number of items in Tree::items; negated
  kAny,            // .
  kAssertion,      // assertion
  kGroup,          // a: number, 0 if it captures nothing; flags; one child
  kAtomic,         // one child
  kLook,           // behind, negated; one child. A look behind is as wide as its child
  kRepeat,         // a, b: least and greatest count; mode; one child
  kBackreference,  // a: group
  kConditional,    // a: group; one or two children
};
enum class Assertion : uint8_t { kStart, kStartOfText, kEnd, kEndOfText, kBoundary, kNotBoundary };
enum class RepeatMode : uint8_t { kGreedy, kLazy, kPossessive };

struct Node {
  NodeKind kind;
  Assertion assertion = Assertion::kStart;
  RepeatMode mode = RepeatMode::kGreedy;
  bool negated = false;
  bool behind = false;
  uint8_t added_flags = 0;
  uint8_t removed_flags = 0;
  uint32_t first_child = kNoNode;
  uint32_t next = kNoNode;  // sibling
  uint32_t a = 0;
  uint32_t b = 0;
  // In characters; they stay at the greatest value rather than wrap.
  uint64_t least_width = 0;
  uint64_t greatest_width = 0;
};

// A class of characters; the odd ones hold what the even ones before them leave out.
enum class Category : uint8_t {
  kDigit,
  kNotDigit,
  kSpace,
  kNotSpace,
  kWord,
  kNotWord,
  kRange,  // none: the item is a range of codes
};
struct SetItem {
  Category category;
  char32_t first;
  char32_t last;
};

// A named group; the name is a part of the pattern.
struct GroupName {
  uint32_t start;
  uint32_t size;
  uint32_t group;
  uint32_t next;  // in its chain of GroupNames
};

// Names to groups; a table of chains, so that many names cost no more than few.
class GroupNames {
 public:
  explicit GroupNames(RuntimeState* state) : names_(state) {
    for (uint32_t& chain : chains_) {
      chain = kNoNode;
    }
  }
  void Add(std::string_view pattern, uint32_t start, uint32_t size, uint32_t group) {
    uint32_t& chain = chains_[ChainOf(pattern.substr(start, size))];
    names_.Push({start, size, group, chain});
    chain = static_cast<uint32_t>(names_.size() - 1);
  }
  // 0 if there is no group of that name.
  uint32_t Find(std::string_view pattern, std::string_view name) const {
    for (uint32_t i = chains_[ChainOf(name)]; i != kNoNode; i = names_[i].next) {
      if (pattern.substr(names_[i].start, names_[i].size) == name) {
        return names_[i].group;
      }
    }
    return 0;
  }
  size_t bytes() const { return names_.bytes(); }

 private:
  static constexpr uint32_t kChains = 64;
  static uint32_t ChainOf(std::string_view name) {
    uint32_t hash = 2166136261u;
    for (char c : name) {
      hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
    }
    return hash % kChains;
  }

  HostVector<GroupName> names_;
  uint32_t chains_[kChains];
};

struct Tree {
  explicit Tree(RuntimeState* state) : nodes(state), items(state) {}

  HostVector<Node> nodes;
  HostVector<SetItem> items;
  uint32_t root = kNoNode;
  uint32_t group_count = 1;  // the whole match is group 0
  uint8_t flags = 0;
};

// What is wrong with a pattern or a replacement; null if nothing is.
struct SyntaxError {
  const char* reason = nullptr;
  size_t offset = 0;  // bytes before the fault

  explicit operator bool() const { return reason != nullptr; }
};

SyntaxError Parse(std::string_view pattern, Tree* tree, GroupNames* names);

// A name of a group as the language of patterns has them.
bool IsGroupName(std::string_view name);
// A decimal number that stands for a group; kNoNode if `text` is none or too large.
uint32_t GroupNumber(std::string_view text);

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_SYNTAX_H_
