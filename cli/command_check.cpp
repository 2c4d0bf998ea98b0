#include "cli/commands.h"
#include "cli/output.h"
#include "sema/checked.h"
#include "sema/explain_slots.h"

namespace vera::cli {
namespace {

// False after a failure to write.
bool WriteJsonResult(const Options& options, const DiagnosticSink& sink,
                     const sema::CheckedProgram& program) {
  std::string out;
  JsonWriter writer(out, JsonWriter::Layout::kPretty);
  writer.BeginObject();
  writer.Key("ok");
  writer.Bool(!sink.has_errors());
  writer.Key("file");
  writer.String(options.file);
  WriteDiagnosticMembers(writer, sink);
  if (options.explain_slots) {
    writer.Key("slot_environments");
    if (sink.has_errors()) {
      writer.BeginArray();
      writer.EndArray();
    } else {
      sema::WriteSlotEnvironments(writer, program);
    }
  }
  writer.EndObject();
  return WriteStdout(out + "\n");
}

}  // namespace

int CommandCheck(const Options& options) {
  auto source = OpenSource(options.file);
  if (!source) {
    return ReportUnreadable(options.file, source.takeError(), options.json, true);
  }
  DiagnosticSink sink;
  const auto program = sema::Check(std::move(*source), {}, sink);
  if (options.json) {
    return WriteJsonResult(options, sink, *program) && !sink.has_errors() ? kExitOk : kExitFault;
  }
  PrintDiagnostics(sink);
  if (sink.has_errors()) {
    return kExitFault;
  }
  std::string out;
  if (!options.quiet) {
    out += "OK: " + options.file + "\n";
  }
  if (options.explain_slots) {
    out += sema::ExplainSlots(*program);
  }
  return WriteStdout(out) ? kExitOk : kExitFault;
}

}  // namespace vera::cli
