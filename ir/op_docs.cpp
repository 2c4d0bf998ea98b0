#include "ir/op_docs.h"

#include "ir/module.h"

namespace vera::ir {
namespace {

struct TraitName {
  Trait trait;
  const char* name;
};
constexpr TraitName kTraitNames[] = {{kPure, "pure"},         {kReads, "reads"},        {kWrites, "writes"},
                                     {kTraps, "traps"},       {kCollects, "collects"},  {kMayThrow, "may throw"},
                                     {kTerminator, "terminator"}};

std::string Traits(uint16_t traits) {
  std::string text;
  for (const TraitName& row : kTraitNames) {
    if ((traits & row.trait) != 0) {
      text += (text.empty() ? "" : ", ") + std::string(row.name);
    }
  }
  return text;
}

}  // namespace

std::string OpsMarkdown() {
  std::string out =
      "# The ops of the IR\n\n"
      "Made from `ir/ops.def` by `build/dev/bin/dump_tables ir`; a test compares the two. Operands and results name types: `T` is\n"
      "the type of the result `R`, `A` any type, `...` any number. *collects*: references that live across the op are relocated.\n"
      "*traps*: may leave the run by its site. The textual form is described in `ir/parser.h`.\n\n"
      "| op | operands | result | attributes | traits | meaning |\n|---|---|---|---|---|---|\n";
  for (uint32_t i = 0; i < static_cast<uint32_t>(OpKind::kCount); ++i) {
    const OpInfo& info = InfoOf(static_cast<OpKind>(i));
    out += std::string("| `") + info.mnemonic + "` | " + info.operands + " | " + info.results + " | " +
           info.attributes + " | " + Traits(info.traits) + " | " + info.doc + " |\n";
  }
  return out;
}

}  // namespace vera::ir
