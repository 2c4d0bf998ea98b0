#ifndef VERA_JIT_RESULT_H_
#define VERA_JIT_RESULT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "gc/gc.h"
#include "hostabi/host.h"
#include "ir/module.h"

// What a run gives back. Nothing here refers to the heap or the code of the run.

namespace vera::jit {

// One call that was in progress, of a function that may have been inlined.
struct TrapFrame {
  uint32_t function = 0;  // FuncId
  // Where in its source file the function was (Op::location); its declaration if has_offset is
  // false.
  uint32_t offset = 0;
  bool has_offset = false;
};

struct TrapReport {
  gc::TrapKind kind = gc::TrapKind::kUnknown;
  uint32_t site = ir::SiteId::kNone;  // index in Module::sites, kNone when the runtime found the
                                      // fault by itself
  std::vector<std::string>
      shown;  // values of the site's labels, as text; a String's own text, unquoted
  std::vector<TrapFrame> frames;  // innermost first, at most kMaxFrames
  uint64_t frame_count = 0;       // of all there were
  std::string detail;             // the host function's own words, may be empty
};
inline constexpr size_t kMaxFrames = 64;

enum class RunStatus : uint8_t { kReturned, kTrapped, kExited };

struct RunResult {
  RunStatus status = RunStatus::kReturned;
  int64_t exit_status = 0;   // kExited: what IO.exit was given
  uint64_t bits = 0;         // kReturned: the result, zero-extended; a reference is no longer valid
  uint32_t unwind_code = 0;  // kReturned: not 0 if an exception reached the entry's caller
  std::string text;          // kReturned: content, if RunOptions::result is kString
  TrapReport trap;           // kTrapped
  hostabi::OutputEnd output_end = hostabi::OutputEnd::kNothing;
  std::string output_error;  // why standard output could not be written, or empty
  gc::Stats gc_stats = {};
  hostabi::StorePopulation stores;
  double run_seconds = 0;
};

// How a result or a shown value is printed; the letters of TrapSite::label_types.
enum class ValueKind : char {
  kUnit = 'u',
  kInt = 'i',
  kNat = 'n',
  kBool = 'b',
  kByte = 'y',
  kFloat64 = 'f',
  kString = 's',
  kOther = '?',
};

// A value that is not a reference. Bool is true or false; Float64 is the shortest decimal that
// reads back.
std::string RenderScalar(ValueKind kind, uint64_t bits);
// The bytes of a string object.
std::string StringContent(const gc::RuntimeState* state, gc::Ref ref);

}  // namespace vera::jit

#endif  // VERA_JIT_RESULT_H_
