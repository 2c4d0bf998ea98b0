#include "sema/elaborate_reach.h"

#include "sema/elaborate_graph.h"

namespace vera::sema {

namespace {

using syntax::To;

class Reach {
 public:
  explicit Reach(const CheckedProgram& checked) : checked_(checked) {}

  std::vector<bool> From(DeclId entry) {
    handled_.assign(checked_.effects.size(), false);
    visited_.assign(checked_.functions.size(), false);
    for (const Module& module : checked_.modules) {
      in_function_.emplace_back(module.notes.call.size(), false);
    }
    AddWhatNoFunctionHolds();
    Add(entry);
    while (!work_.empty()) {
      const DeclId decl = work_.back();
      work_.pop_back();
      const FunctionDecl& function = checked_.functions[decl.index];
      Visit(checked_.modules[function.module.index], *function.syntax, true);
    }
    return handled_;
  }

 private:
  void Add(DeclId decl) {
    if (decl.index < visited_.size() && !visited_[decl.index] &&
        checked_.functions[decl.index].syntax != nullptr) {
      visited_[decl.index] = true;
      work_.push_back(decl);
    }
  }

  void AddCall(const Annotations& notes, uint32_t node) {
    if (node < notes.call.size() && notes.call[node] != 0) {
      Add(notes.calls[notes.call[node]].decl);
    }
  }

  void AddHandler(const EffectInstance& instance) {
    if (IsHostEffect(checked_.effects[instance.effect.index])) {
      handled_[instance.effect.index] = true;
    }
  }

  // `follows`: calls and handlers count; else their nodes are only marked as a function's.
  void Visit(const Module& module, const syntax::Node& node, bool follows) {
    std::vector<bool>& seen = in_function_[module.id.index];
    const auto mark = [&](uint32_t id) {
      if (id < seen.size()) {
        seen[id] = true;
      }
    };
    mark(node.id);
    if (follows) {
      AddCall(module.notes, node.id);
    }
    if (const auto* handle = syntax::As<syntax::HandleExpr>(&node)) {
      mark(handle->effect->id);
      const auto effect = module.notes.effect_of.find(handle->effect->id);
      if (follows && effect != module.notes.effect_of.end()) {
        AddHandler(effect->second);
      }
    }
    ForEachSyntaxChild(node, [&](const syntax::Node& child) { Visit(module, child, follows); });
  }

  // Predicates of types and invariants run wherever a value of the type is made: what they call and
  // handle counts as reached.
  void AddWhatNoFunctionHolds() {
    for (const FunctionDecl& function : checked_.functions) {
      if (function.syntax != nullptr) {
        Visit(checked_.modules[function.module.index], *function.syntax, false);
      }
    }
    for (const Module& module : checked_.modules) {
      const std::vector<bool>& seen = in_function_[module.id.index];
      for (uint32_t node = 0; node < module.notes.call.size(); ++node) {
        if (!seen[node]) {
          AddCall(module.notes, node);
        }
      }
      for (const auto& [node, instance] : module.notes.effect_of) {
        if (node >= seen.size() || !seen[node]) {
          AddHandler(instance);
        }
      }
    }
  }

  const CheckedProgram& checked_;
  std::vector<bool> handled_;
  std::vector<bool> visited_;
  std::vector<DeclId> work_;
  std::vector<std::vector<bool>> in_function_;  // by module and node id
};

}  // namespace

bool IsHostEffect(const EffectDeclaration& effect) {
  return effect.builtin != BuiltinEffect::kNone && effect.builtin != BuiltinEffect::kState &&
         effect.builtin != BuiltinEffect::kExn && !effect.operations.empty();
}

std::vector<bool> FindHandledHostEffects(const CheckedProgram& checked, DeclId entry) {
  return Reach(checked).From(entry);
}

}  // namespace vera::sema
