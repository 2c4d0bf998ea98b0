#ifndef VERA_TESTS_WRITTEN_PROGRAM_H_
#define VERA_TESTS_WRITTEN_PROGRAM_H_

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

// Programs that a test writes for itself, where a file of the repository would be too large or would say nothing.

namespace vera::tests {

// A program in a file of its own, gone with the test.
class Program {
 public:
  explicit Program(const std::string& text) {
    path_ = (std::filesystem::temp_directory_path() / "vera-cli-XXXXXX.vera").string();
    const int fd = ::mkstemps(path_.data(), 5);
    std::ofstream(path_, std::ios::binary) << text;
    ::close(fd);
  }
  ~Program() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// A public function; `signature` as in "main(@Unit -> @Int)".
inline std::string Fn(const std::string& signature, const std::string& body, const std::string& effects = "pure") {
  return "public fn " + signature + "\n  requires(true)\n  ensures(true)\n  effects(" + effects + ")\n{\n  " +
         body + "\n}\n\n";
}

// `text` so many times.
inline std::string Times(size_t count, const std::string& text) {
  std::string out;
  out.reserve(count * text.size());
  for (size_t i = 0; i < count; ++i) {
    out += text;
  }
  return out;
}

}  // namespace vera::tests

#endif  // VERA_TESTS_WRITTEN_PROGRAM_H_
