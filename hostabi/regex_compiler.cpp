// Trees to programs. Recursion is as deep as groups are nested, which the parser limits.

#include <algorithm>

#include "hostabi/regex_program.h"
#include "hostabi/regex_set.h"
#include "hostabi/unicode.h"

namespace vera::hostabi::regex {
namespace {

class Compiler {
 public:
  Compiler(const Tree& tree, Program* program) : tree_(tree), program_(*program) {}

  void Run() {
    Emit(tree_.root, tree_.flags);
    Add({.op = Op::kMatch});
  }

 private:
  const Node& At(uint32_t node) const { return tree_.nodes[node]; }
  uint32_t Here() const { return static_cast<uint32_t>(program_.code.size()); }
  uint32_t Add(const Instruction& instruction) {
    program_.code.Push(instruction);
    return Here() - 1;
  }
  static uint8_t FlagsIn(const Node& group, uint8_t flags) {
    if ((group.added_flags & kTypeFlags) != 0) {
      flags &= static_cast<uint8_t>(~kTypeFlags);
    }
    return static_cast<uint8_t>((flags | group.added_flags) & ~group.removed_flags);
  }

  void Emit(uint32_t index, uint8_t flags);
  void EmitSequence(const Node& sequence, uint8_t flags);
  void EmitAlternation(const Node& alternation, uint8_t flags);
  void EmitGroup(const Node& group, uint8_t flags);
  void EmitRepeat(const Node& repeat, uint8_t flags);
  void EmitLook(const Node& look, uint8_t flags);
  void EmitConditional(const Node& conditional, uint8_t flags);
  bool IsPlainLiteral(const Node& node, uint8_t flags) const;
  bool Unit(uint32_t index, uint8_t flags, Instruction* unit);
  bool UnitOfBranches(const Node& alternation, uint8_t flags, Instruction* unit);
  bool CollectBranches(const Node& alternation, HostVector<SetItem>* items) const;
  Instruction LiteralUnit(char32_t code, uint8_t flags);
  uint32_t AddBytes(char32_t code);

  const Tree& tree_;
  Program& program_;
};

void Compiler::Emit(uint32_t index, uint8_t flags) {
  const Node& node = At(index);
  Instruction unit;
  switch (node.kind) {
    case NodeKind::kSequence:
      EmitSequence(node, flags);
      return;
    case NodeKind::kAlternation:
      EmitAlternation(node, flags);
      return;
    case NodeKind::kLiteral:
    case NodeKind::kSet:
    case NodeKind::kAny:
      Unit(index, flags, &unit);
      Add(unit);
      return;
    case NodeKind::kAssertion:
      Add({.op = Op::kAssert, .assertion = node.assertion, .flags = flags});
      return;
    case NodeKind::kGroup:
      EmitGroup(node, flags);
      return;
    case NodeKind::kAtomic:
      Add({.op = Op::kAtomic});
      Emit(node.first_child, flags);
      Add({.op = Op::kEndAtomic});
      return;
    case NodeKind::kLook:
      EmitLook(node, flags);
      return;
    case NodeKind::kRepeat:
      EmitRepeat(node, flags);
      return;
    case NodeKind::kBackreference:
      program_.reads_groups = true;
      Add({.op = Op::kBackreference, .flags = flags, .a = node.a});
      return;
    case NodeKind::kConditional:
      EmitConditional(node, flags);
      return;
  }
}

bool Compiler::IsPlainLiteral(const Node& node, uint8_t flags) const {
  if (node.kind != NodeKind::kLiteral) {
    return false;
  }
  return (flags & kIgnoreCase) == 0 || !HasVariants(node.a, flags);
}

// Neighbouring characters become one comparison.
void Compiler::EmitSequence(const Node& sequence, uint8_t flags) {
  uint32_t child = sequence.first_child;
  while (child != kNoNode) {
    if (!IsPlainLiteral(At(child), flags)) {
      Emit(child, flags);
      child = At(child).next;
      continue;
    }
    Instruction bytes = {.op = Op::kBytes};
    bytes.a = static_cast<uint32_t>(program_.literals.size());
    for (; child != kNoNode && IsPlainLiteral(At(child), flags); child = At(child).next) {
      bytes.b += AddBytes(At(child).a);
    }
    Add(bytes);
  }
}

uint32_t Compiler::AddBytes(char32_t code) {
  char bytes[4];
  const size_t size = EncodeCode(code, bytes);
  program_.literals.Append(bytes, size);
  return static_cast<uint32_t>(size);
}

void Compiler::EmitAlternation(const Node& alternation, uint8_t flags) {
  Instruction unit;
  if (UnitOfBranches(alternation, flags, &unit)) {
    Add(unit);
    return;
  }
  // The jumps of finished branches to the end, each holding the one before it until the end is
  // known.
  uint32_t jumps = kNoNode;
  for (uint32_t branch = alternation.first_child; branch != kNoNode; branch = At(branch).next) {
    const bool is_last = At(branch).next == kNoNode;
    const uint32_t split = is_last ? kNoNode : Add({.op = Op::kSplit});
    Emit(branch, flags);
    if (!is_last) {
      jumps = Add({.op = Op::kJump, .a = jumps});
      program_.code[split].a = Here();
    }
  }
  while (jumps != kNoNode) {
    const uint32_t before = program_.code[jumps].a;
    program_.code[jumps].a = Here();
    jumps = before;
  }
}

void Compiler::EmitGroup(const Node& group, uint8_t flags) {
  flags = FlagsIn(group, flags);
  if (group.a == 0) {
    Emit(group.first_child, flags);
    return;
  }
  Add({.op = Op::kMark, .a = 2 * group.a});
  Emit(group.first_child, flags);
  Add({.op = Op::kMark, .a = 2 * group.a + 1});
}

void Compiler::EmitRepeat(const Node& repeat, uint8_t flags) {
  Instruction unit;
  if (Unit(repeat.first_child, flags, &unit)) {
    Add({.op = Op::kRepeatOne, .mode = repeat.mode, .a = repeat.a, .b = repeat.b});
    Add(unit);
    return;
  }
  // A possessive repetition gives up nothing, neither a round nor what is tried within one.
  const bool possessive = repeat.mode == RepeatMode::kPossessive;
  if (possessive) {
    Add({.op = Op::kAtomic});
  }
  const auto loop = static_cast<uint32_t>(program_.loops.size());
  program_.loops.Push({0, repeat.a, repeat.b, repeat.mode == RepeatMode::kLazy});
  const uint32_t start = Add({.op = Op::kLoop, .a = loop});
  program_.loops[loop].body = Here();
  if (possessive) {
    Add({.op = Op::kAtomic});
  }
  Emit(repeat.first_child, flags);
  if (possessive) {
    Add({.op = Op::kEndAtomic});
  }
  program_.code[start].b = Add({.op = Op::kNext, .a = loop});
  if (possessive) {
    Add({.op = Op::kEndAtomic});
  }
}

void Compiler::EmitLook(const Node& look, uint8_t flags) {
  const uint32_t start = Add({.op = Op::kLook, .negated = look.negated, .a = look.a});
  Emit(look.first_child, flags);
  Add({.op = Op::kEndLook, .negated = look.negated});
  program_.code[start].b = Here();
}

void Compiler::EmitConditional(const Node& conditional, uint8_t flags) {
  program_.reads_groups = true;
  const uint32_t test = Add({.op = Op::kIfGroup, .a = conditional.a});
  const uint32_t otherwise = At(conditional.first_child).next;
  Emit(conditional.first_child, flags);
  if (otherwise == kNoNode) {
    program_.code[test].b = Here();
    return;
  }
  const uint32_t jump = Add({.op = Op::kJump});
  program_.code[test].b = Here();
  Emit(otherwise, flags);
  program_.code[jump].a = Here();
}

Instruction Compiler::LiteralUnit(char32_t code, uint8_t flags) {
  if ((flags & kIgnoreCase) == 0 || !HasVariants(code, flags)) {
    Instruction bytes = {.op = Op::kBytes};
    bytes.a = static_cast<uint32_t>(program_.literals.size());
    bytes.b = AddBytes(code);
    return bytes;
  }
  const SetItem item = {Category::kRange, code, code};
  return {.op = Op::kSet, .a = AddSet(&program_, &item, 1, false, flags)};
}

// Whether a node always takes exactly one character and captures nothing; then *unit does so.
bool Compiler::Unit(uint32_t index, uint8_t flags, Instruction* unit) {
  const Node& node = At(index);
  switch (node.kind) {
    case NodeKind::kLiteral:
      *unit = LiteralUnit(node.a, flags);
      return true;
    case NodeKind::kAny:
      *unit = {.op = (flags & kDotAll) != 0 ? Op::kAnyAll : Op::kAny};
      return true;
    case NodeKind::kSet:
      *unit = {.op = Op::kSet};
      unit->a = AddSet(&program_, &tree_.items[node.a], node.b, node.negated, flags);
      return true;
    case NodeKind::kGroup:
      return node.a == 0 && Unit(node.first_child, FlagsIn(node, flags), unit);
    case NodeKind::kSequence:
      return node.first_child != kNoNode && At(node.first_child).next == kNoNode &&
             Unit(node.first_child, flags, unit);
    case NodeKind::kAlternation:
      return UnitOfBranches(node, flags, unit);
    default:
      return false;
  }
}

// a|b|[cd] is a set.
bool Compiler::UnitOfBranches(const Node& alternation, uint8_t flags, Instruction* unit) {
  if (At(alternation.first_child).next == kNoNode) {
    return Unit(alternation.first_child, flags, unit);
  }
  HostVector<SetItem> items(program_.code.state());
  if (!CollectBranches(alternation, &items)) {
    return false;
  }
  *unit = {.op = Op::kSet};
  unit->a = AddSet(&program_, items.data(), static_cast<uint32_t>(items.size()), false, flags);
  return true;
}

bool Compiler::CollectBranches(const Node& alternation, HostVector<SetItem>* items) const {
  for (uint32_t branch = alternation.first_child; branch != kNoNode; branch = At(branch).next) {
    const uint32_t child = At(branch).first_child;
    if (child == kNoNode || At(child).next != kNoNode) {
      return false;
    }
    const Node& node = At(child);
    if (node.kind == NodeKind::kLiteral) {
      items->Push({Category::kRange, node.a, node.a});
    } else if (node.kind == NodeKind::kSet && !node.negated) {
      items->Append(&tree_.items[node.a], node.b);
    } else {
      return false;
    }
  }
  return true;
}

// ---- Where a match can begin ----

class Beginning {
 public:
  explicit Beginning(Program* program) : program_(*program) {}

  void Run() {
    uint32_t pc = 0;
    while (program_.code[pc].op == Op::kMark) {
      ++pc;
    }
    const Instruction& first = program_.code[pc];
    if (first.op == Op::kAssert) {
      program_.only_at_start =
          first.assertion == Assertion::kStartOfText ||
          (first.assertion == Assertion::kStart && (first.flags & kMultiLine) == 0);
    }
    if (first.op == Op::kBytes && first.a == 0) {
      program_.prefix_size = first.b;
    }
    program_.has_first_bytes = Collect(pc, 0);
  }

 private:
  static constexpr int kMaxDepth = 16;

  void AddByte(uint8_t byte) { program_.first_bytes[byte >> 6] |= uint64_t{1} << (byte & 63); }
  void AddBeyondAscii() {
    for (uint32_t byte = 0xC2; byte < 0xF5; ++byte) {
      AddByte(static_cast<uint8_t>(byte));
    }
  }
  void AddUnit(const Instruction& unit) {
    if (unit.op == Op::kBytes) {
      AddByte(static_cast<uint8_t>(program_.literals[unit.a]));
      return;
    }
    AddBeyondAscii();
    for (uint32_t code = 0; code < 0x80; ++code) {
      if (unit.op == Op::kSet ? program_.Contains(program_.sets[unit.a], code)
                              : unit.op == Op::kAnyAll || code != '\n') {
        AddByte(static_cast<uint8_t>(code));
      }
    }
  }
  // False: it may be any byte, or none.
  bool Collect(uint32_t pc, int depth) {
    if (depth == kMaxDepth) {
      return false;
    }
    while (true) {
      const Instruction& at = program_.code[pc];
      switch (at.op) {
        case Op::kBytes:
        case Op::kSet:
        case Op::kAny:
        case Op::kAnyAll:
          AddUnit(at);
          return true;
        case Op::kRepeatOne:
          if (at.a == 0) {
            return false;
          }
          AddUnit(program_.code[pc + 1]);
          return true;
        case Op::kMark:
        case Op::kAtomic:
          ++pc;
          break;
        case Op::kJump:
          pc = at.a;
          break;
        case Op::kLoop:
          if (program_.loops[at.a].least == 0) {
            return false;
          }
          ++pc;
          break;
        case Op::kSplit:
          if (!Collect(pc + 1, depth + 1)) {
            return false;
          }
          pc = at.a;
          break;
        default:
          return false;
      }
    }
  }

  Program& program_;
};

}  // namespace

SyntaxError Compile(std::string_view pattern, Program* program) {
  Tree tree(program->code.state());
  const SyntaxError error = Parse(pattern, &tree, &program->names);
  if (error) {
    return error;
  }
  program->group_count = tree.group_count;
  Compiler(tree, program).Run();
  Beginning(program).Run();
  return {};
}

}  // namespace vera::hostabi::regex
