// Calls host functions on values that another program makes up, for comparisons with another
// implementation (tests/differential/families.py). A line of input is a row: the name of a function
// and its arguments, separated by tabs; strings are in hexadecimal. A line of output is its result,
// in which strings are in hexadecimal too. A trap is a result like others.

#include <setjmp.h>
#include <stdio.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "hostabi/host.h"
#include "hostabi/host_functions.h"
#include "hostabi/markdown_values.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

class Rows {
 public:
  Rows() {
    gc::Config config = {};
    config.embedder = this;
    config.hooks.trap = [](RuntimeState* state, gc::TrapKind) {
      longjmp(static_cast<Rows*>(state->embedder)->landing_, 1);
    };
    state_ = vera_gc_init(&config);
    if (state_ == nullptr || !Initialize(state_, {})) {
      std::cerr << "no memory\n";
      exit(1);
    }
  }
  ~Rows() {
    Shutdown(state_);
    vera_gc_shutdown(state_);
  }

  // The result of a row; what it allocates is garbage afterwards.
  const std::string& Run(const std::string& line) {
    sp_ = state_->shadow_base;
    fields_.clear();
    result_.clear();
    for (size_t start = 0; start <= line.size();) {
      const size_t end = std::min(line.find('\t', start), line.size());
      fields_.push_back(line.substr(start, end - start));
      start = end + 1;
    }
    if (setjmp(landing_) == 0) {
      Call();
    } else {
      result_ = "trap";
    }
    return result_;
  }

 private:
  void Call();

  // ---- Arguments ----
  Ref Text(size_t field) {
    const std::string& digits = fields_.at(field);
    std::string bytes;
    for (size_t i = 0; i + 1 < digits.size(); i += 2) {
      bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    }
    *sp_ = NewString(state_, sp_, bytes);
    return *sp_++;
  }

  // ---- Results ----
  uint32_t TagOf(Ref value) const { return gc::HeaderTag(*gc::At<uint32_t>(state_, value)); }
  Ref Field(Ref value, uint32_t i = 0) const {
    return gc::At<gc::FixedObject>(state_, value)->refs[i];
  }
  void ShowText(Ref text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (char c : TextOf(state_, text)) {
      result_ += kDigits[static_cast<uint8_t>(c) >> 4];
      result_ += kDigits[c & 15];
    }
  }
  void ShowTexts(Ref texts) {
    result_ += '[';
    for (uint32_t i = 0; i < LengthOf(state_, texts); ++i) {
      result_ += i == 0 ? "" : ",";
      ShowText(ElementOf(state_, texts, i));
    }
    result_ += ']';
  }
  template <typename Body>
  void ShowResult(Ref result, Body body) {
    if (TagOf(result) == kErrTag) {
      result_ = "Err";
      return;
    }
    result_ += "Ok(";
    body();
    result_ += ')';
  }
  void ShowTextResult(Ref result) {
    ShowResult(result, [&] { ShowText(Field(result)); });
  }
  void ShowTextsResult(Ref result) {
    ShowResult(result, [&] { ShowTexts(Field(result)); });
  }
  // A value of MdBlock or MdInline as "Constructor(fields)", arrays in brackets.
  void ShowInlines(Ref inlines) {
    ShowArray(inlines, [this](Ref element) { ShowInline(element); });
  }
  void ShowInline(Ref value) {
    constexpr std::string_view kNames[] = {"Text", "Code", "Emph", "Strong", "Link", "Image"};
    const uint32_t tag = TagOf(value);
    result_ += kNames[tag];
    result_ += '(';
    switch (static_cast<markdown::InlineTag>(tag)) {
      case markdown::InlineTag::kText:
      case markdown::InlineTag::kCode:
        ShowText(Field(value));
        break;
      case markdown::InlineTag::kEmphasis:
      case markdown::InlineTag::kStrong:
        ShowInlines(Field(value));
        break;
      case markdown::InlineTag::kLink:
        ShowInlines(Field(value));
        result_ += ',';
        ShowText(Field(value, 1));
        break;
      case markdown::InlineTag::kImage:
        ShowText(Field(value));
        result_ += ',';
        ShowText(Field(value, 1));
        break;
    }
    result_ += ')';
  }
  void ShowBlocks(Ref blocks) {
    ShowArray(blocks, [this](Ref element) { ShowBlock(element); });
  }
  void ShowBlock(Ref value) {
    constexpr std::string_view kNames[] = {"Paragraph", "Heading",       "CodeBlock", "BlockQuote",
                                           "List",      "ThematicBreak", "Table",     "Document"};
    const uint32_t tag = TagOf(value);
    result_ += kNames[tag];
    result_ += '(';
    switch (static_cast<markdown::BlockTag>(tag)) {
      case markdown::BlockTag::kParagraph:
        ShowInlines(Field(value));
        break;
      case markdown::BlockTag::kHeading:
        result_ += std::to_string(markdown::HeadingLevelOf(state_, value)) + ",";
        ShowInlines(Field(value));
        break;
      case markdown::BlockTag::kCodeBlock:
        ShowText(Field(value));
        result_ += ',';
        ShowText(Field(value, 1));
        break;
      case markdown::BlockTag::kBlockQuote:
      case markdown::BlockTag::kDocument:
        ShowBlocks(Field(value));
        break;
      case markdown::BlockTag::kList:
        result_ += markdown::IsOrderedList(state_, value) ? "true," : "false,";
        ShowArray(Field(value), [this](Ref item) { ShowBlocks(item); });
        break;
      case markdown::BlockTag::kThematicBreak:
        break;
      case markdown::BlockTag::kTable:
        ShowArray(Field(value),
                  [this](Ref row) { ShowArray(row, [this](Ref cell) { ShowInlines(cell); }); });
        break;
    }
    result_ += ')';
  }
  template <typename Body>
  void ShowArray(Ref array, Body body) {
    result_ += '[';
    for (uint32_t i = 0; i < LengthOf(state_, array); ++i) {
      result_ += i == 0 ? "" : ",";
      body(ElementOf(state_, array, i));
    }
    result_ += ']';
  }
  void ShowOption(Ref option) {
    if (TagOf(option) == kNoneTag) {
      result_ += "None";
      return;
    }
    result_ += "Some(";
    ShowText(Field(option));
    result_ += ')';
  }
  uint64_t Scalar(Ref box) const {
    uint64_t bits;
    memcpy(&bits, gc::At<char>(state_, box + gc::ScalarOffset(0)), sizeof(bits));
    return bits;
  }

  RuntimeState* state_ = nullptr;
  Ref* sp_ = nullptr;
  jmp_buf landing_;
  std::vector<std::string> fields_;
  std::string result_;
};

void Rows::Call() {
  const std::string& name = fields_[0];
  Ref* text = sp_;
  Text(1);
  if (name == "regex_match") {
    Ref pattern = Text(2);
    Ref result = vera_host_regex_match(state_, sp_, *text, pattern);
    ShowResult(result, [&] { result_ += (Scalar(result) & 1) != 0 ? "true" : "false"; });
  } else if (name == "regex_find") {
    Ref pattern = Text(2);
    Ref result = vera_host_regex_find(state_, sp_, *text, pattern);
    ShowResult(result, [&] { ShowOption(Field(result)); });
  } else if (name == "regex_find_all") {
    Ref pattern = Text(2);
    ShowTextsResult(vera_host_regex_find_all(state_, sp_, *text, pattern));
  } else if (name == "regex_replace") {
    Text(2);
    Ref replacement = Text(3);
    ShowTextResult(vera_host_regex_replace(state_, sp_, *text, text[1], replacement));
  } else if (name == "md_parse") {
    Ref result = vera_host_md_parse(state_, sp_, *text);
    ShowResult(result, [&] { ShowBlock(Field(result)); });
  } else if (name == "md_render") {
    // Of what md_parse gives.
    Ref result = vera_host_md_parse(state_, sp_, *text);
    ShowResult(result, [&] { ShowText(vera_host_md_render(state_, sp_, Field(result))); });
  } else {
    result_ = "unknown function";
  }
}

}  // namespace
}  // namespace vera::hostabi

int main() {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  vera::hostabi::Rows rows;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << rows.Run(line) << '\n';
  }
  return 0;
}
