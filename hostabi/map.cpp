// Maps and sets (spec §9.4.2, §9.4.3) as generated code and other host functions use them.

#include "hostabi/map.h"

#include <string.h>

#include "hostabi/container.h"
#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// An entry as generated code holds it for a moment, while its container is reachable.
uint64_t PositionOf(const TrieEntry* entry) { return reinterpret_cast<uintptr_t>(entry); }
const TrieEntry* EntryOf(uint64_t position) {
  return reinterpret_cast<const TrieEntry*>(static_cast<uintptr_t>(position));
}

const TrieEntry* Find(RuntimeState* state, Ref wrapper, uint64_t key) {
  const Container& container = ContainerOf(state, wrapper);
  const HashTrie trie(state, container.shape);
  return trie.Find(container.root, {key, trie.HashOf(key, HostOf(state).hash_seed)});
}

Ref Put(RuntimeState* state, Ref* sp, Ref wrapper, uint64_t key, uint64_t value, uint64_t hash = 0,
        const TrieEntry* found = nullptr) {
  ContainerBuilder builder(state, ContainerOf(state, wrapper));
  builder.Put(key, value, hash, found);
  return builder.Finish(sp);
}

// A set that has the element already is the result itself.
Ref Add(RuntimeState* state, Ref* sp, Ref set, uint64_t element) {
  return Find(state, set, element) != nullptr ? set : Put(state, sp, set, element, 0);
}

Ref Remove(RuntimeState* state, Ref* sp, Ref wrapper, uint64_t key, uint64_t hash = 0,
           const TrieEntry* found = nullptr) {
  const Container& container = ContainerOf(state, wrapper);
  const bool is_there = container.shape.key == KeyKind::kComposite
                            ? found != nullptr
                            : Find(state, wrapper, key) != nullptr;
  if (!is_there) {
    return wrapper;
  }
  ContainerBuilder builder(state, container);
  builder.Remove(key, hash, found);
  return builder.Finish(sp);
}

// One word of each entry as an array; `Read` gives it.
template <typename Read>
Ref ToArray(RuntimeState* state, Ref* sp, Ref wrapper, ContentKind content, Read read) {
  const uint32_t count = ContainerOf(state, wrapper).count;
  const gc::ObjectKind kind = content == ContentKind::kByte  ? gc::ObjectKind::kBytes
                              : content == ContentKind::kRef ? gc::ObjectKind::kRefs
                                                             : gc::ObjectKind::kWords;
  if (count == 0) {
    return gc::EmptyCountedRef(kind);
  }
  RootScope roots(state, sp);
  Rooted<Ref> kept(roots, wrapper);
  const Ref array = vera_gc_alloc_array(state, roots.sp(), kind, count);
  const OrderedEntries entries(state, ContainerOf(state, kept.get()));
  auto* object = gc::At<gc::CountedObject>(state, array);
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t word = read(entries[i]);
    switch (content) {
      case ContentKind::kByte:
        object->elements<uint8_t>()[i] = static_cast<uint8_t>(word);
        break;
      case ContentKind::kRef:
        // No barrier: no safepoint since its allocation.
        object->elements<Ref>()[i] = static_cast<Ref>(word);
        break;
      case ContentKind::kNone:
      case ContentKind::kWord:
        object->elements<uint64_t>()[i] = word;
        break;
    }
  }
  return array;
}

}  // namespace

// ---- For other host functions ----

Ref NewStringMap(RuntimeState* state, Ref* sp, const Ref* pairs, uint32_t count) {
  ContainerBuilder builder(state, {.is_set = false,
                                   .key = KeyKind::kText,
                                   .key_content = ContentKind::kRef,
                                   .value_content = ContentKind::kRef});
  for (uint32_t i = 0; i < count; ++i) {
    builder.Put(pairs[2 * i], pairs[2 * i + 1]);
  }
  return builder.Finish(sp);
}

uint32_t MapSize(const RuntimeState* state, Ref map) { return ContainerOf(state, map).count; }

Ref FindInStringMap(RuntimeState* state, Ref map, std::string_view key) {
  const Container& container = ContainerOf(state, map);
  const TrieEntry* entry =
      HashTrie(state, container.shape).FindText(container.root, key, HostOf(state).hash_seed);
  return entry == nullptr ? gc::kNil : static_cast<Ref>(entry->value);
}

void CopyEntries(RuntimeState* state, Ref map, MapEntry* out) {
  const Container& container = ContainerOf(state, map);
  const OrderedEntries entries(state, container);
  for (uint32_t i = 0; i < container.count; ++i) {
    out[i] = {entries[i].key, container.shape.is_set ? 0 : entries[i].value};
  }
}

// ---- For generated code ----

extern "C" {

Ref vera_host_container_new(RuntimeState* state, Ref* sp, uint64_t shape) {
  return ContainerBuilder(state, ContainerShape::Decode(shape)).Finish(sp);
}

int64_t vera_host_container_size(RuntimeState* state, Ref container) {
  return ContainerOf(state, container).count;
}

uint64_t vera_host_container_find_word(RuntimeState* state, Ref container, uint64_t key) {
  return PositionOf(Find(state, container, key));
}

uint64_t vera_host_container_find_text(RuntimeState* state, Ref container, Ref key) {
  return PositionOf(Find(state, container, key));
}

uint64_t vera_host_container_candidate(RuntimeState* state, Ref container, uint64_t hash,
                                       uint64_t after) {
  const Container& base = ContainerOf(state, container);
  const HashTrie trie(state, base.shape);
  return PositionOf(
      trie.Candidate(base.root, trie.HashOf(hash, HostOf(state).hash_seed), EntryOf(after)));
}

Ref vera_host_container_key_at(RuntimeState*, Ref, uint64_t position) {
  return static_cast<Ref>(EntryOf(position)->key);
}

uint64_t vera_host_map_word_at(RuntimeState*, Ref, uint64_t position) {
  return EntryOf(position)->value;
}

Ref vera_host_map_ref_at(RuntimeState*, Ref, uint64_t position) {
  return static_cast<Ref>(EntryOf(position)->value);
}

Ref vera_host_map_insert_word_word(RuntimeState* state, Ref* sp, Ref map, uint64_t key,
                                   uint64_t value) {
  return Put(state, sp, map, key, value);
}

Ref vera_host_map_insert_word_ref(RuntimeState* state, Ref* sp, Ref map, uint64_t key, Ref value) {
  return Put(state, sp, map, key, value);
}

Ref vera_host_map_insert_text_word(RuntimeState* state, Ref* sp, Ref map, Ref key, uint64_t value) {
  return Put(state, sp, map, key, value);
}

Ref vera_host_map_insert_text_ref(RuntimeState* state, Ref* sp, Ref map, Ref key, Ref value) {
  return Put(state, sp, map, key, value);
}

Ref vera_host_map_insert_at_word(RuntimeState* state, Ref* sp, Ref map, uint64_t hash,
                                 uint64_t position, Ref key, uint64_t value) {
  return Put(state, sp, map, key, value, hash, EntryOf(position));
}

Ref vera_host_map_insert_at_ref(RuntimeState* state, Ref* sp, Ref map, uint64_t hash,
                                uint64_t position, Ref key, Ref value) {
  return Put(state, sp, map, key, value, hash, EntryOf(position));
}

Ref vera_host_set_add_word(RuntimeState* state, Ref* sp, Ref set, uint64_t element) {
  return Add(state, sp, set, element);
}

Ref vera_host_set_add_text(RuntimeState* state, Ref* sp, Ref set, Ref element) {
  return Add(state, sp, set, element);
}

Ref vera_host_set_add_at(RuntimeState* state, Ref* sp, Ref set, uint64_t hash, uint64_t position,
                         Ref element) {
  return position != 0 ? set : Put(state, sp, set, element, 0, hash);
}

Ref vera_host_container_remove_word(RuntimeState* state, Ref* sp, Ref container, uint64_t key) {
  return Remove(state, sp, container, key);
}

Ref vera_host_container_remove_text(RuntimeState* state, Ref* sp, Ref container, Ref key) {
  return Remove(state, sp, container, key);
}

Ref vera_host_container_remove_at(RuntimeState* state, Ref* sp, Ref container, uint64_t hash,
                                  uint64_t position) {
  return Remove(state, sp, container, 0, hash, EntryOf(position));
}

Ref vera_host_container_keys(RuntimeState* state, Ref* sp, Ref container) {
  return ToArray(state, sp, container, ContainerOf(state, container).shape.key_content,
                 [](const TrieEntry& entry) { return entry.key; });
}

Ref vera_host_map_values(RuntimeState* state, Ref* sp, Ref map) {
  return ToArray(state, sp, map, ContainerOf(state, map).shape.value_content,
                 [](const TrieEntry& entry) { return entry.value; });
}

}  // extern "C"

}  // namespace vera::hostabi
