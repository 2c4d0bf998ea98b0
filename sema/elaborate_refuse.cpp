#include "sema/elaborate_function.h"
#include "sema/elaborate_state.h"
#include "sema/program_visit.h"
#include "sema/walk.h"

// What checking lets pass and running refuses: unfinished programs, and objects beyond what a
// header can describe (docs/gc.md).

namespace vera::sema {

namespace {

// Every object fits whose fields are at most so many, whatever their representation.
constexpr size_t kMaxFields = 254;
constexpr size_t kMaxCaptures = kMaxFields - 1;  // a closure's code takes a field's place
constexpr size_t kMaxConstructors = 2048;

std::string MoreThan(const char* what, size_t limit, const char* parts) {
  return std::string(what) + " with more than " + std::to_string(limit) + " " + parts;
}

}  // namespace

// Holes anywhere, and names that checking only warned about.
bool Elaborator::RefuseIncomplete() {
  if (!checked.has_holes && !checked.has_unresolved) {
    return false;
  }
  const size_t errors = sink.error_count();
  for (const Module& module : checked.modules) {
    for (const syntax::Decl* decl : module.tree->program().decls) {
      RefuseIncompleteNode(module, *decl);
    }
  }
  if (sink.error_count() == errors) {
    // An unknown type or effect: the place was given with the warning.
    sink.EmitAtFile(Diag::kR003, checked.modules[0].source->path(),
                    {.args = {"a name"}, .fix = {}, .rationale = {}});
  }
  return true;
}

void Elaborator::RefuseIncompleteNode(const Module& module, const syntax::Node& node) {
  using syntax::NodeKind;
  llvm::StringRef name;
  switch (node.kind) {
    case NodeKind::kHoleExpr:
      sink.Emit(Diag::kE614, *module.source, node.range);
      break;
    case NodeKind::kFnCall:
      name = syntax::To<syntax::FnCall>(node).name;
      break;
    case NodeKind::kModuleCall:
      name = syntax::To<syntax::ModuleCall>(node).name;
      break;
    case NodeKind::kQualifiedCall:
      name = syntax::To<syntax::QualifiedCall>(node).name;
      break;
    case NodeKind::kConstructorCall:
      name = syntax::To<syntax::ConstructorCall>(node).name;
      break;
    case NodeKind::kNullaryConstructor:
      name = syntax::To<syntax::NullaryConstructor>(node).name;
      break;
    case NodeKind::kFnDecl:
      for (const syntax::FnDecl* helper : syntax::To<syntax::FnDecl>(node).where_fns) {
        RefuseIncompleteNode(module, *helper);
      }
      break;
    default:
      break;
  }
  if (!name.empty() && (node.id >= module.notes.call.size() || module.notes.call[node.id] == 0)) {
    sink.Emit(Diag::kR003, *module.source, node.range,
              {.args = {"'" + name.str() + "'"}, .fix = {}, .rationale = {}});
  }
  ForEachSyntaxChild(node, [&](const syntax::Node& child) { RefuseIncompleteNode(module, child); });
}

// Looks at declarations, so that a type is refused once and before any code is made for it.
bool Elaborator::RefuseLargeData() {
  const size_t errors = sink.error_count();
  for (const DataDeclaration& data : checked.data) {
    if (data.syntax == nullptr) {
      continue;
    }
    const Module& module = checked.modules[data.module.index];
    if (data.constructors.size() > kMaxConstructors) {
      Refuse(Diag::kR009, module, data.syntax->name_range,
             {MoreThan("a data type", kMaxConstructors, "constructors")});
    }
    for (size_t i = 0; i < data.constructors.size(); ++i) {
      if (data.constructors[i].fields.size() > kMaxFields) {
        Refuse(Diag::kR009, module, data.syntax->constructors[i]->range,
               {MoreThan("a constructor", kMaxFields, "fields")});
      }
    }
  }
  for (const Module& module : checked.modules) {
    for (const syntax::Decl* decl : module.tree->program().decls) {
      const auto* effect = syntax::As<syntax::EffectDecl>(decl);
      if (effect != nullptr && effect->operations.size() > kMaxFields) {
        Refuse(Diag::kR009, module, effect->name_range,
               {MoreThan("an effect", kMaxFields, "operations")});
      }
    }
  }
  return sink.error_count() != errors;
}

// Tuples and closures are not declared: what was made of them is looked at.
void Elaborator::RefuseLargeObjects() {
  for (const ProgramFunction& function : program.functions) {
    const Module& module = checked.modules[function.module.index];
    if (function.is_lambda && function.capture_count > kMaxCaptures) {
      Refuse(Diag::kR009, module, function.range,
             {MoreThan("a closure", kMaxCaptures, "captured values")});
    }
  }
}

void FunctionElaborator::RefuseLargeTuple(const PConstruct& node) {
  if (node.fields.size() > kMaxFields) {
    Refuse(Diag::kR009, node.range, {MoreThan("a tuple", kMaxFields, "components")});
  }
}

}  // namespace vera::sema
