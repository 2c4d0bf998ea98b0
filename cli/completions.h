#ifndef VERA_CLI_COMPLETIONS_H_
#define VERA_CLI_COMPLETIONS_H_

#include <string>
#include <string_view>
#include <vector>

namespace vera::cli {

struct OptionWords {
  std::vector<std::string> long_names;  // without dashes
  std::string description;
  bool takes_value = false;
  std::vector<std::string> choices;  // of the value, where it is one of some
};
struct CommandWords {
  std::string name;
  std::string summary;
  std::vector<OptionWords> options;
  std::vector<std::string> choices;  // of its argument, where that is one of some
  bool takes_file = false;           // its argument is a source file
};

// A completion script for bash, zsh or fish.
std::string CompletionScript(std::string_view shell, const std::vector<CommandWords>& commands);

}  // namespace vera::cli

#endif  // VERA_CLI_COMPLETIONS_H_
