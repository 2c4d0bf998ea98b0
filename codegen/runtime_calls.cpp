#include "codegen/runtime_calls.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"
#include "support/check.h"

namespace vera::codegen {
namespace {

constexpr uint8_t kCold = 1;
constexpr uint8_t kNoReturn = 2;

struct Row {
  const char* name;
  const char* result;
  const char* parameters;
  uint8_t attributes;
};
constexpr Row kRows[] = {
#define VERA_RUNTIME_CALL(name, result, parameters, attributes, doc) \
  {#name, result, parameters, attributes},
#include "codegen/runtime_calls.def"
};

llvm::Type* TypeOfLetter(llvm::LLVMContext& context, char letter) {
  switch (letter) {
    case 'v':
      return llvm::Type::getVoidTy(context);
    case 'p':
      return llvm::PointerType::get(context, 0);
    case 'k':
      return llvm::Type::getInt8Ty(context);
    case 'i':
      return llvm::Type::getInt32Ty(context);
    case 'l':
      return llvm::Type::getInt64Ty(context);
  }
  VERA_UNREACHABLE("codegen: letter in runtime_calls.def");
}

}  // namespace

llvm::Function* Declare(llvm::Module& module, RuntimeCall call) {
  const Row& row = kRows[static_cast<size_t>(call)];
  if (llvm::Function* known = module.getFunction(row.name)) {
    return known;
  }
  llvm::LLVMContext& context = module.getContext();
  llvm::SmallVector<llvm::Type*, 6> params;
  for (const char* letter = row.parameters; *letter != 0; ++letter) {
    params.push_back(TypeOfLetter(context, *letter));
  }
  auto* type = llvm::FunctionType::get(TypeOfLetter(context, *row.result), params, false);
  auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, row.name, module);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  if ((row.attributes & kCold) != 0) {
    function->addFnAttr(llvm::Attribute::Cold);
  }
  if ((row.attributes & kNoReturn) != 0) {
    function->addFnAttr(llvm::Attribute::NoReturn);
  }
  for (unsigned i = 0; i < params.size(); ++i) {
    if (row.parameters[i] == 'k') {
      function->addParamAttr(i, llvm::Attribute::ZExt);
    }
  }
  return function;
}

}  // namespace vera::codegen
