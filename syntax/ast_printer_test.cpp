#include "syntax/ast_printer.h"

#include <gtest/gtest.h>

#include <string>

#include "syntax/parse_tree_printer.h"
#include "syntax/parser.h"

namespace vera::syntax {
namespace {

// The forms compared here were recorded from the language's reference implementation.

struct Parsed {
  explicit Parsed(const std::string& text) : source("test.vera", text), tree(Parse(source, sink)) {
    EXPECT_FALSE(sink.has_errors());
  }
  SourceFile source;
  DiagnosticSink sink;
  std::unique_ptr<SyntaxTree> tree;
};

TEST(AstPrinter, EmptyProgram) {
  const Parsed parsed("");
  EXPECT_EQ(PrintAst(*parsed.tree), "Program\n  imports: ()\n  declarations: ()\n");
  EXPECT_EQ(
      PrintAstJson(*parsed.tree),
      "{\n  \"_type\": \"Program\",\n  \"span\": null,\n  \"module\": null,\n  \"imports\": [],\n"
      "  \"declarations\": []\n}\n");
  EXPECT_EQ(PrintParseTree(*parsed.tree), "start\n\n");
}

constexpr const char* kSmall =
    "public fn f(@Int /* w */ -> @Int)\n  requires(true)\n  effects(<IO>)\n{\n"
    "  IO.print(\"\\(-@Int.0)'\\n\");\n  (1.50 + 2)\n}\n";

TEST(AstPrinter, Outline) {
  EXPECT_EQ(
      PrintAst(*Parsed(kSmall).tree),
      "Program\n"
      "  imports: ()\n"
      "  declarations:\n"
      "    TopLevelDecl\n"
      "      visibility: 'public'\n"
      "      decl:\n"
      "        FnDecl\n"
      "          name: 'f'\n"
      "          params:\n"
      "            NamedType\n"
      "              name: 'Int'\n"
      "          return_type:\n"
      "            NamedType\n"
      "              name: 'Int'\n"
      "          contracts:\n"
      "            Requires\n"
      "              expr:\n"
      "                BoolLit\n"
      "                  value: True\n"
      "          effect:\n"
      "            EffectSet\n"
      "              effects:\n"
      "                EffectRef\n"
      "                  name: 'IO'\n"
      "          body:\n"
      "            Block\n"
      "              statements:\n"
      "                ExprStmt\n"
      "                  expr:\n"
      "                    QualifiedCall\n"
      "                      qualifier: 'IO'\n"
      "                      name: 'print'\n"
      "                      args:\n"
      "                        InterpolatedString\n"
      "                          parts: ('', UnaryExpr(op=<UnaryOp.NEG: '-'>, operand=SlotRef("
      "type_name='Int', type_args=None, index=0)), \"'\\n\")\n"
      "              expr:\n"
      "                BinaryExpr\n"
      "                  op: +\n"
      "                  left:\n"
      "                    FloatLit\n"
      "                      value: 1.5\n"
      "                  right:\n"
      "                    IntLit\n"
      "                      value: 2\n"
      "          param_annotations: ('w')\n");
}

TEST(AstPrinter, ParseTree) {
  EXPECT_EQ(PrintParseTree(*Parsed(kSmall).tree),
            "start\n"
            "  fn_top_level\n"
            "    visibility\n"
            "    fn_decl\n"
            "      f\n"
            "      fn_signature\n"
            "        fn_params\n"
            "          named_type\tInt\n"
            "        named_type\tInt\n"
            "      contract_block\n"
            "        requires_clause\n"
            "          true_lit\n"
            "      effect_clause\n"
            "        effect_set\n"
            "          effect_list\n"
            "            effect_ref\tIO\n"
            "      fn_body\n"
            "        block_contents\n"
            "          expr_stmt\n"
            "            qualified_call\n"
            "              IO\n"
            "              print\n"
            "              arg_list\n"
            "                string_lit\t\"\\(-@Int.0)'\\n\"\n"
            "          paren_expr\n"
            "            add_op\n"
            "              float_lit\t1.50\n"
            "              int_lit\t2\n"
            "\n");
}

TEST(AstPrinter, JsonSpansStartAtTheVisibility) {
  const std::string json = PrintAstJson(*Parsed("private data A { B }").tree);
  EXPECT_NE(json.find("\"_type\": \"TopLevelDecl\",\n      \"span\": {\n        \"line\": 1,\n     "
                      "   \"column\": 1,"),
            std::string::npos);
  EXPECT_NE(json.find("\"_type\": \"DataDecl\",\n        \"span\": {\n          \"line\": 1,\n     "
                      "     \"column\": 9,"),
            std::string::npos);
}

TEST(AstPrinter, DumpHasALinePerNode) {
  EXPECT_EQ(DumpTree(*Parsed("type A<T> = Option<T>;").tree),
            "Program @1:1-1:23\n"
            "  declarations: TopLevelDecl @1:1-1:23\n"
            "    decl: TypeAliasDecl @1:1-1:23 name=\"A\" type_params=\"T\"\n"
            "      type_expr: NamedType @1:13-1:22 name=\"Option\"\n"
            "        type_args: NamedType @1:20-1:21 name=\"T\"\n");
}

}  // namespace
}  // namespace vera::syntax
