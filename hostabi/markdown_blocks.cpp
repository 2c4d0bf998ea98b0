#include "hostabi/markdown_inlines.h"
#include "hostabi/markdown_lines.h"
#include "hostabi/markdown_tree.h"

namespace vera::hostabi::markdown {
namespace {

// A block quote or item is parsed from its lines without their signs. They lie in the same array:
// taking a sign off moves a line's start, and who contains the block is behind its lines already.
class BlockParser {
 public:
  BlockParser(std::string_view text, Tree* tree)
      : text_(text),
        tree_(*tree),
        inlines_(tree),
        lines_(tree->nodes.state()),
        frames_(tree->nodes.state()),
        work_left_(kWork + kWorkPerByte * text.size()) {}

  ParseError Run();

 private:
  // Lines that deep block quotes take without their sign are looked at by each of them. All other
  // work is in proportion to the text.
  static constexpr uint64_t kWork = 1'000'000;
  static constexpr uint64_t kWorkPerByte = 100;

  struct Line {
    uint32_t start;
    uint32_t size;
  };
  struct Frame {
    uint32_t node;
    uint32_t next;  // line
    uint32_t end;
    bool is_list;
    bool ordered;
  };

  std::string_view At(uint32_t line) const {
    return text_.substr(lines_[line].start, lines_[line].size);
  }
  void Cut(uint32_t line, size_t bytes) {
    lines_[line].start += static_cast<uint32_t>(bytes);
    lines_[line].size -= static_cast<uint32_t>(bytes);
  }
  void SplitLines();
  void Block(Frame* frame);
  void Heading(Frame* frame, uint8_t level);
  void CodeBlock(Frame* frame, size_t fence);
  void BlockQuote(Frame* frame);
  void Table(Frame* frame);
  void TableRow(uint32_t table, std::string_view line);
  void Item(Frame* frame);
  void Paragraph(Frame* frame);
  void Enter(uint32_t node, uint32_t start, uint32_t end, bool is_list, bool ordered);
  void Inlines(uint32_t node, Span text, uint32_t line);
  Span Add(std::string_view text);
  size_t MarkerSize(const Frame& list, uint32_t line) const {
    return list.ordered ? NumberSize(At(line)) : BulletSize(At(line));
  }
  void Fail(const char* reason, uint32_t line) {
    if (!error_) {
      error_ = {reason, line + 1};
    }
  }

  std::string_view text_;
  Tree& tree_;
  InlineParser inlines_;
  HostVector<Line> lines_;
  HostVector<Frame> frames_;
  uint64_t work_left_;
  ParseError error_;
};

ParseError BlockParser::Run() {
  SplitLines();
  tree_.nodes.Push({.kind = NodeKind::kDocument});
  Enter(0, 0, static_cast<uint32_t>(lines_.size()), false, false);
  while (!frames_.empty() && !error_) {
    Frame& frame = frames_.back();
    if (frame.is_list) {
      Item(&frame);
    } else if (frame.next < frame.end) {
      Block(&frame);
    } else {
      frames_.Pop();
    }
  }
  return error_;
}

void BlockParser::SplitLines() {
  size_t start = 0;
  while (true) {
    const size_t end = text_.find('\n', start);
    const size_t size = (end == std::string_view::npos ? text_.size() : end) - start;
    lines_.Push({static_cast<uint32_t>(start), static_cast<uint32_t>(size)});
    if (end == std::string_view::npos) {
      return;
    }
    start = end + 1;
  }
}

// The block that begins at frame->next; puts that behind it. `frame` is not valid afterwards.
void BlockParser::Block(Frame* frame) {
  const std::string_view line = At(frame->next);
  if (IsBlank(line)) {
    ++frame->next;
  } else if (const uint8_t level = HeadingLevel(line)) {
    Heading(frame, level);
  } else if (const size_t fence = FenceSize(line)) {
    CodeBlock(frame, fence);
  } else if (IsThematicBreak(line)) {
    tree_.Append(frame->node, {.kind = NodeKind::kThematicBreak});
    ++frame->next;
  } else if (IsQuote(line)) {
    BlockQuote(frame);
  } else if (IsTableRow(line) && frame->next + 1 < frame->end &&
             IsTableSeparator(At(frame->next + 1))) {
    Table(frame);
  } else if (BulletSize(line) != 0 || NumberSize(line) != 0) {
    const bool ordered = BulletSize(line) == 0;
    const uint32_t list = tree_.Append(frame->node, {.kind = NodeKind::kList, .ordered = ordered});
    Enter(list, frame->next, frame->end, true, ordered);
  } else {
    Paragraph(frame);
  }
}

void BlockParser::Enter(uint32_t node, uint32_t start, uint32_t end, bool is_list, bool ordered) {
  // A list and its item are two frames and one step into the depth.
  if (frames_.size() > 2 * kMaxNesting) {
    Fail("blocks are nested more than 1000 deep", start);
    return;
  }
  frames_.Push({node, start, end, is_list, ordered});
}

Span BlockParser::Add(std::string_view text) {
  const Span span = {static_cast<uint32_t>(tree_.text.size()), static_cast<uint32_t>(text.size())};
  tree_.text.Append(text.data(), text.size());
  return span;
}

void BlockParser::Inlines(uint32_t node, Span text, uint32_t line) {
  if (!inlines_.Parse(node, text)) {
    Fail("inlines are nested more than 1000 deep", line);
  }
}

void BlockParser::Heading(Frame* frame, uint8_t level) {
  const uint32_t line = frame->next++;
  const uint32_t node = tree_.Append(frame->node, {.kind = NodeKind::kHeading, .level = level});
  Inlines(node, Add(HeadingText(At(line), level)), line);
}

void BlockParser::CodeBlock(Frame* frame, size_t fence) {
  const std::string_view opening = At(frame->next++);
  Node block = {.kind = NodeKind::kCodeBlock};
  block.first = Add(WithoutSpace(opening.substr(fence)));
  block.second = Add({});
  bool is_first = true;
  while (frame->next < frame->end) {
    const std::string_view line = At(frame->next++);
    if (ClosesFence(line, opening[0], fence)) {
      break;
    }
    if (!is_first) {
      Add("\n");
    }
    Add(line);
    is_first = false;
  }
  block.second.size = static_cast<uint32_t>(tree_.text.size()) - block.second.start;
  tree_.Append(frame->node, block);
}

// Lines without a sign belong to the quote too if they can only go on with a paragraph.
void BlockParser::BlockQuote(Frame* frame) {
  const uint32_t start = frame->next;
  uint32_t line = start;
  for (; line < frame->end; ++line) {
    const std::string_view text = At(line);
    if (IsQuote(text)) {
      Cut(line, text.size() - QuoteText(text).size());
      continue;
    }
    if (IsBlank(text) || BeginsBlock(text)) {
      break;
    }
    const uint64_t work = 1 + text.size() / 8;
    if (work_left_ < work) {
      Fail("too many lines without '>' in block quotes that are nested too deep", line);
      return;
    }
    work_left_ -= work;
  }
  frame->next = line;
  const uint32_t quote = tree_.Append(frame->node, {.kind = NodeKind::kBlockQuote});
  Enter(quote, start, line, false, false);
}

void BlockParser::Table(Frame* frame) {
  const uint32_t table = tree_.Append(frame->node, {.kind = NodeKind::kTable});
  TableRow(table, At(frame->next));
  frame->next += 2;
  while (frame->next < frame->end && IsTableRow(At(frame->next))) {
    TableRow(table, At(frame->next++));
  }
}

void BlockParser::TableRow(uint32_t table, std::string_view line) {
  const uint32_t row = tree_.Append(table, {.kind = NodeKind::kRow});
  std::string_view cells = WithoutSpace(line);
  if (cells.starts_with('|')) {
    cells.remove_prefix(1);
  }
  if (cells.ends_with('|')) {
    cells.remove_suffix(1);
  }
  for (size_t start = 0; start <= cells.size();) {
    const size_t bar = cells.find('|', start);
    const size_t end = bar == std::string_view::npos ? cells.size() : bar;
    const uint32_t cell = tree_.Append(row, {.kind = NodeKind::kCell});
    Inlines(cell, Add(WithoutSpace(cells.substr(start, end - start))), frames_.back().next);
    start = end + 1;
  }
}

// The next item of a list, or its end. Lines that are indented belong to the item before them.
void BlockParser::Item(Frame* frame) {
  const std::string_view indent = frame->ordered ? "   " : "  ";
  uint32_t line = frame->next;
  const size_t marker = line < frame->end ? MarkerSize(*frame, line) : 0;
  if (marker == 0) {
    frames_.Pop();
    frames_.back().next = line;
    return;
  }
  const uint32_t start = line;
  Cut(line++, marker);
  for (; line < frame->end && At(line).starts_with(indent) && !IsBlank(At(line)); ++line) {
    Cut(line, indent.size());
  }
  const uint32_t end = line;
  while (line < frame->end && IsBlank(At(line))) {
    ++line;
    if (line < frame->end && MarkerSize(*frame, line) == 0) {
      break;
    }
  }
  frame->next = line;
  const uint32_t item = tree_.Append(frame->node, {.kind = NodeKind::kItem});
  Enter(item, start, end, false, false);
}

void BlockParser::Paragraph(Frame* frame) {
  const uint32_t first = frame->next;
  const uint32_t node = tree_.Append(frame->node, {.kind = NodeKind::kParagraph});
  Span text = Add({});
  for (uint32_t line = first;
       line < frame->end && (line == first || (!IsBlank(At(line)) && !BeginsBlock(At(line))));
       ++line) {
    if (line != first) {
      Add(" ");
    }
    Add(At(line));
    frame->next = line + 1;
  }
  text.size = static_cast<uint32_t>(tree_.text.size()) - text.start;
  Inlines(node, text, first);
}

}  // namespace

ParseError Parse(std::string_view text, Tree* tree) { return BlockParser(text, tree).Run(); }

}  // namespace vera::hostabi::markdown
