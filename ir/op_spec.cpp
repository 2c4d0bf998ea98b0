#include "ir/op_spec.h"

#include <array>

#include "llvm/ADT/StringMap.h"
#include "support/check.h"

namespace vera::ir {
namespace {

constexpr size_t kOpCount = static_cast<size_t>(OpKind::kCount);

struct NamedAttribute {
  llvm::StringLiteral name;
  Attribute attribute;
};
constexpr NamedAttribute kAttributes[] = {
    {"imm", kAttrImm},         {"fimm", kAttrFimm},   {"pred", kAttrPred},
    {"fn", kAttrFn},           {"host", kAttrHost},   {"sig", kAttrSig},
    {"layout", kAttrLayout},   {"site", kAttrSite},   {"field", kAttrField},
    {"literal", kAttrLiteral}, {"elem", kAttrElem},   {"slot", kAttrSlot},
    {"cases", kAttrCases},
};

constexpr const char* kPredNames[] = {"eq",  "ne",  "slt", "sle", "sgt", "sge", "ult",
                                      "ule", "ugt", "uge", "lt",  "le",  "gt",  "ge"};

TypeSpec ReadType(llvm::StringRef text) {
  if (text == "void") {
    return {TypeRule::kFixed, Type::kVoid};
  }
  if (text == "T") {
    return {TypeRule::kSame, Type::kVoid};
  }
  if (text == "A" || text == "R") {
    return {TypeRule::kAny, Type::kVoid};
  }
  if (text == "A?" || text == "R?") {
    return {TypeRule::kOptional, Type::kVoid};
  }
  TypeSpec spec;
  VERA_CHECK(ParseType(text, spec.type), "ir: ops.def names an unknown type");
  return spec;
}

// Calls `item` with each element of a comma-separated list.
template <typename Function>
void ForEachItem(llvm::StringRef list, Function item) {
  while (!list.empty()) {
    auto [head, rest] = list.split(',');
    item(head.trim());
    list = rest;
  }
}

OpSpec ReadSpec(const OpInfo& info) {
  OpSpec spec;
  ForEachItem(info.operands, [&](llvm::StringRef item) {
    if (item == "...") {
      spec.variadic = true;
    } else {
      spec.operands.push_back(ReadType(item));
    }
  });
  spec.result = ReadType(info.results);
  ForEachItem(info.attributes, [&](llvm::StringRef item) {
    bool known = false;
    for (const NamedAttribute& named : kAttributes) {
      if (named.name == item) {
        spec.attributes |= named.attribute;
        known = true;
      }
    }
    VERA_CHECK(known, "ir: ops.def names an unknown attribute");
  });
  return spec;
}

std::array<OpSpec, kOpCount> ReadSpecs() {
  std::array<OpSpec, kOpCount> specs;
  for (size_t i = 0; i < kOpCount; ++i) {
    specs[i] = ReadSpec(InfoOf(static_cast<OpKind>(i)));
  }
  return specs;
}

}  // namespace

const OpSpec& SpecOf(OpKind kind) {
  static const std::array<OpSpec, kOpCount> specs = ReadSpecs();
  return specs[static_cast<size_t>(kind)];
}

uint32_t FixedSuccessors(OpKind kind) {
  return kind == OpKind::kBr ? 1 : kind == OpKind::kCondBr ? 2 : 0;
}

const char* PredName(Pred pred) { return kPredNames[static_cast<size_t>(pred)]; }

bool ParsePred(llvm::StringRef name, Pred& pred) {
  for (size_t i = 0; i < std::size(kPredNames); ++i) {
    if (name == kPredNames[i]) {
      pred = static_cast<Pred>(i);
      return true;
    }
  }
  return false;
}

bool ParseType(llvm::StringRef name, Type& type) {
  for (Type candidate : {Type::kI1, Type::kI8, Type::kI32, Type::kI64, Type::kF64, Type::kRef}) {
    if (name == TypeName(candidate)) {
      type = candidate;
      return true;
    }
  }
  return false;
}

bool ParseMnemonic(llvm::StringRef mnemonic, OpKind& kind) {
  static const llvm::StringMap<OpKind> kinds = [] {
    llvm::StringMap<OpKind> map;
    for (size_t i = 0; i < kOpCount; ++i) {
      map[InfoOf(static_cast<OpKind>(i)).mnemonic] = static_cast<OpKind>(i);
    }
    return map;
  }();
  auto found = kinds.find(mnemonic);
  if (found == kinds.end()) {
    return false;
  }
  kind = found->second;
  return true;
}

}  // namespace vera::ir
