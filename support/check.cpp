#include "support/check.h"

#include "support/internal_error.h"

namespace vera {

void CheckFailed(const char* file, int line, const char* condition, const char* what) {
  ReportInternalError(std::string(what) + " (" + condition + ", " + file + ":" +
                      std::to_string(line) + ")");
}

}  // namespace vera
