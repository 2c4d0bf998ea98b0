#ifndef VERA_HOSTABI_MARKDOWN_LINES_H_
#define VERA_HOSTABI_MARKDOWN_LINES_H_

#include <stddef.h>

#include <string_view>

// Internal to the parser. What a line of Markdown begins. White space is that of Unicode.

namespace vera::hostabi::markdown {

std::string_view WithoutLeadingSpace(std::string_view text);
std::string_view WithoutTrailingSpace(std::string_view text);
std::string_view WithoutSpace(std::string_view text);

inline bool IsBlank(std::string_view line) { return WithoutLeadingSpace(line).empty(); }

// 1 to 6: a heading, whose text is not looked at; 0: none.
uint8_t HeadingLevel(std::string_view line);
// The text of a heading of that level, without a run of '#' that closes it.
std::string_view HeadingText(std::string_view line, uint8_t level);

// Number of '`' or '~' that open a block of code; 0: they don't.
size_t FenceSize(std::string_view line);
bool ClosesFence(std::string_view line, char sign, size_t size);

bool IsThematicBreak(std::string_view line);

inline bool IsQuote(std::string_view line) { return line.starts_with('>'); }
std::string_view QuoteText(std::string_view line);

// Bytes before the text of a list's item; 0: it is none.
size_t BulletSize(std::string_view line);
size_t NumberSize(std::string_view line);

inline bool IsTableRow(std::string_view line) { return line.starts_with('|') && line.size() > 1; }
bool IsTableSeparator(std::string_view line);

// What ends a paragraph or the lines that a block quote takes without their sign.
bool BeginsBlock(std::string_view line);

}  // namespace vera::hostabi::markdown

#endif  // VERA_HOSTABI_MARKDOWN_LINES_H_
