#ifndef VERA_IR_OP_SPEC_H_
#define VERA_IR_OP_SPEC_H_

#include "ir/module.h"

// The strings of an op's row (ops.def), read once: what printer, parser and verifier are driven by.

namespace vera::ir {

// A fixed type, or a rule for one.
enum class TypeRule : uint8_t { kFixed, kSame /* T */, kAny /* A, R */, kOptional /* A?, R? */ };
struct TypeSpec {
  TypeRule rule = TypeRule::kFixed;
  Type type = Type::kVoid;  // kFixed
};

enum Attribute : uint16_t {
  kAttrImm = 1,
  kAttrFimm = 2,
  kAttrPred = 4,
  kAttrFn = 8,
  kAttrHost = 16,
  kAttrSig = 32,
  kAttrLayout = 64,
  kAttrLiteral = 128,
  kAttrSite = 256,
  kAttrField = 512,
  kAttrElem = 1024,
  kAttrSlot = 2048,
  kAttrCases = 4096,
};

struct OpSpec {
  llvm::SmallVector<TypeSpec, 5> operands;
  bool variadic = false;  // any number of further operands
  TypeSpec result;
  uint16_t attributes = 0;
};
const OpSpec& SpecOf(OpKind kind);

// Number of successors: 0 except for br, cond_br; switch has one more than cases.
uint32_t FixedSuccessors(OpKind kind);

const char* PredName(Pred pred);
bool ParsePred(llvm::StringRef name, Pred& pred);
bool ParseType(llvm::StringRef name, Type& type);  // all but void
bool ParseMnemonic(llvm::StringRef mnemonic, OpKind& kind);

}  // namespace vera::ir

#endif  // VERA_IR_OP_SPEC_H_
