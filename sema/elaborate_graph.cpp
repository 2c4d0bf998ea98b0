#include "sema/elaborate_graph.h"

#include <algorithm>

namespace vera::sema {

namespace {

using syntax::To;

template <typename T, typename Visit>
void All(syntax::List<T> nodes, Visit visit) {
  for (const auto* node : nodes) {
    visit(*node);
  }
}

void VisitExpr(const syntax::Node& node, llvm::function_ref<void(const syntax::Node&)> visit) {
  using syntax::NodeKind;
  switch (node.kind) {
    case NodeKind::kBinaryExpr:
      visit(*To<syntax::BinaryExpr>(node).left);
      return visit(*To<syntax::BinaryExpr>(node).right);
    case NodeKind::kUnaryExpr:
      return visit(*To<syntax::UnaryExpr>(node).operand);
    case NodeKind::kIndexExpr:
      visit(*To<syntax::IndexExpr>(node).collection);
      return visit(*To<syntax::IndexExpr>(node).index);
    case NodeKind::kInterpolatedString:
      return All(To<syntax::InterpolatedString>(node).exprs, visit);
    case NodeKind::kFnCall:
      return All(To<syntax::FnCall>(node).args, visit);
    case NodeKind::kConstructorCall:
      return All(To<syntax::ConstructorCall>(node).args, visit);
    case NodeKind::kQualifiedCall:
      return All(To<syntax::QualifiedCall>(node).args, visit);
    case NodeKind::kModuleCall:
      return All(To<syntax::ModuleCall>(node).args, visit);
    case NodeKind::kAnonFn:
      return visit(*To<syntax::AnonFn>(node).body);
    case NodeKind::kIfExpr:
      visit(*To<syntax::IfExpr>(node).condition);
      visit(*To<syntax::IfExpr>(node).then_branch);
      return visit(*To<syntax::IfExpr>(node).else_branch);
    case NodeKind::kMatchExpr:
      visit(*To<syntax::MatchExpr>(node).scrutinee);
      return All(To<syntax::MatchExpr>(node).arms, visit);
    case NodeKind::kMatchArm:
      visit(*To<syntax::MatchArm>(node).pattern);
      return visit(*To<syntax::MatchArm>(node).body);
    case NodeKind::kBlock:
      All(To<syntax::Block>(node).statements, visit);
      return visit(*To<syntax::Block>(node).result);
    case NodeKind::kAssertExpr:
      return visit(*To<syntax::AssertExpr>(node).condition);
    case NodeKind::kAssumeExpr:
      return visit(*To<syntax::AssumeExpr>(node).condition);
    case NodeKind::kForallExpr:
      visit(*To<syntax::ForallExpr>(node).domain);
      return visit(*To<syntax::ForallExpr>(node).predicate);
    case NodeKind::kExistsExpr:
      visit(*To<syntax::ExistsExpr>(node).domain);
      return visit(*To<syntax::ExistsExpr>(node).predicate);
    case NodeKind::kArrayLit:
      return All(To<syntax::ArrayLit>(node).elements, visit);
    default:
      return;
  }
}

// Whether a call that names no function may run a lambda or a clause: apply_fn, operations of
// effects with evidence, and built-ins that are given a function.
bool CallsClosures(const CheckedProgram& checked, CallGraph::HasEvidence has_evidence,
                   const Annotations& notes, const syntax::Node& node, const CallTarget& target) {
  switch (target.kind) {
    case CallKind::kApply:
      return true;
    case CallKind::kEffectOp:
      return has_evidence(target.effect.effect);
    case CallKind::kBuiltin: {
      bool takes_function = false;
      ForEachSyntaxChild(node, [&](const syntax::Node& arg) {
        const TypeId type = checked.types.Strip(notes.type[arg.id]);
        takes_function |= checked.types[type].kind == TypeKind::kFn;
      });
      return takes_function;
    }
    default:
      return false;
  }
}

}  // namespace

void ForEachSyntaxChild(const syntax::Node& node,
                        llvm::function_ref<void(const syntax::Node&)> visit) {
  using syntax::NodeKind;
  switch (node.kind) {
    case NodeKind::kHandleExpr: {
      const auto& handle = To<syntax::HandleExpr>(node);
      if (handle.state != nullptr) {
        visit(*handle.state);
      }
      All(handle.clauses, visit);
      return visit(*handle.body);
    }
    case NodeKind::kHandlerState:
      return visit(*To<syntax::HandlerState>(node).init);
    case NodeKind::kHandlerClause:
      visit(*To<syntax::HandlerClause>(node).body);
      if (To<syntax::HandlerClause>(node).update != nullptr) {
        visit(*To<syntax::HandlerClause>(node).update);
      }
      return;
    case NodeKind::kConstructorPattern:
      return All(To<syntax::ConstructorPattern>(node).fields, visit);
    case NodeKind::kLetStmt:
      return visit(*To<syntax::LetStmt>(node).value);
    case NodeKind::kLetDestruct:
      return visit(*To<syntax::LetDestruct>(node).value);
    case NodeKind::kExprStmt:
      return visit(*To<syntax::ExprStmt>(node).expr);
    case NodeKind::kRequires:
      return visit(*To<syntax::Requires>(node).expr);
    case NodeKind::kEnsures:
      return visit(*To<syntax::Ensures>(node).expr);
    case NodeKind::kDecreases:
      return All(To<syntax::Decreases>(node).exprs, visit);
    case NodeKind::kFnDecl:
      All(To<syntax::FnDecl>(node).contracts, visit);
      return visit(*To<syntax::FnDecl>(node).body);
    default:
      return VisitExpr(node, visit);
  }
}

void CallGraph::Build(const CheckedProgram& checked, HasEvidence has_evidence) {
  const Context context{checked, has_evidence};
  const size_t count = checked.functions.size();
  edges_.assign(count + 1, {});
  reentered_.assign(count, false);
  self_.assign(count, false);
  for (uint32_t i = 0; i < count; ++i) {
    if (checked.functions[i].syntax != nullptr) {
      Walk(context, DeclId{i}, *checked.functions[i].syntax, false);
    }
  }
  FindCycles();
}

// `deferred`: inside a lambda or clause, which runs when somebody calls the closure.
void CallGraph::Walk(const Context& context, DeclId decl, const syntax::Node& node, bool deferred) {
  const CheckedProgram& checked = context.checked;
  const auto closures = static_cast<uint32_t>(checked.functions.size());
  const Annotations& notes = checked.modules[checked.functions[decl.index].module.index].notes;
  if (node.id < notes.call.size() && notes.call[node.id] != 0) {
    const CallTarget& target = notes.calls[notes.call[node.id]];
    auto& from = edges_[deferred ? closures : decl.index];
    if (target.kind == CallKind::kFunction && target.decl == decl && !deferred) {
      // A direct call is checked at its site. It is no reason for a slot.
      self_[decl.index] = true;
    } else if (target.kind == CallKind::kFunction) {
      from.push_back(target.decl.index);
    } else if (CallsClosures(checked, context.has_evidence, notes, node, target)) {
      from.push_back(closures);
    }
  }
  bool defers = node.kind == syntax::NodeKind::kAnonFn;
  if (const auto* handle = syntax::As<syntax::HandleExpr>(&node)) {
    // Clauses of State and Exn are part of the function that handles; the others are closures.
    const auto effect = notes.effect_of.find(handle->effect->id);
    const bool is_closure =
        effect != notes.effect_of.end() && context.has_evidence(effect->second.effect);
    ForEachSyntaxChild(node, [&](const syntax::Node& child) {
      const bool is_clause = child.kind == syntax::NodeKind::kHandlerClause;
      Walk(context, decl, child, deferred || (is_clause && is_closure));
    });
    return;
  }
  ForEachSyntaxChild(
      node, [&](const syntax::Node& child) { Walk(context, decl, child, deferred || defers); });
}

// A function is re-entered when it lies on a cycle: Tarjan's components, without recursion because
// call chains may be long.
void CallGraph::FindCycles() {
  const auto count = static_cast<uint32_t>(edges_.size());
  std::vector<uint32_t> number(count, 0);
  std::vector<uint32_t> low(count, 0);
  std::vector<uint32_t> next_edge(count, 0);
  std::vector<bool> on_stack(count, false);
  std::vector<uint32_t> stack;
  std::vector<uint32_t> path;
  uint32_t counter = 0;
  for (uint32_t start = 0; start < count; ++start) {
    if (number[start] != 0) {
      continue;
    }
    path.push_back(start);
    while (!path.empty()) {
      const uint32_t node = path.back();
      if (number[node] == 0) {
        number[node] = low[node] = ++counter;
        stack.push_back(node);
        on_stack[node] = true;
      }
      if (next_edge[node] < edges_[node].size()) {
        const uint32_t to = edges_[node][next_edge[node]++];
        if (number[to] == 0) {
          path.push_back(to);
        } else if (on_stack[to]) {
          low[node] = std::min(low[node], number[to]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) {
        low[path.back()] = std::min(low[path.back()], low[node]);
      }
      if (low[node] != number[node]) {
        continue;
      }
      const auto begin = std::find(stack.begin(), stack.end(), node);
      const bool is_cycle = stack.end() - begin > 1;
      for (auto member = begin; member != stack.end(); ++member) {
        on_stack[*member] = false;
        if (is_cycle && *member < reentered_.size()) {
          reentered_[*member] = true;
        }
      }
      stack.erase(begin, stack.end());
    }
  }
}

}  // namespace vera::sema
