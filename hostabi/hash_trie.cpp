#include "hostabi/hash_trie.h"

#include <string.h>

#include <string_view>

#include "hostabi/host_memory.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

constexpr uint32_t kPlaceMask = 15;
constexpr uint32_t kNone = ~0u;

static_assert(sizeof(TrieNode) == 16 && sizeof(TrieEntry) == 24);

uint32_t BitOf(uint32_t hash, uint32_t shift) { return 1u << (hash >> shift & kPlaceMask); }
// Where the place of `bit` is among those that are taken.
uint32_t IndexOf(uint32_t bits, uint32_t bit) {
  return static_cast<uint32_t>(__builtin_popcount(bits & (bit - 1)));
}

// A bijection in which each bit of the input changes each bit of the output with probability 1/2.
uint64_t Mix(uint64_t x) {
  x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
  x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
  return x ^ x >> 32;
}

uint64_t HashBytes(std::string_view text, uint64_t seed) {
  uint64_t hash = seed ^ text.size();
  const char* at = text.data();
  size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    hash = Mix(hash ^ word) + seed;
  }
  uint64_t word = 0;
  memcpy(&word, at, left);
  return Mix(hash ^ word);
}

uint32_t HighHalf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

double FloatOf(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

bool IsSameFloat(double a, double b) { return a == b || (a != a && b != b); }

Ref RefOfBits(uint64_t bits) { return static_cast<Ref>(bits); }

// Visits a reference in the low half of a slot; both targets are little-endian.
void VisitBits(uint64_t* bits, gc::Visitor* visitor) {
  auto ref = static_cast<Ref>(*bits);
  visitor->visit(visitor, &ref);
  *bits = ref;
}

}  // namespace

struct HashTrie::Change {
  const TrieKey& key;
  uint64_t value;
  uint32_t order;
  bool added;
};

// What a rebuilt node has other than the one it is made from. Indices count in the old node for
// what goes, and in the new one for what comes: the new node has a gap there, for the caller to
// fill.
struct HashTrie::NodeEdit {
  uint32_t entry_bits;
  uint32_t child_bits;
  uint32_t collisions = 0;
  uint32_t entry_out = kNone;
  uint32_t entry_in = kNone;
  uint32_t child_out = kNone;  // the caller has its reference
  uint32_t child_in = kNone;
};

uint32_t HashTrie::HashOf(uint64_t bits, uint64_t seed) const {
  uint64_t mixed = 0;
  switch (shape_.key) {
    case KeyKind::kFloat: {
      const double value = FloatOf(bits);
      // Equal keys have equal hashes: both zeros, and all nans.
      if (value != value) {
        bits = ~uint64_t{0};
      } else if (value == 0) {
        bits = 0;
      }
      mixed = Mix(bits ^ seed);
      break;
    }
    case KeyKind::kText:
      mixed = HashBytes(TextOf(state_, RefOfBits(bits)), seed);
      break;
    case KeyKind::kWord:
    case KeyKind::kComposite:
      mixed = Mix(bits ^ seed);
      break;
  }
  return HighHalf(mixed);
}

bool HashTrie::IsKey(const TrieEntry* entry, const TrieKey& key) const {
  switch (shape_.key) {
    case KeyKind::kWord:
      return entry->key == key.bits;
    case KeyKind::kFloat:
      return entry->hash == key.hash && IsSameFloat(FloatOf(entry->key), FloatOf(key.bits));
    case KeyKind::kText:
      return entry->hash == key.hash &&
             (entry->key == key.bits ||
              TextOf(state_, RefOfBits(entry->key)) == TextOf(state_, RefOfBits(key.bits)));
    case KeyKind::kComposite:
      return entry == key.found;
  }
  return false;
}

// ---- Reading ----

// The entry on the path of `hash` that matches.
template <typename Match>
const TrieEntry* HashTrie::Walk(const TrieNode* root, uint32_t hash, Match match) const {
  const TrieNode* node = root;
  for (uint32_t shift = 0; node != nullptr; shift += kBitsPerLevel) {
    if (node->collisions != 0) {
      for (uint32_t i = 0; i < node->collisions; ++i) {
        if (match(EntryAt(node, i))) {
          return EntryAt(node, i);
        }
      }
      return nullptr;
    }
    const uint32_t bit = BitOf(hash, shift);
    if ((node->entry_bits & bit) != 0) {
      const TrieEntry* entry = EntryAt(node, IndexOf(node->entry_bits, bit));
      return match(entry) ? entry : nullptr;
    }
    if ((node->child_bits & bit) == 0) {
      return nullptr;
    }
    node = ChildAt(node, IndexOf(node->child_bits, bit));
  }
  return nullptr;
}

const TrieEntry* HashTrie::Find(const TrieNode* root, const TrieKey& key) const {
  if (shape_.key == KeyKind::kComposite) {
    return key.found;
  }
  return Walk(root, key.hash, [&](const TrieEntry* entry) { return IsKey(entry, key); });
}

const TrieEntry* HashTrie::FindText(const TrieNode* root, std::string_view key,
                                    uint64_t seed) const {
  const auto hash = HighHalf(HashBytes(key, seed));
  return Walk(root, hash, [&](const TrieEntry* entry) {
    return entry->hash == hash && TextOf(state_, RefOfBits(entry->key)) == key;
  });
}

// The walk goes by the hash, so an entry that follows another one can only be in its node.
const TrieEntry* HashTrie::Candidate(const TrieNode* root, uint32_t hash,
                                     const TrieEntry* after) const {
  return Walk(root, hash,
              [&](const TrieEntry* entry) { return entry->hash == hash && entry > after; });
}

void HashTrie::Trace(TrieNode* root, gc::Visitor* visitor) {
  if (root == nullptr || (visitor->is_major ? root->epoch == visitor->epoch : root->epoch != 0)) {
    return;
  }
  root->epoch = visitor->epoch;
  const bool keys = shape_.key_content == ContentKind::kRef;
  const bool values = shape_.value_content == ContentKind::kRef;
  const uint32_t entries = EntryCount(root);
  for (uint32_t i = 0; i < entries; ++i) {
    TrieEntry* entry = EntryAt(root, i);
    if (keys) {
      VisitBits(&entry->key, visitor);
    }
    if (values) {
      VisitBits(&entry->value, visitor);
    }
  }
  TrieNode** children = ChildrenOf(root);
  const uint32_t count = ChildCount(root);
  for (uint32_t i = 0; i < count; ++i) {
    Trace(children[i], visitor);
  }
}

// ---- Nodes ----

TrieNode* HashTrie::NewNode(uint32_t entry_bits, uint32_t child_bits, uint32_t collisions) {
  const auto entries =
      collisions != 0 ? collisions : static_cast<uint32_t>(__builtin_popcount(entry_bits));
  const auto children = static_cast<uint32_t>(__builtin_popcount(child_bits));
  auto* node = static_cast<TrieNode*>(HostAllocate(state_, NodeBytes(entries, children)));
  *node = {.references = 1,
           .epoch = 0,
           .entry_bits = static_cast<uint16_t>(entry_bits),
           .child_bits = static_cast<uint16_t>(child_bits),
           .collisions = collisions};
  return node;
}

void HashTrie::Free(TrieNode* node) {
  HostFree(state_, node, NodeBytes(EntryCount(node), ChildCount(node)));
}

void HashTrie::Release(TrieNode* root) {
  if (root == nullptr || --root->references != 0) {
    return;
  }
  TrieNode** children = ChildrenOf(root);
  const uint32_t count = ChildCount(root);
  for (uint32_t i = 0; i < count; ++i) {
    Release(children[i]);
  }
  Free(root);
}

void HashTrie::CopyEntry(TrieEntry* to, const TrieEntry* from) const {
  memcpy(to, from, EntryBytes());
}

void HashTrie::WriteEntry(TrieEntry* entry, const Change& change) const {
  entry->key = change.key.bits;
  entry->order = change.order;
  entry->hash = change.key.hash;
  if (!shape_.is_set) {
    entry->value = change.value;
  }
}

TrieNode* HashTrie::MakeOwn(TrieNode* node) {
  if (node->references != 1) {
    const NodeEdit same = {.entry_bits = node->entry_bits,
                           .child_bits = node->child_bits,
                           .collisions = node->collisions};
    return Rebuild(node, same);
  }
  // Young again: it is about to change.
  node->epoch = 0;
  return node;
}

TrieNode* HashTrie::Rebuild(TrieNode* node, const NodeEdit& edit) {
  TrieNode* made = NewNode(edit.entry_bits, edit.child_bits, edit.collisions);
  const uint32_t entries = EntryCount(node);
  for (uint32_t from = 0, to = 0; from < entries; ++from) {
    if (from == edit.entry_out) {
      continue;
    }
    to += to == edit.entry_in ? 1 : 0;
    CopyEntry(EntryAt(made, to++), EntryAt(node, from));
  }
  const bool is_shared = node->references != 1;
  TrieNode** old_children = ChildrenOf(node);
  TrieNode** children = ChildrenOf(made);
  const uint32_t count = ChildCount(node);
  for (uint32_t from = 0, to = 0; from < count; ++from) {
    if (from == edit.child_out) {
      continue;
    }
    to += to == edit.child_in ? 1 : 0;
    children[to++] = old_children[from];
    old_children[from]->references += is_shared ? 1 : 0;
  }
  if (is_shared) {
    --node->references;
  } else {
    Free(node);
  }
  return made;
}

// ---- Changing ----

// A node of two entries whose hashes agree below `shift`.
TrieNode* HashTrie::NewPair(const TrieEntry* first, const Change& change, uint32_t shift) {
  if (shift >= kHashBits) {
    TrieNode* node = NewNode(0, 0, 2);
    CopyEntry(EntryAt(node, 0), first);
    WriteEntry(EntryAt(node, 1), change);
    return node;
  }
  const uint32_t old_bit = BitOf(first->hash, shift);
  const uint32_t new_bit = BitOf(change.key.hash, shift);
  if (old_bit == new_bit) {
    TrieNode* child = NewPair(first, change, shift + kBitsPerLevel);
    TrieNode* node = NewNode(0, old_bit, 0);
    ChildrenOf(node)[0] = child;
    return node;
  }
  TrieNode* node = NewNode(old_bit | new_bit, 0, 0);
  CopyEntry(EntryAt(node, old_bit < new_bit ? 0 : 1), first);
  WriteEntry(EntryAt(node, old_bit < new_bit ? 1 : 0), change);
  return node;
}

TrieNode* HashTrie::PutCollision(TrieNode* node, Change& change) {
  for (uint32_t i = 0; i < node->collisions; ++i) {
    if (IsKey(EntryAt(node, i), change.key)) {
      TrieNode* own = MakeOwn(node);
      if (!shape_.is_set) {
        EntryAt(own, i)->value = change.value;
      }
      return own;
    }
  }
  change.added = true;
  const uint32_t count = node->collisions;
  const NodeEdit edit = {
      .entry_bits = 0, .child_bits = 0, .collisions = count + 1, .entry_in = count};
  TrieNode* made = Rebuild(node, edit);
  WriteEntry(EntryAt(made, count), change);
  return made;
}

TrieNode* HashTrie::PutInto(TrieNode* node, Change& change, uint32_t shift) {
  if (node->collisions != 0) {
    return PutCollision(node, change);
  }
  const uint32_t bit = BitOf(change.key.hash, shift);
  const uint32_t entry_index = IndexOf(node->entry_bits, bit);
  const uint32_t child_index = IndexOf(node->child_bits, bit);
  if ((node->child_bits & bit) != 0) {
    TrieNode* own = MakeOwn(node);
    TrieNode** child = &ChildrenOf(own)[child_index];
    *child = PutInto(*child, change, shift + kBitsPerLevel);
    return own;
  }
  if ((node->entry_bits & bit) == 0) {
    change.added = true;
    const NodeEdit edit = {.entry_bits = node->entry_bits | bit,
                           .child_bits = node->child_bits,
                           .entry_in = entry_index};
    TrieNode* made = Rebuild(node, edit);
    WriteEntry(EntryAt(made, entry_index), change);
    return made;
  }
  const TrieEntry* entry = EntryAt(node, entry_index);
  if (IsKey(entry, change.key)) {
    TrieNode* own = MakeOwn(node);
    if (!shape_.is_set) {
      EntryAt(own, entry_index)->value = change.value;
    }
    return own;
  }
  change.added = true;
  TrieNode* child = NewPair(entry, change, shift + kBitsPerLevel);
  const NodeEdit edit = {.entry_bits = node->entry_bits & ~bit,
                         .child_bits = node->child_bits | bit,
                         .entry_out = entry_index,
                         .child_in = child_index};
  TrieNode* made = Rebuild(node, edit);
  ChildrenOf(made)[child_index] = child;
  return made;
}

TrieNode* HashTrie::Put(TrieNode* root, const TrieKey& key, uint64_t value, uint32_t order,
                        bool* added) {
  Change change = {key, value, order, false};
  if (root == nullptr) {
    root = NewNode(BitOf(key.hash, 0), 0, 0);
    WriteEntry(EntryAt(root, 0), change);
    *added = true;
    return root;
  }
  TrieNode* result = PutInto(root, change, 0);
  *added = change.added;
  return result;
}

TrieNode* HashTrie::WithoutEntry(TrieNode* node, uint32_t index, uint32_t bit) {
  if (EntryCount(node) == 1 && node->child_bits == 0) {
    Release(node);
    return nullptr;
  }
  // Equal hashes of which one is left make an ordinary node again; its place doesn't matter, since
  // the parent takes the entry over.
  const bool is_last_collision = node->collisions == 2;
  const NodeEdit edit = {.entry_bits = is_last_collision ? 1 : node->entry_bits & ~bit,
                         .child_bits = node->child_bits,
                         .collisions = node->collisions > 2 ? node->collisions - 1 : 0,
                         .entry_out = index};
  return Rebuild(node, edit);
}

TrieNode* HashTrie::RemoveFrom(TrieNode* node, const TrieKey& key, uint32_t shift) {
  if (node->collisions != 0) {
    uint32_t index = 0;
    while (!IsKey(EntryAt(node, index), key)) {
      ++index;
    }
    return WithoutEntry(node, index, 0);
  }
  const uint32_t bit = BitOf(key.hash, shift);
  if ((node->entry_bits & bit) != 0) {
    return WithoutEntry(node, IndexOf(node->entry_bits, bit), bit);
  }
  TrieNode* own = MakeOwn(node);
  const uint32_t child_index = IndexOf(own->child_bits, bit);
  TrieNode* child = RemoveFrom(ChildAt(own, child_index), key, shift + kBitsPerLevel);
  if (child->child_bits != 0 || EntryCount(child) != 1) {
    ChildrenOf(own)[child_index] = child;
    return own;
  }
  // A child never holds one entry alone: it lies in the parent, so equal contents have one form.
  const uint32_t entry_index = IndexOf(own->entry_bits, bit);
  const NodeEdit edit = {.entry_bits = own->entry_bits | bit,
                         .child_bits = own->child_bits & ~bit,
                         .entry_in = entry_index,
                         .child_out = child_index};
  TrieNode* made = Rebuild(own, edit);
  CopyEntry(EntryAt(made, entry_index), EntryAt(child, 0));
  Release(child);
  return made;
}

TrieNode* HashTrie::Remove(TrieNode* root, const TrieKey& key) { return RemoveFrom(root, key, 0); }

}  // namespace vera::hostabi
