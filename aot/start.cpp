// The start-up code of a compiled program: makes the heap and the host's state, calls the entry,
// prints its result, and reports what stopped it, all as `vera jit` does. It is compiled for each
// target and linked behind the program's object, which defines vera_program and vera_entry.

#include <stdlib.h>
#include <string.h>

#include <string_view>

#include "aot/program_info.h"
#include "aot/text_writer.h"
#include "hostabi/float_repr.h"
#include "hostabi/host.h"
#include "hostabi/platform.h"

namespace vera::aot {
namespace {

using gc::Ref;
using gc::RuntimeState;

std::string_view StringOf(const RuntimeState* state, uint64_t bits) {
  auto* object = gc::At<gc::CountedObject>(state, static_cast<Ref>(bits));
  return {object->elements<char>(), object->length};
}

void WriteShown(TextWriter& out, const RuntimeState* state, char type, uint64_t bits) {
  switch (type) {
    case 'i':
      out.Number(static_cast<int64_t>(bits));
      break;
    case 'b':
      out << (bits != 0 ? "true" : "false");
      break;
    case 's':
      out.Quoted(StringOf(state, bits));
      break;
    case 'f': {
      double value;
      memcpy(&value, &bits, sizeof(value));
      char text[hostabi::kFloatReprBytes];
      out << std::string_view(text, vera_program.float_text(value, text));
      break;
    }
    default:
      out.Number(bits);
  }
}

// What was printed comes first, and the report starts on a line of its own.
void EndOutput(RuntimeState* state) {
  hostabi::Flush(state);
  if (hostabi::EndOfOutput(state) == hostabi::OutputEnd::kOther) {
    TextWriter(hostabi::kStandardOutput) << "\n";
  }
}

// Whatever way the program leaves by; `root` is what still lives then, kNil for nothing.
void ReportStats(RuntimeState* state, Ref root) {
  if (vera_program.report_stats != nullptr) {
    vera_program.report_stats(state, root);
  }
}

[[noreturn]] void Leave(RuntimeState* state, gc::TrapKind kind, const SiteInfo* site,
                        const uint64_t* shown, uint32_t count) {
  EndOutput(state);
  const KindInfo& texts = vera_program.kinds[static_cast<size_t>(kind)];
  const std::string_view detail = hostabi::TrapDetail(state);
  const bool lacks_kind = site != nullptr && strchr(" \n", site->description[0]) != nullptr;
  const bool own_words = lacks_kind && !detail.empty();
  {
    TextWriter out(hostabi::kStandardError);
    // A site whose kind is another one says where the runtime stopped, not why.
    const bool says_why =
        site != nullptr && (own_words || site->trap == static_cast<uint8_t>(kind));
    out << "Error: ";
    if (says_why && lacks_kind) {
      out << (own_words ? detail : std::string_view(texts.description));
    }
    out << (says_why ? site->description : texts.description) << "\n";
    if (!detail.empty() && !own_words) {
      out << "  " << detail << "\n";
    }
    if (site != nullptr) {
      if (*site->place != '\0') {
        out << "  at " << site->place << "\n";
      }
      const char* label = site->labels;
      const char* before = "  with ";
      for (uint32_t i = 0; i < count && site->label_types[i] != '\0'; ++i) {
        // An empty label belongs to an operand that says nothing, such as a literal.
        if (*label != '\0') {
          out << before << label << " = ";
          WriteShown(out, state, site->label_types[i], shown[i]);
          out << "\n";
          before = "       ";
        }
        label += strlen(label) + 1;
      }
    }
    if (*texts.fix != '\0' && !own_words) {
      out << "Fix:\n" << texts.fix << "\n";
    }
  }
  ReportStats(state, gc::kNil);
  hostabi::PlatformExit(gc::InfoOf(kind).exit_code);
}

[[noreturn]] void LeaveAtSite(RuntimeState* state, uint32_t site, const uint64_t* shown,
                              uint32_t count) {
  const SiteInfo& info = vera_program.sites[site];
  Leave(state, static_cast<gc::TrapKind>(info.trap), &info, shown, count);
}

// A trap that the runtime found by itself: the site is the one that generated code left before the
// call.
void OnTrap(RuntimeState* state, gc::TrapKind kind) {
  const uint32_t site = state->trap_site;
  Leave(state, kind, site != 0 ? &vera_program.sites[site - 1] : nullptr, nullptr, 0);
}

void OnExit(RuntimeState* state, int64_t status) {
  ReportStats(state, gc::kNil);
  hostabi::PlatformExit(static_cast<int>(status & 0xFF));
}

// As in `vera jit`: VERA_GC_STRESS, or the reference's VERA_EAGER_GC.
uint32_t StressInterval() {
  for (const char* name : {"VERA_GC_STRESS", "VERA_EAGER_GC"}) {
    const char* value = hostabi::PlatformGetEnv(name);
    if (value != nullptr && *value != '\0') {
      return static_cast<uint32_t>(strtoul(value, nullptr, 10));
    }
  }
  return 0;
}

int Run(int argc, char** argv) {
  gc::Config config = {};
  config.stress_interval = StressInterval();
  config.max_heap_bytes = vera_program.max_heap_bytes;
  config.max_wrappers = vera_program.max_wrappers;
  config.hooks.trap = OnTrap;
  hostabi::InstallHooks(&config.hooks);
  RuntimeState* state = vera_gc_init(&config);
  hostabi::HostConfig host;
  host.args = argv + 1;
  host.arg_count = argc > 0 ? static_cast<uint32_t>(argc - 1) : 0;
  host.exit = OnExit;
  if (state == nullptr || !hostabi::Initialize(state, host)) {
    TextWriter(hostabi::kStandardError) << "Error: no memory for the program's heap\n";
    return 1;
  }
  uint64_t result = 0;
  vera_entry(state, state->shadow_base, nullptr, &result);
  EndOutput(state);
  const std::string_view problem = hostabi::OutputError(state);
  if (!problem.empty()) {
    TextWriter(hostabi::kStandardError)
        << "Error: cannot write to standard output: " << problem << "\n";
    return 1;
  }
  if (vera_program.show_result != nullptr &&
      hostabi::EndOfOutput(state) == hostabi::OutputEnd::kNothing) {
    vera_program.show_result(state, result);
  }
  ReportStats(state, vera_program.result_is_ref != 0 ? static_cast<Ref>(result) : gc::kNil);
  return 0;
}

}  // namespace
}  // namespace vera::aot

extern "C" {

void vera_trap_site_0(vera::gc::RuntimeState* state, uint32_t site) {
  vera::aot::LeaveAtSite(state, site, nullptr, 0);
}

void vera_trap_site_1(vera::gc::RuntimeState* state, uint32_t site, uint64_t a) {
  const uint64_t shown[] = {a};
  vera::aot::LeaveAtSite(state, site, shown, 1);
}

void vera_trap_site_2(vera::gc::RuntimeState* state, uint32_t site, uint64_t a, uint64_t b) {
  const uint64_t shown[] = {a, b};
  vera::aot::LeaveAtSite(state, site, shown, 2);
}

void vera_trap_site_3(vera::gc::RuntimeState* state, uint32_t site, uint64_t a, uint64_t b,
                      uint64_t c) {
  const uint64_t shown[] = {a, b, c};
  vera::aot::LeaveAtSite(state, site, shown, 3);
}

void vera_trap_site_4(vera::gc::RuntimeState* state, uint32_t site, uint64_t a, uint64_t b,
                      uint64_t c, uint64_t d) {
  const uint64_t shown[] = {a, b, c, d};
  vera::aot::LeaveAtSite(state, site, shown, 4);
}

void vera_trap_site_n(vera::gc::RuntimeState* state, uint32_t site, const uint64_t* shown,
                      uint32_t count) {
  vera::aot::LeaveAtSite(state, site, shown, count);
}

// ---- the entry's result, as `vera jit` prints it ----

void vera_show_int(vera::gc::RuntimeState*, uint64_t bits) {
  vera::aot::TextWriter out(vera::hostabi::kStandardOutput);
  out.Number(static_cast<int64_t>(bits));
  out << "\n";
}

void vera_show_nat(vera::gc::RuntimeState*, uint64_t bits) {
  vera::aot::TextWriter out(vera::hostabi::kStandardOutput);
  out.Number(bits);
  out << "\n";
}

void vera_show_bool(vera::gc::RuntimeState*, uint64_t bits) {
  vera::aot::TextWriter(vera::hostabi::kStandardOutput) << (bits != 0 ? "1\n" : "0\n");
}

void vera_show_float(vera::gc::RuntimeState*, uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof(value));
  char text[vera::hostabi::kFloatReprBytes];
  vera::aot::TextWriter(vera::hostabi::kStandardOutput)
      << std::string_view(text, vera::hostabi::FloatRepr(value, text)) << "\n";
}

void vera_show_string(vera::gc::RuntimeState* state, uint64_t bits) {
  vera::aot::TextWriter(vera::hostabi::kStandardOutput) << vera::aot::StringOf(state, bits) << "\n";
}

size_t vera_float_text(double value, char* out) { return vera::hostabi::FloatRepr(value, out); }

void vera_show_other(vera::gc::RuntimeState*, uint64_t) {
  vera::aot::TextWriter(vera::hostabi::kStandardOutput) << "<" << vera_program.result_type << ">\n";
}

}  // extern "C"

int main(int argc, char** argv) { return vera::aot::Run(argc, argv); }
