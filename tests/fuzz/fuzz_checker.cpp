#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "sema/checked.h"
#include "sema/elaborate.h"
#include "sema/program.h"
#include "support/large_stack.h"

// Whatever parses can be checked, and whatever checks can be elaborated or is refused with a diagnostic.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vera::RunOnLargeStack([&] {
    vera::DiagnosticSink sink;
    auto source = std::make_unique<vera::SourceFile>(
        "fuzz.vera", std::string(reinterpret_cast<const char*>(data), size));
    const auto checked = vera::sema::Check(std::move(source), {}, sink);
    if (!sink.has_errors()) {
      const auto program = vera::sema::Elaborate(*checked, {}, sink);
      if (program != nullptr && !sink.has_errors()) {
        vera::sema::DumpProgram(*program);
      }
    }
  });
  return 0;
}
