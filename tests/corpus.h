#ifndef VERA_TESTS_CORPUS_H_
#define VERA_TESTS_CORPUS_H_

#include <string>
#include <vector>

// Helpers for tests that drive the built binary as a user does.

namespace vera::tests {

struct ProcessResult {
  int exit_code = -1;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
  long max_rss_kb = 0;  // the most memory it held
  double cpu_seconds = 0;  // its own time, whatever else the machine does
};

// Runs the binary under test (VERA_BINARY) in the repository's root, standard input empty.
ProcessResult RunVera(const std::vector<std::string>& args, const std::string& input = "");

std::string SourceRoot();
// Fails the current test if the file is not there.
std::string ReadFile(const std::string& path);
// Paths relative to the repository's root, sorted.
std::vector<std::string> FindFiles(const std::string& folder, const std::string& suffix);

}  // namespace vera::tests

#endif  // VERA_TESTS_CORPUS_H_
