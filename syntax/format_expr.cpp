#include "syntax/format_expr.h"

#include "support/check.h"
#include "syntax/format_text.h"

// The tree has no parentheses and no layout, so what is printed here depends on the tree alone: two
// sources with one tree have one canonical form. Blocks in an operand or argument keep their
// braces, since these are grouping and scope.

namespace vera::syntax {
namespace {

enum class Associativity : uint8_t { kLeft, kRight, kNone };

struct Precedence {
  uint8_t strength;  // larger binds tighter
  Associativity associativity;
};

// Spec 4.5 / 10.3.8: the levels of the expression grammar.
Precedence PrecedenceOf(BinaryOp op) {
  switch (op) {
    case BinaryOp::kPipe:
      return {1, Associativity::kLeft};
    case BinaryOp::kImplies:
      return {2, Associativity::kRight};
    case BinaryOp::kOr:
      return {3, Associativity::kLeft};
    case BinaryOp::kAnd:
      return {4, Associativity::kLeft};
    case BinaryOp::kEq:
    case BinaryOp::kNe:
      return {5, Associativity::kNone};
    case BinaryOp::kLt:
    case BinaryOp::kGt:
    case BinaryOp::kLe:
    case BinaryOp::kGe:
      return {6, Associativity::kNone};
    case BinaryOp::kAdd:
    case BinaryOp::kSub:
      return {7, Associativity::kLeft};
    case BinaryOp::kMul:
    case BinaryOp::kDiv:
    case BinaryOp::kMod:
      return {8, Associativity::kLeft};
  }
  VERA_UNREACHABLE("formatter: binary operator");
}

// Whether `child` would be read differently as that operand of `op` without parentheses. Only
// operators can: every other expression is a primary, or a prefix operator which binds tighter than
// all of them.
bool OperandNeedsParens(const Expr& child, BinaryOp op, Associativity side) {
  const auto* binary = As<BinaryExpr>(&child);
  if (binary == nullptr) {
    return false;
  }
  const Precedence outer = PrecedenceOf(op);
  const uint8_t inner = PrecedenceOf(binary->op).strength;
  return inner < outer.strength || (inner == outer.strength && side != outer.associativity);
}

// Whether `expr` must be parenthesised before `[index]`. Blocks, lambdas and control flow are
// primaries of the grammar, but a reader would take `} [i]` for a new expression, so they get
// parentheses too.
bool IndexNeedsParens(const Expr& expr) {
  switch (expr.kind) {
    case NodeKind::kBinaryExpr:
    case NodeKind::kUnaryExpr:
    case NodeKind::kAnonFn:
    case NodeKind::kIfExpr:
    case NodeKind::kMatchExpr:
    case NodeKind::kHandleExpr:
    case NodeKind::kBlock:
      return true;
    default:
      return false;
  }
}

}  // namespace

const Expr& ValueOf(const Stmt& stmt) {
  switch (stmt.kind) {
    case NodeKind::kLetStmt:
      return *To<LetStmt>(stmt).value;
    case NodeKind::kLetDestruct:
      return *To<LetDestruct>(stmt).value;
    case NodeKind::kExprStmt:
      return *To<ExprStmt>(stmt).expr;
    default:
      VERA_UNREACHABLE("formatter: statement kind");
  }
}

// ---- lists ----

void InlinePrinter::Names(List<Name> names, std::string_view separator) {
  for (size_t i = 0; i < names.size(); ++i) {
    Text(i == 0 ? std::string_view() : separator);
    Text(names[i]);
  }
}

void InlinePrinter::Types(List<const TypeExpr*> types) {
  for (size_t i = 0; i < types.size(); ++i) {
    Text(i == 0 ? "" : ", ");
    Print(*types[i]);
  }
}

void InlinePrinter::Bindings(List<const TypeExpr*> types) {
  for (size_t i = 0; i < types.size(); ++i) {
    Text(i == 0 ? "" : ", ");
    Binding(*types[i]);
  }
}

void InlinePrinter::Exprs(List<const Expr*> exprs) {
  for (size_t i = 0; i < exprs.size(); ++i) {
    Text(i == 0 ? "" : ", ");
    Print(*exprs[i]);
  }
}

// ---- types and effects ----

// A name with its type arguments, in a type, a slot or an effect.
void InlinePrinter::Applied(Name name, List<const TypeExpr*> args) {
  Text(name);
  if (!args.empty()) {
    Text("<");
    Types(args);
    Text(">");
  }
}

void InlinePrinter::Binding(const TypeExpr& type) {
  Text("@");
  Print(type);
}

void InlinePrinter::TypeSignature(List<const TypeExpr*> params, const TypeExpr& result) {
  Text("(");
  Types(params);
  Text(params.empty() ? "-> " : " -> ");
  Print(result);
  Text(")");
}

void InlinePrinter::Print(const TypeExpr& type) {
  switch (type.kind) {
    case NodeKind::kNamedType: {
      const auto& named = To<NamedType>(type);
      Applied(named.name, named.args);
      return;
    }
    case NodeKind::kFnType: {
      const auto& fn = To<FnType>(type);
      Text("fn");
      TypeSignature(fn.params, *fn.result);
      Text(" effects(");
      Print(*fn.effect);
      Text(")");
      return;
    }
    case NodeKind::kRefinementType: {
      const auto& refinement = To<RefinementType>(type);
      Text("{ ");
      Binding(*refinement.base);
      Text(" | ");
      Print(*refinement.predicate);
      Text(" }");
      return;
    }
    default:
      VERA_UNREACHABLE("formatter: type kind");
  }
}

void InlinePrinter::Print(const EffectRef& effect) {
  if (!effect.module.empty()) {
    Text(effect.module);
    Text(".");
  }
  Applied(effect.name, effect.args);
}

void InlinePrinter::Print(const EffectRow& row) {
  if (row.is_pure) {
    Text("pure");
    return;
  }
  Text("<");
  for (size_t i = 0; i < row.effects.size(); ++i) {
    Text(i == 0 ? "" : ", ");
    Print(*row.effects[i]);
  }
  Text(">");
}

// ---- patterns ----

void InlinePrinter::Print(const Pattern& pattern) {
  switch (pattern.kind) {
    case NodeKind::kConstructorPattern: {
      const auto& constructor = To<ConstructorPattern>(pattern);
      Text(constructor.name);
      Text("(");
      for (size_t i = 0; i < constructor.fields.size(); ++i) {
        Text(i == 0 ? "" : ", ");
        Print(*constructor.fields[i]);
      }
      Text(")");
      return;
    }
    case NodeKind::kNullaryPattern:
      Text(To<NullaryPattern>(pattern).name);
      return;
    case NodeKind::kBindingPattern:
      Binding(*To<BindingPattern>(pattern).type);
      return;
    case NodeKind::kWildcardPattern:
      Text("_");
      return;
    case NodeKind::kIntPattern:
      Text(To<IntPattern>(pattern).spelling);
      return;
    case NodeKind::kStringPattern:
      Text("\"");
      AppendEscaped(out_, To<StringPattern>(pattern).value);
      Text("\"");
      return;
    case NodeKind::kBoolPattern:
      Text(To<BoolPattern>(pattern).value ? "true" : "false");
      return;
    default:
      VERA_UNREACHABLE("formatter: pattern kind");
  }
}

// ---- operators and calls ----

void InlinePrinter::Parenthesised(const Expr& expr, bool parens) {
  Text(parens ? "(" : "");
  Print(expr);
  Text(parens ? ")" : "");
}

void InlinePrinter::Binary(const BinaryExpr& expr) {
  // The parser builds `a + b + c + ...` as a spine of left operands without recursion; walk it in
  // the same way.
  std::vector<const BinaryExpr*> spine = {&expr};
  while (!OperandNeedsParens(*spine.back()->left, spine.back()->op, Associativity::kLeft)) {
    const auto* left = As<BinaryExpr>(spine.back()->left);
    if (left == nullptr) {
      break;
    }
    spine.push_back(left);
  }
  const BinaryExpr& innermost = *spine.back();
  Parenthesised(*innermost.left,
                OperandNeedsParens(*innermost.left, innermost.op, Associativity::kLeft));
  for (auto it = spine.rbegin(); it != spine.rend(); ++it) {
    Text(" ");
    Text(Spelling((*it)->op));
    Text(" ");
    Parenthesised(*(*it)->right,
                  OperandNeedsParens(*(*it)->right, (*it)->op, Associativity::kRight));
  }
}

void InlinePrinter::Index(const IndexExpr& expr) {
  // As for Binary: `a[0][1]...` is a spine of collections.
  std::vector<const IndexExpr*> spine = {&expr};
  while (const auto* inner = As<IndexExpr>(spine.back()->collection)) {
    spine.push_back(inner);
  }
  const Expr& base = *spine.back()->collection;
  Parenthesised(base, IndexNeedsParens(base));
  for (auto it = spine.rbegin(); it != spine.rend(); ++it) {
    Text("[");
    Print(*(*it)->index);
    Text("]");
  }
}

void InlinePrinter::Call(List<const Expr*> args) {
  Text("(");
  Exprs(args);
  Text(")");
}

// The tree's texts are decoded, so a literal `\(` comes back as `\\(` and can't be taken for an
// expression.
void InlinePrinter::Interpolated(const InterpolatedString& string) {
  Text("\"");
  for (size_t i = 0; i < string.texts.size(); ++i) {
    AppendEscaped(out_, string.texts[i]);
    if (i < string.exprs.size()) {
      Text("\\(");
      Print(*string.exprs[i]);
      Text(")");
    }
  }
  Text("\"");
}

void InlinePrinter::Quantifier(std::string_view word, const TypeExpr& binding, const Expr& domain,
                               const AnonFn& predicate) {
  Text(word);
  Text("(");
  Binding(binding);
  Text(", ");
  Print(domain);
  Text(", ");
  Lambda(predicate);
  Text(")");
}

// ---- constructs with braces, on one line ----

void InlinePrinter::StatementHead(const Stmt& stmt) {
  if (const auto* let = As<LetStmt>(&stmt)) {
    Text("let ");
    Binding(*let->type);
    Text(" = ");
  } else if (const auto* destruct = As<LetDestruct>(&stmt)) {
    Text("let ");
    Text(destruct->constructor);
    Text("<");
    Bindings(destruct->types);
    Text("> = ");
  }
}

// The space behind `{` is not only style: `{-` would open a comment.
void InlinePrinter::Braced(const Block& block) {
  Text("{ ");
  for (const Stmt* stmt : block.statements) {
    StatementHead(*stmt);
    Print(ValueOf(*stmt));
    Text("; ");
  }
  Print(*block.result);
  Text(" }");
}

void InlinePrinter::Lambda(const AnonFn& fn) {
  Text("fn(");
  Bindings(fn.params);
  Text(fn.params.empty() ? "-> " : " -> ");
  Binding(*fn.result);
  Text(") effects(");
  Print(*fn.effect);
  Text(") ");
  Braced(*fn.body);
}

void InlinePrinter::If(const IfExpr& expr) {
  Text("if ");
  Print(*expr.condition);
  Text(" then ");
  Braced(*expr.then_branch);
  Text(" else ");
  Braced(*expr.else_branch);
}

void InlinePrinter::ArmBody(const Expr& body) {
  // Braces around a lone expression say nothing in an arm, so the bare expression is canonical.
  const Expr* bare = &body;
  while (const auto* block = As<Block>(bare)) {
    if (!block->statements.empty()) {
      break;
    }
    bare = block->result;
  }
  Print(*bare);
}

void InlinePrinter::Match(const MatchExpr& expr) {
  Text("match ");
  Print(*expr.scrutinee);
  Text(" { ");
  for (size_t i = 0; i < expr.arms.size(); ++i) {
    Text(i == 0 ? "" : ", ");
    Print(*expr.arms[i]->pattern);
    Text(" -> ");
    ArmBody(*expr.arms[i]->body);
  }
  Text(" }");
}

void InlinePrinter::Clause(const HandlerClause& clause) {
  // The braces belong to the clause: `get() -> resume(1)` and `get() -> { resume(1) }` are one
  // clause.
  Text(clause.op_name);
  Text("(");
  Bindings(clause.params);
  Text(") -> ");
  if (const auto* block = As<Block>(clause.body)) {
    Braced(*block);
  } else {
    Text("{ ");
    Print(*clause.body);
    Text(" }");
  }
  if (clause.update != nullptr) {
    Text(" with ");
    Binding(*clause.update_type);
    Text(" = ");
    Print(*clause.update);
  }
}

void InlinePrinter::HandleHead(const HandleExpr& handle) {
  Text("handle[");
  Print(*handle.effect);
  Text("]");
  if (handle.state != nullptr) {
    Text("(");
    Binding(*handle.state->type);
    Text(" = ");
    Print(*handle.state->init);
    Text(")");
  }
}

void InlinePrinter::Handle(const HandleExpr& expr) {
  HandleHead(expr);
  Text(" { ");
  for (size_t i = 0; i < expr.clauses.size(); ++i) {
    Text(i == 0 ? "" : ", ");
    Clause(*expr.clauses[i]);
  }
  Text(" } in ");
  Braced(*expr.body);
}

// ---- expressions ----

// What only contracts need: spec 6.
void InlinePrinter::Specification(const Expr& expr) {
  switch (expr.kind) {
    case NodeKind::kOldExpr:
      Text("old(");
      Print(*To<OldExpr>(expr).effect);
      return Text(")");
    case NodeKind::kNewExpr:
      Text("new(");
      Print(*To<NewExpr>(expr).effect);
      return Text(")");
    case NodeKind::kAssertExpr:
      Text("assert(");
      Print(*To<AssertExpr>(expr).condition);
      return Text(")");
    case NodeKind::kAssumeExpr:
      Text("assume(");
      Print(*To<AssumeExpr>(expr).condition);
      return Text(")");
    case NodeKind::kForallExpr: {
      const auto& forall = To<ForallExpr>(expr);
      return Quantifier("forall", *forall.binding, *forall.domain, *forall.predicate);
    }
    case NodeKind::kExistsExpr: {
      const auto& exists = To<ExistsExpr>(expr);
      return Quantifier("exists", *exists.binding, *exists.domain, *exists.predicate);
    }
    default:
      VERA_UNREACHABLE("formatter: expression kind (a tree with errors has no canonical text)");
  }
}

void InlinePrinter::Print(const Expr& expr) {
  switch (expr.kind) {
    case NodeKind::kIntLit:
      return Text(To<IntLit>(expr).spelling);
    case NodeKind::kFloatLit:
      return AppendFloat(out_, To<FloatLit>(expr).value, To<FloatLit>(expr).spelling);
    case NodeKind::kBoolLit:
      return Text(To<BoolLit>(expr).value ? "true" : "false");
    case NodeKind::kStringLit:
      Text("\"");
      AppendEscaped(out_, To<StringLit>(expr).value);
      return Text("\"");
    case NodeKind::kInterpolatedString:
      return Interpolated(To<InterpolatedString>(expr));
    case NodeKind::kUnitLit:
      return Text("()");
    case NodeKind::kHoleExpr:
      return Text("?");
    case NodeKind::kArrayLit:
      Text("[");
      Exprs(To<ArrayLit>(expr).elements);
      return Text("]");
    case NodeKind::kSlotRef: {
      const auto& slot = To<SlotRef>(expr);
      Text("@");
      Applied(slot.type_name, slot.type_args);
      Text(".");
      return Text(std::to_string(slot.index));
    }
    case NodeKind::kResultRef:
      Text("@");
      Applied(To<ResultRef>(expr).type_name, To<ResultRef>(expr).type_args);
      return Text(".result");
    case NodeKind::kBinaryExpr:
      return Binary(To<BinaryExpr>(expr));
    case NodeKind::kUnaryExpr: {
      const auto& unary = To<UnaryExpr>(expr);
      // `--` would open a comment.
      const auto* inner = As<UnaryExpr>(unary.operand);
      const bool negated_twice =
          unary.op == UnaryOp::kNeg && inner != nullptr && inner->op == UnaryOp::kNeg;
      Text(Spelling(unary.op));
      return Parenthesised(*unary.operand,
                           negated_twice || unary.operand->kind == NodeKind::kBinaryExpr);
    }
    case NodeKind::kIndexExpr:
      return Index(To<IndexExpr>(expr));
    case NodeKind::kFnCall:
      Text(To<FnCall>(expr).name);
      return Call(To<FnCall>(expr).args);
    case NodeKind::kConstructorCall:
      Text(To<ConstructorCall>(expr).name);
      return Call(To<ConstructorCall>(expr).args);
    case NodeKind::kNullaryConstructor:
      return Text(To<NullaryConstructor>(expr).name);
    case NodeKind::kQualifiedCall:
      Text(To<QualifiedCall>(expr).qualifier);
      Text(".");
      Text(To<QualifiedCall>(expr).name);
      return Call(To<QualifiedCall>(expr).args);
    case NodeKind::kModuleCall:
      Names(To<ModuleCall>(expr).path, ".");
      Text("::");
      Text(To<ModuleCall>(expr).name);
      return Call(To<ModuleCall>(expr).args);
    case NodeKind::kAnonFn:
      return Lambda(To<AnonFn>(expr));
    case NodeKind::kIfExpr:
      return If(To<IfExpr>(expr));
    case NodeKind::kMatchExpr:
      return Match(To<MatchExpr>(expr));
    case NodeKind::kHandleExpr:
      return Handle(To<HandleExpr>(expr));
    case NodeKind::kBlock:
      return Braced(To<Block>(expr));
    default:
      return Specification(expr);
  }
}

}  // namespace vera::syntax
