#include "support/source_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "support/large_stack.h"
#include "support/unicode.h"

namespace vera {
namespace {

class SourceFileRead : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "/source_file_test." + std::to_string(getpid()) + ".vera";
  }
  void TearDown() override { std::remove(path_.c_str()); }
  void Write(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
  std::string ErrorText() {
    auto file = SourceFile::Read(path_);
    return file ? "" : llvm::toString(file.takeError());
  }

  std::string path_;
};

TEST_F(SourceFileRead, DropsTheByteOrderMark) {
  Write("\xEF\xBB\xBFtext");
  auto file = SourceFile::Read(path_);
  ASSERT_TRUE(static_cast<bool>(file));
  EXPECT_EQ((*file)->text(), "text");
  EXPECT_EQ((*file)->path(), path_);
}

TEST_F(SourceFileRead, NamesTheFirstByteThatIsNotUtf8) {
  Write("ab\nc\u00e9\xFF");
  EXPECT_EQ(ErrorText(), path_ + ": is not valid UTF-8 at byte 6 (line 2, column 3)");
  Write("\xED\xA0\x80");
  EXPECT_NE(ErrorText().find("byte 0"), std::string::npos);
}

TEST_F(SourceFileRead, NamesMissingFilesAndDirectories) {
  EXPECT_NE(ErrorText().find(path_), std::string::npos);
  auto directory = SourceFile::Read(testing::TempDir());
  ASSERT_FALSE(static_cast<bool>(directory));
  EXPECT_NE(llvm::toString(directory.takeError()).find("is a directory"), std::string::npos);
}

TEST(SourceFile, CountsLinesOfAllLineEnds) {
  SourceFile file("f", "a\nb\r\nc\rd\n");
  EXPECT_EQ(file.line_count(), 5u);
  EXPECT_EQ(file.Line(1), "a");
  EXPECT_EQ(file.Line(2), "b");
  EXPECT_EQ(file.Line(3), "c");
  EXPECT_EQ(file.Line(4), "d");
  EXPECT_EQ(file.Line(5), "");
  EXPECT_EQ(file.Line(0), "");
  EXPECT_EQ(file.Line(6), "");
  EXPECT_EQ(file.Locate(7).line, 4u);
  EXPECT_EQ(file.Locate(7).column, 1u);
}

TEST(SourceFile, ColumnsAreCodePoints) {
  SourceFile file("f", "x\u00e9\U0001F600y\nz");
  EXPECT_EQ(file.Locate(7).column, 4u);
  EXPECT_EQ(file.Locate(9).line, 2u);
  EXPECT_EQ(file.Locate(100).column, 2u);
}

TEST(SourceFile, ColumnsOfLongLinesCrossBlocks) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    text += "a\u00e9";
  }
  SourceFile file("f", text + "\n" + text);
  for (const uint32_t pair : {0u, 1u, 1365u, 1366u, 4096u, 9'999u}) {
    EXPECT_EQ(file.Locate(3 * pair).column, 2 * pair + 1);
    EXPECT_EQ(file.Locate(30'001 + 3 * pair).line, 2u);
    EXPECT_EQ(file.Locate(30'001 + 3 * pair).column, 2 * pair + 1);
  }
}

TEST(SourceFile, EmptyTextHasOneLine) {
  SourceFile file("f", "");
  EXPECT_EQ(file.line_count(), 1u);
  EXPECT_EQ(file.Locate(0).line, 1u);
  EXPECT_EQ(file.Slice({0, 0}), "");
}

TEST(Unicode, RoundTripsAndRefusesMalformedForms) {
  for (const char32_t c : {0x0u, 0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xFFFFu, 0x10000u, 0x10FFFFu}) {
    std::string text;
    AppendUtf8(text, c);
    const DecodedCodePoint decoded = DecodeUtf8(text, 0);
    EXPECT_EQ(decoded.code_point, c);
    EXPECT_EQ(decoded.length, text.size());
    EXPECT_TRUE(decoded.valid);
  }
  // Overlong, beyond the last plane, cut off, and a lone continuation.
  for (const char* text : {"\xC0\x80", "\xE0\x80\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_FALSE(DecodeUtf8(text, 0).valid) << text;
    EXPECT_EQ(DecodeUtf8(text, 0).length, 1) << text;
  }
}

TEST(Unicode, PrintableExcludesWhatCannotBeSeen) {
  EXPECT_TRUE(IsPrintable(' '));
  EXPECT_TRUE(IsPrintable(0xE9));
  EXPECT_TRUE(IsPrintable(0x1F600));
  for (const char32_t c :
       {0x0u, 0x7Fu, 0x85u, 0xA0u, 0xADu, 0x200Bu, 0x202Eu, 0x2028u, 0x3000u, 0xD800u, 0xE000u}) {
    EXPECT_FALSE(IsPrintable(c)) << static_cast<uint32_t>(c);
  }
}

TEST(LargeStack, HoldsADeepRecursion) {
  // 200,000 frames of at least 1 KiB don't fit the usual 8 MiB.
  struct Deep {
    static int Down(int n) {
      volatile char frame[1024];
      frame[0] = static_cast<char>(n);
      return n == 0 ? frame[0] : Down(n - 1) + (frame[0] & 0);
    }
  };
  int calls = 0;
  RunOnLargeStack([&] {
    Deep::Down(200'000);
    // Nested use stays on the same stack.
    RunOnLargeStack([&] { ++calls; });
    ++calls;
  });
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace vera
