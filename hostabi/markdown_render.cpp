// Blocks as canonical Markdown. What is written is a sequence of lines, each with the signs of the
// quotes and items that it lies in, outermost first. A line feed within a text does not end a line:
// the signs come only where one begins.

#include <charconv>

#include "hostabi/markdown_values.h"

namespace vera::hostabi::markdown {
namespace {

class Renderer {
 public:
  Renderer(const RuntimeState* state, HostVector<char>* out)
      : state_(state),
        out_(*out),
        blocks_(out->state()),
        signs_(out->state()),
        inlines_(out->state()) {}

  void Run(Ref block) {
    Block(block);
    while (!blocks_.empty()) {
      Frame& frame = blocks_.back();
      if (frame.index == LengthOf(state_, frame.array)) {
        if (frame.kind == Kind::kQuote || frame.kind == Kind::kItem) {
          signs_.Pop();
        }
        blocks_.Pop();
      } else {
        Next(&frame);
      }
    }
  }

 private:
  enum class Kind : uint8_t { kDocument, kQuote, kList, kItem };
  // Blocks, or the items of a list, that are still to be written.
  struct Frame {
    Ref array;
    uint32_t index;
    Kind kind;
    bool ordered;
  };
  // What a quote or an item puts before a line.
  struct Sign {
    bool is_quote;
    bool is_first;    // of an item's lines
    uint32_t number;  // of an item; 0: a dash
  };
  struct InlineFrame {
    Ref array;
    uint32_t index;
    Ref node;  // what is closed behind them; kNil: nothing
  };

  void Put(std::string_view text) {
    if (out_.size() + text.size() > gc::kMaxLength) {
      vera_gc_trap(out_.state(), gc::TrapKind::kOutOfMemory);
    }
    out_.Append(text.data(), text.size());
  }
  void PutMany(char c, uint64_t count) {
    if (count > gc::kMaxLength || out_.size() + count > gc::kMaxLength) {
      vera_gc_trap(out_.state(), gc::TrapKind::kOutOfMemory);
    }
    out_.Resize(out_.size() + count, c);
  }
  uint32_t PutNumber(uint32_t number) {
    char digits[10];
    const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
    Put(std::string_view(digits, static_cast<size_t>(end - digits)));
    return static_cast<uint32_t>(end - digits);
  }

  void Next(Frame* frame) {
    const uint32_t index = frame->index++;
    const Ref element = ElementOf(state_, frame->array, index);
    if (frame->kind == Kind::kList) {
      signs_.Push({false, true, frame->ordered ? index + 1 : 0});
      blocks_.Push({element, 0, Kind::kItem, false});
      return;
    }
    if (frame->kind == Kind::kDocument && index != 0) {
      BeginLine(true);
    }
    Block(element);
  }

  void Block(Ref block) {
    switch (BlockTagOf(state_, block)) {
      case BlockTag::kParagraph: {
        const Ref inlines = FieldOf(state_, block, 0);
        BeginLine(AreEmpty(inlines));
        Inlines(inlines);
        return;
      }
      case BlockTag::kHeading:
        BeginLine(false);
        PutMany('#', HeadingLevelOf(state_, block));
        Put(" ");
        Inlines(FieldOf(state_, block, 0));
        return;
      case BlockTag::kCodeBlock:
        CodeBlock(TextFieldOf(state_, block, 0), TextFieldOf(state_, block, 1));
        return;
      case BlockTag::kBlockQuote:
        signs_.Push({true, false, 0});
        blocks_.Push({FieldOf(state_, block, 0), 0, Kind::kQuote, false});
        return;
      case BlockTag::kList:
        blocks_.Push({FieldOf(state_, block, 0), 0, Kind::kList, IsOrderedList(state_, block)});
        return;
      case BlockTag::kThematicBreak:
        BeginLine(false);
        Put("---");
        return;
      case BlockTag::kTable:
        Table(FieldOf(state_, block, 0));
        return;
      case BlockTag::kDocument:
        blocks_.Push({FieldOf(state_, block, 0), 0, Kind::kDocument, false});
        return;
    }
  }

  // Ends the line before and writes the signs of the new one.
  void BeginLine(bool is_empty) {
    if (has_line_) {
      Put("\n");
    }
    has_line_ = true;
    for (size_t i = 0; i < signs_.size(); ++i) {
      Sign& sign = signs_[i];
      if (sign.is_quote) {
        // No blank at the line's end.
        Put(is_empty && i + 1 == signs_.size() ? ">" : "> ");
      } else if (sign.number == 0) {
        Put(sign.is_first ? "- " : "  ");
      } else if (sign.is_first) {
        PutNumber(sign.number);
        Put(". ");
      } else {
        const size_t before = out_.size();
        const uint32_t digits = PutNumber(sign.number);
        out_.Shrink(before);
        PutMany(' ', digits + 2);
      }
      sign.is_first = false;
    }
  }

  void CodeBlock(std::string_view language, std::string_view code) {
    BeginLine(false);
    Put("```");
    Put(language);
    for (size_t start = 0; start <= code.size();) {
      const size_t feed = code.find('\n', start);
      const size_t end = feed == std::string_view::npos ? code.size() : feed;
      BeginLine(start == end);
      Put(code.substr(start, end - start));
      start = end + 1;
    }
    BeginLine(false);
    Put("```");
  }

  void Table(Ref rows) {
    const uint32_t count = LengthOf(state_, rows);
    for (uint32_t i = 0; i < count; ++i) {
      const Ref row = ElementOf(state_, rows, i);
      const uint32_t cells = LengthOf(state_, row);
      BeginLine(false);
      Put("| ");
      for (uint32_t cell = 0; cell < cells; ++cell) {
        Put(cell == 0 ? "" : " | ");
        Inlines(ElementOf(state_, row, cell));
      }
      Put(" |");
      if (i == 0) {
        BeginLine(false);
        Put("| ");
        for (uint32_t cell = 0; cell < cells; ++cell) {
          Put(cell == 0 ? "---" : " | ---");
        }
        Put(" |");
      }
    }
  }

  // Whether inlines are written as nothing.
  bool AreEmpty(Ref inlines) const {
    for (uint32_t i = 0; i < LengthOf(state_, inlines); ++i) {
      const Ref element = ElementOf(state_, inlines, i);
      if (InlineTagOf(state_, element) != InlineTag::kText ||
          !TextFieldOf(state_, element, 0).empty()) {
        return false;
      }
    }
    return true;
  }

  void Inlines(Ref array) {
    inlines_.Push({array, 0, gc::kNil});
    while (!inlines_.empty()) {
      InlineFrame& frame = inlines_.back();
      if (frame.index != LengthOf(state_, frame.array)) {
        Inline(ElementOf(state_, frame.array, frame.index++));
        continue;
      }
      const Ref node = inlines_.Pop().node;
      if (node != gc::kNil) {
        EndInline(node);
      }
    }
  }

  void Inline(Ref node) {
    switch (InlineTagOf(state_, node)) {
      case InlineTag::kText:
        Put(TextFieldOf(state_, node, 0));
        return;
      case InlineTag::kCode: {
        const std::string_view code = TextFieldOf(state_, node, 0);
        const bool has_tick = code.find('`') != std::string_view::npos;
        Put(has_tick ? "`` " : "`");
        Put(code);
        Put(has_tick ? " ``" : "`");
        return;
      }
      case InlineTag::kImage:
        Put("![");
        Put(TextFieldOf(state_, node, 0));
        Put("](");
        Put(TextFieldOf(state_, node, 1));
        Put(")");
        return;
      case InlineTag::kLink:
        Put("[");
        break;
      case InlineTag::kEmphasis:
        Put("*");
        break;
      case InlineTag::kStrong:
        Put("**");
        break;
    }
    inlines_.Push({FieldOf(state_, node, 0), 0, node});
  }

  void EndInline(Ref node) {
    switch (InlineTagOf(state_, node)) {
      case InlineTag::kEmphasis:
        Put("*");
        return;
      case InlineTag::kStrong:
        Put("**");
        return;
      default:
        Put("](");
        Put(TextFieldOf(state_, node, 1));
        Put(")");
        return;
    }
  }

  const RuntimeState* state_;
  HostVector<char>& out_;
  HostVector<Frame> blocks_;
  HostVector<Sign> signs_;
  HostVector<InlineFrame> inlines_;
  bool has_line_ = false;
};

}  // namespace

void Render(const RuntimeState* state, Ref block, HostVector<char>* out) {
  Renderer(state, out).Run(block);
}

}  // namespace vera::hostabi::markdown
