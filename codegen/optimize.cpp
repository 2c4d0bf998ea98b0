// The analyses are registered by hand: LLVM's PassBuilder names every pass there is, which makes
// the program larger and its start slower.

#include "codegen/optimize.h"

#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/BasicAliasAnalysis.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/EphemeralValuesCache.h"
#include "llvm/Analysis/InlineAdvisor.h"
#include "llvm/Analysis/InlineCost.h"
#include "llvm/Analysis/LastRunTrackingAnalysis.h"
#include "llvm/Analysis/LazyCallGraph.h"
#include "llvm/Analysis/LazyValueInfo.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/MemorySSA.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ProfileSummaryInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScopedNoAliasAA.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/TypeBasedAliasAnalysis.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/DeadStoreElimination.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimpleLoopUnswitch.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"

namespace vera::codegen {
namespace {

// Small enough that accessors and wrappers go in, large functions stay.
constexpr int kInlineThreshold = 50;

// Starting the pass manager costs a millisecond; the quick tier's passes save less on a smaller
// module.
constexpr unsigned kMinQuickInstructions = 1200;

struct Analyses {
  llvm::LoopAnalysisManager loop;
  llvm::FunctionAnalysisManager function;
  llvm::CGSCCAnalysisManager scc;
  llvm::ModuleAnalysisManager module;

  explicit Analyses(llvm::TargetMachine& machine) {
    RegisterFunction(machine);
    RegisterModule();
    loop.registerPass([&] { return llvm::FunctionAnalysisManagerLoopProxy(function); });
    loop.registerPass(
        [] { return llvm::ShouldRunExtraSimpleLoopUnswitch(); });  // IndVarSimplify asks
    loop.registerPass([] { return llvm::PassInstrumentationAnalysis(); });
    scc.registerPass([] { return llvm::PassInstrumentationAnalysis(); });
    scc.registerPass([] { return llvm::FunctionAnalysisManagerCGSCCProxy(); });
    scc.registerPass([&] { return llvm::ModuleAnalysisManagerCGSCCProxy(module); });
  }

 private:
  void RegisterFunction(llvm::TargetMachine& machine) {
    // The runtime is ours: no function is what its name means in C.
    llvm::TargetLibraryInfoImpl library(machine.getTargetTriple());
    library.disableAllFunctions();
    function.registerPass([&] { return llvm::TargetLibraryAnalysis(library); });
    function.registerPass([&] { return machine.getTargetIRAnalysis(); });
    function.registerPass([] {
      llvm::AAManager aliases;
      aliases.registerFunctionAnalysis<llvm::BasicAA>();
      aliases.registerFunctionAnalysis<llvm::ScopedNoAliasAA>();
      aliases.registerFunctionAnalysis<llvm::TypeBasedAA>();
      return aliases;
    });
    function.registerPass([] { return llvm::AssumptionAnalysis(); });
    function.registerPass([] { return llvm::BasicAA(); });
    function.registerPass([] { return llvm::BlockFrequencyAnalysis(); });
    function.registerPass([] { return llvm::BranchProbabilityAnalysis(); });
    function.registerPass([] { return llvm::DominatorTreeAnalysis(); });
    function.registerPass([] { return llvm::EphemeralValuesAnalysis(); });
    function.registerPass([] { return llvm::LastRunTrackingAnalysis(); });
    function.registerPass([] { return llvm::LazyValueAnalysis(); });
    function.registerPass([] { return llvm::LoopAnalysis(); });
    function.registerPass([] { return llvm::MemorySSAAnalysis(); });
    function.registerPass([] { return llvm::OptimizationRemarkEmitterAnalysis(); });
    function.registerPass([] { return llvm::PassInstrumentationAnalysis(); });
    function.registerPass([] { return llvm::PostDominatorTreeAnalysis(); });
    function.registerPass([] { return llvm::ScalarEvolutionAnalysis(); });
    function.registerPass([] { return llvm::ScopedNoAliasAA(); });
    function.registerPass([] { return llvm::TypeBasedAA(); });
    function.registerPass([&] { return llvm::LoopAnalysisManagerFunctionProxy(loop); });
    function.registerPass([&] { return llvm::CGSCCAnalysisManagerFunctionProxy(scc); });
    function.registerPass([&] { return llvm::ModuleAnalysisManagerFunctionProxy(module); });
  }

  void RegisterModule() {
    module.registerPass([] { return llvm::PassInstrumentationAnalysis(); });
    module.registerPass([] { return llvm::ProfileSummaryAnalysis(); });
    module.registerPass([] { return llvm::InlineAdvisorAnalysis(); });
    module.registerPass([] { return llvm::LazyCallGraphAnalysis(); });
    module.registerPass([&] { return llvm::FunctionAnalysisManagerModuleProxy(function); });
    module.registerPass([&] { return llvm::CGSCCAnalysisManagerModuleProxy(scc); });
  }
};

llvm::FunctionPassManager Tidy(bool thorough) {
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/thorough));
  if (thorough) {
    passes.addPass(llvm::InstCombinePass());
  }
  passes.addPass(llvm::SimplifyCFGPass());
  return passes;
}

llvm::FunctionPassManager Loops() {
  llvm::LoopPassManager loops;
  loops.addPass(llvm::LoopRotatePass(/*EnableHeaderDuplication=*/true));
  loops.addPass(llvm::LICMPass(llvm::LICMOptions()));
  loops.addPass(llvm::IndVarSimplifyPass(/*WidenIndVars=*/true));
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loops), /*UseMemorySSA=*/true));
  passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(llvm::DSEPass());
  passes.addPass(llvm::InstCombinePass());
  passes.addPass(llvm::SimplifyCFGPass());
  return passes;
}

}  // namespace

void Optimize(llvm::Module& module, llvm::TargetMachine& machine, Tier tier) {
  if (tier == Tier::kQuick && module.getInstructionCount() < kMinQuickInstructions) {
    return;
  }
  Analyses analyses(machine);
  llvm::ModulePassManager passes;
  passes.addPass(llvm::AlwaysInlinerPass(/*InsertLifetime=*/false));
  if (tier == Tier::kQuick) {
    passes.addPass(llvm::createModuleToFunctionPassAdaptor(Tidy(false)));
  } else {
    llvm::ModuleInlinerWrapperPass inliner(llvm::getInlineParams(kInlineThreshold));
    passes.addPass(llvm::createModuleToFunctionPassAdaptor(Tidy(false)));
    inliner.getPM().addPass(llvm::createCGSCCToFunctionPassAdaptor(Tidy(true)));
    passes.addPass(std::move(inliner));
    passes.addPass(llvm::createModuleToFunctionPassAdaptor(Loops()));
  }
  passes.run(module, analyses.module);
}

}  // namespace vera::codegen
