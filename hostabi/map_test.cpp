#include "hostabi/map.h"

#include <algorithm>
#include <map>
#include <random>

#include "hostabi/container.h"
#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

constexpr ContainerShape kIntToInt = {.is_set = false,
                                      .key = KeyKind::kWord,
                                      .key_content = ContentKind::kWord,
                                      .value_content = ContentKind::kWord};
constexpr ContainerShape kTextToText = {.is_set = false,
                                        .key = KeyKind::kText,
                                        .key_content = ContentKind::kRef,
                                        .value_content = ContentKind::kRef};
constexpr ContainerShape kComposite = {.is_set = false,
                                       .key = KeyKind::kComposite,
                                       .key_content = ContentKind::kRef,
                                       .value_content = ContentKind::kWord};

uint64_t BitsOf(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

class MapTest : public HostTest {
 protected:
  RuntimeState* state() { return host_.state(); }
  Value New(ContainerShape shape) { return host_.Call(vera_host_container_new, shape.Encode()); }
  std::vector<int64_t> Words(Ref array) {
    std::vector<int64_t> words;
    auto* object = gc::At<gc::CountedObject>(state(), array);
    for (uint32_t i = 0; i < object->length; ++i) {
      words.push_back(object->elements<int64_t>()[i]);
    }
    return words;
  }
  std::vector<int64_t> Keys(Ref map) { return Words(host_.Call(vera_host_container_keys, map)); }
  std::vector<int64_t> Values(Ref map) { return Words(host_.Call(vera_host_map_values, map)); }
  uint32_t Maps() { return Population(state()).maps; }
  void Collect() { host_.Collect(); }
};
VERA_HOST_TEST_SUITE(MapTest);

TEST_P(MapTest, KeepsTheOrderOfInsertion) {
  Value map = New(kIntToInt);
  for (uint64_t key : {5, 3, 9, 3, 7}) {
    map = host_.Call(vera_host_map_insert_word_word, map, key, 10 * key);
  }
  map = host_.Call(vera_host_map_insert_word_word, map, uint64_t{5}, uint64_t{1});
  EXPECT_EQ(Keys(map), (std::vector<int64_t>{5, 3, 9, 7}));
  EXPECT_EQ(Values(map), (std::vector<int64_t>{1, 30, 90, 70}));
  map = host_.Call(vera_host_container_remove_word, map, uint64_t{3});
  map = host_.Call(vera_host_map_insert_word_word, map, uint64_t{3}, uint64_t{2});
  EXPECT_EQ(Keys(map), (std::vector<int64_t>{5, 9, 7, 3}));
  EXPECT_EQ(vera_host_container_size(state(), map), 4);
}

TEST_P(MapTest, ChangesNoOtherVersion) {
  Value empty = New(kIntToInt);
  Value one = host_.Call(vera_host_map_insert_word_word, empty, uint64_t{1}, uint64_t{10});
  Value two = host_.Call(vera_host_map_insert_word_word, one, uint64_t{2}, uint64_t{20});
  Value other = host_.Call(vera_host_map_insert_word_word, one, uint64_t{1}, uint64_t{11});
  Value none = host_.Call(vera_host_container_remove_word, one, uint64_t{1});
  EXPECT_TRUE(Keys(empty).empty());
  EXPECT_EQ(Values(one), (std::vector<int64_t>{10}));
  EXPECT_EQ(Values(two), (std::vector<int64_t>{10, 20}));
  EXPECT_EQ(Values(other), (std::vector<int64_t>{11}));
  EXPECT_TRUE(Keys(none).empty());
  EXPECT_EQ(Maps(), 5u);
}

TEST_P(MapTest, WhatIsNotThereIsNotRemoved) {
  Value map = host_.Call(vera_host_map_insert_word_word, New(kIntToInt), uint64_t{1}, uint64_t{1});
  EXPECT_EQ(Ref{host_.Call(vera_host_container_remove_word, map, uint64_t{2})}, Ref{map});
}

TEST_P(MapTest, TextsAreEqualByTheirBytes) {
  Value map = New(kTextToText);
  map = host_.Call(vera_host_map_insert_text_ref, map, host_.Text(""), host_.Text("0"));
  map = host_.Call(vera_host_map_insert_text_ref, map, host_.Text(std::string_view("a\0", 2)),
                   host_.Text("1"));
  map = host_.Call(vera_host_map_insert_text_ref, map, host_.Text("a"), host_.Text("2"));
  map = host_.Call(vera_host_map_insert_text_ref, map, host_.Text("a long key, of words"),
                   host_.Text("3"));
  map = host_.Call(vera_host_map_insert_text_ref, map, host_.Text("a"), host_.Text("4"));
  EXPECT_EQ(host_.ReadArray(host_.Call(vera_host_map_values, map)),
            (std::vector<std::string>{"0", "1", "4", "3"}));
  EXPECT_EQ(host_.Read(FindInStringMap(state(), map, "a long key, of words")), "3");
  EXPECT_EQ(FindInStringMap(state(), map, "b"), gc::kNil);
  Value key = host_.Text("a");
  const uint64_t position = vera_host_container_find_text(state(), map, key);
  EXPECT_EQ(host_.Read(vera_host_map_ref_at(state(), map, position)), "4");
}

TEST_P(MapTest, FloatsAreEqualAsNumbers) {
  constexpr ContainerShape shape = {.is_set = false,
                                    .key = KeyKind::kFloat,
                                    .key_content = ContentKind::kWord,
                                    .value_content = ContentKind::kWord};
  const double nan = __builtin_nan("");
  Value map = New(shape);
  for (double key : {-0.0, 0.0, nan, 1.5, nan}) {
    map = host_.Call(vera_host_map_insert_word_word, map, BitsOf(key), uint64_t{1});
  }
  EXPECT_EQ(vera_host_container_size(state(), map), 3);
  EXPECT_EQ(static_cast<uint64_t>(Keys(map)[0]), BitsOf(-0.0));
  EXPECT_NE(vera_host_container_find_word(state(), map, BitsOf(-nan)), 0u);
  EXPECT_NE(vera_host_container_find_word(state(), map, BitsOf(0.0)), 0u);
}

TEST_P(MapTest, SetsOfBytes) {
  constexpr ContainerShape shape = {
      .is_set = true, .key = KeyKind::kWord, .key_content = ContentKind::kByte};
  Value set = New(shape);
  for (uint64_t element : {7, 200, 7}) {
    set = host_.Call(vera_host_set_add_word, set, element);
  }
  Value array = host_.Call(vera_host_container_keys, set);
  EXPECT_EQ(host_.Read(array), "\x07\xC8");
  EXPECT_EQ(Ref{host_.Call(vera_host_set_add_word, set, uint64_t{7})}, Ref{set});
  EXPECT_EQ(Population(state()).maps, 0u);
}

TEST_P(MapTest, EachKindOfKeyAndValue) {
  Value text = host_.Text("key");
  Value counts = New({.is_set = false,
                      .key = KeyKind::kText,
                      .key_content = ContentKind::kRef,
                      .value_content = ContentKind::kByte});
  counts = host_.Call(vera_host_map_insert_text_word, counts, text, uint64_t{65});
  EXPECT_EQ(host_.Read(host_.Call(vera_host_map_values, counts)), "A");
  counts = host_.Call(vera_host_container_remove_text, counts, text);
  EXPECT_EQ(vera_host_container_size(state(), counts), 0);

  Value texts = New({.is_set = true, .key = KeyKind::kText, .key_content = ContentKind::kRef});
  texts = host_.Call(vera_host_set_add_text, texts, text);
  texts = host_.Call(vera_host_set_add_text, texts, host_.Text("key"));
  EXPECT_EQ(host_.ReadArray(host_.Call(vera_host_container_keys, texts)),
            (std::vector<std::string>{"key"}));

  Value set = New({.is_set = true, .key = KeyKind::kComposite, .key_content = ContentKind::kRef});
  set = host_.Call(vera_host_set_add_at, set, uint64_t{1}, uint64_t{0}, text);
  const uint64_t position = vera_host_container_candidate(state(), set, 1, 0);
  EXPECT_EQ(Ref{host_.Call(vera_host_set_add_at, set, uint64_t{1}, position, text)}, Ref{set});
  set = host_.Call(vera_host_set_add_at, set, uint64_t{1}, uint64_t{0}, host_.Text("other"));
  EXPECT_EQ(vera_host_container_size(state(), set), 2);

  Value map = New({.is_set = false,
                   .key = KeyKind::kComposite,
                   .key_content = ContentKind::kRef,
                   .value_content = ContentKind::kRef});
  map = host_.Call(vera_host_map_insert_at_ref, map, uint64_t{1}, uint64_t{0}, text, text);
  EXPECT_EQ(host_.ReadArray(host_.Call(vera_host_map_values, map)),
            (std::vector<std::string>{"key"}));
}

TEST_P(MapTest, HandlesDieWithTheirWrappers) {
  {
    Value map = New(kIntToInt);
    for (uint64_t i = 0; i < 100; ++i) {
      map = host_.Call(vera_host_map_insert_word_word, map, i, i);
    }
    EXPECT_EQ(vera_host_container_size(state(), map), 100);
    host_.DropAllBut(map);
  }
  Collect();
  EXPECT_EQ(Maps(), 1u);
  host_.DropAll();
  Collect();
  EXPECT_EQ(Maps(), 0u);
}

// A map can hold only what was there before it, so none can hold itself, in however many steps; and
// if one did, the collector would still find it dead, because handles are not counted.
TEST_P(MapTest, MapsInMapsDieTogether) {
  constexpr ContainerShape shape = {.is_set = false,
                                    .key = KeyKind::kWord,
                                    .key_content = ContentKind::kWord,
                                    .value_content = ContentKind::kRef};
  Value map = New(shape);
  for (uint64_t i = 0; i < 200; ++i) {
    map = host_.Call(vera_host_map_insert_word_ref, map, i % 3, Ref{map});
  }
  host_.DropAllBut(map);
  Collect();
  EXPECT_GT(Maps(), 3u);
  host_.DropAll();
  Collect();
  EXPECT_EQ(Maps(), 0u);
}

TEST_P(MapTest, StringMapsForTheHost) {
  RuntimeState* state = this->state();
  Value pairs[] = {host_.Text("b"), host_.Text("1"), host_.Text("a"),
                   host_.Text("2"), host_.Text("b"), host_.Text("3")};
  Value map = host_.Keep(NewStringMap(state, host_.sp(), pairs[0].slot(), 3));
  ASSERT_EQ(MapSize(state, map), 2u);
  MapEntry entries[2];
  CopyEntries(state, map, entries);
  EXPECT_EQ(host_.Read(static_cast<Ref>(entries[0].key)), "b");
  EXPECT_EQ(host_.Read(static_cast<Ref>(entries[0].value)), "3");
  EXPECT_EQ(host_.Read(static_cast<Ref>(entries[1].key)), "a");
}

TEST_P(MapTest, NumbersThatRunOutAreGivenAnew) {
  Value map = New(kIntToInt);
  map = host_.Call(vera_host_map_insert_word_word, map, uint64_t{1}, uint64_t{1});
  const auto handle = gc::At<gc::WrapperObject>(state(), map)->handle;
  HostOf(state()).maps.Get(handle)->next_order = 0xFFFFFFFD;
  for (uint64_t key : {9, 8, 7, 6, 5}) {
    map = host_.Call(vera_host_map_insert_word_word, map, key, key);
  }
  EXPECT_EQ(Keys(map), (std::vector<int64_t>{1, 9, 8, 7, 6, 5}));
  EXPECT_LT(ContainerOf(state(), map).next_order, 10u);
}

// Composite keys as generated code handles them; here a key is a string and its hash what a test
// wants it to be.
class Probe {
 public:
  Probe(TestHost& host, Ref map) : host_(host), map_(host.Keep(map)) {}
  uint64_t Find(std::string_view text, uint64_t hash) {
    uint64_t at = 0;
    do {
      at = vera_host_container_candidate(host_.state(), map_, hash, at);
    } while (at != 0 && host_.Read(vera_host_container_key_at(host_.state(), map_, at)) != text);
    return at;
  }
  void Put(std::string_view text, uint64_t hash, uint64_t value) {
    Ref key = host_.Text(text);
    map_ = Value(host_.Keep(vera_host_map_insert_at_word(host_.state(), host_.sp(), map_, hash,
                                                         Find(text, hash), key, value)));
  }
  void Remove(std::string_view text, uint64_t hash) {
    map_ = Value(host_.Keep(
        vera_host_container_remove_at(host_.state(), host_.sp(), map_, hash, Find(text, hash))));
  }
  Ref map() const { return map_; }

 private:
  TestHost& host_;
  Value map_;
};

TEST_P(MapTest, EqualHashesAreToldApart) {
  Probe probe(host_, New(kComposite));
  for (int i = 0; i < 40; ++i) {
    probe.Put("k" + std::to_string(i), i % 2, i);
  }
  probe.Put("k4", 0, 400);
  EXPECT_EQ(vera_host_container_size(state(), probe.map()), 40);
  EXPECT_EQ(vera_host_map_word_at(state(), probe.map(), probe.Find("k4", 0)), 400u);
  EXPECT_EQ(probe.Find("k4", 1), 0u);
  for (int i = 0; i < 39; ++i) {
    probe.Remove("k" + std::to_string(i), i % 2);
  }
  EXPECT_EQ(host_.ReadArray(host_.Call(vera_host_container_keys, probe.map())),
            (std::vector<std::string>{"k39"}));
}

// Random programs over many versions, against a model; nodes are shared by all of them.
struct Model {
  std::map<int64_t, int64_t> values;
  std::vector<int64_t> order;

  void Put(int64_t key, int64_t value) {
    if (values.emplace(key, value).second) {
      order.push_back(key);
    }
    values[key] = value;
  }
  void Remove(int64_t key) {
    if (values.erase(key) != 0) {
      order.erase(std::find(order.begin(), order.end(), key));
    }
  }
};

TEST_P(MapTest, AgreesWithAModel) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const int steps = GetParam() ? 600 : 20000;
  constexpr size_t kVersions = 4;
  Value array = host_.Keep(NewRefs(state(), host_.sp(), kVersions));
  std::vector<Model> models(kVersions);
  Ref* base = host_.sp();
  for (uint32_t i = 0; i < kVersions; ++i) {
    Value map = New(kIntToInt);
    SetElement(state(), array, i, map);
  }
  for (int step = 0; step < steps; ++step) {
    host_.DropTo(base);
    const uint32_t from = random() % kVersions;
    const uint32_t to = random() % kVersions;
    // A small range, so that removing meets what is there; a wide one now and then.
    const auto key = static_cast<int64_t>(random() % 8 == 0 ? random() : random() % 300);
    Model model = models[from];
    Ref map = ElementOf(state(), array, from);
    if (random() % 5 < 3) {
      model.Put(key, step);
      map = vera_host_map_insert_word_word(state(), host_.sp(), map, key, step);
    } else {
      model.Remove(key);
      map = vera_host_container_remove_word(state(), host_.sp(), map, key);
    }
    models[to] = model;
    SetElement(state(), array, to, map);
    ASSERT_EQ(vera_host_container_size(state(), map), static_cast<int64_t>(model.order.size()));
    if (step % 50 == 0) {
      Value kept = host_.Keep(map);
      ASSERT_EQ(Keys(kept), model.order);
      std::vector<int64_t> values;
      for (int64_t k : model.order) {
        values.push_back(model.values[k]);
      }
      ASSERT_EQ(Values(kept), values);
    }
  }
  host_.DropTo(base);
  Collect();
  EXPECT_LE(Maps(), kVersions);
  host_.DropAll();
  Collect();
  EXPECT_EQ(Maps(), 0u);
  EXPECT_EQ(host_.HostBytes(),
            static_cast<int64_t>(HostPool::Rounded(HostOf(state()).maps.table_bytes())));
}

}  // namespace
}  // namespace vera::hostabi
