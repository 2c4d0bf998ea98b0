#ifndef VERA_SUPPORT_JSON_WRITER_H_
#define VERA_SUPPORT_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Writes JSON text straight into a string, nothing is kept as a tree. Text is pure ASCII; the
// layout is the one that the language's JSON outputs have always had, so that scripts may compare
// them byte by byte:
//   kPretty   two spaces per level, one item per line, empty containers as [] and {}
//   kCompact  one line, ", " and ": " between items

namespace vera {

// `text` in double quotes. Non-ASCII becomes \uXXXX, beyond the first plane a pair of them.
std::string JsonQuote(std::string_view text);
// The shortest decimal that reads back as `value`: always with a point or an exponent (1.0, 1e+16,
// 1e-05); NaN, Infinity, -Infinity.
std::string JsonNumber(double value);

class JsonWriter {
 public:
  enum class Layout : uint8_t { kCompact, kPretty };

  // `out` must outlive the writer.
  JsonWriter(std::string& out, Layout layout) : out_(out), layout_(layout) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }
  // Before each value of an object.
  void Key(std::string_view name);

  void String(std::string_view value);
  void Int(int64_t value);
  void Uint(uint64_t value);
  void Double(double value);
  void Bool(bool value);
  void Null();
  // A value that is JSON text already, such as an integer of any length.
  void Raw(std::string_view json);

 private:
  void Begin(char open);
  void End(char close);
  void BeforeValue();
  void NewLine();

  std::string& out_;
  Layout layout_;
  std::vector<bool> has_items_;  // one per open container
  bool after_key_ = false;
};

}  // namespace vera

#endif  // VERA_SUPPORT_JSON_WRITER_H_
