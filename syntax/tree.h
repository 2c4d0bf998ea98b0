#ifndef VERA_SYNTAX_TREE_H_
#define VERA_SYNTAX_TREE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "support/source_file.h"

// The syntax tree: what was written, one node per construct of spec chapter 10, nothing resolved.
// Nodes are immutable once the parser has returned, live in their tree's arena and are never freed
// one by one; a pointer to a node is a borrow that ends with its SyntaxTree. Every node has an id
// that is dense within its tree, so that later stages keep what they know in side tables instead of
// in the nodes. Kinds and their classes are listed once, in nodes.def.

namespace vera::syntax {

enum class NodeKind : uint8_t {
#define VERA_NODE(kind, base) k##kind,
#include "syntax/nodes.def"
#undef VERA_NODE
};

const char* NodeKindName(NodeKind kind);  // "BinaryExpr": the reference's AST class name

template <typename T>
using List = llvm::ArrayRef<T>;
using Name = llvm::StringRef;  // a piece of the source text, or of the tree's arena

struct Node {
  NodeKind kind;
  uint32_t id;
  SourceRange range;
};

struct Expr : Node {};
struct TypeExpr : Node {};
struct Pattern : Node {};
struct Stmt : Node {};
struct Decl : Node {};
struct Contract : Node {};

// ---- types (spec 2, 10.3.7) ----
struct EffectRef : Node {
  Name module;  // empty unless written Module.Effect
  Name name;
  List<const TypeExpr*> args;
  bool has_args = false;
};
// `pure` has no effects and is_pure set; <...> has at least one.
struct EffectRow : Node {
  bool is_pure = true;
  List<const EffectRef*> effects;
};
struct NamedType : TypeExpr {
  Name name;  // empty where the parser reported an error and went on
  List<const TypeExpr*> args;
  bool has_args = false;  // Tuple<> differs from Tuple
};
struct FnType : TypeExpr {
  List<const TypeExpr*> params;
  const TypeExpr* result;
  const EffectRow* effect;
};
struct RefinementType : TypeExpr {
  const TypeExpr* base;
  const Expr* predicate;
};

// ---- expressions (spec 4, 10.3.8) ----
enum class BinaryOp : uint8_t {
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMod,
  kEq,
  kNe,
  kLt,
  kGt,
  kLe,
  kGe,
  kAnd,
  kOr,
  kImplies,
  kPipe
};
enum class UnaryOp : uint8_t { kNot, kNeg };
const char* Spelling(BinaryOp op);
const char* Spelling(UnaryOp op);

struct BinaryExpr : Expr {
  BinaryOp op;
  const Expr* left;
  const Expr* right;
};
struct UnaryExpr : Expr {
  UnaryOp op;
  const Expr* operand;
};
struct IndexExpr : Expr {
  const Expr* collection;
  const Expr* index;
};
// Digits as written; `value` saturates to UINT64_MAX with `too_large` set beyond 64 bits.
struct IntLit : Expr {
  Name spelling;
  uint64_t value;
  bool too_large;
};
struct FloatLit : Expr {
  Name spelling;
  double value;
};
struct StringLit : Expr {
  Name value;  // decoded bytes (UTF-8; a lone surrogate escape is kept as its three-byte form)
};
// Text and expressions alternate: texts.size() == exprs.size() + 1.
struct InterpolatedString : Expr {
  List<Name> texts;
  List<const Expr*> exprs;
};
struct BoolLit : Expr {
  bool value;
};
struct UnitLit : Expr {};
struct HoleExpr : Expr {};
struct SlotRef : Expr {  // @T<Args>.n
  Name type_name;
  List<const TypeExpr*> type_args;
  bool has_args = false;
  Name spelling;   // of the index, as written
  uint32_t index;  // saturates
};
struct ResultRef : Expr {  // @T<Args>.result
  Name type_name;
  List<const TypeExpr*> type_args;
  bool has_args = false;
};
struct FnCall : Expr {  // name(args); resume(...) too
  Name name;
  List<const Expr*> args;
};
struct ConstructorCall : Expr {
  Name name;
  List<const Expr*> args;
};
struct NullaryConstructor : Expr {
  Name name;
};
struct QualifiedCall : Expr {  // Effect.op(args)
  Name qualifier;
  Name name;
  List<const Expr*> args;
};
struct ModuleCall : Expr {  // a.b::f(args)
  List<Name> path;
  Name name;
  List<const Expr*> args;
};
struct Block;
struct AnonFn : Expr {
  List<const TypeExpr*> params;
  const TypeExpr* result;
  const EffectRow* effect;
  const Block* body;
};
struct IfExpr : Expr {
  const Expr* condition;
  const Block* then_branch;
  const Block* else_branch;
};
struct MatchArm : Node {
  const Pattern* pattern;
  const Expr* body;
};
struct MatchExpr : Expr {
  const Expr* scrutinee;
  List<const MatchArm*> arms;
};
// The range of a block is that of its contents, without the braces.
struct Block : Expr {
  List<const Stmt*> statements;
  const Expr* result;
};
struct HandlerState : Node {
  const TypeExpr* type;
  const Expr* init;
};
struct HandlerClause : Node {
  Name op_name;
  List<const TypeExpr*> params;
  const Expr* body;
  const TypeExpr* update_type;  // `with @T = expr`, both null without it
  const Expr* update;
};
struct HandleExpr : Expr {
  const EffectRef* effect;
  const HandlerState* state;  // null without one
  List<const HandlerClause*> clauses;
  const Block* body;
};
struct OldExpr : Expr {
  const EffectRef* effect;
};
struct NewExpr : Expr {
  const EffectRef* effect;
};
struct AssertExpr : Expr {
  const Expr* condition;
};
struct AssumeExpr : Expr {
  const Expr* condition;
};
struct ForallExpr : Expr {
  const TypeExpr* binding;
  const Expr* domain;
  const AnonFn* predicate;
};
struct ExistsExpr : Expr {
  const TypeExpr* binding;
  const Expr* domain;
  const AnonFn* predicate;
};
struct ArrayLit : Expr {
  List<const Expr*> elements;
};
// Stands where the parser reported an error and went on; later stages treat it as any type and stay
// silent.
struct ErrorExpr : Expr {};

// ---- patterns (spec 4.9.1) ----
struct ConstructorPattern : Pattern {
  Name name;
  List<const Pattern*> fields;
};
struct NullaryPattern : Pattern {
  Name name;
};
struct BindingPattern : Pattern {
  const TypeExpr* type;
};
struct WildcardPattern : Pattern {};
struct IntPattern : Pattern {
  Name spelling;
  uint64_t value;
  bool too_large;
};
struct StringPattern : Pattern {
  Name value;
};
struct BoolPattern : Pattern {
  bool value;
};

// ---- statements (spec 4.7) ----
struct LetStmt : Stmt {
  const TypeExpr* type;
  const Expr* value;
};
struct LetDestruct : Stmt {
  Name constructor;
  List<const TypeExpr*> types;
  const Expr* value;
};
struct ExprStmt : Stmt {
  const Expr* expr;
};

// ---- contracts (spec 6) ----
struct Requires : Contract {
  const Expr* expr;
};
struct Ensures : Contract {
  const Expr* expr;
};
struct Decreases : Contract {
  List<const Expr*> exprs;
};

// ---- declarations (spec 5, 7, 8, 10.3) ----
enum class Visibility : uint8_t { kNone, kPublic, kPrivate };

struct AbilityConstraint : Node {
  Name ability;
  Name type_var;
};
// The range of a declaration starts behind its visibility, which has a range of its own (empty
// without one).
struct FnDecl : Decl {
  Visibility visibility = Visibility::kNone;
  SourceRange visibility_range;
  Name name;
  SourceRange name_range;
  List<Name> type_vars;  // forall<...>, empty without one
  bool has_forall = false;
  List<const AbilityConstraint*> constraints;
  List<const TypeExpr*> params;
  const TypeExpr* result;
  List<const Contract*> contracts;
  const EffectRow* effect;
  const Block* body;
  List<const FnDecl*> where_fns;
  SourceRange where_range;  // `where { ... }`; empty (begin == end) without one
  // The text of /* label */ per parameter and of the result (spec 1.3); null data() = no label.
  List<Name> param_annotations;
  Name result_annotation;
};
struct Constructor : Node {
  Name name;
  List<const TypeExpr*> fields;
};
struct DataDecl : Decl {
  Visibility visibility = Visibility::kNone;
  SourceRange visibility_range;
  Name name;
  SourceRange name_range;
  List<Name> type_params;
  const Expr* invariant;  // null without one
  List<const Constructor*> constructors;
};
struct TypeAliasDecl : Decl {
  Name name;
  SourceRange name_range;
  List<Name> type_params;
  const TypeExpr* type;
};
struct OpDecl : Node {
  Name name;
  List<const TypeExpr*> params;
  const TypeExpr* result;
};
struct EffectDecl : Decl {
  Name name;
  SourceRange name_range;
  List<Name> type_params;
  List<const OpDecl*> operations;
};
struct AbilityDecl : Decl {
  Name name;
  SourceRange name_range;
  List<Name> type_params;
  List<const OpDecl*> operations;
};
struct ModuleDecl : Node {
  List<Name> path;
};
struct ImportDecl : Node {
  List<Name> path;
  List<Name> names;
  bool has_names = false;  // false: everything public
};
// A comment, for the formatter. Text includes its delimiters.
enum class CommentKind : uint8_t { kLine, kBlock, kAnnotation };
struct Comment {
  CommentKind kind;
  SourceRange range;
};

struct Program : Node {
  const ModuleDecl* module;  // null without one
  List<const ImportDecl*> imports;
  List<const Decl*>
      decls;  // FnDecl, DataDecl, TypeAliasDecl, EffectDecl, AbilityDecl in source order
};

class SyntaxTree {
 public:
  explicit SyntaxTree(const SourceFile& source) : source_(source) {}
  SyntaxTree(const SyntaxTree&) = delete;
  SyntaxTree& operator=(const SyntaxTree&) = delete;

  const SourceFile& source() const { return source_; }
  const Program& program() const { return *program_; }
  const std::vector<Comment>& comments() const { return comments_; }
  uint32_t node_count() const { return next_id_; }
  // How many pairs of parentheses directly enclose an expression; they have no node of their own.
  uint32_t ParenthesesAround(const Expr& expr) const { return parentheses_.lookup(expr.id); }

  // For the parser only.
  template <typename T>
  T* New(NodeKind kind, SourceRange range) {
    T* node = new (arena_.Allocate<T>()) T();
    node->kind = kind;
    node->id = next_id_++;
    node->range = range;
    return node;
  }
  template <typename T>
  List<T> NewList(const std::vector<T>& items) {
    return CopyList(List<T>(items));
  }
  template <typename T>
  List<T> NewList(const llvm::SmallVectorImpl<T>& items) {
    return CopyList(List<T>(items));
  }
  Name NewName(llvm::StringRef text) { return text.copy(arena_); }
  void AddParentheses(const Expr& expr) { ++parentheses_[expr.id]; }
  void set_program(const Program* program) { program_ = program; }
  std::vector<Comment>& mutable_comments() { return comments_; }

 private:
  template <typename T>
  List<T> CopyList(List<T> items) {
    if (items.empty()) {
      return {};
    }
    T* data = arena_.Allocate<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), data);
    return List<T>(data, items.size());
  }

  const SourceFile& source_;
  llvm::BumpPtrAllocator arena_;
  const Program* program_ = nullptr;
  std::vector<Comment> comments_;
  llvm::DenseMap<uint32_t, uint32_t> parentheses_;  // by node id
  uint32_t next_id_ = 0;
};

// Checked downcast: As<BinaryExpr>(node) is null when the node is of another kind.
template <typename T>
struct KindOf;
#define VERA_NODE(kind_name, base)                             \
  template <>                                                  \
  struct KindOf<kind_name> {                                   \
    static constexpr NodeKind kValue = NodeKind::k##kind_name; \
  };
#include "syntax/nodes.def"
#undef VERA_NODE

template <typename T>
const T* As(const Node* node) {
  return node != nullptr && node->kind == KindOf<T>::kValue ? static_cast<const T*>(node) : nullptr;
}
template <typename T>
const T& To(const Node& node) {
  return static_cast<const T&>(node);
}

}  // namespace vera::syntax

#endif  // VERA_SYNTAX_TREE_H_
