#ifndef VERA_HOSTABI_VALID_TEXT_H_
#define VERA_HOSTABI_VALID_TEXT_H_

#include <string_view>

#include "hostabi/host_vector.h"
#include "hostabi/utf8.h"
#include "hostabi/values.h"

// Internal. A Vera string as text that is valid UTF-8, for what works on characters: each piece
// that is no character counts as U+FFFD. A string that is valid, as most are, is not copied.

namespace vera::hostabi {

class ValidText {
 public:
  ValidText(RootScope& roots, Ref string)
      : state_(roots.state()), string_(roots, string), copy_(roots.state()) {
    const std::string_view bytes = TextOf(state_, string);
    is_copy_ = ValidPrefix(bytes) != bytes.size();
    if (is_copy_) {
      Copy(bytes);
    }
  }

  // Valid until the next call that may collect.
  std::string_view view() const {
    return is_copy_ ? std::string_view(copy_.data(), copy_.size()) : TextOf(state_, string_.get());
  }
  // A part as a string of its own.
  Ref Part(RootScope& roots, uint32_t start, uint32_t size) const {
    return is_copy_ ? NewString(state_, roots.sp(), view().substr(start, size))
                    : Substring(roots, string_, start, size);
  }

 private:
  void Copy(std::string_view bytes) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    while (!bytes.empty()) {
      const Utf8Step step = FirstCharacter(bytes);
      const std::string_view piece = step.valid ? bytes.substr(0, step.size) : kReplacement;
      copy_.Append(piece.data(), piece.size());
      bytes.remove_prefix(step.size);
    }
  }

  RuntimeState* state_;
  Rooted<Ref> string_;
  HostVector<char> copy_;
  bool is_copy_ = false;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_VALID_TEXT_H_
