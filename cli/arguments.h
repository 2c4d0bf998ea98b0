#ifndef VERA_CLI_ARGUMENTS_H_
#define VERA_CLI_ARGUMENTS_H_

#include <string>
#include <vector>

#include "sema/program.h"

namespace vera::cli {

// A value for the entry function: the bits of a number, or a String's bytes.
struct Argument {
  sema::TypeKind kind = sema::TypeKind::kUnit;
  uint64_t bits = 0;
  std::string text;
};

// Reads the words of the command line as the parameters of the entry function; Unit parameters take none. Returns what is
// wrong, or an empty string.
std::string ParseArguments(const sema::Program& program, const std::vector<std::string>& words,
                           std::vector<Argument>& arguments);

}  // namespace vera::cli

#endif  // VERA_CLI_ARGUMENTS_H_
