#include <algorithm>

#include "llvm/ADT/DenseSet.h"
#include "sema/register.h"

namespace vera::sema {

namespace {

using syntax::As;

// Depth-first search over the aliases with an explicit stack, so that a chain of a thousand aliases
// needs no deep recursion. A function type's parts are not followed: a function value is a
// reference, whatever its type says.
class CycleFinder {
 public:
  explicit CycleFinder(ModuleState& module) : module_(module) {}

  void Visit(const syntax::TypeAliasDecl& root) {
    Push(root);
    while (!path_.empty()) {
      Frame& top = path_.back();
      if (top.next == top.refs.size()) {
        state_[top.alias] = kSafe;
        path_.pop_back();
        continue;
      }
      const syntax::TypeAliasDecl* ref = top.refs[top.next++];
      const auto known = state_.find(ref);
      if (known == state_.end()) {
        Push(*ref);
      } else if (known->second == kOnPath) {
        Report(*ref);
      }
    }
  }

  bool WasVisited(const syntax::TypeAliasDecl& alias) const { return state_.contains(&alias); }

 private:
  enum Colour : uint8_t { kOnPath, kSafe };
  struct Frame {
    const syntax::TypeAliasDecl* alias;
    std::vector<const syntax::TypeAliasDecl*> refs;
    size_t next = 0;
  };

  void Push(const syntax::TypeAliasDecl& alias) {
    state_[&alias] = kOnPath;
    Frame frame{&alias, {}, 0};
    Collect(*alias.type, alias, frame.refs);
    path_.push_back(std::move(frame));
  }

  void Collect(const syntax::TypeExpr& type, const syntax::TypeAliasDecl& inside,
               std::vector<const syntax::TypeAliasDecl*>& out) {
    if (const auto* refinement = As<syntax::RefinementType>(&type)) {
      Collect(*refinement->base, inside, out);
      return;
    }
    const auto* named = As<syntax::NamedType>(&type);
    if (named == nullptr) {
      return;
    }
    const bool is_param = std::find(inside.type_params.begin(), inside.type_params.end(),
                                    named->name) != inside.type_params.end();
    if (const auto alias = module_.aliases.find(named->name);
        alias != module_.aliases.end() && !is_param) {
      out.push_back(alias->second.syntax);
    }
    for (const syntax::TypeExpr* arg : named->args) {
      Collect(*arg, inside, out);
    }
  }

  void Report(const syntax::TypeAliasDecl& first) {
    const auto begin = std::find_if(path_.begin(), path_.end(),
                                    [&](const Frame& frame) { return frame.alias == &first; });
    std::string ring;
    bool is_new = true;
    for (auto it = begin; it != path_.end(); ++it) {
      is_new &= reported_.insert(it->alias).second;
      ring += it->alias->name.str() + " -> ";
    }
    if (is_new) {
      module_.reporter.Report(Diag::kE132, first, {first.name.str(), ring + first.name.str()});
    }
  }

  ModuleState& module_;
  std::vector<Frame> path_;
  llvm::DenseMap<const syntax::TypeAliasDecl*, Colour> state_;
  llvm::DenseSet<const syntax::TypeAliasDecl*> reported_;
};

}  // namespace

void CheckAliasCycles(ModuleState& module) {
  CycleFinder finder(module);
  for (const syntax::Decl* decl : module.tree->program().decls) {
    const auto* alias = As<syntax::TypeAliasDecl>(decl);
    if (alias != nullptr && !finder.WasVisited(*alias)) {
      finder.Visit(*alias);
    }
  }
}

}  // namespace vera::sema
