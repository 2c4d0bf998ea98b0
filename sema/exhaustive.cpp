#include "sema/exhaustive.h"

#include <map>
#include <set>

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

// The matrix algorithm (Maranget, "Warnings for pattern matching", 2007): a row per arm, a column
// per value still to be looked at. Knowing a value's constructor replaces its column by the
// constructor's fields. All arms are decided in one walk, so that a match of thousands of arms
// takes time in proportion to its patterns: where no columns are left, the first row is the one
// that takes the value.

namespace vera::sema {

using syntax::As;

namespace {

// What distinguishes the values of a type at their head.
struct Head {
  std::string name;
  std::vector<TypeId> fields;
};

// All heads of a type, in the order of its declaration; none if there is no end of them.
struct Heads {
  std::vector<Head> list;
  llvm::StringMap<uint32_t> by_name;
};

class Coverage {
 public:
  Coverage(CheckedProgram& program, size_t arms) : program_(program), is_useful_(arms, false) {}

  // A value that no row takes, as a pattern; nothing when all are taken. Also decides IsUseful.
  std::optional<std::string> Walk(llvm::ArrayRef<const syntax::MatchArm*> arms, TypeId scrutinee);
  // Whether some value gets as far as this arm.
  bool IsUseful(size_t arm) const { return is_useful_[arm] || gave_up_; }

  const Heads& HeadsOf(TypeId type);

 private:
  // Patterns of one arm, the next column's at the back; null stands for a wildcard.
  struct Row {
    size_t arm;
    std::vector<const syntax::Pattern*> patterns;
  };
  using Rows = std::vector<Row>;
  using Columns = std::vector<TypeId>;                      // the next one at the back
  using Witness = std::optional<std::vector<std::string>>;  // likewise

  struct Group {
    Head head;
    Rows rows;
  };
  struct Partition {
    std::vector<Group> groups;  // by the head that the next column wants; a wildcard is in all
    Rows defaults;              // the wildcards, without that column: for a head that no row names
    size_t listed_heads = 0;
    std::string unlisted = "_";  // the first head of the type that no row names
  };

  // Real programs need a few rows per arm. Beyond this the answer is "covered, and all arms are
  // useful": the run-time check still stands.
  static constexpr size_t kMaxRows = 1'000'000;

  Witness WalkRows(Rows rows, Columns columns);
  Witness WalkGroup(Group group, Columns columns);
  Partition PartitionByHead(Rows rows, const Heads& heads);

  CheckedProgram& program_;
  std::vector<bool> is_useful_;      // by arm
  std::map<uint32_t, Heads> heads_;  // by type
  size_t rows_seen_ = 0;
  bool gave_up_ = false;
};

bool IsWild(const syntax::Pattern* pattern) {
  return pattern == nullptr || pattern->kind == syntax::NodeKind::kWildcardPattern ||
         pattern->kind == syntax::NodeKind::kBindingPattern;
}

std::string NameOf(const syntax::Pattern& pattern) {
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

std::string Show(const Head& head, llvm::ArrayRef<std::string> fields) {
  return fields.empty() ? head.name : head.name + "(" + llvm::join(fields, ", ") + ")";
}

const Heads& Coverage::HeadsOf(TypeId type) {
  type = program_.types.Strip(type);
  auto [found, added] = heads_.try_emplace(type.index);
  Heads& heads = found->second;
  if (!added) {
    return heads;
  }
  const Type t = program_.types[type];
  if (t.kind == TypeKind::kBool) {
    heads.list = {{"false", {}}, {"true", {}}};
  } else if (t.kind == TypeKind::kTuple) {
    heads.list = {{"Tuple", {t.args.begin(), t.args.end()}}};
  } else if (t.kind == TypeKind::kData) {
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
      heads.list.push_back(std::move(head));
    }
  }
  for (uint32_t i = 0; i < heads.list.size(); ++i) {
    heads.by_name[heads.list[i].name] = i;
  }
  return heads;
}

std::optional<std::string> Coverage::Walk(llvm::ArrayRef<const syntax::MatchArm*> arms,
                                          TypeId scrutinee) {
  Rows rows;
  for (size_t i = 0; i < arms.size(); ++i) {
    rows.push_back({i, {arms[i]->pattern}});
  }
  const Witness witness = WalkRows(std::move(rows), {scrutinee});
  return witness ? std::optional(witness->front()) : std::nullopt;
}

Coverage::Partition Coverage::PartitionByHead(Rows rows, const Heads& heads) {
  Partition out;
  llvm::StringMap<uint32_t> by_name;
  llvm::SmallVector<uint32_t, 16> group_of;  // by row that is not a wildcard
  for (const Row& row : rows) {
    if (IsWild(row.patterns.back())) {
      continue;
    }
    std::string name = NameOf(*row.patterns.back());
    const auto [group, is_new] = by_name.try_emplace(name, out.groups.size());
    group_of.push_back(group->second);
    if (is_new) {
      const auto known = heads.by_name.find(name);
      const bool is_known = known != heads.by_name.end();
      out.listed_heads += is_known;
      out.groups.push_back({is_known ? heads.list[known->second] : Head{std::move(name), {}}, {}});
    }
  }
  const uint32_t* next_group = group_of.begin();
  for (Row& row : rows) {
    if (!IsWild(row.patterns.back())) {
      out.groups[*next_group++].rows.push_back(std::move(row));
      continue;
    }
    rows_seen_ += out.groups.size();
    for (Group& group : out.groups) {
      group.rows.push_back(row);
    }
    row.patterns.pop_back();
    out.defaults.push_back(std::move(row));
  }
  for (const Head& head : heads.list) {
    if (!by_name.contains(head.name)) {
      out.unlisted = Show(head, std::vector<std::string>(head.fields.size(), "_"));
      break;
    }
  }
  return out;
}

Coverage::Witness Coverage::WalkGroup(Group group, Columns columns) {
  const Head& head = group.head;
  columns.insert(columns.end(), head.fields.rbegin(), head.fields.rend());
  for (Row& row : group.rows) {
    const auto* constructor = As<syntax::ConstructorPattern>(row.patterns.back());
    row.patterns.pop_back();
    for (size_t i = head.fields.size(); i-- > 0;) {
      const bool has_field = constructor != nullptr && i < constructor->fields.size();
      row.patterns.push_back(has_field ? constructor->fields[i] : nullptr);
    }
  }
  Witness missing = WalkRows(std::move(group.rows), std::move(columns));
  if (missing) {
    const auto fields = missing->end() - static_cast<ptrdiff_t>(head.fields.size());
    const std::vector<std::string> shown(missing->rbegin(), std::make_reverse_iterator(fields));
    missing->erase(fields, missing->end());
    missing->push_back(Show(head, shown));
  }
  return missing;
}

Coverage::Witness Coverage::WalkRows(Rows rows, Columns columns) {
  rows_seen_ += rows.size() + 1;
  gave_up_ |= rows_seen_ > kMaxRows;
  if (gave_up_) {
    return std::nullopt;
  }
  if (columns.empty()) {
    if (rows.empty()) {
      return std::vector<std::string>{};
    }
    is_useful_[rows.front().arm] = true;
    return std::nullopt;
  }
  const Heads& heads = HeadsOf(columns.back());
  columns.pop_back();
  Partition parts = PartitionByHead(std::move(rows), heads);
  Witness missing;
  if (heads.list.empty() || parts.listed_heads < heads.list.size()) {
    missing = WalkRows(std::move(parts.defaults), columns);
    if (missing) {
      missing->push_back(parts.unlisted);
    }
  }
  for (Group& group : parts.groups) {
    Witness in_group = WalkGroup(std::move(group), columns);
    if (!missing) {
      missing = std::move(in_group);
    }
  }
  return missing;
}

// Every constructor that no arm begins with, or the one value that nested patterns leave out.
std::string MissingNames(const Heads& heads, const syntax::MatchExpr& expr,
                         const std::optional<std::string>& witness) {
  std::set<std::string> missing;
  for (const Head& head : heads.list) {
    missing.insert(head.name);
  }
  for (const syntax::MatchArm* arm : expr.arms) {
    if (!IsWild(arm->pattern)) {
      missing.erase(NameOf(*arm->pattern));
    }
  }
  return missing.empty() ? witness.value_or("") : llvm::join(missing, ", ");
}

}  // namespace

void CheckExhaustive(FunctionChecker& fc, const syntax::MatchExpr& expr, TypeId scrutinee) {
  scrutinee = fc.infer.Base(scrutinee);
  const Type type = fc.types[scrutinee];
  const auto catch_all =
      llvm::find_if(expr.arms, [](const syntax::MatchArm* arm) { return IsWild(arm->pattern); });
  const bool has_catch_all = catch_all != expr.arms.end();
  // Nothing gets past a catch-all.
  const size_t reached = catch_all - expr.arms.begin() + (has_catch_all ? 1 : 0);
  Coverage coverage(fc.program, reached);
  const auto witness = coverage.Walk(
      llvm::ArrayRef(expr.arms.begin(), expr.arms.end()).take_front(reached), scrutinee);
  for (size_t i = 0; i < expr.arms.size(); ++i) {
    if (i >= reached || !coverage.IsUseful(i)) {
      fc.Report(Diag::kE310, *expr.arms[i]->pattern, {});
    }
  }
  if (has_catch_all) {
    return;
  }
  switch (type.kind) {
    case TypeKind::kData:
    case TypeKind::kTuple:
    case TypeKind::kBool: {
      const std::string missing = MissingNames(coverage.HeadsOf(scrutinee), expr, witness);
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
