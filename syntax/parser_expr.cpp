#include <charconv>
#include <cstdlib>

#include "llvm/ADT/SmallVector.h"
#include "syntax/parser_impl.h"

// Expressions: spec 4 and 10.3.8. The range of an operator's node includes the parentheses of its
// operands; a parenthesised expression itself has no node.

namespace vera::syntax {

namespace {

struct OperatorRow {
  int level;  // 1 binds loosest, 0 is no operator
  enum : uint8_t { kLeft, kRight, kNone } associativity;
  BinaryOp op;
};

// The precedence table of spec 10.3.8.
constexpr OperatorRow OperatorOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kPipe:
      return {1, OperatorRow::kLeft, BinaryOp::kPipe};
    case TokenKind::kImplies:
      return {2, OperatorRow::kRight, BinaryOp::kImplies};
    case TokenKind::kOrOr:
      return {3, OperatorRow::kLeft, BinaryOp::kOr};
    case TokenKind::kAndAnd:
      return {4, OperatorRow::kLeft, BinaryOp::kAnd};
    case TokenKind::kEqEq:
      return {5, OperatorRow::kNone, BinaryOp::kEq};
    case TokenKind::kNotEq:
      return {5, OperatorRow::kNone, BinaryOp::kNe};
    case TokenKind::kLess:
      return {6, OperatorRow::kNone, BinaryOp::kLt};
    case TokenKind::kGreater:
      return {6, OperatorRow::kNone, BinaryOp::kGt};
    case TokenKind::kLessEq:
      return {6, OperatorRow::kNone, BinaryOp::kLe};
    case TokenKind::kGreaterEq:
      return {6, OperatorRow::kNone, BinaryOp::kGe};
    case TokenKind::kPlus:
      return {7, OperatorRow::kLeft, BinaryOp::kAdd};
    case TokenKind::kMinus:
      return {7, OperatorRow::kLeft, BinaryOp::kSub};
    case TokenKind::kStar:
      return {8, OperatorRow::kLeft, BinaryOp::kMul};
    case TokenKind::kSlash:
      return {8, OperatorRow::kLeft, BinaryOp::kDiv};
    case TokenKind::kPercent:
      return {8, OperatorRow::kLeft, BinaryOp::kMod};
    default:
      return {0, OperatorRow::kNone, BinaryOp::kAdd};
  }
}
constexpr int kTightestLevel = 8;

}  // namespace

const Expr* Parser::ErrorNode() { return New<ErrorExpr>(Begin()); }

const Expr* Parser::ParseWholeExpr() {
  const Expr* expr = ParseExpr();
  Expect(TokenKind::kEndOfFile);
  return expr;
}

// Precedence climbing. What stands left of the next operator is a whole expression of level
// `loosest_left`, which that operator must accept: after a == b no further == may follow, and after
// a |> b nothing tighter can.
const Expr* Parser::ParseBinary(int min_level) {
  Nesting nesting(*this);
  const uint32_t begin = Begin();
  const Expr* left = ParseUnary();
  int loosest_left = kTightestLevel;
  while (!panicking_) {
    const OperatorRow row = OperatorOf(Current());
    if (row.level < std::max(min_level, 1) || row.level > loosest_left) {
      break;
    }
    Advance();
    const bool is_right = row.associativity == OperatorRow::kRight;
    const Expr* right = ParseBinary(is_right ? row.level : row.level + 1);
    BinaryExpr* node = New<BinaryExpr>(begin);
    node->op = row.op;
    node->left = left;
    node->right = right;
    left = node;
    loosest_left = row.associativity == OperatorRow::kLeft ? row.level : row.level - 1;
    ++height_;
    CheckDepth();
  }
  return left;
}

// ("!" | "-")* postfix. Prefix operators bind tighter than every binary one, looser than indexing.
const Expr* Parser::ParseUnary() {
  if (!At(TokenKind::kBang) && !At(TokenKind::kMinus)) {
    return ParsePostfix();
  }
  Nesting nesting(*this);
  if (panicking_) {
    return ErrorNode();
  }
  const uint32_t begin = Begin();
  const UnaryOp op = At(TokenKind::kBang) ? UnaryOp::kNot : UnaryOp::kNeg;
  Advance();
  const Expr* operand = ParseUnary();
  UnaryExpr* node = New<UnaryExpr>(begin);
  node->op = op;
  node->operand = operand;
  return node;
}

// primary {"[" expr "]"}. A chain of indices is as deep a tree as it is long.
const Expr* Parser::ParsePostfix() {
  const uint32_t begin = Begin();
  const Expr* expr = ParsePrimary();
  while (Accept(TokenKind::kLeftBracket)) {
    const Expr* index = ParseExpr();
    Expect(TokenKind::kRightBracket);
    IndexExpr* node = New<IndexExpr>(begin);
    node->collection = expr;
    node->index = index;
    expr = node;
    ++height_;
    CheckDepth();
  }
  return expr;
}

// Each construct is known by its first token. What is left over must be the name of a call; that is
// also where a keyword without a meaning in expressions ends up (`requires(1)` is a call).
const Expr* Parser::ParsePrimary() {
  if (panicking_) {
    return ErrorNode();
  }
  if (AtDeclStart()) {
    FailExpectedAt(position_ + 1, "an expression",
                   "A new declaration seems to start here: close the function before it with }.");
    return ErrorNode();
  }
  const uint32_t begin = Begin();
  switch (Current()) {
    case TokenKind::kIntLit:
    case TokenKind::kFloatLit:
      return ParseNumber();
    case TokenKind::kStringLit:
      return ParseString();
    case TokenKind::kTrue:
    case TokenKind::kFalse: {
      const bool value = At(TokenKind::kTrue);
      Advance();
      BoolLit* node = New<BoolLit>(begin);
      node->value = value;
      return node;
    }
    case TokenKind::kQuestion:
      Advance();
      return New<HoleExpr>(begin);
    case TokenKind::kLeftParen:
      return ParseParenthesized();
    case TokenKind::kLeftBracket: {
      Advance();
      const List<const Expr*> elements =
          At(TokenKind::kRightBracket) ? List<const Expr*>() : ParseExprList();
      Expect(TokenKind::kRightBracket);
      ArrayLit* node = New<ArrayLit>(begin);
      node->elements = elements;
      return node;
    }
    case TokenKind::kLeftBrace:
      return ParseBlock();
    case TokenKind::kAt:
      return ParseSlot();
    case TokenKind::kUpperIdent:
      return ParseUpperName();
    case TokenKind::kFn:
      return ParseAnonFn();
    case TokenKind::kIf:
      return ParseIf();
    case TokenKind::kMatch:
      return ParseMatch();
    case TokenKind::kHandle:
      return ParseHandle();
    case TokenKind::kOld:
      return ParseContractState<OldExpr>(Diag::kE030);
    case TokenKind::kNew:
      return ParseContractState<NewExpr>(Diag::kE031);
    case TokenKind::kAssert:
      return ParseAssertion<AssertExpr>();
    case TokenKind::kAssume:
      return ParseAssertion<AssumeExpr>();
    case TokenKind::kForall:
      return ParseQuantifier<ForallExpr>();
    case TokenKind::kExists:
      return ParseQuantifier<ExistsExpr>();
    default:
      return ParseLowerName();
  }
}

// "(" ")" is the unit value; "(" expr ")" is the expression itself.
const Expr* Parser::ParseParenthesized() {
  const uint32_t begin = Begin();
  Advance();
  if (Accept(TokenKind::kRightParen)) {
    return New<UnitLit>(begin);
  }
  const Expr* expr = ParseExpr();
  Expect(TokenKind::kRightParen);
  tree_.AddParentheses(*expr);
  return expr;
}

// Whether a literal fits its type is the checker's question; here only the width of the field
// counts.
uint64_t Parser::ParseInteger(Name digits, bool& too_large) const {
  uint64_t value = 0;
  too_large =
      std::from_chars(digits.begin(), digits.end(), value).ec == std::errc::result_out_of_range;
  return too_large ? UINT64_MAX : value;
}

const Expr* Parser::ParseNumber() {
  const uint32_t begin = Begin();
  const Name spelling = TextAt(position_);
  const bool is_int = At(TokenKind::kIntLit);
  Advance();
  if (is_int) {
    IntLit* node = New<IntLit>(begin);
    node->spelling = spelling;
    node->value = ParseInteger(spelling, node->too_large);
    return node;
  }
  FloatLit* node = New<FloatLit>(begin);
  node->spelling = spelling;
  const auto result = std::from_chars(spelling.begin(), spelling.end(), node->value);
  if (result.ec == std::errc::result_out_of_range) {
    // from_chars doesn't say whether it is infinity or zero.
    node->value = std::strtod(spelling.str().c_str(), nullptr);
  }
  return node;
}

// "@" Name [type-args] "." (index | "result")
const Expr* Parser::ParseSlot() {
  const uint32_t begin = Begin();
  Advance();
  const Name type_name = ExpectUpper();
  bool has_args = false;
  const List<const TypeExpr*> args = ParseTypeArgs(has_args);
  Expect(TokenKind::kDot);
  if (Accept(TokenKind::kResult)) {
    ResultRef* node = New<ResultRef>(begin);
    node->type_name = type_name;
    node->type_args = args;
    node->has_args = has_args;
    return node;
  }
  Name spelling;
  if (!panicking_ && At(TokenKind::kIntLit)) {
    spelling = TextAt(position_);
    Advance();
  } else {
    FailExpectedAt(position_, "a slot's number or `result`");
  }
  SlotRef* node = New<SlotRef>(begin);
  node->type_name = type_name;
  node->type_args = args;
  node->has_args = has_args;
  bool too_large = false;
  node->spelling = spelling;
  node->index =
      static_cast<uint32_t>(std::min<uint64_t>(ParseInteger(spelling, too_large), UINT32_MAX));
  return node;
}

List<const Expr*> Parser::ParseExprList() {
  llvm::SmallVector<const Expr*, 8> exprs;
  do {
    exprs.push_back(ParseExpr());
  } while (Accept(TokenKind::kComma));
  return tree_.NewList(exprs);
}

// "(" [expr {"," expr}] ")"
List<const Expr*> Parser::ParseArguments() {
  Expect(TokenKind::kLeftParen);
  if (Accept(TokenKind::kRightParen)) {
    return {};
  }
  const List<const Expr*> args = ParseExprList();
  Expect(TokenKind::kRightParen);
  return args;
}

// Constructor, Constructor(args), Effect.operation(args)
const Expr* Parser::ParseUpperName() {
  const uint32_t begin = Begin();
  const Name name = ExpectUpper();
  if (At(TokenKind::kLeftParen)) {
    const List<const Expr*> args = ParseArguments();
    ConstructorCall* node = New<ConstructorCall>(begin);
    node->name = name;
    node->args = args;
    return node;
  }
  if (Accept(TokenKind::kDot)) {
    const Name operation = ExpectLower();
    const List<const Expr*> args = ParseArguments();
    QualifiedCall* node = New<QualifiedCall>(begin);
    node->qualifier = name;
    node->name = operation;
    node->args = args;
    return node;
  }
  NullaryConstructor* node = New<NullaryConstructor>(begin);
  node->name = name;
  return node;
}

// function(args), module.path::function(args)
const Expr* Parser::ParseLowerName() {
  if (!IsLowerName(Current())) {
    FailExpected("an expression");
    return ErrorNode();
  }
  const uint32_t begin = Begin();
  if (Peek() == TokenKind::kDot || Peek() == TokenKind::kColonColon) {
    return ParseModuleCall(begin);
  }
  const Name name = ExpectLower();
  if (!At(TokenKind::kLeftParen)) {
    FailExpectedAt(
        position_, "`(`, `.` or `::`",
        "A lower-case name is only ever called, as in name(...); values are slots such as @Int.0.");
    return ErrorNode();
  }
  const List<const Expr*> args = ParseArguments();
  FnCall* node = New<FnCall>(begin);
  node->name = name;
  node->args = args;
  return node;
}

const Expr* Parser::ParseModuleCall(uint32_t begin) {
  const List<Name> path = ParseModulePath();
  if (!panicking_ && At(TokenKind::kLeftParen) && path.size() > 1) {
    const SourceRange written = From(begin);
    const std::string all = std::string(tree_.source().Slice(written));
    const std::string module(tree_.source().Slice(
        {begin,
         static_cast<uint32_t>(path[path.size() - 2].end() - tree_.source().text().data())}));
    Fail(Diag::kE008, CurrentRange(), {{all, module, path.back().str()}, "", ""});
    return ErrorNode();
  }
  Expect(TokenKind::kColonColon);
  const Name name = ExpectLower();
  const List<const Expr*> args = ParseArguments();
  ModuleCall* node = New<ModuleCall>(begin);
  node->path = path;
  node->name = name;
  node->args = args;
  return node;
}

const Expr* Parser::ParseAnonFn() { return ParsePredicate(); }

// "fn" "(" ["@" type {"," "@" type}] "->" "@" type ")" effects block
const AnonFn* Parser::ParsePredicate() {
  const uint32_t begin = Begin();
  Expect(TokenKind::kFn);
  Expect(TokenKind::kLeftParen);
  List<const TypeExpr*> params;
  if (!At(TokenKind::kArrow)) {
    params = ParseBindingTypes();
  }
  Expect(TokenKind::kArrow);
  const TypeExpr* result = ParseBindingType();
  Expect(TokenKind::kRightParen);
  const EffectRow* effect = ParseEffectClause();
  const Block* body = ParseBlock();
  AnonFn* node = New<AnonFn>(begin);
  node->params = params;
  node->result = result;
  node->effect = effect;
  node->body = body;
  return node;
}

// old(Effect), new(Effect): an expression as the argument is a misconception with a code of its
// own, placed at the keyword.
template <typename T>
const Expr* Parser::ParseContractState(Diag not_an_effect) {
  const uint32_t begin = Begin();
  const SourceRange keyword = CurrentRange();
  Advance();
  Expect(TokenKind::kLeftParen);
  if (!panicking_ && !At(TokenKind::kUpperIdent) && !AtEnd()) {
    Fail(not_an_effect, keyword);
  }
  const EffectRef* effect = ParseEffectRef();
  Expect(TokenKind::kRightParen);
  T* node = New<T>(begin);
  node->effect = effect;
  return node;
}

template <typename T>
const Expr* Parser::ParseAssertion() {
  const uint32_t begin = Begin();
  Advance();
  Expect(TokenKind::kLeftParen);
  const Expr* condition = ParseExpr();
  Expect(TokenKind::kRightParen);
  T* node = New<T>(begin);
  node->condition = condition;
  return node;
}

template <typename T>
const Expr* Parser::ParseQuantifier() {
  const uint32_t begin = Begin();
  Advance();
  Expect(TokenKind::kLeftParen);
  const TypeExpr* binding = ParseBindingType();
  Expect(TokenKind::kComma);
  const Expr* domain = ParseExpr();
  Expect(TokenKind::kComma);
  const AnonFn* predicate = ParsePredicate();
  Expect(TokenKind::kRightParen);
  T* node = New<T>(begin);
  node->binding = binding;
  node->domain = domain;
  node->predicate = predicate;
  return node;
}

}  // namespace vera::syntax
