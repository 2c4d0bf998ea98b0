#ifndef VERA_HOSTABI_MARKDOWN_VALUES_H_
#define VERA_HOSTABI_MARKDOWN_VALUES_H_

#include "hostabi/host_vector.h"
#include "hostabi/values.h"

// Internal. MdBlock and MdInline values (spec §9.3.5, §9.3.6): made from a tree, and read.

namespace vera::hostabi::markdown {

struct Tree;

// Constructor tags.
enum class BlockTag : uint8_t {
  kParagraph,
  kHeading,
  kCodeBlock,
  kBlockQuote,
  kList,
  kThematicBreak,
  kTable,
  kDocument,
};
enum class InlineTag : uint8_t { kText, kCode, kEmphasis, kStrong, kLink, kImage };

// The MdDocument of a tree. May collect.
Ref NewDocument(RuntimeState* state, Ref* sp, const Tree& tree);

// The canonical text of a block.
void Render(const RuntimeState* state, Ref block, HostVector<char>* out);

// Fields of a value. In a constructor references come before the Nat or Bool.
inline uint32_t TagOf(const RuntimeState* state, Ref value) {
  return gc::HeaderTag(*gc::At<uint32_t>(state, value));
}
inline BlockTag BlockTagOf(const RuntimeState* state, Ref block) {
  return static_cast<BlockTag>(TagOf(state, block));
}
inline InlineTag InlineTagOf(const RuntimeState* state, Ref inline_value) {
  return static_cast<InlineTag>(TagOf(state, inline_value));
}
inline Ref FieldOf(const RuntimeState* state, Ref value, uint32_t index) {
  return gc::At<gc::FixedObject>(state, value)->refs[index];
}
inline std::string_view TextFieldOf(const RuntimeState* state, Ref value, uint32_t index) {
  return TextOf(state, FieldOf(state, value, index));
}
inline uint64_t HeadingLevelOf(const RuntimeState* state, Ref heading) {
  return *gc::At<uint64_t>(state, heading + gc::ScalarOffset(1));
}
inline bool IsOrderedList(const RuntimeState* state, Ref list) {
  return *gc::At<uint8_t>(state, list + gc::ScalarOffset(1)) != 0;
}

}  // namespace vera::hostabi::markdown

#endif  // VERA_HOSTABI_MARKDOWN_VALUES_H_
