#include "hostabi/host_pool.h"

#include <stdlib.h>

namespace vera::hostabi {
namespace {

constexpr size_t kRegionChunks = 16;

}  // namespace

bool HostPool::AddRegion() {
  // One chunk more than it holds, because malloc doesn't align to chunks; the region's own link is
  // at its start, before the first of them.
  auto* region = static_cast<Region*>(malloc((kRegionChunks + 1) * kChunkBytes));
  if (region == nullptr) {
    return false;
  }
  region->next = regions_;
  regions_ = region;
  const auto start = reinterpret_cast<uintptr_t>(region) + sizeof(Region);
  char* first = reinterpret_cast<char*>(region) +
                (RoundUp(start, kChunkBytes) - reinterpret_cast<uintptr_t>(region));
  for (size_t i = kRegionChunks; i-- > 0;) {
    auto* chunk = reinterpret_cast<Chunk*>(first + i * kChunkBytes);
    chunk->next = free_chunks_;
    free_chunks_ = chunk;
  }
  return true;
}

void HostPool::Link(Chunk* chunk, size_t size_class) {
  chunk->previous = nullptr;
  chunk->next = partial_[size_class];
  if (chunk->next != nullptr) {
    chunk->next->previous = chunk;
  }
  partial_[size_class] = chunk;
}

void HostPool::Unlink(Chunk* chunk, size_t size_class) {
  if (chunk->previous != nullptr) {
    chunk->previous->next = chunk->next;
  } else {
    partial_[size_class] = chunk->next;
  }
  if (chunk->next != nullptr) {
    chunk->next->previous = chunk->previous;
  }
}

HostPool::Chunk* HostPool::NewChunk(size_t size_class) {
  if (free_chunks_ == nullptr && !AddRegion()) {
    return nullptr;
  }
  Chunk* chunk = free_chunks_;
  free_chunks_ = chunk->next;
  chunk->free = nullptr;
  chunk->unused = sizeof(Chunk);
  chunk->block_bytes = static_cast<uint16_t>((size_class + 1) * kAlignment);
  chunk->live = 0;
  Link(chunk, size_class);
  return chunk;
}

void* HostPool::Allocate(size_t bytes) {
  if (bytes > kSmallBytes) {
    if (bytes > SIZE_MAX - sizeof(LargeBlock)) {
      return nullptr;
    }
    auto* large = static_cast<LargeBlock*>(malloc(sizeof(LargeBlock) + bytes));
    if (large == nullptr) {
      return nullptr;
    }
    large->next = large_.next;
    large->previous = &large_;
    large->next->previous = large;
    large_.next = large;
    return large + 1;
  }
  const size_t size_class = ClassOf(bytes);
  Chunk* chunk = partial_[size_class];
  if (chunk == nullptr) {
    chunk = NewChunk(size_class);
    if (chunk == nullptr) {
      return nullptr;
    }
  }
  void* block = chunk->free;
  if (block != nullptr) {
    chunk->free = chunk->free->next;
  } else {
    block = reinterpret_cast<char*>(chunk) + chunk->unused;
    chunk->unused += chunk->block_bytes;
  }
  ++chunk->live;
  if (chunk->free == nullptr && chunk->unused + chunk->block_bytes > kChunkBytes) {
    Unlink(chunk, size_class);
  }
  return block;
}

void HostPool::Free(void* block, size_t bytes) {
  if (bytes > kSmallBytes) {
    LargeBlock* large = static_cast<LargeBlock*>(block) - 1;
    large->next->previous = large->previous;
    large->previous->next = large->next;
    free(large);
    return;
  }
  const size_t size_class = ClassOf(bytes);
  auto* chunk = reinterpret_cast<Chunk*>(static_cast<char*>(block) -
                                         (reinterpret_cast<uintptr_t>(block) & (kChunkBytes - 1)));
  const bool was_full = chunk->free == nullptr && chunk->unused + chunk->block_bytes > kChunkBytes;
  auto* freed = static_cast<FreeBlock*>(block);
  freed->next = chunk->free;
  chunk->free = freed;
  --chunk->live;
  if (was_full) {
    Link(chunk, size_class);
  }
  // The last chunk of a class stays: a block that comes and goes would take it back each time.
  if (chunk->live == 0 && (chunk->next != nullptr || chunk->previous != nullptr)) {
    Unlink(chunk, size_class);
    chunk->next = free_chunks_;
    free_chunks_ = chunk;
  }
}

void HostPool::Release() {
  while (large_.next != &large_) {
    LargeBlock* large = large_.next;
    large_.next = large->next;
    free(large);
  }
  large_.previous = &large_;
  while (regions_ != nullptr) {
    Region* region = regions_;
    regions_ = region->next;
    free(region);
  }
  free_chunks_ = nullptr;
  for (Chunk*& chunk : partial_) {
    chunk = nullptr;
  }
}

}  // namespace vera::hostabi
