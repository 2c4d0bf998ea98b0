#ifndef VERA_HOSTABI_PLATFORM_H_
#define VERA_HOSTABI_PLATFORM_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "hostabi/byte_buffer.h"

// Internal. What hostabi needs of the operating system; one implementation file per platform, and
// no other file knows which one it runs on. Errors are errno values, 0 is success.

namespace vera::hostabi {

inline constexpr int kStandardInput = 0;
inline constexpr int kStandardOutput = 1;
inline constexpr int kStandardError = 2;

bool PlatformIsTerminal(int descriptor);
// Writes all of it.
int PlatformWrite(int descriptor, const char* bytes, size_t size);
// Bytes read, 0 at the end, -1 with *error set.
int64_t PlatformRead(int descriptor, char* bytes, size_t size, int* error);
// Reads the bytes of one keystroke from a terminal without waiting for the end of a line and
// without echo; the terminal is as before afterwards, also when a signal ends the process
// meanwhile. Results as PlatformRead.
int64_t PlatformReadKey(int descriptor, char* bytes, size_t size, int* error);

// Paths are zero-terminated.
int PlatformReadFile(const char* path, ByteBuffer* contents);
// Makes or replaces the file.
int PlatformWriteFile(const char* path, std::string_view contents);
const char* PlatformErrorText(int error);

// Null if it is not set; valid until the environment changes.
const char* PlatformGetEnv(const char* name);
void PlatformSleep(uint64_t milliseconds);
// Milliseconds since 1970, UTC.
uint64_t PlatformTime();
// Unpredictable bits.
uint64_t PlatformEntropy();
[[noreturn]] void PlatformExit(int status);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_PLATFORM_H_
