#ifndef VERA_CODEGEN_ABI_H_
#define VERA_CODEGEN_ABI_H_

#include <vector>

#include "ir/module.h"

namespace llvm {
class AttributeList;
class FunctionType;
class LLVMContext;
class Type;
}  // namespace llvm

// How generated functions are called: R f(ptr context, [ptr sp,] parameters...) in the C
// convention.
//
// A guaranteed tail call needs caller and callee to have one prototype (anything else is
// miscompiled on x86-64 when an argument lies on the stack, or refused on wasm32). So functions
// that tail-call each other form a group, and so do a closure shape (parameters and result) and its
// bodies. A group whose members differ shares a padded prototype: as many i64 as any member has
// integers and references, then as many doubles.

namespace vera::codegen {

llvm::Type* TypeOf(llvm::LLVMContext& context, ir::Type type);

// What the C convention asks of a function of this type: Bool and Byte arrive zero-extended.
llvm::AttributeList ConventionAttributes(llvm::FunctionType* type);

struct Prototype {
  llvm::FunctionType* type = nullptr;
  bool has_sp = false;
  bool padded = false;
  unsigned int_slots = 0;    // padded only
  unsigned float_slots = 0;  // padded only

  unsigned first_param() const { return has_sp ? 2 : 1; }
};

// The argument number of each parameter.
llvm::SmallVector<unsigned, 8> ArgumentNumbers(const Prototype& prototype,
                                               llvm::ArrayRef<ir::Type> params);

class AbiTable {
 public:
  AbiTable(const ir::Module& module, llvm::LLVMContext& context);

  const Prototype& OfFunction(ir::FuncId id) const { return groups_[group_of_[id.index]]; }
  const Prototype& OfSignature(ir::SignatureId id) const {
    return groups_[group_of_[function_count_ + shape_of_[id.index]]];
  }
  // The parameters of a closure call: the signature's, then the closure.
  static llvm::SmallVector<ir::Type, 8> ClosureParams(const ir::Signature& signature);

 private:
  size_t function_count_;
  std::vector<uint32_t>
      shape_of_;  // by SignatureId; signatures that differ only in effects share one
  std::vector<uint32_t> group_of_;  // by function, then by shape
  std::vector<Prototype> groups_;
};

}  // namespace vera::codegen

#endif  // VERA_CODEGEN_ABI_H_
