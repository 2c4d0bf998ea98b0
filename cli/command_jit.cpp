// vera jit: compile in memory, run, report. Exit status: 0, IO.exit's, or 1 after a diagnostic or a trap.

#include <unistd.h>

#include <cstdlib>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/pipeline.h"
#include "cli/result_kind.h"
#include "cli/stats.h"
#include "cli/trap_report.h"
#include "jit/session.h"

namespace vera::cli {
namespace {

// Standard output and error of a run whose result is one JSON document.
struct Captured {
  std::string out;
  std::string err;

  static void Write(void* user, hostabi::Stream stream, const char* bytes, size_t size) {
    auto* captured = static_cast<Captured*>(user);
    (stream == hostabi::Stream::kOutput ? captured->out : captured->err).append(bytes, size);
  }
};

// A number from the environment; 0 when none of the names is set.
uint64_t NumberFromEnvironment(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return std::strtoull(value, nullptr, 10);
    }
  }
  return 0;
}

class JitCommand {
 public:
  explicit JitCommand(const Options& options) : options_(options) {}

  int Run() {
    auto source = OpenSource(options_.file);
    if (!source) {
      return ReportUnreadable(options_.file, source.takeError(), options_.json, false);
    }
    compiled_ = Compile(std::move(*source), Goal::kOptimisedIr, options_.fn, sink_, clock_);
    if (!compiled_.complete) {
      return ReportRefusal();
    }
    std::vector<Argument> arguments;
    const std::string problem = ParseArguments(*compiled_.program, options_.args, arguments);
    if (!problem.empty()) {
      return ReportFault(problem);
    }
    ReportWarnings();
    return Execute(arguments);
  }

 private:
  int ReportRefusal() {
    if (options_.json) {
      BeginDocument(false);
      WriteDiagnosticMembers(*writer_, sink_, false);
      EndDocument();
    } else {
      PrintDiagnostics(sink_);
    }
    return kExitFault;
  }

  // A fault that no place in a source text is to blame for.
  int ReportFault(const std::string& message) {
    if (!options_.json) {
      WriteStderr("Error: " + message + "\n");
      return kExitFault;
    }
    const ir::Function& entry = compiled_.module.functions[compiled_.module.entry.index];
    const SourceFile& file = *compiled_.checked->sources[0];
    const LineColumn place = file.Locate(entry.source_offset);
    BeginDocument(false);
    writer_->Key("diagnostics");
    writer_->BeginArray();
    writer_->BeginObject();
    Member("severity", "error");
    Member("description", message);
    writer_->Key("location");
    writer_->BeginObject();
    writer_->Key("line");
    writer_->Int(place.line);
    writer_->Key("column");
    writer_->Int(place.column);
    Member("file", file.path());
    writer_->EndObject();
    writer_->EndObject();
    writer_->EndArray();
    EndDocument();
    return kExitFault;
  }

  void ReportWarnings() {
    if (!options_.json) {
      PrintDiagnostics(sink_);
    }
  }

  int Execute(const std::vector<Argument>& given) {
    jit::CompileOptions compile;
    if (options_.opt_level >= 0) {
      compile.tier = options_.opt_level == 0 ? codegen::Tier::kQuick : codegen::Tier::kThorough;
    }
    auto session = jit::Session::Compile(compiled_.module, compile);
    if (!session) {
      return ReportFault(llvm::toString(session.takeError()));
    }
    const jit::CompileTimes& times = (*session)->times();
    clock_.Add("setup", times.setup * 1e3);
    clock_.Add("generate", times.generate * 1e3);
    clock_.Add("optimize", times.optimize * 1e3);
    clock_.Add("emit", times.emit * 1e3);
    clock_.Add("link", times.link * 1e3);

    std::vector<jit::Argument> arguments;
    for (const Argument& argument : given) {
      arguments.push_back({argument.bits, argument.kind == sema::TypeKind::kString
                                              ? std::optional<std::string>(argument.text)
                                              : std::nullopt});
    }
    std::vector<const char*> words;
    for (const std::string& word : options_.args) {
      words.push_back(word.c_str());
    }
    jit::RunOptions run;
    run.result = KindOf(*compiled_.program, compiled_.program->entry_result);
    run.gc_stress =
        static_cast<uint32_t>(NumberFromEnvironment({"VERA_GC_STRESS", "VERA_EAGER_GC"}));
    run.fail_allocation = NumberFromEnvironment({"VERA_FAIL_ALLOC"});
    run.max_heap_bytes = options_.max_heap;
    run.max_stack_bytes = options_.max_stack;
    run.max_wrappers = options_.max_wrappers;
    run.final_collection = !options_.stats.empty();
#ifdef VERA_CHECKED
    run.verify_heap = run.gc_stress != 0;
#endif
    run.host.args = words.data();
    run.host.arg_count = static_cast<uint32_t>(words.size());
    if (options_.json) {
      run.host.write = Captured::Write;
      run.host.user = &captured_;
    }
    auto result = (*session)->Run(arguments, run);
    if (!result) {
      return ReportFault(llvm::toString(result.takeError()));
    }
    const int status = options_.json ? ReportJson(*result, run.result) : ReportText(*result, run.result);
    return WriteStats(*result) ? status : kExitFault;
  }

  int StatusOf(const jit::RunResult& result) const {
    switch (result.status) {
      case jit::RunStatus::kReturned:
        return kExitOk;
      case jit::RunStatus::kExited:
        return static_cast<int>(result.exit_status & 0xFF);
      case jit::RunStatus::kTrapped:
        break;
    }
    return kExitFault;
  }

  int ReportText(const jit::RunResult& result, jit::ValueKind kind) {
    if (!result.output_error.empty()) {
      ReportError("cannot write to standard output: " + result.output_error);
      return kExitFault;
    }
    // The shell's prompt, or our own message, starts on a line of its own.
    if (result.output_end == hostabi::OutputEnd::kOther && !WriteStdout("\n")) {
      return kExitFault;
    }
    if (result.status == jit::RunStatus::kTrapped) {
      WriteStderr(RenderTrap(result.trap, compiled_.module, *compiled_.checked, ColourOnStderr()));
    } else if (result.status == jit::RunStatus::kReturned && kind != jit::ValueKind::kUnit &&
               result.output_end == hostabi::OutputEnd::kNothing) {
      if (!WriteStdout(ShownResult(result, kind) + "\n")) {
        return kExitFault;
      }
    }
    return StatusOf(result);
  }

  // As the reference prints it: a Bool is 1 or 0.
  std::string ShownResult(const jit::RunResult& result, jit::ValueKind kind) const {
    switch (kind) {
      case jit::ValueKind::kString:
        return result.text;
      case jit::ValueKind::kBool:
        return result.bits != 0 ? "1" : "0";
      case jit::ValueKind::kOther:
        // A function, or a value behind a handle: its type is what can be said of it.
        return "<" + compiled_.checked->Spell(compiled_.program->entry_result) + ">";
      default:
        return jit::RenderScalar(kind, result.bits);
    }
  }

  int ReportJson(const jit::RunResult& result, jit::ValueKind kind) {
    const bool trapped = result.status == jit::RunStatus::kTrapped;
    BeginDocument(!trapped);
    if (trapped) {
      writer_->Key("diagnostics");
      writer_->BeginArray();
      WriteTrapJson(*writer_, result.trap, compiled_.module, *compiled_.checked);
      writer_->EndArray();
      if (!captured_.out.empty()) {
        Member("stdout", captured_.out);
      }
    } else {
      Member("function", compiled_.module.functions[compiled_.module.entry.index].shown_name);
      writer_->Key("value");
      if (result.status != jit::RunStatus::kReturned || kind == jit::ValueKind::kUnit) {
        writer_->Null();
      } else if (kind == jit::ValueKind::kString || kind == jit::ValueKind::kOther) {
        writer_->String(ShownResult(result, kind));
      } else {
        writer_->Raw(ShownResult(result, kind));
      }
      Member("stdout", captured_.out);
    }
    if (!captured_.err.empty()) {
      Member("stderr", captured_.err);
    }
    if (result.status == jit::RunStatus::kExited) {
      writer_->Key("exit_code");
      writer_->Int(result.exit_status);
    }
    return EndDocument() ? StatusOf(result) : kExitFault;
  }

  bool WriteStats(const jit::RunResult& result) {
    if (options_.stats.empty()) {
      return true;
    }
    const std::string text = StatsJson(clock_, result);
    if (options_.stats == "-") {
      WriteStderr(text);
      return true;
    }
    const std::string problem = WriteFileAtomically(options_.stats, text);
    if (!problem.empty()) {
      ReportError(problem);
    }
    return problem.empty();
  }

  void BeginDocument(bool ok) {
    writer_ = std::make_unique<JsonWriter>(document_, JsonWriter::Layout::kPretty);
    writer_->BeginObject();
    writer_->Key("ok");
    writer_->Bool(ok);
    Member("file", options_.file);
  }
  void Member(const char* key, std::string_view value) {
    writer_->Key(key);
    writer_->String(value);
  }
  bool EndDocument() {
    writer_->EndObject();
    return WriteStdout(document_ + "\n");
  }

  const Options& options_;
  DiagnosticSink sink_;
  StageClock clock_;
  Compiled compiled_;
  Captured captured_;
  std::string document_;
  std::unique_ptr<JsonWriter> writer_;
};

}  // namespace

int CommandJit(const Options& options) { return JitCommand(options).Run(); }

}  // namespace vera::cli
