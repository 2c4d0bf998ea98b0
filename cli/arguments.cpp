#include "cli/arguments.h"

#include <bit>
#include <charconv>
#include <cmath>

namespace vera::cli {
namespace {

template <typename T>
bool ParseWhole(std::string_view word, T& value) {
  if (!word.empty() && word[0] == '+') {
    word.remove_prefix(1);
  }
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && end == word.data() + word.size() && !word.empty();
}

// What the word should have been, or null when it was read.
const char* ParseWord(sema::TypeKind kind, const std::string& word, Argument& argument) {
  argument.kind = kind;
  switch (kind) {
    case sema::TypeKind::kInt: {
      int64_t value = 0;
      if (!ParseWhole(word, value)) {
        return "an Int: digits, at most 64 bits with sign";
      }
      argument.bits = static_cast<uint64_t>(value);
      return nullptr;
    }
    case sema::TypeKind::kNat:
      return ParseWhole(word, argument.bits) ? nullptr : "a Nat: digits without a sign, at most 64 bits";
    case sema::TypeKind::kByte:
      return ParseWhole(word, argument.bits) && argument.bits <= 255 ? nullptr : "a Byte: 0 to 255";
    case sema::TypeKind::kFloat64: {
      double value = 0;
      if (!ParseWhole(word, value)) {
        return "a Float64, such as 1.5";
      }
      argument.bits = std::bit_cast<uint64_t>(value);
      return nullptr;
    }
    case sema::TypeKind::kBool:
      argument.bits = word == "true" || word == "1";
      return argument.bits || word == "false" || word == "0" ? nullptr : "a Bool: true or false";
    case sema::TypeKind::kString:
      argument.text = word;
      return nullptr;
    default:
      return "of a type that the command line can give: Int, Nat, Float64, Bool, Byte, String";
  }
}

}  // namespace

std::string ParseArguments(const sema::Program& program, const std::vector<std::string>& words,
                           std::vector<Argument>& arguments) {
  const std::string& name = program.functions[program.entry.index].shown_name;
  std::vector<sema::TypeId> wanted;
  for (sema::TypeId type : program.entry_params) {
    if (sema::RepOf(program.types(), program.checked(), type) != sema::Rep::kNone) {
      wanted.push_back(program.types().Strip(type));
    }
  }
  // A function without parameters leaves the words to IO.args.
  if (wanted.empty()) {
    return "";
  }
  if (words.size() != wanted.size()) {
    return "Function '" + name + "' expects " + std::to_string(wanted.size()) +
           (wanted.size() == 1 ? " argument" : " arguments") + " but " + std::to_string(words.size()) +
           (words.size() == 1 ? " was" : " were") + " provided.\n\nCall it as: vera jit <file> --fn " +
           name + " -- <arguments>";
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    Argument argument;
    const char* expected = ParseWord(program.types()[wanted[i]].kind, words[i], argument);
    if (expected != nullptr) {
      return "Argument " + std::to_string(i + 1) + " of '" + name + "' has type " +
             program.checked().Spell(program.entry_params[i]) + ": '" + words[i] + "' is not " + expected + ".";
    }
    arguments.push_back(std::move(argument));
  }
  return "";
}

}  // namespace vera::cli
