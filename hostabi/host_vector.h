#ifndef VERA_HOSTABI_HOST_VECTOR_H_
#define VERA_HOSTABI_HOST_VECTOR_H_

#include <string.h>

#include <type_traits>

#include "hostabi/host_memory.h"

// Internal. A growing array of plain values in the run's host memory. Growing traps with
// kOutOfMemory; the block then stays the run's, and Shutdown gives it back.

namespace vera::hostabi {

template <typename T>
class HostVector {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  explicit HostVector(RuntimeState* state) : state_(state) {}
  ~HostVector() { Free(); }
  HostVector(const HostVector&) = delete;
  HostVector& operator=(const HostVector&) = delete;

  void Push(const T& value) {
    if (size_ == capacity_) {
      // The value may lie in this vector.
      const T copy = value;
      Grow(size_ + 1);
      data_[size_++] = copy;
      return;
    }
    data_[size_++] = value;
  }
  T Pop() { return data_[--size_]; }
  // Room for `more` further values.
  void Reserve(size_t more) {
    if (capacity_ - size_ < more) {
      Grow(size_ + more);
    }
  }
  // That many further values, not initialised.
  T* Extend(size_t more) {
    Reserve(more);
    size_ += more;
    return data_ + size_ - more;
  }
  void Append(const T* values, size_t count) {
    if (count == 0) {
      return;
    }
    Reserve(count);
    memcpy(data_ + size_, values, count * sizeof(T));
    size_ += count;
  }
  void Resize(size_t size, const T& fill) {
    if (size > size_) {
      Reserve(size - size_);
    }
    while (size_ < size) {
      data_[size_++] = fill;
    }
    size_ = size;
  }
  void Shrink(size_t size) { size_ = size; }
  void Clear() { size_ = 0; }
  void Free() {
    HostFree(state_, data_, capacity_ * sizeof(T));
    data_ = nullptr;
    size_ = 0;
    capacity_ = 0;
  }

  RuntimeState* state() const { return state_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  size_t bytes() const { return capacity_ * sizeof(T); }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](size_t index) { return data_[index]; }
  const T& operator[](size_t index) const { return data_[index]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

 private:
  void Grow(size_t needed) {
    size_t capacity = capacity_ == 0 ? 8 : 2 * capacity_;
    if (capacity < needed) {
      capacity = needed;
    }
    auto* data = static_cast<T*>(HostAllocate(state_, capacity * sizeof(T)));
    if (size_ != 0) {
      memcpy(data, data_, size_ * sizeof(T));
    }
    HostFree(state_, data_, capacity_ * sizeof(T));
    data_ = data;
    capacity_ = capacity;
  }

  RuntimeState* state_;
  T* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_VECTOR_H_
