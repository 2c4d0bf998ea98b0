#include "cli/trap_report.h"

namespace vera::cli {
namespace {

struct KindText {
  gc::TrapKind kind;
  const char* description;  // when the site has no words of its own
  const char* fix;
};
constexpr KindText kTexts[] = {
    {gc::TrapKind::kContractViolation, "Contract violation", ""},
    {gc::TrapKind::kDivideByZero, "Division by zero",
     "Require a divisor that is not zero (`requires(@Int.0 != 0)`), or test it before dividing."},
    {gc::TrapKind::kOverflow, "Integer overflow",
     "The result does not fit: Int holds -2^63 to 2^63 - 1, Nat 0 to 2^64 - 1. Bound the operands by a `requires` clause, or test "
     "them before."},
    {gc::TrapKind::kOutOfBounds, "Index out of bounds",
     "Test the index against array_length, or require that it is below."},
    {gc::TrapKind::kStackExhausted, "Call stack exhausted",
     "Make the recursive call the last thing that the function does (with an accumulator parameter): it then takes no stack. "
     "A larger stack is given by --max-stack."},
    {gc::TrapKind::kUnreachable, "A condition that the program promised does not hold", ""},
    {gc::TrapKind::kOutOfMemory, "Out of memory",
     "Hold on to less data at a time, or raise the limit with --max-heap."},
    {gc::TrapKind::kUnknown, "The program was stopped", ""},
};

const KindText& TextOf(gc::TrapKind kind) {
  for (const KindText& text : kTexts) {
    if (text.kind == kind) {
      return text;
    }
  }
  return kTexts[std::size(kTexts) - 1];
}

const SourceFile* SourceAt(const ir::Module& module, const sema::CheckedProgram& checked, uint32_t source) {
  for (const auto& file : checked.sources) {
    if (source < module.sources.size() && file->path() == module.sources[source]) {
      return file.get();
    }
  }
  return nullptr;
}

struct Place {
  const SourceFile* file = nullptr;
  LineColumn begin;
};

Place PlaceOf(const jit::TrapReport& trap, const ir::Module& module, const sema::CheckedProgram& checked) {
  Place place;
  if (trap.site != ir::SiteId::kNone) {
    const ir::TrapSite& site = module.sites[trap.site];
    place.file = SourceAt(module, checked, site.source);
    if (place.file != nullptr) {
      place.begin = place.file->Locate(site.begin);
    }
  } else if (!trap.frames.empty()) {
    const ir::Function& function = module.functions[trap.frames[0].function];
    place.file = SourceAt(module, checked, function.source);
    if (place.file != nullptr) {
      place.begin = place.file->Locate(function.source_offset);
    }
  }
  return place;
}

std::string Spell(const SourceFile& file, LineColumn place) {
  return file.path() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

// Where a host function is called, it alone knows what happened, and its words may say more than the kind.
bool HasOwnWords(const jit::TrapReport& trap, const ir::Module& module) {
  return trap.site != ir::SiteId::kNone && module.sites[trap.site].kind.empty() && !trap.detail.empty();
}

// "Precondition violation in f(@Int -> @Int)\n  requires(@Int.0 > 0) failed"
std::string Description(const jit::TrapReport& trap, const ir::Module& module) {
  std::string text;
  const bool has_site = trap.site != ir::SiteId::kNone;
  const bool own_words = HasOwnWords(trap, module);
  if (own_words) {
    text = trap.detail + SiteDescription(module.sites[trap.site]);
  } else if (has_site && module.sites[trap.site].trap == static_cast<uint8_t>(trap.kind)) {
    const bool lacks_kind = module.sites[trap.site].kind.empty();
    text = (lacks_kind ? TextOf(trap.kind).description : "") + SiteDescription(module.sites[trap.site]);
  } else if (has_site) {
    // The runtime stopped for a reason of its own: the site says where, not why.
    text = TextOf(trap.kind).description;
  } else {
    text = TextOf(trap.kind).description;
    if (!trap.frames.empty()) {
      text += " in " + module.functions[trap.frames[0].function].shown_name;
    }
  }
  if (!trap.detail.empty() && !own_words) {
    text += "\n  " + trap.detail;
  }
  return text;
}

struct Shown {
  std::string label;
  std::string value;
  bool is_string;
};

// An empty label belongs to an operand that says nothing, such as a literal.
std::vector<Shown> ShownValues(const jit::TrapReport& trap, const ir::Module& module) {
  std::vector<Shown> shown;
  if (trap.site == ir::SiteId::kNone) {
    return shown;
  }
  const ir::TrapSite& site = module.sites[trap.site];
  for (size_t i = 0; i < std::min(trap.shown.size(), site.labels.size()); ++i) {
    if (!site.labels[i].empty()) {
      shown.push_back({site.labels[i], trap.shown[i], site.label_types[i] == 's'});
    }
  }
  return shown;
}

// The frames without the wrapper that the command line calls the entry through.
std::vector<jit::TrapFrame> ShownFrames(const jit::TrapReport& trap, const ir::Module& module) {
  std::vector<jit::TrapFrame> frames;
  for (const jit::TrapFrame& frame : trap.frames) {
    if (!llvm::StringRef(module.functions[frame.function].name).ends_with("#entry")) {
      frames.push_back(frame);
    }
  }
  return frames;
}

// At the left margin of width 2, at most about 76 columns.
std::string Wrap(std::string_view text) {
  std::string out = "  ";
  size_t column = 2;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    if (column > 2 && column + end + 1 > 78) {
      out += "\n  ";
      column = 2;
    } else if (column > 2) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::string SiteDescription(const ir::TrapSite& site) {
  std::string text = site.kind;
  if (!site.function.empty()) {
    text += " in " + site.function;
  }
  if (!site.text.empty()) {
    text += "\n  " + site.text;
  }
  return text;
}

std::string SitePlace(const ir::TrapSite& site, const ir::Module& module, const sema::CheckedProgram& checked) {
  const SourceFile* file = SourceAt(module, checked, site.source);
  return file == nullptr ? "" : Spell(*file, file->Locate(site.begin));
}

std::string KindDescription(gc::TrapKind kind) { return TextOf(kind).description; }

std::string KindFix(gc::TrapKind kind) {
  const char* fix = TextOf(kind).fix;
  return *fix == '\0' ? "" : Wrap(fix);
}

std::string RenderTrap(const jit::TrapReport& trap, const ir::Module& module,
                       const sema::CheckedProgram& checked, bool colour) {
  const char* bold = colour ? "\x1b[1;31m" : "";
  const char* plain = colour ? "\x1b[0m" : "";
  std::string out = std::string(bold) + "Error: " + plain + Description(trap, module) + "\n";
  const Place place = PlaceOf(trap, module, checked);
  if (place.file != nullptr) {
    out += "  at " + Spell(*place.file, place.begin) + "\n";
  }
  const char* before = "  with ";
  for (const Shown& shown : ShownValues(trap, module)) {
    out += before + shown.label + " = " + (shown.is_string ? JsonQuote(shown.value) : shown.value) + "\n";
    before = "       ";
  }
  if (!trap.frames.empty()) {
    out += "Source backtrace:\n";
    const std::vector<jit::TrapFrame> frames = ShownFrames(trap, module);
    for (size_t i = 0; i < frames.size();) {
      // Recursion shows the same frame over and over: once will do.
      size_t same = 1;
      while (i + same < frames.size() && frames[i + same].function == frames[i].function) {
        ++same;
      }
      const ir::Function& function = module.functions[frames[i].function];
      i += same;
      out += "  in " + function.shown_name;
      if (const SourceFile* file = SourceAt(module, checked, function.source)) {
        out += "  (" + file->path() + ":" + std::to_string(file->Locate(function.source_offset).line) + "-" +
               std::to_string(file->Locate(function.source_end).line) + ")";
      }
      if (same > 1) {
        out += "  " + std::to_string(same) + " times";
      }
      out += "\n";
    }
    if (trap.frame_count > trap.frames.size()) {
      out += "  ... and " + std::to_string(trap.frame_count - trap.frames.size()) + " more\n";
    }
  }
  // The kind's fix is for traps that say no more than their kind.
  if (const std::string fix = HasOwnWords(trap, module) ? "" : KindFix(trap.kind); !fix.empty()) {
    out += "Fix:\n" + fix + "\n";
  }
  return out;
}

void WriteTrapJson(JsonWriter& writer, const jit::TrapReport& trap, const ir::Module& module,
                   const sema::CheckedProgram& checked) {
  auto text = [&](const char* key, std::string_view value) {
    writer.Key(key);
    writer.String(value);
  };
  const Place place = PlaceOf(trap, module, checked);
  writer.BeginObject();
  text("severity", "error");
  text("description", Description(trap, module));
  text("trap_kind", gc::InfoOf(trap.kind).text);
  writer.Key("location");
  writer.BeginObject();
  writer.Key("line");
  writer.Int(place.file == nullptr ? 0 : place.begin.line);
  writer.Key("column");
  writer.Int(place.file == nullptr ? 0 : place.begin.column);
  if (place.file != nullptr) {
    text("file", place.file->path());
  }
  writer.EndObject();
  writer.Key("frames");
  writer.BeginArray();
  for (const jit::TrapFrame& frame : ShownFrames(trap, module)) {
    const ir::Function& function = module.functions[frame.function];
    const SourceFile* file = SourceAt(module, checked, function.source);
    writer.BeginObject();
    text("func", function.shown_name);
    text("file", file == nullptr ? "<builtin>" : file->path());
    for (auto [key, offset] : {std::pair("line_start", function.source_offset),
                               std::pair("line_end", function.source_end)}) {
      writer.Key(key);
      if (file == nullptr) {
        writer.Null();
      } else {
        writer.Int(file->Locate(offset).line);
      }
    }
    writer.Key("is_builtin");
    writer.Bool(file == nullptr);
    writer.EndObject();
  }
  writer.EndArray();
  text("fix", TextOf(trap.kind).fix);
  writer.Key("values");
  writer.BeginArray();
  for (const Shown& shown : ShownValues(trap, module)) {
    writer.BeginObject();
    text("slot", shown.label);
    text("value", shown.value);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
}

}  // namespace vera::cli
