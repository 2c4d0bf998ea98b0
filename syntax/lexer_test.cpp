#include "syntax/lexer.h"

#include <gtest/gtest.h>

#include <string>

namespace vera::syntax {
namespace {

struct Lexed {
  std::string kinds;  // separated by spaces, without the end of file
  std::vector<SyntaxError> errors;
  TokenBuffer tokens;
};

Lexed LexText(const std::string& text) {
  SourceFile source("test.vera", text);
  Lexed result;
  result.tokens = Lex(source, result.errors);
  for (const TokenKind kind : result.tokens.kinds) {
    if (kind != TokenKind::kEndOfFile) {
      result.kinds += (result.kinds.empty() ? "" : " ") + std::string(TokenKindName(kind));
    }
  }
  return result;
}

std::string Kinds(const std::string& text) { return LexText(text).kinds; }

TEST(Lexer, EmptyTextIsOneEndOfFile) {
  const Lexed lexed = LexText("");
  ASSERT_EQ(lexed.tokens.size(), 1u);
  EXPECT_EQ(lexed.tokens.kinds[0], TokenKind::kEndOfFile);
}

TEST(Lexer, TakesTheLongestOperator) {
  EXPECT_EQ(
      Kinds("==> == = => >= > |> || | -> - != !"),
      "Implies EqEq Assign Assign Greater GreaterEq Greater Pipe OrOr Bar Arrow Minus NotEq Bang");
  EXPECT_EQ(Kinds("===>"), "EqEq Assign Greater");
  EXPECT_EQ(Kinds("::,"), "ColonColon Comma");
}

TEST(Lexer, KeywordsAreWholeWords) {
  EXPECT_EQ(Kinds("fn fnx Fn let_ in effects effect"),
            "Fn LowerIdent UpperIdent LowerIdent In Effects Effect");
  EXPECT_EQ(Kinds("requiresx requires1 resume"), "LowerIdent LowerIdent LowerIdent");
}

TEST(Lexer, NumbersHaveNoLeadingZerosAndDigitsOnBothSidesOfThePoint) {
  EXPECT_EQ(Kinds("0 12 1.5 00.5"), "IntLit IntLit FloatLit FloatLit");
  EXPECT_EQ(Kinds("007"), "IntLit IntLit IntLit");
  EXPECT_EQ(Kinds("1. .5 1.x"), "IntLit Dot Dot IntLit IntLit Dot LowerIdent");
  EXPECT_EQ(Kinds("1e5"), "IntLit LowerIdent");
}

TEST(Lexer, AfterADotThereIsNoFloat) {
  EXPECT_EQ(Kinds("@Int.0.5"), "At UpperIdent Dot IntLit Dot IntLit");
  EXPECT_EQ(Kinds("@Int.0[3]"), "At UpperIdent Dot IntLit LeftBracket IntLit RightBracket");
  EXPECT_EQ(Kinds("@Int . 1.5"), "At UpperIdent Dot IntLit Dot IntLit");
}

TEST(Lexer, LineCommentsEndWithTheirLine) {
  const Lexed lexed = LexText("1 -- two -> 3\r\n4--5");
  EXPECT_EQ(lexed.kinds, "IntLit IntLit");
  ASSERT_EQ(lexed.tokens.comments.size(), 2u);
  EXPECT_EQ(lexed.tokens.comments[0].comment.range.end, 13u);
}

TEST(Lexer, BlockCommentsNestAndIgnoreStrings) {
  EXPECT_EQ(Kinds("1 {- a {- \" -} b -} 2"), "IntLit IntLit");
  EXPECT_EQ(Kinds("{-1}-} 3"), "IntLit");
  EXPECT_EQ(Kinds("\"{-\" 1 \"-}\""), "StringLit IntLit StringLit");
}

TEST(Lexer, AnnotationsKnowTheParenthesesAroundThem) {
  const Lexed lexed = LexText("/* a */ f(( /* b */ ) /* c */");
  ASSERT_EQ(lexed.tokens.comments.size(), 3u);
  EXPECT_EQ(lexed.tokens.comments[0].paren_depth, 0u);
  EXPECT_EQ(lexed.tokens.comments[1].paren_depth, 2u);
  EXPECT_EQ(lexed.tokens.comments[2].paren_depth, 1u);
}

TEST(Lexer, MalformedCommentsAreReportedAtTheirDelimiter) {
  const Lexed block = LexText("1 {- a {- b -}");
  ASSERT_EQ(block.errors.size(), 1u);
  EXPECT_EQ(block.errors[0].diag, Diag::kE020);
  EXPECT_EQ(block.errors[0].range.begin, 2u);
  EXPECT_EQ(LexText("/* a").errors[0].diag, Diag::kE021);
  const Lexed nested = LexText("/* a /* b */ 1");
  ASSERT_EQ(nested.errors.size(), 1u);
  EXPECT_EQ(nested.errors[0].diag, Diag::kE023);
  EXPECT_EQ(nested.errors[0].range.begin, 5u);
  EXPECT_EQ(nested.kinds, "IntLit");
}

TEST(Lexer, StringsMayHoldLineEndsAndEscapedQuotes) {
  EXPECT_EQ(Kinds("\"a\nb\" \"\\\"\" \"\\\\\""), "StringLit StringLit StringLit");
}

TEST(Lexer, AnUnterminatedStringEndsWithItsLine) {
  const Lexed lexed = LexText("1 \"abc\n2");
  EXPECT_EQ(lexed.kinds, "IntLit Error IntLit");
  ASSERT_EQ(lexed.errors.size(), 1u);
  EXPECT_EQ(lexed.errors[0].range.begin, 2u);
  EXPECT_EQ(LexText("\"\\").errors.size(), 1u);
  EXPECT_EQ(LexText("\"a\\\nb\" 1").kinds, "Error IntLit");
}

TEST(Lexer, ForeignCharactersAreOneErrorPerRun) {
  const Lexed lexed = LexText("1 $#` 2 & : ~");
  EXPECT_EQ(lexed.kinds, "IntLit Error IntLit Error Error Error");
  EXPECT_EQ(lexed.errors.size(), 4u);
  EXPECT_EQ(LexText("\u00e9").errors[0].text.args[0], "character `\u00e9`");
  EXPECT_EQ(LexText("\u200b").errors[0].text.args[0], "character U+200B");
  EXPECT_EQ(LexText(std::string(1, '\0')).errors[0].text.args[0], "character U+0000");
  EXPECT_EQ(LexText("\xFF\xFE").errors.size(), 1u);
  EXPECT_EQ(LexText("\xFF").errors[0].text.args[0], "byte 0xFF, which is not UTF-8");
}

TEST(Lexer, UnicodeSpacesSeparate) {
  EXPECT_EQ(Kinds("1\u00a0\u2003\u20282\v3\x1c"), "IntLit IntLit IntLit");
}

TEST(Lexer, LexesAPieceWithTheRangesOfTheWhole) {
  SourceFile source("f", "abc (x) def");
  std::vector<SyntaxError> errors;
  const TokenBuffer tokens = Lex(source, {5, 6}, errors);
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens.ranges[0].begin, 5u);
  EXPECT_EQ(tokens.ranges[1].begin, 6u);
}

TEST(Lexer, DumpHasPlaceKindAndText) {
  SourceFile source("f", "fn\n  \"\u00e9\"");
  std::vector<SyntaxError> errors;
  EXPECT_EQ(DumpTokens(source, Lex(source, errors)),
            "1:1 Fn \"fn\"\n2:3 StringLit \"\\\"\\u00e9\\\"\"\n2:6 EndOfFile\n");
}

}  // namespace
}  // namespace vera::syntax
