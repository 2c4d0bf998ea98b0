#include "sema/resolve_type.h"

#include <algorithm>

#include "llvm/ADT/StringExtras.h"
#include "sema/spell.h"

namespace vera::sema {

namespace {

using syntax::As;

// The predicate's text without blanks outside string literals: two refinements are the same when
// their bases and these texts are.
std::string PredicateText(const SourceFile& source, SourceRange range) {
  std::string text;
  bool in_string = false;
  bool is_escaped = false;
  for (const char c : source.Slice(range)) {
    if (c == '"' && !is_escaped) {
      in_string = !in_string;
    }
    is_escaped = in_string && c == '\\' && !is_escaped;
    if (in_string || (c != ' ' && c != '\n' && c != '\t' && c != '\r')) {
      text += c;
    }
  }
  return text;
}

std::string Spelling(const syntax::TypeExpr& type);

std::string Joined(syntax::List<const syntax::TypeExpr*> types) {
  std::string text;
  for (const syntax::TypeExpr* type : types) {
    text += (text.empty() ? "" : ", ") + Spelling(*type);
  }
  return text;
}

std::string WithArgs(llvm::StringRef name, syntax::List<const syntax::TypeExpr*> args) {
  return args.empty() ? name.str() : name.str() + "<" + Joined(args) + ">";
}

// A type as it is written, whatever the blanks: an alias is another name than what it stands for,
// at every depth (spec 3.8). The order of a row means nothing (spec 7.3.2).
std::string Spelling(const syntax::TypeExpr& type) {
  if (const auto* named = As<syntax::NamedType>(&type)) {
    return WithArgs(named->name, named->args);
  }
  if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    return "{@" + Spelling(*refinement->base) + " | ...}";
  }
  const auto* fn = As<syntax::FnType>(&type);
  if (fn == nullptr) {
    return "?";  // the parser has said why
  }
  std::vector<std::string> effects;
  for (const syntax::EffectRef* effect : fn->effect->effects) {
    effects.push_back(WithArgs(effect->name, effect->args));
  }
  std::sort(effects.begin(), effects.end());
  const std::string row = effects.empty() ? "pure" : "<" + llvm::join(effects, ", ") + ">";
  const std::string params = Joined(fn->params);
  return "fn(" + params + (params.empty() ? "-> " : " -> ") + Spelling(*fn->result) + ") effects(" +
         row + ")";
}

}  // namespace

bool IsZeroSize(const CheckedProgram& program, TypeId type) {
  const Type* t = &program.types[program.types.Strip(type)];
  while (t->kind == TypeKind::kData && t->payload == program.future.index && t->args.size() == 1) {
    t = &program.types[program.types.Strip(t->args[0])];
  }
  return t->kind == TypeKind::kUnit;
}

TypeId TypeResolver::Resolve(const syntax::TypeExpr& type) {
  TypeId& note = module_.notes.type[type.id];
  if (session_.program.types[note].kind != TypeKind::kError) {
    return note;
  }
  TypeId resolved = session_.program.types.Primitive(TypeKind::kError);
  if (const auto* named = As<syntax::NamedType>(&type)) {
    resolved = ResolveNamed(*named);
  } else if (const auto* fn = As<syntax::FnType>(&type)) {
    const auto params = ResolveAll(fn->params);
    const TypeId result = Resolve(*fn->result);
    resolved = session_.program.types.Fn(params, result, ResolveRow(*fn->effect));
  } else if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    resolved = ResolveRefinement(*refinement);
  }
  note = resolved;
  return resolved;
}

llvm::SmallVector<TypeId, 2> TypeResolver::ResolveAll(syntax::List<const syntax::TypeExpr*> types) {
  llvm::SmallVector<TypeId, 2> out;
  for (const syntax::TypeExpr* type : types) {
    out.push_back(Resolve(*type));
  }
  return out;
}

// Variables shadow primitives, these shadow aliases, these data types: the reference's order.
TypeId TypeResolver::ResolveNamed(const syntax::NamedType& type) {
  TypeTable& types = session_.program.types;
  if (type.name.empty()) {
    return types.Primitive(TypeKind::kError);  // the parser has said why
  }
  if (const Var* var = FindVar(type.name, false)) {
    return types.Var(var->var);
  }
  const std::optional<TypeKind> kind = BuiltinTypeKind(type.name);
  if (kind && *kind <= TypeKind::kString && type.args.empty()) {
    return types.Primitive(*kind);
  }
  if (const auto alias = module_.aliases.find(type.name); alias != module_.aliases.end()) {
    return ResolveAlias(type, alias->second);
  }
  if (const auto own = module_.data.find(type.name); own != module_.data.end()) {
    return types.Data(own->second, ResolveAll(type.args));
  }
  if (kind == TypeKind::kDecimal) {
    if (!type.args.empty()) {
      module_.reporter.Report(Diag::kE134, type, {"Decimal"});
    }
    return types.Primitive(TypeKind::kDecimal);
  }
  if (kind && IsContainer(*kind)) {
    return ResolveContainer(type, *kind);
  }
  if (type.name == "Float" && FindData(type) == nullptr) {
    module_.reporter.Report(Diag::kremoved_type, type, {"Float", "Float64"});
    return types.Primitive(TypeKind::kError);
  }
  const DataId* data = FindData(type);
  const DataId found = data != nullptr ? *data : session_.UnknownData(type.name);
  return types.Data(found, ResolveAll(type.args));
}

TypeId TypeResolver::ResolveAlias(const syntax::NamedType& type, AliasInfo& alias) {
  if (type.args.size() != alias.params.size()) {
    module_.reporter.Report(
        Diag::kE133, type,
        {type.name.str(), std::to_string(alias.params.size()), std::to_string(type.args.size())});
    return session_.program.types.Primitive(TypeKind::kError);
  }
  if (alias.state == AliasInfo::State::kResolving) {
    return session_.program.types.Primitive(TypeKind::kError);  // E132 says why
  }
  if (alias.state == AliasInfo::State::kUnresolved) {
    alias.state = AliasInfo::State::kResolving;
    // The alias sees its own parameters only.
    std::vector<Var> outer;
    std::swap(outer, vars_);
    BindAliasVars(alias);
    alias.type = Resolve(*alias.syntax->type);
    std::swap(outer, vars_);
    alias.state = AliasInfo::State::kDone;
  }
  Substitution substitution;
  for (size_t i = 0; i < alias.params.size(); ++i) {
    substitution[alias.params[i].index] = Resolve(*type.args[i]);
  }
  // An open name of the alias' rows is the row variable of that name here; without one it is an
  // effect that nobody declares.
  RowSubstitution rows;
  for (const RowParam& param : RowParamsOf(alias)) {
    EffectRow row;
    if (const Var* var = FindVar(param.name, true)) {
      row.tail = var->var.index;
    } else {
      row.effects.push_back({session_.UnknownEffect(param.name), {}});
    }
    rows[param.var.index] = session_.program.types.Row(std::move(row));
  }
  return session_.program.types.Substitute(alias.type, substitution, rows);
}

void TypeResolver::BindAliasVars(AliasInfo& alias) {
  for (size_t i = 0; i < alias.params.size(); ++i) {
    BindTypeVar(alias.syntax->type_params[i], alias.params[i]);
  }
  for (const RowParam& param : RowParamsOf(alias)) {
    BindRowVar(param.name, param.var);
  }
}

// Found on first use: only when all names are declared is it known which names are no effects.
const std::vector<RowParam>& TypeResolver::RowParamsOf(AliasInfo& alias) {
  if (alias.has_row_params) {
    return alias.row_params;
  }
  alias.has_row_params = true;  // before the search, for an alias that leads to itself (E132)
  std::vector<syntax::Name> names;
  CollectRowNames(*alias.syntax->type, true, names);
  const auto& own = alias.syntax->type_params;
  for (const syntax::Name name : names) {
    const bool is_known = std::any_of(alias.row_params.begin(), alias.row_params.end(),
                                      [&](const RowParam& one) { return one.name == name; });
    if (!is_known && !IsEffectName(name) && std::find(own.begin(), own.end(), name) == own.end()) {
      alias.row_params.push_back({name.str(), session_.NewTypeVar(name)});
    }
  }
  return alias.row_params;
}

void TypeResolver::CollectRowNames(const syntax::TypeExpr& type, bool through_aliases,
                                   std::vector<syntax::Name>& out) {
  if (const auto* named = As<syntax::NamedType>(&type)) {
    const auto alias = module_.aliases.find(named->name);
    if (through_aliases && alias != module_.aliases.end()) {
      for (const RowParam& param : RowParamsOf(alias->second)) {
        out.push_back(param.name);
      }
    }
    for (const syntax::TypeExpr* arg : named->args) {
      CollectRowNames(*arg, through_aliases, out);
    }
  } else if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    CollectRowNames(*refinement->base, through_aliases, out);
  } else if (const auto* fn = As<syntax::FnType>(&type)) {
    for (const syntax::TypeExpr* param : fn->params) {
      CollectRowNames(*param, through_aliases, out);
    }
    CollectRowNames(*fn->result, through_aliases, out);
    for (const syntax::EffectRef* effect : fn->effect->effects) {
      if (effect->module.empty() && effect->args.empty()) {
        out.push_back(effect->name);
      }
    }
  }
}

TypeId TypeResolver::ResolveContainer(const syntax::NamedType& type, TypeKind kind) {
  const auto args = ResolveAll(type.args);
  CheckZeroSizeArgs(type, kind, args);
  return session_.program.types.Container(kind, args);
}

void TypeResolver::CheckZeroSizeArgs(const syntax::NamedType& type, TypeKind kind,
                                     llvm::ArrayRef<TypeId> args) {
  struct Rule {
    TypeKind kind;
    size_t arg;
    const char* role;
    const char* instead;
  };
  static constexpr Rule kRules[] = {
      {TypeKind::kArray, 0, "element", "Count the items with a Nat, or store Array<Option<Unit>>."},
      {TypeKind::kMap, 0, "key", "Use a key type that has values, as in Map<String, Int>."},
      {TypeKind::kMap, 1, "value", "Use Set<K> for mere membership, or Map<K, Option<Unit>>."},
      {TypeKind::kSet, 0, "element",
       "Use a Bool for present or absent, or a type that has values."},
  };
  for (const Rule& rule : kRules) {
    if (rule.kind == kind && args.size() == (kind == TypeKind::kMap ? 2 : 1) &&
        IsZeroSize(session_.program, args[rule.arg])) {
      module_.reporter.Report(Diag::kE135, type,
                              {KindName(kind), rule.role, session_.program.Spell(args[rule.arg])},
                              rule.instead);
    }
  }
}

TypeId TypeResolver::ResolveRefinement(const syntax::RefinementType& type) {
  const TypeId base = Resolve(*type.base);
  std::vector<TypeVarId> params;
  llvm::SmallVector<TypeId, 2> args;
  for (const Var& var : vars_) {
    if (!var.is_row) {
      params.push_back(var.var);
      args.push_back(session_.program.types.Var(var.var));
    }
  }
  const RefinementId refinement = RefinementOf(type, base, std::move(params));
  module_.notes.refinement_of[type.id] = refinement;
  return session_.program.types.Refined(base, refinement, args);
}

RefinementId TypeResolver::RefinementOf(const syntax::RefinementType& type, TypeId base,
                                        std::vector<TypeVarId> params) {
  std::string key = std::to_string(module_.id.index) + ":" + std::to_string(base.index);
  for (const TypeVarId param : params) {
    key += "," + std::to_string(param.index);
  }
  key += ":" + PredicateText(module_.tree->source(), type.predicate->range);
  return session_.RefinementFor(
      key, [&] { return Refinement{module_.id, &type, std::move(params), base}; });
}

RowId TypeResolver::ResolveRow(const syntax::EffectRow& row) {
  EffectRow out;
  for (const syntax::EffectRef* effect : row.effects) {
    const Var* var = effect->module.empty() ? FindVar(effect->name, true) : nullptr;
    if (var != nullptr) {
      out.tail = var->var.index;
    } else {
      out.effects.push_back(ResolveEffect(*effect));
    }
  }
  const RowId resolved = session_.program.types.Row(std::move(out));
  module_.notes.row_of[row.id] = resolved;
  return resolved;
}

EffectInstance TypeResolver::ResolveEffect(const syntax::EffectRef& effect) {
  EffectInstance out;
  const EffectId* found = FindEffect(effect.name);
  const std::string name =
      effect.module.empty() ? effect.name.str() : (effect.module + "." + effect.name).str();
  out.effect = found != nullptr && (effect.module.empty() || !module_.effects.contains(effect.name))
                   ? *found
                   : session_.UnknownEffect(name);
  for (const syntax::TypeExpr* arg : effect.args) {
    out.args.push_back(Resolve(*arg));
  }
  return out;
}

const TypeResolver::Var* TypeResolver::FindVar(llvm::StringRef name, bool is_row) const {
  for (auto it = vars_.rbegin(); it != vars_.rend(); ++it) {
    if (it->is_row == is_row && it->name == name) {
      return &*it;
    }
  }
  return nullptr;
}

const EffectId* TypeResolver::FindEffect(llvm::StringRef name) const {
  if (const auto own = module_.effects.find(name); own != module_.effects.end()) {
    return &own->second;
  }
  if (const EffectId* builtin = session_.BuiltinEffectNamed(name)) {
    return builtin;
  }
  for (const ImportInfo& import : module_.imports) {
    const auto& effects = session_.modules[import.module].effects;
    if (const auto found = effects.find(name); found != effects.end()) {
      return &found->second;
    }
  }
  return nullptr;
}

const DataId* TypeResolver::FindData(const syntax::NamedType& type) {
  const llvm::StringRef name = type.name;
  if (const auto own = module_.data.find(name); own != module_.data.end()) {
    return &own->second;
  }
  if (const DataId* builtin = session_.BuiltinData(name)) {
    return builtin;
  }
  if (const auto imported = module_.imported_data.find(name);
      imported != module_.imported_data.end()) {
    module_.ReportIfTwice(Diag::kE609, imported->second, type, name, session_);
    return &imported->second.meaning;
  }
  // A type that reaches this module only in an imported signature can still be written down.
  for (const ModuleState& other : session_.modules) {
    if (const auto found = other.data.find(name);
        &other != &module_ && !other.is_prelude && found != other.data.end()) {
      return &found->second;
    }
  }
  return nullptr;
}

uint32_t TypeResolver::SlotName(const syntax::TypeExpr& type) {
  if (const auto* named = As<syntax::NamedType>(&type)) {
    return SlotName(named->name, named->args);
  }
  if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    return SlotName(*refinement->base);
  }
  return session_.SlotName("Fn");
}

uint32_t TypeResolver::SlotName(syntax::Name name, syntax::List<const syntax::TypeExpr*> args) {
  ResolveAll(args);  // a slot may be the only place that writes this type: its faults are told
  return session_.SlotName(WithArgs(name, args));
}

}  // namespace vera::sema
