#ifndef VERA_BUILTINS_MAP_H_
#define VERA_BUILTINS_MAP_H_

#include <array>

#include "builtins/builtin.h"

// Immutable maps that remember the order of insertion (spec §9.4.3).

namespace vera::builtins {

inline constexpr auto kMapBuiltins = std::to_array<Builtin>({
    {.name = "map_contains",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V>, K -> Bool) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "Whether the map has the key."},
    {.name = "map_get",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V>, K -> Option<V>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "The key's value, if the map has it."},
    {.name = "map_insert",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V>, K, V -> Map<K, V>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "The map with the key bound to the value; a key that was there keeps its place."},
    {.name = "map_keys",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V> -> Array<K>) effects(pure)",
     .lowering = Lowering::kHost,
     .target = "container_keys",
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "The keys in order of insertion."},
    {.name = "map_new",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (-> Map<K, V>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "The empty map."},
    {.name = "map_remove",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V>, K -> Map<K, V>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "The map without the key."},
    {.name = "map_size",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V> -> Int) effects(pure)",
     .lowering = Lowering::kHost,
     .target = "container_size",
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "Number of keys."},
    {.name = "map_values",
     .family = Family::kMap,
     .signature = "forall<K, V where Eq<K>, Hash<K>> (Map<K, V> -> Array<V>) effects(pure)",
     .lowering = Lowering::kHost,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.94",
     .doc = "The values in the order of their keys' insertion."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_MAP_H_
