#include "support/source_file.h"

#include <algorithm>
#include <utility>

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "support/check.h"
#include "support/unicode.h"

namespace vera {

namespace {

constexpr uint64_t kMaxSourceBytes = uint64_t{1} << 30;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

llvm::Error Fault(const std::string& path, const std::string& what) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s: %s", path.c_str(),
                                 what.c_str());
}

// A line ends with LF, CR LF or a lone CR, so that a file means the same on every system.
std::vector<uint32_t> FindLineStarts(std::string_view text) {
  std::vector<uint32_t> starts = {0};
  starts.reserve(text.size() / 32 + 1);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
      starts.push_back(static_cast<uint32_t>(i + 1));
    }
  }
  return starts;
}

bool IsAscii(std::string_view text) {
  uint8_t bits = 0;
  for (const char c : text) {
    bits |= static_cast<uint8_t>(c);
  }
  return bits < 0x80;
}

std::vector<uint32_t> CountBlocks(std::string_view text, uint32_t block_bytes) {
  std::vector<uint32_t> counts;
  uint32_t count = 0;
  for (size_t begin = 0; begin <= text.size(); begin += block_bytes) {
    counts.push_back(count);
    count += CountCodePoints(text.substr(begin, block_bytes));
  }
  return counts;
}

}  // namespace

SourceFile::SourceFile(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)), line_starts_(FindLineStarts(text_)) {
  VERA_CHECK(text_.size() <= kMaxSourceBytes, "source: the text fits 32-bit offsets");
  if (!IsAscii(text_)) {
    block_counts_ = CountBlocks(text_, kBlockBytes);
  }
}

llvm::Expected<std::unique_ptr<SourceFile>> SourceFile::Read(const std::string& path) {
  if (llvm::sys::fs::is_directory(path)) {
    return Fault(path, "is a directory");
  }
  // A size is known only for regular files; pipes are read to their end.
  uint64_t size = 0;
  if (!llvm::sys::fs::file_size(path, size) && size > kMaxSourceBytes) {
    return Fault(path, "is larger than 1 GiB");
  }
  auto buffer =
      llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    return Fault(path, buffer.getError().message());
  }
  std::string_view text((*buffer)->getBufferStart(), (*buffer)->getBufferSize());
  if (text.size() > kMaxSourceBytes) {
    return Fault(path, "is larger than 1 GiB");
  }
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  auto file = std::make_unique<SourceFile>(path, std::string(text));
  const size_t invalid = FindInvalidUtf8(file->text());
  if (invalid != std::string_view::npos) {
    const LineColumn place = file->Locate(static_cast<uint32_t>(invalid));
    return Fault(path, "is not valid UTF-8 at byte " + std::to_string(invalid) + " (line " +
                           std::to_string(place.line) + ", column " + std::to_string(place.column) +
                           ")");
  }
  return file;
}

std::string_view SourceFile::Slice(SourceRange range) const {
  VERA_DCHECK(range.begin <= range.end && range.end <= text_.size(),
              "source: range inside the text");
  return text().substr(range.begin, range.end - range.begin);
}

uint32_t SourceFile::CodePointsBefore(uint32_t offset) const {
  if (block_counts_.empty()) {
    return offset;
  }
  const uint32_t block = offset / kBlockBytes;
  const uint32_t start = block * kBlockBytes;
  return block_counts_[block] + CountCodePoints(text().substr(start, offset - start));
}

LineColumn SourceFile::Locate(uint32_t offset) const {
  const uint32_t clamped = std::min<uint32_t>(offset, static_cast<uint32_t>(text_.size()));
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), clamped);
  const uint32_t line = static_cast<uint32_t>(next - line_starts_.begin());
  const uint32_t start = line_starts_[line - 1];
  return {line, CodePointsBefore(clamped) - CodePointsBefore(start) + 1};
}

std::string_view SourceFile::Line(uint32_t line) const {
  if (line == 0 || line > line_starts_.size()) {
    return {};
  }
  const uint32_t start = line_starts_[line - 1];
  const size_t end = line < line_starts_.size() ? line_starts_[line] : text_.size();
  std::string_view result = text().substr(start, end - start);
  while (!result.empty() && (result.back() == '\n' || result.back() == '\r')) {
    result.remove_suffix(1);
  }
  return result;
}

}  // namespace vera
