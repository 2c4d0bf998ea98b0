#include "syntax/format_layout.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "support/check.h"
#include "syntax/format_expr.h"
#include "syntax/format_text.h"

// One walk over the tree, in the order of the result. Whatever has lines of its own is written
// here, step by step; whatever is one line goes through the InlinePrinter into the open line.
//
// Which places exist decides where a comment lands, so the canonical form depends on them as much
// as on the lines:
// - A place stands for the source line on which a construct starts, and each construct that rule
//   11 names has one. A comment between `->` and an arm's body has one too, but a comment between
//   `=` and a value of one line has none: it goes to the next statement.
// - Inside an expression of one line there is no place. Own-line comments there go to the next
//   place behind it.
// - kTrailing steps come after the lines of their construct, so that the innermost construct takes
//   a comment first. Those of declarations have no limit and cover all that is inside.

namespace vera::syntax {
namespace {

constexpr uint32_t kNoLimit = UINT32_MAX;

// Constructs whose braces rule 2 puts on lines of their own wherever they are a whole statement,
// value or result.
bool HasOwnLines(const Expr& expr) {
  return expr.kind == NodeKind::kIfExpr || expr.kind == NodeKind::kMatchExpr ||
         expr.kind == NodeKind::kHandleExpr;
}

// A block that only wraps one expression, else null. Its braces mean nothing where a whole value
// stands.
const Block* AsWrapper(const Expr* expr) {
  const auto* block = As<Block>(expr);
  return block != nullptr && block->statements.empty() ? block : nullptr;
}

// The tree's range of a declaration starts behind its visibility.
SourceRange RangeWithVisibility(const Decl& decl) {
  const auto* fn = As<FnDecl>(&decl);
  const auto* data = As<DataDecl>(&decl);
  const SourceRange visibility = fn != nullptr     ? fn->visibility_range
                                 : data != nullptr ? data->visibility_range
                                                   : SourceRange();
  return {visibility.begin == visibility.end ? decl.range.begin : visibility.begin, decl.range.end};
}

// What is inside all redundant braces.
const Expr* Unwrapped(const Expr* expr) {
  while (const Block* wrapper = AsWrapper(expr)) {
    expr = wrapper->result;
  }
  return expr;
}

// The places inside a construct where a comment may stand, for a construct that is printed on one
// line: its comments go above that line. These are exactly the places that LayoutBuilder makes when
// the construct has lines of its own.
class InteriorPlaces {
 public:
  explicit InteriorPlaces(std::vector<uint32_t>& places) : places_(places) {}

  void Add(const Expr& expr) {
    places_.push_back(expr.range.begin);
    AddInside(expr);
  }

 private:
  void AddBlock(const Block& block) {
    for (const Stmt* stmt : block.statements) {
      places_.push_back(stmt->range.begin);
      const Expr& value = ValueOf(*stmt);
      if (HasOwnLines(value)) {
        places_.push_back(value.range.begin);
      }
      AddInside(value);
    }
    Add(*block.result);
  }

  void AddInside(const Expr& expr) {
    if (const auto* block = As<Block>(&expr)) {
      AddBlock(*block);
    } else if (const auto* if_expr = As<IfExpr>(&expr)) {
      AddBlock(*if_expr->then_branch);
      AddBlock(*if_expr->else_branch);
    } else if (const auto* match = As<MatchExpr>(&expr)) {
      for (const MatchArm* arm : match->arms) {
        places_.push_back(arm->range.begin);
        Add(*arm->body);
      }
    } else if (const auto* handle = As<HandleExpr>(&expr)) {
      for (const HandlerClause* clause : handle->clauses) {
        places_.push_back(clause->range.begin);
        Add(*clause->body);
      }
      AddBlock(*handle->body);
    }
  }

  std::vector<uint32_t>& places_;
};

class LayoutBuilder {
 public:
  explicit LayoutBuilder(const SyntaxTree& tree) : tree_(tree), inline_(layout_.text) {}

  Layout Build();

 private:
  // ---- steps ----
  // A line's text grows at the end of the layout's text; closing it makes the step.
  void OpenLine() { line_begin_ = static_cast<uint32_t>(layout_.text.size()); }
  void CloseLine() {
    layout_.steps.push_back({.kind = LayoutStep::Kind::kLine,
                             .indent = indent_,
                             .begin = line_begin_,
                             .end = static_cast<uint32_t>(layout_.text.size())});
  }
  void Line(std::string_view text) {
    OpenLine();
    inline_.Text(text);
    CloseLine();
  }
  // While a line is open, comments still come before it.
  void Comments(uint32_t offset) {
    layout_.steps.push_back(
        {.kind = LayoutStep::Kind::kComments, .indent = indent_, .begin = offset});
  }
  void Comments(const Node& node) { Comments(node.range.begin); }
  void Gap(const Node& node) {
    layout_.steps.push_back({.kind = LayoutStep::Kind::kGap, .begin = node.range.begin});
  }
  void Separator() { layout_.steps.push_back({.kind = LayoutStep::Kind::kSeparator}); }
  void Trailing(SourceRange range, uint32_t limit = kNoLimit) {
    layout_.steps.push_back({.kind = LayoutStep::Kind::kTrailing,
                             .begin = range.begin,
                             .end = range.end,
                             .limit = limit});
  }

  // ---- declarations ----
  void EndTopLevel(SourceRange range) {
    Trailing(range);
    layout_.top_level.push_back(range);
  }
  void Module(const ModuleDecl& module);
  void Import(const ImportDecl& import);
  void Declaration(const Decl& decl);
  void Function(const FnDecl& fn);
  void Signature(const FnDecl& fn);
  void Label(const FnDecl& fn, size_t site);
  void ContractLine(const Contract& contract);
  void WhereBlock(const FnDecl& fn);
  void Data(const DataDecl& data);
  void Alias(const TypeAliasDecl& alias);
  void Operations(std::string_view word, Name name, List<Name> type_params,
                  List<const OpDecl*> operations);
  void TypeHead(std::string_view word, Name name, List<Name> type_params);
  void VisibilityWord(Visibility visibility);

  // ---- bodies. The Open... functions continue the open line and leave their closing brace's line
  // open ----
  void BlockBody(const Block& block);
  void IndentedBody(const Block& block);
  void ResultGap(const Expr& expr);
  void Result(const Expr& expr);
  void OpenValue(const Expr& value, bool is_place);
  void OpenBraced(const Block& block);
  void OpenConstruct(const Expr& construct);
  void OpenIf(const IfExpr& expr);
  void OpenMatch(const MatchExpr& match);
  void OpenHandle(const HandleExpr& handle);

  const SyntaxTree& tree_;
  Layout layout_;
  InlinePrinter inline_;
  uint32_t indent_ = 0;
  uint32_t line_begin_ = 0;
};

Layout LayoutBuilder::Build() {
  const Program& program = tree_.program();
  if (program.module != nullptr) {
    Module(*program.module);
  }
  for (size_t i = 0; i < program.imports.size(); ++i) {
    if (i == 0 && program.module != nullptr) {
      Separator();
    }
    Import(*program.imports[i]);
  }
  for (const Decl* decl : program.decls) {
    if (decl != program.decls.front() || program.module != nullptr || !program.imports.empty()) {
      Separator();
    }
    const SourceRange range = RangeWithVisibility(*decl);
    Comments(range.begin);
    Declaration(*decl);
    EndTopLevel(range);
  }
  std::sort(layout_.labels.begin(), layout_.labels.end());
  return std::move(layout_);
}

// ---- declarations ----

void LayoutBuilder::Module(const ModuleDecl& module) {
  Comments(module);
  OpenLine();
  inline_.Text("module ");
  inline_.Names(module.path, ".");
  inline_.Text(";");
  CloseLine();
  EndTopLevel(module.range);
}

void LayoutBuilder::Import(const ImportDecl& import) {
  Comments(import);
  OpenLine();
  inline_.Text("import ");
  inline_.Names(import.path, ".");
  if (import.has_names) {
    inline_.Text("(");
    inline_.Names(import.names);
    inline_.Text(")");
  }
  inline_.Text(";");
  CloseLine();
  EndTopLevel(import.range);
}

void LayoutBuilder::Declaration(const Decl& decl) {
  switch (decl.kind) {
    case NodeKind::kFnDecl:
      return Function(To<FnDecl>(decl));
    case NodeKind::kDataDecl:
      return Data(To<DataDecl>(decl));
    case NodeKind::kTypeAliasDecl:
      return Alias(To<TypeAliasDecl>(decl));
    case NodeKind::kEffectDecl: {
      const auto& effect = To<EffectDecl>(decl);
      return Operations("effect ", effect.name, effect.type_params, effect.operations);
    }
    case NodeKind::kAbilityDecl: {
      const auto& ability = To<AbilityDecl>(decl);
      return Operations("ability ", ability.name, ability.type_params, ability.operations);
    }
    default:
      VERA_UNREACHABLE("formatter: declaration kind");
  }
}

void LayoutBuilder::VisibilityWord(Visibility visibility) {
  if (visibility != Visibility::kNone) {
    inline_.Text(visibility == Visibility::kPublic ? "public " : "private ");
  }
}

void LayoutBuilder::Function(const FnDecl& fn) {
  OpenLine();
  VisibilityWord(fn.visibility);
  if (!fn.type_vars.empty()) {
    inline_.Text("forall<");
    inline_.Names(fn.type_vars);
    for (size_t i = 0; i < fn.constraints.size(); ++i) {
      inline_.Text(i == 0 ? " where " : ", ");
      inline_.Text(fn.constraints[i]->ability);
      inline_.Text("<");
      inline_.Text(fn.constraints[i]->type_var);
      inline_.Text(">");
    }
    inline_.Text("> ");
  }
  inline_.Text("fn ");
  inline_.Text(fn.name);
  Signature(fn);
  CloseLine();
  // A signature may have been written on several lines: all their comments belong to the one it has
  // now.
  Trailing({fn.range.begin, fn.result->range.end});

  ++indent_;
  for (size_t i = 0; i < fn.contracts.size(); ++i) {
    // Above the first clause a gap would separate the signature from its contract: rule 13 keeps
    // none there.
    if (i > 0) {
      Gap(*fn.contracts[i]);
    }
    ContractLine(*fn.contracts[i]);
  }
  Gap(*fn.effect);
  Comments(*fn.effect);
  OpenLine();
  inline_.Text("effects(");
  inline_.Print(*fn.effect);
  inline_.Text(")");
  CloseLine();
  Trailing(fn.effect->range);
  --indent_;

  Line("{");
  IndentedBody(*fn.body);
  Line("}");
  if (!fn.where_fns.empty()) {
    WhereBlock(fn);
  }
  // Whatever no construct inside has taken stays in this declaration.
  Trailing(fn.range);
}

void LayoutBuilder::Signature(const FnDecl& fn) {
  inline_.Text("(");
  for (size_t i = 0; i < fn.params.size(); ++i) {
    inline_.Text(i == 0 ? "" : ", ");
    inline_.Binding(*fn.params[i]);
    Label(fn, i);
  }
  inline_.Text(fn.params.empty() ? "-> " : " -> ");
  inline_.Binding(*fn.result);
  Label(fn, fn.params.size());
  inline_.Text(")");
}

// Writes the label of a parameter, or of the result when `site` is their number, and notes the
// comment it is. The parser takes the first annotation behind the type and before the next one
// (spec 1.3); so does this.
void LayoutBuilder::Label(const FnDecl& fn, size_t site) {
  const bool is_result = site == fn.params.size();
  const Name label = is_result                            ? fn.result_annotation
                     : site < fn.param_annotations.size() ? fn.param_annotations[site]
                                                          : Name();
  if (label.empty()) {
    return;
  }
  inline_.Text(" /* ");
  AppendWords(layout_.text, label);
  inline_.Text(" */");
  const uint32_t begin = (is_result ? fn.result : fn.params[site])->range.end;
  const std::vector<Comment>& comments = tree_.comments();
  auto it = std::lower_bound(
      comments.begin(), comments.end(), begin,
      [](const Comment& comment, uint32_t offset) { return comment.range.begin < offset; });
  while (it != comments.end() && it->kind != CommentKind::kAnnotation) {
    ++it;
  }
  VERA_CHECK(it != comments.end(), "formatter: a label has its annotation comment");
  layout_.labels.push_back(static_cast<uint32_t>(it - comments.begin()));
}

void LayoutBuilder::ContractLine(const Contract& contract) {
  Comments(contract);
  OpenLine();
  if (const auto* requirement = As<Requires>(&contract)) {
    inline_.Text("requires(");
    inline_.Print(*requirement->expr);
  } else if (const auto* ensured = As<Ensures>(&contract)) {
    inline_.Text("ensures(");
    inline_.Print(*ensured->expr);
  } else {
    inline_.Text("decreases(");
    inline_.Exprs(To<Decreases>(contract).exprs);
  }
  inline_.Text(")");
  CloseLine();
  Trailing(contract.range);
}

void LayoutBuilder::WhereBlock(const FnDecl& fn) {
  Comments(fn.where_range.begin);
  Line("where {");
  ++indent_;
  for (size_t i = 0; i < fn.where_fns.size(); ++i) {
    if (i > 0) {
      Separator();
    }
    Comments(*fn.where_fns[i]);
    Function(*fn.where_fns[i]);
  }
  --indent_;
  Line("}");
}

void LayoutBuilder::TypeHead(std::string_view word, Name name, List<Name> type_params) {
  inline_.Text(word);
  inline_.Text(name);
  if (!type_params.empty()) {
    inline_.Text("<");
    inline_.Names(type_params);
    inline_.Text(">");
  }
}

void LayoutBuilder::Data(const DataDecl& data) {
  OpenLine();
  VisibilityWord(data.visibility);
  TypeHead("data ", data.name, data.type_params);
  if (data.invariant != nullptr) {
    inline_.Text(" invariant(");
    inline_.Print(*data.invariant);
    inline_.Text(")");
  }
  inline_.Text(" {");
  CloseLine();
  ++indent_;
  for (const Constructor* constructor : data.constructors) {
    Comments(*constructor);
    OpenLine();
    inline_.Text(constructor->name);
    if (!constructor->fields.empty()) {
      inline_.Text("(");
      inline_.Types(constructor->fields);
      inline_.Text(")");
    }
    inline_.Text(constructor == data.constructors.back() ? "" : ",");
    CloseLine();
    Trailing(constructor->range);
  }
  --indent_;
  Line("}");
}

void LayoutBuilder::Alias(const TypeAliasDecl& alias) {
  OpenLine();
  TypeHead("type ", alias.name, alias.type_params);
  inline_.Text(" = ");
  inline_.Print(*alias.type);
  inline_.Text(";");
  CloseLine();
}

void LayoutBuilder::Operations(std::string_view word, Name name, List<Name> type_params,
                               List<const OpDecl*> operations) {
  OpenLine();
  TypeHead(word, name, type_params);
  inline_.Text(" {");
  CloseLine();
  ++indent_;
  for (const OpDecl* operation : operations) {
    Comments(*operation);
    OpenLine();
    inline_.Text("op ");
    inline_.Text(operation->name);
    inline_.TypeSignature(operation->params, *operation->result);
    inline_.Text(";");
    CloseLine();
    Trailing(operation->range);
  }
  --indent_;
  Line("}");
}

// ---- bodies ----

void LayoutBuilder::IndentedBody(const Block& block) {
  ++indent_;
  BlockBody(block);
  --indent_;
}

void LayoutBuilder::BlockBody(const Block& block) {
  for (size_t i = 0; i < block.statements.size(); ++i) {
    const Stmt& stmt = *block.statements[i];
    // A gap held against the opening brace separates nothing.
    if (i > 0) {
      Gap(stmt);
    }
    Comments(stmt);
    OpenLine();
    inline_.StatementHead(stmt);
    OpenValue(ValueOf(stmt), /*is_place=*/false);
    inline_.Text(";");
    CloseLine();
    // Two statements may share a source line: the next one's start ends what this one takes.
    const Node& next = i + 1 < block.statements.size()
                           ? static_cast<const Node&>(*block.statements[i + 1])
                           : static_cast<const Node&>(*block.result);
    Trailing(stmt.range, next.range.begin);
  }
  if (!block.statements.empty()) {
    ResultGap(*block.result);
  }
  Comments(*block.result);
  Result(*block.result);
  Trailing(block.result->range);
}

// A block that keeps its braces starts, in the tree, with its contents. Its canonical form has
// these a line below the brace, where no gap is seen; so none may be made from another form either.
void LayoutBuilder::ResultGap(const Expr& expr) {
  const bool is_braced = expr.kind == NodeKind::kBlock && !HasOwnLines(*Unwrapped(&expr));
  layout_.steps.push_back(
      {.kind = is_braced ? LayoutStep::Kind::kCommentGap : LayoutStep::Kind::kGap,
       .begin = expr.range.begin});
}

void LayoutBuilder::Result(const Expr& expr) {
  OpenLine();
  // `{ match ... }` and `match ...` are one construct: the bare form is canonical. Other blocks
  // keep their braces here.
  if (expr.kind == NodeKind::kBlock && !HasOwnLines(*Unwrapped(&expr))) {
    OpenBraced(To<Block>(expr));
  } else {
    OpenValue(expr, /*is_place=*/false);
  }
  CloseLine();
}

// The value of a statement or the body of an arm. `is_place`: a comment directly before `value`
// belongs to it even when it is one line; otherwise only to a construct with own lines.
void LayoutBuilder::OpenValue(const Expr& value, bool is_place) {
  const Expr* bare = &value;
  while (const Block* wrapper = AsWrapper(bare)) {
    bare = wrapper->result;
    Comments(*bare);
  }
  if (HasOwnLines(*bare)) {
    Comments(*bare);
    OpenConstruct(*bare);
  } else if (const auto* block = As<Block>(bare)) {
    OpenBraced(*block);
  } else {
    if (is_place) {
      Comments(*bare);
    }
    inline_.Print(*bare);
  }
}

void LayoutBuilder::OpenBraced(const Block& block) {
  inline_.Text("{");
  CloseLine();
  IndentedBody(block);
  OpenLine();
  inline_.Text("}");
}

void LayoutBuilder::OpenConstruct(const Expr& construct) {
  if (const auto* if_expr = As<IfExpr>(&construct)) {
    OpenIf(*if_expr);
  } else if (const auto* match = As<MatchExpr>(&construct)) {
    OpenMatch(*match);
  } else {
    OpenHandle(To<HandleExpr>(construct));
  }
}

void LayoutBuilder::OpenIf(const IfExpr& expr) {
  inline_.Text("if ");
  inline_.Print(*expr.condition);
  inline_.Text(" then {");
  CloseLine();
  IndentedBody(*expr.then_branch);
  Line("} else {");
  IndentedBody(*expr.else_branch);
  OpenLine();
  inline_.Text("}");
}

void LayoutBuilder::OpenMatch(const MatchExpr& match) {
  inline_.Text("match ");
  inline_.Print(*match.scrutinee);
  inline_.Text(" {");
  CloseLine();
  ++indent_;
  for (size_t i = 0; i < match.arms.size(); ++i) {
    const MatchArm& arm = *match.arms[i];
    const bool is_last = i + 1 == match.arms.size();
    if (i > 0) {
      Gap(arm);
    }
    Comments(arm);
    OpenLine();
    inline_.Print(*arm.pattern);
    inline_.Text(" -> ");
    OpenValue(*arm.body, /*is_place=*/true);
    inline_.Text(is_last ? "" : ",");
    CloseLine();
    Trailing(arm.range, is_last ? kNoLimit : match.arms[i + 1]->range.begin);
  }
  --indent_;
  OpenLine();
  inline_.Text("}");
}

void LayoutBuilder::OpenHandle(const HandleExpr& handle) {
  inline_.HandleHead(handle);
  inline_.Text(" {");
  CloseLine();
  ++indent_;
  std::vector<uint32_t> places;
  for (size_t i = 0; i < handle.clauses.size(); ++i) {
    const HandlerClause& clause = *handle.clauses[i];
    const bool is_last = i + 1 == handle.clauses.size();
    if (i > 0) {
      Gap(clause);
    }
    Comments(clause);
    // A clause is one line (rule 2 has no own-line form for it), but comments inside its body were
    // written for it, not for the next clause.
    places.clear();
    InteriorPlaces(places).Add(*clause.body);
    std::sort(places.begin(), places.end());
    for (const uint32_t place : places) {
      Comments(place);
    }
    OpenLine();
    inline_.Clause(clause);
    inline_.Text(is_last ? "" : ",");
    CloseLine();
    Trailing(clause.range, is_last ? kNoLimit : handle.clauses[i + 1]->range.begin);
  }
  --indent_;
  Line("} in {");
  IndentedBody(*handle.body);
  OpenLine();
  inline_.Text("}");
}

}  // namespace

Layout LayOut(const SyntaxTree& tree) { return LayoutBuilder(tree).Build(); }

}  // namespace vera::syntax
