#ifndef VERA_CLI_COMMANDS_H_
#define VERA_CLI_COMMANDS_H_

#include "cli/options.h"

// One function per command; the result is the exit status.

namespace vera::cli {

int CommandAot(const Options& options);
int CommandCheck(const Options& options);
int CommandJit(const Options& options);
int CommandParse(const Options& options);
int CommandAst(const Options& options);
int CommandFmt(const Options& options);
int CommandDump(const Options& options);
int CommandBuiltins(const Options& options);
int CommandEffects(const Options& options);
int CommandErrors(const Options& options);
int CommandVersion(const Options& options);

}  // namespace vera::cli

#endif  // VERA_CLI_COMMANDS_H_
