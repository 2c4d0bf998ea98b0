#ifndef VERA_WASM32_RUNTIME_ARCHIVES_H_
#define VERA_WASM32_RUNTIME_ARCHIVES_H_

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

// The files that every wasm32 program is linked with, embedded at build time from the list in
// wasm32/CMakeLists.txt, in the order of the link.

namespace vera::wasm32 {

struct RuntimeFile {
  llvm::StringRef name;  // of the file, for messages
  llvm::StringRef bytes;
};

llvm::ArrayRef<RuntimeFile> RuntimeFiles();

}  // namespace vera::wasm32

#endif  // VERA_WASM32_RUNTIME_ARCHIVES_H_
