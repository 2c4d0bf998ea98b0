#ifndef VERA_SEMA_CHECKED_H_
#define VERA_SEMA_CHECKED_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "builtins/builtin.h"
#include "sema/type.h"
#include "support/diagnostic.h"
#include "syntax/tree.h"

// What the checker hands on: every module's tree with side tables (indexed by node id) that say
// what each name means and which type each expression has, still generic. Elaboration (program.h)
// reads only this.

namespace vera::sema {

struct ModuleId {
  uint32_t index = 0;
  friend bool operator==(ModuleId, ModuleId) = default;
};
struct DeclId {  // a function of some module: top-level, where-helper or prelude
  uint32_t index = 0;
  static constexpr uint32_t kNone = ~0u;
  friend bool operator==(DeclId, DeclId) = default;
};

enum class Ability : uint8_t { kEq, kOrd, kHash, kShow };

// One constraint of a `forall<T where Eq<T>>`.
struct AbilityNeed {
  TypeVarId var;
  Ability ability;
};

struct FunctionDecl {
  ModuleId module;
  const syntax::FnDecl* syntax = nullptr;
  std::string name;                  // as written; where-helpers are parent.helper in `path`
  std::string path;                  // unique, for mangling: module path, parents, name
  DeclId parent{DeclId::kNone};      // enclosing function of a where-helper
  std::vector<TypeVarId> type_vars;  // own and, first, those of the parents
  uint32_t inherited_type_vars = 0;  // how many of them are the parents'
  std::vector<AbilityNeed> needs;    // own
  std::vector<TypeVarId> row_vars;   // likewise
  uint32_t inherited_row_vars = 0;
  std::vector<TypeId> params;
  TypeId result;
  RowId row;
  bool is_public = false;
};

struct DataConstructor {
  std::string name;
  std::vector<TypeId> fields;                   // over the declaration's type variables
  const syntax::Constructor* syntax = nullptr;  // null for built-in types
};
struct DataDeclaration {
  ModuleId module;
  const syntax::DataDecl* syntax = nullptr;  // null for built-in types
  std::string name;
  std::vector<TypeVarId> type_params;
  std::vector<DataConstructor> constructors;  // tag = position
  bool is_public = false;
  bool is_unknown = false;  // stands for a name that nothing declares; such a program is not run
};
struct EffectOperation {
  std::string name;
  std::vector<TypeId> params;  // over the effect's type variables
  TypeId result;
};
enum class BuiltinEffect : uint8_t {
  kNone,
  kIO,
  kState,
  kExn,
  kDiverge,
  kRandom,
  kAsync,
  kHttp,
  kHttpServer,
  kInference,
  kDB
};
struct EffectDeclaration {
  ModuleId module;
  std::string name;
  BuiltinEffect builtin = BuiltinEffect::kNone;
  std::vector<TypeVarId> type_params;
  std::vector<EffectOperation> operations;
  bool is_unknown = false;  // stands for a name that nothing declares
};
// What a call-like node (FnCall, QualifiedCall, ModuleCall, pipes' right sides, constructors in
// expressions and patterns) resolves to.
enum class CallKind : uint8_t {
  kNone,         // unresolved (a warning was given; running is then refused)
  kFunction,     // decl, type_args, row_args
  kBuiltin,      // builtin, type_args
  kEffectOp,     // effect instance, op, handler (lexically enclosing HandleExpr's node id or
                 // kNoHandler)
  kAbilityOp,    // ability; type_args[0] = the type it is used at
  kApply,        // apply_fn(f, args...)
  kResume,       // resume(value) inside a handler clause
  kConstructor,  // data type and tag: the expression's type holds the data; tag here
};
struct CallTarget {
  static constexpr uint32_t kNoHandler = ~0u;
  CallKind kind = CallKind::kNone;
  DeclId decl{DeclId::kNone};
  const builtins::Builtin* builtin = nullptr;
  Ability ability = Ability::kEq;
  EffectInstance effect;
  uint32_t op = 0;
  uint32_t handler = kNoHandler;
  uint32_t tag = 0;
  std::vector<TypeId> type_args;  // one per type variable of the target, in order
  std::vector<RowId> row_args;    // one per row variable of the target
  // What the types put in for constrained variables must have; elaboration asks again where they
  // depend on the caller's own variables.
  struct Need {
    Ability ability;
    TypeId type;
  };
  std::vector<Need> needs;
  // kBuiltin: the parameter types at this call (type_args put in), where elaboration places its
  // number guards.
  std::vector<TypeId> params;
};

// Two refinements with one base and the same predicate text share an id.
struct Refinement {
  ModuleId module;
  const syntax::RefinementType* syntax = nullptr;
  std::vector<TypeVarId> alias_params;  // every type variable that is in scope where it is written
  TypeId base;                          // over those variables
};

// Side tables of one tree, indexed by node id. `type` holds: for an Expr its type; for a TypeExpr
// the type it denotes; for a Pattern the type of what it matches; for a HandleExpr's EffectRef
// nothing (see rows below).
struct Annotations {
  static constexpr uint32_t kNoBinding = ~0u;
  std::vector<TypeId> type;
  // SlotRef -> node id of the TypeExpr (`@T`) that bound it. Every binding site of the language is
  // such a node: a parameter, a let, a pattern, a handler's state or clause parameter, a
  // quantifier's or refinement's binder. Only the value of a data invariant is written nowhere: its
  // binding is the DataDecl's id.
  std::vector<uint32_t> binding;
  std::vector<uint32_t> call;  // index into calls, 0 = none
  std::vector<CallTarget> calls{CallTarget{}};
  llvm::DenseMap<uint32_t, EffectInstance>
      effect_of;                           // EffectRef node id (handle, old, new) -> instance
  llvm::DenseMap<uint32_t, RowId> row_of;  // EffectRow node id -> row
  llvm::DenseMap<uint32_t, RefinementId> refinement_of;  // RefinementType node id
  llvm::DenseMap<uint32_t, DeclId> decl_of;              // FnDecl node id -> function
};

struct Module {
  ModuleId id;
  std::string path;  // "vera.math"; empty for the root file without a declaration
  const SourceFile* source = nullptr;
  const syntax::SyntaxTree* tree = nullptr;
  Annotations notes;
  bool is_prelude = false;
};

struct HoleReport {  // W001: for --json and the terminal alike, already emitted to the sink
  uint32_t node;
};

// Owns every tree, source and table that the run needs.
class CheckedProgram {
 public:
  TypeTable types;
  std::deque<std::string>
      type_vars;  // TypeVarId -> name as written; scopes refer to the names, so they must not move
  std::vector<Module> modules;  // modules[0] is the root file
  std::vector<FunctionDecl> functions;
  std::vector<DataDeclaration> data;
  std::vector<EffectDeclaration> effects;
  std::vector<Refinement> refinements;
  DataId option, result, ordering, future, url_parts, json, html_node, md_block, md_inline, request,
      response;
  bool has_holes = false;       // refused by run (E614)
  bool has_unresolved = false;  // names that were warnings in check: refused by run

  std::vector<std::unique_ptr<SourceFile>> sources;
  std::vector<std::unique_ptr<syntax::SyntaxTree>> trees;

  // "Option<Int>", "fn(Int -> Bool) effects(pure)": as a diagnostic names it.
  std::string Spell(TypeId type) const;
  std::string SpellRow(RowId row) const;
};

struct CheckOptions {
  std::string project_root;  // second place where imports are looked for (spec 8.6.1); empty: the
                             // file's folder
};

// Parses imports, checks all modules, reports everything to the sink. The result is usable for
// elaboration only if the sink has no errors.
std::unique_ptr<CheckedProgram> Check(std::unique_ptr<SourceFile> root, const CheckOptions& options,
                                      DiagnosticSink& sink);

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECKED_H_
