#ifndef VERA_SUPPORT_INTERNAL_ERROR_H_
#define VERA_SUPPORT_INTERNAL_ERROR_H_

#include <string>

#include "support/source_file.h"

// What the compiler is doing, so that the report of a bug of ours (a failed VERA_CHECK, a crash)
// names the stage and the place in the program that it was at. A scope costs a few stores; nothing
// is computed unless there is a bug.

namespace vera {

// A stage, or a part of one, for as long as the object lives. Scopes of a thread nest; the
// innermost one with a place is reported. `source` and `name` are borrowed and may be null.
class WorkScope {
 public:
  explicit WorkScope(const char* stage) : WorkScope(stage, nullptr, {}) {}
  WorkScope(const char* stage, const SourceFile* source, SourceRange range);
  // For stages that know the program's functions but not their sources.
  WorkScope(const char* stage, const std::string* name);
  ~WorkScope();
  WorkScope(const WorkScope&) = delete;
  WorkScope& operator=(const WorkScope&) = delete;

 private:
  friend std::string DescribeWork();
  const char* stage_;
  const SourceFile* source_ = nullptr;
  SourceRange range_;
  const std::string* name_ = nullptr;
  const WorkScope* outer_;
};

// "check at app.vera:3:5", "generate, function main"; empty outside of all scopes.
std::string DescribeWork();

// Reports a bug of ours on standard error and leaves with status 70. `what` is one line.
[[noreturn]] void ReportInternalError(const std::string& what);

// Makes crashes of this thread (a segmentation fault, an abort in a library) such reports.
// Sanitizers and fuzzers have reports of their own: there it does nothing.
void InstallCrashReport();

}  // namespace vera

#endif  // VERA_SUPPORT_INTERNAL_ERROR_H_
