#include "syntax/ast_printer.h"

#include <cmath>

#include "support/json_writer.h"
#include "support/unicode.h"
#include "syntax/ast_fields.h"

namespace vera::syntax {

namespace {

// ---- JSON ----

class JsonPrinter final : public FieldVisitor {
 public:
  JsonPrinter(const SourceFile& source, JsonWriter& writer) : source_(source), writer_(writer) {}

  void Print(NodeView view) {
    writer_.BeginObject();
    writer_.Key("_type");
    writer_.String(TypeNameOf(view));
    const SourceRange range = RangeOf(view);
    if (range.begin == range.end) {
      // Only an empty program and what stands for an error have no extent.
      Null("span");
    } else {
      Place("span", range);
    }
    VisitFields(view, *this);
    writer_.EndObject();
  }

  void Null(const char* key) override {
    writer_.Key(key);
    writer_.Null();
  }
  void Text(const char* key, Name value) override {
    writer_.Key(key);
    writer_.String(value);
  }
  void Integer(const char* key, Name digits) override {
    writer_.Key(key);
    writer_.Raw(digits);
  }
  void Float(const char* key, double value) override {
    writer_.Key(key);
    writer_.Double(value);
  }
  void Bool(const char* key, bool value) override {
    writer_.Key(key);
    writer_.Bool(value);
  }
  void Operator(const char* key, const char* spelling, const char*) override {
    Text(key, spelling);
  }
  void Child(const char* key, NodeView child) override {
    writer_.Key(key);
    Print(child);
  }
  void Children(const char* key, List<NodeView> children) override {
    writer_.Key(key);
    writer_.BeginArray();
    for (const NodeView& child : children) {
      Print(child);
    }
    writer_.EndArray();
  }
  void Texts(const char* key, List<Name> texts) override {
    writer_.Key(key);
    writer_.BeginArray();
    for (const Name text : texts) {
      if (text.data() == nullptr) {
        writer_.Null();
      } else {
        writer_.String(text);
      }
    }
    writer_.EndArray();
  }
  void Parts(const char* key, const InterpolatedString& string) override {
    writer_.Key(key);
    writer_.BeginArray();
    for (size_t i = 0; i < string.texts.size(); ++i) {
      writer_.String(string.texts[i]);
      if (i < string.exprs.size()) {
        Print({string.exprs[i]});
      }
    }
    writer_.EndArray();
  }
  void Place(const char* key, SourceRange range) override {
    const LineColumn begin = source_.Locate(range.begin);
    const LineColumn end = source_.Locate(range.end);
    writer_.Key(key);
    writer_.BeginObject();
    writer_.Key("line");
    writer_.Uint(begin.line);
    writer_.Key("column");
    writer_.Uint(begin.column);
    writer_.Key("end_line");
    writer_.Uint(end.line);
    writer_.Key("end_column");
    writer_.Uint(end.column);
    writer_.EndObject();
  }

 private:
  const SourceFile& source_;
  JsonWriter& writer_;
};

// ---- values as Python writes them ----

std::string PythonFloat(double value) {
  if (std::isnan(value)) {
    return "nan";
  }
  return std::isinf(value) ? (value > 0 ? "inf" : "-inf") : JsonNumber(value);
}

void AppendHexEscape(std::string& out, char32_t c) {
  constexpr char kHex[] = "0123456789abcdef";
  const int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
  out += digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out.push_back(kHex[c >> shift & 0xF]);
  }
}

// Single quotes, unless that alone would need escaping.
std::string PythonString(Name text) {
  const bool use_double = text.contains('\'') && !text.contains('"');
  const char quote = use_double ? '"' : '\'';
  std::string out(1, quote);
  for (size_t offset = 0; offset < text.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(text, offset);
    const char32_t c = decoded.code_point;
    if (c == '\\' || c == static_cast<char32_t>(quote)) {
      out.push_back('\\');
      out.push_back(static_cast<char>(c));
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (IsPrintable(c)) {
      out += text.substr(offset, decoded.length);
    } else {
      AppendHexEscape(out, c);
    }
    offset += decoded.length;
  }
  out.push_back(quote);
  return out;
}

std::string PythonTexts(List<Name> texts) {
  std::string out;
  for (const Name text : texts) {
    out += out.empty() ? "" : ", ";
    out += text.data() == nullptr ? "None" : PythonString(text);
  }
  return out;
}

// A node on one line, as Type(field=value, ...). A tuple of one has a comma after it.
class ReprPrinter final : public FieldVisitor {
 public:
  explicit ReprPrinter(std::string& out) : out_(out) {}

  void Print(NodeView view) {
    out_ += TypeNameOf(view);
    out_ += "(";
    ReprPrinter fields(out_);
    VisitFields(view, fields);
    out_ += ")";
  }

  void Null(const char* key) override {
    if (std::string_view(key) != "where_span") {
      Key(key) += "None";
    }
  }
  void Text(const char* key, Name value) override { Key(key) += PythonString(value); }
  void Integer(const char* key, Name digits) override { Key(key) += digits; }
  void Float(const char* key, double value) override { Key(key) += PythonFloat(value); }
  void Bool(const char* key, bool value) override { Key(key) += value ? "True" : "False"; }
  void Operator(const char* key, const char* spelling, const char* symbol) override {
    Key(key) += std::string("<") + symbol + ": '" + spelling + "'>";
  }
  void Child(const char* key, NodeView child) override {
    Key(key);
    Print(child);
  }
  void Children(const char* key, List<NodeView> children) override {
    Key(key) += "(";
    for (size_t i = 0; i < children.size(); ++i) {
      out_ += i > 0 ? ", " : "";
      Print(children[i]);
    }
    out_ += children.size() == 1 ? ",)" : ")";
  }
  void Texts(const char* key, List<Name> texts) override {
    Key(key) += "(" + PythonTexts(texts) + (texts.size() == 1 ? ",)" : ")");
  }
  void Parts(const char* key, const InterpolatedString& string) override {
    Key(key) += "(";
    PrintParts(string);
    out_ += string.texts.size() == 1 ? ",)" : ")";
  }
  void Place(const char*, SourceRange) override {}

  void PrintParts(const InterpolatedString& string) {
    for (size_t i = 0; i < string.texts.size(); ++i) {
      out_ += (i > 0 ? ", " : "") + PythonString(string.texts[i]);
      if (i < string.exprs.size()) {
        out_ += ", ";
        Print({string.exprs[i]});
      }
    }
  }

 private:
  std::string& Key(const char* key) {
    out_ += is_first_ ? "" : ", ";
    is_first_ = false;
    out_ += key;
    return out_ += "=";
  }

  std::string& out_;
  bool is_first_ = true;
};

// ---- outline ----

class OutlinePrinter final : public FieldVisitor {
 public:
  OutlinePrinter(const SourceFile& source, std::string& out) : source_(source), out_(out) {}

  void Print(NodeView view) {
    Line(TypeNameOf(view));
    ++indent_;
    VisitFields(view, *this);
    --indent_;
  }

  void Null(const char*) override {}
  void Text(const char* key, Name value) override { Field(key, PythonString(value)); }
  void Integer(const char* key, Name digits) override { Field(key, digits.str()); }
  void Float(const char* key, double value) override { Field(key, PythonFloat(value)); }
  void Bool(const char* key, bool value) override { Field(key, value ? "True" : "False"); }
  void Operator(const char* key, const char* spelling, const char*) override {
    Field(key, spelling);
  }
  void Child(const char* key, NodeView child) override { Children(key, child); }
  void Children(const char* key, List<NodeView> children) override {
    if (children.empty()) {
      Field(key, "()");
      return;
    }
    Line(std::string(key) + ":");
    ++indent_;
    for (const NodeView& child : children) {
      Print(child);
    }
    --indent_;
  }
  void Texts(const char* key, List<Name> texts) override {
    Field(key, "(" + PythonTexts(texts) + ")");
  }
  void Parts(const char* key, const InterpolatedString& string) override {
    std::string parts;
    ReprPrinter(parts).PrintParts(string);
    Field(key, "(" + parts + ")");
  }
  void Place(const char* key, SourceRange range) override {
    const LineColumn begin = source_.Locate(range.begin);
    const LineColumn end = source_.Locate(range.end);
    Field(key, "Span(line=" + std::to_string(begin.line) + ", column=" +
                   std::to_string(begin.column) + ", end_line=" + std::to_string(end.line) +
                   ", end_column=" + std::to_string(end.column) + ")");
  }

 private:
  void Line(const std::string& text) {
    out_.append(2 * indent_, ' ');
    out_ += text;
    out_ += "\n";
  }
  void Field(const char* key, const std::string& value) { Line(std::string(key) + ": " + value); }

  const SourceFile& source_;
  std::string& out_;
  size_t indent_ = 0;
};

// ---- dump ----

// `Kind @line:column-line:column key=value ...`, children indented below.
class DumpPrinter final : public FieldVisitor {
 public:
  DumpPrinter(const SourceFile& source, std::string& out, size_t indent)
      : source_(source), out_(out), indent_(indent) {}

  // The scalar fields end the line, the children follow: two walks over the same fields.
  void Print(NodeView view, const char* role) {
    out_.append(2 * indent_, ' ');
    out_ += *role == '\0' ? "" : std::string(role) + ": ";
    out_ += TypeNameOf(view);
    out_ += " @";
    Append(RangeOf(view));
    DumpPrinter scalars(source_, out_, indent_ + 1);
    VisitFields(view, scalars);
    out_ += "\n";
    DumpPrinter children(source_, out_, indent_ + 1);
    children.print_children_ = true;
    VisitFields(view, children);
  }

  void Null(const char*) override {}
  void Text(const char* key, Name value) override { Scalar(key, JsonQuote(value)); }
  void Integer(const char* key, Name digits) override { Scalar(key, digits.str()); }
  void Float(const char* key, double value) override { Scalar(key, JsonNumber(value)); }
  void Bool(const char* key, bool value) override { Scalar(key, value ? "true" : "false"); }
  void Operator(const char* key, const char* spelling, const char*) override {
    Scalar(key, spelling);
  }
  void Texts(const char* key, List<Name> texts) override {
    std::string joined;
    for (const Name text : texts) {
      joined += joined.empty() ? "" : ",";
      joined += text.data() == nullptr ? "-" : JsonQuote(text);
    }
    if (!texts.empty()) {
      Scalar(key, joined);
    }
  }
  void Place(const char* key, SourceRange range) override {
    if (!print_children_) {
      out_ += std::string(" ") + key + "=";
      Append(range);
    }
  }
  void Child(const char* key, NodeView child) override { Children(key, child); }
  void Children(const char* key, List<NodeView> children) override {
    if (print_children_) {
      for (const NodeView& child : children) {
        Print(child, key);
      }
    }
  }
  void Parts(const char* key, const InterpolatedString& string) override {
    if (!print_children_) {
      Texts("texts", string.texts);
      return;
    }
    for (const Expr* expr : string.exprs) {
      Print({expr}, key);
    }
  }

 private:
  void Scalar(const char* key, const std::string& value) {
    if (!print_children_) {
      out_ += std::string(" ") + key + "=" + value;
    }
  }
  void Append(SourceRange range) {
    const LineColumn begin = source_.Locate(range.begin);
    const LineColumn end = source_.Locate(range.end);
    out_ += std::to_string(begin.line) + ":" + std::to_string(begin.column) + "-" +
            std::to_string(end.line) + ":" + std::to_string(end.column);
  }

  const SourceFile& source_;
  std::string& out_;
  size_t indent_;
  bool print_children_ = false;
};

}  // namespace

std::string PrintAstJson(const SyntaxTree& tree) {
  std::string out;
  JsonWriter writer(out, JsonWriter::Layout::kPretty);
  JsonPrinter(tree.source(), writer).Print({&tree.program()});
  return out + "\n";
}

std::string PrintAst(const SyntaxTree& tree) {
  std::string out;
  OutlinePrinter(tree.source(), out).Print({&tree.program()});
  return out;
}

std::string DumpTree(const SyntaxTree& tree) {
  std::string out;
  DumpPrinter(tree.source(), out, 0).Print({&tree.program()}, "");
  return out;
}

}  // namespace vera::syntax
