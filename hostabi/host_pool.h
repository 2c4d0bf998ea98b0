#ifndef VERA_HOSTABI_HOST_POOL_H_
#define VERA_HOSTABI_HOST_POOL_H_

#include <stddef.h>
#include <stdint.h>

// Internal. Where HostAllocate's blocks come from; one pool per run, part of its HostState. Small
// blocks lie in chunks, each of which holds blocks of one size and goes back to the pool when it is
// empty, so a phase of the program with other sizes uses the same memory. Larger blocks come from
// malloc and are linked. All of it is freed by Release.

namespace vera::hostabi {

class HostPool {
 public:
  static constexpr size_t kAlignment = 16;
  static constexpr size_t kSmallBytes = 512;  // the largest block that lies in a chunk
  static constexpr size_t kChunkBytes = 16 * 1024;

  HostPool() { large_.next = large_.previous = &large_; }
  HostPool(const HostPool&) = delete;
  HostPool& operator=(const HostPool&) = delete;

  // What a block of `bytes` takes.
  static size_t Rounded(size_t bytes) {
    return bytes <= kSmallBytes ? (bytes == 0 ? kAlignment : RoundUp(bytes, kAlignment))
                                : sizeof(LargeBlock) + bytes;
  }

  // Null if there is no memory, or if NeedsMemory and the caller does not want it to grow.
  void* Allocate(size_t bytes);
  void Free(void* block, size_t bytes);
  // Whether a block of this size takes memory that the pool does not hold yet.
  bool NeedsMemory(size_t bytes) const {
    return bytes > kSmallBytes || (partial_[ClassOf(bytes)] == nullptr && free_chunks_ == nullptr);
  }
  void Release();

 private:
  struct FreeBlock {
    FreeBlock* next;
  };
  // Head of a chunk, which is aligned to its size; the blocks follow. A chunk with room for a block
  // is in the list `partial_` of its class.
  struct alignas(kAlignment) Chunk {
    Chunk* next;
    Chunk* previous;
    FreeBlock* free;
    uint32_t unused;  // offset of the part that was never handed out
    uint16_t block_bytes;
    uint16_t live;
  };
  // Regions of several chunks are what malloc gives.
  struct Region {
    Region* next;
  };
  struct alignas(kAlignment) LargeBlock {
    LargeBlock* next;
    LargeBlock* previous;
  };
  static constexpr size_t kClasses = kSmallBytes / kAlignment;

  static size_t RoundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) & ~(unit - 1); }
  static size_t ClassOf(size_t bytes) { return bytes == 0 ? 0 : (bytes - 1) / kAlignment; }
  Chunk* NewChunk(size_t size_class);
  bool AddRegion();
  void Unlink(Chunk* chunk, size_t size_class);
  void Link(Chunk* chunk, size_t size_class);

  Chunk* partial_[kClasses] = {};
  Chunk* free_chunks_ = nullptr;  // of no class
  Region* regions_ = nullptr;
  LargeBlock large_;  // head of the ring
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HOST_POOL_H_
