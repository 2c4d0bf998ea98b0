// Regular expressions: what each piece of the syntax means, what is refused, limits, the cache.

#include <gtest/gtest.h>

#include "hostabi/regex_cache.h"
#include "hostabi/regex_matcher.h"
#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

class RegexTest : public HostTest {
 protected:
  // "None", "Some(text)", or "Err(text)".
  std::string Find(std::string_view pattern, std::string_view text) {
    Value subject = host_.Text(text);
    Value source = host_.Text(pattern);
    Value result = host_.Call(vera_host_regex_find, Ref{subject}, Ref{source});
    if (host_.TagOf(result) == kErrTag) {
      return host_.ReadResult(result);
    }
    Ref option = host_.RefField(result);
    return host_.TagOf(option) == kNoneTag ? "None"
                                           : "Some(" + host_.Read(host_.RefField(option)) + ")";
  }
  std::string Match(std::string_view pattern, std::string_view text) {
    Value subject = host_.Text(text);
    Value source = host_.Text(pattern);
    Value result = host_.Call(vera_host_regex_match, Ref{subject}, Ref{source});
    if (host_.TagOf(result) == kErrTag) {
      return host_.ReadResult(result);
    }
    return host_.ScalarField<uint8_t>(result) != 0 ? "yes" : "no";
  }
  std::string All(std::string_view pattern, std::string_view text) {
    Value subject = host_.Text(text);
    Value source = host_.Text(pattern);
    Value result = host_.Call(vera_host_regex_find_all, Ref{subject}, Ref{source});
    if (host_.TagOf(result) == kErrTag) {
      return host_.ReadResult(result);
    }
    std::string all;
    for (const std::string& part : host_.ReadArray(host_.RefField(result))) {
      all += "<" + part + ">";
    }
    return all;
  }
  std::string Replace(std::string_view pattern, std::string_view text, std::string_view with) {
    Value subject = host_.Text(text);
    Value source = host_.Text(pattern);
    Value replacement = host_.Text(with);
    return host_.ReadResult(
        host_.Call(vera_host_regex_replace, Ref{subject}, Ref{source}, Ref{replacement}));
  }
  // The reason and place of a refusal.
  std::string Refused(std::string_view pattern) {
    const std::string result = Find(pattern, "");
    constexpr std::string_view kStart = "Err(invalid regex: ";
    EXPECT_TRUE(result.starts_with(kStart)) << pattern << " gives " << result;
    return result.starts_with(kStart)
               ? result.substr(kStart.size(), result.size() - kStart.size() - 1)
               : result;
  }
};

TEST_P(RegexTest, CharactersAndSets) {
  EXPECT_EQ(Find("b.d", "abcd"), "Some(bcd)");
  EXPECT_EQ(Find("a.", "a\n"), "None");
  EXPECT_EQ(Find("(?s)a.", "a\n"), "Some(a\n)");
  EXPECT_EQ(Find("[^a-c]+", "abcdé"), "Some(dé)");
  EXPECT_EQ(Find("[]a]+", "x]a"), "Some(]a)");
  EXPECT_EQ(Find("[a-]+", "x-a"), "Some(-a)");
  EXPECT_EQ(Find(R"([\d-]+)", "x1-2"), "Some(1-2)");
  EXPECT_EQ(Find(R"([\]\\^]+)", R"(x]\^)"), R"(Some(]\^))");
  EXPECT_EQ(Find(R"(\x41\u00e9\U0001F600\101\0)", std::string_view("Aé😀A\0", 9)),
            std::string("Some(Aé😀A\0)", 15));
  EXPECT_EQ(Find("{,}a{b}{", "{,}a{b}{"), "Err(invalid regex: nothing to repeat at position 0)");
  EXPECT_EQ(Find("x{,a{b}{", "x{,a{b}{"), "Some(x{,a{b}{)");
}

TEST_P(RegexTest, CategoriesAreThoseOfUnicode) {
  EXPECT_EQ(Find(R"(\d+)", "a١٢3"), "Some(١٢3)");
  EXPECT_EQ(Find(R"((?a)\d+)", "a١٢3"), "Some(3)");
  EXPECT_EQ(Find(R"(\w+)", "-größe_1"), "Some(größe_1)");
  EXPECT_EQ(Find(R"((?a:\w+)ö)", "größe"), "Some(grö)");
  EXPECT_EQ(Find(R"(\s+x)", "a\u00A0\u2003x"), "Some(\u00A0\u2003x)");
  EXPECT_EQ(Find(R"(\W\S\D)", " éa"), "Some( éa)");
  EXPECT_EQ(Find(R"(é\b)", "aé"), "Some(é)");
  EXPECT_EQ(Find(R"((?a)é\b)", "é"), "None");
  EXPECT_EQ(Find(R"(\B)", ""), "None");
}

TEST_P(RegexTest, Case) {
  EXPECT_EQ(Find("(?i)straße", "STRAßE"), "Some(STRAßE)");
  EXPECT_EQ(Find("(?i)ΣΑΣ", "σας"), "Some(σας)");
  EXPECT_EQ(Find("(?i)k", "\u212A"), "Some(\u212A)");
  EXPECT_EQ(Find("(?ia)k", "\u212A"), "None");
  EXPECT_EQ(Find("(?i)[a-z]+", "1ſK2"), "Some(ſK)");
  EXPECT_EQ(Find("(?i)[\\u0400-\\u2fff]", "ю"), "Some(ю)");
  EXPECT_EQ(Find("(?i)[^a]", "Ab"), "Some(b)");
  EXPECT_EQ(Find("a(?i:b)c", "aBc"), "Some(aBc)");
  EXPECT_EQ(Find("(?i)a(?-i:b)c", "ABC AbC"), "Some(AbC)");
  // Letters beyond U+FFFF in sets too.
  EXPECT_EQ(Find("(?i)[𐐀x]", "𐐨"), "Some(𐐨)");
  EXPECT_EQ(Find(R"((?i)(é)\1)", "Éé"), "Some(Éé)");
  EXPECT_EQ(Find(R"((?ia)(k)\1)", "kK"), "Some(kK)");
}

TEST_P(RegexTest, Anchors) {
  EXPECT_EQ(All("^a", "a\na"), "<a>");
  EXPECT_EQ(All("(?m)^a", "a\na"), "<a><a>");
  EXPECT_EQ(All("a$", "a\na\n"), "<a>");
  EXPECT_EQ(All("(?m)a$", "a\na\n"), "<a><a>");
  EXPECT_EQ(All(R"(a\Z)", "a\na\n"), "");
  EXPECT_EQ(All(R"(\Aa|b)", "aab"), "<a><b>");
  EXPECT_EQ(All(R"(\b\w)", "ab cd"), "<a><c>");
}

TEST_P(RegexTest, Repetition) {
  EXPECT_EQ(Find("a{2,3}", "aaaa"), "Some(aaa)");
  EXPECT_EQ(Find("a{2,3}?", "aaaa"), "Some(aa)");
  EXPECT_EQ(Find("a{,2}b", "aaab"), "Some(aab)");
  EXPECT_EQ(Find("(?:ab){2,}", "ababab"), "Some(ababab)");
  EXPECT_EQ(Find("(?:ab)*?c", "ababc"), "Some(ababc)");
  EXPECT_EQ(Find("a++a", "aaa"), "None");
  EXPECT_EQ(Find("(?:ab)*+ab", "abab"), "None");
  EXPECT_EQ(Find("(?>a|ab)c", "abc"), "None");
  EXPECT_EQ(Find("(?:a*)*b", "aab"), "Some(aab)");
  EXPECT_EQ(Find("(?:é|[x-z])+", "1éxé2"), "Some(éxé)");
  EXPECT_EQ(Find("é*x", "ééx"), "Some(ééx)");
  EXPECT_EQ(Find("(?x) a b # comment\n +", "abb"), "Some(abb)");
}

TEST_P(RegexTest, Groups) {
  EXPECT_EQ(Find(R"((a|b)\1)", "abb"), "Some(bb)");
  EXPECT_EQ(Find(R"((?P<q>['"]).*?(?P=q))", "x 'a\"b' y"), "Some('a\"b')");
  EXPECT_EQ(All("(a)?(?(1)b|c)", "abc"), "<ab><c>");
  EXPECT_EQ(All("(?P<n>a)?(?(n)b|c)", "abc"), "<ab><c>");
  EXPECT_EQ(Find(R"((\()?a(?(1)\)))", "(a)"), "Some((a))");
  // Whole matches, whatever groups there are.
  EXPECT_EQ(All("(a)(b)?", "abaa"), "<ab><a><a>");
  EXPECT_EQ(Replace("(a)|(b)", "b", R"([\1\2])"), "Ok([b])");
  EXPECT_EQ(Replace("(?:(a)|b)*", "ab", R"(<\1>)"), "Ok(<a>)");
}

TEST_P(RegexTest, LookAround) {
  EXPECT_EQ(Find("a(?=b)", "acab"), "Some(a)");
  EXPECT_EQ(Find("a(?!c).", "acab"), "Some(ab)");
  EXPECT_EQ(Find("(?<=é)b", "béb"), "Some(b)");
  EXPECT_EQ(Find("(?<!a)b", "abb"), "Some(b)");
  EXPECT_EQ(Find("(?<=a|b)c", "xbc"), "Some(c)");
  EXPECT_EQ(Replace("(?=(a+))a", "aab", R"(<\1>)"), "Ok(<aa>ab)");
  EXPECT_EQ(Find("(?:(?=a)a)*b", "aab"), "Some(aab)");
}

TEST_P(RegexTest, EmptyMatches) {
  EXPECT_EQ(All("x*", "axb"), "<><x><><>");
  EXPECT_EQ(All("|a", "a"), "<><a><>");
  EXPECT_EQ(All("", "é"), "<><>");
  EXPECT_EQ(All("b*?", "bb"), "<><b><><b><>");
  EXPECT_EQ(All("", ""), "<>");
}

TEST_P(RegexTest, Replacements) {
  EXPECT_EQ(Replace("l", "hello", "L"), "Ok(heLlo)");
  EXPECT_EQ(Replace("z", "hello", "L"), "Ok(hello)");
  EXPECT_EQ(Replace(R"((\w+) (?P<second>\w+))", "ab cd!", R"(\2 \g<1> \g<second> \g<0>)"),
            "Ok(cd ab cd ab cd!)");
  EXPECT_EQ(Replace("b", "abc", "$1&"), "Ok(a$1&c)");
  EXPECT_EQ(Replace("b", "abc", R"(\n\\\.\101\7)"),
            "Err(invalid replacement: a reference to a "
            "group that is not there at position 10)");
  EXPECT_EQ(Replace("b", "abc", R"(\n\\\.\101)"), "Ok(a\n\\\\.Ac)");
  EXPECT_EQ(Replace("(b)|x", "ax", R"([\1])"), "Ok(a[])");
  // Wrong even where nothing is replaced.
  EXPECT_TRUE(Replace("z", "abc", R"(\q)").starts_with("Err("));
  EXPECT_TRUE(Replace("z", "abc", R"(\g<1)").starts_with("Err("));
  EXPECT_TRUE(Replace("z", "abc", R"(\g<name>)").starts_with("Err("));
  EXPECT_TRUE(Replace("z", "abc", "\\").starts_with("Err("));
  EXPECT_TRUE(Replace("z", "abc", R"(\400)").starts_with("Err("));
}

TEST_P(RegexTest, WhatIsRefused) {
  EXPECT_EQ(Refused("a("), "a group is not closed at position 1");
  EXPECT_EQ(Refused("aé)"), "a ')' that closes no group at position 2");
  EXPECT_EQ(Refused("[a"), "a set is not closed at position 0");
  EXPECT_EQ(Refused("*a"), "nothing to repeat at position 0");
  EXPECT_EQ(Refused("^*"), "nothing to repeat at position 1");
  EXPECT_EQ(Refused("a**"), "a repetition of a repetition at position 2");
  EXPECT_EQ(Refused("a{2,1}"),
            "the least count of repetitions is above the greatest at position 1");
  EXPECT_EQ(Refused("a{4294967295}"), "a count of repetitions is too large at position 1");
  EXPECT_EQ(Refused("a\\"), "a backslash with nothing behind it at position 1");
  EXPECT_EQ(Refused(R"(\q)"), "an escape that means nothing at position 0");
  EXPECT_EQ(Refused(R"([\Z])"), "an escape that means nothing at position 1");
  EXPECT_EQ(Refused(R"([\8])"), "an escape that means nothing at position 1");
  EXPECT_EQ(Refused(R"(\400)"), "an octal escape above \\377 at position 0");
  EXPECT_EQ(Refused(R"(\x4)"), "an escape lacks digits at position 0");
  EXPECT_EQ(Refused(R"(\U00110000)"), "an escape beyond \\U0010FFFF at position 0");
  EXPECT_TRUE(Refused(R"(\N{DIGIT ONE})").starts_with("characters by name"));
  EXPECT_EQ(Refused("[z-a]"), "a range that ends before it begins at position 3");
  EXPECT_EQ(Refused(R"([a-\d])"), "a range between sets of characters at position 3");
  EXPECT_EQ(Refused(R"((a)\2)"), "a reference to a group that is not there at position 3");
  EXPECT_EQ(Refused(R"((a\1))"), "a reference to a group that is still open at position 2");
  EXPECT_EQ(Refused("(?P=n)"), "a reference to a name that no group has at position 4");
  EXPECT_EQ(Refused("(?P<1>a)"), "a name of a group is expected at position 4");
  EXPECT_EQ(Refused("(?P<n>a)(?P<n>b)"), "a second group of the same name at position 8");
  EXPECT_EQ(Refused("(?P>n)"), "'(?P' needs '<name>' or '=name' at position 0");
  EXPECT_EQ(Refused("(?(2)a)(b)"), "a condition on a group that is not there at position 3");
  EXPECT_EQ(Refused("(a)(?(1)a|b|c)"), "a condition has more than two branches at position 11");
  EXPECT_EQ(Refused("(?(x)a)"), "a condition on a name that no group has at position 3");
  EXPECT_EQ(Refused("(?<=a*)b"), "a look behind needs a fixed width at position 0");
  EXPECT_EQ(Refused(R"((?<=(a)\1)b)"), "a look behind refers to a group of its own at position 7");
  EXPECT_EQ(Refused("(?<a>b)"), "'(?<' needs '=' or '!' at position 0");
  EXPECT_EQ(Refused("a(?i)"),
            "flags for the whole pattern do not stand at its start at position 1");
  EXPECT_EQ(Refused("(?au)a"), "the flags 'a' and 'u' exclude each other at position 3");
  EXPECT_EQ(Refused("(?-a:a)"), "the flags 'a' and 'u' can't be turned off at position 3");
  EXPECT_EQ(Refused("(?i-i:a)"),
            "these flags can't be changed for a part of the pattern at position 0");
  EXPECT_EQ(Refused("(?L)a"), "an unknown kind of group or an unknown flag at position 2");
  EXPECT_EQ(Refused("(?t)a*"), "the flag 't' allows no repetition at position 0");
  EXPECT_EQ(Refused("(?#a"), "a comment is not closed at position 0");
  EXPECT_EQ(Refused("(?"), "'(?' needs a kind of group at position 0");
}

TEST_P(RegexTest, NestingAndLengthAreLimited) {
  const std::string deep = std::string(250, '(') + "a" + std::string(250, ')');
  EXPECT_EQ(Find(deep, "a"), "Some(a)");
  EXPECT_EQ(Refused(std::string(100'000, '(')),
            "groups are nested more than 250 deep at position 250");
  EXPECT_EQ(Refused(std::string(262'145, 'a')),
            "the pattern is longer than 262144 bytes at position 0");
  // Wide is no matter.
  std::string wide = "(?:x";
  for (int i = 0; i < 5'000; ++i) {
    wide += "|word" + std::to_string(i);
  }
  EXPECT_EQ(Find(wide + ")end", "a word4999end"), "Some(word4999end)");
}

TEST_P(RegexTest, TextThatIsNotUtf8) {
  EXPECT_EQ(Find("b.", "ab\xFF"), "Some(b\uFFFD)");
  EXPECT_EQ(Replace("b", "\xC3 b", "x"), "Ok(\uFFFD x)");
  EXPECT_EQ(Replace("z", "\xC3", "x"), "Ok(\uFFFD)");
  EXPECT_EQ(Find("\xFF", "\uFFFD"), "Some(\uFFFD)");
}

VERA_HOST_TEST_SUITE(RegexTest);

// Without stress: they are about size.
class RegexSizeTest : public RegexTest {};

TEST_P(RegexSizeTest, HostilePatternsEnd) {
  const std::string a(40, 'a');
  const std::string gives_up = "Err(regex gave up: the match takes too many steps)";
  EXPECT_EQ(Match("(a+)+$", a + "!"), gives_up);
  EXPECT_EQ(Match("(?:(?:(?:a{0,99}){0,99}){0,99}){0,99}b", a), gives_up);
  EXPECT_EQ(Match("(?:){4294967294}", ""), "Err(regex gave up: the match takes too much memory)");
}

TEST_P(RegexSizeTest, LongTexts) {
  const std::string text(400'000, 'a');
  EXPECT_EQ(Match("a*b|z", text), "Err(regex gave up: the match takes too many steps)");
  EXPECT_EQ(Match("(?:a|b)*c?$", text), "yes");
  EXPECT_EQ(Match("(?:(a)|b)*$", text), "yes");
  EXPECT_EQ(Match("needle", text), "no");
  EXPECT_EQ(Match("[xyz]", text + "y"), "yes");
  Value subject = host_.Text(text);
  Value pattern = host_.Text("a");
  Value all = host_.Call(vera_host_regex_find_all, Ref{subject}, Ref{pattern});
  EXPECT_EQ(LengthOf(host_.state(), host_.RefField(all)), 400'000u);
}

TEST_P(RegexSizeTest, APatternIsCompiledOnce) {
  for (int i = 0; i < 1'000; ++i) {
    TestHost& host = host_;
    Value subject = host.Text("abc");
    Value pattern = host.Text("b+");
    host.Call(vera_host_regex_match, Ref{subject}, Ref{pattern});
  }
  EXPECT_EQ(regex::StatisticsOf(host_.state()).compiled, 1u);
}

TEST_P(RegexSizeTest, TheCacheIsBounded) {
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(Match("x" + std::to_string(i), "x" + std::to_string(i)), "yes");
    EXPECT_EQ(Match("always", "always"), "yes");
  }
  regex::CacheStatistics statistics = regex::StatisticsOf(host_.state());
  EXPECT_EQ(statistics.compiled, 1'001u);
  EXPECT_EQ(statistics.kept, 64u);
  // Large ones leave sooner, and very large ones are not kept.
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Match("[ab]{" + std::to_string(i) + "}" + std::string(30'000, '.'), ""), "no");
  }
  statistics = regex::StatisticsOf(host_.state());
  EXPECT_LT(statistics.kept, 20u);
  EXPECT_LE(statistics.bytes, size_t{8} * 1024 * 1024);
  EXPECT_EQ(Match("always", "always"), "yes");
}

INSTANTIATE_TEST_SUITE_P(Gc, RegexSizeTest, testing::Values(false),
                         [](const auto&) { return "Normal"; });

}  // namespace
}  // namespace vera::hostabi
