#ifndef VERA_SYNTAX_PARSER_H_
#define VERA_SYNTAX_PARSER_H_

#include <memory>
#include <string>

#include "llvm/Support/Error.h"
#include "support/diagnostic.h"
#include "support/source_file.h"
#include "syntax/tree.h"

// Text to syntax tree (spec 10): recursive descent with recovery, so that one run reports all
// syntax errors of a file.

namespace vera::syntax {

// No path from the root of a tree is longer, so that stages may recurse on it (on a large stack:
// see support/large_stack.h). What is deeper is E040 and is not in the tree.
inline constexpr uint32_t kMaxTreeDepth = 10'000;

// Always gives a tree. After an error it has ErrorExpr, types with an empty name, wildcard patterns
// or lists that are too short where the fault was. Errors come in this order: comments (E02x),
// tokens and constructs by their place, contents of string literals (E009) by their place. The
// source must outlive the tree.
std::unique_ptr<SyntaxTree> Parse(const SourceFile& source, DiagnosticSink& sink);

// A file's text with its tree; the tree borrows from the source.
struct ParsedFile {
  std::unique_ptr<SourceFile> source;
  std::unique_ptr<SyntaxTree> tree;
};

// Reads and parses a file. An error is one of the environment (SourceFile::Read); syntax errors go
// to the sink.
llvm::Expected<ParsedFile> ParseFile(const std::string& path, DiagnosticSink& sink);

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_PARSER_H_
