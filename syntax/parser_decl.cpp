#include "llvm/ADT/SmallVector.h"
#include "syntax/parser_impl.h"

// Modules and declarations: spec 5, 7, 8 and 10.3.1 to 10.3.6.

namespace vera::syntax {

// program = module? import* declaration*. Each round of the loop reads one import or declaration
// and starts without a panic, so that a fault costs only the declaration it is in.
const Program* Parser::ParseProgram() {
  const uint32_t begin = Begin();
  const ModuleDecl* module = At(TokenKind::kModule) ? ParseModuleDecl() : nullptr;
  llvm::SmallVector<const ImportDecl*, 8> imports;
  llvm::SmallVector<const Decl*, 32> decls;
  while (!AtEnd()) {
    if (panicking_ && !AtDeclStart()) {
      SkipTo({}, {});
      // A stray brace is all that may stop the skipping short of a declaration.
      if (!AtEnd() && !AtDeclStart()) {
        Advance();
      }
      continue;
    }
    panicking_ = false;
    open_ = {};
    const uint32_t start = position_;
    if (At(TokenKind::kImport)) {
      if (!decls.empty()) {
        FailExpectedAt(position_, "a declaration", "Imports stand before all declarations.");
        panicking_ = false;
      }
      imports.push_back(ParseImportDecl());
    } else if (const Decl* decl = ParseTopLevelDecl()) {
      decls.push_back(decl);
    }
    if (position_ == start) {
      Advance();
    }
  }
  const bool empty = module == nullptr && imports.empty() && decls.empty();
  Program* program = tree_.New<Program>(NodeKind::kProgram, empty ? SourceRange{} : From(begin));
  program->module = module;
  program->imports = tree_.NewList(imports);
  program->decls = tree_.NewList(decls);
  return program;
}

// path = name {"." name}
List<Name> Parser::ParseModulePath() {
  llvm::SmallVector<Name, 4> path;
  do {
    path.push_back(ExpectLower());
  } while (Accept(TokenKind::kDot));
  return tree_.NewList(path);
}

// "module" path ";"
const ModuleDecl* Parser::ParseModuleDecl() {
  const uint32_t begin = Begin();
  Advance();
  const List<Name> path = ParseModulePath();
  Expect(TokenKind::kSemicolon);
  ModuleDecl* decl = New<ModuleDecl>(begin);
  decl->path = path;
  return decl;
}

// "import" path ["(" name {"," name} ")"] ";"
const ImportDecl* Parser::ParseImportDecl() {
  const uint32_t begin = Begin();
  Advance();
  const List<Name> path = ParseModulePath();
  llvm::SmallVector<Name, 8> names;
  const bool has_names = Accept(TokenKind::kLeftParen);
  if (has_names) {
    do {
      if (!panicking_ && (At(TokenKind::kUpperIdent) || IsLowerName(Current()))) {
        names.push_back(TextAt(position_));
        Advance();
      } else {
        FailExpected("the name of a declaration");
      }
    } while (Accept(TokenKind::kComma));
    Expect(TokenKind::kRightParen);
  }
  Expect(TokenKind::kSemicolon);
  ImportDecl* decl = New<ImportDecl>(begin);
  decl->path = path;
  decl->names = tree_.NewList(names);
  decl->has_names = has_names;
  return decl;
}

// Null when nothing here is a declaration, or when one has a visibility that can have none.
const Decl* Parser::ParseTopLevelDecl() {
  Visibility visibility = Visibility::kNone;
  SourceRange visibility_range;
  if (At(TokenKind::kPublic) || At(TokenKind::kPrivate)) {
    visibility = At(TokenKind::kPublic) ? Visibility::kPublic : Visibility::kPrivate;
    visibility_range = CurrentRange();
    Advance();
  }
  switch (Current()) {
    case TokenKind::kForall:
    case TokenKind::kFn:
      return ParseFnDecl(visibility, visibility_range);
    case TokenKind::kData:
      return ParseDataDecl(visibility, visibility_range);
    default:
      break;
  }
  if (visibility != Visibility::kNone) {
    FailExpectedAt(
        position_, "`fn`, `forall` or `data`",
        "Only functions and data types have a visibility; leave it out before other declarations.");
    return nullptr;
  }
  switch (Current()) {
    case TokenKind::kType:
      return ParseTypeAliasDecl();
    case TokenKind::kEffect:
      return ParseOperationsDecl<EffectDecl>();
    case TokenKind::kAbility:
      return ParseOperationsDecl<AbilityDecl>();
    default:
      FailExpected("a declaration");
      return nullptr;
  }
}

// [forall] "fn" name signature contract+ effects block [where]. A declaration's node is made before
// its parts, so its id is the smallest of all in it.
const FnDecl* Parser::ParseFnDecl(Visibility visibility, SourceRange visibility_range) {
  Nesting nesting(*this);
  const uint32_t begin = Begin();
  FnDecl* fn = New<FnDecl>(begin);
  fn->visibility = visibility;
  fn->visibility_range = visibility_range;
  if (At(TokenKind::kForall)) {
    ParseForallClause(*fn);
  }
  Expect(TokenKind::kFn);
  fn->name_range = CurrentRange();
  fn->name = ExpectLower();
  ParseFnSignature(*fn);
  ParseContracts(*fn);
  fn->effect = ParseEffectClause();
  const Delimiters outside = OpenDelimiters();
  if (panicking_) {
    SkipTo({TokenKind::kLeftBrace}, outside);
  }
  fn->body = ParseBlock();
  if (At(TokenKind::kWhere) && !panicking_) {
    ParseWhereBlock(*fn);
  }
  fn->range = From(begin);
  AttachLabels(*fn);
  return fn;
}

// "forall" "<" type-variables ["where" Ability "<" T ">" {","...}] ">"
void Parser::ParseForallClause(FnDecl& fn) {
  Advance();
  fn.has_forall = true;
  Expect(TokenKind::kLess);
  fn.type_vars = ParseTypeVarList();
  llvm::SmallVector<const AbilityConstraint*, 4> constraints;
  if (Accept(TokenKind::kWhere)) {
    do {
      const uint32_t begin = Begin();
      const Name ability = ExpectUpper();
      Expect(TokenKind::kLess);
      const Name type_var = ExpectUpper();
      ExpectClosingAngle();
      AbilityConstraint* constraint = New<AbilityConstraint>(begin);
      constraint->ability = ability;
      constraint->type_var = type_var;
      constraints.push_back(constraint);
    } while (Accept(TokenKind::kComma));
  }
  fn.constraints = tree_.NewList(constraints);
  ExpectClosingAngle();
}

// "(" ["@" type {"," "@" type}] "->" "@" type ")"; after a fault the contracts are still read.
void Parser::ParseFnSignature(FnDecl& fn) {
  const Delimiters outside = OpenDelimiters();
  Expect(TokenKind::kLeftParen);
  if (!At(TokenKind::kArrow)) {
    fn.params = ParseBindingTypes();
  }
  Expect(TokenKind::kArrow);
  fn.result = ParseBindingType();
  Expect(TokenKind::kRightParen);
  if (panicking_) {
    SkipTo({TokenKind::kRequires, TokenKind::kEnsures, TokenKind::kDecreases, TokenKind::kEffects},
           outside);
  }
}

// At least one clause is required (spec 5.2). A brace where a clause must be is E001, whichever
// clause is missing; everything else is what the grammar says.
void Parser::ParseContracts(FnDecl& fn) {
  const auto at_contract = [this] {
    return At(TokenKind::kRequires) || At(TokenKind::kEnsures) || At(TokenKind::kDecreases);
  };
  const Delimiters outside = OpenDelimiters();
  llvm::SmallVector<const Contract*, 8> contracts;
  while (!panicking_ && at_contract()) {
    contracts.push_back(ParseContract());
    if (panicking_) {
      SkipTo({TokenKind::kRequires, TokenKind::kEnsures, TokenKind::kDecreases, TokenKind::kEffects,
              TokenKind::kLeftBrace},
             outside);
    }
  }
  fn.contracts = tree_.NewList(contracts);
  if (At(TokenKind::kLeftBrace)) {
    Fail(Diag::kE001, CurrentRange(),
         {{contracts.empty() ? "it has neither requires nor ensures"
                             : "its effects clause is absent"},
          "",
          ""});
    // The body itself is fine.
    panicking_ = false;
    last_error_position_ = position_;
  } else if (contracts.empty()) {
    FailExpectedAt(position_, "`requires`, `ensures` or `decreases`",
                   "Every function states a contract before its effects; the weakest is "
                   "requires(true) ensures(true).");
    SkipTo({TokenKind::kEffects, TokenKind::kLeftBrace}, outside);
  }
}

// ("requires" | "ensures") "(" expr ")" | "decreases" "(" expr {"," expr} ")"
const Contract* Parser::ParseContract() {
  const uint32_t begin = Begin();
  const TokenKind kind = Current();
  Advance();
  Expect(TokenKind::kLeftParen);
  if (kind == TokenKind::kDecreases) {
    const List<const Expr*> exprs = ParseExprList();
    Expect(TokenKind::kRightParen);
    Decreases* contract = New<Decreases>(begin);
    contract->exprs = exprs;
    return contract;
  }
  const Expr* expr = ParseExpr();
  Expect(TokenKind::kRightParen);
  if (kind == TokenKind::kRequires) {
    Requires* contract = New<Requires>(begin);
    contract->expr = expr;
    return contract;
  }
  Ensures* contract = New<Ensures>(begin);
  contract->expr = expr;
  return contract;
}

// "where" "{" function+ "}". A function inside has no visibility; the next `fn` after a fault is
// still one of them.
void Parser::ParseWhereBlock(FnDecl& fn) {
  const uint32_t begin = Begin();
  Advance();
  Expect(TokenKind::kLeftBrace);
  const Delimiters inside = OpenDelimiters();
  llvm::SmallVector<const FnDecl*, 8> fns;
  do {
    if (panicking_ && At(TokenKind::kFn) && open_.braces <= inside.braces) {
      panicking_ = false;
    }
    if (panicking_ || (!At(TokenKind::kFn) && !At(TokenKind::kForall))) {
      FailExpected("`fn`");
      break;
    }
    fns.push_back(ParseFnDecl(Visibility::kNone, {}));
  } while (!AtEnd() && !At(TokenKind::kRightBrace));
  ExpectClosingBrace(inside);
  fn.where_fns = tree_.NewList(fns);
  fn.where_range = From(begin);
}

// A label follows the slot that it names (spec 1.3): it belongs to the last type that ends before
// it, as long as it is inside the parentheses and before the contracts.
void Parser::AttachLabels(FnDecl& fn) {
  llvm::SmallVector<Name, 8> labels(fn.params.size() + 1);
  const uint32_t tail = !fn.contracts.empty() ? fn.contracts[0]->range.begin : fn.body->range.begin;
  auto comment = std::lower_bound(tokens_.comments.begin(), tokens_.comments.end(), fn.range.begin,
                                  [](const LexedComment& lexed, uint32_t offset) {
                                    return lexed.comment.range.begin < offset;
                                  });
  for (; comment != tokens_.comments.end() && comment->comment.range.begin < tail; ++comment) {
    const SourceRange range = comment->comment.range;
    if (comment->comment.kind != CommentKind::kAnnotation || comment->paren_depth == 0 ||
        range.end - range.begin < 4) {
      continue;
    }
    size_t site = labels.size();
    while (site > 0 &&
           (site > fn.params.size() ? fn.result : fn.params[site - 1])->range.end > range.begin) {
      --site;
    }
    // Inside the next type it belongs to no slot.
    const uint32_t next = site < fn.params.size()    ? fn.params[site]->range.begin
                          : site == fn.params.size() ? fn.result->range.begin
                                                     : tail;
    if (site > 0 && range.begin < next && labels[site - 1].data() == nullptr) {
      labels[site - 1] = Name(tree_.source().Slice({range.begin + 2, range.end - 2})).trim();
    }
  }
  fn.result_annotation = labels.pop_back_val();
  fn.param_annotations = tree_.NewList(labels);
}

// T {"," U}
List<Name> Parser::ParseTypeVarList() {
  llvm::SmallVector<Name, 4> names;
  do {
    names.push_back(ExpectUpper());
  } while (Accept(TokenKind::kComma));
  return tree_.NewList(names);
}

// ["<" T {"," U} ">"]
List<Name> Parser::ParseTypeParams() {
  if (!Accept(TokenKind::kLess)) {
    return {};
  }
  const List<Name> names = ParseTypeVarList();
  ExpectClosingAngle();
  return names;
}

// "data" Name [type-params] ["invariant" "(" expr ")"] "{" constructor {"," constructor} "}"
const DataDecl* Parser::ParseDataDecl(Visibility visibility, SourceRange visibility_range) {
  const uint32_t begin = Begin();
  Advance();
  DataDecl* data = New<DataDecl>(begin);
  data->visibility = visibility;
  data->visibility_range = visibility_range;
  data->name_range = CurrentRange();
  data->name = ExpectUpper();
  data->type_params = ParseTypeParams();
  if (Accept(TokenKind::kInvariant)) {
    Expect(TokenKind::kLeftParen);
    data->invariant = ParseExpr();
    Expect(TokenKind::kRightParen);
  }
  Expect(TokenKind::kLeftBrace);
  const Delimiters inside = OpenDelimiters();
  llvm::SmallVector<const Constructor*, 8> constructors;
  do {
    constructors.push_back(ParseConstructor());
    if (!panicking_ && !At(TokenKind::kComma) && !At(TokenKind::kRightBrace)) {
      FailExpected("`,` or `}`");
    }
    if (panicking_) {
      SkipTo({TokenKind::kComma}, inside);
    }
  } while (Accept(TokenKind::kComma));
  ExpectClosingBrace(inside);
  data->constructors = tree_.NewList(constructors);
  data->range = From(begin);
  return data;
}

// Name ["(" type {"," type} ")"]; empty parentheses are a fault, a nullary constructor has none.
const Constructor* Parser::ParseConstructor() {
  const uint32_t begin = Begin();
  const Name name = ExpectUpper();
  List<const TypeExpr*> fields;
  if (Accept(TokenKind::kLeftParen)) {
    fields = ParseTypes();
    Expect(TokenKind::kRightParen);
  }
  Constructor* constructor = New<Constructor>(begin);
  constructor->name = name;
  constructor->fields = fields;
  return constructor;
}

// "type" Name [type-params] "=" type ";"
const TypeAliasDecl* Parser::ParseTypeAliasDecl() {
  const uint32_t begin = Begin();
  Advance();
  TypeAliasDecl* alias = New<TypeAliasDecl>(begin);
  alias->name_range = CurrentRange();
  alias->name = ExpectUpper();
  alias->type_params = ParseTypeParams();
  Expect(TokenKind::kAssign);
  alias->type = ParseTypeExpr();
  Expect(TokenKind::kSemicolon);
  alias->range = From(begin);
  return alias;
}

template <typename T>
const T* Parser::ParseOperationsDecl() {
  const uint32_t begin = Begin();
  Advance();
  T* decl = New<T>(begin);
  decl->name_range = CurrentRange();
  decl->name = ExpectUpper();
  decl->type_params = ParseTypeParams();
  Expect(TokenKind::kLeftBrace);
  const Delimiters inside = OpenDelimiters();
  llvm::SmallVector<const OpDecl*, 8> operations;
  do {
    operations.push_back(ParseOpDecl());
    if (panicking_ && SkipTo({TokenKind::kSemicolon}, inside)) {
      Advance();
    }
  } while (!panicking_ && !At(TokenKind::kRightBrace));
  ExpectClosingBrace(inside);
  decl->operations = tree_.NewList(operations);
  decl->range = From(begin);
  return decl;
}

// "op" name "(" [type {"," type}] "->" type ")" ";"
const OpDecl* Parser::ParseOpDecl() {
  const uint32_t begin = Begin();
  Expect(TokenKind::kOp);
  const Name name = ExpectLower();
  Expect(TokenKind::kLeftParen);
  const List<const TypeExpr*> params =
      At(TokenKind::kArrow) ? List<const TypeExpr*>() : ParseTypes();
  Expect(TokenKind::kArrow);
  const TypeExpr* result = ParseTypeExpr();
  Expect(TokenKind::kRightParen);
  Expect(TokenKind::kSemicolon);
  OpDecl* op = New<OpDecl>(begin);
  op->name = name;
  op->params = params;
  op->result = result;
  return op;
}

}  // namespace vera::syntax
