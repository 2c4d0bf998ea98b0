// The IO effect (spec §9.5.1). Standard output is buffered: it is written when the buffer is full,
// before the program waits for anything (input, sleep), before standard error is written, at the
// end, and after each print if it is a terminal.

#include <string.h>

#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/platform.h"
#include "hostabi/utf8.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

void Send(HostState& host, Stream stream, std::string_view bytes) {
  if (host.config.write != nullptr) {
    host.config.write(host.config.user, stream, bytes.data(), bytes.size());
    return;
  }
  if (stream == Stream::kError) {
    // Nobody is left to be told that this failed.
    PlatformWrite(kStandardError, bytes.data(), bytes.size());
  } else if (host.output_error == 0) {
    host.output_error = PlatformWrite(kStandardOutput, bytes.data(), bytes.size());
  }
}

void FlushOutput(HostState& host) {
  if (host.output_size == 0) {
    return;
  }
  Send(host, Stream::kOutput, {host.output, host.output_size});
  host.output_size = 0;
}

void Buffer(HostState& host, std::string_view bytes) {
  if (bytes.size() > kOutputBytes - host.output_size) {
    FlushOutput(host);
  }
  if (bytes.size() > kOutputBytes) {
    Send(host, Stream::kOutput, bytes);
    return;
  }
  memcpy(host.output + host.output_size, bytes.data(), bytes.size());
  host.output_size += bytes.size();
}

[[noreturn]] void LeaveRun(RuntimeState* state, int64_t status) {
  HostState& host = HostOf(state);
  FlushOutput(host);
  if (host.config.exit != nullptr) {
    host.config.exit(state, status);
  }
  PlatformExit(static_cast<int>(status & 0xFF));
}

// False at the end of input.
bool FillInput(HostState& host, int* error) {
  FlushOutput(host);
  const int64_t count = PlatformRead(kStandardInput, host.input, kInputBytes, error);
  host.input_next = 0;
  host.input_end = count > 0 ? static_cast<size_t>(count) : 0;
  return count > 0;
}

// The next line's bytes without its end, which is LF or CR LF.
void ReadLine(HostState& host, ByteBuffer* line) {
  int error = 0;
  for (;;) {
    if (host.input_next == host.input_end && !FillInput(host, &error)) {
      return;
    }
    const char* begin = host.input + host.input_next;
    const size_t available = host.input_end - host.input_next;
    const void* end = memchr(begin, '\n', available);
    if (end == nullptr) {
      line->Append({begin, available});
      host.input_next = host.input_end;
      continue;
    }
    const auto size = static_cast<size_t>(static_cast<const char*>(end) - begin);
    line->Append({begin, size});
    host.input_next += size + 1;
    if (line->size() != 0 && line->end()[-1] == '\r') {
      line->Shrink(line->size() - 1);
    }
    return;
  }
}

// At the end of input, on a read error, or when the user types Ctrl-D on a terminal.
enum class CharStatus : uint8_t { kRead, kEnd, kInvalid, kError };

// Takes bytes from the buffer, refilled by `fill`, until they are one character or can't become
// one.
template <typename Fill>
CharStatus TakeCharacter(HostState& host, Fill fill, char* bytes, size_t* size) {
  *size = 0;
  for (;;) {
    if (host.input_next == host.input_end && !fill()) {
      return *size == 0 ? CharStatus::kEnd : CharStatus::kInvalid;
    }
    bytes[*size] = host.input[host.input_next];
    const Utf8Step step = FirstCharacter({bytes, *size + 1});
    if (!step.valid && step.size <= *size) {
      return CharStatus::kInvalid;
    }
    ++host.input_next;
    ++*size;
    if (step.valid) {
      return CharStatus::kRead;
    }
    // An invalid piece of one byte is a lead byte that waits for more, or none at all.
    if (*size == 1 && !FirstCharacter({bytes, 1}).valid &&
        (static_cast<unsigned char>(bytes[0]) < 0xC2 ||
         static_cast<unsigned char>(bytes[0]) > 0xF4)) {
      return CharStatus::kInvalid;
    }
  }
}

CharStatus ReadCharacter(HostState& host, char* bytes, size_t* size, int* error) {
  const bool keys = host.input_next == host.input_end && PlatformIsTerminal(kStandardInput);
  auto fill = [&host, keys, error] {
    if (!keys) {
      return FillInput(host, error);
    }
    FlushOutput(host);
    const int64_t count = PlatformReadKey(kStandardInput, host.input, kInputBytes, error);
    host.input_next = 0;
    host.input_end = count > 0 ? static_cast<size_t>(count) : 0;
    return count > 0;
  };
  CharStatus status = TakeCharacter(host, fill, bytes, size);
  if (*error != 0) {
    return CharStatus::kError;
  }
  if (status != CharStatus::kRead) {
    return status;
  }
  // A terminal that delivers key by key hands Ctrl-D on as a byte.
  constexpr char kEndOfTransmission = 4;
  if (keys && bytes[0] == kEndOfTransmission) {
    return CharStatus::kEnd;
  }
  // Input is text: CR LF is one line end.
  if (bytes[0] == '\r' && !keys) {
    if (host.input_next < host.input_end || fill()) {
      if (host.input[host.input_next] == '\n') {
        bytes[0] = '\n';
        ++host.input_next;
      }
    }
  }
  return status;
}

// `text` between quotes as a reader can copy it: what would break the line is escaped.
void AppendQuoted(ByteBuffer* out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  out->Append(quote);
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || c == quote) {
      out->Append('\\');
      out->Append(c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out->Append('\\');
      out->Append(c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    } else if (byte < 0x20 || byte == 0x7F) {
      out->Append("\\x");
      out->Append(kHex[byte >> 4]);
      out->Append(kHex[byte & 15]);
    } else {
      out->Append(c);
    }
  }
  out->Append(quote);
}

void AppendNumber(ByteBuffer* out, uint64_t value) {
  char digits[20];
  size_t first = sizeof(digits);
  do {
    digits[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  out->Append({digits + first, sizeof(digits) - first});
}

// "[Errno 2] No such file or directory: 'name'", as Python words it: programs may show or compare
// it.
Ref FileError(RuntimeState* state, Ref* sp, int error, std::string_view path) {
  ByteBuffer text;
  text.Append("[Errno ");
  AppendNumber(&text, static_cast<uint64_t>(error));
  text.Append("] ");
  text.Append(PlatformErrorText(error));
  text.Append(": ");
  AppendQuoted(&text, path);
  return NewErr(state, sp, text.view());
}

// A zero-terminated copy for the system. The empty path is the current folder. False if the path
// holds a zero byte.
bool CopyPath(std::string_view path, ByteBuffer* copy) {
  if (path.find('\0') != std::string_view::npos) {
    return false;
  }
  copy->Append(path.empty() ? "." : path);
  copy->Append('\0');
  return true;
}

constexpr std::string_view kZeroInPath = "embedded null byte";

}  // namespace

void WriteText(RuntimeState* state, Stream stream, std::string_view text) {
  HostState& host = HostOf(state);
  if (stream == Stream::kError) {
    FlushOutput(host);
  } else if (!text.empty()) {
    host.output_end = text.back() == '\n' ? OutputEnd::kLineFeed : OutputEnd::kOther;
  }
  auto send = [&host, stream](std::string_view bytes) {
    if (stream == Stream::kError) {
      Send(host, stream, bytes);
    } else {
      Buffer(host, bytes);
    }
  };
  if (ValidPrefix(text) == text.size()) {
    send(text);
  } else {
    ByteBuffer repaired;
    AppendAsUtf8(&repaired, text);
    send(repaired.view());
  }
  if (stream == Stream::kOutput && host.output_is_terminal) {
    FlushOutput(host);
  }
  // Nobody reads on: a program that prints forever ends here.
  if (host.output_error != 0) {
    LeaveRun(state, 1);
  }
}

void Flush(RuntimeState* state) { FlushOutput(HostOf(state)); }

extern "C" {

void vera_host_io_print(RuntimeState* state, Ref string) {
  WriteText(state, Stream::kOutput, TextOf(state, string));
}

void vera_host_io_stderr(RuntimeState* state, Ref string) {
  WriteText(state, Stream::kError, TextOf(state, string));
}

Ref vera_host_io_read_line(RuntimeState* state, Ref* sp) {
  ByteBuffer line;
  ReadLine(HostOf(state), &line);
  return NewString(state, sp, line.view());
}

Ref vera_host_io_read_char(RuntimeState* state, Ref* sp) {
  char bytes[4];
  size_t size = 0;
  int error = 0;
  switch (ReadCharacter(HostOf(state), bytes, &size, &error)) {
    case CharStatus::kRead:
      return NewRefBox(state, sp, kOkTag, NewString(state, sp, std::string_view(bytes, size)));
    case CharStatus::kEnd:
      return NewErr(state, sp, "EOF");
    case CharStatus::kInvalid:
      return NewErr(state, sp, "invalid UTF-8");
    case CharStatus::kError:
      break;
  }
  return NewErr(state, sp, PlatformErrorText(error));
}

Ref vera_host_io_read_file(RuntimeState* state, Ref* sp, Ref path) {
  ByteBuffer name;
  if (!CopyPath(TextOf(state, path), &name)) {
    return NewErr(state, sp, kZeroInPath);
  }
  ByteBuffer contents;
  const int error = PlatformReadFile(name.data(), &contents);
  if (error != 0) {
    return FileError(state, sp, error, name.data());
  }
  const size_t valid = ValidPrefix(contents.view());
  if (valid != contents.size()) {
    ByteBuffer text;
    text.Append("invalid UTF-8 at byte ");
    AppendNumber(&text, valid);
    text.Append(": ");
    AppendQuoted(&text, name.data());
    return NewErr(state, sp, text.view());
  }
  return NewRefBox(state, sp, kOkTag, NewString(state, sp, contents.view()));
}

Ref vera_host_io_write_file(RuntimeState* state, Ref* sp, Ref path, Ref contents) {
  ByteBuffer name;
  if (!CopyPath(TextOf(state, path), &name)) {
    return NewErr(state, sp, kZeroInPath);
  }
  ByteBuffer repaired;
  std::string_view text = TextOf(state, contents);
  if (ValidPrefix(text) != text.size()) {
    AppendAsUtf8(&repaired, text);
    text = repaired.view();
  }
  const int error = PlatformWriteFile(name.data(), text);
  return error == 0 ? OkUnit() : FileError(state, sp, error, name.data());
}

Ref vera_host_io_args(RuntimeState* state, Ref* sp) {
  const HostConfig& config = HostOf(state).config;
  RootScope roots(state, sp);
  Rooted<Ref> result(roots, NewRefs(state, roots.sp(), config.arg_count));
  for (uint32_t i = 0; i < config.arg_count; ++i) {
    Ref arg = NewString(state, roots.sp(), std::string_view(config.args[i]));
    SetElement(state, result.get(), i, arg);
  }
  return result.get();
}

void vera_host_io_exit(RuntimeState* state, int64_t status) { LeaveRun(state, status); }

Ref vera_host_io_get_env(RuntimeState* state, Ref* sp, Ref name) {
  ByteBuffer copy;
  copy.Append(TextOf(state, name));
  copy.Append('\0');
  const char* value =
      copy.view().find('\0') + 1 == copy.size() ? PlatformGetEnv(copy.data()) : nullptr;
  if (value == nullptr) {
    return None();
  }
  return NewRefBox(state, sp, kSomeTag, NewString(state, sp, std::string_view(value)));
}

void vera_host_io_sleep(RuntimeState* state, uint64_t milliseconds) {
  FlushOutput(HostOf(state));
  PlatformSleep(milliseconds);
}

uint64_t vera_host_io_time(RuntimeState*) { return PlatformTime(); }

}  // extern "C"

}  // namespace vera::hostabi
