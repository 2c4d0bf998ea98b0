#include "syntax/formatter.h"

#include "syntax/format_comments.h"
#include "syntax/format_layout.h"

namespace vera::syntax {

std::string Format(const SyntaxTree& tree) { return WeaveComments(tree, LayOut(tree)); }

}  // namespace vera::syntax
