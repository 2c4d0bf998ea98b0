#include "ir/module.h"

#include "gtest/gtest.h"
#include "ir/builder.h"
#include "ir/verifier.h"

namespace vera::ir {
namespace {

TEST(LayoutTest, ConsOfAnIntTakesSixteenBytes) {
  Layout layout = MakeLayout(1, {Type::kI64, Type::kRef}, false);
  EXPECT_EQ(layout.offsets, (std::vector<uint32_t>{8, 4}));
  EXPECT_EQ(layout.ref_count, 1u);
  EXPECT_EQ(layout.size, 16u);
}

TEST(LayoutTest, ReferencesThenWideThenNarrowScalars) {
  Layout layout = MakeLayout(
      0, {Type::kI1, Type::kRef, Type::kI32, Type::kF64, Type::kRef, Type::kI8}, false);
  // Two references end at 12, scalars start at 16.
  EXPECT_EQ(layout.offsets, (std::vector<uint32_t>{28, 4, 24, 16, 8, 29}));
  EXPECT_EQ(layout.size, 32u);
}

TEST(LayoutTest, ScalarsStartAtAMultipleOfEightEvenWhenNarrow) {
  Layout layout = MakeLayout(0, {Type::kI1}, false);
  EXPECT_EQ(layout.offsets, (std::vector<uint32_t>{8}));
  EXPECT_EQ(layout.size, 16u);
  layout = MakeLayout(0, {Type::kRef, Type::kRef, Type::kRef, Type::kI1}, false);
  EXPECT_EQ(layout.offsets[3], 16u);
  EXPECT_EQ(layout.size, 24u);
}

TEST(LayoutTest, CodePointerIsTheFirstScalarOfAClosure) {
  Layout layout = MakeLayout(0, {Type::kI64, Type::kRef}, true);
  EXPECT_EQ(layout.code_offset, 8u);
  EXPECT_EQ(layout.offsets, (std::vector<uint32_t>{16, 4}));
  EXPECT_EQ(layout.size, 24u);
  EXPECT_EQ(MakeLayout(0, {}, true).size, 16u);
}

TEST(LayoutTest, LimitsOfAnObject) {
  std::vector<Type> refs(255, Type::kRef);
  EXPECT_TRUE(LayoutFits(2047, refs, false));
  EXPECT_FALSE(LayoutFits(2048, refs, false));
  refs.push_back(Type::kRef);
  EXPECT_FALSE(LayoutFits(0, refs, false));
  // 8 bytes of header and 254 words are 2,040 bytes.
  EXPECT_TRUE(LayoutFits(0, std::vector<Type>(254, Type::kI64), false));
  EXPECT_FALSE(LayoutFits(0, std::vector<Type>(255, Type::kI64), false));
  EXPECT_FALSE(LayoutFits(0, std::vector<Type>(254, Type::kI64), true));
  EXPECT_FALSE(LayoutFits(0, {Type::kVoid}, false));
}

TEST(ModuleTest, TablesHoldEqualRowsOnce) {
  Module module;
  LayoutId pair = InternLayout(module, 0, {Type::kI64, Type::kRef}, false);
  EXPECT_EQ(InternLayout(module, 0, {Type::kI64, Type::kRef}, false), pair);
  EXPECT_NE(InternLayout(module, 0, {Type::kI64, Type::kRef}, true), pair);
  EXPECT_NE(InternLayout(module, 1, {Type::kI64, Type::kRef}, false), pair);
  EXPECT_EQ(InternLiteral(module, "a"), InternLiteral(module, "a"));
  EXPECT_NE(InternLiteral(module, "a"), InternLiteral(module, "b"));
  SignatureId plain = InternSignature(module, {Type::kI64}, Type::kRef, false);
  EXPECT_EQ(InternSignature(module, {Type::kI64}, Type::kRef, false), plain);
  EXPECT_NE(InternSignature(module, {Type::kI64}, Type::kRef, true), plain);
}

TEST(BuilderTest, BuildsAFunctionThatVerifies) {
  Module module;
  module.sources.push_back("a.vera");
  module.functions.emplace_back();
  module.functions[0].name = "f";
  module.functions[0].result = Type::kI64;
  Builder b(module, FuncId{0});
  BlockId entry = b.NewBlock();
  ValueId n = b.AddParam(entry, Type::kI64);
  BlockId done = b.NewBlock();
  ValueId result = b.AddParam(done, Type::kI64);
  BlockId other = b.NewBlock();
  b.SetBlock(entry);
  EXPECT_FALSE(b.terminated());
  b.CondBr(b.Icmp(Pred::kSlt, n, b.ConstI64(0)), done, other, {n});
  EXPECT_TRUE(b.terminated());
  b.SetBlock(other);
  LayoutId layout = InternLayout(module, 3, {Type::kI64, Type::kRef}, false);
  ValueId object = b.DataNew(layout, {n, b.ConstString("x")});
  b.Br(done, {b.DataGet(layout, 0, object)});
  b.SetBlock(done);
  b.Ret(result);
  EXPECT_EQ(module.functions[0].param_types, std::vector<Type>{Type::kI64});
  EXPECT_EQ(Verify(module, kHigh), std::vector<std::string>());
}

}  // namespace
}  // namespace vera::ir
