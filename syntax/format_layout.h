#ifndef VERA_SYNTAX_FORMAT_LAYOUT_H_
#define VERA_SYNTAX_FORMAT_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "syntax/tree.h"

// The lines of a formatted program, still without comments and without the blank lines that the
// source decides on. Between the lines stand the places where those may go, named by where their
// construct is in the source. Comments attach to such places only, so there is no place that a
// comment attaches to but that is never printed.

namespace vera::syntax {

struct LayoutStep {
  enum class Kind : uint8_t {
    // A line: `indent` levels of two spaces, then text[begin, end).
    kLine,
    // Own-line comments that precede the construct which starts at source offset `begin`, indented
    // like a line.
    kComments,
    // One blank line if the source has one above the construct at `begin` and its comments (rule
    // 13).
    kGap,
    // The same, but only if the construct has comments above it.
    kCommentGap,
    // One blank line in any case, unless it would be the first line or follow another.
    kSeparator,
    // The end of the line above takes the trailing comments which are still free, start on a source
    // line of
    // [begin, end] and start before `limit`.
    kTrailing,
  };
  Kind kind;
  uint32_t indent = 0;
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t limit = 0;
};

struct Layout {
  std::string text;
  std::vector<LayoutStep> steps;
  // Module declaration, imports and declarations with their visibility: whatever is trailing inside
  // one of them is taken by one of its steps.
  std::vector<SourceRange> top_level;
  // Indices into the tree's comments, ascending: annotations that the lines already show as labels
  // of a parameter or a result (spec 1.3).
  std::vector<uint32_t> labels;
};

// The tree must have no ErrorExpr.
Layout LayOut(const SyntaxTree& tree);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_FORMAT_LAYOUT_H_
