#include "llvm/ADT/SmallVector.h"
#include "syntax/parser_impl.h"

// Blocks, statements, control flow, handlers and patterns: spec 4.7 to 4.9, 7.5 and 10.3.9
// to 10.3.15.

namespace vera::syntax {

// "{" statement* expr "}". The braces belong to the construct around the block.
const Block* Parser::ParseBlock() {
  Expect(TokenKind::kLeftBrace);
  const Delimiters inside = OpenDelimiters();
  const Block* block = ParseBlockContents();
  ExpectClosingBrace(inside);
  return block;
}

// A statement with an error is skipped up to its `;`, and the next one is parsed as if nothing had
// been.
const Block* Parser::ParseBlockContents() {
  const bool is_absent = panicking_;
  const Delimiters inside = OpenDelimiters();
  const uint32_t begin = Begin();
  llvm::SmallVector<const Stmt*, 8> statements;
  const Expr* result = nullptr;
  while (!is_absent && result == nullptr) {
    if (panicking_) {
      if (!SkipTo({TokenKind::kSemicolon}, inside)) {
        break;
      }
      Advance();
    } else if (At(TokenKind::kLet)) {
      statements.push_back(ParseLet());
    } else {
      const uint32_t expr_begin = Begin();
      const Expr* expr = ParseExpr();
      if (Accept(TokenKind::kSemicolon)) {
        ExprStmt* statement = New<ExprStmt>(expr_begin);
        statement->expr = expr;
        statements.push_back(statement);
      } else if (At(TokenKind::kRightBrace) || panicking_) {
        result = panicking_ ? nullptr : expr;
      } else {
        FailExpected("`;` or `}`");
      }
    }
  }
  if (result == nullptr) {
    result = ErrorNode();
  }
  Block* block = New<Block>(begin);
  block->statements = tree_.NewList(statements);
  block->result = result;
  return block;
}

// "let" "@" type "=" expr ";" | "let" Constructor "<" "@" type {"," "@" type} ">" "=" expr ";"
const Stmt* Parser::ParseLet() {
  const uint32_t begin = Begin();
  Advance();
  if (At(TokenKind::kUpperIdent)) {
    const Name constructor = ExpectUpper();
    Expect(TokenKind::kLess);
    const List<const TypeExpr*> types = ParseBindingTypes();
    ExpectClosingAngle();
    Expect(TokenKind::kAssign);
    const Expr* value = ParseExpr();
    Expect(TokenKind::kSemicolon);
    LetDestruct* let = New<LetDestruct>(begin);
    let->constructor = constructor;
    let->types = types;
    let->value = value;
    return let;
  }
  if (!At(TokenKind::kAt)) {
    FailExpectedAt(
        position_, "`@` or a constructor",
        "A binding has a type instead of a name: let @Int = ...; it is then read as @Int.0.");
  }
  const TypeExpr* type = ParseBindingType();
  Expect(TokenKind::kAssign);
  const Expr* value = ParseExpr();
  Expect(TokenKind::kSemicolon);
  LetStmt* let = New<LetStmt>(begin);
  let->type = type;
  let->value = value;
  return let;
}

// "if" expr "then" block "else" block: both branches and all braces are mandatory (spec 4.8).
const Expr* Parser::ParseIf() {
  const uint32_t begin = Begin();
  Advance();
  const Expr* condition = ParseExpr();
  Expect(TokenKind::kThen);
  const Block* then_branch = ParseBlock();
  Expect(TokenKind::kElse);
  const Block* else_branch = ParseBlock();
  IfExpr* node = New<IfExpr>(begin);
  node->condition = condition;
  node->then_branch = then_branch;
  node->else_branch = else_branch;
  return node;
}

// "match" expr "{" arm {"," arm} "}". A fault in one arm is skipped up to the comma before the
// next.
const Expr* Parser::ParseMatch() {
  const uint32_t begin = Begin();
  Advance();
  const Expr* scrutinee = ParseExpr();
  const bool has_arms = Expect(TokenKind::kLeftBrace);
  const Delimiters inside = OpenDelimiters();
  llvm::SmallVector<const MatchArm*, 8> arms;
  if (has_arms) {
    do {
      arms.push_back(ParseMatchArm());
      if (!panicking_ && !At(TokenKind::kComma) && !At(TokenKind::kRightBrace)) {
        FailExpected("`,` or `}`");
      }
      if (panicking_) {
        SkipTo({TokenKind::kComma}, inside);
      }
    } while (Accept(TokenKind::kComma));
    ExpectClosingBrace(inside);
  }
  MatchExpr* node = New<MatchExpr>(begin);
  node->scrutinee = scrutinee;
  node->arms = tree_.NewList(arms);
  return node;
}

// pattern "->" expr
const MatchArm* Parser::ParseMatchArm() {
  const uint32_t begin = Begin();
  const Pattern* pattern = ParsePattern();
  Expect(TokenKind::kArrow);
  const Expr* body = ParseExpr();
  MatchArm* arm = New<MatchArm>(begin);
  arm->pattern = pattern;
  arm->body = body;
  return arm;
}

// "handle" "[" effect "]" [state] "{" clause {"," clause} "}" "in" block
const Expr* Parser::ParseHandle() {
  const uint32_t begin = Begin();
  Advance();
  Expect(TokenKind::kLeftBracket);
  const EffectRef* effect = ParseEffectRef();
  Expect(TokenKind::kRightBracket);
  const HandlerState* state =
      At(TokenKind::kLeftParen) && !panicking_ ? ParseHandlerState() : nullptr;
  const bool has_clauses = Expect(TokenKind::kLeftBrace);
  const Delimiters inside = OpenDelimiters();
  llvm::SmallVector<const HandlerClause*, 4> clauses;
  if (has_clauses) {
    do {
      clauses.push_back(ParseHandlerClause());
      if (!panicking_ && !At(TokenKind::kComma) && !At(TokenKind::kRightBrace)) {
        FailExpected("`,` or `}`");
      }
      if (panicking_) {
        SkipTo({TokenKind::kComma}, inside);
      }
    } while (Accept(TokenKind::kComma));
    ExpectClosingBrace(inside);
  }
  Expect(TokenKind::kIn);
  const Block* body = ParseBlock();
  HandleExpr* node = New<HandleExpr>(begin);
  node->effect = effect;
  node->state = state;
  node->clauses = tree_.NewList(clauses);
  node->body = body;
  return node;
}

// "(" "@" type "=" expr ")"
const HandlerState* Parser::ParseHandlerState() {
  const uint32_t begin = Begin();
  Advance();
  const TypeExpr* type = ParseBindingType();
  Expect(TokenKind::kAssign);
  const Expr* init = ParseExpr();
  Expect(TokenKind::kRightParen);
  HandlerState* state = New<HandlerState>(begin);
  state->type = type;
  state->init = init;
  return state;
}

// name "(" ["@" type {"," "@" type}] ")" "->" expr ["with" "@" type "=" expr]
const HandlerClause* Parser::ParseHandlerClause() {
  const uint32_t begin = Begin();
  const Name op_name = ExpectLower();
  Expect(TokenKind::kLeftParen);
  List<const TypeExpr*> params;
  if (!At(TokenKind::kRightParen)) {
    params = ParseBindingTypes();
  }
  Expect(TokenKind::kRightParen);
  Expect(TokenKind::kArrow);
  const Expr* body = ParseExpr();
  const TypeExpr* update_type = nullptr;
  const Expr* update = nullptr;
  if (Accept(TokenKind::kWith)) {
    update_type = ParseBindingType();
    Expect(TokenKind::kAssign);
    update = ParseExpr();
  }
  HandlerClause* clause = New<HandlerClause>(begin);
  clause->op_name = op_name;
  clause->params = params;
  clause->body = body;
  clause->update_type = update_type;
  clause->update = update;
  return clause;
}

// A wildcard stands for a faulty pattern: it matches everything and binds nothing, so no
// consequence is reported.
const Pattern* Parser::ParsePattern() {
  Nesting nesting(*this);
  const uint32_t begin = Begin();
  if (panicking_) {
    return New<WildcardPattern>(begin);
  }
  switch (Current()) {
    case TokenKind::kUpperIdent:
      return ParseConstructorPattern();
    case TokenKind::kUnderscore:
      Advance();
      return New<WildcardPattern>(begin);
    case TokenKind::kIntLit: {
      const Name spelling = TextAt(position_);
      Advance();
      IntPattern* pattern = New<IntPattern>(begin);
      pattern->spelling = spelling;
      pattern->value = ParseInteger(spelling, pattern->too_large);
      return pattern;
    }
    case TokenKind::kStringLit:
      return ParseStringPattern();
    case TokenKind::kTrue:
    case TokenKind::kFalse: {
      const bool value = At(TokenKind::kTrue);
      Advance();
      BoolPattern* pattern = New<BoolPattern>(begin);
      pattern->value = value;
      return pattern;
    }
    case TokenKind::kAt: {
      const TypeExpr* type = ParseBindingType();
      BindingPattern* pattern = New<BindingPattern>(begin);
      pattern->type = type;
      return pattern;
    }
    default:
      FailExpected("a pattern");
      return New<WildcardPattern>(begin);
  }
}

// Name ["(" pattern {"," pattern} ")"]
const Pattern* Parser::ParseConstructorPattern() {
  const uint32_t begin = Begin();
  const Name name = ExpectUpper();
  if (!Accept(TokenKind::kLeftParen)) {
    NullaryPattern* pattern = New<NullaryPattern>(begin);
    pattern->name = name;
    return pattern;
  }
  llvm::SmallVector<const Pattern*, 4> fields;
  do {
    fields.push_back(ParsePattern());
  } while (Accept(TokenKind::kComma));
  Expect(TokenKind::kRightParen);
  ConstructorPattern* pattern = New<ConstructorPattern>(begin);
  pattern->name = name;
  pattern->fields = tree_.NewList(fields);
  return pattern;
}

}  // namespace vera::syntax
