#include "tests/corpus.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gtest/gtest.h"

namespace vera::tests {
namespace {

namespace fs = std::filesystem;

// A file that is gone as soon as it is closed.
int ScratchFile(const std::string& content) {
  std::string name = (fs::temp_directory_path() / "vera-test-XXXXXX").string();
  const int fd = ::mkstemp(name.data());
  ::unlink(name.c_str());
  [[maybe_unused]] const ssize_t written = ::write(fd, content.data(), content.size());
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string Drain(int fd) {
  ::lseek(fd, 0, SEEK_SET);
  std::string text;
  char buffer[65536];
  for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(n));
  }
  ::close(fd);
  return text;
}

}  // namespace

std::string SourceRoot() { return VERA_SOURCE_ROOT; }

ProcessResult RunVera(const std::vector<std::string>& args, const std::string& input) {
  std::vector<char*> argv;
  std::string binary = VERA_BINARY;
  argv.push_back(binary.data());
  for (const std::string& arg : args) {
    argv.push_back(const_cast<char*>(arg.c_str()));
  }
  argv.push_back(nullptr);
  const int in = ScratchFile(input);
  const int out = ScratchFile("");
  const int err = ScratchFile("");
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(err, 2);
    if (::chdir(VERA_SOURCE_ROOT) != 0) {
      ::_exit(126);
    }
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  int status = 0;
  struct rusage usage {};
  ::wait4(pid, &status, 0, &usage);
  ::close(in);
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.max_rss_kb = usage.ru_maxrss;
  for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
    result.cpu_seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  }
  result.out = Drain(out);
  result.err = Drain(err);
  return result;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(SourceRoot() + "/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << "cannot read " << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> FindFiles(const std::string& folder, const std::string& suffix) {
  std::vector<std::string> found;
  const fs::path root = SourceRoot();
  if (!fs::exists(root / folder)) {
    return found;
  }
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const std::string path = fs::relative(entry.path(), root).string();
    if (entry.is_regular_file() && path.size() > suffix.size() && path.ends_with(suffix)) {
      found.push_back(path);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace vera::tests
