#include "hostabi/markdown_values.h"

#include "hostabi/markdown_tree.h"

namespace vera::hostabi::markdown {
namespace {

// Makes the values from the leaves up. Of a node whose children are being made the array lies on
// the shadow stack, so that as many slots are used as nodes lie in each other.
class Builder {
 public:
  Builder(RuntimeState* state, Ref* sp, const Tree& tree)
      : state_(state), tree_(tree), roots_(state, sp), frames_(state) {}

  Ref Run() {
    Enter(0);
    while (true) {
      Frame& frame = frames_.back();
      Ref value;
      if (frame.child == kNoNode) {
        value = Finish(tree_.nodes[frame.node]);
        roots_.Pop();
        arrays_ -= 1;
        frames_.Pop();
        if (frames_.empty()) {
          return value;
        }
      } else {
        const uint32_t child = frame.child;
        frame.child = tree_.nodes[child].next;
        if (HasChildren(tree_.nodes[child].kind)) {
          Enter(child);
          continue;
        }
        value = Leaf(tree_.nodes[child]);
      }
      SetElement(state_, *arrays_, frames_.back().index++, value);
    }
  }

 private:
  struct Frame {
    uint32_t node;
    uint32_t child;  // the next to be made
    uint32_t index;
  };

  static bool HasChildren(NodeKind kind) {
    switch (kind) {
      case NodeKind::kCodeBlock:
      case NodeKind::kThematicBreak:
      case NodeKind::kText:
      case NodeKind::kCode:
      case NodeKind::kImage:
        return false;
      default:
        return true;
    }
  }
  static uint32_t TagOf(NodeKind kind) {
    return kind < NodeKind::kText
               ? static_cast<uint32_t>(kind)
               : static_cast<uint32_t>(kind) - static_cast<uint32_t>(NodeKind::kText);
  }

  void Enter(uint32_t index) {
    const Node& node = tree_.nodes[index];
    frames_.Push({index, node.first_child, 0});
    arrays_ = roots_.Push(NewRefs(state_, roots_.sp(), node.child_count));
  }

  // A node whose children are in the array on top.
  Ref Finish(const Node& node) {
    switch (node.kind) {
      case NodeKind::kItem:
      case NodeKind::kRow:
      case NodeKind::kCell:
        return *arrays_;
      case NodeKind::kHeading:
        return WithScalar(node.kind, node.level, 8);
      case NodeKind::kList:
        return WithScalar(node.kind, node.ordered ? 1 : 0, 1);
      case NodeKind::kLink: {
        Ref address = NewString(state_, roots_.sp(), tree_.At(node.first));
        return Pair(node.kind, *arrays_, address);
      }
      default:
        return NewRefBox(state_, roots_.sp(), TagOf(node.kind), *arrays_);
    }
  }

  Ref WithScalar(NodeKind kind, uint64_t bits, uint32_t bytes) {
    Ref value = gc::Allocate(state_, roots_.sp(), gc::FixedBytes(1, bytes));
    auto* object = gc::At<gc::FixedObject>(state_, value);
    object->header = gc::FixedHeader(TagOf(kind), 1, bytes);
    object->refs[0] = *arrays_;
    memcpy(gc::At<char>(state_, value + gc::ScalarOffset(1)), &bits, sizeof(bits));
    return value;
  }

  Ref Pair(NodeKind kind, Ref first, Ref second) {
    Rooted<Ref> kept_first(roots_, first);
    Rooted<Ref> kept_second(roots_, second);
    Ref value = gc::Allocate(state_, roots_.sp(), gc::FixedBytes(2, 0));
    auto* object = gc::At<gc::FixedObject>(state_, value);
    object->header = gc::FixedHeader(TagOf(kind), 2, 0);
    object->refs[0] = kept_first.get();
    object->refs[1] = kept_second.get();
    return value;
  }

  Ref Leaf(const Node& node) {
    switch (node.kind) {
      case NodeKind::kThematicBreak:
        return gc::NullaryRef(TagOf(node.kind));
      case NodeKind::kCodeBlock:
      case NodeKind::kImage: {
        Rooted<Ref> first(roots_, NewString(state_, roots_.sp(), tree_.At(node.first)));
        Ref second = NewString(state_, roots_.sp(), tree_.At(node.second));
        return Pair(node.kind, first.get(), second);
      }
      default: {
        Ref text = NewString(state_, roots_.sp(), uint64_t{node.repeat} + node.first.size);
        if (node.repeat + node.first.size != 0) {
          memset(BytesOf(state_, text), node.sign, node.repeat);
          memcpy(BytesOf(state_, text) + node.repeat, tree_.At(node.first).data(), node.first.size);
        }
        return NewRefBox(state_, roots_.sp(), TagOf(node.kind), text);
      }
    }
  }

  RuntimeState* state_;
  const Tree& tree_;
  RootScope roots_;
  HostVector<Frame> frames_;
  Ref* arrays_ = nullptr;  // the slot of the innermost node's array
};

}  // namespace

Ref NewDocument(RuntimeState* state, Ref* sp, const Tree& tree) {
  return Builder(state, sp, tree).Run();
}

}  // namespace vera::hostabi::markdown
