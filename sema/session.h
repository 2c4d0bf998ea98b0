#ifndef VERA_SEMA_SESSION_H_
#define VERA_SEMA_SESSION_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "sema/checked.h"
#include "sema/reporter.h"

// What all modules of one Check share, and what each module's names mean. A session is filled in
// three steps: load (resolve_modules.h), register (register.h), check (function_checker.h); the
// prelude's families join the last two when they are first called.

namespace vera::sema {

struct ConstructorRef {
  DataId data;
  uint32_t tag = 0;
  friend bool operator==(ConstructorRef, ConstructorRef) = default;
};

// A name in the rows of an alias that is no effect: what it stands for is settled where the alias
// is used (spec 7.6).
struct RowParam {
  std::string name;
  TypeVarId var;
};

struct AliasInfo {
  enum class State : uint8_t { kUnresolved, kResolving, kDone };
  const syntax::TypeAliasDecl* syntax = nullptr;
  std::vector<TypeVarId> params;
  std::vector<RowParam> row_params;
  bool has_row_params = false;  // whether they have been looked for
  TypeId type;                  // over both, valid when done
  State state = State::kUnresolved;
};

struct AbilityInfo {
  std::string name;
  bool is_builtin = false;
  Ability builtin = Ability::kEq;
  std::vector<TypeVarId> type_params;
  std::vector<EffectOperation> operations;
};

// A signature that calls are checked against: a function's own, or one read from a built-in's row.
struct Signature {
  std::string name;
  std::vector<TypeVarId> type_vars;  // inferred at each call
  std::vector<TypeVarId> row_vars;
  std::vector<AbilityNeed> needs;
  std::vector<TypeId> params;
  TypeId result;
  RowId row;
};

// What the checker knows of a function beyond FunctionDecl; index = DeclId.
struct FunctionFacts {
  std::vector<TypeVarId>
      read_vars;  // type variables that a slot of the body, requires or ensures reads (E206)
  bool is_rejected = false;  // E151: the built-in keeps the name, so it is never called
  bool skip_body = false;    // likewise, or a helper of it is rejected: checking would only mislead
};

struct ImportInfo {
  const syntax::ImportDecl* syntax = nullptr;
  uint32_t module = 0;  // index into Session::modules
};

// What a name of an import means. Two modules may bring one name: then it means nothing by itself
// (spec 8.5.3).
template <typename T>
struct Imported {
  T meaning;
  uint32_t module = 0;            // index into Session::modules
  std::optional<uint32_t> other;  // of a module that brings something else by this name
};

class Session;

// One module while it is being checked.
struct ModuleState {
  ModuleState(ModuleId module_id, const syntax::SyntaxTree* syntax_tree, bool keep_warnings)
      : id(module_id), tree(syntax_tree), reporter(syntax_tree->source(), keep_warnings) {}

  ModuleId id;
  std::string path;
  const syntax::SyntaxTree* tree;
  Annotations notes;
  Reporter reporter;
  bool is_prelude = false;
  bool is_library = false;  // std.<module> from within the compiler

  llvm::StringMap<DeclId> functions;  // its own, top-level
  llvm::StringMap<DataId> data;
  llvm::StringMap<ConstructorRef> constructors;
  llvm::StringMap<AliasInfo> aliases;
  llvm::StringMap<EffectId> effects;
  std::vector<EffectId> effect_order;
  std::deque<AbilityInfo> abilities;

  std::vector<ImportInfo> imports;                         // resolved ones, in source order
  llvm::DenseMap<const syntax::FnDecl*, DeclId> decl_ids;  // helpers too
  llvm::StringMap<Imported<DeclId>> imported_functions;
  llvm::StringMap<Imported<DataId>> imported_data;
  llvm::StringMap<Imported<ConstructorRef>> imported_constructors;

  // Where a name is used that two imports bring: E608, E609 or E610.
  template <typename T>
  void ReportIfTwice(Diag diag, const Imported<T>& imported, const syntax::Node& node,
                     llvm::StringRef name, const Session& session);
};

class Session {
 public:
  Session(CheckedProgram& checked, const CheckOptions& check_options);

  CheckedProgram& program;
  const CheckOptions& options;
  std::deque<ModuleState> modules;
  std::vector<FunctionFacts> facts;  // by DeclId

  // Adds an empty module for a parsed tree. References stay valid.
  ModuleState& AddModule(const syntax::SyntaxTree& tree, std::string path, bool keep_warnings);

  TypeVarId NewTypeVar(llvm::StringRef name);
  DataId NewData(DataDeclaration data);
  EffectId NewEffect(EffectDeclaration effect);

  // The built-in namespaces, which every module sees. Null or nothing when the name is not theirs.
  const DataId* BuiltinData(llvm::StringRef name) const;
  const ConstructorRef* BuiltinConstructor(llvm::StringRef name) const;
  const EffectId* BuiltinEffectNamed(llvm::StringRef name) const;
  const std::deque<AbilityInfo>& builtin_abilities() const { return abilities_; }
  const std::vector<EffectId>& builtin_effects() const { return effect_order_; }
  EffectId state_effect() const { return state_; }
  EffectId exn_effect() const { return exn_; }
  EffectId db_effect() const { return db_; }
  // The row's signature, read on first use.
  const Signature& SignatureOf(const builtins::Builtin& builtin);
  // The prelude's function behind a row with Lowering::kPrelude; its family is loaded on first use.
  // None when the prelude has no such function.
  DeclId PreludeFunction(const builtins::Builtin& builtin);

  // One declaration per name that nothing declares, shared by all modules (types and effects are
  // compared by declaration, and the reference compares such names).
  DataId UnknownData(llvm::StringRef name);
  EffectId UnknownEffect(llvm::StringRef name);

  // Whether a function's path was still free.
  bool TakePath(llvm::StringRef path) { return paths_.insert(path).second; }
  // The refinement known by a key (module, base, variables, predicate text), made with `make` when
  // it is new.
  RefinementId RefinementFor(llvm::StringRef key, llvm::function_ref<Refinement()> make);

  // Interned spelling of a slot ("Option<Int>").
  uint32_t SlotName(llvm::StringRef spelling);
  llvm::StringRef SlotSpelling(uint32_t name) const { return slot_spellings_[name]; }

 private:
  void AddBuiltinData();
  void AddBuiltinEffects();
  void AddBuiltinAbilities();

  llvm::StringMap<DataId> data_;
  llvm::StringMap<ConstructorRef> constructors_;
  llvm::StringMap<EffectId> effects_;
  std::vector<EffectId> effect_order_;
  std::deque<AbilityInfo> abilities_;
  EffectId state_;
  EffectId exn_;
  EffectId db_;
  llvm::DenseMap<const builtins::Builtin*, std::unique_ptr<Signature>> signatures_;
  llvm::DenseMap<unsigned, ModuleState*> prelude_families_;
  llvm::StringMap<DataId> unknown_data_;
  llvm::StringMap<EffectId> unknown_effects_;
  llvm::StringSet<> paths_;
  llvm::StringMap<RefinementId> refinements_;
  llvm::StringMap<uint32_t> slot_names_;
  std::vector<llvm::StringRef> slot_spellings_;
};

template <typename T>
void ModuleState::ReportIfTwice(Diag diag, const Imported<T>& imported, const syntax::Node& node,
                                llvm::StringRef name, const Session& session) {
  if (imported.other) {
    reporter.Report(
        diag, node,
        {name.str(), session.modules[imported.module].path, session.modules[*imported.other].path});
  }
}

}  // namespace vera::sema

#endif  // VERA_SEMA_SESSION_H_
