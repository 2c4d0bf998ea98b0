#include <cstdint>
#include <string>
#include <string_view>

#include "hostabi/host_functions.h"
#include "tests/fuzz/host_run.h"

// Any bytes as a URL, as percent-encoded text and as Base64: each is taken or refused, what is
// encoded decodes to the same, and a URL that was taken apart and joined has the same parts again.

namespace {

using namespace vera::hostabi;
using vera::fuzz::Demand;
using vera::fuzz::HostRun;

using Function = Ref (*)(RuntimeState*, Ref*, Ref);

void CheckRoundTrip(HostRun* run, Ref* text, Function encode, Function decode) {
  Ref* encoded = run->Keep(encode(run->state(), run->sp(), *text));
  Ref result = decode(run->state(), run->sp(), *encoded);
  Demand(run->IsOk(result) && run->Read(run->Field(result)) == run->Read(*text));
  decode(run->state(), run->sp(), *text);
}

std::string PartsOf(HostRun* run, Ref url) {
  std::string parts;
  for (uint32_t i = 0; i < kUrlPartsFields; ++i) {
    parts += run->Read(vera::gc::At<vera::gc::FixedObject>(run->state(), url)->refs[i]);
    parts += '\xFF';
  }
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static HostRun normal(false);
  static HostRun stressed(true);
  HostRun& run = size < 100 ? stressed : normal;
  run.Reset();
  Ref* text = run.Text({reinterpret_cast<const char*>(data), size});
  CheckRoundTrip(&run, text, vera_host_url_encode, vera_host_url_decode);
  CheckRoundTrip(&run, text, vera_host_base64_encode, vera_host_base64_decode);
  Ref* parsed = run.Keep(vera_host_url_parse(run.state(), run.sp(), *text));
  if (!run.IsOk(*parsed)) {
    return 0;
  }
  // Joining writes "//" for every URL, so the parts are the same from the second time on.
  std::string before;
  for (int round = 0; round < 3; ++round) {
    Ref* joined = run.Keep(vera_host_url_join(run.state(), run.sp(), run.Field(*parsed)));
    *parsed = vera_host_url_parse(run.state(), run.sp(), *joined);
    Demand(run.IsOk(*parsed));
    const std::string parts = PartsOf(&run, run.Field(*parsed));
    Demand(round < 2 || parts == before);
    before = parts;
  }
  return 0;
}
