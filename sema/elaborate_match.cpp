#include "sema/elaborate_function.h"
#include "support/check.h"

// Construction of data and tuples, and taking them apart. A pattern binds the fields as they are
// stored. Where a binder is declared with another type, the guard stands at the head of the arm
// (spec 2.2.1: match binding and sub-pattern sites).

namespace vera::sema {

using syntax::NodeKind;
using syntax::To;

std::vector<TypeId> FunctionElaborator::FieldTypes(TypeId data, uint32_t tag) {
  const Type type = shared_.types[shared_.types.Strip(data)];
  if (type.kind == TypeKind::kTuple) {
    return {type.args.begin(), type.args.end()};
  }
  VERA_CHECK(type.kind == TypeKind::kData, "elaborate: fields of a value that is no data");
  const DataDeclaration& decl = shared_.checked.data[type.payload];
  const Substitution args = SubstitutionOf(decl.type_params, type.args);
  std::vector<TypeId> fields;
  for (const TypeId field : decl.constructors[tag].fields) {
    fields.push_back(shared_.types.Substitute(field, args, RowSubstitution()));
  }
  return fields;
}

uint32_t FunctionElaborator::TagOf(TypeId data, llvm::StringRef constructor) {
  const Type& type = shared_.types[shared_.types.Strip(data)];
  if (type.kind == TypeKind::kTuple) {
    return 0;
  }
  VERA_CHECK(type.kind == TypeKind::kData, "elaborate: a constructor of a value that is no data");
  const auto& constructors = shared_.checked.data[type.payload].constructors;
  for (uint32_t tag = 0; tag < constructors.size(); ++tag) {
    if (constructors[tag].name == constructor) {
      return tag;
    }
  }
  VERA_UNREACHABLE("elaborate: a constructor that its type lacks");
}

const PExpr* FunctionElaborator::Construct(const syntax::Node& site, llvm::StringRef name,
                                           llvm::ArrayRef<const syntax::Expr*> args, TypeId want) {
  const TypeId own = shared_.types.Strip(TypeOf(site));
  TypeId type = shared_.types.Strip(want);
  const Type& own_type = shared_.types[own];
  const Type& wanted = shared_.types[type];
  // The wanted type knows arguments that inference could not (the T of `None`), if it is a type of
  // the same data.
  if (wanted.kind != own_type.kind || wanted.payload != own_type.payload ||
      wanted.args.size() != own_type.args.size()) {
    type = own;
  }
  if (!HasValue(type)) {
    return MakeUnit(site.range);
  }
  const uint32_t tag = TagOf(type, name);
  const std::vector<TypeId> fields = FieldTypes(type, tag);
  const Type& data = shared_.types[type];
  if (data.kind == TypeKind::kData && data.payload == shared_.checked.future.index &&
      args.size() == 1) {
    return Coerce(Expr(*args[0], fields[0]), type, want, site.range);  // a future is its value
  }
  VERA_CHECK(fields.size() == args.size(),
             "elaborate: a constructor with a wrong number of fields");
  std::vector<const PExpr*> values;
  for (size_t i = 0; i < fields.size(); ++i) {
    values.push_back(Expr(*args[i], fields[i]));
  }
  auto* node = New<PConstruct>(NodeTag::kConstruct, type, site.range);
  node->tag = tag;
  node->fields = shared_.program.NewList<const PExpr*>(values);
  RefuseLargeTuple(*node);
  return Coerce(CheckInvariant(node, type, site.range), type, want, site.range);
}

const PPattern* FunctionElaborator::Pattern(const syntax::Pattern& pattern, TypeId matched,
                                            std::vector<PatternBinding>& bindings) {
  PPattern* node = shared_.program.NewPattern();
  node->kind = PPatternKind::kWildcard;
  node->type = matched;
  node->local = LocalId{LocalId::kNone};
  switch (pattern.kind) {
    case NodeKind::kBindingPattern: {
      const syntax::TypeExpr& binder = *To<syntax::BindingPattern>(pattern).type;
      const LocalId raw = NewLocal(matched, Slice(binder.range));
      bindings.push_back({binder.id, raw, matched, TypeOf(binder), binder.range});
      return BindPattern(raw, matched);
    }
    case NodeKind::kIntPattern:
      node->kind = PPatternKind::kInt;
      node->bits = To<syntax::IntPattern>(pattern).value;
      if (To<syntax::IntPattern>(pattern).spelling.starts_with("-")) {
        node->bits = uint64_t{0} - node->bits;
      }
      return node;
    case NodeKind::kBoolPattern:
      node->kind = PPatternKind::kBool;
      node->bits = To<syntax::BoolPattern>(pattern).value ? 1 : 0;
      return node;
    case NodeKind::kStringPattern:
      node->kind = PPatternKind::kString;
      node->bytes = shared_.program.NewString(To<syntax::StringPattern>(pattern).value);
      return node;
    case NodeKind::kNullaryPattern:
      node->kind = PPatternKind::kConstructor;
      node->tag = TagOf(matched, To<syntax::NullaryPattern>(pattern).name);
      return node;
    case NodeKind::kConstructorPattern: {
      const auto& constructor = To<syntax::ConstructorPattern>(pattern);
      node->kind = PPatternKind::kConstructor;
      node->tag = TagOf(matched, constructor.name);
      const std::vector<TypeId> types = FieldTypes(matched, node->tag);
      const Type& data = shared_.types[shared_.types.Strip(matched)];
      if (data.kind == TypeKind::kData && data.payload == shared_.checked.future.index) {
        if (MayBeHostFuture(shared_.types, shared_.checked, matched)) {
          Refuse(Diag::kR004, pattern.range,
                 {"a pattern that looks into a future of a Result without await"});
        }
        return Pattern(*constructor.fields[0], types[0], bindings);
      }
      std::vector<const PPattern*> fields;
      for (size_t i = 0; i < types.size() && i < constructor.fields.size(); ++i) {
        fields.push_back(Pattern(*constructor.fields[i], types[i], bindings));
      }
      node->fields = shared_.program.NewList<const PPattern*>(fields);
      return node;
    }
    default:
      return node;
  }
}

const PExpr* FunctionElaborator::WithBindings(const std::vector<PatternBinding>& bindings,
                                              llvm::function_ref<const PExpr*()> body) {
  std::vector<std::pair<LocalId, const PExpr*>> lets;
  for (const PatternBinding& binding : bindings) {
    LocalId local = binding.raw;
    if (local.index != LocalId::kNone && !IsFree(binding.from, binding.to)) {
      local = NewLocal(binding.to, locals_[binding.raw.index].label);
      lets.push_back({local, Coerce(Read(binding.raw, binding.range), binding.from, binding.to,
                                    binding.range)});
      NoteSame(local, Read(binding.raw, binding.range));
    }
    bindings_[binding.node] = local;
  }
  return WrapLets(lets, body());
}

const PExpr* FunctionElaborator::Match(const syntax::MatchExpr& expr, const Target& target) {
  const TypeId matched = shared_.types.Strip(OperandType(*expr.scrutinee));
  auto* node = New<PMatch>(NodeTag::kMatch, target.type, expr.range);
  node->scrutinee = Expr(*expr.scrutinee, matched);
  std::vector<PArm> arms;
  for (const syntax::MatchArm* arm : expr.arms) {
    std::vector<PatternBinding> bindings;
    const PPattern* pattern = Pattern(*arm->pattern, matched, bindings);
    NoteParts(*pattern, node->scrutinee);
    const PExpr* body = WithBindings(bindings, [&] { return Expr(*arm->body, target); });
    arms.push_back({pattern, body});
  }
  node->arms = shared_.program.NewList<PArm>(arms);
  node->obligation =
      Oblige(ObligationKind::kUnreachable, TrapKind::kUnreachable, expr.range, "match");
  return node;
}

const PExpr* FunctionElaborator::Destructure(const syntax::LetDestruct& let,
                                             llvm::function_ref<const PExpr*()> body) {
  const TypeId matched = shared_.types.Strip(TypeOf(*let.value));
  const PExpr* value = Expr(*let.value, matched);
  PPattern* pattern = shared_.program.NewPattern();
  pattern->kind = PPatternKind::kConstructor;
  pattern->type = matched;
  pattern->local = LocalId{LocalId::kNone};
  pattern->tag = TagOf(matched, let.constructor);
  const std::vector<TypeId> types = FieldTypes(matched, pattern->tag);
  std::vector<PatternBinding> bindings;
  std::vector<const PPattern*> fields;
  for (size_t i = 0; i < types.size() && i < let.types.size(); ++i) {
    const syntax::TypeExpr& binder = *let.types[i];
    const LocalId raw = NewLocal(types[i], Slice(binder.range));
    bindings.push_back({binder.id, raw, types[i], TypeOf(binder), binder.range});
    fields.push_back(BindPattern(raw, types[i]));
  }
  pattern->fields = shared_.program.NewList<const PPattern*>(fields);
  NoteParts(*pattern, value);
  const PExpr* rest = WithBindings(bindings, body);
  auto* node = New<PMatch>(NodeTag::kMatch, rest->type, let.range);
  node->scrutinee = value;
  node->arms = shared_.program.NewList<PArm>({{pattern, rest}});
  node->obligation = Oblige(ObligationKind::kUnreachable, TrapKind::kUnreachable, let.range, "let");
  return node;
}

}  // namespace vera::sema
