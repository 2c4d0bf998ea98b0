#include "codegen/abi.h"

#include <map>

#include "llvm/ADT/IntEqClasses.h"
#include "llvm/IR/Attributes.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/LLVMContext.h"
#include "support/check.h"

namespace vera::codegen {
namespace {

// What a prototype is made from: a function's or a closure shape's own types.
struct Shape {
  std::vector<ir::Type> params;
  ir::Type result = ir::Type::kVoid;
  bool collects = false;

  friend bool operator<(const Shape& a, const Shape& b) {
    return std::tie(a.params, a.result) < std::tie(b.params, b.result);
  }
};

void CountSlots(llvm::ArrayRef<ir::Type> params, unsigned& ints, unsigned& floats) {
  ints = floats = 0;
  for (ir::Type type : params) {
    ++(type == ir::Type::kF64 ? floats : ints);
  }
}

Prototype MakePrototype(llvm::LLVMContext& context, llvm::ArrayRef<const Shape*> members) {
  Prototype prototype;
  for (const Shape* member : members) {
    prototype.has_sp |= member->collects;
    prototype.padded |= member->params != members[0]->params;
    VERA_CHECK(member->result == members[0]->result, "codegen: tail call changes the result type");
  }
  llvm::Type* pointer = llvm::PointerType::get(context, 0);
  llvm::SmallVector<llvm::Type*, 8> types(prototype.first_param(), pointer);
  if (prototype.padded) {
    for (const Shape* member : members) {
      unsigned ints;
      unsigned floats;
      CountSlots(member->params, ints, floats);
      prototype.int_slots = std::max(prototype.int_slots, ints);
      prototype.float_slots = std::max(prototype.float_slots, floats);
    }
    types.append(prototype.int_slots, llvm::Type::getInt64Ty(context));
    types.append(prototype.float_slots, llvm::Type::getDoubleTy(context));
  } else {
    for (ir::Type type : members[0]->params) {
      types.push_back(TypeOf(context, type));
    }
  }
  prototype.type = llvm::FunctionType::get(TypeOf(context, members[0]->result), types, false);
  return prototype;
}

// Functions and closure shapes that must have the same prototype.
llvm::IntEqClasses FindGroups(const ir::Module& module, llvm::ArrayRef<uint32_t> shape_of,
                              const std::map<Shape, uint32_t>& shapes) {
  const uint32_t count = module.functions.size();
  llvm::IntEqClasses groups(count + shapes.size());
  for (uint32_t f = 0; f < count; ++f) {
    const ir::Function& function = module.functions[f];
    if (function.is_closure_body) {
      auto shape = shapes.find({function.param_types, function.result});
      if (shape != shapes.end()) {
        groups.join(f, count + shape->second);
      }
    }
    for (const ir::Block& block : function.blocks) {
      if (block.ops.empty()) {
        continue;
      }
      const ir::Op& last = function.ops[block.ops.back().index];
      if (last.kind == ir::OpKind::kTailCall) {
        groups.join(f, last.target);
      } else if (last.kind == ir::OpKind::kTailCallClosure) {
        groups.join(f, count + shape_of[last.target]);
      }
    }
  }
  groups.compress();
  return groups;
}

}  // namespace

llvm::Type* TypeOf(llvm::LLVMContext& context, ir::Type type) {
  switch (type) {
    case ir::Type::kVoid:
      return llvm::Type::getVoidTy(context);
    case ir::Type::kI1:
      return llvm::Type::getInt1Ty(context);
    case ir::Type::kI8:
      return llvm::Type::getInt8Ty(context);
    case ir::Type::kI32:
    case ir::Type::kRef:
      return llvm::Type::getInt32Ty(context);
    case ir::Type::kI64:
      return llvm::Type::getInt64Ty(context);
    case ir::Type::kF64:
      return llvm::Type::getDoubleTy(context);
  }
  VERA_UNREACHABLE("codegen: type");
}

llvm::AttributeList ConventionAttributes(llvm::FunctionType* type) {
  llvm::LLVMContext& context = type->getContext();
  llvm::AttributeList attributes;
  auto is_small = [](llvm::Type* t) { return t->isIntegerTy(1) || t->isIntegerTy(8); };
  if (is_small(type->getReturnType())) {
    attributes = attributes.addRetAttribute(context, llvm::Attribute::ZExt);
  }
  for (unsigned i = 0; i < type->getNumParams(); ++i) {
    if (is_small(type->getParamType(i))) {
      attributes = attributes.addParamAttribute(context, i, llvm::Attribute::ZExt);
    }
  }
  return attributes;
}

llvm::SmallVector<unsigned, 8> ArgumentNumbers(const Prototype& prototype,
                                               llvm::ArrayRef<ir::Type> params) {
  llvm::SmallVector<unsigned, 8> numbers;
  unsigned next_int = prototype.first_param();
  unsigned next_float = next_int + prototype.int_slots;
  for (ir::Type type : params) {
    const bool is_float = prototype.padded && type == ir::Type::kF64;
    numbers.push_back(is_float ? next_float++ : next_int++);
  }
  return numbers;
}

llvm::SmallVector<ir::Type, 8> AbiTable::ClosureParams(const ir::Signature& signature) {
  llvm::SmallVector<ir::Type, 8> params(signature.params.begin(), signature.params.end());
  params.push_back(ir::Type::kRef);
  return params;
}

AbiTable::AbiTable(const ir::Module& module, llvm::LLVMContext& context)
    : function_count_(module.functions.size()) {
  std::map<Shape, uint32_t> shapes;
  std::vector<Shape> members;
  for (const ir::Function& function : module.functions) {
    members.push_back({function.param_types, function.result, function.collects});
  }
  for (const ir::Signature& signature : module.signatures) {
    auto params = ClosureParams(signature);
    Shape shape{{params.begin(), params.end()}, signature.result, signature.collects};
    auto [found, added] = shapes.try_emplace(shape, shapes.size());
    if (added) {
      members.push_back(shape);
    } else {
      members[function_count_ + found->second].collects |= signature.collects;
    }
    shape_of_.push_back(found->second);
  }
  llvm::IntEqClasses groups = FindGroups(module, shape_of_, shapes);
  std::vector<llvm::SmallVector<const Shape*, 2>> members_of(groups.getNumClasses());
  for (uint32_t i = 0; i < members.size(); ++i) {
    group_of_.push_back(groups[i]);
    members_of[groups[i]].push_back(&members[i]);
  }
  for (const auto& group : members_of) {
    groups_.push_back(MakePrototype(context, group));
  }
}

}  // namespace vera::codegen
