#include "codegen/generate.h"

#include <optional>

#include "codegen/debug_locations.h"
#include "codegen/function_codegen.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "support/check.h"

namespace vera::codegen {
namespace {

void MakeAccessTags(ModuleContext& module) {
  constexpr const char* kNames[] = {"state",   "shadow", "header", "field",
                                    "element", "cell",   "slot"};
  static_assert(std::size(kNames) == static_cast<size_t>(Access::kCount));
  llvm::MDBuilder builder(module.llvm.getContext());
  llvm::MDNode* root = builder.createTBAARoot("vera");
  for (size_t i = 0; i < std::size(kNames); ++i) {
    llvm::MDNode* type = builder.createTBAAScalarTypeNode(kNames[i], root);
    module.access_tags[i] = builder.createTBAAStructTagNode(type, type, 0);
  }
}

void MakeLiterals(ModuleContext& module, const LiteralImage* image) {
  llvm::Type* i32 = llvm::Type::getInt32Ty(module.llvm.getContext());
  if (!module.target.literals_in_module()) {
    VERA_CHECK(image != nullptr, "codegen: literals have no place");
    for (uint32_t ref : image->refs) {
      module.literals.push_back(llvm::ConstantInt::get(i32, ref));
    }
    return;
  }
  for (const ir::Literal& literal : module.ir.literals) {
    if (literal.bytes.empty()) {
      module.literals.push_back(llvm::cast<llvm::Constant>(
          module.target.NullaryRef(module.llvm, gc::EmptyCountedOffset(gc::ObjectKind::kBytes))));
      continue;
    }
    const std::vector<uint8_t> object_bytes = LiteralObject(literal);
    llvm::Constant* bytes = llvm::ConstantDataArray::get(module.llvm.getContext(), object_bytes);
    auto* object = new llvm::GlobalVariable(module.llvm, bytes->getType(), true,
                                            llvm::GlobalValue::PrivateLinkage, bytes, "literal");
    object->setAlignment(llvm::Align(gc::kUnitBytes));
    module.literals.push_back(llvm::ConstantExpr::getPtrToInt(object, i32));
  }
}

// The module's own mutable words. They live as long as its code; the entry resets them for each
// run.
void MakeGlobals(ModuleContext& module, const Part& part) {
  bool makes_codes = false;
  for (const ir::Function& function : module.ir.functions) {
    makes_codes |= llvm::any_of(function.ops,
                                [](const ir::Op& op) { return op.kind == ir::OpKind::kFreshCode; });
  }
  llvm::Type* i64 = llvm::Type::getInt64Ty(module.llvm.getContext());
  auto make = [&](llvm::Type* type, const char* name) {
    return new llvm::GlobalVariable(
        module.llvm, type, false,
        part.has_all() ? llvm::GlobalValue::InternalLinkage : llvm::GlobalValue::ExternalLinkage,
        part.is_main ? llvm::Constant::getNullValue(type) : nullptr, name);
  };
  if (module.ir.slot_count != 0) {
    module.slots = make(llvm::ArrayType::get(i64, module.ir.slot_count), "vera_slots");
  }
  if (makes_codes) {
    module.fresh_code = make(i64, "vera_fresh_code");
  }
}

// Whether this part has code for the function. Those that are inlined are in every part.
bool IsDefined(const ModuleContext& module, const Part& part, uint32_t function) {
  return part.has_all() || part.functions.test(function) ||
         IsInlined(module.ir.functions[function]);
}

llvm::GlobalValue::LinkageTypes LinkageOf(const ModuleContext& module, const Part& part,
                                          uint32_t id) {
  const ir::Function& function = module.ir.functions[id];
  const bool is_shared = part.has_all()            ? function.exported
                         : part.functions.test(id) ? function.exported || !IsInlined(function)
                                                   : !IsDefined(module, part, id);
  return is_shared ? llvm::GlobalValue::ExternalLinkage : llvm::GlobalValue::InternalLinkage;
}

void DeclareFunctions(ModuleContext& module, const Part& part) {
  llvm::LLVMContext& context = module.llvm.getContext();
  for (uint32_t i = 0; i < module.ir.functions.size(); ++i) {
    const ir::Function& function = module.ir.functions[i];
    const Prototype& prototype = module.abi.OfFunction({i});
    auto* declared = llvm::Function::Create(prototype.type, LinkageOf(module, part, i),
                                            kFunctionPrefix + function.name, module.llvm);
    declared->setAttributes(ConventionAttributes(prototype.type));
    declared->addFnAttr(llvm::Attribute::NoUnwind);
    // Traps walk the native stack; a function that calls nothing is never on it below another.
    declared->addFnAttr("frame-pointer", "non-leaf");
    declared->addParamAttr(0, llvm::Attribute::NoAlias);
    declared->addParamAttr(0, llvm::Attribute::NonNull);
    declared->addParamAttr(
        0, llvm::Attribute::getWithDereferenceableBytes(context, sizeof(gc::RuntimeState)));
    if (prototype.has_sp) {
      declared->addParamAttr(1, llvm::Attribute::NoAlias);
    }
    if (IsInlined(function)) {
      declared->addFnAttr(llvm::Attribute::AlwaysInline);
    }
    module.functions.push_back(declared);
  }
}

}  // namespace

// vera_entry: the module's state to its start, arguments from bits, the result to bits.
void FunctionCodegen::EmitEntry(ModuleContext& module, ir::FuncId entry) {
  llvm::LLVMContext& context = module.llvm.getContext();
  llvm::Type* pointer = llvm::PointerType::get(context, 0);
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                       {pointer, pointer, pointer, pointer}, false);
  auto* stub =
      llvm::Function::Create(type, llvm::Function::ExternalLinkage, kEntrySymbol, module.llvm);
  stub->addFnAttr(llvm::Attribute::NoUnwind);
  stub->addFnAttr("frame-pointer", "all");
  const ir::Function& ir = module.ir.functions[entry.index];
  FunctionCodegen codegen(module, ir, stub);
  llvm::IRBuilder<>& builder = codegen.builder_;
  codegen.Continue(llvm::BasicBlock::Create(context, "", stub));
  if (module.slots != nullptr) {
    builder.CreateMemSet(module.slots, builder.getInt8(0), uint64_t{8} * module.ir.slot_count,
                         llvm::MaybeAlign(8));
  }
  if (module.fresh_code != nullptr) {
    builder.CreateStore(builder.getInt64(kFirstFreshCode - 1), module.fresh_code);
  }
  Values args;
  for (unsigned i = 0; i < ir.param_types.size(); ++i) {
    llvm::Type* i64 = builder.getInt64Ty();
    llvm::Value* bits =
        builder.CreateLoad(i64, builder.CreateConstInBoundsGEP1_32(i64, stub->getArg(2), i));
    args.push_back(codegen.FromBits(bits, ir.param_types[i]));
  }
  llvm::CallInst* call =
      codegen.EmitCall(module.abi.OfFunction(entry), module.functions[entry.index], ir.param_types,
                       args, stub->getArg(1));
  call->addFnAttr(llvm::Attribute::NoInline);  // keeps the entry's own frame in backtraces
  if (ir.result != ir::Type::kVoid) {
    builder.CreateStore(codegen.ToBits(call), stub->getArg(3));
  }
  builder.CreateRetVoid();
}

std::unique_ptr<llvm::Module> Generate(const ir::Module& module, const Target& target,
                                       const llvm::TargetMachine& machine,
                                       llvm::LLVMContext& context, const GenerateOptions& options) {
  auto result = std::make_unique<llvm::Module>("vera", context);
  result->setTargetTriple(machine.getTargetTriple());
  result->setDataLayout(machine.createDataLayout());
  if (machine.isPositionIndependent()) {
    result->setPICLevel(llvm::PICLevel::SmallPIC);
  }
  ModuleContext shared(module, target, *result);
  MakeAccessTags(shared);
  MakeLiterals(shared, options.image);
  MakeGlobals(shared, options.part);
  DeclareFunctions(shared, options.part);
  std::optional<DebugLocations> debug;
  if (options.debug_locations) {
    debug.emplace(*result);
  }
  for (uint32_t i = 0; i < module.functions.size(); ++i) {
    if (!IsDefined(shared, options.part, i)) {
      continue;
    }
    if (debug) {
      debug->Add(*shared.functions[i], i, module.functions[i]);
    }
    FunctionCodegen(shared, module.functions[i], shared.functions[i]).Run();
  }
  if (module.entry.valid() && options.part.is_main) {
    FunctionCodegen::EmitEntry(shared, module.entry);
  }
  if (debug) {
    debug->Finish();
  }
#ifdef VERA_CHECKED
  if (llvm::verifyModule(*result, &llvm::errs())) {
    VERA_UNREACHABLE("codegen: LLVM refuses the module");
  }
#endif
  return result;
}

}  // namespace vera::codegen
