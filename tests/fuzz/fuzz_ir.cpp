#include <cstdint>
#include <cstdlib>

#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"

// Any bytes as IR text: the parser never crashes, what it reads prints to a text that reads back to the same print, and
// the verifier judges any module without failing itself.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vera::ir;
  ParseResult parsed = ParseModule(llvm::StringRef(reinterpret_cast<const char*>(data), size));
  Verify(parsed.module, kHigh);
  Verify(parsed.module, kCore);
  if (!parsed.ok()) {
    return 0;
  }
  std::string text = Print(parsed.module);
  ParseResult again = ParseModule(text);
  if (!again.ok() || Print(again.module) != text) {
    std::abort();
  }
  return 0;
}
