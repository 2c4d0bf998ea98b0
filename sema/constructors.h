#ifndef VERA_SEMA_CONSTRUCTORS_H_
#define VERA_SEMA_CONSTRUCTORS_H_

#include "sema/function_checker.h"

namespace vera::sema {

// The constructor of that name which expressions and patterns of this module mean: its own, a
// built-in or an imported one (E610 when two imports bring it). `node` is the use.
std::optional<ConstructorRef> FindConstructor(FunctionChecker& fc, llvm::StringRef name,
                                              const syntax::Node& node);

// MdThematicBreak has no fields but is written MdThematicBreak(), the only such constructor
// (spec 9.7.3).
bool IsWrittenWithParentheses(const FunctionChecker& fc, ConstructorRef ref);

}  // namespace vera::sema

#endif  // VERA_SEMA_CONSTRUCTORS_H_
