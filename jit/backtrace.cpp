// Walks the native stack that a run left behind. Generated code and our runtime keep frame
// pointers, so the frames are a list; only a fault in the C library can break it, and then return
// addresses are looked for in the stack's words.

#include "codegen/generate.h"
#include "ir/passes/passes.h"
#include "jit/code_places.h"
#include "jit/run_frame.h"
#include "llvm/ADT/StringMap.h"

namespace vera::jit {
namespace {

struct FrameRecord {
  const FrameRecord* caller;
  uint64_t return_address;
};

class Walker {
 public:
  Walker(const ir::Module& module, const LinkedCode& code,
         llvm::ArrayRef<std::unique_ptr<CodePlaces>> places, const MachineStack& stack,
         TrapReport& trap)
      : module_(module), code_(code), places_(places), stack_(stack), trap_(trap) {
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
      functions_[codegen::kFunctionPrefix + module.functions[i].name] = i;
    }
  }

  void Walk(const LeavePoint& point) {
    const auto* frame = static_cast<const FrameRecord*>(point.frame);
    if (point.pc != 0) {
      frame = StartAtFault(point);
    }
    while (IsFrame(frame)) {
      Add(frame->return_address - 1);
      // The stack grows downwards, so a caller's frame is above; anything else is not a frame.
      frame = frame->caller > frame ? frame->caller : nullptr;
    }
  }

 private:
  bool IsFrame(const FrameRecord* frame) const {
    return stack_.Contains(frame) &&
           reinterpret_cast<uintptr_t>(frame) % alignof(FrameRecord) == 0 &&
           reinterpret_cast<const char*>(frame + 1) <= stack_.high();
  }

  const FrameRecord* StartAtFault(const LeavePoint& point) {
    const CodeSymbol* symbol = code_.At(point.pc);
    const auto* words = static_cast<const uint64_t*>(point.sp);
    if (symbol == nullptr) {
      return FindFrame(point);
    }
    Add(point.pc);
    // Before its own frame record is complete, the caller's return address is still on top of the
    // stack.
    const uint64_t offset = point.pc - symbol->begin;
    if (offset <= 1 && stack_.Contains(words + offset)) {
      Add(words[offset] - 1);
    }
    return static_cast<const FrameRecord*>(point.frame);
  }

  // The fault was in the runtime. Its frame pointer may be anything.
  const FrameRecord* FindFrame(const LeavePoint& point) {
    const auto* frame = static_cast<const FrameRecord*>(point.frame);
    for (int depth = 0; depth < 64 && IsFrame(frame); ++depth) {
      if (code_.At(frame->return_address - 1) != nullptr) {
        return static_cast<const FrameRecord*>(point.frame);
      }
      frame = frame->caller > frame ? frame->caller : nullptr;
    }
    const auto* word = static_cast<const uint64_t*>(point.sp);
    if (!stack_.Contains(word)) {
      word = reinterpret_cast<const uint64_t*>(stack_.low());  // sp is in the guard
    }
    constexpr int kMaxWords = 16 * 1024;
    for (int i = 1; i < kMaxWords && stack_.Contains(word + i); ++i) {
      if (code_.At(word[i] - 1) == nullptr) {
        continue;
      }
      const auto* candidate = reinterpret_cast<const FrameRecord*>(word + i - 1);
      if (candidate->caller > candidate && IsFrame(candidate->caller)) {
        return candidate;
      }
      if (trap_.frames.empty()) {
        Add(word[i] - 1);  // called the runtime, which had not saved its frame pointer
      }
    }
    return nullptr;
  }

  void Add(uint64_t pc) {
    const CodeSymbol* symbol = code_.At(pc);
    if (symbol == nullptr) {
      return;
    }
    auto found = functions_.find(symbol->name);
    if (found == functions_.end()) {
      return;  // the entry stub
    }
    llvm::SmallVector<TrapFrame, 4> frames;
    if (trap_.frames.size() < kMaxFrames && places_[symbol->part] != nullptr) {
      places_[symbol->part]->At(pc, frames);
    }
    if (frames.empty()) {
      frames.push_back({found->second, module_.functions[found->second].source_offset, false});
    }
    for (const TrapFrame& frame : frames) {
      if (IsEntryOfInner(frame.function)) {
        continue;
      }
      inner_ = frame.function;
      ++trap_.frame_count;
      if (trap_.frames.size() < kMaxFrames) {
        trap_.frames.push_back(frame);
      }
    }
  }

  // A function of which only the entry test was inlined (ir::PeelEarlyExits) is one call, not two:
  // its rest has been added.
  bool IsEntryOfInner(uint32_t function) const {
    if (inner_ == ir::FuncId::kNone || inner_ == function) {
      return false;
    }
    const ir::Function& outer = module_.functions[function];
    const ir::Function& inner = module_.functions[inner_];
    return outer.source == inner.source && outer.source_offset == inner.source_offset &&
           inner.name == outer.name + ir::kRestSuffix;
  }

  const ir::Module& module_;
  const LinkedCode& code_;
  llvm::ArrayRef<std::unique_ptr<CodePlaces>> places_;
  const MachineStack& stack_;
  TrapReport& trap_;
  llvm::StringMap<uint32_t> functions_;
  uint32_t inner_ = ir::FuncId::kNone;  // function of the frame added last
};

}  // namespace

void RunFrame::CollectBacktrace(llvm::ArrayRef<std::unique_ptr<CodePlaces>> places) {
  Walker(module_, code_, places, stack_, trap_).Walk(point_);
}

}  // namespace vera::jit
