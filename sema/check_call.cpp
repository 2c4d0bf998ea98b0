#include <algorithm>

#include "llvm/ADT/StringExtras.h"
#include "sema/callee.h"
#include "sema/check_async.h"
#include "sema/check_expr.h"
#include "sema/effects.h"

// Calls of functions: by name, through a module's path, by pipe, of function values, and resume
// (spec 4.10, 5.8, 8.5).

namespace vera::sema {

using syntax::As;
using syntax::NodeKind;
using syntax::To;

namespace {

Callee BuiltinCallee(FunctionChecker& fc, const builtins::Builtin& builtin) {
  Callee callee;
  callee.builtin = &builtin;
  callee.signature = fc.session.SignatureOf(builtin);
  if (builtin.lowering == builtins::Lowering::kPrelude) {
    callee.decl = fc.session.PreludeFunction(builtin);
  }
  return callee;
}

// The expressions whose type depends on what is wanted of them; checking another kind again would
// change nothing.
bool HeedsWant(const syntax::Expr& expr) {
  switch (expr.kind) {
    case NodeKind::kIntLit:
    case NodeKind::kConstructorCall:
    case NodeKind::kNullaryConstructor:
    case NodeKind::kBlock:
    case NodeKind::kIfExpr:
    case NodeKind::kMatchExpr:
    case NodeKind::kArrayLit:
      return true;
    default:
      return false;
  }
}

std::string JoinNames(FunctionChecker& fc, llvm::ArrayRef<TypeVarId> vars) {
  std::vector<std::string> names;
  for (const TypeVarId var : vars) {
    names.push_back(fc.program.type_vars[var.index]);
  }
  std::sort(names.begin(), names.end());
  return llvm::join(names, ", ");
}

// The checked arguments of one call, and what they say about its callee's variables.
struct CallInference {
  llvm::SmallVector<TypeId, 4> arg_types;
  Substitution types;
  RowSubstitution rows;
  bool has_conflict = false;
};

void InferArguments(FunctionChecker& fc, const Callee& callee, const syntax::Node& node,
                    CallInference& call) {
  const Signature& signature = callee.signature;
  llvm::SmallVector<TypeVarId, 2> conflicts;
  for (size_t i = 0; i < signature.params.size(); ++i) {
    fc.infer.Infer(signature.params[i], call.arg_types[i], signature.type_vars, call.types,
                   &conflicts);
  }
  if (!conflicts.empty()) {
    call.has_conflict = true;
    fc.Report(Diag::kE205, node, {JoinNames(fc, conflicts), signature.name});
  }
  llvm::SmallVector<TypeVarId, 2> at_unit;
  for (const TypeVarId var : signature.type_vars) {
    const auto [entry, is_open] = call.types.try_emplace(var.index);
    if (is_open) {
      const TypeId fresh = fc.infer.NewVar(FlexKind::kFresh);
      call.types[var.index] = fresh;
      continue;
    }
    const bool is_read =
        std::find(callee.read_vars.begin(), callee.read_vars.end(), var) != callee.read_vars.end();
    if (is_read && IsZeroSize(fc.program, fc.infer.Zonk(entry->second))) {
      at_unit.push_back(var);
    }
  }
  if (!at_unit.empty() && !call.has_conflict) {
    call.has_conflict = true;  // what follows from it is not worth telling
    fc.Report(Diag::kE206, node, {JoinNames(fc, at_unit), signature.name});
  }
  for (const TypeVarId var : signature.row_vars) {
    call.rows.try_emplace(var.index, fc.types.pure_row());
  }
  // Row variables take what the function arguments perform; a second one adds to the first.
  RowSubstitution found;
  for (size_t i = 0; i < signature.params.size(); ++i) {
    fc.infer.InferRows(signature.params[i], call.arg_types[i], signature.row_vars, found);
  }
  for (const auto& [var, row] : found) {
    call.rows[var] = row;
  }
}

void CheckArguments(FunctionChecker& fc, const Signature& signature, Args args,
                    CallInference& call) {
  for (size_t i = 0; i < args.size() && !call.has_conflict; ++i) {
    const TypeId param = fc.types.Substitute(signature.params[i], call.types, call.rows);
    if (!FitsParameter(fc, *args[i], call.arg_types[i], param)) {
      fc.Report(Diag::kE202, *args[i],
                {std::to_string(i), signature.name, fc.Spell(call.arg_types[i]), fc.Spell(param)});
    }
  }
}

void WriteTarget(FunctionChecker& fc, const Callee& callee, const syntax::Node& node,
                 const CallInference& call) {
  CallTarget& target = fc.NewTarget(node);
  target.kind = callee.decl.index != DeclId::kNone ? CallKind::kFunction : CallKind::kBuiltin;
  target.decl = callee.decl;
  target.builtin = callee.builtin;
  for (size_t i = 0; callee.builtin != nullptr && i < callee.signature.params.size(); ++i) {
    target.params.push_back(fc.types.Substitute(callee.signature.params[i], call.types, call.rows));
  }
  for (const TypeVarId var : callee.inherited_vars) {
    target.type_args.push_back(fc.types.Var(var));
  }
  for (const TypeVarId var : callee.signature.type_vars) {
    target.type_args.push_back(call.types.lookup(var.index));
  }
  for (const AbilityNeed& need : callee.signature.needs) {
    target.needs.push_back({need.ability, call.types.lookup(need.var.index)});
  }
  if (!target.needs.empty() && !call.has_conflict) {
    fc.NoteNeeds(node);
  }
  for (const TypeVarId var : callee.inherited_rows) {
    target.row_args.push_back(fc.types.Row({.effects = {}, .tail = var.index}));
  }
  for (const TypeVarId var : callee.signature.row_vars) {
    target.row_args.push_back(call.rows.lookup(var.index));
  }
}

// resume(value) in a handler's clause: gives the handle expression's value.
TypeId CheckResume(FunctionChecker& fc, Args args, const syntax::Node& node) {
  const FunctionChecker::Resume resume = fc.resumes.back();
  Signature signature{.name = "resume",
                      .type_vars = {},
                      .row_vars = {},
                      .needs = {},
                      .params = {resume.param},
                      .result = resume.result,
                      .row = fc.types.pure_row()};
  if (args.size() != 1) {
    CheckAll(fc, args);
    fc.Report(Diag::kE201, node, {"resume", "1", std::to_string(args.size())});
    return resume.result;
  }
  CallInference call;
  call.arg_types.push_back(CheckExpr(fc, *args[0], resume.param));
  CheckArguments(fc, signature, args, call);
  fc.NewTarget(node).kind = CallKind::kResume;
  return resume.result;
}

// apply_fn(f, a, ...): arity, argument types, effects and result are those of f's function type
// (spec 5.7).
TypeId CheckApply(FunctionChecker& fc, Args args, const syntax::Node& node) {
  if (args.empty()) {
    fc.Report(Diag::kE201, node, {"apply_fn", "1 or more", "0"});
    return fc.Error();
  }
  const TypeId function = CheckExpr(fc, *args[0]);
  const Args rest = args.drop_front();
  const Type type = fc.types[fc.infer.Base(function)];
  if (type.kind != TypeKind::kFn) {
    // A value of a variable's type may be a function at some instance.
    if (!fc.infer.IsError(function) && fc.infer.BaseKind(function) != TypeKind::kVar) {
      fc.Report(Diag::kE202, *args[0], {"0", "apply_fn", fc.Spell(function), "a function type"});
    }
    CheckAll(fc, rest);
    return fc.Error();
  }
  const size_t arity = type.args.size() - 1;
  Signature signature{.name = "apply_fn",
                      .type_vars = {},
                      .row_vars = {},
                      .needs = {},
                      .params = {type.args.begin(), type.args.end() - 1},
                      .result = type.args.back(),
                      .row = {type.payload}};
  CallInference call;
  for (size_t i = 0; i < rest.size(); ++i) {
    const bool has_want = i < arity && !fc.infer.ContainsVar(signature.params[i]);
    call.arg_types.push_back(
        CheckExpr(fc, *rest[i], has_want ? Want(signature.params[i]) : std::nullopt));
  }
  if (rest.size() != arity) {
    fc.Report(Diag::kE201, node,
              {"apply_fn", std::to_string(arity + 1), std::to_string(args.size())});
    return signature.result;
  }
  CheckArguments(fc, signature, rest, call);
  fc.NewTarget(node).kind = CallKind::kApply;
  NoteUsedEffects(fc, signature.row);
  RequireRow(fc, signature.row, "apply_fn's function", node);
  return signature.result;
}

TypeId CheckNamedCall(FunctionChecker& fc, llvm::StringRef name, Args args,
                      const syntax::Node& node) {
  if (name == "apply_fn") {
    return CheckApply(fc, args, node);
  }
  if (const std::optional<Callee> callee = FindFunction(fc, name)) {
    const auto imported = fc.module.imported_functions.find(name);
    if (imported != fc.module.imported_functions.end() &&
        imported->second.meaning == callee->decl) {
      fc.module.ReportIfTwice(Diag::kE608, imported->second, node, name, fc.session);
    }
    return CheckCallTo(fc, *callee, args, node);
  }
  if (name == "resume" && !fc.resumes.empty()) {
    return CheckResume(fc, args, node);
  }
  if (const std::optional<TypeId> type = CheckBareOperation(fc, name, args, node)) {
    return *type;
  }
  if (const std::optional<TypeId> type = CheckAbilityOperation(fc, name, args, node)) {
    return *type;
  }
  if (!name.empty()) {
    fc.ReportUnresolved(Diag::kE200, node, {name.str()});
  }
  CheckAll(fc, args);
  return fc.Error();
}

const ImportInfo* FindImport(const FunctionChecker& fc, llvm::StringRef path) {
  for (const ImportInfo& import : fc.module.imports) {
    if (fc.session.modules[import.module].path == path ||
        llvm::join(import.syntax->path.begin(), import.syntax->path.end(), ".") == path) {
      return &import;
    }
  }
  return nullptr;
}

std::string PublicFunctions(const FunctionChecker& fc, const ModuleState& from) {
  std::vector<std::string> names;
  for (const auto& entry : from.functions) {
    if (fc.program.functions[entry.second.index].is_public) {
      names.push_back(entry.getKey().str());
    }
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "It has no public functions." : "It has " + llvm::join(names, ", ") + ".";
}

TypeId CheckPathCall(FunctionChecker& fc, const syntax::ModuleCall& call, Args args) {
  const std::string path = llvm::join(call.path.begin(), call.path.end(), ".");
  const std::string name = call.name.str();
  const auto give_up = [&] {
    CheckAll(fc, args);
    return fc.Error();
  };
  const ImportInfo* import = FindImport(fc, path);
  if (import == nullptr) {
    fc.ReportUnresolved(Diag::kE230, call, {path, name});
    return give_up();
  }
  const auto& names = import->syntax->names;
  if (import->syntax->has_names && std::find(names.begin(), names.end(), name) == names.end()) {
    fc.Report(Diag::kE231, call, {name, path, llvm::join(names.begin(), names.end(), ", ")});
    return give_up();
  }
  const ModuleState& from = fc.session.modules[import->module];
  const auto found = from.functions.find(name);
  if (found == from.functions.end()) {
    fc.ReportUnresolved(Diag::kE233, call, {name, path, PublicFunctions(fc, from)});
    return give_up();
  }
  if (!fc.program.functions[found->second.index].is_public) {
    fc.Report(Diag::kE232, call, {name, path});
    return give_up();
  }
  return CheckCallTo(fc, CalleeOf(fc, found->second), args, call);
}

}  // namespace

void CheckAll(FunctionChecker& fc, Args args) {
  for (const syntax::Expr* arg : args) {
    CheckExpr(fc, *arg);
  }
}

Callee CalleeOf(FunctionChecker& fc, DeclId decl) {
  const FunctionDecl& fn = fc.program.functions[decl.index];
  const llvm::ArrayRef<TypeVarId> types = fn.type_vars;
  const llvm::ArrayRef<TypeVarId> rows = fn.row_vars;
  Callee callee;
  callee.decl = decl;
  callee.inherited_vars = types.take_front(fn.inherited_type_vars).vec();
  callee.inherited_rows = rows.take_front(fn.inherited_row_vars).vec();
  callee.signature = {.name = fn.name,
                      .type_vars = types.drop_front(fn.inherited_type_vars).vec(),
                      .row_vars = rows.drop_front(fn.inherited_row_vars).vec(),
                      .needs = fn.needs,
                      .params = fn.params,
                      .result = fn.result,
                      .row = fn.row};
  callee.read_vars = fc.session.facts[decl.index].read_vars;
  return callee;
}

std::optional<Callee> FindFunction(FunctionChecker& fc, llvm::StringRef name) {
  for (auto around = fc.functions.rbegin(); around != fc.functions.rend(); ++around) {
    for (const syntax::FnDecl* helper : (*around)->where_fns) {
      const DeclId id = fc.module.decl_ids.lookup(helper);
      if (helper->name == name && !fc.session.facts[id.index].is_rejected) {
        return CalleeOf(fc, id);
      }
    }
  }
  if (const auto own = fc.module.functions.find(name); own != fc.module.functions.end()) {
    return CalleeOf(fc, own->second);
  }
  if (const builtins::Builtin* builtin = builtins::FindBuiltin(name)) {
    return BuiltinCallee(fc, *builtin);
  }
  if (const builtins::Builtin* builtin = builtins::FindLibraryBuiltin(name);
      builtin != nullptr && fc.module.is_library) {
    return BuiltinCallee(fc, *builtin);
  }
  const auto imported = fc.module.imported_functions.find(name);
  if (imported != fc.module.imported_functions.end()) {
    return CalleeOf(fc, imported->second.meaning);
  }
  return std::nullopt;
}

bool FitsParameter(FunctionChecker& fc, const syntax::Expr& arg, TypeId& arg_type, TypeId param) {
  if (fc.infer.Subtype(arg_type, param)) {
    return true;
  }
  if (!HeedsWant(arg) || fc.infer.ContainsFresh(param) || fc.hopeless_args.contains(arg.id)) {
    return false;
  }
  arg_type = CheckExpr(fc, arg, param);
  const bool fits = fc.infer.Subtype(arg_type, param);
  if (!fits) {
    fc.hopeless_args.insert(arg.id);
  }
  return fits;
}

void NoteUsedEffects(FunctionChecker& fc, RowId row) {
  if (fc.in_predicate) {
    return;  // E125 says so
  }
  for (const EffectInstance& effect : fc.types.row(row).effects) {
    fc.used_effects.insert(fc.program.effects[effect.effect.index].name);
  }
}

void RequireRow(FunctionChecker& fc, RowId row, const std::string& what, const syntax::Node& node) {
  const std::optional<RowId> allowed = fc.in_predicate ? PredicateRow(fc) : fc.row;
  if (allowed && !fc.infer.RowSubtype(row, *allowed)) {
    fc.Report(Diag::kE125, node, {what, fc.SpellRow(row), fc.SpellRow(*allowed)});
  }
}

TypeId CheckCallTo(FunctionChecker& fc, const Callee& callee, Args args, const syntax::Node& node) {
  const Signature& signature = callee.signature;
  CallInference call;
  for (size_t i = 0; i < args.size(); ++i) {
    const bool has_want = signature.type_vars.empty() && i < signature.params.size() &&
                          !fc.infer.ContainsVar(signature.params[i]);
    call.arg_types.push_back(
        CheckExpr(fc, *args[i], has_want ? Want(signature.params[i]) : std::nullopt));
  }
  if (args.size() != signature.params.size()) {
    fc.Report(
        Diag::kE201, node,
        {signature.name, std::to_string(signature.params.size()), std::to_string(args.size())});
    return signature.type_vars.empty() ? signature.result : fc.Error();
  }
  InferArguments(fc, callee, node, call);
  CheckArguments(fc, signature, args, call);
  WriteTarget(fc, callee, node, call);

  const RowId row = fc.types.SubstituteRow(signature.row, call.types, call.rows);
  NoteUsedEffects(fc, row);
  if (callee.builtin != nullptr && callee.builtin->name == "async") {
    WarnIfNotConcurrent(fc, *args[0], node);
  }
  RequireRow(fc, row, "Function '" + signature.name + "'", node);
  return fc.types.Substitute(signature.result, call.types, call.rows);
}

TypeId CheckFnCall(FunctionChecker& fc, const syntax::FnCall& call) {
  return CheckNamedCall(fc, call.name, call.args, call);
}

TypeId CheckModuleCall(FunctionChecker& fc, const syntax::ModuleCall& call) {
  return CheckPathCall(fc, call, call.args);
}

TypeId CheckPipe(FunctionChecker& fc, const syntax::BinaryExpr& pipe) {
  std::vector<const syntax::Expr*> args{pipe.left};
  TypeId type;
  if (const auto* call = As<syntax::FnCall>(pipe.right)) {
    args.insert(args.end(), call->args.begin(), call->args.end());
    type = CheckNamedCall(fc, call->name, args, *call);
  } else if (const auto* path_call = As<syntax::ModuleCall>(pipe.right)) {
    args.insert(args.end(), path_call->args.begin(), path_call->args.end());
    type = CheckPathCall(fc, *path_call, args);
  } else {
    // Only calls take a value; anything else stands for itself (spec 4.11).
    CheckExpr(fc, *pipe.left);
    return CheckExpr(fc, *pipe.right);
  }
  fc.Annotate(*pipe.right, type);
  return type;
}

}  // namespace vera::sema
