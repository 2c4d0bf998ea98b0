#include "sema/check_async.h"

#include <set>

#include "llvm/ADT/StringExtras.h"
#include "sema/callee.h"
#include "sema/walk.h"

namespace vera::sema {

namespace {

using syntax::As;

// The effects that a subtree may perform, by name; a call that nobody knows counts as one of its
// own.
class EffectCollector {
 public:
  explicit EffectCollector(FunctionChecker& fc) : fc_(fc) {}

  std::set<std::string> names;

  void Visit(const syntax::Expr& expr) {
    if (const auto* qualified = As<syntax::QualifiedCall>(&expr)) {
      names.insert(qualified->qualifier.str());
    } else if (const auto* call = As<syntax::FnCall>(&expr)) {
      VisitCall(call->name);
    } else if (const auto* path_call = As<syntax::ModuleCall>(&expr)) {
      VisitPathCall(*path_call);
    }
  }

 private:
  void VisitCall(llvm::StringRef name) {
    if (const std::optional<Callee> callee = FindFunction(fc_, name)) {
      AddRow(callee->signature.row);
    } else if (const std::optional<OperationRef> op = FindOperation(fc_, name)) {
      names.insert(fc_.program.effects[op->effect.index].name);
    }
  }

  void VisitPathCall(const syntax::ModuleCall& call) {
    const uint32_t index = fc_.module.notes.call[call.id];
    const CallTarget& target = fc_.module.notes.calls[index];
    if (target.decl.index != DeclId::kNone) {
      AddRow(fc_.program.functions[target.decl.index].row);
    }
  }

  void AddRow(RowId row) {
    for (const EffectInstance& effect : fc_.types.row(row).effects) {
      names.insert(fc_.program.effects[effect.effect.index].name);
    }
  }

  FunctionChecker& fc_;
};

}  // namespace

void WarnIfNotConcurrent(FunctionChecker& fc, const syntax::Expr& argument,
                         const syntax::Node& call) {
  EffectCollector collector(fc);
  ForEachExpr(argument, [&](const syntax::Expr& expr) { collector.Visit(expr); });
  collector.names.erase("Http");
  collector.names.erase("Inference");
  collector.names.erase("Async");
  if (!collector.names.empty()) {
    fc.Report(Diag::kW002, call, {llvm::join(collector.names, ", ")});
  }
}

}  // namespace vera::sema
