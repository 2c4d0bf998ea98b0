#include "aot/object_emitter.h"

#include "codegen/emit.h"
#include "codegen/generate.h"
#include "codegen/optimize.h"
#include "ir/op_spec.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"
#include "support/check.h"

namespace vera::aot {
namespace {

// The sites that generated code names; the texts of the others stay out of the object.
llvm::BitVector UsedSites(const ir::Module& module) {
  llvm::BitVector used(module.sites.size());
  for (const ir::Function& function : module.functions) {
    for (const ir::Block& block : function.blocks) {
      for (ir::OpId id : block.ops) {
        const ir::Op& op = function.ops[id.index];
        if (op.site.valid()) {
          used.set(op.site.index);
        }
        // The second site of a division, for the overflow.
        if (op.kind == ir::OpKind::kDivInt && op.imm < used.size()) {
          used.set(op.imm);
        }
      }
    }
  }
  return used;
}

const char* ShowFunction(char kind) {
  switch (kind) {
    case 'u':
      return nullptr;
    case 'i':
      return "vera_show_int";
    case 'n':
    case 'y':
      return "vera_show_nat";
    case 'b':
      return "vera_show_bool";
    case 'f':
      return "vera_show_float";
    case 's':
      return "vera_show_string";
    case '?':
      return "vera_show_other";
  }
  VERA_UNREACHABLE("aot: the kind of the entry's result");
}

// Writes ProgramInfo as constants of an LLVM module.
class InfoWriter {
 public:
  InfoWriter(llvm::Module& llvm, const ir::Module& module, const ProgramTexts& texts,
             const ProgramOptions& options)
      : llvm_(llvm), module_(module), texts_(texts), options_(options) {}

  void Write() {
    // Sites first: they say whether a Float64 is shown.
    llvm::Constant* sites = Table(Sites());
    llvm::Constant* stats = options_.reports_stats ? Function("vera_report_stats") : Null();
    const bool returns_ref = module_.functions[module_.entry.index].result == ir::Type::kRef;
    llvm::Constant* info =
        Struct({sites, Word(module_.sites.size()), Table(Kinds()), ShowResult(),
                Text(texts_.result_type), FloatText(), stats, Word(returns_ref ? 1 : 0),
                Word(options_.max_wrappers), Long(options_.max_heap_bytes)});
    new llvm::GlobalVariable(llvm_, info->getType(), true, llvm::GlobalValue::ExternalLinkage, info,
                             "vera_program");
  }

 private:
  std::vector<llvm::Constant*> Sites() {
    const llvm::BitVector used = UsedSites(module_);
    std::vector<llvm::Constant*> rows;
    for (size_t i = 0; i < module_.sites.size(); ++i) {
      if (!used[i]) {
        rows.push_back(Struct({Text(""), Text(""), Text(""), Text(""), Word(0)}));
        continue;
      }
      const ir::TrapSite& site = module_.sites[i];
      shows_float_ |= llvm::is_contained(site.label_types, 'f');
      std::string labels;
      for (const std::string& label : site.labels) {
        labels += label + '\0';
      }
      rows.push_back(Struct(
          {Text(texts_.sites[i].description), Text(texts_.sites[i].place), Text(labels),
           Text(std::string(site.label_types.begin(), site.label_types.end())), Word(site.trap)}));
    }
    return rows;
  }

  std::vector<llvm::Constant*> Kinds() {
    std::vector<llvm::Constant*> rows;
    for (const ProgramTexts::Kind& kind : texts_.kinds) {
      rows.push_back(Struct({Text(kind.description), Text(kind.fix)}));
    }
    return rows;
  }

  llvm::Constant* ShowResult() {
    const char* name = ShowFunction(texts_.result_kind);
    return name == nullptr ? Null() : Function(name);
  }

  llvm::Constant* FloatText() { return shows_float_ ? Function("vera_float_text") : Null(); }

  llvm::Constant* Null() {
    return llvm::ConstantPointerNull::get(llvm::PointerType::get(llvm_.getContext(), 0));
  }

  // A function of start.cpp, of which only the address is needed here.
  llvm::Constant* Function(const char* name) {
    auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(llvm_.getContext()), false);
    return llvm::cast<llvm::Constant>(llvm_.getOrInsertFunction(name, type).getCallee());
  }

  llvm::Constant* Long(uint64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt64Ty(llvm_.getContext()), value);
  }

  llvm::Constant* Word(uint64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt32Ty(llvm_.getContext()), value);
  }

  static llvm::Constant* Struct(llvm::ArrayRef<llvm::Constant*> fields) {
    return llvm::ConstantStruct::getAnon(fields);
  }

  llvm::Constant* Table(llvm::ArrayRef<llvm::Constant*> rows) {
    if (rows.empty()) {
      return Null();
    }
    auto* type = llvm::ArrayType::get(rows[0]->getType(), rows.size());
    return Private(llvm::ConstantArray::get(type, rows));
  }

  llvm::Constant* Text(llvm::StringRef text) {
    llvm::Constant*& known = known_texts_[text];
    if (known == nullptr) {
      auto* global = Private(llvm::ConstantDataArray::getString(llvm_.getContext(), text));
      global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
      global->setAlignment(llvm::Align(1));
      known = global;
    }
    return known;
  }

  llvm::GlobalVariable* Private(llvm::Constant* value) {
    return new llvm::GlobalVariable(llvm_, value->getType(), true,
                                    llvm::GlobalValue::PrivateLinkage, value, "info");
  }

  llvm::Module& llvm_;
  const ir::Module& module_;
  const ProgramTexts& texts_;
  const ProgramOptions& options_;
  llvm::StringMap<llvm::Constant*> known_texts_;
  bool shows_float_ = false;  // some site does
};

}  // namespace

std::string EmitProgram(const ir::Module& module, const ProgramTexts& texts,
                        const ProgramOptions& program, const codegen::Target& target,
                        codegen::Tier tier, OutputForm form) {
  VERA_CHECK(module.entry.valid(), "aot: the module has no entry");
  VERA_CHECK(texts.sites.size() == module.sites.size(), "aot: a text for each site");
  std::unique_ptr<llvm::TargetMachine> machine = target.MakeMachine(tier);
  llvm::LLVMContext context;
  codegen::GenerateOptions options;
  options.part.tier = tier;
  std::unique_ptr<llvm::Module> llvm =
      codegen::Generate(module, target, *machine, context, options);
  InfoWriter(*llvm, module, texts, program).Write();
  codegen::Optimize(*llvm, *machine, tier);
  switch (form) {
    case OutputForm::kObject: {
      const llvm::SmallVector<char, 0> object = codegen::EmitObject(*llvm, *machine);
      return std::string(object.begin(), object.end());
    }
    case OutputForm::kAssembly:
      return codegen::EmitAssembly(*llvm, *machine);
    case OutputForm::kLlvm:
      return codegen::PrintLlvm(*llvm);
  }
  VERA_UNREACHABLE("aot: the form of the output");
}

}  // namespace vera::aot
