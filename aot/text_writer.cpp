#include "aot/text_writer.h"

namespace vera::aot {

void TextWriter::Quoted(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  *this << "\"";
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    switch (byte) {
      case '"':
        *this << "\\\"";
        break;
      case '\\':
        *this << "\\\\";
        break;
      case '\n':
        *this << "\\n";
        break;
      case '\r':
        *this << "\\r";
        break;
      case '\t':
        *this << "\\t";
        break;
      default:
        if (code < 0x20) {
          const char escape[] = {'\\', 'u', '0', '0', kHex[code >> 4], kHex[code & 15]};
          *this << std::string_view(escape, sizeof(escape));
        } else {
          *this << std::string_view(&byte, 1);
        }
    }
  }
  *this << "\"";
}

}  // namespace vera::aot
