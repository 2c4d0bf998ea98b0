#ifndef VERA_SEMA_ELABORATE_GRAPH_H_
#define VERA_SEMA_ELABORATE_GRAPH_H_

#include <vector>

#include "llvm/ADT/STLFunctionalExtras.h"
#include "sema/checked.h"

// Which declared functions may be entered again while they run by another way than their own direct
// calls: through other functions, lambdas or handler clauses. Only those need a rank slot
// (spec 5.6.1).

namespace vera::sema {

// Visits the expressions, patterns and types directly below a node, where-functions of a FnDecl
// excepted.
void ForEachSyntaxChild(const syntax::Node& node,
                        llvm::function_ref<void(const syntax::Node&)> visit);

class CallGraph {
 public:
  // `has_evidence`: whether the clauses of an effect's handlers are closures.
  using HasEvidence = llvm::function_ref<bool(EffectId)>;
  void Build(const CheckedProgram& checked, HasEvidence has_evidence);
  bool IsReentered(DeclId decl) const { return reentered_[decl.index]; }
  bool CallsItself(DeclId decl) const { return self_[decl.index]; }

 private:
  struct Context {
    const CheckedProgram& checked;
    HasEvidence has_evidence;
  };
  void Walk(const Context& context, DeclId decl, const syntax::Node& node, bool deferred);
  void FindCycles();

  // Node decls.size() stands for "some closure".
  std::vector<std::vector<uint32_t>> edges_;
  std::vector<bool> reentered_;
  std::vector<bool> self_;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_ELABORATE_GRAPH_H_
