#ifndef VERA_JIT_SYMBOLS_H_
#define VERA_JIT_SYMBOLS_H_

#include "llvm/ADT/StringRef.h"

namespace vera::jit {

// The address of what generated code may call: the runtime's entry points, the host functions, and
// the few C functions that LLVM's code generator uses. Null for any other name. Made from the
// tables, so no symbol table of the process is needed.
void* RuntimeSymbol(llvm::StringRef name);

}  // namespace vera::jit

#endif  // VERA_JIT_SYMBOLS_H_
