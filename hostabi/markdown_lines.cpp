#include "hostabi/markdown_lines.h"

#include "hostabi/unicode.h"

namespace vera::hostabi::markdown {
namespace {

// Bytes of the white space that `text` begins with at `at`; 0: none.
size_t SpaceAt(std::string_view text, size_t at) {
  if (at >= text.size()) {
    return 0;
  }
  size_t next = 0;
  return IsSpaceCode(DecodeValid(text, at, &next)) ? next - at : 0;
}

size_t RunOf(std::string_view text, char sign) {
  const size_t end = text.find_first_not_of(sign);
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

std::string_view WithoutLeadingSpace(std::string_view text) {
  size_t at = 0;
  while (size_t size = SpaceAt(text, at)) {
    at += size;
  }
  return text.substr(at);
}

std::string_view WithoutTrailingSpace(std::string_view text) {
  while (!text.empty()) {
    const size_t last = PreviousCharacter(text, text.size());
    if (SpaceAt(text, last) == 0) {
      break;
    }
    text = text.substr(0, last);
  }
  return text;
}

std::string_view WithoutSpace(std::string_view text) {
  return WithoutTrailingSpace(WithoutLeadingSpace(text));
}

uint8_t HeadingLevel(std::string_view line) {
  if (!line.starts_with('#')) {
    return 0;
  }
  const size_t level = RunOf(line.substr(0, 7), '#');
  return level <= 6 && SpaceAt(line, level) != 0 ? static_cast<uint8_t>(level) : 0;
}

std::string_view HeadingText(std::string_view line, uint8_t level) {
  const std::string_view text = WithoutSpace(line.substr(level));
  const size_t before_signs = text.find_last_not_of('#');
  if (before_signs == std::string_view::npos || before_signs + 1 == text.size()) {
    return text;
  }
  // The run of signs closes the heading if white space is before it.
  const std::string_view head = text.substr(0, before_signs + 1);
  const std::string_view content = WithoutTrailingSpace(head);
  return content.size() < head.size() ? content : text;
}

size_t FenceSize(std::string_view line) {
  if (!line.starts_with("```") && !line.starts_with("~~~")) {
    return 0;
  }
  return RunOf(line, line[0]);
}

bool ClosesFence(std::string_view line, char sign, size_t size) {
  if (!line.starts_with(sign)) {
    return false;
  }
  const size_t run = RunOf(line, sign);
  return run >= size && IsBlank(line.substr(run));
}

bool IsThematicBreak(std::string_view line) {
  if (!line.starts_with("---") && !line.starts_with("***") && !line.starts_with("___")) {
    return false;
  }
  return IsBlank(line.substr(RunOf(line, line[0])));
}

std::string_view QuoteText(std::string_view line) { return line.substr(1 + SpaceAt(line, 1)); }

size_t BulletSize(std::string_view line) {
  if (line.empty() || (line[0] != '-' && line[0] != '*' && line[0] != '+') ||
      SpaceAt(line, 1) == 0) {
    return 0;
  }
  return line.size() - WithoutLeadingSpace(line.substr(1)).size();
}

size_t NumberSize(std::string_view line) {
  size_t at = 0;
  while (at < line.size()) {
    size_t next = 0;
    if (!IsDecimalCode(DecodeValid(line, at, &next))) {
      break;
    }
    at = next;
  }
  if (at == 0 || at == line.size() || (line[at] != '.' && line[at] != ')') ||
      SpaceAt(line, at + 1) == 0) {
    return 0;
  }
  return line.size() - WithoutLeadingSpace(line.substr(at + 1)).size();
}

bool IsTableSeparator(std::string_view line) {
  if (!line.starts_with('|')) {
    return false;
  }
  // Only white space and colons may come before the first dash.
  bool has_dash = false;
  for (size_t at = 1; at < line.size();) {
    const size_t space = SpaceAt(line, at);
    if (space != 0) {
      at += space;
      continue;
    }
    const char c = line[at];
    if (c == '-') {
      has_dash = true;
    } else if (c != ':' && (c != '|' || !has_dash)) {
      return false;
    }
    ++at;
  }
  return has_dash;
}

bool BeginsBlock(std::string_view line) {
  return HeadingLevel(line) != 0 || FenceSize(line) != 0 || IsThematicBreak(line) ||
         IsQuote(line) || BulletSize(line) != 0 || NumberSize(line) != 0;
}

}  // namespace vera::hostabi::markdown
