// Markdown (spec §9.7.3): a text to a tree and back. What asks of a tree is written in Vera
// (builtins/prelude/md.vera).

#include <stdio.h>

#include "hostabi/host_functions.h"
#include "hostabi/markdown_tree.h"
#include "hostabi/markdown_values.h"
#include "hostabi/valid_text.h"
#include "hostabi/values.h"

namespace vera::hostabi {

extern "C" {

Ref vera_host_md_parse(RuntimeState* state, Ref* sp, Ref string) {
  RootScope roots(state, sp);
  markdown::Tree tree(state);
  markdown::ParseError error;
  {
    ValidText text(roots, string);
    error = markdown::Parse(text.view(), &tree);
  }
  if (error) {
    char message[120];
    snprintf(message, sizeof(message), "%s at line %u", error.reason, error.line);
    return NewErr(state, roots.sp(), message);
  }
  Ref document = markdown::NewDocument(state, roots.sp(), tree);
  return NewRefBox(state, roots.sp(), kOkTag, document);
}

Ref vera_host_md_render(RuntimeState* state, Ref* sp, Ref block) {
  HostVector<char> text(state);
  markdown::Render(state, block, &text);
  return NewString(state, sp, std::string_view(text.data(), text.size()));
}

}  // extern "C"

}  // namespace vera::hostabi
