#ifndef VERA_BUILTINS_SET_H_
#define VERA_BUILTINS_SET_H_

#include <array>

#include "builtins/builtin.h"

// Immutable sets that remember the order of insertion (spec §9.4.2).

namespace vera::builtins {

inline constexpr auto kSetBuiltins = std::to_array<Builtin>({
    {.name = "set_add",
     .family = Family::kSet,
     .signature = "forall<T where Eq<T>, Hash<T>> (Set<T>, T -> Set<T>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.95",
     .doc = "The set with the element."},
    {.name = "set_contains",
     .family = Family::kSet,
     .signature = "forall<T where Eq<T>, Hash<T>> (Set<T>, T -> Bool) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.95",
     .doc = "Whether the set has the element."},
    {.name = "set_new",
     .family = Family::kSet,
     .signature = "forall<T where Eq<T>, Hash<T>> (-> Set<T>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.95",
     .doc = "The empty set."},
    {.name = "set_remove",
     .family = Family::kSet,
     .signature = "forall<T where Eq<T>, Hash<T>> (Set<T>, T -> Set<T>) effects(pure)",
     .lowering = Lowering::kIr,
     .kind = "host",
     .implementation = "host",
     .since = "0.0.95",
     .doc = "The set without the element."},
    {.name = "set_size",
     .family = Family::kSet,
     .signature = "forall<T where Eq<T>, Hash<T>> (Set<T> -> Int) effects(pure)",
     .lowering = Lowering::kHost,
     .target = "container_size",
     .kind = "host",
     .implementation = "host",
     .since = "0.0.95",
     .doc = "Number of elements."},
    {.name = "set_to_array",
     .family = Family::kSet,
     .signature = "forall<T where Eq<T>, Hash<T>> (Set<T> -> Array<T>) effects(pure)",
     .lowering = Lowering::kHost,
     .target = "container_keys",
     .kind = "host",
     .implementation = "host",
     .since = "0.0.95",
     .doc = "The elements in order of insertion."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_SET_H_
