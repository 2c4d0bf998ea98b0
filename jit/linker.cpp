#include "jit/linker.h"

#include <algorithm>

#include "llvm/ExecutionEngine/JITLink/ELF.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/SymbolStringPool.h"
#include "llvm/Support/Process.h"

namespace vera::jit {
namespace {

namespace jitlink = llvm::jitlink;

class MappedCode final : public LinkedCode {
 public:
  MappedCode() : memory_(llvm::sys::Process::getPageSizeEstimate()) {}
  ~MappedCode() override {
    if (alloc_) {
      std::vector<jitlink::JITLinkMemoryManager::FinalizedAlloc> allocs;
      allocs.push_back(std::move(alloc_));
      memory_.deallocate(std::move(allocs), [](llvm::Error error) { llvm::consumeError(std::move(error)); });
    }
  }

  void TakeSymbols(jitlink::LinkGraph& graph) {
    for (jitlink::Symbol* symbol : graph.defined_symbols()) {
      if (symbol->hasName() && symbol->isCallable()) {
        const uint64_t begin = symbol->getAddress().getValue();
        functions_.push_back({(*symbol->getName()).str(), begin, begin + symbol->getSize()});
      }
    }
    std::sort(functions_.begin(), functions_.end(),
              [](const CodeSymbol& a, const CodeSymbol& b) { return a.begin < b.begin; });
  }

  jitlink::InProcessMemoryManager memory_;
  jitlink::JITLinkMemoryManager::FinalizedAlloc alloc_;
};

// One link. All steps run in the calling thread, so it is over when link_ELF returns.
class Context final : public jitlink::JITLinkContext {
 public:
  Context(MappedCode& code, llvm::Error& error, llvm::function_ref<void*(llvm::StringRef)> resolve)
      : JITLinkContext(nullptr), code_(code), error_(error), resolve_(resolve) {}

  jitlink::JITLinkMemoryManager& getMemoryManager() override { return code_.memory_; }

  void notifyFailed(llvm::Error error) override {
    error_ = llvm::joinErrors(std::move(error_), std::move(error));
  }

  void lookup(const LookupMap& symbols,
              std::unique_ptr<jitlink::JITLinkAsyncLookupContinuation> continuation) override {
    jitlink::AsyncLookupResult result;
    for (const auto& [name, flags] : symbols) {
      void* address = resolve_(*name);
      if (address == nullptr) {
        continuation->run(llvm::createStringError("the runtime has no symbol " + *name));
        return;
      }
      result[name] = {llvm::orc::ExecutorAddr::fromPtr(address), llvm::JITSymbolFlags::Exported};
    }
    continuation->run(std::move(result));
  }

  llvm::Error notifyResolved(jitlink::LinkGraph& graph) override {
    code_.TakeSymbols(graph);
    return llvm::Error::success();
  }

  void notifyFinalized(jitlink::JITLinkMemoryManager::FinalizedAlloc alloc) override {
    code_.alloc_ = std::move(alloc);
  }

 private:
  MappedCode& code_;
  llvm::Error& error_;
  llvm::function_ref<void*(llvm::StringRef)> resolve_;
};

}  // namespace

const CodeSymbol* LinkedCode::At(uint64_t address) const {
  auto after = std::upper_bound(functions_.begin(), functions_.end(), address,
                                [](uint64_t a, const CodeSymbol& symbol) { return a < symbol.begin; });
  return after != functions_.begin() && address < (after - 1)->end ? &*(after - 1) : nullptr;
}

void* LinkedCode::FindFunction(llvm::StringRef name) const {
  for (const CodeSymbol& symbol : functions_) {
    if (symbol.name == name) {
      return reinterpret_cast<void*>(symbol.begin);
    }
  }
  return nullptr;
}

llvm::Expected<std::unique_ptr<LinkedCode>> Link(llvm::MemoryBufferRef object,
                                                 llvm::function_ref<void*(llvm::StringRef)> resolve) {
  // Outlives the link: look-ups hold names when the graph is gone already.
  auto names = std::make_shared<llvm::orc::SymbolStringPool>();
  auto graph = jitlink::createLinkGraphFromELFObject(object, names);
  if (!graph) {
    return graph.takeError();
  }
  auto code = std::make_unique<MappedCode>();
  llvm::Error error = llvm::Error::success();
  jitlink::link_ELF(std::move(*graph), std::make_unique<Context>(*code, error, resolve));
  if (error) {
    return error;
  }
  return code;
}

}  // namespace vera::jit
