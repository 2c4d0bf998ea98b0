#include "hostabi/regex_replacement.h"

#include "hostabi/regex_tokens.h"

namespace vera::hostabi::regex {
namespace {

class ReplacementParser {
 public:
  ReplacementParser(std::string_view text, const Program& program, std::string_view pattern,
                    Replacement* replacement)
      : tokens_(text), program_(program), pattern_(pattern), out_(*replacement) {}

  SyntaxError Run() {
    while (!error_ && !tokens_.next().end) {
      const Token token = tokens_.Take();
      if (token.escape) {
        Escape(token);
      } else {
        Literal(token.code);
      }
    }
    if (!error_ && tokens_.cut()) {
      Fail("a backslash with nothing behind it", tokens_.offset());
    }
    return error_;
  }

 private:
  void Fail(const char* reason, size_t offset) { error_ = {reason, offset}; }

  void Literal(char32_t code) {
    char bytes[4];
    const size_t size = EncodeCode(code, bytes);
    if (out_.parts.empty() || out_.parts.back().is_group) {
      out_.parts.Push({false, static_cast<uint32_t>(out_.literals.size()), 0});
    }
    out_.literals.Append(bytes, size);
    out_.parts.back().b += static_cast<uint32_t>(size);
  }

  void Group(uint32_t group, size_t offset) {
    if (group >= program_.group_count) {
      Fail("a reference to a group that is not there", offset);
      return;
    }
    out_.parts.Push({true, group, 0});
  }

  void Escape(const Token& token) {
    const char32_t letter = token.code;
    const char32_t control = ControlEscape(letter);
    if (control != 0) {
      Literal(control);
    } else if (letter == 'g') {
      NamedGroup(token.offset);
    } else if (letter < 0x80 && IsDigit(static_cast<char>(letter))) {
      Digits(token);
    } else if (letter < 0x80 && IsAlpha(static_cast<char>(letter))) {
      Fail("an escape that means nothing", token.offset);
    } else {
      Literal('\\');
      Literal(letter);
    }
  }

  void NamedGroup(size_t offset) {
    std::string_view name;
    if (!tokens_.TakeIf('<') || !TakeUntil(&tokens_, '>', &name)) {
      Fail("'\\g' needs a group between '<' and '>'", offset);
      return;
    }
    const uint32_t number = GroupNumber(name);
    if (number != kNoNode) {
      Group(number, offset);
      return;
    }
    const uint32_t group = IsGroupName(name) ? program_.names.Find(pattern_, name) : 0;
    if (group == 0) {
      Fail("a reference to a name that no group has", offset);
      return;
    }
    Group(group, offset);
  }

  // As in patterns, but that \0 alone is a character and groups may be any.
  void Digits(const Token& token) {
    int count = 0;
    const uint32_t first = token.code - '0';
    if (first == 0) {
      Literal(TakeDigits(&tokens_, 8, 2, 0, &count));
      return;
    }
    uint32_t group = first;
    if (tokens_.next().IsDigit()) {
      const Token second = tokens_.Take();
      group = 10 * first + (second.code - '0');
      if (first < 8 && second.IsOctal() && tokens_.next().IsOctal()) {
        const uint32_t code = 64 * first + 8 * (second.code - '0') + (tokens_.Take().code - '0');
        if (code > 0xFF) {
          Fail("an octal escape above \\377", token.offset);
          return;
        }
        Literal(code);
        return;
      }
    }
    Group(group, token.offset);
  }

  Tokens tokens_;
  const Program& program_;
  std::string_view pattern_;
  Replacement& out_;
  SyntaxError error_;
};

}  // namespace

SyntaxError ParseReplacement(std::string_view text, const Program& program,
                             std::string_view pattern, Replacement* replacement) {
  return ReplacementParser(text, program, pattern, replacement).Run();
}

}  // namespace vera::hostabi::regex
