#include "sema/register.h"

#include <algorithm>

#include "builtins/data_types.h"
#include "sema/eq_ability.h"
#include "sema/resolve_type.h"
#include "sema/walk.h"

namespace vera::sema {

namespace {

using syntax::As;

class Registrar {
 public:
  Registrar(Session& session, ModuleState& module)
      : session_(session), program_(session.program), module_(module), types_(session, module) {}

  void Run() {
    const auto& decls = module_.tree->program().decls;
    for (const syntax::Decl* decl : decls) {
      DeclareName(*decl);
    }
    ImportNames();
    for (const syntax::Decl* decl : decls) {
      Register(*decl);
    }
    CheckAliasCycles(module_);
  }

 private:
  // ---- names, before anything is resolved ----
  void DeclareName(const syntax::Decl& decl);
  void DeclareData(const syntax::DataDecl& decl);
  void DeclareEffect(const syntax::EffectDecl& decl);
  std::vector<TypeVarId> NewVars(syntax::List<syntax::Name> names);

  // ---- imports (spec 8.3 to 8.5) ----
  void ImportNames();
  void ImportFrom(const ImportInfo& import);
  void CheckImportedNames(const syntax::ImportDecl& import, const ModuleState& from);

  // ---- signatures ----
  void Register(const syntax::Decl& decl);
  void CheckVisibility(const syntax::Decl& decl, syntax::Visibility visibility, syntax::Name name,
                       const char* keyword);
  void RegisterData(const syntax::DataDecl& decl);
  void RegisterOperations(syntax::List<syntax::Name> params, llvm::ArrayRef<TypeVarId> vars,
                          syntax::List<const syntax::OpDecl*> operations,
                          std::vector<EffectOperation>& out);
  bool RejectBuiltinRedefinitions(const syntax::FnDecl& fn);
  void RegisterFunction(const syntax::FnDecl& fn, DeclId parent);
  void BindVars(const syntax::FnDecl& fn, FunctionDecl& out);
  void CollectRowNames(const syntax::FnDecl& fn, std::vector<syntax::Name>& out);
  std::string PathOf(const syntax::FnDecl& fn, DeclId parent);
  std::vector<TypeVarId> ReadVars(const syntax::FnDecl& fn, const FunctionDecl& decl) const;
  std::vector<AbilityNeed> NeedsOf(const syntax::FnDecl& fn, const FunctionDecl& decl) const;

  Session& session_;
  CheckedProgram& program_;
  ModuleState& module_;
  TypeResolver types_;
};

std::vector<TypeVarId> Registrar::NewVars(syntax::List<syntax::Name> names) {
  std::vector<TypeVarId> vars;
  for (const syntax::Name name : names) {
    vars.push_back(session_.NewTypeVar(name));
  }
  return vars;
}

void Registrar::DeclareName(const syntax::Decl& decl) {
  if (const auto* data = As<syntax::DataDecl>(&decl)) {
    DeclareData(*data);
  } else if (const auto* alias = As<syntax::TypeAliasDecl>(&decl)) {
    AliasInfo& info = module_.aliases[alias->name];
    info = {};
    info.syntax = alias;
    info.params = NewVars(alias->type_params);
  } else if (const auto* effect = As<syntax::EffectDecl>(&decl)) {
    DeclareEffect(*effect);
  } else if (const auto* ability = As<syntax::AbilityDecl>(&decl)) {
    AbilityInfo& info = module_.abilities.emplace_back();
    info.name = ability->name.str();
    info.type_params = NewVars(ability->type_params);
  }
}

// A program may spell a type that is built in anyway, such as Option: it is then the same type, or
// the built-in functions on it would not fit.
void Registrar::DeclareData(const syntax::DataDecl& decl) {
  if (const builtins::DataType* builtin = builtins::FindDataType(decl.name)) {
    const DataId id = *session_.BuiltinData(decl.name);
    const auto& known = program_.data[id.index].constructors;
    const bool same_shape =
        builtin->type_params.size() == decl.type_params.size() &&
        known.size() == decl.constructors.size() &&
        std::all_of(decl.constructors.begin(), decl.constructors.end(), [&](const auto* one) {
          return std::any_of(known.begin(), known.end(), [&](const DataConstructor& other) {
            return other.name == one->name && other.fields.size() == one->fields.size();
          });
        });
    if (same_shape) {
      module_.data[decl.name] = id;
      return;
    }
  }
  DataDeclaration data;
  data.module = module_.id;
  data.syntax = &decl;
  data.name = decl.name.str();
  data.type_params = NewVars(decl.type_params);
  data.is_public = decl.visibility == syntax::Visibility::kPublic;
  module_.data[decl.name] = session_.NewData(std::move(data));
}

void Registrar::DeclareEffect(const syntax::EffectDecl& decl) {
  if (session_.BuiltinEffectNamed(decl.name) != nullptr && !module_.is_prelude) {
    module_.reporter.Report(Diag::kE152, decl, {decl.name.str()});
    return;  // the built-in one keeps the name
  }
  EffectDeclaration effect;
  effect.module = module_.id;
  effect.name = decl.name.str();
  effect.type_params = NewVars(decl.type_params);
  const EffectId id = session_.NewEffect(std::move(effect));
  module_.effects[decl.name] = id;
  module_.effect_order.push_back(id);
}

void Registrar::ImportNames() {
  for (const ImportInfo& import : module_.imports) {
    ImportFrom(import);
  }
}

template <typename T>
void Bring(llvm::StringMap<Imported<T>>& names, llvm::StringRef name, T meaning, uint32_t module) {
  const auto [entry, is_new] = names.try_emplace(name, Imported<T>{meaning, module, std::nullopt});
  if (!is_new && !(entry->second.meaning == meaning)) {
    entry->second.other = module;
  }
}

void Registrar::ImportFrom(const ImportInfo& import) {
  const ModuleState& from = session_.modules[import.module];
  const auto wanted = [&](llvm::StringRef name) {
    const auto& names = import.syntax->names;
    return !import.syntax->has_names || std::find(names.begin(), names.end(), name) != names.end();
  };
  CheckImportedNames(*import.syntax, from);
  for (const auto& entry : from.functions) {
    if (program_.functions[entry.second.index].is_public && wanted(entry.getKey())) {
      Bring(module_.imported_functions, entry.getKey(), entry.second, import.module);
    }
  }
  for (const auto& entry : from.data) {
    const DataDeclaration& data = program_.data[entry.second.index];
    if (!data.is_public || !wanted(entry.getKey())) {
      continue;
    }
    Bring(module_.imported_data, entry.getKey(), entry.second, import.module);
    for (uint32_t tag = 0; tag < data.constructors.size(); ++tag) {
      Bring(module_.imported_constructors, data.constructors[tag].name,
            ConstructorRef{entry.second, tag}, import.module);
    }
  }
}

void Registrar::CheckImportedNames(const syntax::ImportDecl& import, const ModuleState& from) {
  for (const syntax::Name name : import.names) {
    const auto fn = from.functions.find(name);
    const auto data = from.data.find(name);
    const bool is_private =
        fn != from.functions.end()
            ? !program_.functions[fn->second.index].is_public
            : data != from.data.end() && !program_.data[data->second.index].is_public;
    if (is_private) {
      module_.reporter.Report(Diag::kE150, import, {name.str(), from.path});
    }
  }
}

void Registrar::Register(const syntax::Decl& decl) {
  if (const auto* fn = As<syntax::FnDecl>(&decl)) {
    CheckVisibility(decl, fn->visibility, fn->name, "fn");
    if (!module_.is_prelude) {
      CheckReservedFunctionNames(module_, *fn);
    }
    RegisterFunction(*fn, {DeclId::kNone});
    RejectBuiltinRedefinitions(*fn);
  } else if (const auto* data = As<syntax::DataDecl>(&decl)) {
    CheckVisibility(decl, data->visibility, data->name, "data");
    RegisterData(*data);
  } else if (const auto* alias = As<syntax::TypeAliasDecl>(&decl)) {
    if (!module_.is_prelude) {
      CheckReservedTypeName(module_, decl, alias->name, true);
    }
    AliasInfo& info = module_.aliases[alias->name];
    if (info.syntax == alias) {
      // Resolved here even when unused, so that its faults are reported.
      const size_t mark = types_.mark();
      types_.BindAliasVars(info);
      types_.Resolve(*alias->type);
      types_.Release(mark);
    }
  } else if (const auto* effect = As<syntax::EffectDecl>(&decl)) {
    const auto id = module_.effects.find(effect->name);
    if (id != module_.effects.end()) {
      const std::vector<TypeVarId> vars = program_.effects[id->second.index].type_params;
      std::vector<EffectOperation> operations;
      RegisterOperations(effect->type_params, vars, effect->operations, operations);
      program_.effects[id->second.index].operations = std::move(operations);
    }
  } else if (const auto* ability = As<syntax::AbilityDecl>(&decl)) {
    for (AbilityInfo& info : module_.abilities) {
      if (info.name == ability->name && info.operations.empty()) {
        RegisterOperations(ability->type_params, info.type_params, ability->operations,
                           info.operations);
      }
    }
  }
}

void Registrar::CheckVisibility(const syntax::Decl& decl, syntax::Visibility visibility,
                                syntax::Name name, const char* keyword) {
  if (visibility == syntax::Visibility::kNone && !name.empty()) {
    module_.reporter.Report(Diag::kmissing_visibility, decl, {name.str(), keyword});
  }
}

void Registrar::RegisterData(const syntax::DataDecl& decl) {
  if (!module_.is_prelude) {
    CheckReservedTypeName(module_, decl, decl.name, false);
  }
  const DataId id = module_.data[decl.name];
  const bool is_builtin = program_.data[id.index].syntax == nullptr;
  if (!is_builtin && program_.data[id.index].syntax != &decl) {
    return;  // the name is declared again below; the last one counts
  }
  const size_t mark = types_.mark();
  for (size_t i = 0; i < decl.type_params.size(); ++i) {
    types_.BindTypeVar(decl.type_params[i], program_.data[id.index].type_params[i]);
  }
  std::vector<DataConstructor> constructors;
  for (const syntax::Constructor* one : decl.constructors) {
    DataConstructor built{.name = one->name.str(), .fields = {}, .syntax = one};
    for (const syntax::TypeExpr* field : one->fields) {
      built.fields.push_back(types_.Resolve(*field));
    }
    constructors.push_back(std::move(built));
  }
  types_.Release(mark);
  if (!is_builtin) {
    program_.data[id.index].constructors = std::move(constructors);
  }
  const auto& all = program_.data[id.index].constructors;
  for (uint32_t tag = 0; tag < all.size(); ++tag) {
    module_.constructors[all[tag].name] = {id, tag};
  }
}

void Registrar::RegisterOperations(syntax::List<syntax::Name> params,
                                   llvm::ArrayRef<TypeVarId> vars,
                                   syntax::List<const syntax::OpDecl*> operations,
                                   std::vector<EffectOperation>& out) {
  const size_t mark = types_.mark();
  for (size_t i = 0; i < vars.size() && i < params.size(); ++i) {
    types_.BindTypeVar(params[i], vars[i]);
  }
  for (const syntax::OpDecl* operation : operations) {
    EffectOperation built{.name = operation->name.str(), .params = {}, .result = {}};
    for (const syntax::TypeExpr* param : operation->params) {
      built.params.push_back(types_.Resolve(*param));
    }
    built.result = types_.Resolve(*operation->result);
    out.push_back(std::move(built));
  }
  types_.Release(mark);
}

// Returns whether the name of `fn` itself is taken. A function whose helper is rejected keeps its
// name, but its body is not checked: the calls in it would be held to the built-in's signature.
bool Registrar::RejectBuiltinRedefinitions(const syntax::FnDecl& fn) {
  const bool is_rejected = !module_.is_prelude && IsReservedBuiltinFunction(fn.name);
  if (is_rejected) {
    module_.reporter.Report(Diag::kE151, fn, {fn.name.str()});
  }
  bool inner = false;
  for (const syntax::FnDecl* helper : fn.where_fns) {
    inner |= RejectBuiltinRedefinitions(*helper);
  }
  FunctionFacts& facts = session_.facts[module_.decl_ids[&fn].index];
  facts.is_rejected = is_rejected;
  facts.skip_body = is_rejected || inner;
  if (is_rejected) {
    module_.functions.erase(fn.name);
  }
  return is_rejected;
}

std::string Registrar::PathOf(const syntax::FnDecl& fn, DeclId parent) {
  std::string path =
      parent.index != DeclId::kNone ? program_.functions[parent.index].path : module_.path;
  path += path.empty() ? "" : ".";
  path += fn.name;
  // A name that is declared twice still needs a path of its own.
  return session_.TakePath(path) ? path : path + "#" + std::to_string(program_.functions.size());
}

void Registrar::RegisterFunction(const syntax::FnDecl& fn, DeclId parent) {
  const size_t mark = types_.mark();
  FunctionDecl out;
  out.module = module_.id;
  out.syntax = &fn;
  out.name = fn.name.str();
  out.path = PathOf(fn, parent);
  out.parent = parent;
  out.is_public = fn.visibility == syntax::Visibility::kPublic;
  if (parent.index != DeclId::kNone) {
    const FunctionDecl& outer = program_.functions[parent.index];
    out.type_vars = outer.type_vars;
    out.row_vars = outer.row_vars;
    out.inherited_type_vars = static_cast<uint32_t>(outer.type_vars.size());
    out.inherited_row_vars = static_cast<uint32_t>(outer.row_vars.size());
  }
  BindVars(fn, out);
  for (const syntax::TypeExpr* param : fn.params) {
    out.params.push_back(types_.Resolve(*param));
  }
  out.result = types_.Resolve(*fn.result);
  out.row = types_.ResolveRow(*fn.effect);
  out.needs = NeedsOf(fn, out);

  const DeclId id{static_cast<uint32_t>(program_.functions.size())};
  session_.facts.resize(id.index + 1);
  session_.facts[id.index].read_vars = ReadVars(fn, out);
  program_.functions.push_back(std::move(out));
  module_.notes.decl_of[fn.id] = id;
  module_.decl_ids[&fn] = id;
  if (parent.index == DeclId::kNone) {
    module_.functions[fn.name] = id;
  }
  for (const syntax::FnDecl* helper : fn.where_fns) {
    RegisterFunction(*helper, id);
  }
  types_.Release(mark);
}

// A name in a row that is no effect is a row variable when the signature's forall lists it or a
// function-typed parameter performs it, written there or by its alias (spec 7.6).
void Registrar::BindVars(const syntax::FnDecl& fn, FunctionDecl& out) {
  std::vector<syntax::Name> in_rows;
  CollectRowNames(fn, in_rows);
  const auto is_row = [&](syntax::Name name) {
    return std::find(in_rows.begin(), in_rows.end(), name) != in_rows.end();
  };
  for (const syntax::Name name : fn.type_vars) {
    const TypeVarId var = session_.NewTypeVar(name);
    if (is_row(name)) {
      types_.BindRowVar(name, var);
      out.row_vars.push_back(var);
    } else {
      types_.BindTypeVar(name, var);
      out.type_vars.push_back(var);
    }
  }
  std::vector<syntax::Name> performed;
  for (const syntax::TypeExpr* param : fn.params) {
    types_.CollectRowNames(*param, true, performed);
  }
  for (const syntax::Name name : performed) {
    const bool is_declared =
        std::find(fn.type_vars.begin(), fn.type_vars.end(), name) != fn.type_vars.end();
    if (!is_declared && !types_.IsEffectName(name) && !types_.HasRowVar(name)) {
      const TypeVarId var = session_.NewTypeVar(name);
      types_.BindRowVar(name, var);
      out.row_vars.push_back(var);
    }
  }
}

void Registrar::CollectRowNames(const syntax::FnDecl& fn, std::vector<syntax::Name>& out) {
  for (const syntax::TypeExpr* param : fn.params) {
    types_.CollectRowNames(*param, false, out);
  }
  types_.CollectRowNames(*fn.result, false, out);
  for (const syntax::EffectRef* effect : fn.effect->effects) {
    if (effect->module.empty() && effect->args.empty()) {
      out.push_back(effect->name);
    }
  }
}

// Constraints that name a built-in ability and a variable of this forall (else E180, E181).
std::vector<AbilityNeed> Registrar::NeedsOf(const syntax::FnDecl& fn,
                                            const FunctionDecl& decl) const {
  std::vector<AbilityNeed> out;
  for (const syntax::AbilityConstraint* constraint : fn.constraints) {
    const std::optional<Ability> ability = BuiltinAbilityNamed(constraint->ability);
    for (size_t i = decl.inherited_type_vars; ability && i < decl.type_vars.size(); ++i) {
      if (program_.type_vars[decl.type_vars[i].index] == constraint->type_var) {
        out.push_back({decl.type_vars[i], *ability});
      }
    }
  }
  return out;
}

// Which of the function's own variables are the type of a slot that its code or run-time contracts
// read: at Unit there would be nothing to read.
std::vector<TypeVarId> Registrar::ReadVars(const syntax::FnDecl& fn,
                                           const FunctionDecl& decl) const {
  std::vector<TypeVarId> out;
  if (decl.type_vars.size() == decl.inherited_type_vars) {
    return out;
  }
  const auto visit = [&](const syntax::Expr& expr) {
    const auto* slot = As<syntax::SlotRef>(&expr);
    for (size_t i = decl.inherited_type_vars; slot != nullptr && i < decl.type_vars.size(); ++i) {
      if (program_.type_vars[decl.type_vars[i].index] == slot->type_name) {
        out.push_back(decl.type_vars[i]);
      }
    }
  };
  ForEachExpr(*fn.body, visit);
  for (const syntax::Contract* contract : fn.contracts) {
    if (const auto* before = As<syntax::Requires>(contract)) {
      ForEachExpr(*before->expr, visit);
    } else if (const auto* after = As<syntax::Ensures>(contract)) {
      ForEachExpr(*after->expr, visit);
    }
  }
  return out;
}

}  // namespace

void RegisterModule(Session& session, ModuleState& module) { Registrar(session, module).Run(); }

}  // namespace vera::sema
