#ifndef VERA_HOSTABI_CONTAINER_H_
#define VERA_HOSTABI_CONTAINER_H_

#include <stdint.h>

#include "hostabi/hash_trie.h"
#include "hostabi/host_state.h"

// Internal. The host object behind a Map or a Set, and how to get from one to the other.

namespace vera::hostabi {

struct Container {
  TrieNode* root;  // null: empty
  uint32_t count;
  uint32_t next_order;  // more than the order of each entry
  ContainerShape shape;
};

inline const Container& ContainerOf(const RuntimeState* state, Ref wrapper) {
  const auto* object = gc::At<gc::WrapperObject>(state, wrapper);
  const HostState& host = HostOf(state);
  return gc::HeaderWrapperKind(object->header) == gc::WrapperKind::kSet
             ? *host.sets.Get(object->handle)
             : *host.maps.Get(object->handle);
}

// An edit of a container that nobody else sees yet. Makes no copies of what is its own.
class ContainerBuilder {
 public:
  // Empty.
  ContainerBuilder(RuntimeState* state, ContainerShape shape);
  // With the contents of another one, which it shares.
  ContainerBuilder(RuntimeState* state, const Container& base);

  const HashTrie& trie() const { return trie_; }
  const Container& made() const { return made_; }
  // `found`: the entry of an equal composite key, if there is one. `hash` is that of a composite
  // key. References are kept as bits: the caller does nothing that may collect before Finish.
  void Put(uint64_t key, uint64_t value, uint64_t hash = 0, const TrieEntry* found = nullptr);
  // False if the key isn't there.
  bool Remove(uint64_t key, uint64_t hash = 0, const TrieEntry* found = nullptr);
  // The wrapper of the result; the builder is empty afterwards. May collect.
  Ref Finish(Ref* sp);

 private:
  TrieKey KeyOf(uint64_t key, uint64_t hash, const TrieEntry* found) const;

  RuntimeState* state_;
  Container made_;
  HashTrie trie_;
};

// The entries in the order of their insertion.
class OrderedEntries {
 public:
  OrderedEntries(RuntimeState* state, const Container& container);
  ~OrderedEntries();
  OrderedEntries(const OrderedEntries&) = delete;
  OrderedEntries& operator=(const OrderedEntries&) = delete;

  const TrieEntry& operator[](uint32_t index) const { return *entries_[index]; }

 private:
  RuntimeState* state_;
  size_t slots_;
  const TrieEntry** entries_;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_CONTAINER_H_
