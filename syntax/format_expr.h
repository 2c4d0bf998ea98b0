#ifndef VERA_SYNTAX_FORMAT_EXPR_H_
#define VERA_SYNTAX_FORMAT_EXPR_H_

#include <string>
#include <string_view>

#include "syntax/tree.h"

// The part of the canonical form that stays on one line (spec 1.8 rules 3 to 6, and rule 2's
// "construct within a one-line expression"): types, effect rows, patterns and expressions, with the
// parentheses that the tree no longer has.

namespace vera::syntax {

class InlinePrinter {
 public:
  // Appends to `out`, which must outlive the printer.
  explicit InlinePrinter(std::string& out) : out_(out) {}

  void Text(std::string_view text) { out_ += text; }
  void Print(const Expr& expr);
  void Print(const TypeExpr& type);
  void Print(const Pattern& pattern);
  void Print(const EffectRef& effect);
  void Print(const EffectRow& row);
  // "@Type", as a binding is written.
  void Binding(const TypeExpr& type);
  // "op(@A) -> { body } with @T = e": a handler clause is one line wherever its handler stands.
  void Clause(const HandlerClause& clause);
  // "handle[E](@T = init)".
  void HandleHead(const HandleExpr& handle);
  // Names, types or expressions with ", " between them.
  void Names(List<Name> names, std::string_view separator = ", ");
  void Types(List<const TypeExpr*> types);
  void Bindings(List<const TypeExpr*> types);
  void Exprs(List<const Expr*> exprs);
  // "(A, B -> R)" of a function type or an operation.
  void TypeSignature(List<const TypeExpr*> params, const TypeExpr& result);
  // "let @T = " or "let C<@A, @B> = "; nothing for an expression statement.
  void StatementHead(const Stmt& stmt);

 private:
  void Applied(Name name, List<const TypeExpr*> args);
  void Call(List<const Expr*> args);
  void Parenthesised(const Expr& expr, bool parens);
  void Binary(const BinaryExpr& expr);
  void Index(const IndexExpr& expr);
  void Interpolated(const InterpolatedString& string);
  void Lambda(const AnonFn& fn);
  void Quantifier(std::string_view word, const TypeExpr& binding, const Expr& domain,
                  const AnonFn& predicate);
  void If(const IfExpr& expr);
  void Match(const MatchExpr& expr);
  void Handle(const HandleExpr& expr);
  // "{ statements result }".
  void Braced(const Block& block);
  void ArmBody(const Expr& body);
  void Specification(const Expr& expr);

  std::string& out_;
};

// What a statement holds, whichever kind it is.
const Expr& ValueOf(const Stmt& stmt);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_FORMAT_EXPR_H_
