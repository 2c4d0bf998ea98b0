#include "support/diagnostic.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

#include "llvm/Support/Unicode.h"
#include "support/check.h"
#include "support/json_writer.h"
#include "support/unicode.h"

namespace vera {

namespace {

// Two faults have no code in the reference either; their rows are named by a word in lower case.
constexpr const char* CodeOf(const char* name) { return *name >= 'a' && *name <= 'z' ? "" : name; }

constexpr DiagnosticRow kRows[] = {
#define VERA_DIAGNOSTIC(code, severity, phase, since, when, description, rationale, fix, spec) \
  {CodeOf(#code), Severity::severity, phase, since, when, description, rationale, fix, spec},
#include "support/diagnostics.def"
#undef VERA_DIAGNOSTIC
};
static_assert(std::size(kRows) == static_cast<size_t>(Diag::kCount));

constexpr bool EveryRowIsComplete() {
  for (const DiagnosticRow& row : kRows) {
    if (*row.phase == '\0' || *row.when == '\0' || *row.description == '\0') {
      return false;
    }
  }
  return true;
}
static_assert(EveryRowIsComplete(),
              "a row of diagnostics.def lacks its phase, its when or its description");

struct Palette {
  const char* strong = "";
  const char* error = "";
  const char* warning = "";
  const char* reset = "";
};
constexpr Palette kColours = {"\033[1m", "\033[1;31m", "\033[1;35m", "\033[0m"};

// Blanks as wide as `text` is on a terminal; tabs stay tabs, so that the caret stands under its
// column.
std::string Padding(std::string_view text) {
  std::string out;
  for (size_t offset = 0; offset < text.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(text, offset);
    if (decoded.code_point == '\t') {
      out.push_back('\t');
    } else {
      const std::string one(text.substr(offset, decoded.length));
      out.append(static_cast<size_t>(std::max(1, llvm::sys::unicode::columnWidthUTF8(one))), ' ');
    }
    offset += decoded.length;
  }
  return out;
}

// The byte offset in `line` of a column counted in code points from 1.
size_t ByteOfColumn(std::string_view line, uint32_t column) {
  size_t offset = 0;
  for (uint32_t i = 1; i < column && offset < line.size(); ++i) {
    offset += DecodeUtf8(line, offset).length;
  }
  return offset;
}

// Of a line that is too long to be looked at whole, the part around the place; `begin` becomes the
// place's column in what is left.
std::string_view AroundPlace(std::string_view line, uint32_t& begin) {
  constexpr uint32_t kBefore = 60;
  constexpr size_t kWhole = 240;  // a line of this length is shown as it is
  constexpr uint32_t kShown = 120;
  if (line.size() <= kWhole) {
    return line;
  }
  const uint32_t first = begin > kBefore ? begin - kBefore : 1;
  begin -= first - 1;
  line.remove_prefix(ByteOfColumn(line, first));
  return line.substr(0, ByteOfColumn(line, kShown + 1));
}

// The line and, under the place, "^" with "~" under the rest of the range as far as it is shown.
std::string SourceExcerpt(const Diagnostic& diagnostic, const char* marker_colour,
                          const char* reset) {
  uint32_t column = diagnostic.begin.column;
  // A line that was cut when it was recorded may end before the place.
  const bool has_place = column <= CountCodePoints(diagnostic.source_line) + 1;
  const std::string_view line = AroundPlace(diagnostic.source_line, column);
  std::string out = "    " + std::string(line) + "\n";
  if (!has_place) {
    return out;
  }
  const size_t begin = ByteOfColumn(line, column);
  const uint32_t length =
      std::max(diagnostic.end.column, diagnostic.begin.column) - diagnostic.begin.column;
  const bool one_line = diagnostic.end.line == diagnostic.begin.line;
  const size_t end = one_line ? ByteOfColumn(line, column + length) : line.size();
  const size_t width = Padding(line.substr(begin, end - begin)).size();
  return out + "    " + marker_colour + Padding(line.substr(0, begin)) + "^" +
         std::string(width > 1 ? width - 1 : 0, '~') + reset + "\n";
}

void AppendIndented(std::string& out, std::string_view label, std::string_view text) {
  out += "  ";
  out += label;
  for (const char c : text) {
    out.push_back(c);
    if (c == '\n') {
      out.append(2 + label.size(), ' ');
    }
  }
  out.push_back('\n');
}

// The front of a line, at most kMaxSourceLineBytes and no half of a code point.
std::string_view Cut(std::string_view line) {
  if (line.size() <= DiagnosticSink::kMaxSourceLineBytes) {
    return line;
  }
  size_t end = DiagnosticSink::kMaxSourceLineBytes;
  while (end > 0 && (static_cast<uint8_t>(line[end]) & 0xC0) == 0x80) {
    --end;
  }
  return line.substr(0, end);
}

auto KeyOf(const Diagnostic& d) {
  return std::tie(d.diag, d.begin.line, d.begin.column, d.end.line, d.end.column, d.file,
                  d.description);
}

}  // namespace

const DiagnosticRow& RowOf(Diag diag) {
  VERA_CHECK(diag < Diag::kCount, "diagnostics: a row of the table");
  return kRows[static_cast<size_t>(diag)];
}

std::string FormatMessage(std::string_view pattern, const std::vector<std::string>& args) {
  std::string out;
  out.reserve(pattern.size() + 32);
  for (size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '{') {
      size_t digits = i + 1;
      size_t index = 0;
      while (digits < pattern.size() && digits < i + 4 && pattern[digits] >= '0' &&
             pattern[digits] <= '9') {
        index = index * 10 + static_cast<size_t>(pattern[digits++] - '0');
      }
      if (digits > i + 1 && digits < pattern.size() && pattern[digits] == '}' &&
          index < args.size()) {
        out += args[index];
        i = digits + 1;
        continue;
      }
    }
    out.push_back(pattern[i++]);
  }
  return out;
}

void DiagnosticSink::Emit(Diag diag, const SourceFile& file, SourceRange range,
                          DiagnosticText text) {
  const DiagnosticRow& row = RowOf(diag);
  if (Drop(row.severity)) {
    return;
  }
  Diagnostic diagnostic;
  diagnostic.diag = diag;
  diagnostic.severity = row.severity;
  diagnostic.file = file.path();
  diagnostic.begin = file.Locate(range.begin);
  diagnostic.end = file.Locate(std::max(range.begin, range.end));
  diagnostic.source_line = std::string(Cut(file.Line(diagnostic.begin.line)));
  diagnostic.description = FormatMessage(row.description, text.args);
  diagnostic.rationale =
      FormatMessage(text.rationale.empty() ? row.rationale : text.rationale, text.args);
  diagnostic.fix = FormatMessage(text.fix.empty() ? row.fix : text.fix, text.args);
  diagnostic.spec_ref = row.spec;
  Add(std::move(diagnostic));
}

void DiagnosticSink::EmitAtFile(Diag diag, const std::string& path, DiagnosticText text) {
  const DiagnosticRow& row = RowOf(diag);
  if (Drop(row.severity)) {
    return;
  }
  Diagnostic diagnostic;
  diagnostic.diag = diag;
  diagnostic.severity = row.severity;
  diagnostic.file = path;
  diagnostic.begin = diagnostic.end = {0, 0};
  diagnostic.description = FormatMessage(row.description, text.args);
  diagnostic.rationale =
      FormatMessage(text.rationale.empty() ? row.rationale : text.rationale, text.args);
  diagnostic.fix = FormatMessage(text.fix.empty() ? row.fix : text.fix, text.args);
  diagnostic.spec_ref = row.spec;
  Add(std::move(diagnostic));
}

void DiagnosticSink::Add(Diagnostic diagnostic) {
  const auto same = [&](const Diagnostic& other) { return KeyOf(other) == KeyOf(diagnostic); };
  if (std::any_of(diagnostics_.rbegin(), diagnostics_.rend(), same)) {
    return;
  }
  if (diagnostic.severity == Severity::kError) {
    ++error_count_;
  }
  diagnostics_.push_back(std::move(diagnostic));
}

bool DiagnosticSink::Drop(Severity severity) {
  if (diagnostics_.size() < kMaxDiagnostics) {
    return false;
  }
  ++dropped_;
  error_count_ += severity == Severity::kError;
  return true;
}

std::string RenderText(const Diagnostic& diagnostic, bool colour) {
  const Palette palette = colour ? kColours : Palette{};
  const bool is_error = diagnostic.severity == Severity::kError;
  std::string out = palette.strong + diagnostic.file;
  if (diagnostic.begin.line != 0) {
    out +=
        ":" + std::to_string(diagnostic.begin.line) + ":" + std::to_string(diagnostic.begin.column);
  }
  out += ": " + std::string(palette.reset) + (is_error ? palette.error : palette.warning);
  out += is_error ? "error" : "warning";
  if (const std::string code = RowOf(diagnostic.diag).code; !code.empty()) {
    out += "[" + code + "]";
  }
  out += std::string(palette.reset) + ": " + diagnostic.description + "\n";
  if (!diagnostic.source_line.empty()) {
    out += SourceExcerpt(diagnostic, is_error ? palette.error : palette.warning, palette.reset);
  }
  if (!diagnostic.rationale.empty()) {
    AppendIndented(out, "why: ", diagnostic.rationale);
  }
  if (!diagnostic.fix.empty()) {
    AppendIndented(out, "fix: ", diagnostic.fix);
  }
  if (!diagnostic.spec_ref.empty()) {
    AppendIndented(out, "see: ", diagnostic.spec_ref);
  }
  return out;
}

void WriteJson(JsonWriter& writer, const Diagnostic& diagnostic) {
  const auto optional = [&](const char* key, const std::string& value) {
    if (!value.empty()) {
      writer.Key(key);
      writer.String(value);
    }
  };
  writer.BeginObject();
  writer.Key("severity");
  writer.String(diagnostic.severity == Severity::kError ? "error" : "warning");
  writer.Key("description");
  writer.String(diagnostic.description);
  writer.Key("location");
  writer.BeginObject();
  writer.Key("line");
  writer.Uint(diagnostic.begin.line);
  writer.Key("column");
  writer.Uint(diagnostic.begin.column);
  optional("file", diagnostic.file);
  writer.EndObject();
  optional("source_line", diagnostic.source_line);
  optional("rationale", diagnostic.rationale);
  optional("fix", diagnostic.fix);
  optional("spec_ref", diagnostic.spec_ref);
  optional("error_code", RowOf(diagnostic.diag).code);
  writer.EndObject();
}

std::string RenderJson(const Diagnostic& diagnostic) {
  std::string out;
  JsonWriter writer(out, JsonWriter::Layout::kCompact);
  WriteJson(writer, diagnostic);
  return out;
}

}  // namespace vera
