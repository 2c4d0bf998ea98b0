// What POSIX and wasi-libc share of the platform.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hostabi/platform.h"

namespace vera::hostabi {

bool PlatformIsTerminal(int descriptor) { return isatty(descriptor) != 0; }

int PlatformWrite(int descriptor, const char* bytes, size_t size) {
  while (size != 0) {
    ssize_t written = write(descriptor, bytes, size);
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      if (errno == EAGAIN) {
        // A descriptor that another process made non-blocking: wait until it takes more.
        pollfd wait = {descriptor, POLLOUT, 0};
        poll(&wait, 1, -1);
        continue;
      }
      return errno;
    }
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return 0;
}

int64_t PlatformRead(int descriptor, char* bytes, size_t size, int* error) {
  for (;;) {
    ssize_t count = read(descriptor, bytes, size);
    if (count >= 0) {
      return count;
    }
    if (errno == EINTR) {
      continue;
    }
    if (errno == EAGAIN) {
      pollfd wait = {descriptor, POLLIN, 0};
      poll(&wait, 1, -1);
      continue;
    }
    *error = errno;
    return -1;
  }
}

int PlatformReadFile(const char* path, ByteBuffer* contents) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return errno;
  }
  int error = 0;
  struct stat info;
  // One read for a regular file of known size, and one more that finds its end.
  size_t step = 64 * 1024;
  if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode)) {
    step = static_cast<size_t>(info.st_size) + 1;
  }
  for (;;) {
    if (!contents->Reserve(step)) {
      error = ENOMEM;
      break;
    }
    int64_t count = PlatformRead(descriptor, contents->end(), step, &error);
    if (count <= 0) {
      break;
    }
    contents->Advance(static_cast<size_t>(count));
    step = 64 * 1024;
  }
  close(descriptor);
  return error;
}

int PlatformWriteFile(const char* path, std::string_view contents) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return errno;
  }
  int error = PlatformWrite(descriptor, contents.data(), contents.size());
  // Some file systems report a full disk or an exceeded quota only here.
  if (close(descriptor) != 0 && error == 0) {
    error = errno;
  }
  return error;
}

const char* PlatformErrorText(int error) { return strerror(error); }

const char* PlatformGetEnv(const char* name) { return getenv(name); }

void PlatformSleep(uint64_t milliseconds) {
  // A time_t holds any number of seconds that this can ask for.
  timespec left = {static_cast<time_t>(milliseconds / 1000),
                   static_cast<long>(milliseconds % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

uint64_t PlatformTime() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000 + static_cast<uint64_t>(now.tv_nsec) / 1000000;
}

void PlatformExit(int status) { _exit(status); }

}  // namespace vera::hostabi
