#ifndef VERA_HOSTABI_REGEX_PROGRAM_H_
#define VERA_HOSTABI_REGEX_PROGRAM_H_

#include "hostabi/regex_syntax.h"

// Internal. A pattern as a program for the backtracking matcher.

namespace vera::hostabi::regex {

enum class Op : uint8_t {
  kMatch,
  kBytes,          // a, b: offset and size in Program::literals
  kAny,            // any character but a line feed
  kAnyAll,         // any character
  kSet,            // a: set
  kAssert,         // assertion, flags
  kMark,           // a: the mark that becomes the position; 2n and 2n + 1 are the ends of group n
  kJump,           // a: where
  kSplit,          // goes on behind it, and if that fails at a
  kRepeatOne,      // a, b, mode: counts of the instruction behind it, which takes one character
  kLoop,           // a: loop; begins it and goes to its kNext
  kNext,           // a: loop; the end of its body
  kAtomic,         // begins a group that is not tried again once it matched
  kEndAtomic,      //
  kLook,           // a: width of a look behind, b: behind its kEndLook, negated
  kEndLook,        // negated
  kBackreference,  // a: group, flags
  kIfGroup,        // a: group; goes on behind it if the group matched, else at b
};

struct Instruction {
  Op op;
  Assertion assertion = Assertion::kStart;
  RepeatMode mode = RepeatMode::kGreedy;
  bool negated = false;
  uint8_t flags = 0;
  uint32_t a = 0;
  uint32_t b = 0;
};

// A body that is repeated and is more than one character.
struct Loop {
  uint32_t body;  // its first instruction
  uint32_t least;
  uint32_t greatest;
  bool lazy;
};

struct CodeRange {
  char32_t first;
  char32_t last;
};

// A set of characters. ASCII is looked up, the rest searched.
struct CharSet {
  uint64_t ascii[2];
  uint32_t first_range;  // in Program::ranges, in order and apart
  uint32_t range_count;
  uint8_t categories;  // a bit for each Category
  uint8_t flags;       // kIgnoreCase only if the ranges leave it to the search
  bool negated;
};

struct Program {
  explicit Program(RuntimeState* state)
      : names(state), code(state), loops(state), sets(state), ranges(state), literals(state) {}

  bool Contains(const CharSet& set, char32_t code) const {
    if (code < 0x80) {
      return (set.ascii[code >> 6] >> (code & 63) & 1) != 0;
    }
    return Search(set, code);
  }
  // Without the table.
  bool Search(const CharSet& set, char32_t code) const;
  size_t bytes() const {
    return code.bytes() + loops.bytes() + sets.bytes() + ranges.bytes() + literals.bytes() +
           names.bytes();
  }

  GroupNames names;
  HostVector<Instruction> code;
  HostVector<Loop> loops;
  HostVector<CharSet> sets;
  HostVector<CodeRange> ranges;
  HostVector<char> literals;
  uint32_t group_count = 1;
  // A match depends on what groups matched.
  bool reads_groups = false;

  // What is known of where a match can begin. Each match begins with the first `prefix_size` bytes
  // of `literals`, and with a byte of first_bytes if has_first_bytes.
  uint32_t prefix_size = 0;
  bool only_at_start = false;
  bool has_first_bytes = false;
  uint64_t first_bytes[4] = {};
};

// Null, or what is wrong with the pattern. The tree is no longer needed afterwards.
SyntaxError Compile(std::string_view pattern, Program* program);

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_PROGRAM_H_
