// html_parse, html_to_string, html_text and html_query.

#include <gtest/gtest.h>

#include <string>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

class HtmlTest : public HostTest {
 protected:
  Value Parse(std::string_view text) {
    Value result = host_.Call(vera_host_html_parse, host_.Text(text));
    EXPECT_EQ(host_.TagOf(result), kOkTag) << text;
    return host_.Keep(host_.RefField(result));
  }
  std::string Again(std::string_view text) { return Printed(Parse(text)); }
  std::string Printed(Ref node) { return host_.Read(host_.Call(vera_host_html_to_string, node)); }
  std::string Text(std::string_view text) {
    return host_.Read(host_.Call(vera_host_html_text, Parse(text)));
  }
  // The matches, printed and joined by `, `.
  std::string Query(std::string_view text, std::string_view selector) {
    Value node = Parse(text);
    Value matches = host_.Call(vera_host_html_query, node, host_.Text(selector));
    std::string joined;
    for (uint32_t i = 0; i < LengthOf(host_.state(), matches); ++i) {
      joined += (i == 0 ? "" : ", ") + Printed(ElementOf(host_.state(), matches, i));
    }
    return joined;
  }
};
VERA_HOST_TEST_SUITE(HtmlTest);

TEST_P(HtmlTest, OneRootElementStandsAlone) {
  EXPECT_EQ(Again("<p>a</p>"), "<p>a</p>");
  EXPECT_EQ(Again("text"), "<html>text</html>");
  EXPECT_EQ(Again(""), "<html></html>");
  EXPECT_EQ(Again("<br><br>"), "<html><br><br></html>");
  EXPECT_EQ(Again("<!-- c --><b>x</b>"), "<html><!-- c --><b>x</b></html>");
}

TEST_P(HtmlTest, AnEndTagClosesWhatIsInside) {
  EXPECT_EQ(Again("<p>a</p><p>b</p>"), "<p>a<p>b</p></p>");
  EXPECT_EQ(Again("<div><p><b>x</div>y"), "<div><p><b>x</b></p>y</div>");
  EXPECT_EQ(Again("<div></p>x"), "<div>x</div>");
  EXPECT_EQ(Again("<a><b><a><b>1</a>2</b>3"), "<a><b><a><b>1</b>2</a>3</b></a>");
  EXPECT_EQ(Again("</ DIV ></>x</p y>"), "<html>x</html>");
}

TEST_P(HtmlTest, Attributes) {
  EXPECT_EQ(Again("<A HREF=\"x?a=1&amp;b=2\" disabled Class='c d' id=i>l</A>"),
            "<a href=\"x?a=1&amp;b=2\" disabled=\"\" class=\"c d\" id=\"i\">l</a>");
  EXPECT_EQ(Again("<a x=1 y=2 x=3>"), "<a x=\"3\" y=\"2\"></a>");
  EXPECT_EQ(Again("<a href=u/>b"), "<a href=\"u/\">b</a>");
  EXPECT_EQ(Again("<a x = '\"&lt;'/y>b"), "<a x=\"&quot;&lt;\" y=\"\">b</a>");
  EXPECT_EQ(Again("<a x= 'y z>b"), "<a x=\"\" 'y=\"\" z=\"\">b</a>");
  EXPECT_EQ(Again("<a x=='y>b"), "<a x=\"='y\">b</a>");
  // White space beyond ASCII stands between attributes, but is part of a tag's name.
  EXPECT_EQ(Again("<a\u00a0x\u2003 y=\u00a01\u3000z>b"),
            "<a\u00a0x\u2003 y=\"1\" z=\"\">b</a\u00a0x\u2003>");
  EXPECT_EQ(Again("<a b\u2003y>c"), "<a b=\"\" y=\"\">c</a>");
}

TEST_P(HtmlTest, EmptyElements) {
  EXPECT_EQ(Again("<br/><IMG src='q'>x"), "<html><br><img src=\"q\">x</html>");
  EXPECT_EQ(Again("<div/>x"), "<div>x</div>");
  EXPECT_EQ(Again("<script/>x<b>y"), "<script>x<b>y</b></script>");
}

TEST_P(HtmlTest, RawText) {
  EXPECT_EQ(Again("<script>if (a<b && c) {}</script>x"),
            "<script>if (a&lt;b &amp;&amp; c) {}x</script>");
  EXPECT_EQ(Text("<STYLE>a</scrip></p>&amp;</ Style\n>&amp;"), "a</scrip></p>&amp;&");
  EXPECT_EQ(Again("a<script>never ends <p>"), "<html>a<script></script></html>");
}

TEST_P(HtmlTest, Comments) {
  EXPECT_EQ(Again("<!DOCTYPE html>a<!--b--c-- >d<!e>f</1>g<?h>i"),
            "<html>a<!--b--c-->d<!--e-->f<!--1-->gi</html>");
  EXPECT_EQ(Again("a<![CDATA[b]c] ] >d<![if x]>e<![endif]>f<![other[g>h"),
            "<html>adef<!--[other[g-->h</html>");
  Value comment =
      host_.Keep(NewRefBox(host_.state(), host_.sp(), kHtmlCommentTag, host_.Text("a-->b-->")));
  EXPECT_EQ(Printed(comment), "<!--a-- >b-- >-->");
}

TEST_P(HtmlTest, WhatDoesNotEndIsLeftOut) {
  for (const char* end :
       {"<", "<b", "<b x", "<b x=", "<b x='", "<b x='y", "<b/", "</", "</b", "<!", "<!--",
        "<!-- c --", "<!-->", "<!x", "<?x", "<![", "<![CDATA[ x ]]", "<!doctype", "</ b"}) {
    EXPECT_EQ(Again(std::string("a") + end), "<html>a</html>") << end;
  }
  EXPECT_EQ(Again("AT&T"), "<html>AT&amp;T</html>");
}

TEST_P(HtmlTest, TextThatLooksLikeMarkup) {
  EXPECT_EQ(Text("1 < 2 <3 a<>b"), "1 < 2 <3 a<>b");
  Value node = Parse("1 < 2");
  EXPECT_EQ(LengthOf(host_.state(), gc::At<gc::FixedObject>(host_.state(), node)->refs[2]), 3u);
  EXPECT_EQ(Text(std::string_view("<a\0b>c", 6)), std::string_view("<a\0b>c", 6));
}

TEST_P(HtmlTest, References) {
  EXPECT_EQ(Text("&lt;&eacute;&#65;&#x42;&#X43"), "<\u00e9ABC");
  EXPECT_EQ(Text("&amp;lt; &ampx &notit; &notin; &notin &AMP"),
            "&lt; &x \u00acit; \u2209 \u00acin &");
  EXPECT_EQ(Text("& &; &# &#; &#x; &a; &unknown; &&amp;"), "& &; &# &#; &#x; &a; &unknown; &&");
  EXPECT_EQ(Text("&#0;|&#128;|&#xD800;|&#1114112;|&#99999999999;|&#1;|&#xFDD0;|&#129;"),
            "\uFFFD|\u20AC|\uFFFD|\uFFFD|\uFFFD|||\u0081");
  EXPECT_EQ(Text("&nGt;&CounterClockwiseContourIntegral;"), "\u226B\u20D2\u2233");
  EXPECT_EQ(Again("a&#1;<b>&#1;</b>"), "<html>a<b></b></html>");
}

TEST_P(HtmlTest, BytesThatAreNotUtf8) {
  EXPECT_EQ(Again("<b x='\xC3'>\xFFy"), "<b x=\"\uFFFD\">\uFFFDy</b>");
  Value text = host_.Keep(NewRefBox(host_.state(), host_.sp(), kHtmlTextTag, host_.Text("\xC3<")));
  EXPECT_EQ(Printed(text), "\uFFFD&lt;");
}

TEST_P(HtmlTest, Queries) {
  constexpr std::string_view kPage =
      "<div id=m class='a  b'><p class=b>1</p><span><p>2</p></span><a href=u>3</a></div>";
  EXPECT_EQ(Query(kPage, "a"), "<a href=\"u\">3</a>");
  EXPECT_EQ(Query(kPage, "[href]"), "<a href=\"u\">3</a>");
  EXPECT_EQ(Query(kPage, " span\n p "), "<p>2</p>");
  EXPECT_EQ(Query(kPage, "#m .b span a"), "<a href=\"u\">3</a>");
  EXPECT_EQ(Query(kPage, "div span"), "");
  for (const char* none : {"", " ", "h1", "*", "p.b", "div > p", "P", ".", "[", "[]", "#"}) {
    // `#` matches what has no id or an empty one.
    EXPECT_EQ(Query("<div id=m></div>", none), "") << none;
  }
  EXPECT_EQ(Query("<div><div><div>", "div div"), "<div><div></div></div>, <div></div>");
  EXPECT_EQ(Query("text", "html"), "<html>text</html>");
}

// Under stress each allocation moves everything.
TEST_P(HtmlTest, DeepAndWideTrees) {
  const size_t count = GetParam() ? 100 : 100000;
  std::string deep;
  for (size_t i = 0; i < count; ++i) {
    deep += "<p>";
  }
  std::string printed = deep;
  for (size_t i = 0; i < count; ++i) {
    printed += "</p>";
  }
  EXPECT_EQ(Again(deep), printed);
  std::string wide = "<ul>";
  for (size_t i = 0; i < count; ++i) {
    wide += "<br>x<!--y-->";
  }
  EXPECT_EQ(Again(wide), wide + "</ul>");
  // End tags of what is not open, under deep nesting: no search through all that is open.
  std::string ends = deep;
  for (size_t i = 0; i < count; ++i) {
    ends += "</x></b>";
  }
  EXPECT_EQ(Again(ends), printed);
}

// More names than the table begins with.
TEST_P(HtmlTest, ManyNames) {
  std::string text = "<a";
  for (int i = 0; i < 300; ++i) {
    text += " n" + std::to_string(i) + "=\"\"";
  }
  EXPECT_EQ(Again(text + ">"), text + "></a>");
}

}  // namespace
}  // namespace vera::hostabi
