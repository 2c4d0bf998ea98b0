#include "ir/module.h"

#include "support/check.h"

namespace vera::ir {
namespace {

// The words of ops.def's trait and stage columns.
constexpr uint16_t Pure = kPure;
constexpr uint16_t Reads = kReads;
constexpr uint16_t Writes = kWrites;
constexpr uint16_t Traps = kTraps;
constexpr uint16_t Collects = kCollects;
constexpr uint16_t MayThrow = kMayThrow;
constexpr uint16_t Terminator = kTerminator;
constexpr uint8_t High = kHigh;
constexpr uint8_t Core = kCore;

constexpr OpInfo kInfos[] = {
#define VERA_OP(name, mnemonic, operands, results, attributes, traits, stages, doc) \
  {#name, mnemonic, operands, results, attributes, traits, stages, doc},
#include "ir/ops.def"
#undef VERA_OP
};

// gc/layout.h's figures. ir/ lies above gc/, so they are named again here; codegen asserts that both agree.
constexpr uint32_t kHeaderBytes = 4;
constexpr uint32_t kRefBytes = 4;
constexpr uint32_t kUnitBytes = 8;
constexpr uint32_t kMaxRefs = 255;
constexpr uint32_t kMaxUnits = 255;

constexpr uint32_t AlignUp8(uint32_t bytes) { return (bytes + 7) & ~7u; }

uint32_t BytesOf(Type type) {
  switch (type) {
    case Type::kI1:
    case Type::kI8:
      return 1;
    case Type::kI32:
    case Type::kRef:
      return 4;
    case Type::kI64:
    case Type::kF64:
      return 8;
    case Type::kVoid:
      break;
  }
  return 0;
}

// Places every field of `bytes` size that is (not) a reference; gives the offset behind them.
uint32_t Place(Layout& layout, uint32_t offset, uint32_t bytes, bool refs) {
  for (size_t i = 0; i < layout.fields.size(); ++i) {
    Type type = layout.fields[i];
    if (BytesOf(type) == bytes && (type == Type::kRef) == refs) {
      layout.offsets[i] = offset;
      offset += bytes;
    }
  }
  return offset;
}

}  // namespace

const char* TypeName(Type type) {
  constexpr const char* kNames[] = {"void", "i1", "i8", "i32", "i64", "f64", "ref"};
  return kNames[static_cast<size_t>(type)];
}

const OpInfo& InfoOf(OpKind kind) { return kInfos[static_cast<size_t>(kind)]; }

FuncId Module::FindFunction(llvm::StringRef name) const {
  for (size_t i = 0; i < functions.size(); ++i) {
    if (functions[i].name == name) {
      return FuncId{static_cast<uint32_t>(i)};
    }
  }
  return {};
}

bool LayoutFits(uint32_t tag, llvm::ArrayRef<Type> fields, bool is_closure) {
  if (tag > kMaxTag || fields.size() > kMaxUnits * kUnitBytes) {
    return false;
  }
  uint32_t refs = 0;
  uint32_t scalars = is_closure ? 8 : 0;
  for (Type type : fields) {
    if (type == Type::kVoid) {
      return false;
    }
    (type == Type::kRef ? refs : scalars) += type == Type::kRef ? 1 : BytesOf(type);
  }
  return refs <= kMaxRefs &&
         AlignUp8(AlignUp8(kHeaderBytes + refs * kRefBytes) + scalars) <= kMaxUnits * kUnitBytes;
}

Layout MakeLayout(uint32_t tag, llvm::ArrayRef<Type> fields, bool is_closure) {
  VERA_CHECK(LayoutFits(tag, fields, is_closure), "ir: object too large or field without a value");
  Layout layout;
  layout.tag = tag;
  layout.is_closure = is_closure;
  layout.fields.assign(fields.begin(), fields.end());
  layout.offsets.resize(fields.size());
  uint32_t offset = Place(layout, kHeaderBytes, kRefBytes, true);
  layout.ref_count = (offset - kHeaderBytes) / kRefBytes;
  if (is_closure || layout.ref_count < fields.size()) {
    // Scalars of any size start at a multiple of 8 (gc::ScalarOffset).
    offset = AlignUp8(offset);
  }
  if (is_closure) {
    layout.code_offset = offset;
    offset += 8;
  }
  for (uint32_t bytes : {8, 4, 1}) {
    offset = Place(layout, offset, bytes, false);
  }
  layout.size = AlignUp8(offset);
  return layout;
}

LayoutId InternLayout(Module& module, uint32_t tag, llvm::ArrayRef<Type> fields, bool is_closure) {
  for (size_t i = 0; i < module.layouts.size(); ++i) {
    const Layout& layout = module.layouts[i];
    if (layout.tag == tag && layout.is_closure == is_closure &&
        llvm::ArrayRef<Type>(layout.fields) == fields) {
      return LayoutId{static_cast<uint32_t>(i)};
    }
  }
  module.layouts.push_back(MakeLayout(tag, fields, is_closure));
  return LayoutId{static_cast<uint32_t>(module.layouts.size() - 1)};
}

LiteralId InternLiteral(Module& module, llvm::StringRef bytes) {
  for (size_t i = 0; i < module.literals.size(); ++i) {
    if (module.literals[i].bytes == bytes) {
      return LiteralId{static_cast<uint32_t>(i)};
    }
  }
  module.literals.push_back(Literal{bytes.str()});
  return LiteralId{static_cast<uint32_t>(module.literals.size() - 1)};
}

SignatureId InternSignature(Module& module, llvm::ArrayRef<Type> params, Type result,
                            bool may_throw) {
  for (size_t i = 0; i < module.signatures.size(); ++i) {
    const Signature& signature = module.signatures[i];
    if (signature.result == result && signature.may_throw == may_throw &&
        llvm::ArrayRef<Type>(signature.params) == params) {
      return SignatureId{static_cast<uint32_t>(i)};
    }
  }
  Signature signature;
  signature.params.assign(params.begin(), params.end());
  signature.result = result;
  signature.may_throw = may_throw;
  module.signatures.push_back(std::move(signature));
  return SignatureId{static_cast<uint32_t>(module.signatures.size() - 1)};
}

bool MayCollect(const Module& module, const Op& op, llvm::ArrayRef<HostInfo> hosts) {
  switch (op.kind) {
    case OpKind::kCall:
    case OpKind::kTailCall:
      return module.functions[op.target].collects;
    case OpKind::kCallClosure:
    case OpKind::kTailCallClosure:
      return module.signatures[op.target].collects;
    case OpKind::kCallHost:
      return op.target >= hosts.size() || hosts[op.target].collects;
    default:
      return (InfoOf(op.kind).traits & kCollects) != 0;
  }
}

}  // namespace vera::ir
