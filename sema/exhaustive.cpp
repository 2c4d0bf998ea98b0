#include "sema/exhaustive.h"

#include <algorithm>
#include <set>

#include "llvm/ADT/StringExtras.h"

// The matrix algorithm (Maranget, "Warnings for pattern matching", 2007): a row per arm, a column
// per value still to be looked at. Specialising by a constructor replaces the first column by the
// constructor's fields.

namespace vera::sema {

using syntax::As;

namespace {

// One pattern in a row; null stands for a wildcard.
using Row = std::vector<const syntax::Pattern*>;

// What distinguishes the values of a type at their head: finitely many heads, or none that arms
// could list.
struct Head {
  std::string name;
  std::vector<TypeId> fields;
};

class Coverage {
 public:
  explicit Coverage(CheckedProgram& program) : program_(program) {}

  // A value of these columns' types that no row takes, as patterns; nothing when all are taken.
  std::optional<std::vector<std::string>> Missing(const std::vector<Row>& rows,
                                                  std::vector<TypeId> columns);
  // Whether some value is taken by `row` and by none of `rows`.
  bool IsUseful(const std::vector<Row>& rows, const Row& row, std::vector<TypeId> columns);

  std::vector<Head> HeadsOf(TypeId type) const;

 private:
  // Real programs need a few hundred steps. Beyond this the answer is "covered": the run-time check
  // still stands.
  static constexpr int kMaxSteps = 100'000;

  static bool IsWild(const syntax::Pattern* pattern) {
    return pattern == nullptr || pattern->kind == syntax::NodeKind::kWildcardPattern ||
           pattern->kind == syntax::NodeKind::kBindingPattern;
  }
  static std::string NameOf(const syntax::Pattern& pattern);
  static std::optional<Row> Specialise(const Row& row, const Head& head);
  static std::vector<Row> SpecialiseAll(const std::vector<Row>& rows, const Head& head);
  static std::vector<Row> Defaults(const std::vector<Row>& rows);
  static std::vector<TypeId> Columns(const Head& head, const std::vector<TypeId>& columns);
  static std::string Show(const Head& head, const std::vector<std::string>& fields);
  static bool IsListed(const std::vector<Row>& rows, const Head& head);

  CheckedProgram& program_;
  int steps_ = 0;
};

std::vector<Head> Coverage::HeadsOf(TypeId type) const {
  const Type t = program_.types[program_.types.Strip(type)];
  if (t.kind == TypeKind::kBool) {
    return {{"false", {}}, {"true", {}}};
  }
  if (t.kind == TypeKind::kTuple) {
    return {{"Tuple", {t.args.begin(), t.args.end()}}};
  }
  std::vector<Head> heads;
  if (t.kind != TypeKind::kData) {
    return heads;
  }
  Substitution substitution;
  const auto& params = program_.data[t.payload].type_params;
  for (size_t i = 0; i < params.size() && i < t.args.size(); ++i) {
    substitution[params[i].index] = t.args[i];
  }
  for (const DataConstructor& constructor : program_.data[t.payload].constructors) {
    Head head{constructor.name, {}};
    for (const TypeId field : constructor.fields) {
      head.fields.push_back(program_.types.Substitute(field, substitution));
    }
    heads.push_back(std::move(head));
  }
  return heads;
}

std::string Coverage::NameOf(const syntax::Pattern& pattern) {
  if (const auto* constructor = As<syntax::ConstructorPattern>(&pattern)) {
    return constructor->name.str();
  }
  if (const auto* nullary = As<syntax::NullaryPattern>(&pattern)) {
    return nullary->name.str();
  }
  if (const auto* boolean = As<syntax::BoolPattern>(&pattern)) {
    return boolean->value ? "true" : "false";
  }
  if (const auto* integer = As<syntax::IntPattern>(&pattern)) {
    return std::to_string(integer->value);
  }
  const auto* string = As<syntax::StringPattern>(&pattern);
  return string == nullptr ? "_" : "\"" + string->value.str() + "\"";
}

// The row that is left once the first value is known to have this head; nothing when the row does
// not take it.
std::optional<Row> Coverage::Specialise(const Row& row, const Head& head) {
  const syntax::Pattern* first = row.front();
  Row out(head.fields.size(), nullptr);
  if (!IsWild(first)) {
    if (NameOf(*first) != head.name) {
      return std::nullopt;
    }
    if (const auto* constructor = As<syntax::ConstructorPattern>(first)) {
      for (size_t i = 0; i < out.size() && i < constructor->fields.size(); ++i) {
        out[i] = constructor->fields[i];
      }
    }
  }
  out.insert(out.end(), row.begin() + 1, row.end());
  return out;
}

std::vector<Row> Coverage::SpecialiseAll(const std::vector<Row>& rows, const Head& head) {
  std::vector<Row> out;
  for (const Row& row : rows) {
    if (std::optional<Row> special = Specialise(row, head)) {
      out.push_back(std::move(*special));
    }
  }
  return out;
}

std::vector<Row> Coverage::Defaults(const std::vector<Row>& rows) {
  std::vector<Row> out;
  for (const Row& row : rows) {
    if (IsWild(row.front())) {
      out.emplace_back(row.begin() + 1, row.end());
    }
  }
  return out;
}

std::vector<TypeId> Coverage::Columns(const Head& head, const std::vector<TypeId>& columns) {
  std::vector<TypeId> out = head.fields;
  out.insert(out.end(), columns.begin() + 1, columns.end());
  return out;
}

std::string Coverage::Show(const Head& head, const std::vector<std::string>& fields) {
  return head.fields.empty() ? head.name : head.name + "(" + llvm::join(fields, ", ") + ")";
}

bool Coverage::IsListed(const std::vector<Row>& rows, const Head& head) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return !IsWild(row.front()) && NameOf(*row.front()) == head.name;
  });
}

std::optional<std::vector<std::string>> Coverage::Missing(const std::vector<Row>& rows,
                                                          std::vector<TypeId> columns) {
  if (++steps_ > kMaxSteps) {
    return std::nullopt;
  }
  if (columns.empty()) {
    return rows.empty() ? std::optional(std::vector<std::string>{}) : std::nullopt;
  }
  const std::vector<Head> heads = HeadsOf(columns.front());
  std::string unlisted = "_";
  for (const Head& head : heads) {
    if (!IsListed(rows, head)) {
      unlisted = Show(head, std::vector<std::string>(head.fields.size(), "_"));
      break;
    }
  }
  if (heads.empty() || unlisted != "_") {
    auto rest = Missing(Defaults(rows), {columns.begin() + 1, columns.end()});
    if (rest) {
      rest->insert(rest->begin(), unlisted);
    }
    return rest;
  }
  for (const Head& head : heads) {
    auto found = Missing(SpecialiseAll(rows, head), Columns(head, columns));
    if (found) {
      const auto fields_end = found->begin() + static_cast<ptrdiff_t>(head.fields.size());
      std::vector<std::string> out{Show(head, {found->begin(), fields_end})};
      out.insert(out.end(), fields_end, found->end());
      return out;
    }
  }
  return std::nullopt;
}

bool Coverage::IsUseful(const std::vector<Row>& rows, const Row& row, std::vector<TypeId> columns) {
  if (++steps_ > kMaxSteps) {
    return true;
  }
  if (columns.empty()) {
    return rows.empty();
  }
  const std::vector<TypeId> rest(columns.begin() + 1, columns.end());
  const std::vector<Head> heads = HeadsOf(columns.front());
  if (!IsWild(row.front())) {
    Head head{NameOf(*row.front()), {}};
    for (const Head& one : heads) {
      if (one.name == head.name) {
        head = one;
      }
    }
    return IsUseful(SpecialiseAll(rows, head), *Specialise(row, head), Columns(head, columns));
  }
  const bool all_listed =
      !heads.empty() &&
      std::all_of(heads.begin(), heads.end(), [&](const Head& h) { return IsListed(rows, h); });
  if (!all_listed) {
    return IsUseful(Defaults(rows), {row.begin() + 1, row.end()}, rest);
  }
  return std::any_of(heads.begin(), heads.end(), [&](const Head& head) {
    return IsUseful(SpecialiseAll(rows, head), *Specialise(row, head), Columns(head, columns));
  });
}

// Every constructor that no arm begins with, or the one value that nested patterns leave out.
std::string MissingNames(Coverage& coverage, const syntax::MatchExpr& expr, TypeId scrutinee) {
  std::set<std::string> missing;
  for (const Head& head : coverage.HeadsOf(scrutinee)) {
    missing.insert(head.name);
  }
  std::vector<Row> rows;
  for (const syntax::MatchArm* arm : expr.arms) {
    rows.push_back({arm->pattern});
    if (const auto* constructor = As<syntax::ConstructorPattern>(arm->pattern)) {
      missing.erase(constructor->name.str());
    } else if (const auto* nullary = As<syntax::NullaryPattern>(arm->pattern)) {
      missing.erase(nullary->name.str());
    } else if (const auto* boolean = As<syntax::BoolPattern>(arm->pattern)) {
      missing.erase(boolean->value ? "true" : "false");
    }
  }
  if (!missing.empty()) {
    return llvm::join(missing, ", ");
  }
  const auto witness = coverage.Missing(rows, {scrutinee});
  return witness ? witness->front() : "";
}

}  // namespace

void CheckExhaustive(FunctionChecker& fc, const syntax::MatchExpr& expr, TypeId scrutinee) {
  scrutinee = fc.infer.Base(scrutinee);
  const Type type = fc.types[scrutinee];
  Coverage coverage(fc.program);
  std::vector<Row> rows;
  bool has_catch_all = false;
  for (const syntax::MatchArm* arm : expr.arms) {
    const Row row{arm->pattern};
    if (has_catch_all || !coverage.IsUseful(rows, row, {scrutinee})) {
      fc.Report(Diag::kE310, *arm->pattern, {});
    }
    rows.push_back(row);
    has_catch_all |= arm->pattern->kind == syntax::NodeKind::kWildcardPattern ||
                     arm->pattern->kind == syntax::NodeKind::kBindingPattern;
  }
  if (has_catch_all) {
    return;
  }
  switch (type.kind) {
    case TypeKind::kData:
    case TypeKind::kTuple:
    case TypeKind::kBool: {
      const std::string missing = MissingNames(coverage, expr, scrutinee);
      if (!missing.empty() &&
          !(type.kind == TypeKind::kData && fc.program.data[type.payload].is_unknown)) {
        fc.Report(type.kind == TypeKind::kBool ? Diag::kE312 : Diag::kE311, expr, {missing});
      }
      return;
    }
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kSet:
    case TypeKind::kDecimal:
      return;  // no pattern but a catch-all fits them, so the arms have been reported
    default:
      fc.Report(Diag::kE313, expr, {});
  }
}

}  // namespace vera::sema
