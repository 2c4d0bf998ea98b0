#include "cli/completions.h"

namespace vera::cli {
namespace {

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

std::string CommandNames(const std::vector<CommandWords>& commands) {
  std::vector<std::string> names;
  for (const CommandWords& command : commands) {
    names.push_back(command.name);
  }
  return Joined(names);
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

// In single quotes for a shell; our texts hold no quote of that kind, but a description might one
// day.
std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

// bash: the words of a command by its name, then the values of an option by command and option. A
// word with "=" in it comes as three.
std::string Bash(const std::vector<CommandWords>& commands) {
  std::string out =
      "_vera() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} words= choices=\n"
      "  if [ \"$cur\" = = ]; then cur=; fi\n"
      "  if [ \"$option\" = = ]; then option=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W " +
      Quoted(CommandNames(commands)) +
      " -- \"$cur\")\n"
      "    return\n"
      "  fi\n"
      "  case ${COMP_WORDS[1]} in\n";
  std::string values;
  for (const CommandWords& command : commands) {
    out += "    " + command.name + ") words=" + Quoted(OptionNames(command)) +
           (command.choices.empty() ? "" : " choices=" + Quoted(Joined(command.choices))) + " ;;\n";
    for (const OptionWords& option : command.options) {
      for (const std::string& name : option.long_names) {
        if (option.takes_value) {
          values += "    " + command.name + "/--" + name +
                    ") words=" + Quoted(Joined(option.choices)) +
                    " choices=" + (option.choices.empty() ? "-" : "$words") + " ;;\n";
        }
      }
    }
  }
  out +=
      "  esac\n  case ${COMP_WORDS[1]}/$option in\n" + values +
      "  esac\n"
      "  if [ \"${cur#-}\" != \"$cur\" ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
      "  elif [ \"$choices\" = - ]; then\n"
      "    compopt -o default\n"
      "  elif [ -n \"$choices\" ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$cur\")\n"
      "  else\n"
      "    compopt -o filenames\n"
      "    mapfile -t COMPREPLY < <(compgen -f -X '!*.vera' -- \"$cur\"; compgen -d -- \"$cur\")\n"
      "  fi\n"
      "}\n"
      "complete -F _vera vera\n";
  return out;
}

// zsh: works from a folder of $fpath, where the file's text is the body of the function, and when
// it is sourced.
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
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $words[1] in\n";
  for (const CommandWords& command : commands) {
    out += "    " + command.name + ") _arguments";
    for (const OptionWords& option : command.options) {
      for (const std::string& name : option.long_names) {
        std::string spec =
            "--" + name + (option.takes_value ? "=" : "") + "[" + option.description + "]";
        if (option.takes_value) {
          spec +=
              option.choices.empty() ? ":value:_files" : ":value:(" + Joined(option.choices) + ")";
        }
        out += " " + Quoted(spec);
      }
    }
    if (command.takes_file) {
      out += " '*:file:_files -g \"*.vera\"'";
    } else if (!command.choices.empty()) {
      out += " " + Quoted("1:argument:(" + Joined(command.choices) + ")");
    }
    out += " ;;\n";
  }
  return out +
         "  esac\n"
         "}\n"
         "if [ \"${funcstack[1]}\" = _vera ]; then\n"
         "  _vera \"$@\"\n"
         "else\n"
         "  compdef _vera vera\n"
         "fi\n";
}

std::string Fish(const std::vector<CommandWords>& commands) {
  const std::string names = CommandNames(commands);
  std::string out = "complete -c vera -f\n";
  for (const CommandWords& command : commands) {
    out += "complete -c vera -n 'not __fish_seen_subcommand_from " + names + "' -a " +
           command.name + " -d " + Quoted(command.summary) + "\n";
    const std::string seen =
        "complete -c vera -n '__fish_seen_subcommand_from " + command.name + "' ";
    if (command.takes_file) {
      out += seen + "-a '(__fish_complete_suffix .vera)'\n";
    } else if (!command.choices.empty()) {
      out += seen + "-a " + Quoted(Joined(command.choices)) + "\n";
    }
    for (const OptionWords& option : command.options) {
      for (const std::string& name : option.long_names) {
        out += seen + "-l " + name;
        if (option.takes_value) {
          out += option.choices.empty() ? " -r" : " -x -a " + Quoted(Joined(option.choices));
        }
        out += " -d " + Quoted(option.description) + "\n";
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
