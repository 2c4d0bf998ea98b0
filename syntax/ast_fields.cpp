#include "syntax/ast_fields.h"

#include "llvm/ADT/SmallVector.h"
#include "support/check.h"

namespace vera::syntax {

namespace {

template <typename T>
void Children(FieldVisitor& visitor, const char* key, List<const T*> nodes, bool present = true) {
  if (!present) {
    visitor.Null(key);
    return;
  }
  llvm::SmallVector<NodeView, 16> views;
  for (const T* node : nodes) {
    views.push_back({node});
  }
  visitor.Children(key, views);
}

void Texts(FieldVisitor& visitor, const char* key, List<Name> texts, bool present) {
  if (present) {
    visitor.Texts(key, texts);
  } else {
    visitor.Null(key);
  }
}

void Child(FieldVisitor& visitor, const char* key, const Node* node) {
  if (node == nullptr) {
    visitor.Null(key);
  } else {
    visitor.Child(key, {node});
  }
}

const char* SymbolOf(BinaryOp op) {
  static constexpr const char* kSymbols[] = {"ADD", "SUB", "MUL", "DIV",     "MOD",
                                             "EQ",  "NEQ", "LT",  "GT",      "LE",
                                             "GE",  "AND", "OR",  "IMPLIES", "PIPE"};
  return kSymbols[static_cast<size_t>(op)];
}

Visibility VisibilityOf(const Decl& decl) {
  if (const FnDecl* fn = As<FnDecl>(&decl)) {
    return fn->visibility;
  }
  const DataDecl* data = As<DataDecl>(&decl);
  return data != nullptr ? data->visibility : Visibility::kNone;
}

// One overload per kind, stamped into the switch below.
void Fields(const Program& node, FieldVisitor& visitor) {
  Child(visitor, "module", node.module);
  Children(visitor, "imports", node.imports);
  llvm::SmallVector<NodeView, 16> decls;
  for (const Decl* decl : node.decls) {
    decls.push_back({decl, /*is_top_level=*/true});
  }
  visitor.Children("declarations", decls);
}
void Fields(const ModuleDecl& node, FieldVisitor& visitor) { visitor.Texts("path", node.path); }
void Fields(const ImportDecl& node, FieldVisitor& visitor) {
  visitor.Texts("path", node.path);
  Texts(visitor, "names", node.names, node.has_names);
}
void Fields(const FnDecl& node, FieldVisitor& visitor) {
  const bool has_where = node.where_range.begin != node.where_range.end;
  visitor.Text("name", node.name);
  Texts(visitor, "forall_vars", node.type_vars, node.has_forall);
  Children(visitor, "forall_constraints", node.constraints, !node.constraints.empty());
  Children(visitor, "params", node.params);
  Child(visitor, "return_type", node.result);
  Children(visitor, "contracts", node.contracts);
  Child(visitor, "effect", node.effect);
  Child(visitor, "body", node.body);
  Children(visitor, "where_fns", node.where_fns, has_where);
  visitor.Texts("param_annotations", node.param_annotations);
  if (node.result_annotation.data() == nullptr) {
    visitor.Null("return_annotation");
  } else {
    visitor.Text("return_annotation", node.result_annotation);
  }
  if (has_where) {
    visitor.Place("where_span", node.where_range);
  } else {
    visitor.Null("where_span");
  }
}
void Fields(const DataDecl& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Texts(visitor, "type_params", node.type_params, !node.type_params.empty());
  Child(visitor, "invariant", node.invariant);
  Children(visitor, "constructors", node.constructors);
}
void Fields(const TypeAliasDecl& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Texts(visitor, "type_params", node.type_params, !node.type_params.empty());
  Child(visitor, "type_expr", node.type);
}
template <typename T>
void OperationsFields(const T& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Texts(visitor, "type_params", node.type_params, !node.type_params.empty());
  Children(visitor, "operations", node.operations);
}
void Fields(const EffectDecl& node, FieldVisitor& visitor) { OperationsFields(node, visitor); }
void Fields(const AbilityDecl& node, FieldVisitor& visitor) { OperationsFields(node, visitor); }
void Fields(const Constructor& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Children(visitor, "fields", node.fields, !node.fields.empty());
}
void Fields(const OpDecl& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Children(visitor, "param_types", node.params);
  Child(visitor, "return_type", node.result);
}
void Fields(const AbilityConstraint& node, FieldVisitor& visitor) {
  visitor.Text("ability_name", node.ability);
  visitor.Text("type_var", node.type_var);
}
void Fields(const NamedType& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Children(visitor, "type_args", node.args, node.has_args);
}
void Fields(const FnType& node, FieldVisitor& visitor) {
  Children(visitor, "params", node.params);
  Child(visitor, "return_type", node.result);
  Child(visitor, "effect", node.effect);
}
void Fields(const RefinementType& node, FieldVisitor& visitor) {
  Child(visitor, "base_type", node.base);
  Child(visitor, "predicate", node.predicate);
}
void Fields(const EffectRef& node, FieldVisitor& visitor) {
  if (!node.module.empty()) {
    visitor.Text("module", node.module);
  }
  visitor.Text("name", node.name);
  Children(visitor, "type_args", node.args, node.has_args);
}
void Fields(const EffectRow& node, FieldVisitor& visitor) {
  if (!node.is_pure) {
    Children(visitor, "effects", node.effects);
  }
}
void Fields(const BinaryExpr& node, FieldVisitor& visitor) {
  visitor.Operator("op", Spelling(node.op), (std::string("BinOp.") + SymbolOf(node.op)).c_str());
  Child(visitor, "left", node.left);
  Child(visitor, "right", node.right);
}
void Fields(const UnaryExpr& node, FieldVisitor& visitor) {
  visitor.Operator("op", Spelling(node.op),
                   node.op == UnaryOp::kNot ? "UnaryOp.NOT" : "UnaryOp.NEG");
  Child(visitor, "operand", node.operand);
}
void Fields(const IndexExpr& node, FieldVisitor& visitor) {
  Child(visitor, "collection", node.collection);
  Child(visitor, "index", node.index);
}
void Fields(const IntLit& node, FieldVisitor& visitor) { visitor.Integer("value", node.spelling); }
void Fields(const FloatLit& node, FieldVisitor& visitor) { visitor.Float("value", node.value); }
void Fields(const StringLit& node, FieldVisitor& visitor) { visitor.Text("value", node.value); }
void Fields(const InterpolatedString& node, FieldVisitor& visitor) { visitor.Parts("parts", node); }
void Fields(const BoolLit& node, FieldVisitor& visitor) { visitor.Bool("value", node.value); }
void Fields(const UnitLit&, FieldVisitor&) {}
void Fields(const HoleExpr&, FieldVisitor&) {}
void Fields(const SlotRef& node, FieldVisitor& visitor) {
  visitor.Text("type_name", node.type_name);
  Children(visitor, "type_args", node.type_args, node.has_args);
  visitor.Integer("index", node.spelling);
}
void Fields(const ResultRef& node, FieldVisitor& visitor) {
  visitor.Text("type_name", node.type_name);
  Children(visitor, "type_args", node.type_args, node.has_args);
}
template <typename T>
void CallFields(const T& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Children(visitor, "args", node.args);
}
void Fields(const FnCall& node, FieldVisitor& visitor) { CallFields(node, visitor); }
void Fields(const ConstructorCall& node, FieldVisitor& visitor) { CallFields(node, visitor); }
void Fields(const NullaryConstructor& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
}
void Fields(const QualifiedCall& node, FieldVisitor& visitor) {
  visitor.Text("qualifier", node.qualifier);
  CallFields(node, visitor);
}
void Fields(const ModuleCall& node, FieldVisitor& visitor) {
  visitor.Texts("path", node.path);
  CallFields(node, visitor);
}
void Fields(const AnonFn& node, FieldVisitor& visitor) {
  Children(visitor, "params", node.params);
  Child(visitor, "return_type", node.result);
  Child(visitor, "effect", node.effect);
  Child(visitor, "body", node.body);
}
void Fields(const IfExpr& node, FieldVisitor& visitor) {
  Child(visitor, "condition", node.condition);
  Child(visitor, "then_branch", node.then_branch);
  Child(visitor, "else_branch", node.else_branch);
}
void Fields(const MatchArm& node, FieldVisitor& visitor) {
  Child(visitor, "pattern", node.pattern);
  Child(visitor, "body", node.body);
}
void Fields(const MatchExpr& node, FieldVisitor& visitor) {
  Child(visitor, "scrutinee", node.scrutinee);
  Children(visitor, "arms", node.arms);
}
void Fields(const Block& node, FieldVisitor& visitor) {
  Children(visitor, "statements", node.statements);
  Child(visitor, "expr", node.result);
}
void Fields(const HandlerState& node, FieldVisitor& visitor) {
  Child(visitor, "type_expr", node.type);
  Child(visitor, "init_expr", node.init);
}
void Fields(const HandlerClause& node, FieldVisitor& visitor) {
  visitor.Text("op_name", node.op_name);
  Children(visitor, "params", node.params);
  Child(visitor, "body", node.body);
  if (node.update == nullptr) {
    visitor.Null("state_update");
  } else {
    visitor.Children("state_update", {NodeView{node.update_type}, NodeView{node.update}});
  }
}
void Fields(const HandleExpr& node, FieldVisitor& visitor) {
  Child(visitor, "effect", node.effect);
  Child(visitor, "state", node.state);
  Children(visitor, "clauses", node.clauses);
  Child(visitor, "body", node.body);
}
void Fields(const OldExpr& node, FieldVisitor& visitor) {
  Child(visitor, "effect_ref", node.effect);
}
void Fields(const NewExpr& node, FieldVisitor& visitor) {
  Child(visitor, "effect_ref", node.effect);
}
void Fields(const AssertExpr& node, FieldVisitor& visitor) {
  Child(visitor, "expr", node.condition);
}
void Fields(const AssumeExpr& node, FieldVisitor& visitor) {
  Child(visitor, "expr", node.condition);
}
template <typename T>
void QuantifierFields(const T& node, FieldVisitor& visitor) {
  Child(visitor, "binding_type", node.binding);
  Child(visitor, "domain", node.domain);
  Child(visitor, "predicate", node.predicate);
}
void Fields(const ForallExpr& node, FieldVisitor& visitor) { QuantifierFields(node, visitor); }
void Fields(const ExistsExpr& node, FieldVisitor& visitor) { QuantifierFields(node, visitor); }
void Fields(const ArrayLit& node, FieldVisitor& visitor) {
  Children(visitor, "elements", node.elements);
}
void Fields(const ErrorExpr&, FieldVisitor&) {}
void Fields(const ConstructorPattern& node, FieldVisitor& visitor) {
  visitor.Text("name", node.name);
  Children(visitor, "sub_patterns", node.fields);
}
void Fields(const NullaryPattern& node, FieldVisitor& visitor) { visitor.Text("name", node.name); }
void Fields(const BindingPattern& node, FieldVisitor& visitor) {
  Child(visitor, "type_expr", node.type);
}
void Fields(const WildcardPattern&, FieldVisitor&) {}
void Fields(const IntPattern& node, FieldVisitor& visitor) {
  visitor.Integer("value", node.spelling);
}
void Fields(const StringPattern& node, FieldVisitor& visitor) { visitor.Text("value", node.value); }
void Fields(const BoolPattern& node, FieldVisitor& visitor) { visitor.Bool("value", node.value); }
void Fields(const LetStmt& node, FieldVisitor& visitor) {
  Child(visitor, "type_expr", node.type);
  Child(visitor, "value", node.value);
}
void Fields(const LetDestruct& node, FieldVisitor& visitor) {
  visitor.Text("constructor", node.constructor);
  Children(visitor, "type_bindings", node.types);
  Child(visitor, "value", node.value);
}
void Fields(const ExprStmt& node, FieldVisitor& visitor) { Child(visitor, "expr", node.expr); }
void Fields(const Requires& node, FieldVisitor& visitor) { Child(visitor, "expr", node.expr); }
void Fields(const Ensures& node, FieldVisitor& visitor) { Child(visitor, "expr", node.expr); }
void Fields(const Decreases& node, FieldVisitor& visitor) {
  Children(visitor, "exprs", node.exprs);
}

}  // namespace

const char* TypeNameOf(NodeView view) {
  if (view.is_top_level) {
    return "TopLevelDecl";
  }
  if (const EffectRow* row = As<EffectRow>(view.node)) {
    return row->is_pure ? "PureEffect" : "EffectSet";
  }
  const EffectRef* effect = As<EffectRef>(view.node);
  return effect != nullptr && !effect->module.empty() ? "QualifiedEffectRef"
                                                      : NodeKindName(view.node->kind);
}

SourceRange RangeOf(NodeView view) {
  SourceRange range = view.node->range;
  if (view.is_top_level) {
    const FnDecl* fn = As<FnDecl>(view.node);
    const DataDecl* data = As<DataDecl>(view.node);
    if (VisibilityOf(To<Decl>(*view.node)) != Visibility::kNone) {
      range.begin = fn != nullptr ? fn->visibility_range.begin : data->visibility_range.begin;
    }
  }
  return range;
}

void VisitFields(NodeView view, FieldVisitor& visitor) {
  if (view.is_top_level) {
    const Visibility visibility = VisibilityOf(To<Decl>(*view.node));
    if (visibility == Visibility::kNone) {
      visitor.Null("visibility");
    } else {
      visitor.Text("visibility", visibility == Visibility::kPublic ? "public" : "private");
    }
    visitor.Child("decl", {view.node});
    return;
  }
  switch (view.node->kind) {
#define VERA_NODE(kind, base) \
  case NodeKind::k##kind:     \
    return Fields(To<kind>(*view.node), visitor);
#include "syntax/nodes.def"
#undef VERA_NODE
  }
  VERA_UNREACHABLE("ast: a node kind of nodes.def");
}

}  // namespace vera::syntax
