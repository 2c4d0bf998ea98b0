#ifndef VERA_HOSTABI_JSON_TAPE_H_
#define VERA_HOSTABI_JSON_TAPE_H_

#include <stddef.h>
#include <stdint.h>

#include "hostabi/host_memory.h"

// Internal. A JSON text as a list of its keys and values in the order of the text: what the parser
// (json_parse.cpp) writes without touching the garbage-collected heap, and the builder
// (json_build.cpp) makes Json values of. It knows a container's size before its elements, so an
// array is allocated once and filled, and nothing waits on the shadow stack but the fields of
// objects.

namespace vera::hostabi {

enum class JsonKind : uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

struct JsonEntry {
  JsonKind kind;
  // Of a string or key: its bytes are not those of the text, because of escapes or because the text
  // is not UTF-8 there.
  bool is_encoded;
  // Elements of an array; fields of an object, each of which is a kString, its key, and a value;
  // bytes of a decoded string.
  uint32_t count;
  union {
    double number;
    struct {  // what is between a string's quotes
      uint32_t offset;
      uint32_t size;
    } raw;
    JsonEntry* parent;  // the parser's: the container around this one
  };
};
static_assert(sizeof(JsonEntry) == 16);

// Entries never move. The first few lie in the tape itself, so a short text takes no memory.
class JsonTape {
 public:
  explicit JsonTape(RuntimeState* state)
      : state_(state), end_(first_), limit_(first_ + kFirstEntries) {}
  ~JsonTape() {
    while (oldest_ != nullptr) {
      Chunk* chunk = oldest_;
      oldest_ = chunk->next;
      HostFree(state_, chunk, chunk->bytes);
    }
  }
  JsonTape(const JsonTape&) = delete;
  JsonTape& operator=(const JsonTape&) = delete;

  // Not initialised. Traps with kOutOfMemory.
  JsonEntry* Add() {
    if (end_ == limit_) {
      AddChunk();
    }
    return end_++;
  }

 private:
  struct Chunk {
    Chunk* next;
    size_t bytes;
    JsonEntry* entries() { return reinterpret_cast<JsonEntry*>(this + 1); }
    JsonEntry* limit() { return entries() + (bytes - sizeof(Chunk)) / sizeof(JsonEntry); }
  };
  static constexpr size_t kFirstEntries = 64;
  static constexpr size_t kFirstChunkBytes = 4 * 1024;
  static constexpr size_t kMaxChunkBytes = 1024 * 1024;

  void AddChunk() {
    size_t bytes = kFirstChunkBytes;
    if (newest_ != nullptr) {
      bytes = newest_->bytes < kMaxChunkBytes ? 2 * newest_->bytes : kMaxChunkBytes;
    }
    auto* chunk = static_cast<Chunk*>(HostAllocate(state_, bytes));
    *chunk = {nullptr, bytes};
    (newest_ == nullptr ? oldest_ : newest_->next) = chunk;
    newest_ = chunk;
    end_ = chunk->entries();
    limit_ = chunk->limit();
  }

  RuntimeState* state_;
  Chunk* oldest_ = nullptr;
  Chunk* newest_ = nullptr;
  JsonEntry* end_;
  JsonEntry* limit_;
  JsonEntry first_[kFirstEntries];

 public:
  // Reads the entries from the first on. Whoever reads knows from them when to stop.
  class Reader {
   public:
    explicit Reader(JsonTape& tape)
        : next_(tape.first_), limit_(tape.first_ + kFirstEntries), chunk_(tape.oldest_) {}
    const JsonEntry* Next() {
      if (next_ == limit_) {
        next_ = chunk_->entries();
        limit_ = chunk_->limit();
        chunk_ = chunk_->next;
      }
      return next_++;
    }

   private:
    JsonEntry* next_;
    JsonEntry* limit_;
    Chunk* chunk_;
  };
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_JSON_TAPE_H_
