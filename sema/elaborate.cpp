#include "sema/elaborate.h"

#include "builtins/builtin.h"
#include "llvm/ADT/DenseSet.h"
#include "sema/elaborate_function.h"
#include "sema/elaborate_reach.h"
#include "sema/elaborate_state.h"
#include "sema/program_visit.h"
#include "support/check.h"

// The worklist: instances of functions and generated functions, each made once; and, at the end,
// which functions may throw.

namespace vera::sema {
namespace {

// Instances are made at types that may be larger than any that the program writes, each by some steps at most. A function
// that calls itself at ever larger types would need instances without end: past one of these bounds it is refused.
constexpr uint32_t kMaxGrownDepth = 64;
constexpr uint32_t kMaxGrownSize = 4096;
constexpr uint32_t kMaxGrownInstances =
    1000;  // of one function, at types larger than any that is written

}  // namespace

Elaborator::Elaborator(Program& elaborated, DiagnosticSink& diagnostics)
    : program(elaborated),
      checked(elaborated.checked()),
      types(elaborated.types()),
      sink(diagnostics),
      written_(elaborated.types().largest()) {
  for (uint32_t i = 0; i < checked.functions.size(); ++i) {
    const FunctionDecl& decl = checked.functions[i];
    if (checked.modules[decl.module.index].is_prelude && decl.parent.index == DeclId::kNone) {
      prelude_[decl.name] = DeclId{i};
    }
  }
}

FnId Elaborator::NewFunction(ProgramFunction function, RowId row) {
  const uint32_t uses = names_[function.name]++;
  if (uses != 0) {
    function.name += "." + std::to_string(uses);
  }
  program.functions.push_back(std::move(function));
  function_rows_.push_back(row);
  return {static_cast<uint32_t>(program.functions.size() - 1)};
}

ObligationId Elaborator::NewObligation(Obligation obligation) {
  program.obligations.push_back(std::move(obligation));
  return {static_cast<uint32_t>(program.obligations.size() - 1)};
}

uint64_t Elaborator::ExceptionCode(TypeId payload) {
  const auto [entry, is_new] =
      exception_codes_.try_emplace(payload.index, exception_codes_.size() + 1);
  if (is_new) {
    exceptions_.push_back(payload);
  }
  return entry->second;
}

uint32_t Elaborator::RankSlot(FnId fn, uint32_t components) {
  const auto [entry, is_new] = rank_slots_.try_emplace(fn.index, program.rank_slot_count);
  if (is_new) {
    ++program.rank_slot_count;
    program.rank_slot_sizes.push_back(components);
  }
  return entry->second;
}

void Elaborator::Refuse(Diag diag, const Module& module, SourceRange range,
                        std::vector<std::string> args) {
  sink.Emit(diag, *module.source, range, {.args = std::move(args), .fix = {}, .rationale = {}});
}

bool Elaborator::Outgrows(TypeId type) const {
  const TypeExtent extent = types.extent(type);
  return extent.depth > written_.depth + kMaxGrownDepth ||
         extent.size > uint64_t{written_.size} + kMaxGrownSize;
}

// Whether one more instance at `args` is one too many; `grown` counts those at larger types than
// any that is written.
bool Elaborator::IsEndless(uint32_t& grown, llvm::ArrayRef<TypeId> args) {
  bool grows = false;
  bool outgrows = false;
  for (const TypeId arg : args) {
    grows |= types.extent(arg).depth > written_.depth || types.extent(arg).size > written_.size;
    outgrows |= Outgrows(arg);
  }
  grown += grows ? 1 : 0;
  return outgrows || grown > kMaxGrownInstances;
}

bool Elaborator::IsRegular(TypeId type) {
  const auto [entry, is_new] = regular_.try_emplace(type.index, true);
  if (!is_new) {
    return entry->second;
  }
  llvm::DenseSet<uint32_t> seen;
  std::vector<TypeId> work{type};  // depth first: a growing type gets out of bounds by few steps
  while (!work.empty()) {
    const TypeId next = types.Strip(work.back());
    work.pop_back();
    if (!seen.insert(next.index).second) {
      continue;
    }
    if (Outgrows(next)) {
      return entry->second = false;
    }
    const Type shape = types[next];  // a copy: substituting may grow the table
    if (shape.kind == TypeKind::kArray || shape.kind == TypeKind::kTuple) {
      work.insert(work.end(), shape.args.begin(), shape.args.end());
    } else if (shape.kind == TypeKind::kData) {
      const DataDeclaration& data = checked.data[shape.payload];
      const Substitution substitution = SubstitutionOf(data.type_params, shape.args);
      for (const DataConstructor& constructor : data.constructors) {
        for (const TypeId field : constructor.fields) {
          work.push_back(types.Substitute(field, substitution, RowSubstitution()));
        }
      }
    }
  }
  return true;
}

DeclId Elaborator::PreludeFunction(const builtins::Builtin& builtin) const {
  const auto found = prelude_.find({builtin.name.data(), builtin.name.size()});
  return found == prelude_.end() ? DeclId{DeclId::kNone} : found->second;
}

FnId Elaborator::FunctionInstance(DeclId decl_id, llvm::ArrayRef<TypeId> type_args,
                                  llvm::ArrayRef<RowId> row_args) {
  std::vector<uint32_t> type_key;
  for (const TypeId arg : type_args) {
    type_key.push_back(arg.index);
  }
  std::vector<uint32_t> row_key;
  for (const RowId arg : row_args) {
    row_key.push_back(arg.index);
  }
  const auto [entry, is_new] = instances_.try_emplace({decl_id.index, type_key, row_key});
  if (!is_new) {
    return entry->second;
  }
  const FunctionDecl& decl = checked.functions[decl_id.index];
  VERA_CHECK(decl.syntax != nullptr, "elaborate: a function without a body");
  if (IsEndless(grown_instances_[decl_id.index], type_args)) {
    if (endless_.insert(decl_id.index).second) {
      Refuse(Diag::kR005, checked.modules[decl.module.index], decl.syntax->name_range,
             {"Calling '" + decl.name + "'"});
    }
    // The program is refused; its callers need some function until then.
    return entry->second = NewFunction({}, types.pure_row());
  }
  SourceContext source;
  source.module = &checked.modules[decl.module.index];
  source.types = SubstitutionOf(decl.type_vars, type_args);
  for (size_t i = 0; i < decl.row_vars.size() && i < row_args.size(); ++i) {
    source.rows[decl.row_vars[i].index] = row_args[i];
  }
  ProgramFunction function;
  function.name = decl.path;
  for (size_t i = 0; i < type_args.size(); ++i) {
    function.name += (i == 0 ? "<" : ", ") + checked.Spell(type_args[i]);
  }
  function.name += type_args.empty() ? "" : ">";
  for (size_t i = 0; i < row_args.size(); ++i) {
    function.name += "!" + checked.SpellRow(row_args[i]);
  }
  function.shown_name = decl.name;
  function.module = decl.module;
  function.range = decl.syntax->range;
  function.result = types.Substitute(decl.result, source.types, source.rows);
  function.exported =
      decl.is_public && decl.module.index == 0 && decl.parent.index == DeclId::kNone;
  const FnId id =
      NewFunction(std::move(function), types.SubstituteRow(decl.row, source.types, source.rows));
  entry->second = id;
  Enqueue([this, id, source = std::move(source), decl_id] {
    FunctionElaborator(*this, id, source, nullptr).BuildDeclared(checked.functions[decl_id.index]);
  });
  return id;
}

FnId Elaborator::HostClause(const EffectInstance& instance, uint32_t op, SourceRange range) {
  const auto [entry, is_new] = host_clauses_.try_emplace({instance.effect.index, op});
  if (!is_new) {
    return entry->second;
  }
  const EffectDeclaration& effect = checked.effects[instance.effect.index];
  const Type shape = types[ClauseType(instance, op)];
  ProgramFunction function;
  function.name = "host#" + effect.name + "." + effect.operations[op].name;
  function.shown_name = effect.name + "." + effect.operations[op].name;
  function.module = checked.modules[0].id;
  function.range = range;
  function.result = shape.args.back();
  function.is_lambda = true;
  function.is_derived = true;
  const FnId id = NewFunction(std::move(function), RowId{shape.payload});
  entry->second = id;
  SourceContext source;
  source.module = &checked.modules[0];
  FunctionElaborator(*this, id, source, nullptr).BuildHostClause(effect, op, range);
  return id;
}

bool Elaborator::HasEvidence(EffectId effect) const {
  return checked.effects[effect.index].builtin == BuiltinEffect::kNone ||
         handled_host_effects_[effect.index];
}

FnId Elaborator::RefinementPredicate(TypeId refined) {
  const auto [entry, is_new] = refinement_predicates_.try_emplace(refined.index);
  if (!is_new) {
    return entry->second;
  }
  const Type type = types[refined];
  const Refinement& refinement = checked.refinements[type.payload];
  SourceContext source;
  source.module = &checked.modules[refinement.module.index];
  source.types = SubstitutionOf(refinement.alias_params, llvm::ArrayRef(type.args).drop_front());
  ProgramFunction function;
  function.name = "refined#" + checked.Spell(refined);
  function.shown_name = checked.Spell(refined);
  function.module = refinement.module;
  function.range = refinement.syntax->range;
  function.result = types.Primitive(TypeKind::kBool);
  function.is_derived = true;
  const FnId id = NewFunction(std::move(function), types.pure_row());
  entry->second = id;
  const syntax::RefinementType* syntax = refinement.syntax;
  Enqueue([this, id, source = std::move(source), syntax, base = type.args[0]] {
    FunctionElaborator(*this, id, source, nullptr)
        .BuildPredicate(base, syntax->base->id, *syntax->predicate);
  });
  return id;
}

bool Elaborator::HasInvariant(TypeId data) const {
  const Type& type = types[data];
  if (type.kind != TypeKind::kData) {
    return false;
  }
  const syntax::DataDecl* syntax = checked.data[type.payload].syntax;
  return syntax != nullptr && syntax->invariant != nullptr;
}

FnId Elaborator::InvariantPredicate(TypeId data) {
  const auto [entry, is_new] = invariants_.try_emplace(data.index);
  if (!is_new) {
    return entry->second;
  }
  const Type type = types[data];
  const DataDeclaration& decl = checked.data[type.payload];
  SourceContext source;
  source.module = &checked.modules[decl.module.index];
  source.types = SubstitutionOf(decl.type_params, type.args);
  ProgramFunction function;
  function.name = "invariant#" + checked.Spell(data);
  function.shown_name = decl.name;
  function.module = decl.module;
  function.range = decl.syntax->invariant->range;
  function.result = types.Primitive(TypeKind::kBool);
  function.is_derived = true;
  const FnId id = NewFunction(std::move(function), types.pure_row());
  entry->second = id;
  const syntax::DataDecl* syntax = decl.syntax;
  Enqueue([this, id, source = std::move(source), syntax, data] {
    // The value under test is bound by the declaration itself.
    FunctionElaborator(*this, id, source, nullptr)
        .BuildPredicate(data, syntax->id, *syntax->invariant);
  });
  return id;
}

FnId Elaborator::DeepGuard(TypeId from, TypeId to, const Module& module, SourceRange range) {
  const auto [entry, is_new] = guards_.try_emplace({from.index, to.index});
  if (!is_new) {
    return entry->second;
  }
  if (IsEndless(grown_guards_, {from, to})) {
    Refuse(Diag::kR005, module, range, {"Guarding the parts of this value"});
    return entry->second = NewFunction({}, types.pure_row());
  }
  ProgramFunction function;
  function.name = "guard#" + checked.Spell(from) + "#" + checked.Spell(to);
  function.shown_name = checked.Spell(to);
  function.module = module.id;
  function.range = range;
  function.result = types.Primitive(TypeKind::kUnit);
  function.is_derived = true;
  const FnId id = NewFunction(std::move(function), types.pure_row());
  entry->second = id;
  Enqueue([this, id, from, to, &module] {
    SourceContext source;
    source.module = &module;
    FunctionElaborator(*this, id, source, nullptr).BuildDeepGuard(from, to);
  });
  return id;
}

// ---- which functions may throw ----

namespace {

bool Throws(const Program& program, const PExpr& first) {
  // A block's lets are nested as often as it has statements: no recursion on them.
  const PExpr* current = &first;
  while (current->tag == NodeTag::kLet) {
    if (Throws(program, *Cast<PLet>(*current).value)) {
      return true;
    }
    current = Cast<PLet>(*current).body;
  }
  const PExpr& node = *current;
  switch (node.tag) {
    case NodeTag::kThrow:
      return true;
    case NodeTag::kCall:
      if (program.functions[Cast<PCall>(node).fn.index].may_throw) {
        return true;
      }
      break;
    case NodeTag::kCallClosure:
      if (program.ClosureMayThrow(Cast<PCallClosure>(node).callee->type)) {
        return true;
      }
      break;
    default:
      break;
  }
  bool throws = false;
  ForEachChild(node, [&](const PExpr& child) { throws = throws || Throws(program, child); });
  return throws;
}

}  // namespace

// Least fixpoint. What a row does not allow cannot leave a function (a catch around it has an equal
// code), so only the functions whose rows have an exception or an aborting effect are looked at. A
// closure has the convention of its type.
void Elaborator::DecideThrows() {
  program.aborting_effects.assign(checked.effects.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [effect, fn] : clause_functions_) {
      if (!program.aborting_effects[effect.index] &&
          Throws(program, *program.functions[fn.index].body)) {
        program.aborting_effects[effect.index] = true;
        changed = true;
      }
    }
    for (size_t i = 0; i < program.functions.size(); ++i) {
      ProgramFunction& function = program.functions[i];
      if (!function.may_throw && program.RowMayThrow(function_rows_[i]) &&
          (function.is_lambda || Throws(program, *function.body))) {
        function.may_throw = true;
        changed = true;
      }
    }
  }
}

bool Elaborator::Run(const ElaborateOptions& options) {
  DeclId entry;
  if (RefuseIncomplete() || RefuseLargeData() || !FindEntry(options, entry)) {
    return false;
  }
  handled_host_effects_ = FindHandledHostEffects(checked, entry);
  graph.Build(checked, [this](EffectId effect) { return HasEvidence(effect); });
  const size_t errors = sink.error_count();
  BuildEntry(entry);
  while (!work_.empty()) {
    const std::function<void()> next = std::move(work_.front());
    work_.pop_front();
    next();
  }
  RefuseLargeObjects();
  if (sink.error_count() != errors) {
    return false;
  }
  DecideThrows();
#ifdef VERA_CHECKED
  const std::string fault = VerifyProgram(program);
  VERA_CHECK(fault.empty(), fault.c_str());
#endif
  return true;
}

std::unique_ptr<Program> Elaborate(CheckedProgram& checked, const ElaborateOptions& options,
                                   DiagnosticSink& sink) {
  auto program = std::make_unique<Program>(checked);
  Elaborator elaborator(*program, sink);
  return elaborator.Run(options) ? std::move(program) : nullptr;
}

}  // namespace vera::sema
