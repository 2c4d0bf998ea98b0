#include <cstddef>
#include <cstdint>

#include "tests/fuzz/fuzz_host.h"

// Any bytes are JSON or a reason why not; what is printed of them is JSON again, and prints the
// same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vera;
  fuzz::FuzzHost host;
  const bool finished = host.Run([&] {
    const gc::Ref* result = host.Call(hostabi::vera_host_json_parse,
                                      *host.Text({reinterpret_cast<const char*>(data), size}));
    if (host.TagOf(*result) == hostabi::kErrTag) {
      fuzz::Expect(host.Read(host.FieldOf(*result)).starts_with("line "), "a reason has a place");
      return;
    }
    const gc::Ref* text = host.Call(hostabi::vera_host_json_stringify, host.FieldOf(*result));
    const gc::Ref* again = host.Call(hostabi::vera_host_json_parse, *text);
    fuzz::Expect(host.TagOf(*again) == hostabi::kOkTag, "printed JSON is JSON");
    const gc::Ref* same = host.Call(hostabi::vera_host_json_stringify, host.FieldOf(*again));
    fuzz::Expect(host.Read(*text) == host.Read(*same), "printed JSON prints the same");
  });
  fuzz::Expect(finished || host.trap() == gc::TrapKind::kUnknown,
               "only a number that is not finite traps");
  return 0;
}
