#include "hostabi/regex_set.h"

#include <algorithm>

#include "hostabi/ascii.h"
#include "hostabi/unicode.h"

namespace vera::hostabi::regex {
namespace {

// Up to so many characters, their case variants are members themselves; in larger sets the search
// tries the variants of what it looks for.
constexpr uint64_t kMostExpanded = 512;

bool IsAsciiLetter(char32_t code) { return code < 0x80 && IsAlpha(static_cast<char>(code)); }

bool InCategory(Category category, char32_t code, bool ascii) {
  if (ascii && code >= 0x80) {
    return false;
  }
  switch (category) {
    case Category::kDigit:
      return IsDecimalCode(code);
    case Category::kSpace:
      // Of ASCII only the white space of C; the separators 28 to 31 are white space in Unicode.
      return ascii ? IsWhiteSpace(static_cast<char>(code)) : IsSpaceCode(code);
    default:
      return code == '_' || IsAlphanumericCode(code);
  }
}

bool InCategories(uint8_t categories, char32_t code, bool ascii) {
  for (uint8_t i = 0; i < static_cast<uint8_t>(Category::kRange); ++i) {
    if ((categories >> i & 1) == 0) {
      continue;
    }
    const bool inverted = (i & 1) != 0;
    if (InCategory(static_cast<Category>(i & ~1), code, ascii) != inverted) {
      return true;
    }
  }
  return false;
}

bool InRanges(const CodeRange* ranges, uint32_t count, char32_t code) {
  const CodeRange* end = ranges + count;
  const CodeRange* after = std::upper_bound(
      ranges, end, code, [](char32_t c, const CodeRange& range) { return c < range.first; });
  return after != ranges && code <= (after - 1)->last;
}

// The letters of a range with their other case.
void AddAsciiVariants(HostVector<CodeRange>* ranges, const CodeRange& range) {
  auto add = [ranges, &range](char32_t first, char32_t last, int32_t shift) {
    const char32_t from = std::max(first, range.first);
    const char32_t to = std::min(last, range.last);
    if (from <= to) {
      ranges->Push({static_cast<char32_t>(static_cast<int32_t>(from) + shift),
                    static_cast<char32_t>(static_cast<int32_t>(to) + shift)});
    }
  };
  add('A', 'Z', 32);
  add('a', 'z', -32);
}

void AddVariants(HostVector<CodeRange>* ranges, const CodeRange& range) {
  for (char32_t code = range.first; code <= range.last; ++code) {
    const CaseVariants variants = CaseVariantsOf(code);
    for (size_t i = 0; i < variants.count; ++i) {
      ranges->Push({variants.begin[i], variants.begin[i]});
    }
  }
}

void SortAndMerge(HostVector<CodeRange>* ranges) {
  if (ranges->empty()) {
    return;
  }
  std::sort(ranges->begin(), ranges->end(),
            [](const CodeRange& a, const CodeRange& b) { return a.first < b.first; });
  size_t last = 0;
  for (const CodeRange& range : *ranges) {
    CodeRange& before = (*ranges)[last];
    if (range.first <= before.last || range.first == before.last + 1) {
      before.last = std::max(before.last, range.last);
    } else {
      (*ranges)[++last] = range;
    }
  }
  ranges->Shrink(last + 1);
}

}  // namespace

bool HasVariants(char32_t code, uint8_t flags) {
  return (flags & kAscii) != 0 ? IsAsciiLetter(code) : CaseVariantsOf(code).count != 0;
}

bool Program::Search(const CharSet& set, char32_t code) const {
  const CodeRange* own = ranges.data() + set.first_range;
  bool found = InCategories(set.categories, code, (set.flags & kAscii) != 0) ||
               InRanges(own, set.range_count, code);
  if (!found && (set.flags & kIgnoreCase) != 0) {
    const CaseVariants variants = CaseVariantsOf(code);
    for (size_t i = 0; i < variants.count && !found; ++i) {
      found = InRanges(own, set.range_count, variants.begin[i]);
    }
  }
  return found != set.negated;
}

uint32_t AddSet(Program* program, const SetItem* items, uint32_t count, bool negated,
                uint8_t flags) {
  HostVector<CodeRange> ranges(program->code.state());
  CharSet set = {};
  set.negated = negated;
  set.flags = flags & kAscii;
  uint64_t size = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (items[i].category != Category::kRange) {
      set.categories |= static_cast<uint8_t>(1 << static_cast<uint8_t>(items[i].category));
    } else {
      ranges.Push({items[i].first, items[i].last});
      size += items[i].last - items[i].first + 1;
    }
  }
  if ((flags & kIgnoreCase) != 0) {
    const size_t own = ranges.size();
    for (size_t i = 0; i < own; ++i) {
      const CodeRange range = ranges[i];
      if ((flags & kAscii) != 0) {
        AddAsciiVariants(&ranges, range);
      } else if (size <= kMostExpanded) {
        AddVariants(&ranges, range);
      } else {
        set.flags |= kIgnoreCase;
      }
    }
  }
  SortAndMerge(&ranges);
  set.first_range = static_cast<uint32_t>(program->ranges.size());
  set.range_count = static_cast<uint32_t>(ranges.size());
  program->ranges.Append(ranges.data(), ranges.size());
  for (char32_t code = 0; code < 0x80; ++code) {
    if (program->Search(set, code)) {
      set.ascii[code >> 6] |= uint64_t{1} << (code & 63);
    }
  }
  program->sets.Push(set);
  return static_cast<uint32_t>(program->sets.size() - 1);
}

}  // namespace vera::hostabi::regex
