#include "hostabi/container.h"

#include <algorithm>

#include "hostabi/host_memory.h"

namespace vera::hostabi {
namespace {

constexpr uint32_t kLastOrder = ~0u;

// Numbers the entries anew from 0: the last number was given, after four thousand million inserts.
Container Renumbered(RuntimeState* state, const Container& base) {
  Container made = {nullptr, base.count, 0, base.shape};
  HashTrie trie(state, base.shape);
  const OrderedEntries ordered(state, base);
  for (uint32_t i = 0; i < base.count; ++i) {
    const TrieEntry& entry = ordered[i];
    bool added = false;
    made.root = trie.Put(made.root, {entry.key, entry.hash}, base.shape.is_set ? 0 : entry.value,
                         made.next_order++, &added);
  }
  return made;
}

}  // namespace

ContainerBuilder::ContainerBuilder(RuntimeState* state, ContainerShape shape)
    : state_(state), made_{nullptr, 0, 0, shape}, trie_(state, shape) {}

ContainerBuilder::ContainerBuilder(RuntimeState* state, const Container& base)
    : state_(state), made_(base), trie_(state, base.shape) {
  if (made_.root != nullptr) {
    ++made_.root->references;
  }
}

TrieKey ContainerBuilder::KeyOf(uint64_t key, uint64_t hash, const TrieEntry* found) const {
  const uint64_t hashed = made_.shape.key == KeyKind::kComposite ? hash : key;
  return {key, trie_.HashOf(hashed, HostOf(state_).hash_seed), found};
}

void ContainerBuilder::Put(uint64_t key, uint64_t value, uint64_t hash, const TrieEntry* found) {
  if (found == nullptr && made_.next_order == kLastOrder) {
    const Container renumbered = Renumbered(state_, made_);
    trie_.Release(made_.root);
    made_ = renumbered;
  }
  bool added = false;
  made_.root = trie_.Put(made_.root, KeyOf(key, hash, found), value, made_.next_order, &added);
  if (added) {
    ++made_.count;
    ++made_.next_order;
  }
}

bool ContainerBuilder::Remove(uint64_t key, uint64_t hash, const TrieEntry* found) {
  const TrieKey sought = KeyOf(key, hash, found);
  if (trie_.Find(made_.root, sought) == nullptr) {
    return false;
  }
  made_.root = trie_.Remove(made_.root, sought);
  --made_.count;
  return true;
}

Ref ContainerBuilder::Finish(Ref* sp) {
  auto* container = static_cast<Container*>(HostAllocate(state_, sizeof(Container)));
  *container = made_;
  HostState& host = HostOf(state_);
  const bool is_set = made_.shape.is_set;
  const uint32_t handle =
      is_set ? host.sets.Add(state_, container) : host.maps.Add(state_, container);
  made_.root = nullptr;
  return vera_gc_new_wrapper(state_, sp, is_set ? gc::WrapperKind::kSet : gc::WrapperKind::kMap,
                             handle);
}

OrderedEntries::OrderedEntries(RuntimeState* state, const Container& container) : state_(state) {
  // Orders have gaps where entries were removed. A few of them: each entry to the slot that its
  // order names, then together. Many: sorted.
  const uint32_t count = container.count;
  const bool is_dense = container.next_order / 4 <= count;
  slots_ = is_dense ? container.next_order : count;
  entries_ = static_cast<const TrieEntry**>(HostAllocate(state, slots_ * sizeof(*entries_)));
  const HashTrie trie(state, container.shape);
  if (is_dense) {
    std::fill_n(entries_, slots_, nullptr);
    trie.ForEach(container.root, [&](const TrieEntry* entry) { entries_[entry->order] = entry; });
    for (uint32_t from = 0, to = 0; from < slots_; ++from) {
      if (entries_[from] != nullptr) {
        entries_[to++] = entries_[from];
      }
    }
    return;
  }
  const TrieEntry** next = entries_;
  trie.ForEach(container.root, [&](const TrieEntry* entry) { *next++ = entry; });
  std::sort(entries_, next,
            [](const TrieEntry* a, const TrieEntry* b) { return a->order < b->order; });
}

OrderedEntries::~OrderedEntries() { HostFree(state_, entries_, slots_ * sizeof(*entries_)); }

void ReleaseContainer(RuntimeState* state, Container* container) {
  HashTrie(state, container->shape).Release(container->root);
  HostFree(state, container, sizeof(Container));
}

void TraceContainer(RuntimeState* state, Container* container, gc::Visitor* visitor) {
  if (container->shape.HoldsRefs()) {
    HashTrie(state, container->shape).Trace(container->root, visitor);
  }
}

}  // namespace vera::hostabi
