#ifndef VERA_HOSTABI_HANDLE_STORE_H_
#define VERA_HOSTABI_HANDLE_STORE_H_

#include <stdint.h>

#include "hostabi/host_memory.h"

// Internal. The objects of one wrapper kind (Map, Set, Decimal) under their handles. A handle is
// made when its object is finished and dies with its wrapper (gc/wrap_table.cpp calls
// Hooks::decref_handle); the number of handles is what `--stats` calls the store's population.

namespace vera::hostabi {

template <typename Object>
class HandleStore {
 public:
  // Traps with kOutOfMemory before it takes the object. Handles start at 1; those of the dead are
  // used again.
  uint32_t Add(RuntimeState* state, Object* object) {
    if (free_ == 0) {
      Grow(state);
    }
    const uint32_t handle = free_;
    free_ = slots_[handle].next;
    slots_[handle].object = object;
    ++population_;
    return handle;
  }
  Object* Get(uint32_t handle) const { return slots_[handle].object; }
  // The object, whose handle is gone.
  Object* Remove(uint32_t handle) {
    Object* object = slots_[handle].object;
    slots_[handle].next = free_;
    free_ = handle;
    --population_;
    return object;
  }
  uint32_t population() const { return population_; }
  // What the table itself takes, of HostAllocate's memory.
  size_t table_bytes() const { return size_ * sizeof(Slot); }

 private:
  union Slot {
    Object* object;
    uint32_t next;  // free handle after this one; 0 at the end
  };

  void Grow(RuntimeState* state) {
    const uint32_t size = size_ == 0 ? 64 : size_ * 2;
    auto* slots = static_cast<Slot*>(HostAllocate(state, size * sizeof(Slot)));
    for (uint32_t i = 0; i < size_; ++i) {
      slots[i] = slots_[i];
    }
    for (uint32_t i = size; i-- > (size_ == 0 ? 1 : size_);) {
      slots[i].next = free_;
      free_ = i;
    }
    HostFree(state, slots_, size_ * sizeof(Slot));
    slots_ = slots;
    size_ = size;
  }

  Slot* slots_ = nullptr;
  uint32_t size_ = 0;
  uint32_t free_ = 0;
  uint32_t population_ = 0;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HANDLE_STORE_H_
