#ifndef VERA_SEMA_FUNCTION_CHECKER_H_
#define VERA_SEMA_FUNCTION_CHECKER_H_

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sema/infer.h"
#include "sema/resolve_type.h"
#include "sema/session.h"
#include "sema/slot_scope.h"

// What is known while the declarations of one module are checked, for the Check functions of
// check_*.h: one function per construct, each of which gives the expression's type, annotates the
// tree and reports faults. After a fault the type is kError, which agrees with everything, so that
// one fault is reported once.

namespace vera::sema {

// The type that the surroundings want, where they want one (spec 4.1: types flow inwards to
// literals, constructors, blocks).
using Want = std::optional<TypeId>;

// An effect that an enclosing handle expression handles.
struct HandledEffect {
  EffectInstance instance;
  uint32_t handler = CallTarget::kNoHandler;  // node id of the HandleExpr
};

class FunctionChecker {
 public:
  FunctionChecker(Session& the_session, ModuleState& the_module)
      : session(the_session),
        program(the_session.program),
        types(the_session.program.types),
        module(the_module),
        resolver(the_session, the_module),
        infer(the_session.program.types, the_session.program) {}

  Session& session;
  CheckedProgram& program;
  TypeTable& types;
  ModuleState& module;
  TypeResolver resolver;
  Inference infer;
  SlotScope slots;

  // ---- the function being checked ----
  std::vector<const syntax::FnDecl*> functions;  // it and those whose helper it is, outermost first
  std::optional<TypeId> return_type;
  // Of the function or closure around, with the effects that the handlers in it add.
  std::optional<RowId> row;
  std::optional<RowId> own_row;        // of the function itself, also in its closures
  std::set<std::string> used_effects;  // names, of what the body performs itself (E122)
  bool in_ensures = false;
  bool in_predicate = false;  // of a contract, an assertion or a refinement: pure (spec 7.9.1)
  std::vector<TypeId> refinement_bases;  // of the predicates being checked, innermost last
  // Slot names that the enclosing function binds, while its helpers are checked: a better hint for
  // E130.
  std::vector<std::vector<uint32_t>> outer_slots;

  // Arguments (node ids) that a second check with the parameter's type did not make fit: once is
  // enough, or calls nested in each other would be checked twice at every level.
  llvm::DenseSet<uint32_t> hopeless_args;

  // ---- handlers around the expression being checked, innermost last ----
  std::vector<HandledEffect> handled;  // in whose body it is
  // Those from here on are in the closure around, if there is one. The others give its operations
  // a meaning, but it may be applied outside of them: its row must name what it performs.
  size_t first_own_handler = 0;
  std::vector<HandledEffect> clauses;  // in one of whose clauses it is
  struct Resume {
    TypeId param;   // the operation's result
    TypeId result;  // the handle expression's type
  };
  std::vector<Resume> resumes;  // what resume is there
  std::vector<uint32_t>
      body_state_names;  // slot names of the handlers' states, hidden inside their bodies

  TypeId Error() const { return types.Primitive(TypeKind::kError); }
  TypeId Primitive(TypeKind kind) const { return types.Primitive(kind); }
  // The built-in abilities and the module's own.
  std::array<const std::deque<AbilityInfo>*, 2> AbilitiesInScope() const {
    return {&session.builtin_abilities(), &module.abilities};
  }
  std::string Spell(TypeId type) { return program.Spell(infer.Shown(type)); }
  std::string SpellRow(RowId id) { return program.SpellRow(infer.ZonkRow(id)); }

  void Report(Diag diag, const syntax::Node& node, std::vector<std::string> args,
              std::string fix = "", std::string rationale = "") {
    module.reporter.Report(diag, node, std::move(args), std::move(fix), std::move(rationale));
  }
  // A name that stays unresolved is a warning, but such a program is not run.
  void ReportUnresolved(Diag diag, const syntax::Node& node, std::vector<std::string> args,
                        std::string fix = "") {
    program.has_unresolved = true;
    Report(diag, node, std::move(args), std::move(fix));
  }

  void Annotate(const syntax::Node& node, TypeId type) {
    module.notes.type[node.id] = type;
    annotated_.push_back(node.id);
  }
  // The node's call target, blank: a call that is checked twice keeps the last answer.
  CallTarget& NewTarget(const syntax::Node& node);
  void AnnotateEffect(const syntax::EffectRef& ref, EffectInstance instance) {
    module.notes.effect_of[ref.id] = std::move(instance);
    annotated_effects_.push_back(ref.id);
  }
  // A call whose needs are looked at when its types are settled.
  void NoteNeeds(const syntax::Node& call) { calls_with_needs_.push_back(&call); }
  // Settles what the declaration just checked left open, in all that was annotated since the last
  // time.
  void FinishNotes();

 private:
  std::vector<uint32_t> annotated_;
  std::vector<uint32_t> annotated_effects_;
  std::vector<const syntax::Node*> calls_with_needs_;
  size_t first_open_call_ = 1;
};

// While it lives, what is checked must be pure: the handlers around do not count, nor does the row.
class PredicateScope {
 public:
  explicit PredicateScope(FunctionChecker& fc) : fc_(fc), was_predicate_(fc.in_predicate) {
    fc_.in_predicate = true;
    std::swap(fc_.handled, handled_);
    std::swap(fc_.first_own_handler, first_own_handler_);
  }
  ~PredicateScope() {
    fc_.in_predicate = was_predicate_;
    std::swap(fc_.handled, handled_);
    std::swap(fc_.first_own_handler, first_own_handler_);
  }
  PredicateScope(const PredicateScope&) = delete;
  PredicateScope& operator=(const PredicateScope&) = delete;

 private:
  FunctionChecker& fc_;
  bool was_predicate_;
  std::vector<HandledEffect> handled_;
  size_t first_own_handler_ = 0;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_FUNCTION_CHECKER_H_
