#include "cli/stats.h"

#include "support/json_writer.h"

namespace vera::cli {

std::string StatsJson(const StageClock& clock, const jit::RunResult& result) {
  std::string out;
  JsonWriter writer(out, JsonWriter::Layout::kCompact);
  auto number = [&](const char* key, uint64_t value) {
    writer.Key(key);
    writer.Uint(value);
  };
  const gc::Stats& gc = result.gc_stats;
  writer.BeginObject();
  writer.Key("compile_ms");
  writer.BeginObject();
  double total = 0;
  for (const auto& [stage, ms] : clock.stages()) {
    writer.Key(stage);
    writer.Double(ms);
    total += ms;
  }
  writer.Key("total");
  writer.Double(total);
  writer.EndObject();
  writer.Key("run_ms");
  writer.Double(result.run_seconds * 1e3);
  writer.Key("gc");
  writer.BeginObject();
  number("minor", gc.minor);
  number("major", gc.major);
  number("allocated_bytes", gc.allocated_bytes);
  number("promoted_bytes", gc.promoted_bytes);
  number("live_bytes", gc.live_bytes);
  number("peak_heap_bytes", gc.peak_heap_bytes);
  writer.Key("longest_pause_ms");
  writer.Double(static_cast<double>(gc.longest_pause_ns) / 1e6);
  writer.EndObject();
  writer.Key("wrappers");
  writer.BeginObject();
  number("live", gc.wrappers);
  number("capacity", gc.wrapper_capacity);
  number("waits", gc.wrapper_waits);
  writer.EndObject();
  writer.Key("stores");
  writer.BeginObject();
  number("map", result.stores.maps);
  number("set", result.stores.sets);
  number("decimal", result.stores.decimals);
  number("future", result.stores.futures);
  writer.EndObject();
  writer.EndObject();
  return out + "\n";
}

}  // namespace vera::cli
