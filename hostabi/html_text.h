#ifndef VERA_HOSTABI_HTML_TEXT_H_
#define VERA_HOSTABI_HTML_TEXT_H_

#include <stddef.h>

#include <string_view>

// Internal. Character references in HTML text and attribute values: &amp; &#38; &#x26; &amp.

namespace vera::hostabi {

// What the text stands for: its size in bytes, and itself. References that HTML calls faulty give
// what its standard says: U+FFFD, a character of Windows-1252, or nothing.
size_t DecodedHtmlSize(std::string_view text);
void DecodeHtml(std::string_view text, char* out);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HTML_TEXT_H_
