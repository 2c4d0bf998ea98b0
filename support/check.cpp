#include "support/check.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace vera {

void CheckFailed(const char* file, int line, const char* condition, const char* what) {
  std::fflush(stdout);
  std::fprintf(stderr, "vera: internal error at %s:%d: %s (%s)\n", file, line, what, condition);
#ifdef VERA_CHECKED
  std::abort();
#else
  _exit(70);
#endif
}

}  // namespace vera
