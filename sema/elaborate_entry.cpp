#include "sema/elaborate_function.h"
#include "sema/elaborate_state.h"

// Which function a run begins with, and the function that calls it for the command line
// (spec 5.11).

namespace vera::sema {

namespace {

// A type that grows without end as it is unfolded (a data type that holds itself at ever larger
// arguments) has no finite Show; one with so many parts is not worth a person's look either.
constexpr size_t kMaxShownTypes = 500;

}  // namespace

bool Elaborator::FindEntry(const ElaborateOptions& options, DeclId& entry) {
  const Module& root = checked.modules[0];
  std::string available;
  DeclId first{DeclId::kNone};
  DeclId main{DeclId::kNone};
  for (uint32_t i = 0; i < checked.functions.size(); ++i) {
    const FunctionDecl& decl = checked.functions[i];
    if (decl.module.index != 0 || decl.parent.index != DeclId::kNone) {
      continue;
    }
    if (decl.name == options.entry_function && !decl.is_public) {
      sink.Emit(Diag::kR002, *root.source, decl.syntax->name_range,
                {.args = {decl.name}, .fix = {}, .rationale = {}});
      return false;
    }
    if (!decl.is_public || !decl.type_vars.empty()) {
      continue;
    }
    available += (available.empty() ? "" : ", ") + decl.name;
    if (decl.name == options.entry_function) {
      entry = DeclId{i};
      return true;
    }
    first = first.index == DeclId::kNone ? DeclId{i} : first;
    main = decl.name == "main" ? DeclId{i} : main;
  }
  if (options.entry_function.empty() && first.index != DeclId::kNone) {
    entry = main.index != DeclId::kNone ? main : first;
    return true;
  }
  const std::string wanted = options.entry_function.empty() ? "main" : options.entry_function;
  sink.EmitAtFile(
      Diag::kR001, root.source->path(),
      {.args = {wanted, available.empty() ? "none" : available}, .fix = {}, .rationale = {}});
  return false;
}

bool Elaborator::IsComposite(TypeId type) const {
  const TypeKind kind = types[types.Strip(type)].kind;
  return kind == TypeKind::kArray || kind == TypeKind::kTuple || kind == TypeKind::kData ||
         kind == TypeKind::kDecimal;
}

// Whether the Show of a type can be derived: nothing in it is a function or a container of the host.
bool Elaborator::IsShowable(TypeId type) {
  llvm::DenseSet<uint32_t> seen;
  std::vector<TypeId> work{type};
  while (!work.empty()) {
    const TypeId next = types.Strip(work.back());
    work.pop_back();
    if (!seen.insert(next.index).second) {
      continue;
    }
    const Type shape = types[next];  // a copy: substituting may grow the table
    switch (shape.kind) {
      case TypeKind::kArray:
      case TypeKind::kTuple:
        work.insert(work.end(), shape.args.begin(), shape.args.end());
        break;
      case TypeKind::kData: {
        const DataDeclaration& data = checked.data[shape.payload];
        const Substitution substitution = SubstitutionOf(data.type_params, shape.args);
        for (const DataConstructor& constructor : data.constructors) {
          for (const TypeId field : constructor.fields) {
            work.push_back(types.Substitute(field, substitution, RowSubstitution()));
          }
        }
        break;
      }
      case TypeKind::kFn:
      case TypeKind::kMap:
      case TypeKind::kSet:
      case TypeKind::kCell:
      case TypeKind::kEvidence:
        return false;
      default:
        break;
    }
    if (seen.size() > kMaxShownTypes) {
      return false;
    }
  }
  return true;
}

// The entry is the function itself, unless something has to happen that a command line cannot do:
// guards of parameters, cells, catching what is thrown.
void Elaborator::BuildEntry(DeclId decl_id) {
  const FnId target = FunctionInstance(decl_id, {}, {});
  const FunctionDecl& decl = checked.functions[decl_id.index];
  program.entry = target;
  program.entry_shown = IsComposite(decl.result) && IsShowable(decl.result);
  program.entry_result = program.entry_shown ? types.Primitive(TypeKind::kString) : decl.result;
  bool is_plain = !program.entry_shown && HiddenParamsOf(*this, decl.row).empty() &&
                  !program.RowMayThrow(decl.row);
  for (const TypeId param : decl.params) {
    program.entry_params.push_back(types.Strip(param));
    is_plain &= types.Strip(param) == param;
  }
  if (is_plain) {
    return;
  }
  ProgramFunction function;
  function.name = decl.path + "#entry";
  function.shown_name = decl.name;
  function.module = decl.module;
  function.range = decl.syntax->range;
  function.result = program.entry_result;
  function.is_derived = true;
  program.entry = NewFunction(std::move(function), types.pure_row());
  SourceContext source;
  source.module = &checked.modules[decl.module.index];
  FunctionElaborator(*this, program.entry, source, nullptr).BuildEntry(target, decl);
}

}  // namespace vera::sema
