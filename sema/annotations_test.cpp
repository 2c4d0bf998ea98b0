#include <gtest/gtest.h>

#include "sema/check_testing.h"
#include "sema/explain_slots.h"
#include "sema/walk.h"

// What elaboration reads: the types, bindings and call targets that checking leaves in the tree.

namespace vera::sema {
namespace {

using syntax::NodeKind;

// The types of all expressions of a kind in the last function of the root file, in source order:
// "Int, Nat".
std::string TypesOf(const CheckedText& checked, NodeKind kind) {
  const Module& module = checked.program->modules[0];
  const auto* fn = syntax::As<syntax::FnDecl>(module.tree->program().decls.back());
  std::string out;
  ForEachExpr(*fn->body, [&](const syntax::Expr& expr) {
    if (expr.kind == kind) {
      out += (out.empty() ? "" : ", ") + checked.program->Spell(module.notes.type[expr.id]);
    }
  });
  return out;
}

CheckedText Body(const std::string& body, const std::string& before = "") {
  CheckedText checked = CheckText(before + Fn("fn f(@Int, @Nat, @Byte -> @Int)", body));
  EXPECT_EQ(checked.sink.diagnostics().size(), 0u);
  return checked;
}

TEST(Annotations, LiteralsTakeTheTypeOfTheirContext) {
  EXPECT_EQ(TypesOf(Body("  @Int.0 + 1"), NodeKind::kIntLit), "Int");
  EXPECT_EQ(TypesOf(Body("  let @Nat = @Nat.0 + 1; 2"), NodeKind::kIntLit), "Nat, Int");
  EXPECT_EQ(TypesOf(Body("  let @Int = 0 - 5; @Int.0"), NodeKind::kIntLit), "Int, Int");
  EXPECT_EQ(TypesOf(Body("  let @Array<Byte> = array_append([@Byte.0], 3); 1"), NodeKind::kIntLit),
            "Byte, Int");
  EXPECT_EQ(TypesOf(Body("  array_fold([1, 2], 0, fn(@Int, @Int -> @Int) effects(pure) "
                         "{ @Int.1 - @Int.0 })"),
                    NodeKind::kIntLit),
            "Int, Int, Int");
}

TEST(Annotations, ContextSettlesWhatConstructorsLeaveOpen) {
  EXPECT_EQ(TypesOf(Body("  let @Option<Int> = if @Int.0 > 0 then { None } else { Some(1) }; 1"),
                    NodeKind::kNullaryConstructor),
            "Option<Int>");
  EXPECT_EQ(TypesOf(Body("  let @Result<Int, String> = Err(\"a\"); 1"), NodeKind::kConstructorCall),
            "Result<Int, String>");
  EXPECT_EQ(TypesOf(Body("  let @Array<String> = []; 1"), NodeKind::kArrayLit), "Array<String>");
  EXPECT_EQ(
      TypesOf(Body("  match None { Some(@Int) -> 1, None -> 2 }"), NodeKind::kNullaryConstructor),
      "Option<Int>");
}

TEST(Annotations, CallsSayWhatTheyMean) {
  const CheckedText checked = Body("  id(id2(3))", Fn("forall<T> fn id(@T -> @T)", "@T.0") +
                                                       Fn("forall<T> fn id2(@T -> @T)", "@T.0"));
  const Module& module = checked.program->modules[0];
  const auto* fn = syntax::As<syntax::FnDecl>(module.tree->program().decls.back());
  const auto* call = syntax::As<syntax::FnCall>(fn->body->result);
  const CallTarget& target = module.notes.calls[module.notes.call[call->id]];
  ASSERT_EQ(target.kind, CallKind::kFunction);
  EXPECT_EQ(checked.program->functions[target.decl.index].path, "id");
  ASSERT_EQ(target.type_args.size(), 1u);
  EXPECT_EQ(checked.program->Spell(target.type_args[0]), "Int");
}

TEST(Annotations, PreludeFunctionsAreLoadedWhenCalled) {
  const CheckedText without = Body("  1");
  EXPECT_EQ(without.program->modules.size(), 1u);
  const CheckedText with = Body("  option_unwrap_or(Some(1), 2)");
  ASSERT_EQ(with.program->modules.size(), 2u);
  EXPECT_TRUE(with.program->modules[1].is_prelude);
}

TEST(Annotations, SlotsKnowTheirBinder) {
  const CheckedText checked = Body("  let @Int = 7; @Int.1");
  const Module& module = checked.program->modules[0];
  const auto* fn = syntax::As<syntax::FnDecl>(module.tree->program().decls.back());
  EXPECT_EQ(module.notes.binding[fn->body->result->id], fn->params[0]->id);
}

TEST(Annotations, HelpersInheritTypeVariables) {
  const CheckedText checked = CheckText(
      Fn("forall<T> fn outer(@T -> @T)", "  inner(@T.0)") +
      "where {\n  fn inner(@T -> @T)\n    requires(true)\n    ensures(true)\n    effects(pure)\n"
      "  { @T.0 }\n}\n");
  EXPECT_EQ(checked.sink.diagnostics().size(), 0u);
  ASSERT_EQ(checked.program->functions.size(), 2u);
  const FunctionDecl& inner = checked.program->functions[1];
  EXPECT_EQ(inner.path, "outer.inner");
  EXPECT_EQ(inner.type_vars, checked.program->functions[0].type_vars);
  EXPECT_EQ(inner.inherited_type_vars, 1u);
}

TEST(ExplainSlots, TextAndJson) {
  const CheckedText checked = CheckText(Fn("fn f(@Int, @String, @Int, @Int -> @Int)", "@Int.0"));
  EXPECT_EQ(ExplainSlots(*checked.program),
            "\nSlot environments (index 0 = last occurrence in signature):\n\n"
            "  fn f(@Int, @String, @Int, @Int -> @Int)\n"
            "    @Int.0  parameter 4 (last @Int)\n"
            "    @Int.1  parameter 3 (2 from last @Int)\n"
            "    @Int.2  parameter 1 (first @Int)\n"
            "    @String.0  parameter 2 (only @String)\n\n");
  std::string json;
  JsonWriter writer(json, JsonWriter::Layout::kCompact);
  WriteSlotEnvironments(writer, *CheckText(Fn("fn g(@Bool -> @Int)", "1")).program);
  EXPECT_EQ(
      json,
      R"([{"function": "g", "slots": [{"slot": "@Bool.0", "type": "Bool", "parameter": 1}]}])");
}

}  // namespace
}  // namespace vera::sema
