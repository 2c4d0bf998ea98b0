// What `vera aot --stats` adds to a program: the line of JSON that `vera jit --stats` writes,
// without the times of compiling, on standard error.

#include "aot/program_info.h"
#include "aot/text_writer.h"
#include "hostabi/host.h"

namespace vera::aot {
namespace {

class StatsWriter {
 public:
  explicit StatsWriter(TextWriter& out) : out_(out) {}

  void Begin(std::string_view key) {
    Key(key);
    out_ << "{";
    is_first_ = true;
  }
  void End() {
    out_ << "}";
    is_first_ = false;
  }
  void Number(std::string_view key, uint64_t value) {
    Key(key);
    out_.Number(value);
  }

 private:
  void Key(std::string_view key) {
    out_ << (is_first_ ? "\"" : ",\"") << key << "\":";
    is_first_ = false;
  }

  TextWriter& out_;
  bool is_first_ = true;
};

}  // namespace
}  // namespace vera::aot

extern "C" void vera_report_stats(vera::gc::RuntimeState* state, vera::gc::Ref root) {
  using namespace vera;
  // The figures then count exactly what lives.
  gc::Ref* sp = state->shadow_base;
  if (root != gc::kNil) {
    *sp++ = root;
  }
  state->unwind_ref = gc::kNil;
  vera_gc_collect(state, sp, gc::Collection::kMajor);
  gc::Stats figures;
  vera_gc_get_stats(state, &figures);
  const hostabi::StorePopulation stores = hostabi::Population(state);

  aot::TextWriter out(hostabi::kStandardError);
  out << "{";
  aot::StatsWriter writer(out);
  writer.Begin("gc");
  writer.Number("minor", figures.minor);
  writer.Number("major", figures.major);
  writer.Number("allocated_bytes", figures.allocated_bytes);
  writer.Number("promoted_bytes", figures.promoted_bytes);
  writer.Number("live_bytes", figures.live_bytes);
  writer.Number("peak_heap_bytes", figures.peak_heap_bytes);
  writer.End();
  writer.Begin("wrappers");
  writer.Number("live", figures.wrappers);
  writer.Number("capacity", figures.wrapper_capacity);
  writer.Number("waits", figures.wrapper_waits);
  writer.End();
  writer.Begin("stores");
  writer.Number("map", stores.maps);
  writer.Number("set", stores.sets);
  writer.Number("decimal", stores.decimals);
  writer.Number("future", stores.futures);
  writer.End();
  out << "}\n";
}
