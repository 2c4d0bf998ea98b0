#include "sema/walk.h"

namespace vera::sema {

using namespace syntax;  // the whole of this file is about syntax nodes

namespace {

using Visit = llvm::function_ref<void(const Expr&)>;

void VisitAll(List<const Expr*> exprs, Visit visit) {
  for (const Expr* expr : exprs) {
    visit(*expr);
  }
}

void VisitBlock(const Block& block, Visit visit) {
  for (const Stmt* stmt : block.statements) {
    switch (stmt->kind) {
      case NodeKind::kLetStmt:
        visit(*To<LetStmt>(*stmt).value);
        break;
      case NodeKind::kLetDestruct:
        visit(*To<LetDestruct>(*stmt).value);
        break;
      default:
        visit(*To<ExprStmt>(*stmt).expr);
    }
  }
  visit(*block.result);
}

void VisitHandle(const HandleExpr& handle, Visit visit) {
  if (handle.state != nullptr) {
    visit(*handle.state->init);
  }
  for (const HandlerClause* clause : handle.clauses) {
    visit(*clause->body);
    if (clause->update != nullptr) {
      visit(*clause->update);
    }
  }
  visit(*handle.body);
}

}  // namespace

void ForEachChild(const Expr& expr, Visit visit) {
  switch (expr.kind) {
    case NodeKind::kBinaryExpr:
      visit(*To<BinaryExpr>(expr).left);
      visit(*To<BinaryExpr>(expr).right);
      break;
    case NodeKind::kUnaryExpr:
      visit(*To<UnaryExpr>(expr).operand);
      break;
    case NodeKind::kIndexExpr:
      visit(*To<IndexExpr>(expr).collection);
      visit(*To<IndexExpr>(expr).index);
      break;
    case NodeKind::kInterpolatedString:
      VisitAll(To<InterpolatedString>(expr).exprs, visit);
      break;
    case NodeKind::kFnCall:
      VisitAll(To<FnCall>(expr).args, visit);
      break;
    case NodeKind::kConstructorCall:
      VisitAll(To<ConstructorCall>(expr).args, visit);
      break;
    case NodeKind::kQualifiedCall:
      VisitAll(To<QualifiedCall>(expr).args, visit);
      break;
    case NodeKind::kModuleCall:
      VisitAll(To<ModuleCall>(expr).args, visit);
      break;
    case NodeKind::kArrayLit:
      VisitAll(To<ArrayLit>(expr).elements, visit);
      break;
    case NodeKind::kAnonFn:
      visit(*To<AnonFn>(expr).body);
      break;
    case NodeKind::kIfExpr:
      visit(*To<IfExpr>(expr).condition);
      visit(*To<IfExpr>(expr).then_branch);
      visit(*To<IfExpr>(expr).else_branch);
      break;
    case NodeKind::kMatchExpr:
      visit(*To<MatchExpr>(expr).scrutinee);
      for (const MatchArm* arm : To<MatchExpr>(expr).arms) {
        visit(*arm->body);
      }
      break;
    case NodeKind::kBlock:
      VisitBlock(To<Block>(expr), visit);
      break;
    case NodeKind::kHandleExpr:
      VisitHandle(To<HandleExpr>(expr), visit);
      break;
    case NodeKind::kAssertExpr:
      visit(*To<AssertExpr>(expr).condition);
      break;
    case NodeKind::kAssumeExpr:
      visit(*To<AssumeExpr>(expr).condition);
      break;
    case NodeKind::kForallExpr:
      visit(*To<ForallExpr>(expr).domain);
      visit(*To<ForallExpr>(expr).predicate);
      break;
    case NodeKind::kExistsExpr:
      visit(*To<ExistsExpr>(expr).domain);
      visit(*To<ExistsExpr>(expr).predicate);
      break;
    default:
      break;  // literals, slots and the other leaves
  }
}

void ForEachExpr(const Expr& expr, Visit visit) {
  visit(expr);
  ForEachChild(expr, [&](const Expr& child) { ForEachExpr(child, visit); });
}

}  // namespace vera::sema
