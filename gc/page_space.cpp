#include "gc/page_space.h"

namespace vera::gc {
namespace {

// Pages asked of the platform at once, so that growth costs little per page.
constexpr uint32_t kGrowPages = 16;

bool IsFree(PageKind kind) { return kind == PageKind::kFree || kind == PageKind::kFreeZero; }

}  // namespace

void PageSpace::Attach(RuntimeState* state, bool next_fit, uint32_t max_pages) {
  state_ = state;
  next_fit_ = next_fit;
  max_pages_ = max_pages;
  hint_ = first_;
}

uint32_t PageSpace::FindRun(uint32_t from, uint32_t to, uint32_t count) const {
  uint32_t run = 0;
  for (uint32_t page = from; page < to; ++page) {
    run = IsFree(kinds_[page]) ? run + 1 : 0;
    if (run == count) {
      return page + 1 - count;
    }
  }
  return 0;
}

uint32_t PageSpace::Find(uint32_t count) {
  if (const uint32_t page = FindRun(hint_, end_, count)) {
    return page;
  }
  return next_fit_ || count > 1 ? FindRun(first_, end_, count) : 0;
}

uint32_t PageSpace::Acquire(uint32_t count, uint32_t* given) {
  if (max_pages_ != 0 && uint64_t{acquired_} + count > max_pages_) {
    return 0;
  }
  return PlatformGrow(state_, count, given);
}

bool PageSpace::Grow(uint32_t count) {
  uint32_t given = 0;
  uint32_t first = Acquire(count > kGrowPages ? count : kGrowPages, &given);
  if (first == 0 && count < kGrowPages) {
    first = Acquire(count, &given);
  }
  if (first == 0) {
    return false;
  }
  acquired_ += given;
  for (uint32_t page = first; page < first + given; ++page) {
    kinds_[page] = PageKind::kFreeZero;
  }
  if (first_ == 0 || first < first_) {
    first_ = first;
  }
  if (first + given > end_) {
    end_ = first + given;
  }
  if (hint_ == 0 || first < hint_) {
    hint_ = first;
  }
  return true;
}

uint32_t PageSpace::Allocate(uint32_t count, PageKind kind) {
  uint32_t first = Find(count);
  if (first == 0) {
    // New pages usually continue the free ones at the end; if they don't (another owner of linear
    // memory took some in between), a second try asks for the whole run.
    uint32_t trailing = 0;
    while (end_ - trailing > first_ && IsFree(kinds_[end_ - trailing - 1])) {
      ++trailing;
    }
    if (Grow(count - trailing)) {
      first = Find(count);
    }
    if (first == 0 && trailing != 0 && Grow(count)) {
      first = Find(count);
    }
    if (first == 0) {
      return 0;
    }
  }
  for (uint32_t page = first; page < first + count; ++page) {
    dirty_ -= kinds_[page] == PageKind::kFree ? 1 : 0;
    kinds_[page] = kind;
  }
  // A run may leave single free pages before it; only a search for one page proves there are none.
  if (count == 1 || next_fit_) {
    hint_ = first + count;
  }
  used_ += count;
  return first;
}

void PageSpace::Free(uint32_t first, uint32_t count) {
  for (uint32_t page = first; page < first + count; ++page) {
    kinds_[page] = PageKind::kFree;
  }
  dirty_ += count;
  used_ -= count;
  if (!next_fit_ && first < hint_) {
    hint_ = first;
  }
}

void PageSpace::FreeAll() {
  for (uint32_t page = first_; page < end_; ++page) {
    if (kinds_[page] != PageKind::kForeign) {
      dirty_ += kinds_[page] == PageKind::kFree ? 0 : 1;
      kinds_[page] = PageKind::kFree;
    }
  }
  used_ = 0;
  hint_ = first_;
}

void PageSpace::Trim(uint32_t keep) {
  // From the top, because allocation begins at the bottom.
  uint32_t page = end_;
  while (dirty_ > keep && page > first_) {
    uint32_t last = page;
    while (last > first_ && kinds_[last - 1] != PageKind::kFree) {
      --last;
    }
    uint32_t first = last;
    while (first > first_ && kinds_[first - 1] == PageKind::kFree &&
           dirty_ - (last - first) > keep) {
      --first;
    }
    if (first == last || !PlatformDecommit(state_, first, last - first)) {
      return;
    }
    for (page = first; page < last; ++page) {
      kinds_[page] = PageKind::kFreeZero;
    }
    dirty_ -= last - first;
    page = first;
  }
}

}  // namespace vera::gc
