#ifndef VERA_AOT_TEXT_WRITER_H_
#define VERA_AOT_TEXT_WRITER_H_

#include <stddef.h>
#include <string.h>

#include <charconv>
#include <string_view>

#include "hostabi/platform.h"

// Internal to the start-up code of compiled programs.

namespace vera::aot {

// Text for a standard stream, which needs no memory of the heap: it also says that there is none
// left.
class TextWriter {
 public:
  explicit TextWriter(int descriptor) : descriptor_(descriptor) {}
  ~TextWriter() { Flush(); }
  TextWriter(const TextWriter&) = delete;
  TextWriter& operator=(const TextWriter&) = delete;

  TextWriter& operator<<(std::string_view text) {
    while (!text.empty()) {
      if (size_ == sizeof(buffer_)) {
        Flush();
      }
      const size_t count =
          text.size() < sizeof(buffer_) - size_ ? text.size() : sizeof(buffer_) - size_;
      memcpy(buffer_ + size_, text.data(), count);
      size_ += count;
      text.remove_prefix(count);
    }
    return *this;
  }
  template <typename Integer>
  void Number(Integer value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    *this << std::string_view(digits, static_cast<size_t>(end - digits));
  }
  // In quotes, on one line.
  void Quoted(std::string_view text);

 private:
  void Flush() {
    hostabi::PlatformWrite(descriptor_, buffer_, size_);
    size_ = 0;
  }

  int descriptor_;
  size_t size_ = 0;
  char buffer_[512];
};

}  // namespace vera::aot

#endif  // VERA_AOT_TEXT_WRITER_H_
