#include "jit/linker.h"

#include <algorithm>

#include "llvm/ADT/StringMap.h"
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
    memory_.deallocate(std::move(allocs_),
                       [](llvm::Error error) { llvm::consumeError(std::move(error)); });
  }

  void TakeSymbols(jitlink::LinkGraph& graph, uint32_t part) {
    for (jitlink::Symbol* symbol : graph.defined_symbols()) {
      if (!symbol->hasName()) {
        continue;
      }
      const uint64_t begin = symbol->getAddress().getValue();
      if (symbol->isCallable()) {
        functions_.push_back({(*symbol->getName()).str(), begin, begin + symbol->getSize(), part});
      }
      if (symbol->getScope() != jitlink::Scope::Local) {
        exports_[*symbol->getName()] = begin;
      }
    }
  }

  void SortFunctions() {
    std::sort(functions_.begin(), functions_.end(),
              [](const CodeSymbol& a, const CodeSymbol& b) { return a.begin < b.begin; });
  }

  jitlink::InProcessMemoryManager memory_;
  std::vector<jitlink::JITLinkMemoryManager::FinalizedAlloc> allocs_;
  llvm::StringMap<uint64_t> exports_;
};

// What the links of all objects share. An object's look-ups wait until every object has its place,
// because they may name each other's symbols.
struct LinkState {
  explicit LinkState(MappedCode& code) : code(code) {}

  struct LookUp {
    jitlink::JITLinkContext::LookupMap symbols;
    std::unique_ptr<jitlink::JITLinkAsyncLookupContinuation> continuation;
  };

  MappedCode& code;
  llvm::Error error = llvm::Error::success();
  std::vector<LookUp> look_ups;
};

// The link of one object. All steps run in the calling thread.
class Context final : public jitlink::JITLinkContext {
 public:
  Context(LinkState& state, uint32_t part) : JITLinkContext(nullptr), state_(state), part_(part) {}

  jitlink::JITLinkMemoryManager& getMemoryManager() override { return state_.code.memory_; }

  void notifyFailed(llvm::Error error) override {
    state_.error = llvm::joinErrors(std::move(state_.error), std::move(error));
  }

  void lookup(const LookupMap& symbols,
              std::unique_ptr<jitlink::JITLinkAsyncLookupContinuation> continuation) override {
    state_.look_ups.push_back({symbols, std::move(continuation)});
  }

  llvm::Error notifyResolved(jitlink::LinkGraph& graph) override {
    state_.code.TakeSymbols(graph, part_);
    return llvm::Error::success();
  }

  void notifyFinalized(jitlink::JITLinkMemoryManager::FinalizedAlloc alloc) override {
    state_.code.allocs_.push_back(std::move(alloc));
  }

 private:
  LinkState& state_;
  uint32_t part_;
};

void Answer(LinkState& state, LinkState::LookUp look_up,
            llvm::function_ref<void*(llvm::StringRef)> resolve) {
  jitlink::AsyncLookupResult result;
  for (const auto& [name, flags] : look_up.symbols) {
    auto exported = state.code.exports_.find(*name);
    const uint64_t address = exported != state.code.exports_.end()
                                 ? exported->second
                                 : reinterpret_cast<uint64_t>(resolve(*name));
    if (address == 0) {
      look_up.continuation->run(llvm::createStringError("the runtime has no symbol " + *name));
      return;
    }
    result[name] = {llvm::orc::ExecutorAddr(address), llvm::JITSymbolFlags::Exported};
  }
  look_up.continuation->run(std::move(result));
}

}  // namespace

const CodeSymbol* LinkedCode::At(uint64_t address) const {
  auto after =
      std::upper_bound(functions_.begin(), functions_.end(), address,
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

llvm::Expected<std::unique_ptr<LinkedCode>> Link(
    llvm::ArrayRef<llvm::MemoryBufferRef> objects,
    llvm::function_ref<void*(llvm::StringRef)> resolve) {
  // Outlives the links: look-ups hold names when the graphs are gone already.
  auto names = std::make_shared<llvm::orc::SymbolStringPool>();
  auto code = std::make_unique<MappedCode>();
  LinkState state(*code);
  for (uint32_t part = 0; part < objects.size(); ++part) {
    auto graph = jitlink::createLinkGraphFromELFObject(objects[part], names);
    if (!graph) {
      return llvm::joinErrors(std::move(state.error), graph.takeError());
    }
    jitlink::link_ELF(std::move(*graph), std::make_unique<Context>(state, part));
  }
  for (LinkState::LookUp& look_up : state.look_ups) {
    Answer(state, std::move(look_up), resolve);
  }
  state.look_ups.clear();
  if (state.error) {
    return std::move(state.error);
  }
  code->SortFunctions();
  return code;
}

}  // namespace vera::jit
