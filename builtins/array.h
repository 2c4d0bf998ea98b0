#ifndef VERA_BUILTINS_ARRAY_H_
#define VERA_BUILTINS_ARRAY_H_

#include <array>

#include "builtins/builtin.h"

// Immutable arrays; function arguments are pure (spec §9.6.1 to §9.6.8, §9.6.21).

namespace vera::builtins {

inline constexpr auto kArrayBuiltins = std::to_array<Builtin>({
    {.name = "array_all", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, fn(T -> Bool) effects(pure) -> Bool) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "Whether the predicate holds for every element; stops at the first that fails."},
    {.name = "array_any", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, fn(T -> Bool) effects(pure) -> Bool) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "Whether the predicate holds for some element; stops at the first that does."},
    {.name = "array_append", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, T -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.78",
     .doc = "The array with one more element at its end."},
    {.name = "array_concat", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, Array<T> -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.78",
     .doc = "The elements of the first array, then those of the second."},
    {.name = "array_filter", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, fn(T -> Bool) effects(pure) -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.91",
     .doc = "The elements for which the predicate holds, in their order."},
    {.name = "array_find", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, fn(T -> Bool) effects(pure) -> Option<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "The first element for which the predicate holds, if there is one."},
    {.name = "array_flatten", .family = Family::kArray,
     .signature = "forall<T> (Array<Array<T>> -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "The elements of the inner arrays, one after another."},
    {.name = "array_fold", .family = Family::kArray,
     .signature = "forall<T, U> (Array<T>, U, fn(U, T -> U) effects(pure) -> U) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.91",
     .doc = "The accumulator after the function has taken every element from left to right."},
    {.name = "array_length", .family = Family::kArray,
     .signature = "forall<T> (Array<T> -> Int) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.78",
     .doc = "Number of elements."},
    {.name = "array_map", .family = Family::kArray,
     .signature = "forall<A, B> (Array<A>, fn(A -> B) effects(pure) -> Array<B>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.91",
     .doc = "The function's result for each element."},
    {.name = "array_mapi", .family = Family::kArray,
     .signature = "forall<A, B> (Array<A>, fn(A, Nat -> B) effects(pure) -> Array<B>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "The function's result for each element and its index."},
    {.name = "array_range", .family = Family::kArray,
     .signature = "(Int, Int -> Array<Int>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.78",
     .doc = "The integers from the first up to, not including, the second."},
    {.name = "array_reverse", .family = Family::kArray,
     .signature = "forall<T> (Array<T> -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "The elements from last to first."},
    {.name = "array_slice", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, Int, Int -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.91",
     .doc = "The elements from start up to, not including, end; both are clamped to the array."},
    {.name = "array_sort_by", .family = Family::kArray,
     .signature = "forall<T> (Array<T>, fn(T, T -> Ordering) effects(pure) -> Array<T>) effects(pure)",
     .lowering = Lowering::kIr, .kind = "pure", .implementation = "inline", .since = "0.0.117",
     .doc = "The elements in the comparator's order; elements that compare equal keep theirs."},
});

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_ARRAY_H_
