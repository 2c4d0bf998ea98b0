#ifndef VERA_HOSTABI_MARKDOWN_TREE_H_
#define VERA_HOSTABI_MARKDOWN_TREE_H_

#include <string_view>

#include "hostabi/host_vector.h"

// Internal. The syntax of Markdown that Vera has (spec §9.7.3) as a tree outside the garbage-
// collected heap. A document goes through three steps: text to blocks (markdown_blocks.cpp), the
// text in blocks to inlines (markdown_inlines.cpp), tree to Vera values (markdown_values.cpp).
// Nothing recurses; time is in proportion to the text.

namespace vera::hostabi::markdown {

inline constexpr uint32_t kNoNode = 0xFFFFFFFF;
// Of blocks in blocks, and of inlines in inlines.
inline constexpr size_t kMaxNesting = 1000;

// Blocks in the order of MdBlock's constructors, inlines in that of MdInline's, then what is only
// an array in a value.
enum class NodeKind : uint8_t {
  kParagraph,      // children: inlines
  kHeading,        // level; children: inlines
  kCodeBlock,      // first: language, second: code
  kBlockQuote,     // children: blocks
  kList,           // ordered; children: kItem
  kThematicBreak,  //
  kTable,          // children: kRow
  kDocument,       // children: blocks
  kText,           // `repeat` times `sign`, then first
  kCode,           // first
  kEmphasis,       // children: inlines
  kStrong,         // children: inlines
  kLink,           // children: inlines; first: address
  kImage,          // first: what it shows, second: address
  kItem,           // children: blocks
  kRow,            // children: kCell
  kCell,           // children: inlines
};

// A part of Tree::text.
struct Span {
  uint32_t start = 0;
  uint32_t size = 0;
};

struct Node {
  NodeKind kind;
  bool ordered = false;
  uint8_t level = 0;
  char sign = 0;
  uint32_t repeat = 0;
  Span first = {};
  Span second = {};
  uint32_t first_child = kNoNode;
  uint32_t last_child = kNoNode;
  uint32_t next = kNoNode;  // sibling
  uint32_t child_count = 0;
};

struct Tree {
  explicit Tree(RuntimeState* state) : nodes(state), text(state) {}

  // The new last child of `parent`.
  uint32_t Append(uint32_t parent, const Node& node) {
    nodes.Push(node);
    const auto index = static_cast<uint32_t>(nodes.size() - 1);
    Node& owner = nodes[parent];
    (owner.child_count == 0 ? owner.first_child : nodes[owner.last_child].next) = index;
    owner.last_child = index;
    ++owner.child_count;
    return index;
  }
  std::string_view At(Span span) const { return {text.data() + span.start, span.size}; }

  HostVector<Node> nodes;  // the first is the kDocument
  // What is left of the document's text when the signs around it are taken off.
  HostVector<char> text;
};

// Why a text has no tree; null if it has one.
struct ParseError {
  const char* reason = nullptr;
  uint32_t line = 0;  // from 1

  explicit operator bool() const { return reason != nullptr; }
};

// `text` is valid UTF-8.
ParseError Parse(std::string_view text, Tree* tree);

}  // namespace vera::hostabi::markdown

#endif  // VERA_HOSTABI_MARKDOWN_TREE_H_
