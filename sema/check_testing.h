#ifndef VERA_SEMA_CHECK_TESTING_H_
#define VERA_SEMA_CHECK_TESTING_H_

#include <memory>
#include <string>
#include <string_view>

#include "sema/checked.h"

// For the tests of the checker: what Check says of a text.

namespace vera::sema {

struct CheckedText {
  DiagnosticSink sink;
  std::unique_ptr<CheckedProgram> program;
};

inline CheckedText CheckText(std::string_view text) {
  CheckedText out;
  out.program = Check(std::make_unique<SourceFile>("test.vera", std::string(text)), {}, out.sink);
  return out;
}

// The codes in the order of their places, "" for none: "E130 E121". A fault without a code is "-".
inline std::string Codes(std::string_view text) {
  const CheckedText checked = CheckText(text);
  std::string out;
  for (const Diagnostic& one : checked.sink.diagnostics()) {
    const std::string code = RowOf(one.diag).code;
    out += (out.empty() ? "" : " ") + (code.empty() ? "-" : code);
  }
  return out;
}

// "E130 6:3": codes with lines and columns.
inline std::string Places(std::string_view text) {
  const CheckedText checked = CheckText(text);
  std::string out;
  for (const Diagnostic& one : checked.sink.diagnostics()) {
    out += out.empty() ? "" : "; ";
    out += std::string(RowOf(one.diag).code) + " " + std::to_string(one.begin.line) + ":" +
           std::to_string(one.begin.column);
  }
  return out;
}

// A function with this signature, row and body; the body begins in line 6 of its own text.
inline std::string Fn(const std::string& signature, const std::string& body,
                      const std::string& row = "pure") {
  return "private " + signature + "\n  requires(true)\n  ensures(true)\n  effects(" + row +
         ")\n{\n" + body + "\n}\n";
}

// Codes of a body that yields an Int and sees @Int.0, @String.0, @Bool.0, @Float64.0, @Byte.0,
// @Nat.0, @Option<Int>.0 and
// @Array<Int>.0.
inline std::string BodyCodes(const std::string& body, const std::string& row = "pure") {
  return Codes(
      Fn("fn f(@Int, @String, @Bool, @Float64, @Byte, @Nat, @Option<Int>, @Array<Int> -> @Int)",
         body, row));
}

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECK_TESTING_H_
