#include "syntax/format_comments.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "support/check.h"
#include "syntax/format_text.h"

// Everything here goes by source lines, since that is how a comment shows what it is about. First
// each comment is classed and given its place; then one pass over the layout prints. Invariants:
// - No comment is lost. Each own-line comment is in exactly one bucket, header or footer; each
//   bucket's line is that of a kComments step; each trailing comment lies on a line of a top-level
//   construct, whose last step takes it.
// - A line has at most one `--` comment, at its end: what follows it would become a part of it.
// - The result is a fixed point: in it, every comment stands where the same rules put it again.
//   That is why trailing comments are never moved to lines of their own, and why they get the order
//   blocks, then lines.
// - The cost is O(n log n) for finding lines and near-linear for the rest: taken comments are
//   skipped by a disjoint-set forest, so that nested constructs don't look at them again and again.

namespace vera::syntax {
namespace {

// The lines of the source, counted from 0. A line end belongs to the line it ends.
class SourceLines {
 public:
  explicit SourceLines(const SourceFile& source) : source_(source) {
    starts_.reserve(source.line_count());
    for (uint32_t line = 0; line < source.line_count(); ++line) {
      starts_.push_back(static_cast<uint32_t>(Text(line).data() - source.text().data()));
    }
  }

  uint32_t size() const { return source_.line_count(); }
  // Without its line end.
  std::string_view Text(uint32_t line) const { return source_.Line(line + 1); }
  uint32_t start(uint32_t line) const { return starts_[line]; }
  uint32_t LineOf(uint32_t offset) const {
    return static_cast<uint32_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) -
                                 starts_.begin() - 1);
  }

 private:
  const SourceFile& source_;
  std::vector<uint32_t> starts_;
};

struct PlacedComment {
  CommentKind kind;
  uint32_t begin;  // offsets in the source
  uint32_t end;
  uint32_t begin_line;
  uint32_t end_line;
  std::string_view text;
};

// A `--` comment in the form of one that ends before the end of its line, so that something can
// follow it.
std::string Enclosed(std::string_view line_comment) {
  std::string body(Trim(line_comment.substr(2)));
  const auto holds = [&](std::string_view part) { return body.find(part) != std::string::npos; };
  if (!holds("{-") && !holds("-}")) {
    return "{- " + body + " -}";
  }
  if (holds("/*") || holds("*/")) {
    // Neither pair of delimiters can hold it: part its own ones.
    for (const std::string_view delimiter : {"/*", "*/"}) {
      for (size_t at = 0; (at = body.find(delimiter, at)) != std::string::npos; at += 2) {
        body.insert(at + 1, " ");
      }
    }
  }
  return "/* " + body + " */";
}

class Weaver {
 public:
  Weaver(const SyntaxTree& tree, const Layout& layout)
      : tree_(tree), layout_(layout), lines_(tree.source()) {}

  std::string Weave();

 private:
  // The own-line comments of one place.
  struct Bucket {
    uint32_t line;  // of the place
    uint32_t begin;
    uint32_t end;  // into own_line_
    bool printed = false;
  };

  // ---- before the first line ----
  void SortComments();
  bool IsInConstruct(uint32_t line);
  void FindBlankLines();
  void FillBuckets();

  // ---- steps ----
  void PrintComments(const LayoutStep& step);
  void PrintGap(const LayoutStep& step);
  void PrintTrailing(const LayoutStep& step);
  void AppendTrailing(const std::vector<uint32_t>& taken);
  Bucket* PendingBucket(uint32_t line);
  uint32_t FreeTrailing(uint32_t index);

  // ---- output ----
  void StartLine(uint32_t indent, std::string_view text);
  void BlankLine();
  // Calls fn with the part of the comment that is on each of its lines.
  template <typename Fn>
  void ForEachLine(const PlacedComment& comment, Fn fn) const;

  const SyntaxTree& tree_;
  const Layout& layout_;
  SourceLines lines_;
  std::vector<bool> is_blank_;
  std::vector<PlacedComment> own_line_;  // both in source order
  std::vector<PlacedComment> trailing_;
  std::vector<uint32_t>
      next_free_;  // of trailing_: itself while free, else a later index (a disjoint-set forest)
  std::vector<Bucket> buckets_;  // by line
  uint32_t header_begin_ = 0;    // own_line_[header_begin_, footer_begin_) precede everything,
  uint32_t footer_begin_ = 0;    // own_line_[footer_begin_, size) follow everything
  size_t construct_ = 0;         // cursor of IsInConstruct

  std::string out_;
  bool has_line_ = false;
  bool has_trailing_ = false;                      // whether a trailing comment ends the last line
  size_t line_begin_ = 0;                          // of the last line, in out_
  size_t line_comment_begin_ = std::string::npos;  // of the `--` comment that ends the last line
};

template <typename Fn>
void Weaver::ForEachLine(const PlacedComment& comment, Fn fn) const {
  for (uint32_t line = comment.begin_line; line <= comment.end_line; ++line) {
    const uint32_t line_end = lines_.start(line) + static_cast<uint32_t>(lines_.Text(line).size());
    fn(tree_.source().Slice(
        {std::max(comment.begin, lines_.start(line)), std::min(comment.end, line_end)}));
  }
}

std::string Weaver::Weave() {
  out_.reserve(tree_.source().text().size() + layout_.text.size() / 4);
  SortComments();
  FindBlankLines();
  FillBuckets();
  for (uint32_t i = header_begin_; i < footer_begin_; ++i) {
    ForEachLine(own_line_[i], [&](std::string_view line) { StartLine(0, Trim(line)); });
  }
  for (const LayoutStep& step : layout_.steps) {
    switch (step.kind) {
      case LayoutStep::Kind::kLine:
        StartLine(step.indent,
                  std::string_view(layout_.text).substr(step.begin, step.end - step.begin));
        break;
      case LayoutStep::Kind::kComments:
        PrintComments(step);
        break;
      case LayoutStep::Kind::kGap:
      case LayoutStep::Kind::kCommentGap:
        PrintGap(step);
        break;
      case LayoutStep::Kind::kSeparator:
        BlankLine();
        break;
      case LayoutStep::Kind::kTrailing:
        PrintTrailing(step);
        break;
    }
  }
  VERA_CHECK(FreeTrailing(0) == trailing_.size(), "formatter: a trailing comment found no line");
  // Behind the program a comment of several lines keeps its shape.
  for (uint32_t i = footer_begin_; i < own_line_.size(); ++i) {
    ForEachLine(own_line_[i], [&](std::string_view line) { StartLine(0, TrimRight(line)); });
  }
  while (!out_.empty() && out_.back() == '\n') {
    out_.pop_back();
  }
  out_ += '\n';
  return std::move(out_);
}

// ---- before the first line ----

// Own-line, trailing, or printed by the layout already.
void Weaver::SortComments() {
  size_t label = 0;
  const std::vector<Comment>& comments = tree_.comments();
  for (uint32_t i = 0; i < comments.size(); ++i) {
    if (label < layout_.labels.size() && layout_.labels[label] == i) {
      ++label;
      continue;
    }
    const SourceRange range = comments[i].range;
    const PlacedComment placed = {comments[i].kind,
                                  range.begin,
                                  range.end,
                                  lines_.LineOf(range.begin),
                                  lines_.LineOf(range.end),
                                  tree_.source().Slice(range)};
    const std::string_view line = lines_.Text(placed.begin_line);
    const size_t margin = line.size() - TrimLeft(line).size();
    const bool is_first = lines_.start(placed.begin_line) + margin == range.begin;
    // Between declarations only another comment can stand before it, and no construct would take
    // it.
    if (is_first || !IsInConstruct(placed.begin_line)) {
      own_line_.push_back(placed);
    } else {
      trailing_.push_back(placed);
    }
  }
  next_free_.resize(trailing_.size() + 1);
  std::iota(next_free_.begin(), next_free_.end(), 0);
}

// Whether the line holds a part of a top-level construct. Asked with ascending lines.
bool Weaver::IsInConstruct(uint32_t line) {
  for (; construct_ < layout_.top_level.size(); ++construct_) {
    const SourceRange range = layout_.top_level[construct_];
    if (line <= lines_.LineOf(range.end)) {
      return line >= lines_.LineOf(range.begin);
    }
  }
  return false;
}

void Weaver::FindBlankLines() {
  is_blank_.resize(lines_.size());
  for (uint32_t line = 0; line < lines_.size(); ++line) {
    is_blank_[line] = TrimLeft(lines_.Text(line)).empty();
  }
  // An empty line inside a comment separates nothing.
  for (const Comment& comment : tree_.comments()) {
    const uint32_t end_line = lines_.LineOf(comment.range.end);
    for (uint32_t line = lines_.LineOf(comment.range.begin); line <= end_line; ++line) {
      is_blank_[line] = false;
    }
  }
}

// Both the places and the comments are in source order, so that each bucket is a run of own_line_.
void Weaver::FillBuckets() {
  if (own_line_.empty()) {
    return;
  }
  std::vector<uint32_t> places;
  for (const LayoutStep& step : layout_.steps) {
    if (step.kind == LayoutStep::Kind::kComments) {
      places.push_back(lines_.LineOf(step.begin));
    }
  }
  std::sort(places.begin(), places.end());
  auto place = places.begin();
  uint32_t index = 0;
  for (; index < own_line_.size(); ++index) {
    while (place != places.end() && *place <= own_line_[index].end_line) {
      ++place;
    }
    if (place == places.end()) {
      break;
    }
    if (buckets_.empty() || buckets_.back().line != *place) {
      buckets_.push_back({.line = *place, .begin = index, .end = index});
    }
    buckets_.back().end = index + 1;
  }
  // What has no place behind it follows the program, unless it ends beside the program's only
  // place.
  header_begin_ = footer_begin_ = index;
  while (footer_begin_ < own_line_.size() && !places.empty() &&
         own_line_[footer_begin_].begin_line <= places.front()) {
    ++footer_begin_;
  }
}

// ---- steps ----

Weaver::Bucket* Weaver::PendingBucket(uint32_t line) {
  const auto it =
      std::lower_bound(buckets_.begin(), buckets_.end(), line,
                       [](const Bucket& bucket, uint32_t wanted) { return bucket.line < wanted; });
  return it != buckets_.end() && it->line == line && !it->printed ? &*it : nullptr;
}

void Weaver::PrintComments(const LayoutStep& step) {
  if (buckets_.empty()) {
    return;
  }
  Bucket* bucket = PendingBucket(lines_.LineOf(step.begin));
  if (bucket == nullptr) {
    return;
  }
  // Several places may share a source line: the first of them takes all.
  bucket->printed = true;
  for (uint32_t i = bucket->begin; i < bucket->end; ++i) {
    ForEachLine(own_line_[i], [&](std::string_view line) { StartLine(step.indent, Trim(line)); });
    if (is_blank_[own_line_[i].end_line + 1]) {
      BlankLine();
    }
  }
}

// The gap belongs above the comments of the construct; the one below them is theirs.
void Weaver::PrintGap(const LayoutStep& step) {
  uint32_t line = lines_.LineOf(step.begin);
  if (const Bucket* bucket = PendingBucket(line)) {
    line = own_line_[bucket->begin].begin_line;
  } else if (step.kind == LayoutStep::Kind::kCommentGap) {
    return;
  }
  if (line > 0 && is_blank_[line - 1]) {
    BlankLine();
  }
}

// The first comment at or behind `index` that is not taken yet; the number of comments if none.
uint32_t Weaver::FreeTrailing(uint32_t index) {
  uint32_t root = index;
  while (next_free_[root] != root) {
    root = next_free_[root];
  }
  while (next_free_[index] != root) {
    index = std::exchange(next_free_[index], root);
  }
  return root;
}

void Weaver::PrintTrailing(const LayoutStep& step) {
  if (trailing_.empty()) {
    return;
  }
  const uint32_t first_line = lines_.LineOf(step.begin);
  const uint32_t last_line = lines_.LineOf(step.end);
  const auto first = std::lower_bound(
      trailing_.begin(), trailing_.end(), first_line,
      [](const PlacedComment& comment, uint32_t line) { return comment.begin_line < line; });
  std::vector<uint32_t> taken;
  uint32_t index = FreeTrailing(static_cast<uint32_t>(first - trailing_.begin()));
  while (index < trailing_.size() && trailing_[index].begin_line <= last_line &&
         trailing_[index].begin < step.limit) {
    taken.push_back(index);
    next_free_[index] = index + 1;
    index = FreeTrailing(index);
  }
  if (!taken.empty()) {
    AppendTrailing(taken);
  }
}

// Appends to the last line. A `--` comment swallows what follows it, so these come last, and all of
// them but the very last get delimiters.
void Weaver::AppendTrailing(const std::vector<uint32_t>& taken) {
  if (line_comment_begin_ != std::string::npos) {
    const std::string enclosed = Enclosed(std::string_view(out_).substr(line_comment_begin_));
    out_.replace(line_comment_begin_, std::string::npos, enclosed);
    line_comment_begin_ = std::string::npos;
  }
  // Two spaces before the first comment of a line, one between comments.
  out_ += std::exchange(has_trailing_, true) ? "" : " ";
  for (const uint32_t index : taken) {
    const PlacedComment& comment = trailing_[index];
    if (comment.kind == CommentKind::kLine) {
      continue;
    }
    out_ += ' ';
    if (comment.begin_line == comment.end_line) {
      out_ += Trim(comment.text);
    } else {
      AppendWords(out_, comment.text);
    }
  }
  const PlacedComment* last = nullptr;
  for (const uint32_t index : taken) {
    if (trailing_[index].kind == CommentKind::kLine) {
      if (last != nullptr) {
        out_ += ' ';
        out_ += Enclosed(last->text);
      }
      last = &trailing_[index];
    }
  }
  if (last != nullptr) {
    out_ += ' ';
    line_comment_begin_ = out_.size();
    out_ += Trim(last->text);
  }
}

// ---- output ----

void Weaver::StartLine(uint32_t indent, std::string_view text) {
  if (has_line_) {
    out_ += '\n';
  }
  has_line_ = true;
  line_begin_ = out_.size();
  has_trailing_ = false;
  line_comment_begin_ = std::string::npos;
  if (!text.empty()) {
    out_.append(size_t{2} * indent, ' ');
    out_ += text;
  }
}

// Never first, never two in a row: rule 13's "at most one", whoever asks.
void Weaver::BlankLine() {
  if (has_line_ && out_.size() != line_begin_) {
    StartLine(0, "");
  }
}

}  // namespace

std::string WeaveComments(const SyntaxTree& tree, const Layout& layout) {
  return Weaver(tree, layout).Weave();
}

}  // namespace vera::syntax
