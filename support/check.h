#ifndef VERA_SUPPORT_CHECK_H_
#define VERA_SUPPORT_CHECK_H_

// VERA_CHECK(condition, "stage: what was expected"): a bug of ours, never a fault of the program. Prints the
// place and leaves with status 70, so that nobody mistakes it for a diagnostic. VERA_DCHECK costs nothing
// outside checked builds.

namespace vera {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition, const char* what);

}  // namespace vera

#define VERA_CHECK(condition, what)                                      \
  do {                                                                   \
    if (!(condition)) [[unlikely]] {                                     \
      ::vera::CheckFailed(__FILE__, __LINE__, #condition, what);         \
    }                                                                    \
  } while (false)

#define VERA_UNREACHABLE(what) ::vera::CheckFailed(__FILE__, __LINE__, "unreachable", what)

#ifdef VERA_CHECKED
#define VERA_DCHECK(condition, what) VERA_CHECK(condition, what)
#else
#define VERA_DCHECK(condition, what) \
  do {                               \
  } while (false)
#endif

#endif  // VERA_SUPPORT_CHECK_H_
