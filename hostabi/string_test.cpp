#include <gtest/gtest.h>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

using Texts = std::vector<std::string>;

class StringTest : public HostTest {
 protected:
  // The text that a function of one string makes of `text`.
  std::string Apply(Ref (*function)(RuntimeState*, Ref*, Ref), std::string_view text) {
    return host_.Read(host_.Call(function, host_.Text(text)));
  }
  Texts Split(Ref (*function)(RuntimeState*, Ref*, Ref), std::string_view text) {
    return host_.ReadArray(host_.Call(function, host_.Text(text)));
  }
  std::string Slice(std::string_view text, uint64_t start, uint64_t end) {
    return host_.Read(host_.Call(vera_host_string_slice, host_.Text(text), start, end));
  }
  std::string Replace(std::string_view text, std::string_view from, std::string_view to) {
    return host_.Read(
        host_.Call(vera_host_string_replace, host_.Text(text), host_.Text(from), host_.Text(to)));
  }
  Texts SplitAt(std::string_view text, std::string_view separator) {
    return host_.ReadArray(
        host_.Call(vera_host_string_split, host_.Text(text), host_.Text(separator)));
  }
};
VERA_HOST_TEST_SUITE(StringTest);

TEST_P(StringTest, Concat) {
  Value a = host_.Text("a"), b = host_.Text("b\0c"), empty = host_.Text("");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_concat, a, b)), "ab");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_concat, empty, empty)), "");
  EXPECT_EQ(Ref{host_.Call(vera_host_string_concat, a, empty)}, Ref{a});
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_concat3, a, b, a)), "aba");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_concat4, a, empty, b, a)), "aba");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_concat_all, host_.Texts({"x", "", "yz"}))),
            "xyz");
}

TEST_P(StringTest, CompareIsByUnsignedBytesThenLength) {
  auto compare = [this](std::string_view a, std::string_view b) {
    Value left = host_.Text(a), right = host_.Text(b);
    return vera_host_string_compare(host_.state(), left, right);
  };
  EXPECT_EQ(compare("a", "B"), 1);
  EXPECT_EQ(compare("a", "a"), 0);
  EXPECT_EQ(compare("", "a"), -1);
  EXPECT_EQ(compare("\xC3\xA9", "z"), 1);
  EXPECT_EQ(compare("ab", "abc"), -1);
  Value ab = host_.Text("ab"), copy = host_.Text("ab"), ac = host_.Text("ac");
  EXPECT_TRUE(vera_host_string_equal(host_.state(), ab, copy));
  EXPECT_FALSE(vera_host_string_equal(host_.state(), ab, ac));
}

TEST_P(StringTest, HashIsFnv1a) {
  auto hash = [this](std::string_view text) {
    return vera_host_string_hash(host_.state(), host_.Text(text));
  };
  EXPECT_EQ(hash(""), -3750763034362895579);
  EXPECT_EQ(hash("a"), -5808556873153909620);
  EXPECT_EQ(hash("h\xC3\xA9"), 3544597997190567535);
}

TEST_P(StringTest, CharCode) {
  Value text = host_.Text("\xC3\xA9");
  EXPECT_EQ(vera_host_string_char_code(host_.state(), text, 1), 169u);
  for (int64_t index : {int64_t{2}, int64_t{-1}, INT64_MIN}) {
    EXPECT_EQ(host_.TrapOf([&] { vera_host_string_char_code(host_.state(), text, index); }),
              gc::TrapKind::kUnreachable);
  }
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_from_char_code, uint64_t{1114112})),
            std::string(1, '\0'));
}

TEST_P(StringTest, SliceClamps) {
  EXPECT_EQ(Slice("hello", 1, 3), "el");
  EXPECT_EQ(Slice("hello", 3, 1), "");
  EXPECT_EQ(Slice("hello", 2, 99), "llo");
  EXPECT_EQ(Slice("hello", 9, UINT64_MAX), "");
  EXPECT_EQ(Slice("h\xC3\xA9", 0, 2), "h\xC3");
  Value whole = host_.Text("abc");
  EXPECT_EQ(Ref{host_.Call(vera_host_string_slice, whole, uint64_t{0}, uint64_t{9})}, Ref{whole});
}

TEST_P(StringTest, Search) {
  RuntimeState* state = host_.state();
  Value text = host_.Text("aab"), needle = host_.Text("ab"), empty = host_.Text("");
  EXPECT_TRUE(vera_host_string_contains(state, text, needle));
  EXPECT_TRUE(vera_host_string_contains(state, empty, empty));
  EXPECT_FALSE(vera_host_string_contains(state, needle, text));
  EXPECT_TRUE(vera_host_string_ends_with(state, text, needle));
  EXPECT_FALSE(vera_host_string_starts_with(state, text, needle));
  EXPECT_FALSE(vera_host_string_ends_with(state, needle, text));
  Value found = host_.Call(vera_host_string_index_of, text, needle);
  EXPECT_EQ(host_.TagOf(found), kSomeTag);
  EXPECT_EQ(host_.ScalarField<uint64_t>(found), 1u);
  EXPECT_EQ(host_.TagOf(host_.Call(vera_host_string_index_of, needle, text)), kNoneTag);
}

TEST_P(StringTest, Replace) {
  EXPECT_EQ(Replace("hello", "l", "L"), "heLLo");
  EXPECT_EQ(Replace("hello", "", "x"), "hello");
  EXPECT_EQ(Replace("aaa", "aa", "b"), "ba");
  EXPECT_EQ(Replace("abab", "ab", "abab"), "abababab");
  EXPECT_EQ(Replace("h\xC3\xA9", "\xC3\xA9", ""), "h");
}

TEST_P(StringTest, RepeatAndItsLimit) {
  Value ab = host_.Text("abc");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_repeat, ab, uint64_t{5})), "abcabcabcabcabc");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_repeat, ab, uint64_t{0})), "");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_repeat, host_.Text(""), UINT64_MAX)), "");
  for (uint64_t count : {uint64_t{1} << 31, UINT64_MAX, UINT64_MAX / 3 + 1}) {
    EXPECT_EQ(host_.TrapOf([&] { host_.Call(vera_host_string_repeat, ab, count); }),
              gc::TrapKind::kOutOfMemory);
  }
}

TEST_P(StringTest, Transform) {
  EXPECT_EQ(Apply(vera_host_string_reverse, "a b "), " b a");
  EXPECT_EQ(Apply(vera_host_string_upper, "h\xC3\xA9_z1"), "H\xC3\xA9_Z1");
  EXPECT_EQ(Apply(vera_host_string_lower, "AZ[@"), "az[@");
  EXPECT_EQ(Apply(vera_host_char_to_upper, "aB"), "AB");
  EXPECT_EQ(Apply(vera_host_char_to_upper, "1b"), "1b");
  EXPECT_EQ(Apply(vera_host_char_to_lower, "ABC"), "aBC");
  EXPECT_EQ(Apply(vera_host_char_to_lower, ""), "");
}

TEST_P(StringTest, Trim) {
  EXPECT_EQ(Apply(vera_host_string_strip, "\t\n x\r\n"), "x");
  EXPECT_EQ(Apply(vera_host_string_strip, "\v\f \r"), "");
  EXPECT_EQ(Apply(vera_host_string_trim_start, "  a b  "), "a b  ");
  EXPECT_EQ(Apply(vera_host_string_trim_end, "  a b  "), "  a b");
  EXPECT_EQ(Apply(vera_host_string_strip, "\xC2\xA0"), "\xC2\xA0");
}

TEST_P(StringTest, Pad) {
  Value a = host_.Text("a"), fill = host_.Text("xyz");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_pad_start, a, uint64_t{6}, fill)), "xyzxya");
  EXPECT_EQ(host_.Read(host_.Call(vera_host_string_pad_end, a, uint64_t{6}, fill)), "axyzxy");
  EXPECT_EQ(Ref{host_.Call(vera_host_string_pad_end, a, uint64_t{1}, fill)}, Ref{a});
  EXPECT_EQ(Ref{host_.Call(vera_host_string_pad_end, a, UINT64_MAX, host_.Text(""))}, Ref{a});
  EXPECT_EQ(host_.TrapOf([&] { host_.Call(vera_host_string_pad_end, a, UINT64_MAX, fill); }),
            gc::TrapKind::kOutOfMemory);
}

TEST_P(StringTest, SplitsIntoArrays) {
  EXPECT_EQ(Split(vera_host_string_chars, "abc"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(Split(vera_host_string_chars, ""), Texts{});
  EXPECT_EQ(Split(vera_host_string_lines, ""), Texts{});
  EXPECT_EQ(Split(vera_host_string_lines, "\n"), Texts{""});
  EXPECT_EQ(Split(vera_host_string_lines, "a\r\nb\rc\n"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(Split(vera_host_string_lines, "a\n\nb\n\n"), (Texts{"a", "", "b", ""}));
  EXPECT_EQ(Split(vera_host_string_lines, "a\r"), Texts{"a"});
  EXPECT_EQ(Split(vera_host_string_words, "  a \t\n b\v "), (Texts{"a", "b"}));
  EXPECT_EQ(Split(vera_host_string_words, "   "), Texts{});
  EXPECT_EQ(SplitAt(",a,", ","), (Texts{"", "a", ""}));
  EXPECT_EQ(SplitAt("", ","), Texts{""});
  EXPECT_EQ(SplitAt("abc", ""), Texts{"abc"});
  EXPECT_EQ(SplitAt("aaa", "aa"), (Texts{"", "a"}));
}

TEST_P(StringTest, Join) {
  auto join = [this](const Texts& texts, std::string_view separator) {
    return host_.Read(host_.Call(vera_host_string_join, host_.Texts(texts), host_.Text(separator)));
  };
  EXPECT_EQ(join({"a", "b", "c"}, ","), "a,b,c");
  EXPECT_EQ(join({"", ""}, "--"), "--");
  EXPECT_EQ(join({"a"}, ","), "a");
  EXPECT_EQ(join({}, ","), "");
}

// The array is larger than the nursery's objects may be, so that its young elements must be
// remembered.
TEST_P(StringTest, ManyPiecesSurviveCollections) {
  const size_t count = GetParam() ? 2000 : 200000;
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += std::to_string(i) + "\n";
  }
  Value lines = host_.Call(vera_host_string_lines, host_.Text(text));
  ASSERT_EQ(LengthOf(host_.state(), lines), count);
  for (uint32_t i = 0; i < count; ++i) {
    ASSERT_EQ(host_.Read(ElementOf(host_.state(), lines, i)), std::to_string(i));
  }
}

TEST_P(StringTest, FirstByteClasses) {
  RuntimeState* state = host_.state();
  Value vertical_tab = host_.Text("\v"), empty = host_.Text(""), a_umlaut = host_.Text("\xC3\xA4");
  EXPECT_TRUE(vera_host_is_whitespace(state, vertical_tab));
  EXPECT_TRUE(vera_host_is_alpha(state, host_.Text("zZ")));
  EXPECT_TRUE(vera_host_is_alphanumeric(state, host_.Text("9a")));
  EXPECT_TRUE(vera_host_is_digit(state, host_.Text("0")));
  EXPECT_TRUE(vera_host_is_upper(state, host_.Text("Z")));
  EXPECT_FALSE(vera_host_is_lower(state, host_.Text("{")));
  EXPECT_FALSE(vera_host_is_alpha(state, a_umlaut));
  EXPECT_FALSE(vera_host_is_digit(state, empty));
}

}  // namespace
}  // namespace vera::hostabi
