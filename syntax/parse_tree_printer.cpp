#include "syntax/parse_tree_printer.h"

#include <initializer_list>

#include "support/check.h"

namespace vera::syntax {

namespace {

// Names and literals of the tree are pieces of the source here: the tree has no errors, and what
// was decoded is taken from the source by its range.
class ParseTreePrinter {
 public:
  ParseTreePrinter(const SyntaxTree& tree, std::string& out) : tree_(tree), out_(out) {}

  void Print(const Program& program);

 private:
  // One more level of indentation for the lines of a rule's parts.
  class Inner {
   public:
    explicit Inner(ParseTreePrinter& printer) : printer_(printer) { ++printer_.indent_; }
    ~Inner() { --printer_.indent_; }

   private:
    ParseTreePrinter& printer_;
  };

  void Line(Name text) {
    out_.append(2 * indent_, ' ');
    Append(text);
    out_.push_back('\n');
  }
  // Line ends of a string literal are shown as LF, as everywhere.
  void Append(Name text) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\r') {
        out_.push_back(text[i]);
      } else if (i + 1 == text.size() || text[i + 1] != '\n') {
        out_.push_back('\n');
      }
    }
  }
  // A rule without parts, and one whose only part is a token.
  void Rule(Name rule) { Line(rule); }
  void Rule(Name rule, Name token) {
    out_.append(2 * indent_, ' ');
    out_ += rule;
    out_.push_back('\t');
    Append(token);
    out_.push_back('\n');
  }
  // A rule whose parts are tokens only.
  void Tokens(Name rule, List<Name> tokens) {
    if (tokens.size() == 1) {
      Rule(rule, tokens[0]);
      return;
    }
    Rule(rule);
    Inner inner(*this);
    for (const Name token : tokens) {
      Line(token);
    }
  }
  // A rule whose parts are nodes only; nothing at all for an optional rule without any.
  template <typename T>
  void Group(Name rule, List<const T*> nodes) {
    if (nodes.empty()) {
      return;
    }
    Rule(rule);
    Inner inner(*this);
    for (const T* node : nodes) {
      Print(*node);
    }
  }
  template <typename... T>
  void Nodes(Name rule, const T&... nodes) {
    Rule(rule);
    Inner inner(*this);
    (Print(nodes), ...);
  }

  void Print(const ModuleDecl& node);
  void Print(const ImportDecl& node);
  void PrintTopLevel(const Decl& decl);
  void Print(const FnDecl& node);
  void Print(const DataDecl& node);
  void Print(const Constructor& node);
  void Print(const OpDecl& node);
  template <typename T>
  void PrintOperations(Name rule, const T& node);
  void PrintTypeParams(List<Name> params);
  void Print(const Contract& node);
  void Print(const AbilityConstraint& node) {
    Tokens("ability_constraint", {node.ability, node.type_var});
  }
  void Print(const TypeExpr& node);
  void Print(const EffectRow& node);
  void Print(const EffectRef& node);
  void Print(const Expr& node);
  void PrintUnwrapped(const Expr& node);
  void PrintSlot(const SlotRef& node);
  void PrintCall(Name rule, Name name, List<const Expr*> args);
  void PrintQualifiedCall(const QualifiedCall& node);
  void PrintModuleCall(const ModuleCall& node);
  void PrintAnonFn(const AnonFn& node);
  void PrintBody(Name rule, const Block& node);
  void PrintHandle(const HandleExpr& node);
  void Print(const HandlerState& node) { Nodes("handler_state", *node.type, *node.init); }
  void Print(const HandlerClause& node);
  void PrintMatch(const MatchExpr& node);
  void Print(const MatchArm& node) { Nodes("match_arm", *node.pattern, *node.body); }
  void Print(const Pattern& node);
  void Print(const Stmt& node);
  template <typename T>
  void PrintQuantifier(Name rule, const T& node);

  Name SourceOf(const Node& node) const { return tree_.source().Slice(node.range); }

  const SyntaxTree& tree_;
  std::string& out_;
  size_t indent_ = 0;
};

void ParseTreePrinter::Print(const Program& program) {
  Rule("start");
  Inner inner(*this);
  if (program.module != nullptr) {
    Print(*program.module);
  }
  for (const ImportDecl* import : program.imports) {
    Print(*import);
  }
  for (const Decl* decl : program.decls) {
    PrintTopLevel(*decl);
  }
}

void ParseTreePrinter::Print(const ModuleDecl& node) {
  Rule("module_decl");
  Inner inner(*this);
  Tokens("module_path", node.path);
}

void ParseTreePrinter::Print(const ImportDecl& node) {
  Rule("import_decl");
  Inner inner(*this);
  Tokens("module_path", node.path);
  if (node.has_names) {
    Rule("import_list");
    Inner names(*this);
    for (const Name name : node.names) {
      Rule("import_name", name);
    }
  }
}

void ParseTreePrinter::PrintTopLevel(const Decl& decl) {
  const FnDecl* fn = As<FnDecl>(&decl);
  const DataDecl* data = As<DataDecl>(&decl);
  const Visibility visibility = fn != nullptr     ? fn->visibility
                                : data != nullptr ? data->visibility
                                                  : Visibility::kNone;
  Rule(fn != nullptr ? "fn_top_level" : data != nullptr ? "data_top_level" : "top_level_decl");
  Inner inner(*this);
  if (visibility != Visibility::kNone) {
    Rule("visibility");
  }
  if (fn != nullptr) {
    Print(*fn);
  } else if (data != nullptr) {
    Print(*data);
  } else if (const EffectDecl* effect = As<EffectDecl>(&decl)) {
    PrintOperations("effect_decl", *effect);
  } else if (const AbilityDecl* ability = As<AbilityDecl>(&decl)) {
    PrintOperations("ability_decl", *ability);
  } else {
    const TypeAliasDecl& alias = To<TypeAliasDecl>(decl);
    Rule("type_alias_decl");
    Inner parts(*this);
    Line(alias.name);
    PrintTypeParams(alias.type_params);
    Print(*alias.type);
  }
}

void ParseTreePrinter::Print(const FnDecl& node) {
  Rule("fn_decl");
  Inner inner(*this);
  if (node.has_forall) {
    Rule("forall_clause");
    Inner forall(*this);
    Tokens("type_var_list", node.type_vars);
    Group("ability_constraint_list", node.constraints);
  }
  Line(node.name);
  Rule("fn_signature");
  {
    Inner signature(*this);
    Group("fn_params", node.params);
    Print(*node.result);
  }
  Group("contract_block", node.contracts);
  Nodes("effect_clause", *node.effect);
  PrintBody("fn_body", *node.body);
  Group("where_block", node.where_fns);
}

void ParseTreePrinter::PrintTypeParams(List<Name> params) {
  if (!params.empty()) {
    Rule("type_params");
    Inner inner(*this);
    Tokens("type_var_list", params);
  }
}

void ParseTreePrinter::Print(const DataDecl& node) {
  Rule("data_decl");
  Inner inner(*this);
  Line(node.name);
  PrintTypeParams(node.type_params);
  if (node.invariant != nullptr) {
    Nodes("invariant_clause", *node.invariant);
  }
  Group("constructor_list", node.constructors);
}

void ParseTreePrinter::Print(const Constructor& node) {
  if (node.fields.empty()) {
    Rule("nullary_constructor", node.name);
    return;
  }
  Rule("fields_constructor");
  Inner inner(*this);
  Line(node.name);
  for (const TypeExpr* field : node.fields) {
    Print(*field);
  }
}

template <typename T>
void ParseTreePrinter::PrintOperations(Name rule, const T& node) {
  Rule(rule);
  Inner inner(*this);
  Line(node.name);
  PrintTypeParams(node.type_params);
  for (const OpDecl* op : node.operations) {
    Print(*op);
  }
}

void ParseTreePrinter::Print(const OpDecl& node) {
  Rule("op_decl");
  Inner inner(*this);
  Line(node.name);
  Group("param_types", node.params);
  Print(*node.result);
}

void ParseTreePrinter::Print(const Contract& node) {
  if (const Requires* clause = As<Requires>(&node)) {
    Nodes("requires_clause", *clause->expr);
  } else if (const Ensures* clause = As<Ensures>(&node)) {
    Nodes("ensures_clause", *clause->expr);
  } else {
    Group("decreases_clause", To<Decreases>(node).exprs);
  }
}

void ParseTreePrinter::Print(const TypeExpr& node) {
  if (const NamedType* named = As<NamedType>(&node)) {
    if (!named->has_args) {
      Rule("named_type", named->name);
      return;
    }
    Rule("named_type");
    Inner inner(*this);
    Line(named->name);
    Group("type_args", named->args);
    return;
  }
  Rule("type_expr");
  Inner inner(*this);
  if (const FnType* fn = As<FnType>(&node)) {
    Rule("fn_type");
    Inner parts(*this);
    Group("param_types", fn->params);
    Print(*fn->result);
    Nodes("effect_clause", *fn->effect);
  } else {
    const RefinementType& refinement = To<RefinementType>(node);
    Nodes("refinement_type", *refinement.base, *refinement.predicate);
  }
}

void ParseTreePrinter::Print(const EffectRow& node) {
  if (node.is_pure) {
    Rule("pure_effect");
    return;
  }
  Rule("effect_set");
  Inner inner(*this);
  Group("effect_list", node.effects);
}

void ParseTreePrinter::Print(const EffectRef& node) {
  if (node.module.empty() && !node.has_args) {
    Rule("effect_ref", node.name);
    return;
  }
  Rule(node.module.empty() ? "effect_ref" : "qualified_effect_ref");
  Inner inner(*this);
  if (!node.module.empty()) {
    Line(node.module);
  }
  Line(node.name);
  Group("type_args", node.args);
}

Name RuleOf(BinaryOp op) {
  static constexpr const char* kRules[] = {"add_op", "sub_op", "mul_op", "div_op",  "mod_op",
                                           "eq_op",  "neq_op", "lt_op",  "gt_op",   "le_op",
                                           "ge_op",  "and_op", "or_op",  "implies", "pipe"};
  return kRules[static_cast<size_t>(op)];
}

void ParseTreePrinter::Print(const Expr& node) {
  const uint32_t pairs = tree_.ParenthesesAround(node);
  for (uint32_t i = 0; i < pairs; ++i) {
    Rule("paren_expr");
    ++indent_;
  }
  PrintUnwrapped(node);
  indent_ -= pairs;
}

void ParseTreePrinter::PrintUnwrapped(const Expr& node) {
  switch (node.kind) {
    case NodeKind::kBinaryExpr: {
      const BinaryExpr& binary = To<BinaryExpr>(node);
      return Nodes(RuleOf(binary.op), *binary.left, *binary.right);
    }
    case NodeKind::kUnaryExpr: {
      const UnaryExpr& unary = To<UnaryExpr>(node);
      return Nodes(unary.op == UnaryOp::kNot ? "not_op" : "neg_op", *unary.operand);
    }
    case NodeKind::kIndexExpr:
      return Nodes("index_op", *To<IndexExpr>(node).collection, *To<IndexExpr>(node).index);
    case NodeKind::kIntLit:
      return Rule("int_lit", SourceOf(node));
    case NodeKind::kFloatLit:
      return Rule("float_lit", SourceOf(node));
    case NodeKind::kStringLit:
    case NodeKind::kInterpolatedString:
      return Rule("string_lit", SourceOf(node));
    case NodeKind::kBoolLit:
      return Rule(To<BoolLit>(node).value ? "true_lit" : "false_lit");
    case NodeKind::kUnitLit:
      return Rule("unit_lit");
    case NodeKind::kHoleExpr:
      return Rule("hole_expr");
    case NodeKind::kSlotRef:
      return PrintSlot(To<SlotRef>(node));
    case NodeKind::kResultRef: {
      const ResultRef& result = To<ResultRef>(node);
      if (!result.has_args) {
        return Rule("result_ref", result.type_name);
      }
      Rule("result_ref");
      Inner inner(*this);
      Line(result.type_name);
      return Group("type_args", result.type_args);
    }
    case NodeKind::kFnCall:
      return PrintCall("func_call", To<FnCall>(node).name, To<FnCall>(node).args);
    case NodeKind::kConstructorCall:
      return PrintCall("constructor_call", To<ConstructorCall>(node).name,
                       To<ConstructorCall>(node).args);
    case NodeKind::kNullaryConstructor:
      return Rule("nullary_constructor_expr", To<NullaryConstructor>(node).name);
    case NodeKind::kQualifiedCall:
      return PrintQualifiedCall(To<QualifiedCall>(node));
    case NodeKind::kModuleCall:
      return PrintModuleCall(To<ModuleCall>(node));
    case NodeKind::kAnonFn:
      return PrintAnonFn(To<AnonFn>(node));
    case NodeKind::kIfExpr: {
      const IfExpr& branch = To<IfExpr>(node);
      return Nodes("if_expr", *branch.condition, *branch.then_branch, *branch.else_branch);
    }
    case NodeKind::kMatchExpr:
      return PrintMatch(To<MatchExpr>(node));
    case NodeKind::kBlock:
      return PrintBody("block_expr", To<Block>(node));
    case NodeKind::kHandleExpr:
      return PrintHandle(To<HandleExpr>(node));
    case NodeKind::kOldExpr:
      return Nodes("old_expr", *To<OldExpr>(node).effect);
    case NodeKind::kNewExpr:
      return Nodes("new_expr", *To<NewExpr>(node).effect);
    case NodeKind::kAssertExpr:
      return Nodes("assert_expr", *To<AssertExpr>(node).condition);
    case NodeKind::kAssumeExpr:
      return Nodes("assume_expr", *To<AssumeExpr>(node).condition);
    case NodeKind::kForallExpr:
      return PrintQuantifier("forall_expr", To<ForallExpr>(node));
    case NodeKind::kExistsExpr:
      return PrintQuantifier("exists_expr", To<ExistsExpr>(node));
    case NodeKind::kArrayLit: {
      Rule("array_literal");
      Inner inner(*this);
      return Group("arg_list", To<ArrayLit>(node).elements);
    }
    default:
      VERA_UNREACHABLE("parse tree: an expression of a tree without errors");
  }
}

void ParseTreePrinter::PrintSlot(const SlotRef& node) {
  Rule("slot_ref");
  Inner inner(*this);
  Line(node.type_name);
  Group("type_args", node.type_args);
  Line(node.spelling);
}

void ParseTreePrinter::PrintCall(Name rule, Name name, List<const Expr*> args) {
  if (args.empty()) {
    Rule(rule, name);
    return;
  }
  Rule(rule);
  Inner inner(*this);
  Line(name);
  Group("arg_list", args);
}

void ParseTreePrinter::PrintQualifiedCall(const QualifiedCall& node) {
  Rule("qualified_call");
  Inner inner(*this);
  Line(node.qualifier);
  Line(node.name);
  Group("arg_list", node.args);
}

void ParseTreePrinter::PrintModuleCall(const ModuleCall& node) {
  Rule("module_call");
  Inner inner(*this);
  Tokens("module_path", node.path);
  Line(node.name);
  Group("arg_list", node.args);
}

void ParseTreePrinter::PrintAnonFn(const AnonFn& node) {
  Rule("anonymous_fn");
  Inner inner(*this);
  Group("fn_params", node.params);
  Print(*node.result);
  Nodes("effect_clause", *node.effect);
  PrintBody("fn_body", *node.body);
}

void ParseTreePrinter::PrintBody(Name rule, const Block& node) {
  Rule(rule);
  Inner inner(*this);
  Rule("block_contents");
  Inner contents(*this);
  for (const Stmt* statement : node.statements) {
    Print(*statement);
  }
  Print(*node.result);
}

template <typename T>
void ParseTreePrinter::PrintQuantifier(Name rule, const T& node) {
  Rule(rule);
  Inner inner(*this);
  Print(*node.binding);
  Print(*node.domain);
  PrintAnonFn(*node.predicate);
}

void ParseTreePrinter::PrintMatch(const MatchExpr& node) {
  Rule("match_expr");
  Inner inner(*this);
  Print(*node.scrutinee);
  for (const MatchArm* arm : node.arms) {
    Print(*arm);
  }
}

void ParseTreePrinter::PrintHandle(const HandleExpr& node) {
  Rule("handle_expr");
  Inner inner(*this);
  Print(*node.effect);
  if (node.state != nullptr) {
    Print(*node.state);
  }
  for (const HandlerClause* clause : node.clauses) {
    Print(*clause);
  }
  PrintBody("block_expr", *node.body);
}

void ParseTreePrinter::Print(const HandlerClause& node) {
  Rule("handler_clause");
  Inner inner(*this);
  Line(node.op_name);
  Group("handler_params", node.params);
  Print(*node.body);
  if (node.update != nullptr) {
    Nodes("with_clause", *node.update_type, *node.update);
  }
}

void ParseTreePrinter::Print(const Pattern& node) {
  switch (node.kind) {
    case NodeKind::kConstructorPattern: {
      Rule("constructor_pattern");
      Inner inner(*this);
      Line(To<ConstructorPattern>(node).name);
      for (const Pattern* field : To<ConstructorPattern>(node).fields) {
        Print(*field);
      }
      return;
    }
    case NodeKind::kNullaryPattern:
      return Rule("nullary_pattern", To<NullaryPattern>(node).name);
    case NodeKind::kBindingPattern:
      return Nodes("binding_pattern", *To<BindingPattern>(node).type);
    case NodeKind::kWildcardPattern:
      return Rule("wildcard_pattern");
    case NodeKind::kIntPattern:
      return Rule("int_pattern", SourceOf(node));
    case NodeKind::kStringPattern:
      return Rule("string_pattern", SourceOf(node));
    default:
      return Rule(To<BoolPattern>(node).value ? "true_pattern" : "false_pattern");
  }
}

void ParseTreePrinter::Print(const Stmt& node) {
  if (const ExprStmt* statement = As<ExprStmt>(&node)) {
    Nodes("expr_stmt", *statement->expr);
    return;
  }
  Rule("statement");
  Inner inner(*this);
  if (const LetStmt* let = As<LetStmt>(&node)) {
    Nodes("let_stmt", *let->type, *let->value);
    return;
  }
  const LetDestruct& let = To<LetDestruct>(node);
  Rule("let_destruct");
  Inner parts(*this);
  Rule("tuple_destruct");
  {
    Inner types(*this);
    Line(let.constructor);
    for (const TypeExpr* type : let.types) {
      Print(*type);
    }
  }
  Print(*let.value);
}

}  // namespace

std::string PrintParseTree(const SyntaxTree& tree) {
  std::string out;
  ParseTreePrinter(tree, out).Print(tree.program());
  return out + "\n";
}

}  // namespace vera::syntax
