#ifndef VERA_SYNTAX_PARSER_IMPL_H_
#define VERA_SYNTAX_PARSER_IMPL_H_

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "syntax/lexer.h"
#include "syntax/token.h"
#include "syntax/tree.h"

// The parser's state, private to parser*.cpp. One function per construct, named after the grammar's
// rule, each returning a node in any case.
//
// Errors: the first one sets panicking_; from then on Expect fails silently and nothing is
// consumed, so the functions unwind quickly to a list (statements, arms, contracts, declarations)
// which skips to a place where it can go on and ends the panic. Loops therefore test panicking_.

namespace vera::syntax {

class Parser {
 public:
  Parser(SyntaxTree& tree, TokenBuffer& tokens, std::vector<SyntaxError>& errors,
         uint32_t depth = 0)
      : tree_(tree), tokens_(tokens), errors_(errors), depth_(depth) {}

  const Program* ParseProgram();
  // The tokens are one expression, as in an interpolation.
  const Expr* ParseWholeExpr();
  uint32_t height() const { return height_; }

 private:
  // Counts one level of the tree while it lives; see height_.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser), outer_height_(parser.height_) {
      parser_.height_ = 0;
      ++parser_.depth_;
      parser_.CheckDepth();
    }
    ~Nesting() {
      --parser_.depth_;
      parser_.height_ = std::max(outer_height_, parser_.height_ + 1);
    }

   private:
    Parser& parser_;
    uint32_t outer_height_;
  };

  // How many delimiters are open, to skip to the right one of several `,` or `}`.
  struct Delimiters {
    uint32_t braces = 0;
    uint32_t parens = 0;  // square brackets included
  };

  // ---- tokens (parser.cpp) ----
  TokenKind Current() const { return tokens_.kinds[position_]; }
  TokenKind Peek(uint32_t ahead = 1) const {
    return tokens_.kinds[std::min<size_t>(position_ + ahead, tokens_.size() - 1)];
  }
  bool At(TokenKind kind) const { return Current() == kind; }
  bool AtEnd() const { return At(TokenKind::kEndOfFile); }
  uint32_t Begin() const { return tokens_.ranges[position_].begin; }
  SourceRange CurrentRange() const { return tokens_.ranges[position_]; }
  SourceRange From(uint32_t begin) const { return {begin, std::max(begin, previous_end_)}; }
  Name TextAt(uint32_t position) const;
  void Advance();
  bool Accept(TokenKind kind);
  bool Expect(TokenKind kind);
  // A `>` that closes type arguments may be written together with a following `=`.
  bool ExpectClosingAngle();
  Name ExpectUpper();
  Name ExpectLower();
  // Keywords are names wherever the grammar asks for a lower-case name.
  static bool IsLowerName(TokenKind kind) {
    return kind == TokenKind::kLowerIdent || IsKeyword(kind);
  }
  // public, fn name, data Name...: tokens that only a declaration starts with.
  bool AtDeclStart() const;

  // ---- errors (parser.cpp) ----
  void Fail(Diag diag, SourceRange range, DiagnosticText text = {});
  void FailExpected(const std::string& what) { FailExpectedAt(position_, what); }
  void FailExpectedAt(uint32_t position, const std::string& what, const char* fix = "");
  void CheckDepth();
  void FailTooDeep(SourceRange range);
  Delimiters OpenDelimiters() const { return open_; }
  // Skips to one of `kinds` at the given nesting and ends the panic; false, with the panic going
  // on, at the end of the surrounding braces, at a declaration and at the end of the file. Commas
  // count only outside parentheses.
  bool SkipTo(std::initializer_list<TokenKind> kinds, Delimiters at);
  // Closes a construct's brace, ending the panic of its contents if that is where they stopped.
  bool ExpectClosingBrace(Delimiters inside);

  template <typename T>
  T* New(uint32_t begin) {
    return tree_.New<T>(KindOf<T>::kValue, From(begin));
  }

  // ---- declarations (parser_decl.cpp) ----
  const ModuleDecl* ParseModuleDecl();
  const ImportDecl* ParseImportDecl();
  const Decl* ParseTopLevelDecl();
  const FnDecl* ParseFnDecl(Visibility visibility, SourceRange visibility_range);
  void ParseForallClause(FnDecl& fn);
  void ParseFnSignature(FnDecl& fn);
  void ParseContracts(FnDecl& fn);
  const Contract* ParseContract();
  void ParseWhereBlock(FnDecl& fn);
  void AttachLabels(FnDecl& fn);
  const DataDecl* ParseDataDecl(Visibility visibility, SourceRange visibility_range);
  const Constructor* ParseConstructor();
  const TypeAliasDecl* ParseTypeAliasDecl();
  template <typename T>
  const T* ParseOperationsDecl();
  const OpDecl* ParseOpDecl();
  List<Name> ParseModulePath();
  List<Name> ParseTypeParams();
  List<Name> ParseTypeVarList();

  // ---- types and effects (parser_type.cpp) ----
  const TypeExpr* ParseTypeExpr();
  const TypeExpr* ParseFnType();
  const TypeExpr* ParseRefinementType();
  const TypeExpr* ErrorType();
  const TypeExpr* ParseBindingType();
  // The types of `@T, @U` and of `T, U` up to what can't continue the list.
  List<const TypeExpr*> ParseBindingTypes();
  List<const TypeExpr*> ParseTypes();
  List<const TypeExpr*> ParseTypeArgs(bool& has_args);
  const EffectRow* ParseEffectClause();
  const EffectRef* ParseEffectRef();

  // ---- expressions (parser_expr.cpp) ----
  const Expr* ParseExpr() { return ParseBinary(1); }
  const Expr* ParseBinary(int min_level);
  const Expr* ParseUnary();
  const Expr* ParsePostfix();
  const Expr* ParsePrimary();
  const Expr* ParseParenthesized();
  const Expr* ParseNumber();
  const Expr* ParseSlot();
  const Expr* ParseUpperName();
  const Expr* ParseLowerName();
  const Expr* ParseModuleCall(uint32_t begin);
  const Expr* ParseAnonFn();
  const AnonFn* ParsePredicate();
  template <typename T>
  const Expr* ParseContractState(Diag not_an_effect);
  template <typename T>
  const Expr* ParseAssertion();
  template <typename T>
  const Expr* ParseQuantifier();
  const Expr* ErrorNode();
  List<const Expr*> ParseArguments();
  List<const Expr*> ParseExprList();

  // ---- control flow, patterns, statements (parser_block.cpp) ----
  const Block* ParseBlock();
  const Block* ParseBlockContents();
  const Stmt* ParseLet();
  const Expr* ParseIf();
  const Expr* ParseMatch();
  const MatchArm* ParseMatchArm();
  const Expr* ParseHandle();
  const HandlerState* ParseHandlerState();
  const HandlerClause* ParseHandlerClause();
  const Pattern* ParsePattern();
  const Pattern* ParseConstructorPattern();

  // ---- string literals (parser_string.cpp) ----
  const Expr* ParseString();
  const Expr* ParseInterpolated(SourceRange literal);
  const Expr* ParseSegment(SourceRange segment, SourceRange literal);
  const Pattern* ParseStringPattern();
  Name Decode(SourceRange raw, SourceRange literal);
  void FailString(SourceRange literal, const std::string& what);
  uint64_t ParseInteger(Name digits, bool& too_large) const;

  SyntaxTree& tree_;
  TokenBuffer& tokens_;
  std::vector<SyntaxError>& errors_;
  uint32_t position_ = 0;
  uint32_t previous_end_ = 0;
  bool panicking_ = false;
  // The token of the last error; a second one at the same place says nothing new.
  uint32_t last_error_position_ = UINT32_MAX;
  Delimiters open_;
  // depth_ counts the levels above the current place, height_ those of the highest subtree finished
  // below it. a + b + c has no recursion in the parser but a tree as high as it is long, so both
  // count.
  uint32_t depth_;
  uint32_t height_ = 0;
};

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_PARSER_IMPL_H_
