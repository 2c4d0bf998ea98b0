#include <algorithm>

#include "sema/callee.h"
#include "sema/check_expr.h"
#include "sema/constructors.h"

// Constructor calls and bare constructors (spec 2.4, 4.3). What is wanted of the value is passed on
// to its fields.

namespace vera::sema {

std::optional<ConstructorRef> FindConstructor(FunctionChecker& fc, llvm::StringRef name,
                                              const syntax::Node& node) {
  const auto own = fc.module.constructors.find(name);
  if (own != fc.module.constructors.end()) {
    return own->second;
  }
  if (const ConstructorRef* builtin = fc.session.BuiltinConstructor(name)) {
    return *builtin;
  }
  const auto imported = fc.module.imported_constructors.find(name);
  if (imported != fc.module.imported_constructors.end()) {
    fc.module.ReportIfTwice(Diag::kE610, imported->second, node, name, fc.session);
    return imported->second.meaning;
  }
  return std::nullopt;
}

namespace {

bool IsConstructor(const syntax::Expr& expr) {
  return expr.kind == syntax::NodeKind::kConstructorCall ||
         expr.kind == syntax::NodeKind::kNullaryConstructor;
}

// The type arguments of a data type that are known so far, by its variables' indices.
Substitution WantedArgs(FunctionChecker& fc, DataId data, Want want) {
  Substitution out;
  if (!want) {
    return out;
  }
  const Type& type = fc.types[fc.infer.Base(*want)];
  const auto& params = fc.program.data[data.index].type_params;
  if (type.kind != TypeKind::kData || type.payload != data.index ||
      type.args.size() != params.size()) {
    return out;
  }
  for (size_t i = 0; i < params.size(); ++i) {
    if (!fc.infer.IsOpen(type.args[i])) {
      out[params[i].index] = type.args[i];
    }
  }
  return out;
}

// The constructed type: arguments as found, fresh variables for the others.
TypeId Constructed(FunctionChecker& fc, DataId data, Substitution& found) {
  llvm::SmallVector<TypeId, 2> args;
  const std::vector<TypeVarId> params = fc.program.data[data.index].type_params;
  for (const TypeVarId param : params) {
    const auto known = found.find(param.index);
    if (known == found.end()) {
      const TypeId fresh = fc.infer.NewVar(FlexKind::kFresh);
      found[param.index] = fresh;
      args.push_back(fresh);
    } else {
      args.push_back(known->second);
    }
  }
  return fc.types.Data(data, args);
}

void WriteTarget(FunctionChecker& fc, const syntax::Node& node, uint32_t tag) {
  CallTarget& target = fc.NewTarget(node);
  target.kind = CallKind::kConstructor;
  target.tag = tag;
}

TypeId CheckTuple(FunctionChecker& fc, const syntax::ConstructorCall& call, Want want) {
  if (call.args.empty()) {
    fc.Report(Diag::kE216, call, {});
    return fc.Error();
  }
  const Type wanted = want ? fc.types[fc.infer.Base(*want)] : Type{};
  const bool is_tuple = wanted.kind == TypeKind::kTuple && wanted.args.size() == call.args.size();
  llvm::SmallVector<TypeId, 4> parts;
  for (size_t i = 0; i < call.args.size(); ++i) {
    // Literals and constructors take the component's type; a refused one is told where the tuple
    // goes.
    parts.push_back(CheckExpr(fc, *call.args[i], is_tuple ? Want(wanted.args[i]) : std::nullopt));
  }
  WriteTarget(fc, call, 0);
  return fc.types.Tuple(parts);
}

// The fields' types with what is known of the type arguments.
llvm::SmallVector<TypeId, 4> FieldTypes(FunctionChecker& fc, ConstructorRef ref,
                                        const Substitution& known) {
  llvm::SmallVector<TypeId, 4> out;
  const std::vector<TypeId> fields = fc.program.data[ref.data.index].constructors[ref.tag].fields;
  for (const TypeId field : fields) {
    out.push_back(fc.types.Substitute(field, known));
  }
  return out;
}

bool AllFit(FunctionChecker& fc, llvm::ArrayRef<TypeId> args, llvm::ArrayRef<TypeId> fields) {
  for (size_t i = 0; i < args.size(); ++i) {
    // A field whose type is still open says nothing yet.
    if (!fc.types.HasFlex(fields[i]) && !fc.infer.Subtype(args[i], fields[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

TypeId CheckConstructorCall(FunctionChecker& fc, const syntax::ConstructorCall& call, Want want) {
  if (call.name == "Tuple") {
    return CheckTuple(fc, call, want);
  }
  const std::optional<ConstructorRef> ref = FindConstructor(fc, call.name, call);
  if (!ref) {
    fc.ReportUnresolved(Diag::kE210, call, {call.name.str()});
    CheckAll(fc, call.args);
    return fc.Error();
  }
  const Substitution wanted = WantedArgs(fc, ref->data, want);
  const auto hoped = FieldTypes(fc, *ref, wanted);
  const std::vector<TypeId> declared =
      fc.program.data[ref->data.index].constructors[ref->tag].fields;
  const std::vector<TypeVarId> params = fc.program.data[ref->data.index].type_params;
  Substitution found;
  llvm::SmallVector<TypeId, 4> arg_types;
  for (size_t i = 0; i < call.args.size(); ++i) {
    const bool is_known = i < hoped.size() && !wanted.empty() &&
                          (!fc.infer.ContainsVar(hoped[i]) || IsConstructor(*call.args[i]));
    arg_types.push_back(CheckExpr(fc, *call.args[i], is_known ? Want(hoped[i]) : std::nullopt));
  }
  const std::string name = call.name.str();
  if (call.args.size() != declared.size()) {
    const Diag diag = declared.empty() ? Diag::kE211 : Diag::kE212;
    fc.Report(diag, call,
              {name, std::to_string(declared.size()), std::to_string(call.args.size())});
  } else if (!wanted.empty() && AllFit(fc, arg_types, hoped)) {
    // The value is made as the wanted type, so that narrowing is checked field by field.
    found = wanted;
  }
  for (size_t i = 0; i < std::min(declared.size(), arg_types.size()); ++i) {
    fc.infer.Infer(declared[i], arg_types[i], params, found, nullptr);
  }
  for (const auto& [var, type] : wanted) {
    const auto [entry, is_new] = found.try_emplace(var, type);
    if (!is_new && fc.infer.IsOpen(entry->second)) {
      fc.infer.Subtype(entry->second, type);
    }
  }
  const TypeId result = Constructed(fc, ref->data, found);
  if (call.args.size() == declared.size()) {
    const auto fields = FieldTypes(fc, *ref, found);
    for (size_t i = 0; i < fields.size(); ++i) {
      if (!FitsParameter(fc, *call.args[i], arg_types[i], fields[i])) {
        fc.Report(Diag::kE213, *call.args[i],
                  {name, std::to_string(i), fc.Spell(arg_types[i]), fc.Spell(fields[i])});
      }
    }
  }
  WriteTarget(fc, call, ref->tag);
  return result;
}

TypeId CheckNullaryConstructor(FunctionChecker& fc, const syntax::NullaryConstructor& expr,
                               Want want) {
  const std::optional<ConstructorRef> ref = FindConstructor(fc, expr.name, expr);
  if (!ref) {
    if (!expr.name.empty()) {
      fc.ReportUnresolved(Diag::kE214, expr, {expr.name.str()});
    }
    return fc.Error();
  }
  const DataConstructor& constructor = fc.program.data[ref->data.index].constructors[ref->tag];
  if (!constructor.fields.empty() || IsWrittenWithParentheses(fc, *ref)) {
    fc.Report(Diag::kE215, expr, {expr.name.str(), std::to_string(constructor.fields.size())});
  }
  Substitution found = WantedArgs(fc, ref->data, want);
  WriteTarget(fc, expr, ref->tag);
  return Constructed(fc, ref->data, found);
}

bool IsWrittenWithParentheses(const FunctionChecker& fc, ConstructorRef ref) {
  return ref.data == fc.program.md_block &&
         fc.program.data[ref.data.index].constructors[ref.tag].fields.empty();
}

}  // namespace vera::sema
