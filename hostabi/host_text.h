#ifndef VERA_HOSTABI_HOST_TEXT_H_
#define VERA_HOSTABI_HOST_TEXT_H_

#include <string_view>

#include "hostabi/host_vector.h"

namespace vera::hostabi {

// Internal. Text in the run's memory that grows at the end; traps as a HostVector.
class HostText {
 public:
  explicit HostText(RuntimeState* state) : bytes_(state) {}

  void Append(char byte) { bytes_.Push(byte); }
  void Append(std::string_view text) { bytes_.Append(text.data(), text.size()); }
  // Room for at most `size` bytes, of which Shrink keeps what was written.
  char* Extend(size_t size) { return bytes_.Extend(size); }
  void Shrink(size_t size) { bytes_.Shrink(size); }
  size_t size() const { return bytes_.size(); }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  HostVector<char> bytes_;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_TEXT_H_
