#include "jit/session.h"

#include <chrono>

#include "codegen/emit.h"
#include "codegen/generate.h"
#include "codegen/optimize.h"
#include "jit/code_places.h"
#include "jit/linker.h"
#include "jit/run_frame.h"
#include "jit/symbols.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "support/check.h"
#include "support/internal_error.h"

namespace vera::jit {
namespace {

// codegen::kEntrySymbol.
using EntryFunction = void (*)(gc::RuntimeState* state, gc::Ref* sp, const uint64_t* arguments,
                               uint64_t* result);

// Host functions may stop this far above the end of the stack (RuntimeState::stack_limit).
constexpr size_t kHostReserveBytes = 64 * 1024;

class Stopwatch {
 public:
  // Seconds since the last call, or the making.
  double Lap() {
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
};

[[noreturn]] void OnTrap(gc::RuntimeState*, gc::TrapKind kind) {
  RunFrame::Current().LeaveWithTrap(kind, __builtin_frame_address(0));
}

// Copies a string into the heap, in the slot at `sp`.
void PushText(gc::RuntimeState* state, gc::Ref* sp, llvm::StringRef text) {
  const gc::Ref string = vera_gc_alloc_array(state, sp, gc::ObjectKind::kBytes, text.size());
  std::copy(text.begin(), text.end(), gc::At<gc::CountedObject>(state, string)->elements<char>());
  *sp = string;
}

[[noreturn]] void OnExit(gc::RuntimeState*, int64_t status) {
  RunFrame::Current().LeaveWithExit(status);
}

// Ends the heap and the host's state on every way out.
class Runtime {
 public:
  Runtime(const gc::Config& config, const hostabi::HostConfig& host)
      : state_(vera_gc_init(&config)) {
    has_host_ = state_ != nullptr && hostabi::Initialize(state_, host);
  }
  ~Runtime() {
    if (has_host_) {
      hostabi::Shutdown(state_);
    }
    if (state_ != nullptr) {
      vera_gc_shutdown(state_);
    }
  }
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  bool valid() const { return has_host_; }
  gc::RuntimeState* state() const { return state_; }

 private:
  gc::RuntimeState* state_;
  bool has_host_ = false;
};

class SessionImpl final : public Session {
 public:
  explicit SessionImpl(const ir::Module& module) : module_(module) {}

  llvm::Error Compile(const CompileOptions& options);
  llvm::Expected<RunResult> Run(llvm::ArrayRef<Argument> arguments,
                                const RunOptions& options) override;

 private:
  llvm::SmallVector<char, 0> CompilePart(const codegen::Part& part, const CompileOptions& options);
  // Made at the first trap.
  const std::vector<std::unique_ptr<CodePlaces>>& Places();
  gc::Config HeapConfig(const RunOptions& options) const;
  void TakeResult(RunFrame& frame, gc::RuntimeState* state, uint64_t bits,
                  const RunOptions& options, RunResult& result);

  const ir::Module& module_;
  codegen::LiteralImage image_;
  std::unique_ptr<LinkedCode> code_;
  EntryFunction entry_ = nullptr;
  std::vector<std::unique_ptr<CodePlaces>> places_;  // by part, once they are known
};

llvm::SmallVector<char, 0> SessionImpl::CompilePart(const codegen::Part& part,
                                                    const CompileOptions& options) {
  Stopwatch watch;
  const codegen::Target& target = codegen::NativeTargetInstance();
  std::unique_ptr<llvm::TargetMachine> machine = target.MakeMachine(part.tier);
  llvm::LLVMContext context;
  context.setDiscardValueNames(!options.keep_llvm);
  times_.setup += watch.Lap();
  std::unique_ptr<llvm::Module> llvm =
      codegen::Generate(module_, target, *machine, context, {.image = &image_, .part = part});
  times_.generate += watch.Lap();
  const WorkScope work("optimize and emit");
  codegen::Optimize(*llvm, *machine, part.tier);
  times_.optimize += watch.Lap();
  if (options.keep_llvm) {
    llvm_text_ += codegen::PrintLlvm(*llvm);
  }
  if (options.keep_assembly) {
    assembly_ += codegen::EmitAssembly(*llvm::CloneModule(*llvm), *target.MakeMachine(part.tier));
  }
  watch.Lap();
  llvm::SmallVector<char, 0> object = codegen::EmitObject(*llvm, *machine);
  times_.emit += watch.Lap();
  return object;
}

llvm::Error SessionImpl::Compile(const CompileOptions& options) {
  VERA_CHECK(module_.entry.valid(), "jit: the module has no entry");
  image_ = codegen::MakeLiteralImage(module_, gc::kNativeImmortalBase);
  if (!image_.fits()) {
    return llvm::createStringError("the program's literals are too large");
  }
  parts_ = codegen::ChooseParts(module_, options.tier);
  std::vector<llvm::SmallVector<char, 0>> objects;
  std::vector<llvm::MemoryBufferRef> buffers;
  for (const codegen::Part& part : parts_) {
    objects.push_back(CompilePart(part, options));
  }
  for (const auto& object : objects) {
    buffers.push_back({llvm::StringRef(object.data(), object.size()), "vera"});
  }
  Stopwatch watch;
  auto code = Link(buffers, RuntimeSymbol);
  times_.link = watch.Lap();
  if (!code) {
    return code.takeError();
  }
  code_ = std::move(*code);
  entry_ = reinterpret_cast<EntryFunction>(code_->FindFunction(codegen::kEntrySymbol));
  VERA_CHECK(entry_ != nullptr, "jit: the entry stub is missing");
  return llvm::Error::success();
}

// The same code again, with its places described.
const std::vector<std::unique_ptr<CodePlaces>>& SessionImpl::Places() {
  const codegen::Target& target = codegen::NativeTargetInstance();
  for (uint32_t i = places_.size(); i < parts_.size(); ++i) {
    std::unique_ptr<llvm::TargetMachine> machine = target.MakeMachine(parts_[i].tier);
    llvm::LLVMContext context;
    std::unique_ptr<llvm::Module> llvm =
        codegen::Generate(module_, target, *machine, context,
                          {.image = &image_, .debug_locations = true, .part = parts_[i]});
    codegen::Optimize(*llvm, *machine, parts_[i].tier);
    places_.push_back(CodePlaces::Read(codegen::EmitObject(*llvm, *machine), *code_, i));
  }
  return places_;
}

gc::Config SessionImpl::HeapConfig(const RunOptions& options) const {
  gc::Config config = {};
  config.max_heap_bytes = options.max_heap_bytes;
  config.shadow_bytes = options.max_shadow_bytes;
  config.stress_interval = options.gc_stress;
  config.image = image_.bytes.data();
  config.image_bytes = image_.bytes.size();
  config.verify = options.verify_heap;
  config.max_wrappers = options.max_wrappers;
  config.fail_allocation = options.fail_allocation;
  config.hooks.trap = OnTrap;
  hostabi::InstallHooks(&config.hooks);
  return config;
}

void SessionImpl::TakeResult(RunFrame& frame, gc::RuntimeState* state, uint64_t bits,
                             const RunOptions& options, RunResult& result) {
  result.status = frame.status();
  switch (frame.status()) {
    case RunStatus::kReturned:
      result.bits = bits;
      result.unwind_code = state->unwind;
      if (options.result == ValueKind::kString && state->unwind == 0) {
        result.text = StringContent(state, static_cast<gc::Ref>(bits));
      }
      break;
    case RunStatus::kExited:
      result.exit_status = frame.exit_status();
      break;
    case RunStatus::kTrapped:
      if (options.backtrace) {
        frame.CollectBacktrace(Places());
      }
      frame.trap().detail = hostabi::TrapDetail(state);
      result.trap = std::move(frame.trap());
      break;
  }
  hostabi::Flush(state);
  result.output_end = hostabi::EndOfOutput(state);
  result.output_error = hostabi::OutputError(state);
}

llvm::Expected<RunResult> SessionImpl::Run(llvm::ArrayRef<Argument> arguments,
                                           const RunOptions& options) {
  VERA_CHECK(arguments.size() == module_.functions[module_.entry.index].param_types.size(),
             "jit: number of the entry's arguments");
  MachineStack stack(options.max_stack_bytes != 0 ? options.max_stack_bytes
                                                  : MachineStack::kDefaultBytes);
  hostabi::HostConfig host = options.host;
  host.exit = OnExit;
  Runtime runtime(HeapConfig(options), host);
  if (!stack.valid() || !runtime.valid()) {
    return llvm::createStringError("no address space for the program's heap and stack");
  }
  gc::RuntimeState* state = runtime.state();
  state->stack_limit = stack.low() + kHostReserveBytes;
  std::vector<uint64_t> bits;
  for (const Argument& argument : arguments) {
    bits.push_back(argument.bits);
  }

  RunResult result;
  uint64_t result_bits = 0;
  RunFrame frame(module_, *code_, stack, state);
  Stopwatch watch;
  frame.Run([&] {
    // Strings stay in the slots below the program's sp; they are passed when all of them are where
    // they will be.
    gc::Ref* sp = state->shadow_base;
    for (const Argument& argument : arguments) {
      if (argument.text) {
        PushText(state, sp++, *argument.text);
      }
    }
    gc::Ref* slot = state->shadow_base;
    for (size_t i = 0; i < bits.size(); ++i) {
      bits[i] = arguments[i].text ? *slot++ : bits[i];
    }
    entry_(state, sp, bits.data(), &result_bits);
  });
  result.run_seconds = watch.Lap();
  TakeResult(frame, state, result_bits, options, result);
  if (options.final_collection) {
    state->unwind_ref = gc::kNil;
    gc::Ref* sp = state->shadow_base;
    const ir::Type type = module_.functions[module_.entry.index].result;
    if (result.status == RunStatus::kReturned && type == ir::Type::kRef) {
      *sp++ = static_cast<gc::Ref>(result_bits);
    }
    // It may itself find that memory is exhausted; the figures are then those of before.
    RunFrame(module_, *code_, stack, state).Run([&] {
      vera_gc_collect(state, sp, gc::Collection::kMajor);
    });
  }
  vera_gc_get_stats(state, &result.gc_stats);
  result.stores = hostabi::Population(state);
  return result;
}

}  // namespace

llvm::Expected<std::unique_ptr<Session>> Session::Compile(const ir::Module& module,
                                                          const CompileOptions& options) {
  auto session = std::make_unique<SessionImpl>(module);
  if (llvm::Error error = session->Compile(options)) {
    return error;
  }
  return session;
}

}  // namespace vera::jit
