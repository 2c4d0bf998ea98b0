#ifndef VERA_HOSTABI_HTML_TAPE_H_
#define VERA_HOSTABI_HTML_TAPE_H_

#include <stdint.h>

#include <string_view>

#include "hostabi/host_vector.h"

// Internal. An HTML text as the list of its nodes in document order: what the parser
// (html_parse.cpp) writes without touching the garbage-collected heap, and the builder
// (html_build.cpp) makes HtmlNode values of. The first child of a node, if it has one, is the next
// node of the list.

namespace vera::hostabi {

// Bytes of the text.
struct HtmlSpan {
  uint32_t offset;
  uint32_t size;
};

enum class HtmlKind : uint8_t { kElement, kText, kComment };

struct HtmlEntry {
  HtmlKind kind;
  uint32_t next_sibling;  // 0: none
  union {
    struct {
      uint32_t name;  // of HtmlTape::names
      uint32_t first_attribute;
      uint32_t attribute_count;
      uint32_t child_count;
    } element;
    struct {  // of a text or comment
      HtmlSpan span;
      uint32_t decoded_size;
      bool is_encoded;  // has character references
    } text;
  };
};

struct HtmlAttribute {
  uint32_t name;
  HtmlSpan value;  // with its character references
};

// Names of elements and attributes: each is there once, however its letters are written.
class HtmlNames {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // `seed` keeps a text from being made so that its names collide.
  HtmlNames(RuntimeState* state, uint64_t seed) : names_(state), table_(state), seed_(seed) {}

  uint32_t Intern(std::string_view text, HtmlSpan span);
  // kNone if no name is written so.
  uint32_t Find(std::string_view text, HtmlSpan span) const;
  uint32_t size() const { return static_cast<uint32_t>(names_.size()); }
  HtmlSpan span(uint32_t name) const { return names_[name].span; }
  // Scratch for the parser: where the innermost open element of the name is on its stack, 0 for
  // nowhere.
  uint32_t& innermost(uint32_t name) { return names_[name].innermost; }

 private:
  struct Name {
    HtmlSpan span;
    uint32_t hash;
    uint32_t innermost;
  };
  uint32_t Hash(std::string_view name) const;
  // Place in table_ of the name, or of the gap where it belongs.
  uint32_t Place(std::string_view text, HtmlSpan span, uint32_t hash) const;
  void Grow();

  HostVector<Name> names_;
  HostVector<uint32_t> table_;  // open addressing; name + 1, 0 for a gap
  uint64_t seed_;
};

struct HtmlTape {
  HtmlTape(RuntimeState* state, uint64_t seed)
      : entries(state), attributes(state), names(state, seed) {}

  // entries[0] is the root that the reference wraps a document in, an element named `html`, whose
  // name is none of the text's and not in `names`.
  HostVector<HtmlEntry> entries;
  HostVector<HtmlAttribute> attributes;
  HtmlNames names;
};

inline constexpr std::string_view kHtmlRootName = "html";

// `text` is UTF-8. Any text is HTML; what does not end is left out. Traps with kOutOfMemory.
void ParseHtml(RuntimeState* state, std::string_view text, HtmlTape* tape);

// Elements that have no content and no end tag; the letters' case does not matter.
bool IsVoidElement(std::string_view name);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_HTML_TAPE_H_
