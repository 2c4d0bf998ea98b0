#include <cstddef>
#include <cstdint>

#include "hostabi/utf8.h"
#include "tests/fuzz/fuzz_host.h"

// Any bytes are HTML, and all that is made of them is UTF-8. What follows the last line feed is a
// selector, whose matches are no more than there are elements.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace vera;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = input.rfind('\n');
  const std::string_view selector = line == std::string_view::npos ? "p" : input.substr(line + 1);
  fuzz::FuzzHost host;
  const bool finished = host.Run([&] {
    const gc::Ref* result =
        host.Call(hostabi::vera_host_html_parse, *host.Text(input.substr(0, line)));
    fuzz::Expect(host.TagOf(*result) == hostabi::kOkTag, "any text is HTML");
    const gc::Ref* node = host.Keep(host.FieldOf(*result));
    const gc::Ref* printed = host.Call(hostabi::vera_host_html_to_string, *node);
    const gc::Ref* text = host.Call(hostabi::vera_host_html_text, *node);
    for (const gc::Ref* made : {printed, text}) {
      fuzz::Expect(hostabi::ValidPrefix(host.Read(*made)) == host.Read(*made).size(),
                   "HTML is UTF-8");
    }
    const gc::Ref* words = host.Text(selector);
    const gc::Ref* matches = host.Call(hostabi::vera_host_html_query, *node, *words);
    fuzz::Expect(hostabi::LengthOf(host.state(), *matches) <= input.size() + 1,
                 "each match is there once");
    host.Call(hostabi::vera_host_html_parse, *printed);
  });
  fuzz::Expect(finished, "nothing of HTML traps");
  return 0;
}
