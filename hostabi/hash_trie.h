#ifndef VERA_HOSTABI_HASH_TRIE_H_
#define VERA_HOSTABI_HASH_TRIE_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "gc/gc.h"
#include "hostabi/container_shape.h"

// Internal. The persistent hash trie behind Map and Set (a CHAMP: in a node lie its entries, then
// its children, each where a bit of the hash's next four says). Nodes count their references and
// are never changed while they are shared; an owner of the only reference to a path may change it
// in place, which is what a builder does.
//
// A node's entries hold references into the collected heap. The collection that visited a node last
// is in the node: what a minor collection visited once is old and holds old objects only, so later
// minor ones leave it alone, and a major one visits each node once, however many containers
// share it.

namespace vera::hostabi {

using gc::Ref;
using gc::RuntimeState;

// `value` is there in maps only. `order` numbers the entries of a container by their insertion.
struct TrieEntry {
  uint64_t key;
  uint32_t order;
  uint32_t hash;
  uint64_t value;
};

struct TrieNode {
  uint32_t references;
  uint32_t epoch;       // gc::Visitor::epoch of the last visit; 0: none yet
  uint16_t entry_bits;  // which of the 16 places hold an entry
  uint16_t child_bits;  // and which a child
  // Below the last level all hashes are equal: number of entries; 0 in other nodes.
  uint32_t collisions;
};

struct TrieKey {
  uint64_t bits;
  uint32_t hash;
  // kComposite: the entry that generated code found; null: none is equal.
  const TrieEntry* found = nullptr;
};

class HashTrie {
 public:
  HashTrie(RuntimeState* state, ContainerShape shape) : state_(state), shape_(shape) {}

  // The key's entry; null if there is none. kComposite: key.found.
  const TrieEntry* Find(const TrieNode* root, const TrieKey& key) const;
  // Of a trie with kText keys.
  const TrieEntry* FindText(const TrieNode* root, std::string_view key, uint64_t seed) const;
  // The entry of this hash that follows `after` (null: the first); null at the end.
  const TrieEntry* Candidate(const TrieNode* root, uint32_t hash, const TrieEntry* after) const;

  // Both take over the caller's reference to root and return one to the result, which is null when
  // nothing is left. Put gives an entry that is there a new value and leaves it its key and order;
  // *added says whether there was none. Remove's key must be there. Both trap with kOutOfMemory.
  TrieNode* Put(TrieNode* root, const TrieKey& key, uint64_t value, uint32_t order, bool* added);
  TrieNode* Remove(TrieNode* root, const TrieKey& key);
  // Gives back one reference; null is fine.
  void Release(TrieNode* root);

  // Calls visit(const TrieEntry*) for each entry, in no useful order.
  template <typename Visit>
  void ForEach(const TrieNode* root, Visit visit) const {
    if (root == nullptr) {
      return;
    }
    for (uint32_t i = 0; i < EntryCount(root); ++i) {
      visit(static_cast<const TrieEntry*>(EntryAt(root, i)));
    }
    for (uint32_t i = 0; i < ChildCount(root); ++i) {
      ForEach(ChildAt(root, i), visit);
    }
  }
  void Trace(TrieNode* root, gc::Visitor* visitor);

  // The hash of a key that the host compares; of a composite one from the language's `hash`.
  uint32_t HashOf(uint64_t bits, uint64_t seed) const;

 private:
  static constexpr uint32_t kBitsPerLevel = 4;
  static constexpr uint32_t kHashBits = 32;

  uint32_t EntryBytes() const {
    return shape_.is_set ? offsetof(TrieEntry, value) : sizeof(TrieEntry);
  }
  size_t NodeBytes(uint32_t entries, uint32_t children) const {
    return sizeof(TrieNode) + entries * EntryBytes() + children * sizeof(TrieNode*);
  }
  static uint32_t EntryCount(const TrieNode* node) {
    return node->collisions != 0 ? node->collisions
                                 : static_cast<uint32_t>(__builtin_popcount(node->entry_bits));
  }
  static uint32_t ChildCount(const TrieNode* node) {
    return static_cast<uint32_t>(__builtin_popcount(node->child_bits));
  }
  TrieEntry* EntryAt(const TrieNode* node, uint32_t index) const {
    auto* entries = reinterpret_cast<char*>(const_cast<TrieNode*>(node)) + sizeof(TrieNode);
    return reinterpret_cast<TrieEntry*>(entries + index * EntryBytes());
  }
  TrieNode** ChildrenOf(const TrieNode* node) const {
    return reinterpret_cast<TrieNode**>(EntryAt(node, EntryCount(node)));
  }
  TrieNode* ChildAt(const TrieNode* node, uint32_t index) const { return ChildrenOf(node)[index]; }

  template <typename Match>
  const TrieEntry* Walk(const TrieNode* root, uint32_t hash, Match match) const;

  struct Change;
  struct NodeEdit;
  bool IsKey(const TrieEntry* entry, const TrieKey& key) const;
  TrieNode* NewNode(uint32_t entry_bits, uint32_t child_bits, uint32_t collisions);
  void WriteEntry(TrieEntry* entry, const Change& change) const;
  void CopyEntry(TrieEntry* to, const TrieEntry* from) const;
  // These take over a reference to `node`, and give one to a node that nobody else has.
  TrieNode* MakeOwn(TrieNode* node);
  TrieNode* Rebuild(TrieNode* node, const NodeEdit& edit);
  TrieNode* NewPair(const TrieEntry* first, const Change& change, uint32_t shift);
  TrieNode* PutInto(TrieNode* node, Change& change, uint32_t shift);
  TrieNode* PutCollision(TrieNode* node, Change& change);
  TrieNode* RemoveFrom(TrieNode* node, const TrieKey& key, uint32_t shift);
  TrieNode* WithoutEntry(TrieNode* node, uint32_t index, uint32_t bit);
  void Free(TrieNode* node);

  RuntimeState* state_;
  ContainerShape shape_;
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HASH_TRIE_H_
