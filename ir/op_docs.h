#ifndef VERA_IR_OP_DOCS_H_
#define VERA_IR_OP_DOCS_H_

#include <string>

namespace vera::ir {

// docs/ir.md, made from ops.def.
std::string OpsMarkdown();

}  // namespace vera::ir

#endif  // VERA_IR_OP_DOCS_H_
