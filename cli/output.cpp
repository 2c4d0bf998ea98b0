#include "cli/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/options.h"

namespace vera::cli {
namespace {

// True when all of it was written.
bool WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

bool ColourOnStderr() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') &&
         (term == nullptr || std::strcmp(term, "dumb") != 0);
}

bool WriteStdout(std::string_view text) {
  if (WriteAll(STDOUT_FILENO, text)) {
    return true;
  }
  ReportError(std::string("cannot write to standard output: ") + std::strerror(errno));
  return false;
}

void WriteStderr(std::string_view text) { WriteAll(STDERR_FILENO, text); }

void ReportError(std::string_view message) {
  WriteStderr("vera: " + std::string(message) + "\n");
}

std::string WriteFileAtomically(const std::string& path, std::string_view text) {
  std::string beside = path + ".XXXXXX";
  const int fd = ::mkstemp(beside.data());
  if (fd < 0) {
    return std::string("cannot write ") + path + ": " + std::strerror(errno);
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  std::string problem;
  if (!WriteAll(fd, text) || ::fchmod(fd, 0666 & ~mask) != 0 || ::close(fd) != 0 ||
      ::rename(beside.c_str(), path.c_str()) != 0) {
    problem = std::string("cannot write ") + path + ": " + std::strerror(errno);
    ::unlink(beside.c_str());
  }
  return problem;
}

void PrintDiagnostics(const DiagnosticSink& sink) {
  const bool colour = ColourOnStderr();
  std::string text;
  for (Severity wanted : {Severity::kWarning, Severity::kError}) {
    for (const Diagnostic& diagnostic : sink.diagnostics()) {
      if (diagnostic.severity == wanted) {
        text += RenderText(diagnostic, colour);
        text += '\n';
      }
    }
  }
  if (sink.dropped_count() != 0) {
    text += "... and " + std::to_string(sink.dropped_count()) + " more\n";
  }
  WriteStderr(text);
}

void WriteDiagnosticMembers(JsonWriter& writer, const DiagnosticSink& sink, bool with_warnings) {
  auto write = [&](const char* key, Severity severity) {
    writer.Key(key);
    writer.BeginArray();
    for (const Diagnostic& diagnostic : sink.diagnostics()) {
      if (diagnostic.severity == severity) {
        WriteJson(writer, diagnostic);
      }
    }
    writer.EndArray();
  };
  write("diagnostics", Severity::kError);
  if (with_warnings) {
    write("warnings", Severity::kWarning);
  }
}

llvm::Expected<std::unique_ptr<SourceFile>> OpenSource(const std::string& path) {
  return SourceFile::Read(path == "-" ? "/dev/stdin" : path);
}

int ReportUnreadable(const std::string& path, llvm::Error error, bool json, bool with_warnings) {
  const std::string message = llvm::toString(std::move(error));
  if (!json) {
    WriteStderr("Error: " + message + "\n");
    return kExitFault;
  }
  std::string out;
  JsonWriter writer(out, JsonWriter::Layout::kPretty);
  writer.BeginObject();
  writer.Key("ok");
  writer.Bool(false);
  writer.Key("file");
  writer.String(path);
  writer.Key("diagnostics");
  writer.BeginArray();
  writer.BeginObject();
  writer.Key("severity");
  writer.String("error");
  writer.Key("description");
  writer.String(message);
  writer.Key("location");
  writer.BeginObject();
  writer.Key("line");
  writer.Int(0);
  writer.Key("column");
  writer.Int(0);
  writer.EndObject();
  writer.EndObject();
  writer.EndArray();
  if (with_warnings) {
    writer.Key("warnings");
    writer.BeginArray();
    writer.EndArray();
  }
  writer.EndObject();
  WriteStdout(out + "\n");
  return kExitFault;
}

}  // namespace vera::cli
