#include "sema/type.h"

#include <gtest/gtest.h>

namespace vera::sema {
namespace {

TEST(TypeTable, EqualTypesShareAnId) {
  TypeTable types;
  const TypeId integer = types.Primitive(TypeKind::kInt);
  EXPECT_EQ(types.Array(integer), types.Array(integer));
  EXPECT_NE(types.Array(integer), types.Set(integer));
  EXPECT_EQ(types.Fn({integer}, integer, types.pure_row()),
            types.Fn({integer}, integer, types.Row({})));
  EXPECT_EQ(types[types.Primitive(TypeKind::kDecimal)].kind, TypeKind::kDecimal);
}

TEST(TypeTable, RowsAreSets) {
  TypeTable types;
  const EffectInstance io{{1}, {}};
  const EffectInstance state{{0}, {types.Primitive(TypeKind::kInt)}};
  EXPECT_EQ(types.Row({.effects = {io, state, io}}), types.Row({.effects = {state, io}}));
  EXPECT_NE(types.Row({.effects = {io}}), types.Row({.effects = {io}, .tail = 7}));
  EXPECT_EQ(types.Row({}), types.pure_row());
}

TEST(TypeTable, SubstitutionReachesArgumentsAndRows) {
  TypeTable types;
  const TypeId t = types.Var({3});
  const TypeId integer = types.Primitive(TypeKind::kInt);
  const RowId open = types.Row({.effects = {}, .tail = 4});
  const RowId io = types.Row({.effects = {{{1}, {}}}});
  const TypeId fn = types.Fn({types.Array(t)}, t, open);
  Substitution by_type;
  by_type[3] = integer;
  RowSubstitution by_row;
  by_row[4] = io;
  EXPECT_EQ(types.Substitute(fn, by_type, by_row), types.Fn({types.Array(integer)}, integer, io));
  EXPECT_TRUE(types.HasVars(fn));
  EXPECT_FALSE(types.HasVars(types.Substitute(fn, by_type, by_row)));
  EXPECT_FALSE(types.HasFlex(fn));
  EXPECT_TRUE(types.HasFlex(types.Array(types.Var({TypeVarId::kFlexBase}))));
}

TEST(TypeTable, StripDropsRefinementsOnly) {
  TypeTable types;
  const TypeId nat = types.Primitive(TypeKind::kNat);
  EXPECT_EQ(types.Strip(types.Refined(types.Refined(nat, {0}, {}), {1}, {})), nat);
  EXPECT_EQ(types.Strip(nat), nat);
}

TEST(TypeTable, ExtentCountsLevelsAndParts) {
  TypeTable types;
  TypeId type = types.Primitive(TypeKind::kInt);
  for (int level = 0; level < 40; ++level) {
    type = types.Tuple({type, type});
  }
  EXPECT_EQ(types.extent(type).depth, 41u);
  EXPECT_EQ(types.extent(type).size, UINT32_MAX);
  EXPECT_EQ(types.extent(types.Array(types.Primitive(TypeKind::kNat))).size, 2u);
  EXPECT_EQ(types.largest().depth, 41u);
}

}  // namespace
}  // namespace vera::sema
