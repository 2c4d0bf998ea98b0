#include "sema/infer.h"

#include <gtest/gtest.h>

namespace vera::sema {
namespace {

class InferTest : public ::testing::Test {
 protected:
  CheckedProgram program;
  TypeTable& types = program.types;
  Inference infer{types, program};
  const TypeId integer = types.Primitive(TypeKind::kInt);
  const TypeId nat = types.Primitive(TypeKind::kNat);
  const TypeId string = types.Primitive(TypeKind::kString);
  const TypeId byte = types.Primitive(TypeKind::kByte);
};

TEST_F(InferTest, NatAndIntAreBelowEachOther) {
  EXPECT_TRUE(infer.Subtype(nat, integer));
  EXPECT_TRUE(infer.Subtype(integer, nat));
  EXPECT_TRUE(infer.Subtype(types.Array(integer), types.Array(nat)));
  EXPECT_FALSE(infer.Subtype(integer, string));
  EXPECT_FALSE(infer.Equal(integer, nat));
  EXPECT_EQ(infer.Join(types.Array(integer), types.Array(nat)), types.Array(integer));
}

TEST_F(InferTest, LiteralsTakeIntNotByte) {
  const TypeId literal = infer.NewVar(FlexKind::kLiteral);
  EXPECT_FALSE(infer.Agree(literal, byte));
  EXPECT_EQ(infer.BaseKind(literal), TypeKind::kNat);
  EXPECT_TRUE(infer.Subtype(types.Array(literal), types.Array(integer)));
  EXPECT_EQ(infer.Finish(literal), integer);
  EXPECT_EQ(infer.Finish(infer.NewVar(FlexKind::kLiteral)), nat);
}

TEST_F(InferTest, OpenVariablesBindOnceAndNeverToThemselves) {
  const TypeId open = infer.NewVar(FlexKind::kFresh);
  EXPECT_TRUE(infer.Subtype(types.Set(open), types.Set(string)));
  EXPECT_FALSE(infer.Subtype(open, integer));
  const TypeId other = infer.NewVar(FlexKind::kFresh);
  EXPECT_FALSE(infer.Subtype(other, types.Array(other)));
}

TEST_F(InferTest, TypesThatDoubleStaySmall) {
  const TypeId literal = infer.NewVar(FlexKind::kLiteral);
  TypeId type = literal;
  for (int i = 0; i < 200; ++i) {
    type = types.Tuple({type, type});
  }
  EXPECT_FALSE(infer.ContainsVar(type));
  EXPECT_FALSE(infer.ContainsFresh(type));
  EXPECT_FALSE(types.HasFlex(infer.Finish(type)));
}

TEST_F(InferTest, NeverAgreesWithAllAndBindsNothing) {
  const TypeId never = types.Primitive(TypeKind::kNever);
  const TypeId literal = infer.NewVar(FlexKind::kLiteral);
  EXPECT_TRUE(infer.Subtype(never, literal));
  EXPECT_TRUE(infer.IsOpen(literal));
  EXPECT_EQ(infer.Join(never, string), string);
}

TEST_F(InferTest, FunctionsAreContravariantAndRowsSubsets) {
  const RowId io = types.Row({.effects = {{{1}, {}}}});
  const TypeId pure_fn = types.Fn({integer}, string, types.pure_row());
  const TypeId io_fn = types.Fn({integer}, string, io);
  EXPECT_TRUE(infer.Subtype(pure_fn, io_fn));
  EXPECT_FALSE(infer.Subtype(io_fn, pure_fn));
  EXPECT_FALSE(infer.Subtype(types.Fn({string}, string, io), io_fn));
}

TEST_F(InferTest, FirstAnswerStaysButNestedOnesMustNotConflict) {
  const TypeVarId t{5};
  Substitution found;
  llvm::SmallVector<TypeVarId, 2> conflicts;
  infer.Infer(types.Var(t), nat, {t}, found, &conflicts);
  infer.Infer(types.Var(t), integer, {t}, found, &conflicts);
  EXPECT_EQ(found[5], nat);
  EXPECT_TRUE(conflicts.empty());
  found.clear();
  infer.Infer(types.Var(t), types.Array(string), {t}, found, &conflicts);
  infer.Infer(types.Var(t), types.Array(integer), {t}, found, &conflicts);
  EXPECT_EQ(conflicts.size(), 1u);
}

}  // namespace
}  // namespace vera::sema
