#include "syntax/token.h"

#include "syntax/tree.h"

namespace vera::syntax {

namespace {

struct TokenRow {
  const char* name;
  const char* text;  // a description or a spelling
  enum : uint8_t { kClass, kPunctuation, kKeyword } group;
};

constexpr TokenRow kTokenRows[] = {
#define VERA_TOKEN_CLASS(kind, description) {#kind, description, TokenRow::kClass},
#define VERA_PUNCTUATION(kind, spelling) {#kind, spelling, TokenRow::kPunctuation},
#define VERA_KEYWORD(kind, spelling) {#kind, spelling, TokenRow::kKeyword},
#include "syntax/tokens.def"
};

const TokenRow& RowOf(TokenKind kind) { return kTokenRows[static_cast<size_t>(kind)]; }

}  // namespace

const char* TokenKindName(TokenKind kind) { return RowOf(kind).name; }

std::string Describe(TokenKind kind) {
  const TokenRow& row = RowOf(kind);
  if (row.group != TokenRow::kClass) {
    return std::string("`") + row.text + "`";
  }
  if (kind == TokenKind::kEndOfFile) {
    return row.text;
  }
  return (kind == TokenKind::kIntLit ? "an " : "a ") + std::string(row.text);
}

bool IsKeyword(TokenKind kind) { return RowOf(kind).group == TokenRow::kKeyword; }

}  // namespace vera::syntax
