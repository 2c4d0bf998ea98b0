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
};
struct CommandWords {
  std::string name;
  std::string summary;
  std::vector<OptionWords> options;
  bool takes_file = false;
};

// A completion script for bash, zsh or fish.
std::string CompletionScript(std::string_view shell, const std::vector<CommandWords>& commands);

}  // namespace vera::cli

#endif  // VERA_CLI_COMPLETIONS_H_
