#include "wasm32/linker.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "lld/Common/Driver.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "support/check.h"
#include "wasm32/runtime_archives.h"

LLD_HAS_DRIVER(wasm)

namespace vera::wasm32 {
namespace {

// Bytes under a path, which is how lld takes its inputs. The file is in memory only and goes with
// the process, however that ends.
class InputFile {
 public:
  InputFile() = default;
  InputFile(InputFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }

  static llvm::Expected<InputFile> Make(llvm::StringRef name, llvm::StringRef bytes) {
    InputFile file;
    file.descriptor_ = memfd_create(name.str().c_str(), MFD_CLOEXEC);
    while (file.descriptor_ >= 0 && !bytes.empty()) {
      const ssize_t written = write(file.descriptor_, bytes.data(), bytes.size());
      if (written < 0) {
        break;
      }
      bytes = bytes.drop_front(static_cast<size_t>(written));
    }
    if (file.descriptor_ < 0 || !bytes.empty()) {
      return llvm::createStringError(std::error_code(errno, std::generic_category()),
                                     "no memory to link in");
    }
    return file;
  }

  std::string Path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_ = -1;
};

}  // namespace

llvm::Expected<std::string> LinkCommand(llvm::StringRef object, const LinkOptions& options) {
  std::vector<InputFile> inputs;
  auto add = [&](llvm::StringRef name, llvm::StringRef bytes) -> llvm::Error {
    llvm::Expected<InputFile> file = InputFile::Make(name, bytes);
    if (!file) {
      return file.takeError();
    }
    inputs.push_back(std::move(*file));
    return llvm::Error::success();
  };
  if (llvm::Error error = add("program.o", object)) {
    return error;
  }
  for (const RuntimeFile& file : RuntimeFiles()) {
    if (llvm::Error error = add(file.name, file.bytes)) {
      return error;
    }
  }
  // lld writes beside its output and renames, which takes a real directory.
  llvm::SmallString<128> output;
  if (std::error_code error = llvm::sys::fs::createTemporaryFile("vera", "wasm", output)) {
    return llvm::createStringError(error, "no room for a temporary file");
  }
  llvm::FileRemover remover(output);

  std::vector<std::string> words{"wasm-ld", "-o", std::string(output), "--gc-sections",
                                 "--stack-first", "-z", "stack-size=1048576"};
  if (!options.keep_names) {
    words.push_back("--strip-all");
  }
  for (const InputFile& input : inputs) {
    words.push_back(input.Path());
  }
  std::vector<const char*> arguments;
  for (const std::string& word : words) {
    arguments.push_back(word.c_str());
  }
  std::string messages;
  llvm::raw_string_ostream stream(messages);
  const lld::Result result =
      lld::lldMain(arguments, stream, stream, {{lld::Wasm, &lld::wasm::link}});
  if (result.retCode != 0) {
    return llvm::createStringError("linking for wasm32 failed:\n" + messages);
  }
  auto module = llvm::MemoryBuffer::getFile(output, false, false);
  if (!module) {
    return llvm::createStringError(module.getError(), "the linked module cannot be read");
  }
  return (*module)->getBuffer().str();
}

}  // namespace vera::wasm32
