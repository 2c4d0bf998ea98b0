#include "syntax/tree.h"

namespace vera::syntax {

const char* NodeKindName(NodeKind kind) {
  static constexpr const char* kNames[] = {
#define VERA_NODE(kind, base) #kind,
#include "syntax/nodes.def"
#undef VERA_NODE
  };
  return kNames[static_cast<size_t>(kind)];
}

const char* Spelling(BinaryOp op) {
  static constexpr const char* kSpellings[] = {"+", "-",  "*",  "/",  "%",  "==",  "!=", "<",
                                               ">", "<=", ">=", "&&", "||", "==>", "|>"};
  return kSpellings[static_cast<size_t>(op)];
}

const char* Spelling(UnaryOp op) { return op == UnaryOp::kNot ? "!" : "-"; }

}  // namespace vera::syntax
