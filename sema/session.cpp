#include "sema/session.h"

#include <utility>

#include "builtins/data_types.h"
#include "builtins/effects.h"
#include "sema/register.h"
#include "sema/resolve_modules.h"
#include "sema/signature.h"
#include "support/check.h"

namespace vera::sema {

namespace {

struct NamedEffect {
  llvm::StringRef name;
  BuiltinEffect builtin;
};
constexpr NamedEffect kBuiltinEffects[] = {
    {"IO", BuiltinEffect::kIO},         {"State", BuiltinEffect::kState},
    {"Exn", BuiltinEffect::kExn},       {"Diverge", BuiltinEffect::kDiverge},
    {"Random", BuiltinEffect::kRandom}, {"Async", BuiltinEffect::kAsync},
    {"Http", BuiltinEffect::kHttp},     {"HttpServer", BuiltinEffect::kHttpServer},
    {"DB", BuiltinEffect::kDB},         {"Inference", BuiltinEffect::kInference},
};
// A bare operation name that several effects share is looked for in this order (the reference's
// registry).
constexpr llvm::StringRef kLookupOrder[] = {"State", "Exn",        "IO",     "Http",      "Diverge",
                                            "Async", "HttpServer", "Random", "Inference", "DB"};

BuiltinEffect BuiltinEffectOf(llvm::StringRef name) {
  for (const NamedEffect& row : kBuiltinEffects) {
    if (row.name == name) {
      return row.builtin;
    }
  }
  VERA_UNREACHABLE("a built-in effect without its BuiltinEffect");
}

}  // namespace

Session::Session(CheckedProgram& checked, const CheckOptions& check_options)
    : program(checked), options(check_options) {
  AddBuiltinData();
  AddBuiltinEffects();
  AddBuiltinAbilities();
}

void Session::AddBuiltinData() {
  // Names first: the constructors of Json and MdBlock mention their own type.
  for (const builtins::DataType& row : builtins::kDataTypes) {
    DataDeclaration data;
    data.name = row.name;
    data.is_public = true;
    for (const std::string_view param : row.type_params) {
      data.type_params.push_back(NewTypeVar(param));
    }
    data_[row.name] = NewData(std::move(data));
  }
  for (const builtins::DataType& row : builtins::kDataTypes) {
    const DataId id = data_[row.name];
    for (const builtins::DataConstructor& constructor : row.constructors) {
      DataConstructor built;
      built.name = constructor.name;
      for (const std::string_view field : constructor.fields) {
        built.fields.push_back(ReadType(*this, field, program.data[id.index].type_params));
      }
      auto& all = program.data[id.index].constructors;
      constructors_[constructor.name] = {id, static_cast<uint32_t>(all.size())};
      all.push_back(std::move(built));
    }
  }
  program.option = data_["Option"];
  program.result = data_["Result"];
  program.ordering = data_["Ordering"];
  program.future = data_["Future"];
  program.url_parts = data_["UrlParts"];
  program.json = data_["Json"];
  program.html_node = data_["HtmlNode"];
  program.md_block = data_["MdBlock"];
  program.md_inline = data_["MdInline"];
  program.request = data_["Request"];
  program.response = data_["Response"];
}

void Session::AddBuiltinEffects() {
  for (const builtins::Effect& row : builtins::kEffects) {
    EffectDeclaration effect;
    effect.name = row.name;
    effect.builtin = BuiltinEffectOf(row.name);
    if (!row.type_param.empty()) {
      effect.type_params.push_back(NewTypeVar(row.type_param));
    }
    for (const builtins::EffectOperation& operation : row.operations) {
      Signature signature = ReadSignature(*this, operation.signature, effect.type_params);
      effect.operations.push_back(
          {std::string(operation.name), std::move(signature.params), signature.result});
    }
    effects_[row.name] = NewEffect(std::move(effect));
  }
  for (const llvm::StringRef name : kLookupOrder) {
    effect_order_.push_back(effects_[name]);
  }
  state_ = effects_["State"];
  exn_ = effects_["Exn"];
  db_ = effects_["DB"];
}

void Session::AddBuiltinAbilities() {
  constexpr std::pair<llvm::StringRef, Ability> kKinds[] = {{"Eq", Ability::kEq},
                                                            {"Ord", Ability::kOrd},
                                                            {"Hash", Ability::kHash},
                                                            {"Show", Ability::kShow}};
  for (const builtins::Ability& row : builtins::kAbilities) {
    AbilityInfo& ability = abilities_.emplace_back();
    ability.name = row.name;
    ability.is_builtin = true;
    for (const auto& [name, kind] : kKinds) {
      if (name == llvm::StringRef(row.name)) {
        ability.builtin = kind;
      }
    }
    ability.type_params.push_back(NewTypeVar(row.type_param));
    Signature signature = ReadSignature(*this, row.operation.signature, ability.type_params);
    ability.operations.push_back(
        {std::string(row.operation.name), std::move(signature.params), signature.result});
  }
}

ModuleState& Session::AddModule(const syntax::SyntaxTree& tree, std::string path,
                                bool keep_warnings) {
  const ModuleId id{static_cast<uint32_t>(modules.size())};
  ModuleState& module = modules.emplace_back(id, &tree, keep_warnings);
  module.path = std::move(path);
  module.notes.type.assign(tree.node_count(), program.types.Primitive(TypeKind::kError));
  module.notes.binding.assign(tree.node_count(), Annotations::kNoBinding);
  module.notes.call.assign(tree.node_count(), 0);
  return module;
}

TypeVarId Session::NewTypeVar(llvm::StringRef name) {
  program.type_vars.push_back(name.str());
  return {static_cast<uint32_t>(program.type_vars.size() - 1)};
}

DataId Session::NewData(DataDeclaration data) {
  program.data.push_back(std::move(data));
  return {static_cast<uint32_t>(program.data.size() - 1)};
}

EffectId Session::NewEffect(EffectDeclaration effect) {
  program.effects.push_back(std::move(effect));
  return {static_cast<uint32_t>(program.effects.size() - 1)};
}

const DataId* Session::BuiltinData(llvm::StringRef name) const {
  const auto found = data_.find(name);
  return found == data_.end() ? nullptr : &found->second;
}
const ConstructorRef* Session::BuiltinConstructor(llvm::StringRef name) const {
  const auto found = constructors_.find(name);
  return found == constructors_.end() ? nullptr : &found->second;
}
const EffectId* Session::BuiltinEffectNamed(llvm::StringRef name) const {
  const auto found = effects_.find(name);
  return found == effects_.end() ? nullptr : &found->second;
}

const Signature& Session::SignatureOf(const builtins::Builtin& builtin) {
  std::unique_ptr<Signature>& entry = signatures_[&builtin];
  if (entry == nullptr) {
    entry = std::make_unique<Signature>(ReadSignature(*this, builtin.signature));
    entry->name = builtin.name;
  }
  return *entry;
}

DeclId Session::PreludeFunction(const builtins::Builtin& builtin) {
  ModuleState*& family = prelude_families_[static_cast<unsigned>(builtin.family)];
  if (family == nullptr) {
    family = LoadPrelude(*this, builtin.family);
    if (family == nullptr) {
      return {DeclId::kNone};
    }
    RegisterModule(*this, *family);
  }
  const auto found = family->functions.find(builtin.name);
  return found == family->functions.end() ? DeclId{DeclId::kNone} : found->second;
}

DataId Session::UnknownData(llvm::StringRef name) {
  const auto [entry, is_new] = unknown_data_.try_emplace(name);
  if (is_new) {
    DataDeclaration data;
    data.name = name.str();
    data.is_unknown = true;
    entry->second = NewData(std::move(data));
  }
  return entry->second;
}

EffectId Session::UnknownEffect(llvm::StringRef name) {
  const auto [entry, is_new] = unknown_effects_.try_emplace(name);
  if (is_new) {
    EffectDeclaration effect;
    effect.name = name.str();
    effect.is_unknown = true;
    entry->second = NewEffect(std::move(effect));
  }
  return entry->second;
}

RefinementId Session::RefinementFor(llvm::StringRef key, llvm::function_ref<Refinement()> make) {
  const auto [entry, is_new] = refinements_.try_emplace(key);
  if (is_new) {
    entry->second = {static_cast<uint32_t>(program.refinements.size())};
    program.refinements.push_back(make());
  }
  return entry->second;
}

uint32_t Session::SlotName(llvm::StringRef spelling) {
  const auto [entry, is_new] =
      slot_names_.try_emplace(spelling, static_cast<uint32_t>(slot_spellings_.size()));
  if (is_new) {
    slot_spellings_.push_back(entry->getKey());
  }
  return entry->second;
}

}  // namespace vera::sema
