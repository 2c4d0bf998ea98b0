#include "llvm/ADT/SmallVector.h"
#include "syntax/parser_impl.h"

// Types and effect rows: spec 2, 7.2 and 10.3.7.

namespace vera::syntax {

// Nameless, so that later stages can tell it from any type a program could write.
const TypeExpr* Parser::ErrorType() { return New<NamedType>(Begin()); }

// type = Name [type-args] | function type | refinement
const TypeExpr* Parser::ParseTypeExpr() {
  Nesting nesting(*this);
  if (panicking_) {
    return ErrorType();
  }
  switch (Current()) {
    case TokenKind::kUpperIdent: {
      const uint32_t begin = Begin();
      const Name name = ExpectUpper();
      bool has_args = false;
      const List<const TypeExpr*> args = ParseTypeArgs(has_args);
      NamedType* type = New<NamedType>(begin);
      type->name = name;
      type->args = args;
      type->has_args = has_args;
      return type;
    }
    case TokenKind::kFn:
      return ParseFnType();
    case TokenKind::kLeftBrace:
      return ParseRefinementType();
    default:
      FailExpected("a type");
      return ErrorType();
  }
}

// "fn" "(" [type {"," type}] "->" type ")" effects. The row is mandatory here too (spec 5.5).
const TypeExpr* Parser::ParseFnType() {
  const uint32_t begin = Begin();
  Advance();
  Expect(TokenKind::kLeftParen);
  const List<const TypeExpr*> params =
      At(TokenKind::kArrow) ? List<const TypeExpr*>() : ParseTypes();
  Expect(TokenKind::kArrow);
  const TypeExpr* result = ParseTypeExpr();
  Expect(TokenKind::kRightParen);
  const EffectRow* effect = ParseEffectClause();
  FnType* type = New<FnType>(begin);
  type->params = params;
  type->result = result;
  type->effect = effect;
  return type;
}

// "{" "@" type "|" predicate "}"
const TypeExpr* Parser::ParseRefinementType() {
  const uint32_t begin = Begin();
  Advance();
  const TypeExpr* base = ParseBindingType();
  Expect(TokenKind::kBar);
  const Expr* predicate = ParseExpr();
  Expect(TokenKind::kRightBrace);
  RefinementType* type = New<RefinementType>(begin);
  type->base = base;
  type->predicate = predicate;
  return type;
}

// "@" type: a binding site, as opposed to a type that is only mentioned.
const TypeExpr* Parser::ParseBindingType() {
  Expect(TokenKind::kAt);
  return ParseTypeExpr();
}

List<const TypeExpr*> Parser::ParseBindingTypes() {
  llvm::SmallVector<const TypeExpr*, 8> types;
  do {
    types.push_back(ParseBindingType());
  } while (Accept(TokenKind::kComma));
  return tree_.NewList(types);
}

List<const TypeExpr*> Parser::ParseTypes() {
  llvm::SmallVector<const TypeExpr*, 4> types;
  do {
    types.push_back(ParseTypeExpr());
  } while (Accept(TokenKind::kComma));
  return tree_.NewList(types);
}

// ["<" type {"," type} ">"]
List<const TypeExpr*> Parser::ParseTypeArgs(bool& has_args) {
  has_args = Accept(TokenKind::kLess);
  if (!has_args) {
    return {};
  }
  const List<const TypeExpr*> args = ParseTypes();
  ExpectClosingAngle();
  return args;
}

// "effects" "(" ("pure" | "<" effect {"," effect} ">") ")". The range of the row is what is inside
// the parentheses.
const EffectRow* Parser::ParseEffectClause() {
  if (!panicking_ && !At(TokenKind::kEffects)) {
    // FailExpected knows how to name and place the end of the file; only the code differs.
    const size_t before = errors_.size();
    FailExpected(Describe(TokenKind::kEffects));
    if (errors_.size() > before) {
      errors_.back().diag = Diag::kE002;
    }
  }
  Accept(TokenKind::kEffects);
  Expect(TokenKind::kLeftParen);
  const uint32_t begin = Begin();
  llvm::SmallVector<const EffectRef*, 4> effects;
  const bool is_pure = Accept(TokenKind::kPure);
  if (!is_pure) {
    if (!Accept(TokenKind::kLess)) {
      FailExpected("`pure` or `<`");
    }
    do {
      effects.push_back(ParseEffectRef());
    } while (Accept(TokenKind::kComma));
    ExpectClosingAngle();
  }
  EffectRow* row = New<EffectRow>(begin);
  row->is_pure = is_pure;
  row->effects = tree_.NewList(effects);
  Expect(TokenKind::kRightParen);
  return row;
}

// [Module "."] Effect [type-args]
const EffectRef* Parser::ParseEffectRef() {
  const uint32_t begin = Begin();
  Name module;
  Name name = ExpectUpper();
  if (Accept(TokenKind::kDot)) {
    module = name;
    name = ExpectUpper();
  }
  bool has_args = false;
  const List<const TypeExpr*> args = ParseTypeArgs(has_args);
  EffectRef* effect = New<EffectRef>(begin);
  effect->module = module;
  effect->name = name;
  effect->args = args;
  effect->has_args = has_args;
  return effect;
}

}  // namespace vera::syntax
