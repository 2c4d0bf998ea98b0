#include "wasm32/runtime_archives.h"

#include <vector>

// Written by embed_files.cmake; ends with a row of nulls.
struct EmbeddedFile {
  const char* name;
  const char* begin;
  const char* end;
};
extern "C" const EmbeddedFile vera_wasm32_runtime_files[];

namespace vera::wasm32 {

llvm::ArrayRef<RuntimeFile> RuntimeFiles() {
  static const std::vector<RuntimeFile> files = [] {
    std::vector<RuntimeFile> rows;
    for (const EmbeddedFile* file = vera_wasm32_runtime_files; file->name != nullptr; ++file) {
      rows.push_back(
          {file->name, llvm::StringRef(file->begin, static_cast<size_t>(file->end - file->begin))});
    }
    return rows;
  }();
  return files;
}

}  // namespace vera::wasm32
