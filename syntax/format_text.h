#ifndef VERA_SYNTAX_FORMAT_TEXT_H_
#define VERA_SYNTAX_FORMAT_TEXT_H_

#include <string>
#include <string_view>

// Spelling of what a formatted program takes over from its source as text: literals and comments.

namespace vera::syntax {

// Appends `value`, a decoded string, as the inside of a string literal (spec 1.8 rule 12): named
// escapes, \u{...} for what can't be read reliably, everything else as it is. Bytes that are no
// UTF-8 are taken over unchanged.
void AppendEscaped(std::string& out, std::string_view value);

// Appends the shortest digits that read back as `value`, never with an exponent and always with a
// decimal point. A value too large for a double has no digits of its own, so `spelling` is what is
// written then.
void AppendFloat(std::string& out, double value, std::string_view spelling);

// White space here is Unicode's, with the four ASCII separators 0x1C to 0x1F: what the reference
// strips from lines.
std::string_view TrimLeft(std::string_view text);
std::string_view TrimRight(std::string_view text);
std::string_view Trim(std::string_view text);
// Appends the words of `text` with one space between them.
void AppendWords(std::string& out, std::string_view text);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_FORMAT_TEXT_H_
