#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "cli/pipeline.h"
#include "jit/session.h"
#include "llvm/Support/Error.h"

// std.csv is written in Vera, so the target is a compiled program: a text is an Err, or rows whose
// text has the same rows.

namespace {

constexpr char kProgram[] = R"vera(import std.csv(csv_parse, csv_format);

public fn verdict(@String -> @String)
  requires(true)
  ensures(true)
  effects(pure)
{
  match csv_parse(@String.0) {
    Err(@String) -> "err",
    Ok(@Array<Array<String>>) -> match csv_parse(csv_format(@Array<Array<String>>.0)) {
      Err(@String) -> @String.0,
      Ok(@Array<Array<String>>) -> if show(@Array<Array<String>>.0) == show(@Array<Array<String>>.1) then {
        "same"
      } else {
        "different"
      }
    }
  }
}
)vera";

struct Target {
  Target() {
    vera::DiagnosticSink sink;
    vera::cli::StageClock clock;
    compiled = vera::cli::Compile(std::make_unique<vera::SourceFile>("fuzz.vera", kProgram),
                                  vera::cli::Goal::kOptimisedIr, "verdict", sink, clock);
    if (!compiled.complete) {
      abort();
    }
    session = llvm::cantFail(vera::jit::Session::Compile(compiled.module));
  }
  vera::cli::Compiled compiled;
  std::unique_ptr<vera::jit::Session> session;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Target* const target = new Target;
  vera::jit::Argument argument;
  argument.text = std::string(reinterpret_cast<const char*>(data), size);
  vera::jit::RunOptions options;
  options.result = vera::jit::ValueKind::kString;
  options.verify_heap = true;
  const vera::jit::RunResult result = llvm::cantFail(target->session->Run({argument}, options));
  if (result.status != vera::jit::RunStatus::kReturned ||
      (result.text != "same" && result.text != "err")) {
    abort();
  }
  return 0;
}
