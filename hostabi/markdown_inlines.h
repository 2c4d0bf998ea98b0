#ifndef VERA_HOSTABI_MARKDOWN_INLINES_H_
#define VERA_HOSTABI_MARKDOWN_INLINES_H_

#include "hostabi/markdown_tree.h"

// Internal to the parser. The text of a paragraph, heading or cell as inlines.
//
// A sign is closed by the next one of its kind, whatever is between them; what is between is then
// parsed by itself. Where the signs are is found once, and then looked up by bisection, so that
// signs without an end cost no more than others.

namespace vera::hostabi::markdown {

class InlineParser {
 public:
  explicit InlineParser(Tree* tree)
      : tree_(*tree),
        frames_(tree->nodes.state()),
        brackets_(tree->nodes.state()),
        open_brackets_(tree->nodes.state()),
        parentheses_(tree->nodes.state()),
        ticks_(tree->nodes.state()),
        stars_{HostVector<uint32_t>(tree->nodes.state()),
               HostVector<uint32_t>(tree->nodes.state())},
        bars_{HostVector<uint32_t>(tree->nodes.state()),
              HostVector<uint32_t>(tree->nodes.state())} {}

  // Makes the inlines of a part of Tree::text children of `parent`. False: they are nested too
  // deep.
  bool Parse(uint32_t parent, Span text);

 private:
  // A part of the text whose inlines become children of a node.
  struct Frame {
    uint32_t node;
    uint32_t at;
    uint32_t end;
    // What to do with signs that were left over when the part before was closed.
    char sign;
    uint32_t left_over;
  };
  struct Bracket {
    uint32_t open;
    uint32_t close;  // kNoNode: none
  };
  struct Ticks {
    uint32_t start;
    uint32_t size;
    uint32_t next_longer;  // index; kNoNode: none
  };
  // Where a sign stands, and where two of it do.
  using Signs = HostVector<uint32_t>[2];

  void FindSigns(Span text);
  void FindTicks(uint32_t* at, uint32_t end);
  bool Run();
  bool Inline(char sign);
  bool TickRun();
  bool Image();
  bool Link();
  bool Emphasis(char sign);
  bool LeftOver();
  bool Descend(NodeKind kind, Span address, uint32_t start, uint32_t end, uint32_t resume,
               char sign, uint32_t left_over);
  bool Target(uint32_t bracket, uint32_t* close, Span* address) const;
  uint32_t Find(const HostVector<uint32_t>& places, uint32_t from, uint32_t end,
                uint32_t size) const;
  uint32_t FindSign(char sign, uint32_t size, uint32_t from, uint32_t end) const {
    return Find((sign == '*' ? stars_ : bars_)[size - 1], from, end, size);
  }
  uint32_t RunSize(char sign) const;
  void Flush();
  char CharAt(uint32_t at) const { return tree_.text[at]; }

  Tree& tree_;
  HostVector<Frame> frames_;
  HostVector<Bracket> brackets_;
  HostVector<uint32_t> open_brackets_;
  HostVector<uint32_t> parentheses_;
  HostVector<Ticks> ticks_;
  Signs stars_;
  Signs bars_;

  // The part that is being parsed, and the plain text before `at_` that has no node yet.
  uint32_t node_ = 0;
  uint32_t at_ = 0;
  uint32_t end_ = 0;
  uint32_t text_start_ = 0;
  char text_sign_ = 0;
  uint32_t text_repeat_ = 0;
};

}  // namespace vera::hostabi::markdown

#endif  // VERA_HOSTABI_MARKDOWN_INLINES_H_
