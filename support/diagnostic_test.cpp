#include "support/diagnostic.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace vera {
namespace {

constexpr size_t kCount = static_cast<size_t>(Diag::kCount);

std::string CodeOf(size_t i) { return RowOf(static_cast<Diag>(i)).code; }

// The first code that does not rise within its hundred; empty when all do. Duplicates don't rise.
// The hundreds themselves are ordered by the stage that reports them.
std::string FirstMisplaced(const std::vector<std::string>& codes) {
  std::map<std::string, std::string> last;
  for (const std::string& code : codes) {
    std::string& previous = last[code.substr(0, 2)];
    if (code <= previous) {
      return code;
    }
    previous = code;
  }
  return "";
}

TEST(DiagnosticTable, CodesAreUniqueAndSorted) {
  std::vector<std::string> codes;
  for (size_t i = 0; i < kCount; ++i) {
    if (!CodeOf(i).empty()) {
      codes.push_back(CodeOf(i));
    }
  }
  EXPECT_EQ(FirstMisplaced(codes), "");
}

TEST(DiagnosticTable, TheSortCheckSeesPlantedFaults) {
  EXPECT_EQ(FirstMisplaced({"E001", "W001", "E002"}), "");
  EXPECT_EQ(FirstMisplaced({"E001", "E001"}), "E001");
  EXPECT_EQ(FirstMisplaced({"E002", "W001", "E001"}), "E001");
}

TEST(DiagnosticTable, CodesHaveALetterAndThreeDigitsAndWarningsAreMarked) {
  for (size_t i = 0; i < kCount; ++i) {
    const std::string code = CodeOf(i);
    if (code.empty()) {
      continue;
    }
    EXPECT_EQ(code.size(), 4u) << code;
    EXPECT_TRUE(code[0] >= 'A' && code[0] <= 'Z') << code;
    EXPECT_EQ(code.find_first_not_of("0123456789", 1), std::string::npos) << code;
    if (code[0] == 'W') {
      EXPECT_EQ(RowOf(static_cast<Diag>(i)).severity, Severity::kWarning) << code;
    }
  }
}

TEST(FormatMessage, FillsPlaceholders) {
  EXPECT_EQ(FormatMessage("{0} and {1}, {0}", {"a", "b"}), "a and b, a");
  EXPECT_EQ(FormatMessage("{2} {} {x} { -1 } {0", {"a"}), "{2} {} {x} { -1 } {0");
  // An argument is not looked at again.
  EXPECT_EQ(FormatMessage("{0}{1}", {"{1}", "b"}), "{1}b");
}

TEST(DiagnosticSink, LocatesByCodePointAndKeepsTheLine) {
  SourceFile file("a.vera", "one\n\"h\u00e9\" $ x\n");
  DiagnosticSink sink;
  sink.Emit(Diag::kE006, file, {10, 11}, {{"character `$`"}, "", ""});
  ASSERT_EQ(sink.diagnostics().size(), 1u);
  const Diagnostic& diagnostic = sink.diagnostics()[0];
  EXPECT_EQ(diagnostic.begin.line, 2u);
  EXPECT_EQ(diagnostic.begin.column, 6u);
  EXPECT_EQ(diagnostic.source_line, "\"h\u00e9\" $ x");
  EXPECT_EQ(diagnostic.description, "Unexpected character `$`.");
}

TEST(DiagnosticSink, KeepsIdenticalReportsOnce) {
  SourceFile file("a.vera", "xy");
  DiagnosticSink sink;
  sink.Emit(Diag::kE006, file, {0, 1}, {{"a"}, "", ""});
  sink.Emit(Diag::kE006, file, {0, 1}, {{"a"}, "", ""});
  sink.Emit(Diag::kE006, file, {0, 1}, {{"b"}, "", ""});
  sink.Emit(Diag::kE006, file, {1, 2}, {{"a"}, "", ""});
  EXPECT_EQ(sink.diagnostics().size(), 3u);
  EXPECT_EQ(sink.error_count(), 3u);
}

TEST(DiagnosticSink, CountsWhatIsBeyondTheLimit) {
  SourceFile file("a.vera", std::string(2000, 'x'));
  DiagnosticSink sink;
  for (uint32_t i = 0; i < 1500; ++i) {
    sink.Emit(Diag::kE006, file, {i, i + 1});
  }
  EXPECT_EQ(sink.diagnostics().size(), DiagnosticSink::kMaxDiagnostics);
  EXPECT_EQ(sink.dropped_count(), 1500 - DiagnosticSink::kMaxDiagnostics);
  EXPECT_EQ(sink.error_count(), 1500u);
}

TEST(DiagnosticSink, CutsVeryLongLinesBetweenCodePoints) {
  std::string text = "x";
  for (int i = 0; i < 10'000; ++i) {
    text += "\u00e9";
  }
  SourceFile file("a.vera", text);
  DiagnosticSink sink;
  sink.Emit(Diag::kE006, file, {20'001, 20'001});
  EXPECT_EQ(sink.diagnostics()[0].source_line.size(), 4095u);
  EXPECT_EQ(sink.diagnostics()[0].begin.column, 10'002u);
  EXPECT_EQ(RenderText(sink.diagnostics()[0], false).find('^'), std::string::npos);
}

Diagnostic Sample() {
  SourceFile file("dir/a.vera", "first\n\tlet @Int = $$$;\n");
  DiagnosticSink sink;
  sink.Emit(Diag::kE006, file, {18, 21}, {{"character `$`"}, "line one\nline two", "because"});
  return sink.diagnostics()[0];
}

TEST(RenderText, HasHeaderLineCaretWhyFixAndReference) {
  EXPECT_EQ(RenderText(Sample(), false),
            "dir/a.vera:2:13: error[E006]: Unexpected character `$`.\n"
            "    \tlet @Int = $$$;\n"
            "    \t           ^~~\n"
            "  why: because\n"
            "  fix: line one\n"
            "       line two\n"
            "  see: Chapter 1, \"Lexical Structure\"\n");
}

TEST(RenderText, ColoursOnlyOnDemand) {
  EXPECT_EQ(RenderText(Sample(), false).find('\033'), std::string::npos);
  const std::string coloured = RenderText(Sample(), true);
  EXPECT_NE(coloured.find("\033[1;31merror[E006]\033[0m"), std::string::npos);
}

TEST(RenderText, CaretStandsUnderWideCharacters) {
  SourceFile file("a.vera", "\"\u65e5\u672c\" $");
  DiagnosticSink sink;
  sink.Emit(Diag::kE006, file, {9, 10});
  EXPECT_NE(RenderText(sink.diagnostics()[0], false).find("\n           ^\n"), std::string::npos);
}

TEST(RenderText, WithoutAPlaceOnlyTheFileIsNamed) {
  DiagnosticSink sink;
  sink.EmitAtFile(Diag::kE007, "missing.vera", {{"why not"}, "", ""});
  EXPECT_EQ(RenderText(sink.diagnostics()[0], false),
            "missing.vera: error[E007]: The parser failed: why not.\n");
}

TEST(RenderJson, HasTheFieldsInTheirOrder) {
  EXPECT_EQ(
      RenderJson(Sample()),
      "{\"severity\": \"error\", \"description\": \"Unexpected character `$`.\", "
      "\"location\": {\"line\": 2, \"column\": 13, \"file\": \"dir/a.vera\"}, "
      "\"source_line\": \"\\tlet @Int = $$$;\", \"rationale\": \"because\", "
      "\"fix\": \"line one\\nline two\", \"spec_ref\": \"Chapter 1, \\\"Lexical Structure\\\"\", "
      "\"error_code\": \"E006\"}");
}

TEST(RenderJson, LeavesEmptyFieldsOut) {
  DiagnosticSink sink;
  sink.EmitAtFile(Diag::kE007, "", {{"x"}, "", ""});
  EXPECT_EQ(RenderJson(sink.diagnostics()[0]),
            "{\"severity\": \"error\", \"description\": \"The parser failed: x.\", "
            "\"location\": {\"line\": 0, \"column\": 0}, \"error_code\": \"E007\"}");
}

}  // namespace
}  // namespace vera
