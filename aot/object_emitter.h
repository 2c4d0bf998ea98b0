#ifndef VERA_AOT_OBJECT_EMITTER_H_
#define VERA_AOT_OBJECT_EMITTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "codegen/target.h"
#include "ir/module.h"

// From Core IR to an object file: the program's functions and its ProgramInfo. Everything else that
// a program needs comes from archives (gc, hostabi, start.cpp) at the link.

namespace vera::aot {

// The texts of traps, which only the command line can make: it knows the sources.
struct ProgramTexts {
  struct Site {
    std::string description;
    std::string place;
  };
  struct Kind {
    std::string description;
    std::string fix;
  };
  std::vector<Site> sites;  // by SiteId
  std::vector<Kind> kinds;  // by gc::TrapKind
  // How the entry's result is printed: a letter of ir::TrapSite::label_types, 'u' Unit, '?' by the
  // name of its type.
  char result_kind = 'u';
  std::string result_type;
};

struct ProgramOptions {
  uint64_t max_heap_bytes = 0;  // 0: no limit
  uint32_t max_wrappers = 0;    // likewise
  bool reports_stats = false;   // on every way out
};

enum class OutputForm : uint8_t { kObject, kAssembly, kLlvm };

// The bytes of an object file, or text for people. `module` must be verified, of the Core stage,
// with an entry without parameters.
std::string EmitProgram(const ir::Module& module, const ProgramTexts& texts,
                        const ProgramOptions& options, const codegen::Target& target,
                        codegen::Tier tier, OutputForm form);

}  // namespace vera::aot

#endif  // VERA_AOT_OBJECT_EMITTER_H_
