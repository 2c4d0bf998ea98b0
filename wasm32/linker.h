#ifndef VERA_WASM32_LINKER_H_
#define VERA_WASM32_LINKER_H_

#include <string>

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

// From a program's object to a WebAssembly module: links it, in this process, with the runtime's archives, which are
// part of the compiler (runtime_archives.h).

namespace vera::wasm32 {

struct LinkOptions {
  bool keep_names = false;  // the name section, for people who read traps of the engine
};

// A command of WASI preview 1 that imports only what the program needs. `object` is one of EmitProgram's for wasm32. Fails if
// there is no memory or no room for temporary files; what else fails is a bug of ours.
llvm::Expected<std::string> LinkCommand(llvm::StringRef object, const LinkOptions& options);

}  // namespace vera::wasm32

#endif  // VERA_WASM32_LINKER_H_
