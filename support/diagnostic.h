#ifndef VERA_SUPPORT_DIAGNOSTIC_H_
#define VERA_SUPPORT_DIAGNOSTIC_H_

#include <string>
#include <string_view>
#include <vector>

#include "support/source_file.h"

// Diagnostics of program faults. The one list of kinds is diagnostics.def; a stage reports with
//   sink.Emit(Diag::kE130, file, range, {"Int", "2"}, fix)
// and goes on. Arguments fill {0}, {1}, ... of the row's description; a row's rationale, fix and spec reference are
// defaults that the call may override.

namespace vera {

class JsonWriter;

enum class Severity : uint8_t { kError, kWarning };

enum class Diag : uint16_t {
#define VERA_DIAGNOSTIC(code, severity, phase, since, when, description, rationale, fix, spec) k##code,
#include "support/diagnostics.def"
#undef VERA_DIAGNOSTIC
  kCount
};

struct DiagnosticRow {
  const char* code;  // "E130"
  Severity severity;
  const char* phase;        // "parse", "check", ...
  const char* since;        // version of the reference that brought the code; empty for our own
  const char* when;         // one line for `vera errors`
  const char* description;  // with {0}... placeholders
  const char* rationale;    // why this is a fault, may be empty
  const char* fix;          // what to write instead, may hold placeholders too, may be empty
  const char* spec;         // "Chapter 3, Section 3.4 \"Reference Resolution\"", may be empty
};

const DiagnosticRow& RowOf(Diag diag);
// Replaces {0}, {1}, ... by the arguments; a placeholder without an argument stays as it is.
std::string FormatMessage(std::string_view pattern, const std::vector<std::string>& args);

struct Diagnostic {
  Diag diag;
  Severity severity;
  std::string file;
  LineColumn begin;
  LineColumn end;
  std::string source_line;
  std::string description;
  std::string rationale;
  std::string fix;
  std::string spec_ref;
};

struct DiagnosticText {
  std::vector<std::string> args;  // {0}, {1}, ...
  std::string fix;                // overrides the row's fix when not empty
  std::string rationale;          // overrides the row's rationale when not empty
};

// Collects in the order of reporting. Identical reports (same row, place and text) are kept once. Past
// kMaxDiagnostics further ones are counted, not stored.
class DiagnosticSink {
 public:
  static constexpr size_t kMaxDiagnostics = 200;
  // A longer source line is cut: it was written by a program, and every diagnostic would carry all of it.
  static constexpr size_t kMaxSourceLineBytes = 4096;

  void Emit(Diag diag, const SourceFile& file, SourceRange range, DiagnosticText text = {});
  // For faults that have no place in a source text (a missing file); line and column are 0.
  void EmitAtFile(Diag diag, const std::string& path, DiagnosticText text = {});

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  size_t error_count() const { return error_count_; }
  bool has_errors() const { return error_count_ != 0; }
  size_t dropped_count() const { return dropped_; }

 private:
  void Add(Diagnostic diagnostic);
  // Counts instead of storing once the limit is reached.
  bool Drop(Severity severity);

  std::vector<Diagnostic> diagnostics_;
  size_t error_count_ = 0;
  size_t dropped_ = 0;
};

// "file:line:column" header, offending line with caret, why and fix; ANSI colours when `colour`.
std::string RenderText(const Diagnostic& diagnostic, bool colour);
// One JSON object: severity, description, location {line, column, file}, then source_line, rationale, fix, spec_ref
// as far as they are not empty, and error_code. A fault without a place has line 0 and column 0.
void WriteJson(JsonWriter& writer, const Diagnostic& diagnostic);
// The same on one line.
std::string RenderJson(const Diagnostic& diagnostic);

}  // namespace vera

#endif  // VERA_SUPPORT_DIAGNOSTIC_H_
