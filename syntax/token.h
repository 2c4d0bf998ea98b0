#ifndef VERA_SYNTAX_TOKEN_H_
#define VERA_SYNTAX_TOKEN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "support/source_file.h"
#include "syntax/tree.h"

// Tokens are kinds and ranges in two parallel arrays, nothing else: their text is in the source.
// Comments are no tokens; they are collected beside them for the formatter and for the labels of
// spec 1.3.

namespace vera::syntax {

enum class TokenKind : uint8_t {
#define VERA_TOKEN_CLASS(kind, description) k##kind,
#define VERA_PUNCTUATION(kind, spelling) k##kind,
#define VERA_KEYWORD(kind, spelling) k##kind,
#include "syntax/tokens.def"
};

// "RightParen"; for dumps.
const char* TokenKindName(TokenKind kind);
// "`)`" or "a lower-case name"; for diagnostics.
std::string Describe(TokenKind kind);
bool IsKeyword(TokenKind kind);

// A comment and how many round parentheses were open where it starts: a label is always inside a
// signature's.
struct LexedComment {
  Comment comment;
  uint32_t paren_depth;
};

// The last token is always kEndOfFile, an empty range at the end of the text.
struct TokenBuffer {
  std::vector<TokenKind> kinds;
  std::vector<SourceRange> ranges;
  std::vector<LexedComment> comments;

  size_t size() const { return kinds.size(); }
  void Add(TokenKind kind, SourceRange range) {
    kinds.push_back(kind);
    ranges.push_back(range);
  }
};

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_TOKEN_H_
