#ifndef VERA_CLI_OUTPUT_H_
#define VERA_CLI_OUTPUT_H_

#include <memory>
#include <string>
#include <string_view>

#include "llvm/Support/Error.h"
#include "support/diagnostic.h"
#include "support/json_writer.h"
#include "support/source_file.h"

// What every command writes with: standard output is written whole and its failure is a fault, diagnostics go to
// standard error in colour where a person reads it.

namespace vera::cli {

// Colour on standard error: only on a terminal, never with NO_COLOR set or TERM=dumb.
bool ColourOnStderr();

// Writes to standard output. False after a failure (full disk, closed pipe), which has been reported.
bool WriteStdout(std::string_view text);
void WriteStderr(std::string_view text);
// "vera: message" on standard error.
void ReportError(std::string_view message);

// Writes a whole file beside its place and renames it, so that there is never half of one; what is there and no regular
// file (/dev/stdout) is written to as it is. Empty on success, otherwise what is wrong.
std::string WriteFileAtomically(const std::string& path, std::string_view text);

// Prints every diagnostic as text to standard error, warnings first as the reference does.
void PrintDiagnostics(const DiagnosticSink& sink);
// The members "diagnostics" (errors) and "warnings" of a JSON result.
void WriteDiagnosticMembers(JsonWriter& writer, const DiagnosticSink& sink, bool with_warnings = true);

// The file that a command was given, "-" and /dev/stdin included.
llvm::Expected<std::unique_ptr<SourceFile>> OpenSource(const std::string& path);
// Says why a source could not be read, in the form that the command was asked for; returns the exit status.
int ReportUnreadable(const std::string& path, llvm::Error error, bool json, bool with_warnings);

}  // namespace vera::cli

#endif  // VERA_CLI_OUTPUT_H_
