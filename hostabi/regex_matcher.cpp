#include "hostabi/regex_matcher.h"

#include "hostabi/ascii.h"
#include "hostabi/unicode.h"

namespace vera::hostabi::regex {

Matcher::Matcher(const Program& program, std::string_view text, bool wants_groups, Scratch* scratch,
                 uint64_t steps)
    : program_(program),
      text_(text),
      frames_(scratch->frames),
      marks_(scratch->marks),
      loops_(scratch->loops),
      tracks_marks_(wants_groups || program.reads_groups),
      steps_left_(steps) {
  frames_.Clear();
  marks_.Clear();
  loops_.Clear();
  if (tracks_marks_) {
    marks_.Resize(size_t{2} * program.group_count, kNoPosition);
  }
  loops_.Resize(program.loops.size(), {0, kNoPosition});
}

bool Matcher::Group(uint32_t group, uint32_t* start, uint32_t* end) const {
  if (group == 0) {
    *start = match_start_;
    *end = position_;
    return true;
  }
  *start = marks_[size_t{2} * group];
  *end = marks_[size_t{2} * group + 1];
  // A group that matched before and is open again has no end behind its start.
  return *start != kNoPosition && *end != kNoPosition && *start <= *end;
}

Outcome Matcher::Search(uint32_t start, bool must_advance) {
  for (uint32_t& mark : marks_) {
    mark = kNoPosition;
  }
  for (uint32_t at = start;; must_advance = false) {
    const uint32_t before = at;
    if (!NextStart(&at)) {
      return Outcome::kNoMatch;
    }
    if (!Spend(1 + (at - before) / 16)) {
      return Outcome::kTooManySteps;
    }
    const Outcome outcome = Run(at, must_advance && at == start);
    if (outcome != Outcome::kNoMatch) {
      return outcome;
    }
    if (at == size() || program_.only_at_start) {
      return Outcome::kNoMatch;
    }
    size_t next = 0;
    DecodeValid(text_, at, &next);
    at = static_cast<uint32_t>(next);
  }
}

// The first position from *start on where a match may begin.
bool Matcher::NextStart(uint32_t* start) {
  if (program_.only_at_start) {
    return *start == 0;
  }
  if (program_.prefix_size != 0) {
    const size_t found =
        text_.find(std::string_view(program_.literals.data(), program_.prefix_size), *start);
    *start = static_cast<uint32_t>(found);
    return found != std::string_view::npos;
  }
  if (!program_.has_first_bytes) {
    return true;
  }
  for (uint32_t at = *start; at < size(); ++at) {
    const auto byte = static_cast<uint8_t>(text_[at]);
    if ((program_.first_bytes[byte >> 6] >> (byte & 63) & 1) != 0) {
      *start = at;
      return true;
    }
  }
  return false;
}

Outcome Matcher::Run(uint32_t start, bool must_advance) {
  match_start_ = start;
  position_ = start;
  barrier_ = kFails;
  frames_.Clear();
  uint32_t pc = 0;
  while (true) {
    if (!Spend(1)) {
      return Outcome::kTooManySteps;
    }
    const Instruction& at = program_.code[pc];
    Next next = Next::kFail;
    if (at.op != Op::kMatch) {
      next = Step(at, &pc);
    } else if (!must_advance || position_ != start) {
      return Outcome::kMatch;
    }
    if (next == Next::kStop) {
      return Outcome::kTooManySteps;
    }
    if (frames_.size() > kMaxFrames) {
      return Outcome::kTooManyFrames;
    }
    if (next == Next::kFail && !Backtrack(&pc)) {
      return steps_left_ == 0 ? Outcome::kTooManySteps : Outcome::kNoMatch;
    }
  }
}

Matcher::Next Matcher::Step(const Instruction& at, uint32_t* pc) {
  bool holds = true;
  switch (at.op) {
    case Op::kMatch:
      return Next::kFail;
    case Op::kBytes:
      holds = TakeBytes(at);
      break;
    case Op::kAny:
    case Op::kAnyAll:
    case Op::kSet:
      holds = TakeUnit(at);
      break;
    case Op::kAssert:
      holds = Holds(at);
      break;
    case Op::kMark:
      if (tracks_marks_) {
        Push(kMarkWas, at.a, marks_[at.a], 0);
        marks_[at.a] = position_;
      }
      break;
    case Op::kJump:
      *pc = at.a;
      return Next::kGoOn;
    case Op::kSplit:
      Push(kTry, at.a, position_, 0);
      break;
    case Op::kRepeatOne:
      return RepeatOne(at, pc);
    case Op::kLoop:
      SetLoop(at.a, {kUnlimited, kNoPosition});
      *pc = at.b;
      return Next::kGoOn;
    case Op::kNext:
      return NextRound(at, pc);
    case Op::kAtomic:
      Push(kBarrier, barrier_, position_, kFails);
      barrier_ = static_cast<uint32_t>(frames_.size() - 1);
      break;
    case Op::kEndAtomic:
      EndAtomic();
      break;
    case Op::kLook:
      return Look(at, pc);
    case Op::kEndLook:
      position_ = frames_[barrier_].b;
      if (at.negated) {
        DropGroup();
        return Next::kFail;
      }
      EndAtomic();
      break;
    case Op::kBackreference:
      holds = TakeGroup(at);
      break;
    case Op::kIfGroup: {
      uint32_t start;
      uint32_t end;
      if (!Group(at.a, &start, &end)) {
        *pc = at.b;
        return Next::kGoOn;
      }
      break;
    }
  }
  ++*pc;
  return holds ? Next::kGoOn : Next::kFail;
}

// ---- Backtracking ----

void Matcher::Undo(const Frame& frame) {
  if (frame.kind == kMarkWas) {
    marks_[frame.a] = frame.b;
  } else if (frame.kind == kLoopWas) {
    loops_[frame.a] = {frame.b, frame.c};
  }
}

// Takes back what was done since the last choice, and makes the next one. False: there is none.
bool Matcher::Backtrack(uint32_t* pc) {
  while (!frames_.empty() && steps_left_ != 0) {
    Frame& top = frames_.back();
    switch (top.kind) {
      case kTry:
        *pc = top.a;
        position_ = top.b;
        frames_.Pop();
        return true;
      case kTryShorter:
        *pc = top.a;
        if (Shorter(&top)) {
          return true;
        }
        break;
      case kTryLonger:
        position_ = top.b;
        *pc = top.a;
        if (top.c == 0 || !TakeUnit(program_.code[top.a - 1])) {
          frames_.Pop();
          break;
        }
        top.b = position_;
        top.c -= top.c == kUnlimited ? 0 : 1;
        return true;
      case kTryRound: {
        const Frame round = frames_.Pop();
        const Instruction& next = program_.code[round.a];
        const Loop& loop = program_.loops[next.a];
        if ((round.c >= loop.greatest && loop.greatest != kUnlimited) ||
            round.b == loops_[next.a].last) {
          break;
        }
        position_ = round.b;
        SetLoop(next.a, {round.c, position_});
        *pc = loop.body;
        return true;
      }
      case kBarrier:
        barrier_ = top.a;
        position_ = top.b;
        *pc = top.c;
        frames_.Pop();
        if (*pc != kFails) {
          return true;
        }
        break;
      default:
        Undo(top);
        frames_.Pop();
        break;
    }
    Spend(1);
  }
  return false;
}

// One character less of a greedy repetition. The frame goes when nothing is left to give.
bool Matcher::Shorter(Frame* frame) {
  const Instruction& behind = program_.code[frame->a];
  uint32_t end = frame->c;
  uint32_t steps = 0;
  do {
    end = static_cast<uint32_t>(PreviousCharacter(text_, end));
    ++steps;
    // What follows says by its first byte that it can't begin here.
  } while (end > frame->b && behind.op == Op::kBytes && text_[end] != program_.literals[behind.a]);
  frame->c = end;
  position_ = end;
  if (end == frame->b) {
    frames_.Pop();
  }
  return Spend(steps);
}

void Matcher::SetLoop(uint32_t loop, LoopState state) {
  Push(kLoopWas, loop, loops_[loop].rounds, loops_[loop].last);
  loops_[loop] = state;
}

// At the end of a round, or at the loop's start.
Matcher::Next Matcher::NextRound(const Instruction& at, uint32_t* pc) {
  const Loop& loop = program_.loops[at.a];
  const LoopState state = loops_[at.a];
  // Starts at kUnlimited, which stands for -1.
  const uint32_t rounds = state.rounds + 1;
  if (rounds < loop.least) {
    SetLoop(at.a, {rounds, state.last});
    *pc = loop.body;
    return Next::kGoOn;
  }
  if (loop.lazy) {
    Push(kTryRound, *pc, position_, rounds);
    ++*pc;
    return Next::kGoOn;
  }
  // A round that took nothing is not followed by another.
  if ((rounds < loop.greatest || loop.greatest == kUnlimited) && position_ != state.last) {
    Push(kTry, *pc + 1, position_, 0);
    SetLoop(at.a, {rounds, position_});
    *pc = loop.body;
    return Next::kGoOn;
  }
  ++*pc;
  return Next::kGoOn;
}

// The group has matched: its choices go, what it changed can still be taken back.
void Matcher::EndAtomic() {
  const uint32_t start = barrier_;
  barrier_ = frames_[start].a;
  size_t kept = start;
  for (size_t i = start + 1; i < frames_.size(); ++i) {
    if (frames_[i].kind == kMarkWas || frames_[i].kind == kLoopWas) {
      frames_[kept++] = frames_[i];
    }
  }
  frames_.Shrink(kept);
}

// The group has matched and must not: all it did is taken back.
void Matcher::DropGroup() {
  while (frames_.size() > barrier_ + 1) {
    Undo(frames_.Pop());
  }
  barrier_ = frames_.Pop().a;
}

Matcher::Next Matcher::Look(const Instruction& at, uint32_t* pc) {
  uint32_t from = position_;
  const bool possible = Back(at.a, &from);
  if (!possible) {
    *pc = at.b;
    return at.negated ? Next::kGoOn : Next::kFail;
  }
  Push(kBarrier, barrier_, position_, at.negated ? at.b : kFails);
  barrier_ = static_cast<uint32_t>(frames_.size() - 1);
  position_ = from;
  ++*pc;
  return Spend(at.a) ? Next::kGoOn : Next::kStop;
}

bool Matcher::Back(uint32_t characters, uint32_t* position) const {
  if (characters > *position) {
    return false;
  }
  uint32_t at = *position;
  for (; characters != 0; --characters) {
    if (at == 0) {
      return false;
    }
    at = static_cast<uint32_t>(PreviousCharacter(text_, at));
  }
  *position = at;
  return true;
}

// ---- Characters ----

bool Matcher::TakeBytes(const Instruction& at) {
  if (size() - position_ < at.b ||
      memcmp(text_.data() + position_, program_.literals.data() + at.a, at.b) != 0) {
    return false;
  }
  position_ += at.b;
  return true;
}

bool Matcher::TakeUnit(const Instruction& unit) {
  if (unit.op == Op::kBytes) {
    return TakeBytes(unit);
  }
  if (position_ == size()) {
    return false;
  }
  size_t next = 0;
  const char32_t code = DecodeValid(text_, position_, &next);
  const bool taken = unit.op == Op::kSet ? program_.Contains(program_.sets[unit.a], code)
                                         : unit.op == Op::kAnyAll || code != '\n';
  if (taken) {
    position_ = static_cast<uint32_t>(next);
  }
  return taken;
}

// Takes as many as there are, up to `most`.
uint32_t Matcher::Scan(const Instruction& unit, uint32_t most) {
  uint32_t count = 0;
  while (count < most && TakeUnit(unit)) {
    ++count;
  }
  return count;
}

Matcher::Next Matcher::RepeatOne(const Instruction& at, uint32_t* pc) {
  const Instruction& unit = program_.code[*pc + 1];
  *pc += 2;
  const uint32_t required = Scan(unit, at.a);
  if (required < at.a) {
    return Spend(required) ? Next::kFail : Next::kStop;
  }
  const uint32_t least_end = position_;
  const uint32_t more = at.b == kUnlimited ? kUnlimited : at.b - at.a;
  uint32_t extra = 0;
  if (at.mode == RepeatMode::kLazy) {
    Push(kTryLonger, *pc, least_end, more);
  } else {
    extra = Scan(unit, more);
    if (at.mode == RepeatMode::kGreedy && position_ != least_end) {
      Push(kTryShorter, *pc, least_end, position_);
    }
  }
  return Spend(required + extra) ? Next::kGoOn : Next::kStop;
}

bool Matcher::TakeGroup(const Instruction& at) {
  uint32_t start;
  uint32_t end;
  if (!Group(at.a, &start, &end)) {
    return false;
  }
  Spend((end - start) / 8);
  if ((at.flags & kIgnoreCase) == 0) {
    const std::string_view group = text_.substr(start, end - start);
    if (text_.substr(position_, group.size()) != group) {
      return false;
    }
    position_ += end - start;
    return true;
  }
  size_t here = position_;
  for (size_t there = start; there < end;) {
    if (here == size()) {
      return false;
    }
    const char32_t a = DecodeValid(text_, there, &there);
    const char32_t b = DecodeValid(text_, here, &here);
    if ((at.flags & kAscii) != 0
            ? a != b && (a >= 0x80 || b >= 0x80 ||
                         ToLower(static_cast<char>(a)) != ToLower(static_cast<char>(b)))
            : LowerCase(a) != LowerCase(b)) {
      return false;
    }
  }
  position_ = static_cast<uint32_t>(here);
  return true;
}

// ---- Assertions ----

bool Matcher::IsWordAt(uint32_t position, bool ascii) const {
  size_t next = 0;
  const char32_t code = DecodeValid(text_, position, &next);
  if (ascii && code >= 0x80) {
    return false;
  }
  return code == '_' || IsAlphanumericCode(code);
}

bool Matcher::Holds(const Instruction& at) const {
  const bool multi_line = (at.flags & kMultiLine) != 0;
  switch (at.assertion) {
    case Assertion::kStartOfText:
      return position_ == 0;
    case Assertion::kStart:
      return position_ == 0 || (multi_line && text_[position_ - 1] == '\n');
    case Assertion::kEndOfText:
      return position_ == size();
    case Assertion::kEnd:
      // Before a line feed at the very end too.
      return position_ == size() ||
             (text_[position_] == '\n' && (multi_line || position_ + 1 == size()));
    default:
      break;
  }
  // An empty text has neither a boundary nor a place that is none.
  if (text_.empty()) {
    return false;
  }
  const bool ascii = (at.flags & kAscii) != 0;
  const bool before =
      position_ != 0 && IsWordAt(static_cast<uint32_t>(PreviousCharacter(text_, position_)), ascii);
  const bool behind = position_ != size() && IsWordAt(position_, ascii);
  return (before != behind) == (at.assertion == Assertion::kBoundary);
}

}  // namespace vera::hostabi::regex
