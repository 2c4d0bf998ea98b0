#ifndef VERA_AOT_PROGRAM_INFO_H_
#define VERA_AOT_PROGRAM_INFO_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/gc.h"

// What a compiled program carries for its start-up code (start.cpp): constant data that
// object_emitter.cpp writes, field by field in this order, beside the program's functions. Pointers
// have the target's width; a null text is never stored, an empty one is.

namespace vera::aot {

// A place that may trap.
struct SiteInfo {
  // "Precondition violation in f(@Int -> @Int)\n  requires(...) failed"; " in f(...)" and so on
  // where only the trap itself knows what happened.
  const char* description;
  const char* place;        // "app.vera:3:5", or empty
  const char* labels;       // of the values that it shows, each ended by a zero
  const char* label_types;  // a letter for each of them (ir::TrapSite)
  uint32_t trap;            // gc::TrapKind
};

// What is said of each kind of trap.
struct KindInfo {
  const char* description;  // when no site says more
  const char* fix;          // finished lines, or empty
};

struct ProgramInfo {
  const SiteInfo* sites;  // by site
  uint32_t site_count;
  const KindInfo* kinds;  // by gc::TrapKind
  // Prints what the entry returned; null for Unit. One of the vera_show_* functions of start.cpp,
  // named here so that the linker leaves out the others.
  void (*show_result)(gc::RuntimeState* state, uint64_t bits);
  const char* result_type;  // for vera_show_other
  // vera_float_text if a site shows a Float64, else null: the text of one is 40 KB of tables.
  size_t (*float_text)(double value, char* out);
  // vera_report_stats if the program reports what it cost, else null.
  void (*report_stats)(gc::RuntimeState* state, gc::Ref root);
  uint32_t result_is_ref;  // the entry's result is a reference, which lives to the end
  uint32_t max_wrappers;   // limits, 0: none
  uint64_t max_heap_bytes;
};

}  // namespace vera::aot

extern "C" {

extern const vera::aot::ProgramInfo vera_program;
// codegen::kEntrySymbol.
void vera_entry(vera::gc::RuntimeState* state, vera::gc::Ref* sp, const uint64_t* arguments,
                uint64_t* result);

}  // extern "C"

#endif  // VERA_AOT_PROGRAM_INFO_H_
