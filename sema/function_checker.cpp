#include "sema/function_checker.h"

#include "sema/eq_ability.h"

namespace vera::sema {

CallTarget& FunctionChecker::NewTarget(const syntax::Node& node) {
  Annotations& notes = module.notes;
  uint32_t& index = notes.call[node.id];
  if (index == 0) {
    index = static_cast<uint32_t>(notes.calls.size());
    notes.calls.emplace_back();
  } else {
    notes.calls[index] = {};
  }
  return notes.calls[index];
}

void FunctionChecker::FinishNotes() {
  Annotations& notes = module.notes;
  for (const uint32_t node : annotated_) {
    notes.type[node] = infer.Finish(notes.type[node]);
  }
  annotated_.clear();
  for (const uint32_t node : annotated_effects_) {
    for (TypeId& arg : notes.effect_of[node].args) {
      arg = infer.Finish(arg);
    }
  }
  annotated_effects_.clear();
  for (; first_open_call_ < notes.calls.size(); ++first_open_call_) {
    CallTarget& call = notes.calls[first_open_call_];
    for (TypeId& arg : call.type_args) {
      arg = infer.Finish(arg);
    }
    for (TypeId& param : call.params) {
      param = infer.Finish(param);
    }
    for (TypeId& arg : call.effect.args) {
      arg = infer.Finish(arg);
    }
    for (RowId& arg : call.row_args) {
      arg = infer.FinishRow(arg);
    }
    for (CallTarget::Need& need : call.needs) {
      need.type = infer.Finish(need.type);
    }
  }
  // A call that was checked twice stands here twice.
  llvm::DenseSet<uint32_t> seen;
  for (const syntax::Node* node : calls_with_needs_) {
    if (seen.insert(node->id).second) {
      RequireNeeds(*this, *node);
    }
  }
  calls_with_needs_.clear();
  infer.Reset();
}

}  // namespace vera::sema
