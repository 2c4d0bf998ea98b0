#include "sema/eq_ability.h"

#include <algorithm>

#include "llvm/ADT/DenseSet.h"

namespace vera::sema {

namespace {

struct NamedAbility {
  const char* name;
  Ability ability;
  const char* operation;
};
constexpr NamedAbility kNamedAbilities[] = {{"Eq", Ability::kEq, "eq"},
                                            {"Ord", Ability::kOrd, "compare"},
                                            {"Hash", Ability::kHash, "hash"},
                                            {"Show", Ability::kShow, "show"}};

// What a type may be built of.
enum class Parts : uint8_t {
  kEq,         // what == compares
  kStructure,  // arrays, tuples and decimals too
  kKey,        // maps and sets too: all but functions
};

bool Derives(CheckedProgram& program, TypeId type, Parts parts, llvm::DenseSet<uint32_t>& seen) {
  type = program.types.Strip(type);
  const Type t = program.types[type];
  switch (t.kind) {
    case TypeKind::kError:
    case TypeKind::kVar:
    case TypeKind::kUnit:
    case TypeKind::kBool:
    case TypeKind::kByte:
    case TypeKind::kInt:
    case TypeKind::kNat:
    case TypeKind::kFloat64:
    case TypeKind::kString:
      return true;
    case TypeKind::kArray:
    case TypeKind::kTuple:
    case TypeKind::kMap:
    case TypeKind::kSet:
    case TypeKind::kDecimal: {
      const bool is_plain = t.kind != TypeKind::kMap && t.kind != TypeKind::kSet;
      if (parts == Parts::kEq || (parts == Parts::kStructure && !is_plain)) {
        return false;
      }
      // Parts may be shared as often as the type is deep.
      return !seen.insert(type.index).second ||
             std::all_of(t.args.begin(), t.args.end(),
                         [&](TypeId part) { return Derives(program, part, parts, seen); });
    }
    case TypeKind::kData:
      break;
    default:
      return false;
  }
  if (program.data[t.payload].is_unknown) {
    return false;
  }
  if (!seen.insert(type.index).second) {
    return true;  // decided by the fields outside this recursion
  }
  Substitution substitution;
  const auto& params = program.data[t.payload].type_params;
  for (size_t i = 0; i < params.size() && i < t.args.size(); ++i) {
    substitution[params[i].index] = t.args[i];
  }
  for (const DataConstructor& constructor : program.data[t.payload].constructors) {
    for (const TypeId field : constructor.fields) {
      // A type that grows as it recurses would never end; past this depth it counts as derivable.
      constexpr size_t kMaxInstances = 1000;
      if (seen.size() < kMaxInstances &&
          !Derives(program, program.types.Substitute(field, substitution), parts, seen)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

bool IsOrderable(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kNat || kind == TypeKind::kFloat64 ||
         kind == TypeKind::kByte || kind == TypeKind::kString;
}

std::optional<Ability> BuiltinAbilityNamed(llvm::StringRef name) {
  for (const NamedAbility& row : kNamedAbilities) {
    if (name == row.name) {
      return row.ability;
    }
  }
  return std::nullopt;
}

const char* NameOf(Ability ability) { return kNamedAbilities[static_cast<size_t>(ability)].name; }

const char* OperationOf(Ability ability) {
  return kNamedAbilities[static_cast<size_t>(ability)].operation;
}

bool HasAbility(CheckedProgram& program, TypeId type, Ability ability) {
  if (ability == Ability::kOrd) {
    const TypeKind kind = program.types[program.types.Strip(type)].kind;
    return IsOrderable(kind) || kind == TypeKind::kVar || kind == TypeKind::kError;
  }
  llvm::DenseSet<uint32_t> seen;
  return Derives(program, type, ability == Ability::kEq ? Parts::kEq : Parts::kStructure, seen);
}

bool IsKey(CheckedProgram& program, TypeId type) {
  llvm::DenseSet<uint32_t> seen;
  return Derives(program, type, Parts::kKey, seen);
}

bool MeetsNeed(CheckedProgram& program, const CallTarget& call, const CallTarget::Need& need) {
  return call.kind == CallKind::kBuiltin ? IsKey(program, need.type)
                                         : HasAbility(program, need.type, need.ability);
}

void RequireNeeds(FunctionChecker& fc, const syntax::Node& node) {
  const Annotations& notes = fc.module.notes;
  const CallTarget& call = notes.calls[notes.call[node.id]];
  const std::string callee = call.kind == CallKind::kFunction
                                 ? fc.program.functions[call.decl.index].name
                             : call.kind == CallKind::kBuiltin ? std::string(call.builtin->name)
                                                               : OperationOf(call.ability);
  for (const CallTarget::Need& need : call.needs) {
    if (!fc.types.HasVars(need.type) && !MeetsNeed(fc.program, call, need)) {
      fc.Report(Diag::kE613, node, {fc.program.Spell(need.type), NameOf(need.ability), callee});
    }
  }
}

void RequireEq(FunctionChecker& fc, const syntax::Node& node, TypeId type) {
  type = fc.infer.Zonk(type);
  if (!fc.infer.ContainsVar(type) && !HasAbility(fc.program, type, Ability::kEq)) {
    fc.Report(Diag::kE243, node, {fc.Spell(type)});
  }
}

}  // namespace vera::sema
