#ifndef VERA_CLI_OPTIONS_H_
#define VERA_CLI_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace vera::cli {

// What the command line said. One struct for all commands: each reads the fields that its options set.
struct Options {
  std::string file;               // "-" is standard input
  bool json = false;
  bool quiet = false;
  bool explain_slots = false;     // check
  bool write = false;             // fmt
  bool check = false;             // fmt
  std::string fn;                 // jit, aot, dump: function to call, empty = main
  std::vector<std::string> args;  // jit: everything behind `--`
  std::string stats;              // jit: empty = none, "-" = to standard error, else a file
  uint64_t max_heap = 0;          // jit: bytes, 0 = default
  uint64_t max_stack = 0;         // jit: bytes, 0 = default
  uint32_t max_wrappers = 0;      // jit: 0 = memory
  int opt_level = -1;             // jit, aot, dump: -1 = by program size
  std::string target;             // aot
  std::string output;             // aot: file to write
  bool reports_stats = false;     // aot: the program does, when it ends
  std::string emit = "module";    // aot: module, obj, asm or llvm
  std::string stage;              // dump
  std::string shell;              // completions
};

// Exit statuses (spec of the command line: README, "Exit status").
inline constexpr int kExitOk = 0;
inline constexpr int kExitFault = 1;  // of the program or its environment
inline constexpr int kExitUsage = 2;

}  // namespace vera::cli

#endif  // VERA_CLI_OPTIONS_H_
