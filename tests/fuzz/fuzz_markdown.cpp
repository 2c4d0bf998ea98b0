#include <cstdint>
#include <string_view>

#include "hostabi/host_functions.h"
#include "tests/fuzz/host_run.h"

// Any bytes are a document, or an Err. Its canonical text is a document too. The first byte says
// whether the collector is under stress while the tree is made.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vera::hostabi;
  if (size == 0) {
    return 0;
  }
  // Under stress each allocation moves all: only small documents.
  static vera::fuzz::HostRun normal(false);
  static vera::fuzz::HostRun stressed(true);
  vera::fuzz::HostRun& run = (data[0] & 1) != 0 && size < 200 ? stressed : normal;
  run.Reset();
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Ref* document = run.Keep(vera_host_md_parse(run.state(), run.sp(), *run.Text(text)));
  if (!run.IsOk(*document)) {
    vera::fuzz::Demand(run.Read(run.Field(*document)).find(" at line ") != std::string_view::npos);
    return 0;
  }
  Ref* rendered = run.Keep(vera_host_md_render(run.state(), run.sp(), run.Field(*document)));
  Ref* again = run.Keep(vera_host_md_parse(run.state(), run.sp(), *rendered));
  if (run.IsOk(*again)) {
    vera_host_md_render(run.state(), run.sp(), run.Field(*again));
  }
  return 0;
}
