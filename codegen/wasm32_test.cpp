#include "codegen/emit.h"
#include "codegen/generate.h"
#include "codegen/optimize.h"
#include "jit/test_program.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace vera::codegen {
namespace {

std::string AssemblyOf(const std::string& text, Tier tier) {
  const std::vector<ir::HostInfo> hosts = jit::TestHosts();
  ir::ParseResult parsed = ir::ParseModule(text, hosts);
  EXPECT_EQ(parsed.error, "");
  ir::RunPipeline(parsed.module, {hosts});
  const Target& target = Wasm32TargetInstance();
  auto machine = target.MakeMachine(tier);
  llvm::LLVMContext context;
  auto module = Generate(parsed.module, target, *machine, context, {});
  Optimize(*module, *machine, tier);
  return EmitAssembly(*module, *machine);
}

constexpr const char* kText = R"(
source 0 "a"
layout 0 closure (i64, ref)
literal 0 "abc"
literal 1 ""
signature 0 (i64) -> i64
site 0 trap 3 source 0 range 1..2 kind "overflow" in "f"
slots 1
entry @main
func @main(i64) -> i64 exported source 0 {
b0(%0: i64):
  %1 = const.literal literal 0
  %2 = const.literal literal 1
  %3 = call.host %1, %2 host "string_concat" : ref
  %4 = closure.new %0, %3 @body layout 0
  %5 = call.closure %4, %0 sig 0 : i64
  slot.set %5 slot 0
  %6 = call %5 @even : i64
  ret %6
}
func @body(i64, ref) -> i64 closure source 0 {
b0(%0: i64, %1: ref):
  %2 = data.get %1 layout 0 field 0 : i64
  %3 = const.nullary 3
  %4 = closure.new %2, %3 @body layout 0
  %5 = int.mul %2, %0 site 0
  ret %5
}
func @even(i64) -> i64 source 0 {
b0(%0: i64):
  %1 = const.f64 1.0
  tail.call %1, %0 @odd
}
func @odd(f64, i64) -> i64 source 0 {
b0(%0: f64, %1: i64):
  %2 = const.i64 0
  %3 = icmp eq %1, %2
  cond_br %3, b1, b2
b1:
  ret %1
b2:
  %4 = const.i64 1
  %5 = sub %1, %4 : i64
  tail.call %5 @even
}
)";

TEST(Wasm32Test, TailCallsAndImmortals) {
  for (Tier tier : {Tier::kQuick, Tier::kThorough}) {
    const std::string assembly = AssemblyOf(kText, tier);
    EXPECT_NE(assembly.find("return_call"), std::string::npos) << assembly;
    EXPECT_NE(assembly.find("vera_gc_nullary"), std::string::npos) << assembly;
    EXPECT_EQ(assembly.find("__multi3"), std::string::npos) << assembly;
    // Nothing but this check stops a write past the shadow stack there.
    EXPECT_NE(assembly.find("vera_gc_trap"), std::string::npos) << assembly;
  }
}

}  // namespace
}  // namespace vera::codegen
