// A property test: random programs run against the heap and against a plain model of it, and after
// each step both must be the same graph.

#include "gc/test_cases.h"

namespace vera::gc::test {
namespace {

constexpr uint32_t kNodes = 1500;
constexpr uint32_t kEdges = 12;
constexpr uint32_t kRoots = 40;
constexpr uint32_t kNone = 0xFFFF;

// An object as it should be. Large arrays of references hold their edges spread out, other
// elements are nil. `id` is in the object's scalars, so that two nodes can't be mixed up.
struct Node {
  ObjectKind kind;
  uint32_t id;
  uint32_t tag;
  uint32_t length;
  uint32_t edge_count;
  uint16_t edges[kEdges];
  uint32_t seen;  // number of the last comparison that reached it
  Ref place;      // where that comparison found it
  bool used;
};

struct Model {
  Node nodes[kNodes];
  uint16_t roots[kRoots];
  uint32_t root_count;
  uint16_t work[kNodes];
  uint32_t reached;
  uint32_t comparison;
  // Host containers are the edges of wrapper nodes: handle = index of the node + 1.
  Ref contents[kNodes][2];
  bool handle_live[kNodes];
  uint32_t live_handles;
};
constinit Model model = {};

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint32_t Below(uint32_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<uint32_t>((state_ >> 16) % bound);
  }

 private:
  uint64_t state_;
};

uint64_t ScalarOf(uint32_t id) { return id * 0x0101010101010101u + 7; }

void DecrefModel(RuntimeState*, WrapperKind, uint32_t handle) {
  VERA_EXPECT(model.handle_live[handle - 1]);
  model.handle_live[handle - 1] = false;
  --model.live_handles;
}
void TraceModel(RuntimeState*, WrapperKind, uint32_t handle, Visitor* visitor) {
  VERA_EXPECT(model.handle_live[handle - 1]);
  visitor->visit(visitor, &model.contents[handle - 1][0]);
  visitor->visit(visitor, &model.contents[handle - 1][1]);
}

class Program {
 public:
  Program(Config config, uint64_t seed) : heap_(WithHooks(config)), random_(seed) {
    model.root_count = 0;
    model.comparison = 0;
    model.live_handles = 0;
    next_id_ = 1;
    for (Node& node : model.nodes) {
      node.used = false;
      node.seen = 0;
    }
    for (bool& live : model.handle_live) {
      live = false;
    }
  }

  void Run(uint32_t steps) {
    for (uint32_t i = 0; i < steps; ++i) {
      Step();
      Compare();
      Recycle();
    }
    heap_.Major(Sp());
    Compare();
    CheckHandles();
    model.root_count = 0;
    heap_.Major(Sp());
    VERA_EXPECT(model.live_handles == 0 && heap_.stats().live_bytes == 0);
  }

 private:
  static Config WithHooks(Config config) {
    config.hooks.decref_handle = &DecrefModel;
    config.hooks.trace_handle = &TraceModel;
    return config;
  }

  RuntimeState* state() { return heap_.state(); }
  Ref* Sp() { return heap_.sp() + model.root_count; }
  Ref& Slot(uint32_t root) { return heap_.sp()[root]; }
  uint32_t RandomRoot() { return random_.Below(model.root_count); }

  void Step() {
    const uint32_t choice = random_.Below(100);
    if (choice < 40 || model.root_count < 2) {
      NewFixed(ObjectKind::kFixed);
    } else if (choice < 50) {
      NewCounted();
    } else if (choice < 58) {
      NewWrapper();
    } else if (choice < 63) {
      NewFixed(ObjectKind::kCell);
    } else if (choice < 80) {
      Store();
    } else if (choice < 94) {
      DropOrSwap();
    } else if (choice < 97) {
      Garbage();
    } else if (choice < 99) {
      heap_.Minor(Sp());
    } else {
      heap_.Major(Sp());
    }
  }

  uint32_t NewNode(ObjectKind kind) {
    for (uint32_t i = 0; i < kNodes; ++i) {
      // The entry of a dead wrapper is reused only when its handle has been released.
      if (!model.nodes[i].used && !model.handle_live[i]) {
        Node& node = model.nodes[i];
        node = {};
        node.kind = kind;
        node.used = true;
        node.id = next_id_++;
        return i;
      }
    }
    VERA_EXPECT(false);
    return 0;
  }
  bool HasRoom() { return model.root_count < kRoots && model.reached < kNodes * 3 / 4; }

  void PushRoot(uint32_t node, Ref place) {
    Slot(model.root_count) = place;
    model.roots[model.root_count++] = static_cast<uint16_t>(node);
  }

  // Fills edge `edge` of a new node whose slot is `slot` with a random root.
  void SetEdge(Node& node, uint32_t edge, Ref* slot) {
    node.edges[edge] = kNone;
    *slot = kNil;
    if (model.root_count != 0 && random_.Below(8) != 0) {
      const uint32_t root = RandomRoot();
      node.edges[edge] = model.roots[root];
      *slot = Slot(root);
    }
  }

  void NewFixed(ObjectKind kind) {
    if (!HasRoom()) {
      return DropOrSwap();
    }
    const uint32_t index = NewNode(kind);
    Node& node = model.nodes[index];
    const bool is_cell = kind == ObjectKind::kCell;
    node.tag = is_cell ? 0 : random_.Below(kMaxTag + 1);
    node.edge_count = is_cell ? 1 : random_.Below(kEdges + 1);
    const uint32_t header = is_cell ? CellHeader(true) : FixedHeader(node.tag, node.edge_count, 8);
    const Ref place = Allocate(state(), Sp(), HeaderUnits(header) * kUnitBytes);
    auto* object = At<FixedObject>(state(), place);
    object->header = header;
    for (uint32_t edge = 0; edge < node.edge_count; ++edge) {
      SetEdge(node, edge, &object->refs[edge]);
    }
    if (!is_cell) {
      *At<uint64_t>(state(), place + ScalarOffset(node.edge_count)) = ScalarOf(node.id);
    }
    PushRoot(index, place);
  }

  void NewCounted() {
    if (!HasRoom()) {
      return DropOrSwap();
    }
    const ObjectKind kinds[] = {ObjectKind::kBytes, ObjectKind::kWords, ObjectKind::kRefs};
    const uint32_t index = NewNode(kinds[random_.Below(3)]);
    Node& node = model.nodes[index];
    const bool is_large = random_.Below(6) == 0;
    node.length = is_large ? 8200 + random_.Below(60'000) : random_.Below(100);
    const Ref place = vera_gc_alloc_array(state(), Sp(), node.kind, node.length);
    auto* object = At<CountedObject>(state(), place);
    if (node.kind == ObjectKind::kRefs) {
      node.edge_count = node.length < kEdges ? node.length : kEdges;
      for (uint32_t edge = 0; edge < node.edge_count; ++edge) {
        SetEdge(node, edge, object->elements<Ref>() + ElementOf(node, edge));
      }
    } else if (node.kind == ObjectKind::kWords) {
      for (uint32_t i = 0; i < node.length; ++i) {
        object->elements<uint64_t>()[i] = ScalarOf(node.id + i);
      }
    } else {
      for (uint32_t i = 0; i < node.length; ++i) {
        object->elements<uint8_t>()[i] = static_cast<uint8_t>(node.id + i);
      }
    }
    PushRoot(index, place);
  }

  static uint32_t ElementOf(const Node& node, uint32_t edge) {
    return node.length <= kEdges ? edge : edge * (node.length / kEdges);
  }

  void NewWrapper() {
    if (!HasRoom()) {
      return DropOrSwap();
    }
    const uint32_t index = NewNode(ObjectKind::kWrapper);
    Node& node = model.nodes[index];
    node.tag = 1 + random_.Below(3);
    node.edge_count = 2;
    model.contents[index][0] = model.contents[index][1] = kNil;
    model.handle_live[index] = true;
    ++model.live_handles;
    // Containers are filled before their wrapper exists, or in place when it may be old already.
    const bool fill_first = random_.Below(2) == 0;
    if (fill_first) {
      FillContainer(index);
    }
    const Ref place =
        vera_gc_new_wrapper(state(), Sp(), static_cast<WrapperKind>(node.tag), index + 1);
    if (!fill_first) {
      FillContainer(index);
      vera_gc_remember(state(), place);
    }
    PushRoot(index, place);
  }

  void FillContainer(uint32_t index) {
    SetEdge(model.nodes[index], 0, &model.contents[index][0]);
    SetEdge(model.nodes[index], 1, &model.contents[index][1]);
  }

  // Stores a root into a cell or an array that exists already.
  void Store() {
    const uint32_t root = RandomRoot();
    Node& node = model.nodes[model.roots[root]];
    if ((node.kind != ObjectKind::kCell && node.kind != ObjectKind::kRefs) ||
        node.edge_count == 0) {
      return;
    }
    const uint32_t edge = random_.Below(node.edge_count);
    const uint32_t value = RandomRoot();
    node.edges[edge] = model.roots[value];
    const Ref holder = Slot(root);
    const uint32_t offset = node.kind == ObjectKind::kCell
                                ? kCellRefOffset
                                : kElementsOffset + 4 * ElementOf(node, edge);
    if (random_.Below(2) == 0) {
      StoreRef(state(), holder, offset, Slot(value));
    } else {
      *At<Ref>(state(), holder + offset) = Slot(value);
      vera_gc_remember(state(), holder);
    }
  }

  void DropOrSwap() {
    if (model.root_count < 2) {
      return;
    }
    const uint32_t root = RandomRoot();
    const uint32_t last = model.root_count - 1;
    model.roots[root] = model.roots[last];
    Slot(root) = Slot(last);
    --model.root_count;
  }

  void Garbage() {
    for (uint32_t i = random_.Below(3000); i != 0; --i) {
      const uint32_t header = FixedHeader(1, 0, 8 * random_.Below(6));
      const Ref place = Allocate(state(), Sp(), HeaderUnits(header) * kUnitBytes);
      At<ObjectHeader>(state(), place)->word = header;
      if (stressed()) {
        return;
      }
    }
  }
  bool stressed() { return state()->alloc_limit == 0; }

  void Reach(uint32_t index, Ref place) {
    Node& node = model.nodes[index];
    if (node.seen == model.comparison) {
      VERA_EXPECT(node.place == place);
      return;
    }
    node.seen = model.comparison;
    node.place = place;
    model.work[model.reached++] = static_cast<uint16_t>(index);
  }

  void Compare() {
    ++model.comparison;
    model.reached = 0;
    for (uint32_t root = 0; root < model.root_count; ++root) {
      Reach(model.roots[root], Slot(root));
    }
    for (uint32_t done = 0; done < model.reached; ++done) {
      CompareNode(model.work[done]);
    }
  }

  void CompareEdge(uint16_t edge, Ref place) {
    if (edge == kNone) {
      VERA_EXPECT(place == kNil);
    } else {
      VERA_EXPECT(place != kNil);
      Reach(edge, place);
    }
  }

  void CompareNode(uint32_t index) {
    const Node& node = model.nodes[index];
    const uint32_t header = *At<uint32_t>(state(), node.place);
    VERA_EXPECT((header & kLiveBit) != 0 && HeaderKind(header) == node.kind);
    auto* fixed = At<FixedObject>(state(), node.place);
    auto* counted = At<CountedObject>(state(), node.place);
    switch (node.kind) {
      case ObjectKind::kFixed:
        VERA_EXPECT(header == FixedHeader(node.tag, node.edge_count, 8));
        VERA_EXPECT(*At<uint64_t>(state(), node.place + ScalarOffset(node.edge_count)) ==
                    ScalarOf(node.id));
        [[fallthrough]];
      case ObjectKind::kCell:
        for (uint32_t edge = 0; edge < node.edge_count; ++edge) {
          CompareEdge(node.edges[edge], fixed->refs[edge]);
        }
        break;
      case ObjectKind::kWrapper:
        VERA_EXPECT(static_cast<uint32_t>(HeaderWrapperKind(header)) == node.tag);
        VERA_EXPECT(At<WrapperObject>(state(), node.place)->handle == index + 1);
        VERA_EXPECT(model.handle_live[index]);
        CompareEdge(node.edges[0], model.contents[index][0]);
        CompareEdge(node.edges[1], model.contents[index][1]);
        break;
      case ObjectKind::kRefs:
        VERA_EXPECT(counted->length == node.length);
        for (uint32_t edge = 0; edge < node.edge_count; ++edge) {
          CompareEdge(node.edges[edge], counted->elements<Ref>()[ElementOf(node, edge)]);
        }
        break;
      case ObjectKind::kWords:
        VERA_EXPECT(counted->length == node.length);
        for (uint32_t i = 0; i < node.length; i += 97) {
          VERA_EXPECT(counted->elements<uint64_t>()[i] == ScalarOf(node.id + i));
        }
        break;
      default:
        VERA_EXPECT(counted->length == node.length);
        for (uint32_t i = 0; i < node.length; i += 97) {
          VERA_EXPECT(counted->elements<uint8_t>()[i] == static_cast<uint8_t>(node.id + i));
        }
        break;
    }
  }

  // Nodes that the comparison didn't reach are garbage.
  void Recycle() {
    for (Node& node : model.nodes) {
      node.used = node.used && node.seen == model.comparison;
    }
  }

  // Right after a major collection exactly the reachable wrappers have a live handle.
  void CheckHandles() {
    uint32_t wrappers = 0;
    for (uint32_t i = 0; i < model.reached; ++i) {
      wrappers += model.nodes[model.work[i]].kind == ObjectKind::kWrapper ? 1 : 0;
    }
    VERA_EXPECT(wrappers == model.live_handles);
    VERA_EXPECT(wrappers == heap_.stats().wrappers);
  }

  TestHeap heap_;
  Random random_;
  uint32_t next_id_;
};

}  // namespace

void RandomGraphs() {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    Program({}, seed).Run(6000);
  }
}

void RandomGraphsTinyNursery() {
  Config config = {};
  config.nursery_bytes = config.nursery_max_bytes = kPageBytes;
  for (uint64_t seed = 11; seed <= 13; ++seed) {
    Program(config, seed).Run(6000);
  }
}

void RandomGraphsUnderStress() {
  Config config = {};
  config.stress_interval = 1;
  for (uint64_t seed = 21; seed <= 22; ++seed) {
    Program(config, seed).Run(3000);
  }
}

}  // namespace vera::gc::test
