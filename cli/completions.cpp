#include "cli/completions.h"

namespace vera::cli {
namespace {

std::string CommandNames(const std::vector<CommandWords>& commands) {
  std::string names;
  for (const CommandWords& command : commands) {
    names += (names.empty() ? "" : " ") + command.name;
  }
  return names;
}

std::string OptionNames(const CommandWords& command) {
  std::string names;
  for (const OptionWords& option : command.options) {
    for (const std::string& name : option.long_names) {
      names += (names.empty() ? "--" : " --") + name;
    }
  }
  return names;
}

// In single quotes for a shell; our texts hold no quote of that kind, but a description might one day.
std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

std::string Bash(const std::vector<CommandWords>& commands) {
  std::string out =
      "_vera() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} words=\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W " + Quoted(CommandNames(commands)) + " -- \"$cur\"))\n"
      "    return\n"
      "  fi\n"
      "  case ${COMP_WORDS[1]} in\n";
  for (const CommandWords& command : commands) {
    out += "    " + command.name + ") words=" + Quoted(OptionNames(command)) + " ;;\n";
  }
  out +=
      "  esac\n"
      "  if [ \"${cur#-}\" != \"$cur\" ]; then\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -X '!*.vera' -- \"$cur\") $(compgen -d -S / -- \"$cur\"))\n"
      "  fi\n"
      "}\n"
      "complete -o nospace -F _vera vera\n";
  return out;
}

std::string Zsh(const std::vector<CommandWords>& commands) {
  std::string out =
      "#compdef vera\n"
      "_vera() {\n"
      "  local -a commands\n"
      "  commands=(\n";
  for (const CommandWords& command : commands) {
    out += "    " + Quoted(command.name + ":" + command.summary) + "\n";
  }
  out +=
      "  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  case $words[2] in\n";
  for (const CommandWords& command : commands) {
    out += "    " + command.name + ") _arguments";
    for (const OptionWords& option : command.options) {
      for (const std::string& name : option.long_names) {
        out += " " + Quoted("--" + name + (option.takes_value ? "=" : "") + "[" + option.description + "]" +
                            (option.takes_value ? ":value:" : ""));
      }
    }
    if (command.takes_file) {
      out += " '*:file:_files -g \"*.vera\"'";
    }
    out += " ;;\n";
  }
  return out + "  esac\n}\ncompdef _vera vera\n";
}

std::string Fish(const std::vector<CommandWords>& commands) {
  const std::string names = CommandNames(commands);
  std::string out = "complete -c vera -f\n";
  for (const CommandWords& command : commands) {
    out += "complete -c vera -n 'not __fish_seen_subcommand_from " + names + "' -a " + command.name +
           " -d " + Quoted(command.summary) + "\n";
    const std::string seen = "complete -c vera -n '__fish_seen_subcommand_from " + command.name + "' ";
    if (command.takes_file) {
      out += seen + "-a '(__fish_complete_suffix .vera)'\n";
    }
    for (const OptionWords& option : command.options) {
      for (const std::string& name : option.long_names) {
        out += seen + "-l " + name + (option.takes_value ? " -x" : "") + " -d " +
               Quoted(option.description) + "\n";
      }
    }
  }
  return out;
}

}  // namespace

std::string CompletionScript(std::string_view shell, const std::vector<CommandWords>& commands) {
  return shell == "bash" ? Bash(commands) : shell == "zsh" ? Zsh(commands) : Fish(commands);
}

}  // namespace vera::cli
