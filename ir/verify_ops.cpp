#include "ir/function_verifier.h"
#include "llvm/ADT/STLExtras.h"

namespace vera::ir {
namespace {

bool IsInteger(Type type) {
  return type == Type::kI1 || type == Type::kI8 || type == Type::kI32 || type == Type::kI64;
}

uint32_t BitsOf(Type type) {
  switch (type) {
    case Type::kI1:
      return 1;
    case Type::kI8:
      return 8;
    case Type::kI32:
      return 32;
    default:
      return 64;
  }
}

bool FitsIn(uint64_t value, Type type) {
  return BitsOf(type) == 64 || value < (uint64_t{1} << BitsOf(type));
}

bool IsFloatPred(Pred pred) { return pred == Pred::kEq || pred == Pred::kNe || pred >= Pred::kLt; }

}  // namespace

void FunctionVerifier::CheckRules(const Op& op) {
  CheckConstant(op);
  CheckNumeric(op);
  CheckConversion(op);
  CheckData(op);
  CheckArray(op);
  CheckCall(op);
  CheckControl(op);
  if (op.site.valid() && op.kind != OpKind::kCheck && op.kind != OpKind::kTrap) {
    CheckOwnShown(op, op.site.index);
    if (op.kind == OpKind::kDivInt && op.imm < module_.sites.size()) {
      CheckOwnShown(op, static_cast<uint32_t>(op.imm));
    }
  }
}

void FunctionVerifier::CheckConstant(const Op& op) {
  bool fits = true;
  switch (op.kind) {
    case OpKind::kConstI32:
    case OpKind::kConstI8:
    case OpKind::kConstI1:
      fits = FitsIn(op.imm, op.type);
      break;
    case OpKind::kConstNullary:
      fits = op.imm <= kMaxTag;
      break;
    default:
      break;
  }
  if (!fits) {
    Fault(op, "its constant is out of range");
  }
}

void FunctionVerifier::CheckNumeric(const Op& op) {
  switch (op.kind) {
    case OpKind::kDivInt:
      if (op.imm >= module_.sites.size()) {
        Fault(op, "no such site");
      }
      break;
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
    case OpKind::kShl:
    case OpKind::kShr:
      if (!IsInteger(op.type) || op.type == Type::kI1) {
        Fault(op, "is for integers");
      }
      break;
    case OpKind::kAnd:
    case OpKind::kOr:
    case OpKind::kXor:
      if (!IsInteger(op.type)) {
        Fault(op, "is for integers");
      }
      break;
    case OpKind::kIcmp: {
      Type type = TypeOf(op.operands[0]);
      bool equality = op.pred == Pred::kEq || op.pred == Pred::kNe;
      if (type != TypeOf(op.operands[1]) || !(IsInteger(type) || type == Type::kRef)) {
        Fault(op, "compares two integers of one type or two references");
      } else if (op.pred >= Pred::kLt || (type == Type::kRef && !equality)) {
        Fault(op, "has no such predicate");
      }
      break;
    }
    case OpKind::kFcmp:
      if (!IsFloatPred(op.pred)) {
        Fault(op, "has no such predicate");
      }
      break;
    default:
      break;
  }
}

void FunctionVerifier::CheckConversion(const Op& op) {
  if (op.kind != OpKind::kZext && op.kind != OpKind::kTrunc) {
    return;
  }
  Type from = TypeOf(op.operands[0]);
  bool integers = IsInteger(from) && IsInteger(op.type);
  bool wider = BitsOf(op.type) > BitsOf(from);
  bool narrower = BitsOf(op.type) < BitsOf(from);
  if (!integers || !(op.kind == OpKind::kZext ? wider : narrower)) {
    Fault(op, "converts between integers the other way");
  }
}

void FunctionVerifier::CheckTypes(const Op& op, size_t first, llvm::ArrayRef<Type> expected,
                                  const char* what) {
  bool agree = op.operands.size() - first == expected.size();
  for (size_t i = 0; agree && i < expected.size(); ++i) {
    agree = TypeOf(op.operands[first + i]) == expected[i];
  }
  if (!agree) {
    Fault(op, what);
  }
}

void FunctionVerifier::CheckData(const Op& op) {
  switch (op.kind) {
    case OpKind::kDataNew: {
      const Layout& layout = module_.layouts[op.layout.index];
      CheckTypes(op, 0, layout.fields, "operands are not the layout's fields");
      if (layout.is_closure || layout.fields.empty()) {
        Fault(op, "needs a layout of data with fields");
      }
      break;
    }
    case OpKind::kDataGet:
      if (op.type != module_.layouts[op.layout.index].fields[op.field]) {
        Fault(op, "result is not of the field's type");
      }
      break;
    case OpKind::kClosureNew: {
      const Layout& layout = module_.layouts[op.layout.index];
      CheckTypes(op, 0, layout.fields, "captures are not the layout's fields");
      if (!layout.is_closure || !module_.functions[op.target].is_closure_body) {
        Fault(op, "needs a closure's layout and body");
      }
      break;
    }
    default:
      break;
  }
}

void FunctionVerifier::CheckArray(const Op& op) {
  if (op.kind == OpKind::kArrayGet && op.type != op.elem) {
    Fault(op, "result is not of the element's type");
  }
  if (op.kind == OpKind::kArrayInit && TypeOf(op.operands[2]) != op.elem) {
    Fault(op, "value is not of the element's type");
  }
}

void FunctionVerifier::CheckCall(const Op& op) {
  switch (op.kind) {
    case OpKind::kCall:
    case OpKind::kTailCall: {
      const Function& callee = module_.functions[op.target];
      CheckTypes(op, 0, callee.param_types, "arguments are not the callee's parameters");
      if (op.kind == OpKind::kTailCall) {
        CheckTailCall(op, callee.result, callee.may_throw);
      } else if (op.type != callee.result) {
        Fault(op, "result is not the callee's");
      }
      break;
    }
    case OpKind::kCallClosure:
    case OpKind::kTailCallClosure: {
      const Signature& signature = module_.signatures[op.target];
      CheckTypes(op, 1, signature.params, "arguments are not the signature's parameters");
      if (op.kind == OpKind::kTailCallClosure) {
        CheckTailCall(op, signature.result, signature.may_throw);
      } else if (op.type != signature.result) {
        Fault(op, "result is not the signature's");
      }
      break;
    }
    case OpKind::kCallHost:
      if (!hosts_.empty()) {
        CheckTypes(op, 0, hosts_[op.target].params, "arguments are not the host function's");
        if (op.type != hosts_[op.target].result) {
          Fault(op, "result is not the host function's");
        }
      }
      break;
    default:
      break;
  }
}

void FunctionVerifier::CheckTailCall(const Op& op, Type result, bool may_throw) {
  if (result != fn_.result) {
    Fault(op, "returns another type than its function");
  }
  if (may_throw && !fn_.may_throw) {
    Fault(op, "may throw, but its function says that it doesn't");
  }
}

void FunctionVerifier::CheckControl(const Op& op) {
  switch (op.kind) {
    case OpKind::kRet:
      if ((op.operands.empty() ? Type::kVoid : TypeOf(op.operands[0])) != fn_.result) {
        Fault(op, "returns another type than its function");
      }
      break;
    case OpKind::kSwitch:
      CheckSwitch(op);
      break;
    case OpKind::kCheck:
      CheckShown(op, 1);
      break;
    case OpKind::kTrap:
      CheckShown(op, 0);
      break;
    default:
      break;
  }
}

void FunctionVerifier::CheckSwitch(const Op& op) {
  Type type = TypeOf(op.operands[0]);
  if (!IsInteger(type)) {
    Fault(op, "is on an integer");
    return;
  }
  // A set of llvm::ADT can't hold every 64-bit key; sorting a copy can.
  llvm::SmallVector<uint64_t, 8> sorted(op.cases.begin(), op.cases.end());
  llvm::sort(sorted);
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    Fault(op, "two equal cases");
  }
  if (!sorted.empty() && !FitsIn(sorted.back(), type)) {
    Fault(op, "a case is out of its type's range");
  }
}

namespace {

Type TypeOfLabel(uint8_t letter) {
  switch (letter) {
    case 'b':
      return Type::kI1;
    case 'y':
      return Type::kI8;
    case 'f':
      return Type::kF64;
    case 's':
      return Type::kRef;
    default:
      return Type::kI64;
  }
}

}  // namespace

// Of check and trap, whose further operands are there to be shown.
void FunctionVerifier::CheckShown(const Op& op, size_t first) {
  const TrapSite& site = module_.sites[op.site.index];
  llvm::SmallVector<Type, 4> expected;
  for (uint8_t letter : site.label_types) {
    expected.push_back(TypeOfLabel(letter));
  }
  CheckTypes(op, first, expected, "shown values are not what the site's labels say");
}

// Of ops that trap by themselves: nothing is shown, or there is a label for each operand.
void FunctionVerifier::CheckOwnShown(const Op& op, uint32_t site_index) {
  const TrapSite& site = module_.sites[site_index];
  bool fits = site.labels.empty() || site.labels.size() == op.operands.size();
  for (size_t i = 0; fits && i < site.label_types.size(); ++i) {
    fits = TypeOf(op.operands[i]) == TypeOfLabel(site.label_types[i]);
  }
  if (!fits) {
    Fault(op, "its operands are not what the site's labels say");
  }
}

}  // namespace vera::ir
