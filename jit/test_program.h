#ifndef VERA_JIT_TEST_PROGRAM_H_
#define VERA_JIT_TEST_PROGRAM_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hostabi/host_function_table.h"
#include "ir/parser.h"
#include "ir/passes/passes.h"
#include "ir/verifier.h"
#include "jit/session.h"
#include "llvm/Support/Error.h"

// For tests only: IR text to a result, in either tier, with and without a collector that moves
// everything at each safepoint.

namespace vera::jit {

inline ir::Type TestTypeOf(hostabi::AbiType type) {
  constexpr ir::Type kTypes[] = {ir::Type::kVoid, ir::Type::kI64, ir::Type::kI8,
                                 ir::Type::kI1,   ir::Type::kF64, ir::Type::kRef};
  return kTypes[static_cast<size_t>(type)];
}

inline std::vector<ir::HostInfo> TestHosts() {
  std::vector<ir::HostInfo> hosts;
  for (const hostabi::HostFunction& row : hostabi::kHostFunctions) {
    ir::HostInfo info;
    info.name = row.name;
    for (hostabi::AbiType type : row.parameters()) {
      info.params.push_back(TestTypeOf(type));
    }
    info.result = TestTypeOf(row.result);
    info.collects = row.may_collect();
    hosts.push_back(info);
  }
  return hosts;
}

class TestProgram {
 public:
  // Adds the source row that every module needs.
  explicit TestProgram(const std::string& text, CompileOptions options = {}) {
    const std::vector<ir::HostInfo> hosts = TestHosts();
    ir::ParseResult parsed = ir::ParseModule("source 0 \"test.vera\"\n" + text, hosts);
    EXPECT_EQ(parsed.error, "");
    module_ = std::move(parsed.module);
    for (const std::string& fault : ir::Verify(module_, ir::kHigh, hosts)) {
      ADD_FAILURE() << fault;
    }
    ir::RunPipeline(module_, {hosts});
    for (const std::string& fault : ir::Verify(module_, ir::kCore, hosts)) {
      ADD_FAILURE() << fault;
    }
    llvm::Expected<std::unique_ptr<Session>> session = Session::Compile(module_, options);
    if (!session) {
      ADD_FAILURE() << llvm::toString(session.takeError());
      return;
    }
    session_ = std::move(*session);
  }

  RunResult Run(std::vector<Argument> arguments = {}, RunOptions options = {}) {
    options.host.user = this;
    options.host.write = [](void* user, hostabi::Stream, const char* bytes, size_t size) {
      static_cast<TestProgram*>(user)->output_.append(bytes, size);
    };
    options.verify_heap = options.gc_stress != 0;
    output_.clear();
    llvm::Expected<RunResult> result = session_->Run(arguments, options);
    if (!result) {
      ADD_FAILURE() << llvm::toString(result.takeError());
      return {};
    }
    return *result;
  }

  const ir::Module& module() const { return module_; }
  Session& session() { return *session_; }
  const std::string& output() const { return output_; }

 private:
  ir::Module module_;
  std::unique_ptr<Session> session_;
  std::string output_;
};

// What every way to run a program must agree on.
struct Mode {
  codegen::Tier tier;
  uint32_t gc_stress;
};
inline std::vector<Mode> AllModes() {
  return {{codegen::Tier::kQuick, 0},
          {codegen::Tier::kQuick, 1},
          {codegen::Tier::kThorough, 0},
          {codegen::Tier::kThorough, 1}};
}

inline Argument Int(int64_t value) { return {static_cast<uint64_t>(value), {}}; }
inline Argument Text(std::string text) { return {0, std::move(text)}; }

// Runs in all modes and gives the results, one per mode, as text: the value, "trap <kind> site <n>
// [shown]", "exit <n>".
inline std::string Describe(const RunResult& result, ValueKind kind) {
  switch (result.status) {
    case RunStatus::kReturned:
      return kind == ValueKind::kString ? result.text : RenderScalar(kind, result.bits);
    case RunStatus::kExited:
      return "exit " + std::to_string(result.exit_status);
    case RunStatus::kTrapped:
      break;
  }
  std::string text = std::string("trap ") + gc::InfoOf(result.trap.kind).text;
  if (result.trap.site != ir::SiteId::kNone) {
    text += " site " + std::to_string(result.trap.site);
  }
  for (const std::string& shown : result.trap.shown) {
    text += " [" + shown + "]";
  }
  return text;
}

inline std::string RunText(const std::string& text, std::vector<Argument> arguments = {},
                           ValueKind kind = ValueKind::kInt) {
  std::string first;
  bool is_first = true;
  for (const Mode& mode : AllModes()) {
    CompileOptions compile;
    compile.tier = mode.tier;
    TestProgram program(text, compile);
    RunOptions options;
    options.result = kind;
    options.gc_stress = mode.gc_stress;
    const std::string result = Describe(program.Run(arguments, options), kind);
    if (is_first) {
      first = result;
      is_first = false;
    }
    EXPECT_EQ(result, first) << "tier " << static_cast<int>(mode.tier) << " stress "
                             << mode.gc_stress;
  }
  return first;
}

}  // namespace vera::jit

#endif  // VERA_JIT_TEST_PROGRAM_H_
