#include "syntax/parser.h"

#include <tuple>
#include <utility>

#include "support/large_stack.h"
#include "syntax/parser_impl.h"

namespace vera::syntax {

namespace {

// With fewer tokens than this no input can need more stack than every thread has.
constexpr size_t kTokensForSmallStack = 2'000;

std::string Quoted(Name text) { return "`" + text.str() + "`"; }

// Comments first: what goes wrong after a malformed one is its consequence. Contents of strings
// last: they matter once the file is one sequence of constructs.
int OrderOf(Diag diag) {
  switch (diag) {
    case Diag::kE020:
    case Diag::kE021:
    case Diag::kE023:
      return 0;
    case Diag::kE009:
      return 2;
    default:
      return 1;
  }
}

// By class, then by place; what was found first at one place comes first.
void EmitInOrder(const SourceFile& source, std::vector<SyntaxError>& errors, DiagnosticSink& sink) {
  using Key = std::tuple<int, uint32_t, size_t>;
  std::vector<Key> order;
  for (size_t i = 0; i < errors.size(); ++i) {
    order.emplace_back(OrderOf(errors[i].diag), errors[i].range.begin, i);
  }
  std::sort(order.begin(), order.end());
  for (const Key& key : order) {
    SyntaxError& error = errors[std::get<2>(key)];
    sink.Emit(error.diag, source, error.range, std::move(error.text));
  }
}

}  // namespace

Name Parser::TextAt(uint32_t position) const {
  return tree_.source().Slice(tokens_.ranges[position]);
}

// The only place where tokens are consumed, hence the only one that counts delimiters. Surplus
// closing ones count for nothing; the construct that is confused by them reports them.
void Parser::Advance() {
  switch (Current()) {
    case TokenKind::kEndOfFile:
      return;
    case TokenKind::kLeftBrace:
      ++open_.braces;
      break;
    case TokenKind::kRightBrace:
      open_.braces -= open_.braces > 0;
      break;
    case TokenKind::kLeftParen:
    case TokenKind::kLeftBracket:
      ++open_.parens;
      break;
    case TokenKind::kRightParen:
    case TokenKind::kRightBracket:
      open_.parens -= open_.parens > 0;
      break;
    default:
      break;
  }
  previous_end_ = tokens_.ranges[position_].end;
  ++position_;
}

bool Parser::Accept(TokenKind kind) {
  if (panicking_ || !At(kind)) {
    return false;
  }
  Advance();
  return true;
}

bool Parser::Expect(TokenKind kind) {
  if (Accept(kind)) {
    return true;
  }
  FailExpected(Describe(kind));
  return false;
}

bool Parser::ExpectClosingAngle() {
  if (!panicking_ && At(TokenKind::kGreaterEq)) {
    tokens_.kinds[position_] = TokenKind::kAssign;
    previous_end_ = ++tokens_.ranges[position_].begin;
    return true;
  }
  return Expect(TokenKind::kGreater);
}

// Names of types, constructors, effects and abilities.
Name Parser::ExpectUpper() {
  return Expect(TokenKind::kUpperIdent) ? TextAt(position_ - 1) : Name();
}

// Names of functions, operations and modules.
Name Parser::ExpectLower() {
  if (panicking_ || !IsLowerName(Current())) {
    FailExpected(Describe(TokenKind::kLowerIdent));
    return {};
  }
  Advance();
  return TextAt(position_ - 1);
}

// Two tokens decide, since `fn (` is a closure, `forall (` a quantifier and `type(1)` a call.
bool Parser::AtDeclStart() const {
  switch (Current()) {
    case TokenKind::kPublic:
    case TokenKind::kPrivate:
      return Peek() == TokenKind::kFn || Peek() == TokenKind::kData || Peek() == TokenKind::kForall;
    case TokenKind::kFn:
      return IsLowerName(Peek());
    case TokenKind::kData:
    case TokenKind::kType:
    case TokenKind::kEffect:
    case TokenKind::kAbility:
      return Peek() == TokenKind::kUpperIdent;
    case TokenKind::kForall:
      return Peek() == TokenKind::kLess;
    case TokenKind::kImport:
    case TokenKind::kModule:
      return IsLowerName(Peek());
    default:
      return false;
  }
}

void Parser::Fail(Diag diag, SourceRange range, DiagnosticText text) {
  if (panicking_) {
    return;
  }
  panicking_ = true;
  if (last_error_position_ != position_) {
    errors_.push_back({diag, range, std::move(text)});
  }
  last_error_position_ = position_;
}

void Parser::FailExpectedAt(uint32_t position, const std::string& what, const char* fix) {
  if (panicking_) {
    return;
  }
  const TokenKind kind = tokens_.kinds[position];
  if (kind == TokenKind::kError) {
    panicking_ = true;
    last_error_position_ = position_;
    return;
  }
  SourceRange range = tokens_.ranges[position];
  std::string found = Quoted(TextAt(position));
  if (kind == TokenKind::kStringLit) {
    found = "string literal";
  } else if (kind == TokenKind::kEndOfFile) {
    // The place to look at is where the text stops, not behind trailing blank lines.
    found = Describe(kind);
    range = position > 0 ? tokens_.ranges[position - 1] : range;
  }
  Fail(Diag::kE005, range, {{std::move(found), what}, fix, ""});
}

void Parser::CheckDepth() {
  if (depth_ + height_ > kMaxTreeDepth && !AtEnd()) {
    FailTooDeep(CurrentRange());
  }
}

void Parser::FailTooDeep(SourceRange range) {
  panicking_ = false;
  Fail(Diag::kE040, range, {{std::to_string(kMaxTreeDepth)}, "", ""});
  // Nothing sensible can follow; without a jump to the end every open construct would be skipped
  // one by one.
  position_ = static_cast<uint32_t>(tokens_.size() - 1);
}

// Braces are trusted more than parentheses: a `;` or `}` ends what is inside unbalanced
// parentheses.
bool Parser::SkipTo(std::initializer_list<TokenKind> kinds, Delimiters at) {
  while (!AtEnd() && !AtDeclStart()) {
    const bool own_braces = open_.braces <= at.braces;
    const bool own_parens = !At(TokenKind::kComma) || open_.parens <= at.parens;
    if (own_braces && own_parens &&
        std::find(kinds.begin(), kinds.end(), Current()) != kinds.end()) {
      open_.parens = at.parens;
      panicking_ = false;
      return true;
    }
    if (own_braces && At(TokenKind::kRightBrace)) {
      return false;
    }
    Advance();
  }
  return false;
}

// The contents may have stopped at this very brace in a panic; they have reported it, and the
// construct is complete.
bool Parser::ExpectClosingBrace(Delimiters inside) {
  if (panicking_ && At(TokenKind::kRightBrace) && open_.braces <= inside.braces) {
    open_.parens = inside.parens;
    panicking_ = false;
  }
  return Expect(TokenKind::kRightBrace);
}

std::unique_ptr<SyntaxTree> Parse(const SourceFile& source, DiagnosticSink& sink) {
  auto tree = std::make_unique<SyntaxTree>(source);
  std::vector<SyntaxError> errors;
  TokenBuffer tokens = Lex(source, errors);
  tree->mutable_comments().reserve(tokens.comments.size());
  for (const LexedComment& comment : tokens.comments) {
    tree->mutable_comments().push_back(comment.comment);
  }
  const auto parse = [&] { tree->set_program(Parser(*tree, tokens, errors).ParseProgram()); };
  if (tokens.size() < kTokensForSmallStack) {
    parse();
  } else {
    RunOnLargeStack(parse);
  }
  EmitInOrder(source, errors, sink);
  return tree;
}

llvm::Expected<ParsedFile> ParseFile(const std::string& path, DiagnosticSink& sink) {
  ParsedFile file;
  auto source = SourceFile::Read(path);
  if (!source) {
    return source.takeError();
  }
  file.source = std::move(*source);
  file.tree = Parse(*file.source, sink);
  return file;
}

}  // namespace vera::syntax
