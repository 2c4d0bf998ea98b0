#ifndef VERA_SUPPORT_SOURCE_FILE_H_
#define VERA_SUPPORT_SOURCE_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "llvm/Support/Error.h"

// Source text and places in it. A SourceRange is a pair of byte offsets into one file; lines and
// columns exist only where something is shown to a person. Columns count code points from 1, as the
// reference does.

namespace vera {

struct SourceRange {
  uint32_t begin = 0;
  uint32_t end = 0;  // one past the last byte
};

struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class SourceFile {
 public:
  // The text is taken as it is; callers have validated its encoding (see Read).
  SourceFile(std::string path, std::string text);

  // Reads a file: an error names what is wrong (missing, a directory, unreadable, invalid UTF-8
  // with its offset). A byte order mark is dropped. Sources over 1 GiB are refused. "-" is the
  // standard input.
  static llvm::Expected<std::unique_ptr<SourceFile>> Read(const std::string& path);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  std::string_view Slice(SourceRange range) const;
  LineColumn Locate(uint32_t offset) const;
  uint32_t line_count() const { return static_cast<uint32_t>(line_starts_.size()); }
  // The text of a line, counted from 1, without its line end.
  std::string_view Line(uint32_t line) const;

 private:
  static constexpr uint32_t kBlockBytes = 4096;
  uint32_t CodePointsBefore(uint32_t offset) const;

  std::string path_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
  // Code points before each block of kBlockBytes, so that a place is found in constant time even in
  // a text that is one line; empty when all is ASCII and bytes are code points.
  std::vector<uint32_t> block_counts_;
};

}  // namespace vera

#endif  // VERA_SUPPORT_SOURCE_FILE_H_
