#ifndef VERA_HOSTABI_BYTE_BUFFER_H_
#define VERA_HOSTABI_BYTE_BUFFER_H_

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <string_view>
#include <utility>

namespace vera::hostabi {

// Bytes outside the garbage-collected heap that grow at the end. Without memory it stays as it is
// and `failed` is set.
class ByteBuffer {
 public:
  ByteBuffer() = default;
  ~ByteBuffer() { free(data_); }
  ByteBuffer(const ByteBuffer&) = delete;
  ByteBuffer& operator=(const ByteBuffer&) = delete;

  // Room for `more` further bytes, to be filled at end() and then taken by Advance.
  bool Reserve(size_t more) {
    if (capacity_ - size_ >= more) {
      return true;
    }
    size_t capacity = capacity_ < 64 ? 64 : 2 * capacity_;
    if (capacity - size_ < more) {
      capacity = size_ + more;
    }
    void* grown = realloc(data_, capacity);
    if (grown == nullptr) {
      failed_ = true;
      return false;
    }
    data_ = static_cast<char*>(grown);
    capacity_ = capacity;
    return true;
  }
  void Advance(size_t count) { size_ += count; }
  void Append(std::string_view bytes) {
    if (bytes.empty() || !Reserve(bytes.size())) {
      return;
    }
    memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void Append(char byte) { Append(std::string_view(&byte, 1)); }
  void Clear() { size_ = 0; }
  void Shrink(size_t size) { size_ = size; }
  // Gives the memory back; what is appended later starts anew.
  void Free() {
    free(data_);
    data_ = nullptr;
    size_ = 0;
    capacity_ = 0;
    failed_ = false;
  }

  void Swap(ByteBuffer* other) {
    std::swap(data_, other->data_);
    std::swap(size_, other->size_);
    std::swap(capacity_, other->capacity_);
    std::swap(failed_, other->failed_);
  }

  char* data() { return data_; }
  char* end() { return data_ + size_; }
  size_t size() const { return size_; }
  bool failed() const { return failed_; }
  std::string_view view() const { return {data_, size_}; }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
  bool failed_ = false;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_BYTE_BUFFER_H_
