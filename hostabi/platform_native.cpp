// What only the host has: terminals and signals.

#include <errno.h>
#include <signal.h>
#include <sys/random.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "hostabi/platform.h"

namespace vera::hostabi {
namespace {

// The terminal's settings while PlatformReadKey has changed them. A signal handler finds them only
// here.
struct SavedTerminal {
  int descriptor;
  termios settings;
};
SavedTerminal saved_terminal;

// Puts the terminal back before the signal does what it would have done.
void RestoreAndRaise(int signal_number) {
  tcsetattr(saved_terminal.descriptor, TCSANOW, &saved_terminal.settings);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

constexpr int kEndingSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
constexpr int kEndingSignalCount = sizeof(kEndingSignals) / sizeof(kEndingSignals[0]);

}  // namespace

int64_t PlatformReadKey(int descriptor, char* bytes, size_t size, int* error) {
  if (tcgetattr(descriptor, &saved_terminal.settings) != 0) {
    *error = errno;
    return -1;
  }
  saved_terminal.descriptor = descriptor;
  struct sigaction restore = {};
  restore.sa_handler = RestoreAndRaise;
  struct sigaction before[kEndingSignalCount];
  for (int i = 0; i < kEndingSignalCount; ++i) {
    sigaction(kEndingSignals[i], nullptr, &before[i]);
    // A handler of the embedder's own, or an ignored signal, stays in charge.
    if (before[i].sa_handler == SIG_DFL) {
      sigaction(kEndingSignals[i], &restore, nullptr);
    }
  }
  termios key_by_key = saved_terminal.settings;
  key_by_key.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  key_by_key.c_cc[VMIN] = 1;
  key_by_key.c_cc[VTIME] = 0;
  int64_t count = -1;
  if (tcsetattr(descriptor, TCSADRAIN, &key_by_key) != 0) {
    *error = errno;
  } else {
    count = PlatformRead(descriptor, bytes, size, error);
    if (tcsetattr(descriptor, TCSADRAIN, &saved_terminal.settings) != 0 && count >= 0) {
      *error = errno;
      count = -1;
    }
  }
  for (int i = 0; i < kEndingSignalCount; ++i) {
    sigaction(kEndingSignals[i], &before[i], nullptr);
  }
  return count;
}

uint64_t PlatformEntropy() {
  uint64_t bits = 0;
  if (getentropy(&bits, sizeof(bits)) != 0) {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    bits = PlatformTime() << 20 ^ static_cast<uint64_t>(now.tv_nsec) ^
           static_cast<uint64_t>(getpid()) << 40;
  }
  return bits;
}

}  // namespace vera::hostabi
