// Runs a module given as IR text, without front end and command line: for measuring the back end
// alone.
//
//   run_ir FILE [--quick | --thorough] [--times] [INT...]

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "hostabi/host_function_table.h"
#include "ir/parser.h"
#include "ir/passes/passes.h"
#include "jit/session.h"
#include "llvm/Support/MemoryBuffer.h"

namespace {

using vera::jit::Argument;

std::vector<vera::ir::HostInfo> Hosts() {
  using vera::ir::Type;
  constexpr Type kTypes[] = {Type::kVoid, Type::kI64, Type::kI8, Type::kI1, Type::kF64, Type::kRef};
  std::vector<vera::ir::HostInfo> hosts;
  for (const auto& row : vera::hostabi::kHostFunctions) {
    vera::ir::HostInfo& info = hosts.emplace_back();
    info.name = row.name;
    for (auto type : row.parameters()) {
      info.params.push_back(kTypes[static_cast<size_t>(type)]);
    }
    info.result = kTypes[static_cast<size_t>(row.result)];
    info.collects = row.may_collect();
  }
  return hosts;
}

[[noreturn]] void Fail(const std::string& message) {
  fprintf(stderr, "%s\n", message.c_str());
  _exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  vera::jit::CompileOptions compile;
  std::vector<Argument> arguments;
  bool times = false;
  for (int i = 2; i < argc; ++i) {
    if (strcmp(argv[i], "--quick") == 0) {
      compile.tier = vera::codegen::Tier::kQuick;
    } else if (strcmp(argv[i], "--thorough") == 0) {
      compile.tier = vera::codegen::Tier::kThorough;
    } else if (strcmp(argv[i], "--times") == 0) {
      times = true;
    } else if (strcmp(argv[i], "--asm") == 0) {
      compile.keep_assembly = true;
    } else if (strcmp(argv[i], "--llvm") == 0) {
      compile.keep_llvm = true;
    } else {
      arguments.push_back({static_cast<uint64_t>(strtoll(argv[i], nullptr, 10)), {}});
    }
  }
  auto file = llvm::MemoryBuffer::getFile(argc > 1 ? argv[1] : "");
  if (!file) {
    Fail("usage: run_ir FILE [--quick | --thorough] [--times] [--asm] [--llvm] [INT...]");
  }
  const auto hosts = Hosts();
  vera::ir::ParseResult parsed = vera::ir::ParseModule((*file)->getBuffer(), hosts);
  if (!parsed.ok()) {
    Fail(parsed.error);
  }
  vera::ir::RunPipeline(parsed.module, {hosts});
  auto session = vera::jit::Session::Compile(parsed.module, compile);
  if (!session) {
    Fail(llvm::toString(session.takeError()));
  }
  fputs(((*session)->llvm_text() + (*session)->assembly()).c_str(), stdout);
  vera::jit::RunOptions options;
  auto result = (*session)->Run(arguments, options);
  if (!result) {
    Fail(llvm::toString(result.takeError()));
  }
  if (times) {
    const vera::jit::CompileTimes& t = (*session)->times();
    fprintf(stderr,
            "setup %.2f generate %.2f optimize %.2f emit %.2f link %.2f run %.2f ms; minor %llu "
            "major %llu\n",
            t.setup * 1e3, t.generate * 1e3, t.optimize * 1e3, t.emit * 1e3, t.link * 1e3,
            result->run_seconds * 1e3, static_cast<unsigned long long>(result->gc_stats.minor),
            static_cast<unsigned long long>(result->gc_stats.major));
  }
  printf("%lld\n", static_cast<long long>(result->bits));
  fflush(stdout);
  _exit(result->status == vera::jit::RunStatus::kReturned ? 0 : 1);
}
