// Internal. The pages of the range: who uses which (the page table that decides what a Ref points
// into), allocation of runs, and growable tables made of pages.
#ifndef VERA_GC_PAGE_SPACE_H_
#define VERA_GC_PAGE_SPACE_H_

#include <stdint.h>

#include "gc/platform.h"

namespace vera::gc {

inline constexpr uint32_t kPageCount = 1u << (32 - kPageShift);

// kForeign: not the collector's (immortals, or another owner of linear memory). kFree holds old
// contents, kFreeZero doesn't use memory. kFrom: a mature block that is being evacuated.
enum class PageKind : uint8_t {
  kForeign = 0,
  kFree,
  kFreeZero,
  kNursery,
  kMature,
  kFrom,
  kLarge,
  kLargeTail,
  kTable,
};

class PageSpace {
 public:
  // Binds the space to a state; pages acquired before stay acquired. `max_pages` is the most to
  // acquire, 0: what the platform has.
  void Attach(RuntimeState* state, bool next_fit, uint32_t max_pages);

  // A run of `count` pages, or 0 if the range or the platform's memory is exhausted.
  uint32_t Allocate(uint32_t count, PageKind kind);
  void Free(uint32_t first, uint32_t count);
  void FreeAll();
  // Gives free pages back to the platform until at most `keep` of them hold old contents.
  void Trim(uint32_t keep);

  PageKind kind(uint32_t page) const { return kinds_[page]; }
  const PageKind* kinds() const { return kinds_; }
  void set_kind(uint32_t page, PageKind kind) { kinds_[page] = kind; }

  // Links of the list of mature blocks.
  uint32_t next(uint32_t page) const { return next_[page]; }
  void set_next(uint32_t page, uint32_t next) { next_[page] = static_cast<uint16_t>(next); }
  // kMature, kFrom: the block's used bytes / 8. kLarge: index of its row in the large table.
  uint32_t info(uint32_t page) const { return info_[page]; }
  void set_info(uint32_t page, uint32_t info) { info_[page] = static_cast<uint16_t>(info); }

  uint32_t used() const { return used_; }
  uint32_t acquired() const { return acquired_; }
  char* Address(uint32_t page) const { return At<char>(state_, page << kPageShift); }

 private:
  uint32_t FindRun(uint32_t from, uint32_t to, uint32_t count) const;
  uint32_t Acquire(uint32_t count, uint32_t* given);
  bool Grow(uint32_t count);
  uint32_t Find(uint32_t count);

  RuntimeState* state_;
  uint32_t first_;  // the pages ever acquired lie in [first_, end_)
  uint32_t end_;
  uint32_t hint_;  // where the search begins: no single free page lies before it
  uint32_t used_;
  uint32_t acquired_;
  uint32_t max_pages_;
  uint32_t dirty_;  // pages of kind kFree
  // Stress mode reuses pages as late as possible, so that stale references meet poison.
  bool next_fit_;
  PageKind kinds_[kPageCount];
  uint16_t next_[kPageCount];
  uint16_t info_[kPageCount];
};

// A growable array of plain values in pages of the heap.
template <typename T>
class PageVector {
 public:
  // False if there is no memory; the contents are then unchanged.
  bool Reserve(PageSpace& space, uint32_t capacity) {
    if (capacity <= capacity_) {
      return true;
    }
    const uint64_t bytes = uint64_t{capacity} * sizeof(T);
    const uint64_t pages = (bytes + kPageBytes - 1) / kPageBytes;
    const uint32_t first =
        pages < kPageCount ? space.Allocate(static_cast<uint32_t>(pages), PageKind::kTable) : 0;
    if (first == 0) {
      return false;
    }
    T* data = reinterpret_cast<T*>(space.Address(first));
    if (size_ != 0) {
      __builtin_memcpy(data, data_, size_ * sizeof(T));
    }
    Release(space);
    data_ = data;
    first_page_ = first;
    pages_ = static_cast<uint32_t>(pages);
    capacity_ = static_cast<uint32_t>(pages * kPageBytes / sizeof(T));
    return true;
  }
  bool Push(PageSpace& space, const T& value) {
    if (size_ == capacity_ && !Reserve(space, capacity_ == 0 ? 1 : 2 * capacity_)) {
      return false;
    }
    data_[size_++] = value;
    return true;
  }
  T& operator[](uint32_t index) { return data_[index]; }
  const T& operator[](uint32_t index) const { return data_[index]; }
  uint32_t size() const { return size_; }
  uint32_t capacity() const { return capacity_; }
  void Shrink(uint32_t size) { size_ = size; }

 private:
  void Release(PageSpace& space) {
    if (pages_ != 0) {
      space.Free(first_page_, pages_);
    }
  }
  T* data_ = nullptr;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  uint32_t first_page_ = 0;
  uint32_t pages_ = 0;
};

}  // namespace vera::gc

#endif  // VERA_GC_PAGE_SPACE_H_
