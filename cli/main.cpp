// The command line. The only user of CLI11, and so of exceptions; everything else is in the
// commands.

#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/completions.h"
#include "cli/output.h"
#include "llvm/ADT/StringRef.h"
#include "support/internal_error.h"
#include "support/large_stack.h"

namespace vera::cli {
namespace {

struct Command {
  const char* name;
  const char* summary;
  const char* examples;
  std::vector<const char*> options;  // names of the option table below
  int (*run)(const Options&);
};

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = {
      {"jit",
       "Compile a program in memory and run it",
       "Examples:\n"
       "  vera jit hello.vera                      run main\n"
       "  vera jit math.vera --fn gcd -- 12 18     call a public function with arguments\n"
       "  vera jit app.vera -- --verbose x         arguments for IO.args\n"
       "  vera jit app.vera --json                 result as one JSON document\n"
       "  vera jit app.vera --stats=stats.json     what it cost",
       {"file", "fn", "json", "stats", "max-heap", "max-stack", "max-wrappers", "opt", "target"},
       CommandJit},
      {"run",
       "The same as jit",
       "Example:\n  vera run hello.vera",
       {"file", "fn", "json", "stats", "max-heap", "max-stack", "max-wrappers", "opt", "target"},
       CommandJit},
      {"aot",
       "Compile a program to a file that runs by itself",
       "Examples:\n"
       "  vera aot --target=wasm32 app.vera -o app.wasm    for any host of WASI preview 1",
       {"file", "aot-target", "output", "emit", "fn", "max-heap", "max-wrappers", "aot-stats", "opt"},
       CommandAot},
      {"check",
       "Parse and type-check a program",
       "Examples:\n"
       "  vera check app.vera\n"
       "  vera check --json app.vera            diagnostics for a tool\n"
       "  vera check --explain-slots app.vera   which parameter each slot is",
       {"file", "json", "quiet", "explain-slots"},
       CommandCheck},
      {"typecheck",
       "The same as check",
       "Example:\n  vera typecheck app.vera",
       {"file", "json", "quiet", "explain-slots"},
       CommandCheck},
      {"fmt",
       "Print a program in canonical form",
       "Examples:\n"
       "  vera fmt app.vera            to standard output\n"
       "  vera fmt --write app.vera    in place\n"
       "  vera fmt --check app.vera    exit status 1 if it would change",
       {"file", "write", "check"},
       CommandFmt},
      {"parse", "Print the parse tree", "Example:\n  vera parse app.vera", {"file"}, CommandParse},
      {"ast",
       "Print the syntax tree",
       "Examples:\n  vera ast app.vera\n  vera ast --json app.vera",
       {"file", "json"},
       CommandAst},
      {"builtins",
       "List the built-in functions",
       "Example:\n  vera builtins --json",
       {"json"},
       CommandBuiltins},
      {"effects",
       "List the built-in effects and abilities",
       "Example:\n  vera effects --json",
       {"json"},
       CommandEffects},
      {"errors",
       "List the diagnostics and their codes",
       "Example:\n  vera errors --json",
       {"json"},
       CommandErrors},
      {"dump",
       "Print what a stage of the compiler made of a program",
       "Stages, in order: tokens tree program ir ir-opt llvm asm\n"
       "Example:\n  vera dump --stage=ir-opt app.vera",
       {"stage", "file", "fn", "opt"},
       CommandDump},
      {"completions",
       "Print a completion script for a shell",
       "Examples:\n"
       "  vera completions bash > ~/.local/share/bash-completion/completions/vera\n"
       "  vera completions zsh > \"${fpath[1]}/_vera\"\n"
       "  vera completions fish > ~/.config/fish/completions/vera.fish",
       {"shell"},
       nullptr},
      {"version", "Print the version", "Example:\n  vera version", {}, CommandVersion},
  };
  return commands;
}

// Every option once: a command lists those that it takes.
void AddOption(CLI::App& app, std::string_view name, Options& options) {
  if (name == "file") {
    app.add_option("FILE", options.file, "Source file; - for standard input")
        ->required()
        ->option_text(" ");
  } else if (name == "json") {
    app.add_flag("--json", options.json, "Machine-readable result on standard output");
  } else if (name == "quiet") {
    app.add_flag("--quiet", options.quiet, "Say nothing on success");
  } else if (name == "explain-slots") {
    app.add_flag("--explain-slots", options.explain_slots, "Show which parameter each @T.n is");
  } else if (name == "write") {
    app.add_flag("--write", options.write, "Format in place");
  } else if (name == "check") {
    app.add_flag("--check", options.check, "Only say whether the file is canonical");
  } else if (name == "fn") {
    app.add_option("--fn", options.fn, "Public function to call instead of main")
        ->option_text("NAME");
  } else if (name == "stats") {
    app.add_flag("--stats{-}", options.stats,
                 "Report costs as JSON: --stats to standard error, --stats=FILE to a file");
  } else if (name == "max-heap") {
    app.add_option("--max-heap", options.max_heap, "Limit of the heap, such as 64MB")
        ->transform(CLI::AsSizeValue(false))
        ->option_text("SIZE");
  } else if (name == "max-stack") {
    app.add_option("--max-stack", options.max_stack, "Limit of the call stack, such as 256MB")
        ->transform(CLI::AsSizeValue(false))
        ->option_text("SIZE");
  } else if (name == "max-wrappers") {
    app.add_option("--max-wrappers", options.max_wrappers,
                   "Limit of Map, Set and Decimal values that live at once")
        ->check(CLI::PositiveNumber)
        ->option_text("N");
  } else if (name == "opt") {
    app.add_option("-O,--opt", options.opt_level,
                   "Optimisation level 0 to 3; by default from the size")
        ->check(CLI::Range(0, 3))
        ->option_text("LEVEL");
  } else if (name == "target") {
    // Tools written for the reference pass it; running is in memory, whatever the module's form
    // would be.
    static std::string target;
    app.add_option("--target", target, "Accepted for compatibility: wasm")
        ->check(CLI::IsMember({"wasm"}))
        ->group("");
  } else if (name == "aot-target") {
    app.add_option("--target", options.target, "What the file runs on: wasm32")
        ->required()
        ->check(CLI::IsMember({"wasm32"}))
        ->option_text("TARGET");
  } else if (name == "aot-stats") {
    app.add_flag("--stats", options.reports_stats, "The program reports its costs on standard error when it ends");
  } else if (name == "emit") {
    app.add_option("--emit", options.emit, "What to write: module (the default), obj, asm, llvm")
        ->check(CLI::IsMember({"module", "obj", "asm", "llvm"}))
        ->option_text("KIND");
  } else if (name == "output") {
    app.add_option("-o,--output", options.output, "File to write")->required()->option_text("FILE");
  } else if (name == "stage") {
    app.add_option("--stage", options.stage, "What to print")
        ->required()
        ->check(CLI::IsMember({"tokens", "tree", "program", "ir", "ir-opt", "llvm", "asm"}))
        ->option_text("STAGE");
  } else if (name == "shell") {
    app.add_option("SHELL", options.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->option_text(" ");
  }
}

bool IsCommand(std::string_view name) {
  return std::any_of(Commands().begin(), Commands().end(),
                     [name](const Command& command) { return command.name == name; });
}

// The name that is nearest to what was typed, or nothing if none is near.
std::string Nearest(llvm::StringRef typed, const std::vector<std::string>& names) {
  std::string best;
  unsigned best_distance = 3;
  for (const std::string& name : names) {
    const unsigned distance = typed.edit_distance(name, true, best_distance);
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

std::string DidYouMean(const std::string& nearest) {
  return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

// The values that an option is checked against, which CLI11 keeps in the text of its type only:
// "TEXT:{a,b}".
std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  std::vector<std::string> choices;
  if (open != std::string::npos) {
    llvm::SmallVector<llvm::StringRef> words;
    llvm::StringRef(type)
        .substr(open + 1)
        .take_until([](char c) { return c == '}'; })
        .split(words, ',');
    choices.assign(words.begin(), words.end());
  }
  return choices;
}

// The command line as the completion scripts need it, read back from CLI11 so that it is written
// once.
std::vector<CommandWords> Describe(const CLI::App& app) {
  std::vector<CommandWords> described;
  for (const CLI::App* sub : app.get_subcommands({})) {
    CommandWords command{sub->get_name(), sub->get_description(), {}, {}, false};
    for (const CLI::Option* option : sub->get_options()) {
      if (option->nonpositional() && !option->get_group().empty()) {
        const bool takes_value =
            option->get_items_expected_max() > 0 && !option->get_type_name().empty();
        command.options.push_back(
            {option->get_lnames(), option->get_description(), takes_value, ChoicesOf(*option)});
      } else if (option->get_name() == "FILE") {
        command.takes_file = true;
      } else if (option->get_positional()) {
        command.choices = ChoicesOf(*option);
      }
    }
    described.push_back(std::move(command));
  }
  return described;
}

// CLI11's text, with the command's whole name and its way of writing an optional value put as a
// person would.
std::string HelpOf(const CLI::App& app) {
  std::string text = app.get_parent() == nullptr ? app.help() : app.help("vera");
  const std::string spelled = "--stats{-}     ";
  const size_t at = text.find(spelled);
  if (at != std::string::npos) {
    text.replace(at, spelled.size(), "--stats[=FILE] ");
  }
  return text;
}

// The message first, since that is what the reader wants; of the help only its first line.
int ReportUsage(const CLI::App& app, const std::string& message) {
  const std::string text = HelpOf(app);
  const llvm::StringRef usage =
      llvm::StringRef(text).drop_front(text.find("Usage:")).take_until([](char c) {
        return c == '\n';
      });
  const std::string name = app.get_parent() == nullptr ? "vera" : "vera " + app.get_name();
  WriteStderr("vera: " + message + "\n" + usage.str() + "\nTry '" + name + " --help'.\n");
  return kExitUsage;
}

// What was given too much, and what was probably meant.
std::string UnexpectedWord(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining();
  const std::string word = words.empty() ? "" : words.front();
  if (word.empty() || word[0] != '-') {
    const bool runs = app.get_name() == "jit" || app.get_name() == "run";
    return "unexpected argument '" + word + "'" +
           (runs ? "; arguments of the program stand behind --" : "");
  }
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  const std::string name = word.substr(0, word.find('='));
  return "unknown option '" + name + "'" + DidYouMean(Nearest(name, names));
}

int Main(int argc, char** argv) {
  Options options;
  std::vector<std::string> words(argv + 1, argv + argc);
  // What stands behind `--` belongs to the program and is no option of ours.
  auto separator = std::find(words.begin(), words.end(), "--");
  if (separator != words.end()) {
    options.args.assign(separator + 1, words.end());
    words.erase(separator, words.end());
  }

  CLI::App app("Vera: a language for programs that are written by models and checked by machines.",
               "vera");
  app.footer(
      "Examples:\n"
      "  vera jit hello.vera\n"
      "  vera check --json hello.vera\n"
      "  vera jit --help\n"
      "Exit status: 0 success, 1 a fault of the program or its surroundings, 2 a bad command "
      "line;\n"
      "IO.exit(n) gives n.");
  app.require_subcommand(0, 1);
  bool version = false;
  app.add_flag("--version,-V", version, "Print the version");
  int status = kExitOk;
  for (const Command& command : Commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    sub->footer(command.examples);
    for (const char* option : command.options) {
      AddOption(*sub, option, options);
    }
    if (command.run != nullptr) {
      sub->callback([&status, &options, run = command.run] { status = run(options); });
    } else {
      sub->callback([&status, &options, &app] {
        status = WriteStdout(CompletionScript(options.shell, Describe(app))) ? kExitOk : kExitFault;
      });
    }
  }

  if (words.empty()) {
    WriteStderr("vera: no command given\n\n" + HelpOf(app));
    return kExitUsage;
  }
  if (words[0] == "help") {  // people's habit
    words[0] = "--help";
    if (words.size() > 1) {
      std::swap(words[0], words[1]);
    }
  }
  if (!words[0].empty() && words[0][0] != '-' && !IsCommand(words[0])) {
    std::vector<std::string> names;
    for (const Command& command : Commands()) {
      names.push_back(command.name);
    }
    return ReportUsage(app,
                       "unknown command '" + words[0] + "'" + DidYouMean(Nearest(words[0], names)));
  }
  try {
    std::reverse(words.begin(), words.end());  // CLI11 takes them as a stack
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return WriteStdout(HelpOf(chosen.empty() ? app : *chosen[0])) ? kExitOk : kExitFault;
  } catch (const CLI::ExtrasError&) {
    const auto chosen = app.get_subcommands();
    const CLI::App& at = chosen.empty() ? app : *chosen[0];
    return ReportUsage(at, UnexpectedWord(at));
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    return ReportUsage(chosen.empty() ? app : *chosen[0], error.what());
  }
  if (version) {
    return CommandVersion(options);
  }
  return status;
}

}  // namespace
}  // namespace vera::cli

int main(int argc, char** argv) {
  // A closed pipe is an error of a write, which is reported; it must not end the process in
  // silence.
  std::signal(SIGPIPE, SIG_IGN);
  // The stages recurse on trees that may be deep; memory is one arena's, whichever thread asks for it.
  mallopt(M_ARENA_MAX, 1);
  int status = vera::cli::kExitFault;
  vera::RunOnLargeStack([&] {
    vera::InstallCrashReport();
    status = vera::cli::Main(argc, argv);
  });
  std::fflush(nullptr);
  // Nothing that is still allocated needs a destructor, and LLVM's are not cheap.
  _exit(status);
}
