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

void ReportError(std::string_view message) { WriteStderr("vera: " + std::string(message) + "\n"); }

namespace {

// Whether a file is what a descriptor writes to: /dev/stdout, or a file that the shell has opened.
bool IsOpenAs(const struct stat& file, int fd) {
  struct stat open{};
  return ::fstat(fd, &open) == 0 && open.st_dev == file.st_dev && open.st_ino == file.st_ino;
}

}  // namespace

std::string WriteFileAtomically(const std::string& path, std::string_view text) {
  const auto failed = [&] {
    return std::string("cannot write ") + path + ": " + std::strerror(errno);
  };
  struct stat present{};
  const bool exists = ::stat(path.c_str(), &present) == 0;
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    if (exists && IsOpenAs(present, fd)) {
      return WriteAll(fd, text) ? "" : failed();
    }
  }
  if (exists && !S_ISREG(present.st_mode)) {
    // A device or a pipe, such as /dev/stdout, is written to: it must not be replaced.
    const int fd = ::open(path.c_str(), O_WRONLY);
    if (fd < 0) {
      return failed();
    }
    std::string problem = WriteAll(fd, text) ? "" : failed();
    ::close(fd);
    return problem;
  }
  // Behind a link, the file is replaced and not the link.
  std::string target = path;
  if (char* real = exists ? ::realpath(path.c_str(), nullptr) : nullptr) {
    target = real;
    std::free(real);
  }
  std::string beside = target + ".XXXXXX";
  const int fd = ::mkstemp(beside.data());
  if (fd < 0) {
    return failed();
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const mode_t mode = exists ? present.st_mode & 07777 : 0666 & ~mask;
  std::string problem;
  const bool written = WriteAll(fd, text) && ::fchmod(fd, mode) == 0;
  if (!written) {
    problem = failed();
  }
  if (::close(fd) != 0 && problem.empty()) {
    problem = failed();
  }
  if (problem.empty() && ::rename(beside.c_str(), target.c_str()) != 0) {
    problem = failed();
  }
  if (!problem.empty()) {
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
