#include "codegen/generate.h"

#include <optional>

#include "codegen/debug_locations.h"
#include "codegen/function_codegen.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "support/check.h"

namespace vera::codegen {
namespace {

// Functions of at most so many ops that call nothing are inlined even by the quick tier: accessors, comparisons.
constexpr size_t kMaxAlwaysInlinedOps = 12;

// About 3 LLVM instructions per op; optimising one costs some 45 us.
constexpr size_t kMaxThoroughOps = 500;

void MakeAccessTags(ModuleContext& module) {
  constexpr const char* kNames[] = {"state", "shadow", "header", "field", "element", "cell", "slot"};
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
      module.literals.push_back(llvm::cast<llvm::Constant>(module.target.NullaryRef(
          module.llvm, gc::EmptyCountedOffset(gc::ObjectKind::kBytes))));
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

// The module's own mutable words. They live as long as its code; the entry resets them for each run.
void MakeGlobals(ModuleContext& module) {
  bool makes_codes = false;
  for (const ir::Function& function : module.ir.functions) {
    makes_codes |= llvm::any_of(
        function.ops, [](const ir::Op& op) { return op.kind == ir::OpKind::kFreshCode; });
  }
  llvm::Type* i64 = llvm::Type::getInt64Ty(module.llvm.getContext());
  auto make = [&](llvm::Type* type, const char* name) {
    return new llvm::GlobalVariable(module.llvm, type, false, llvm::GlobalValue::InternalLinkage,
                                    llvm::Constant::getNullValue(type), name);
  };
  if (module.ir.slot_count != 0) {
    module.slots = make(llvm::ArrayType::get(i64, module.ir.slot_count), "vera_slots");
  }
  if (makes_codes) {
    module.fresh_code = make(i64, "vera_fresh_code");
  }
}

bool IsSmallLeaf(const ir::Function& function) {
  size_t count = 0;
  for (const ir::Block& block : function.blocks) {
    count += block.ops.size();
    for (ir::OpId id : block.ops) {
      switch (function.ops[id.index].kind) {
        case ir::OpKind::kCall:
        case ir::OpKind::kCallClosure:
        case ir::OpKind::kCallHost:
        case ir::OpKind::kTailCall:
        case ir::OpKind::kTailCallClosure:
          return false;
        default:
          break;
      }
    }
  }
  return count <= kMaxAlwaysInlinedOps;
}

void DeclareFunctions(ModuleContext& module) {
  llvm::LLVMContext& context = module.llvm.getContext();
  for (uint32_t i = 0; i < module.ir.functions.size(); ++i) {
    const ir::Function& function = module.ir.functions[i];
    const Prototype& prototype = module.abi.OfFunction({i});
    auto* declared = llvm::Function::Create(
        prototype.type,
        function.exported ? llvm::Function::ExternalLinkage : llvm::Function::InternalLinkage,
        kFunctionPrefix + function.name, module.llvm);
    declared->setAttributes(ConventionAttributes(prototype.type));
    declared->addFnAttr(llvm::Attribute::NoUnwind);
    // Traps walk the native stack; a function that calls nothing is never on it below another.
    declared->addFnAttr("frame-pointer", "non-leaf");
    declared->addParamAttr(0, llvm::Attribute::NoAlias);
    declared->addParamAttr(0, llvm::Attribute::NonNull);
    declared->addParamAttr(0, llvm::Attribute::getWithDereferenceableBytes(
                                  context, sizeof(gc::RuntimeState)));
    if (prototype.has_sp) {
      declared->addParamAttr(1, llvm::Attribute::NoAlias);
    }
    if (IsSmallLeaf(function)) {
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
  auto* stub = llvm::Function::Create(type, llvm::Function::ExternalLinkage, kEntrySymbol, module.llvm);
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
    llvm::Value* bits = builder.CreateLoad(i64, builder.CreateConstInBoundsGEP1_32(i64, stub->getArg(2), i));
    args.push_back(codegen.FromBits(bits, ir.param_types[i]));
  }
  llvm::CallInst* call = codegen.EmitCall(module.abi.OfFunction(entry), module.functions[entry.index],
                                          ir.param_types, args, stub->getArg(1));
  call->addFnAttr(llvm::Attribute::NoInline);  // keeps the entry's own frame in backtraces
  if (ir.result != ir::Type::kVoid) {
    builder.CreateStore(codegen.ToBits(call), stub->getArg(3));
  }
  builder.CreateRetVoid();
}

namespace {

// The call graph, for its cycles. A call through a closure leads to every closure body.
bool HasRecursion(const ir::Module& module) {
  const uint32_t count = module.functions.size();
  // A depth-first search that looks for an edge to a function whose visit has not ended; node `count` is "some closure".
  std::vector<std::vector<uint32_t>> callees(count + 1);
  for (uint32_t f = 0; f < count; ++f) {
    const ir::Function& function = module.functions[f];
    if (function.is_closure_body) {
      callees[count].push_back(f);
    }
    for (const ir::Op& op : function.ops) {
      if (op.kind == ir::OpKind::kCall || op.kind == ir::OpKind::kTailCall) {
        callees[f].push_back(op.target);
      } else if (op.kind == ir::OpKind::kCallClosure || op.kind == ir::OpKind::kTailCallClosure) {
        callees[f].push_back(count);
      }
    }
  }
  enum State : uint8_t { kNew, kOpen, kDone };
  std::vector<State> state(count + 1, kNew);
  std::vector<std::pair<uint32_t, uint32_t>> stack;
  for (uint32_t root = 0; root <= count; ++root) {
    if (state[root] != kNew) {
      continue;
    }
    stack.push_back({root, 0});
    state[root] = kOpen;
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next == callees[node].size()) {
        state[node] = kDone;
        stack.pop_back();
        continue;
      }
      const uint32_t to = callees[node][next++];
      if (state[to] == kOpen) {
        return true;
      }
      if (state[to] == kNew) {
        state[to] = kOpen;
        stack.push_back({to, 0});
      }
    }
  }
  return false;
}

// Blocks are made in an order that goes forward but for loops; a false alarm only costs compile time.
bool HasLoop(const ir::Function& function) {
  for (uint32_t b = 0; b < function.blocks.size(); ++b) {
    if (function.blocks[b].ops.empty()) {
      continue;
    }
    for (const ir::Successor& s : function.ops[function.blocks[b].ops.back().index].successors) {
      if (s.block.index <= b) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

Tier ChooseTier(const ir::Module& module) {
  size_t ops = 0;
  for (const ir::Function& function : module.functions) {
    for (const ir::Block& block : function.blocks) {
      ops += block.ops.size();
    }
  }
  const bool runs_long = llvm::any_of(module.functions, HasLoop) || HasRecursion(module);
  return runs_long && ops <= kMaxThoroughOps ? Tier::kThorough : Tier::kQuick;
}

std::unique_ptr<llvm::Module> Generate(const ir::Module& module, const Target& target,
                                       const llvm::TargetMachine& machine, llvm::LLVMContext& context,
                                       const GenerateOptions& options) {
  auto result = std::make_unique<llvm::Module>("vera", context);
  result->setTargetTriple(machine.getTargetTriple());
  result->setDataLayout(machine.createDataLayout());
  if (machine.isPositionIndependent()) {
    result->setPICLevel(llvm::PICLevel::SmallPIC);
  }
  ModuleContext shared(module, target, *result);
  MakeAccessTags(shared);
  MakeLiterals(shared, options.image);
  MakeGlobals(shared);
  DeclareFunctions(shared);
  std::optional<DebugLocations> debug;
  if (options.debug_locations) {
    debug.emplace(*result);
  }
  for (uint32_t i = 0; i < module.functions.size(); ++i) {
    if (debug) {
      debug->Add(*shared.functions[i], i, module.functions[i]);
    }
    FunctionCodegen(shared, module.functions[i], shared.functions[i]).Run();
  }
  if (module.entry.valid()) {
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
