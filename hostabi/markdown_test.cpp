// Markdown: the tree of a text, the text of a tree, and documents that are made to be hard.

#include <gtest/gtest.h>

#include "hostabi/markdown_values.h"
#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

using markdown::BlockTag;
using markdown::BlockTagOf;
using markdown::FieldOf;
using markdown::InlineTag;
using markdown::InlineTagOf;

class MarkdownTest : public HostTest {
 protected:
  Value Parse(std::string_view text) {
    return host_.Call(vera_host_md_parse, Ref{host_.Text(text)});
  }
  // A short form of the tree: p(..) h1(..) code(lang|text) quote(..) ul(..) ol(..) li(..) hr
  // table(..) row(..) cell(..), and in them text, `code`, e(..), s(..), a(..|address),
  // img(..|address).
  std::string Tree(std::string_view text) {
    Value result = Parse(text);
    if (host_.TagOf(result) == kErrTag) {
      return host_.ReadResult(result);
    }
    return Blocks(FieldOf(host_.state(), host_.RefField(result), 0));
  }
  std::string Rendered(std::string_view text) {
    Value document = host_.Keep(host_.RefField(Parse(text)));
    return host_.Read(host_.Call(vera_host_md_render, Ref{document}));
  }

 private:
  std::string Text(Ref value, uint32_t field) {
    return std::string(markdown::TextFieldOf(host_.state(), value, field));
  }
  template <typename Body>
  std::string Each(Ref array, Body body) {
    std::string all;
    for (uint32_t i = 0; i < LengthOf(host_.state(), array); ++i) {
      all += body(ElementOf(host_.state(), array, i));
    }
    return all;
  }
  std::string Blocks(Ref array) {
    return Each(array, [this](Ref block) { return Block(block); });
  }
  std::string Inlines(Ref array) {
    return Each(array, [this](Ref value) { return Inline(value); });
  }
  std::string Block(Ref block) {
    RuntimeState* state = host_.state();
    switch (BlockTagOf(state, block)) {
      case BlockTag::kParagraph:
        return "p(" + Inlines(FieldOf(state, block, 0)) + ")";
      case BlockTag::kHeading:
        return "h" + std::to_string(markdown::HeadingLevelOf(state, block)) + "(" +
               Inlines(FieldOf(state, block, 0)) + ")";
      case BlockTag::kCodeBlock:
        return "code(" + Text(block, 0) + "|" + Text(block, 1) + ")";
      case BlockTag::kBlockQuote:
        return "quote(" + Blocks(FieldOf(state, block, 0)) + ")";
      case BlockTag::kList:
        return (markdown::IsOrderedList(state, block) ? "ol(" : "ul(") +
               Each(FieldOf(state, block, 0),
                    [this](Ref item) { return "li(" + Blocks(item) + ")"; }) +
               ")";
      case BlockTag::kThematicBreak:
        return "hr";
      case BlockTag::kTable:
        return "table(" +
               Each(FieldOf(state, block, 0),
                    [this](Ref row) {
                      return "row(" +
                             Each(row, [this](Ref cell) { return "cell(" + Inlines(cell) + ")"; }) +
                             ")";
                    }) +
               ")";
      case BlockTag::kDocument:
        return "document(" + Blocks(FieldOf(state, block, 0)) + ")";
    }
    return "?";
  }
  std::string Inline(Ref value) {
    RuntimeState* state = host_.state();
    switch (InlineTagOf(state, value)) {
      case InlineTag::kText:
        return Text(value, 0);
      case InlineTag::kCode:
        return "`" + Text(value, 0) + "`";
      case InlineTag::kEmphasis:
        return "e(" + Inlines(FieldOf(state, value, 0)) + ")";
      case InlineTag::kStrong:
        return "s(" + Inlines(FieldOf(state, value, 0)) + ")";
      case InlineTag::kLink:
        return "a(" + Inlines(FieldOf(state, value, 0)) + "|" + Text(value, 1) + ")";
      case InlineTag::kImage:
        return "img(" + Text(value, 0) + "|" + Text(value, 1) + ")";
    }
    return "?";
  }
};

TEST_P(MarkdownTest, Headings) {
  EXPECT_EQ(Tree("# a"), "h1(a)");
  EXPECT_EQ(Tree("###### a b ##  "), "h6(a b)");
  EXPECT_EQ(Tree("## ##"), "h2(##)");
  EXPECT_EQ(Tree("# a#"), "h1(a#)");
  EXPECT_EQ(Tree("#\u00A0é"), "h1(é)");
  EXPECT_EQ(Tree("# "), "h1()");
  EXPECT_EQ(Tree("#a\n####### b\n#"), "p(#a ####### b #)");
}

TEST_P(MarkdownTest, Code) {
  EXPECT_EQ(Tree("``` vera \nlet x\n\n  y\n```\nz"), "code(vera|let x\n\n  y)p(z)");
  EXPECT_EQ(Tree("~~~~\n~~~\n```\n~~~~~ "), "code(|~~~\n```)");
  EXPECT_EQ(Tree("```\nnever closed"), "code(|never closed)");
  EXPECT_EQ(Tree("``\nx"), "p(`` x)");
}

TEST_P(MarkdownTest, QuotesTakeLinesThatGoOnWithAParagraph) {
  EXPECT_EQ(Tree("> a\nb\n> c\n\nd"), "quote(p(a b c))p(d)");
  EXPECT_EQ(Tree("> a\n# b"), "quote(p(a))h1(b)");
  EXPECT_EQ(Tree(">> a\nb\n> c"), "quote(quote(p(a b c)))");
  EXPECT_EQ(Tree("> ```\nx\n> y"), "quote(code(|x\ny))");
}

TEST_P(MarkdownTest, Lists) {
  EXPECT_EQ(Tree("- a\n- b\n\n- c\nd"), "ul(li(p(a))li(p(b))li(p(c)))p(d)");
  EXPECT_EQ(Tree("* a\n  b\n  - c\n+ d"), "ul(li(p(a b)ul(li(p(c))))li(p(d)))");
  EXPECT_EQ(Tree("1. a\n   b\n2) c\n- d"), "ol(li(p(a b))li(p(c)))ul(li(p(d)))");
  EXPECT_EQ(Tree("٣. a"), "ol(li(p(a)))");
  EXPECT_EQ(Tree("- \n-\n"), "ul(li())p(-)");
  EXPECT_EQ(Tree("- a\n\n\n- b"), "ul(li(p(a)))ul(li(p(b)))");
  EXPECT_EQ(Tree("- # a\n- > b"), "ul(li(h1(a))li(quote(p(b))))");
}

TEST_P(MarkdownTest, TablesAndBreaks) {
  EXPECT_EQ(Tree("| a | *b* |\n|:--|--:|\n| 1 |\n||\nx"),
            "table(row(cell(a)cell(e(b)))row(cell(1))row(cell()))p(x)");
  EXPECT_EQ(Tree("| a |\n| b |"), "p(| a | | b |)");
  EXPECT_EQ(Tree("---\n*** \n____\n--"), "hrhrhrp(--)");
  EXPECT_EQ(Tree("a\n---"), "p(a)hr");
}

TEST_P(MarkdownTest, Inlines) {
  EXPECT_EQ(Tree("*a* _b_ **c** __d__"), "p(e(a) e(b) s(c) s(d))");
  EXPECT_EQ(Tree("***a** b*"), "p(s(a)e( b))");
  EXPECT_EQ(Tree("****a** b"), "p(s(a)** b)");
  EXPECT_EQ(Tree("*a **b"), "p(e(a )*b)");
  EXPECT_EQ(Tree("a*b_c`d[e!f"), "p(a*b_c`d[e!f)");
  EXPECT_EQ(Tree("`` a`b `` `c"), "p(`a`b` `c)");
  EXPECT_EQ(Tree("`a``"), "p(`a``)");
  EXPECT_EQ(Tree("[a *b*](u) ![i *j*](s) [x] [y](z"), "p(a(a e(b)|u) img(i *j*|s) [x] [y](z)");
  EXPECT_EQ(Tree("[a [b](c)](d)"), "p(a(a a(b|c)|d))");
  EXPECT_EQ(Tree("[]() ![]()"), "p(a(|) img(|))");
}

TEST_P(MarkdownTest, Rendering) {
  constexpr std::string_view kText =
      "# T\n\na *b* **c** `d` [e](f) ![g](h)\n\n> q\n> - i\n>   - j\n\n1. x\n2. y\n\n```vera\nlet "
      "z\n\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n---";
  EXPECT_EQ(Rendered(kText), kText);
  EXPECT_EQ(Rendered("`` a`b ``"), "`` a`b ``");
  EXPECT_EQ(Rendered("> ```\n> a\n>\n> b\n> ```"), "> ```\n> a\n>\n> b\n> ```");
  EXPECT_EQ(Rendered("- a\n  ```\n\n- b"), "- a\n  ```\n  \n  ```\n- b");
  EXPECT_EQ(Rendered(""), "");
}

TEST_P(MarkdownTest, TextThatIsNotUtf8) { EXPECT_EQ(Tree("a\xFF*b*"), "p(a\uFFFDe(b))"); }

VERA_HOST_TEST_SUITE(MarkdownTest);

// Without stress: they are about size.
class MarkdownSizeTest : public MarkdownTest {
 protected:
  std::string Error(std::string_view text) {
    Value result = Parse(text);
    return host_.TagOf(result) == kErrTag ? host_.ReadResult(result) : "Ok";
  }
  static std::string Times(size_t count, std::string_view text) {
    std::string all;
    for (size_t i = 0; i < count; ++i) {
      all += text;
    }
    return all;
  }
};

TEST_P(MarkdownSizeTest, NestingIsLimited) {
  EXPECT_EQ(Error(Times(900, "> ") + "a"), "Ok");
  EXPECT_EQ(Error(Times(900, "- ") + "a"), "Ok");
  EXPECT_EQ(Error(Times(900, "[") + "a" + Times(900, "](u)")), "Ok");
  EXPECT_EQ(Error("a\n" + std::string(100'000, '>') + "a"),
            "Err(blocks are nested more than 1000 deep at line 2)");
  EXPECT_EQ(Error("\n\n" + Times(100'000, "- ")),
            "Err(blocks are nested more than 1000 deep at line 3)");
  EXPECT_EQ(Error("x\n\n" + Times(100'000, "[") + Times(100'000, "](u)")),
            "Err(inlines are nested more than 1000 deep at line 3)");
  const std::string lazy = Error(Times(900, ">") + "a\n" + Times(500'000, "b\n"));
  EXPECT_TRUE(lazy.starts_with("Err(too many lines without '>' in block quotes that are nested"))
      << lazy;
}

TEST_P(MarkdownSizeTest, LongDocumentsTakeTimeInProportion) {
  constexpr size_t kBytes = 400'000;
  for (std::string_view piece :
       {"word ", "word\n\n", "*",     "**a",     "_*",    "`",      "``a`",    "[",
        "[a](",  "![](",     "]",     "[a](b) ", "> a\n", "- a\n",  "- a\n\n", "1. a\n",
        "| a ",  "# a\n",    "```\n", "    ",    "*[_`",  "***a** "}) {
    EXPECT_EQ(Error(Times(kBytes / piece.size(), piece)), "Ok") << piece;
  }
  // Runs of ticks that get shorter: none closes another.
  std::string ticks;
  for (size_t size = 1'500; size > 0; --size) {
    ticks += std::string(size, '`') + "a";
  }
  EXPECT_EQ(Error(ticks), "Ok");
}

TEST_P(MarkdownSizeTest, ADeepTreeIsRendered) {
  // Deeper than md_parse makes them: a program can.
  RuntimeState* state = host_.state();
  RootScope roots(state, state->shadow_base + 1000);
  Rooted<Ref> block(roots, NewRefBox(state, roots.sp(), static_cast<uint32_t>(BlockTag::kParagraph),
                                     NewRefs(state, roots.sp(), 0)));
  for (int i = 0; i < 100'000; ++i) {
    Rooted<Ref> array(roots, NewRefs(state, roots.sp(), 1));
    SetElement(state, array.get(), 0, block.get());
    block.set(
        NewRefBox(state, roots.sp(), static_cast<uint32_t>(BlockTag::kBlockQuote), array.get()));
  }
  Ref text = vera_host_md_render(state, roots.sp(), block.get());
  EXPECT_EQ(LengthOf(state, text), 2u * 99'999 + 1);
}

TEST_P(MarkdownSizeTest, AHeadingOfAnyLevel) {
  RuntimeState* state = host_.state();
  Value inlines = host_.Keep(NewRefs(state, state->shadow_base + 100, 0));
  Ref heading = gc::Allocate(state, state->shadow_base + 100, gc::FixedBytes(1, 8));
  auto* object = gc::At<gc::FixedObject>(state, heading);
  object->header = gc::FixedHeader(static_cast<uint32_t>(BlockTag::kHeading), 1, 8);
  object->refs[0] = inlines;
  *gc::At<uint64_t>(state, heading + gc::ScalarOffset(1)) = ~uint64_t{0};
  EXPECT_EQ(host_.TrapOf([&] { vera_host_md_render(state, state->shadow_base + 100, heading); }),
            gc::TrapKind::kOutOfMemory);
}

INSTANTIATE_TEST_SUITE_P(Gc, MarkdownSizeTest, testing::Values(false),
                         [](const auto&) { return "Normal"; });

}  // namespace
}  // namespace vera::hostabi
