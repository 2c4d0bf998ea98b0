#ifndef VERA_HOSTABI_REGEX_PARSER_H_
#define VERA_HOSTABI_REGEX_PARSER_H_

#include "hostabi/regex_syntax.h"
#include "hostabi/regex_tokens.h"

// Internal to Parse. Groups that are open are frames of a stack; nothing recurses.

namespace vera::hostabi::regex {

class Parser {
 public:
  Parser(std::string_view pattern, Tree* tree, GroupNames* names)
      : tokens_(pattern),
        tree_(*tree),
        names_(*names),
        frames_(tree->nodes.state()),
        groups_(tree->nodes.state()) {}

  SyntaxError Run();

 private:
  struct Frame {
    size_t start;   // offset of the parenthesis
    uint32_t node;  // that the parenthesis makes; kNoNode around the whole pattern
    uint32_t first_branch;
    uint32_t branch;  // the sequence that grows, the last of its siblings
    uint32_t last;    // its last child, kNoNode if it has none
    uint32_t branch_count;
    uint32_t look_behind_groups;  // before this group
    bool verbose;
  };
  struct Group {
    uint64_t least_width;
    uint64_t greatest_width;
    bool closed;
  };

  // All but the bool ones fail by Fail. False: it failed.
  bool Fail(const char* reason, size_t offset) {
    if (!error_) {
      error_ = {reason, offset};
    }
    return false;
  }
  bool FailHere(const char* reason) { return Fail(reason, tokens_.offset()); }

  // regex_parser.cpp
  bool Item(const Token& token);
  void SkipComment();
  uint32_t NewNode(NodeKind kind);
  uint32_t Append(NodeKind kind);
  void AppendLiteral(char32_t code) { tree_.nodes[Append(NodeKind::kLiteral)].a = code; }
  void AppendAssertion(Assertion assertion) {
    tree_.nodes[Append(NodeKind::kAssertion)].assertion = assertion;
  }
  void NewBranch();
  void Measure(uint32_t sequence);
  void MeasureBranches(const Frame& frame, Node* parent);
  bool Bar(size_t offset);
  bool Close(size_t offset);
  void CloseConditional(const Frame& frame, Node* node);
  bool Quantifier(const Token& token);
  bool Counts(size_t start, uint32_t* least, uint32_t* greatest, bool* is_literal);
  bool Count(uint32_t otherwise, uint32_t* count);
  bool Repeat(size_t start, uint32_t least, uint32_t greatest);

  // regex_groups.cpp
  bool Open(size_t start);
  bool OpenExtension(size_t start);
  bool OpenNamed(size_t start);
  bool OpenLook(size_t start, bool behind);
  bool OpenConditional(size_t start);
  bool OpenFlags(size_t start);
  bool RemovedFlags(uint8_t* removed);
  bool OpenCapture(size_t start, std::string_view name);
  bool Push(size_t start, uint32_t node, bool verbose);
  bool BackReference(uint32_t group, size_t offset);
  bool CheckLookBehind(uint32_t group, size_t offset);
  bool IsClosed(uint32_t group) const { return group < groups_.size() && groups_[group].closed; }

  // regex_escapes.cpp
  bool Escape(const Token& token);
  bool DigitEscape(const Token& token);
  bool CodeEscape(const Token& token, char32_t* code);
  bool Set(const Token& token);
  bool SetMember(const Token& token, SetItem* item);
  bool SetRange(size_t start, SetItem* item, bool* closed);
  void AppendCategory(Category category);

  Tokens tokens_;
  Tree& tree_;
  GroupNames& names_;
  HostVector<Frame> frames_;
  HostVector<Group> groups_;
  SyntaxError error_;
  // Number of groups when the outermost look behind began; 0 outside. It may refer to no later one.
  uint32_t look_behind_groups_ = 0;
  uint32_t greatest_condition_ = 0;
  size_t greatest_condition_offset_ = 0;
  bool has_repeat_ = false;
};

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_PARSER_H_
