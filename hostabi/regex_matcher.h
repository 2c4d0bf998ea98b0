#ifndef VERA_HOSTABI_REGEX_MATCHER_H_
#define VERA_HOSTABI_REGEX_MATCHER_H_

#include "hostabi/regex_program.h"

// Internal. Runs a program over a text by backtracking: alternatives are tried in the order in
// which the pattern has them. Nothing recurses; what is still to try and what to take back is on a
// stack of frames. Both the steps and the stack are limited, so that no pattern takes exponential
// time.

namespace vera::hostabi::regex {

inline constexpr uint32_t kNoPosition = 0xFFFFFFFF;
// Of one call of a host function: so many, and so many for each byte of the text.
inline constexpr uint64_t kSteps = 100'000'000;
inline constexpr uint64_t kStepsPerByte = 200;
inline constexpr size_t kMaxFrames = size_t{16} * 1024 * 1024;

enum class Outcome : uint8_t { kNoMatch, kMatch, kTooManySteps, kTooManyFrames };

struct Frame {
  uint32_t kind;
  uint32_t a;
  uint32_t b;
  uint32_t c;
};
struct LoopState {
  uint32_t rounds;
  uint32_t last;  // where the round before began, if it was one that need not be
};

// The memory of a matcher, kept between calls.
struct Scratch {
  explicit Scratch(RuntimeState* state) : frames(state), marks(state), loops(state) {}

  HostVector<Frame> frames;
  HostVector<uint32_t> marks;
  HostVector<LoopState> loops;
};

class Matcher {
 public:
  // All must outlive the matcher; the text is valid UTF-8 and does not move.
  Matcher(const Program& program, std::string_view text, bool wants_groups, Scratch* scratch)
      : Matcher(program, text, wants_groups, scratch, kSteps + kStepsPerByte * text.size()) {}
  Matcher(const Program& program, std::string_view text, bool wants_groups, Scratch* scratch,
          uint64_t steps);

  // The first match that begins at `start` or later; with `must_advance` not an empty one at
  // `start`.
  Outcome Search(uint32_t start, bool must_advance);

  uint32_t match_start() const { return match_start_; }
  uint32_t match_end() const { return position_; }
  // False if the group took no part in the match.
  bool Group(uint32_t group, uint32_t* start, uint32_t* end) const;

 private:
  enum Kind : uint32_t {
    kTry,         // a: instruction, b: position
    kTryShorter,  // a: instruction behind a greedy repetition, b: its least end, c: its end
    kTryLonger,   // a: instruction behind a lazy repetition, b: its end, c: what may still be added
    kTryRound,    // a: kNext of a lazy loop, b: position, c: rounds
    kBarrier,     // start of a group that is left as a whole. a: barrier before, b: position,
                  // c: where to go on if the group fails, kFails if it then fails too
    kMarkWas,     // a: mark, b: its old position
    kLoopWas,     // a: loop, b, c: its old state
  };
  static constexpr uint32_t kFails = 0xFFFFFFFF;

  enum class Next : uint8_t { kGoOn, kFail, kStop };

  Outcome Run(uint32_t start, bool must_advance);
  bool Backtrack(uint32_t* pc);
  Next Step(const Instruction& at, uint32_t* pc);
  Next RepeatOne(const Instruction& at, uint32_t* pc);
  Next NextRound(const Instruction& at, uint32_t* pc);
  Next Look(const Instruction& at, uint32_t* pc);
  void EndAtomic();
  void DropGroup();
  bool Back(uint32_t characters, uint32_t* position) const;
  bool TakeUnit(const Instruction& unit);
  bool TakeBytes(const Instruction& at);
  bool TakeGroup(const Instruction& at);
  bool Holds(const Instruction& at) const;
  bool IsWordAt(uint32_t position, bool ascii) const;
  uint32_t Scan(const Instruction& unit, uint32_t most);
  bool Shorter(Frame* frame);
  bool NextStart(uint32_t* start);
  void Undo(const Frame& frame);
  void SetLoop(uint32_t loop, LoopState state);
  void Push(uint32_t kind, uint32_t a, uint32_t b, uint32_t c) { frames_.Push({kind, a, b, c}); }
  bool Spend(uint64_t steps) {
    if (steps_left_ < steps) {
      steps_left_ = 0;
      return false;
    }
    steps_left_ -= steps;
    return true;
  }
  uint32_t size() const { return static_cast<uint32_t>(text_.size()); }

  const Program& program_;
  std::string_view text_;
  HostVector<Frame>& frames_;
  HostVector<uint32_t>& marks_;
  HostVector<LoopState>& loops_;
  bool tracks_marks_;
  uint64_t steps_left_;
  uint32_t position_ = 0;
  uint32_t match_start_ = 0;
  uint32_t barrier_ = kFails;  // index of the innermost kBarrier
};

}  // namespace vera::hostabi::regex

#endif  // VERA_HOSTABI_REGEX_MATCHER_H_
