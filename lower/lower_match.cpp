// Patterns as decision trees. A row is an arm with the tests that are still to be made and the bindings made so far; the
// first row's first test decides what is looked at next, and each outcome keeps the rows that may still apply. So no tag is read
// twice on a path, fields are loaded where their constructor is known, and the arms' order is kept. An arm's body is emitted once, in a
// block whose parameters are its bindings.

#include <map>

#include "lower/function_lowering.h"
#include "support/check.h"

namespace vera::lower {

using sema::PPattern;
using sema::PPatternKind;

class MatchLowering {
 public:
  MatchLowering(FunctionLowering& function, const sema::PMatch& match) : f_(function), match_(match) {}

  // Emits the tests; afterwards the builder stands nowhere and the arms' blocks wait for their bodies.
  void EmitTests() {
    const Type type = f_.m_.TypeOf(match_.scrutinee->type);
    const ValueId scrutinee = f_.LowerAs(match_.scrutinee, type);
    subjects_.push_back({scrutinee, match_.scrutinee->type});
    std::vector<Row> rows;
    arms_.resize(match_.arms.size());
    for (uint32_t i = 0; i < match_.arms.size(); ++i) {
      CollectLocals(match_.arms[i].pattern, arms_[i].locals);
      Row row;
      row.arm = i;
      AddTest(row, 0, match_.arms[i].pattern);
      rows.push_back(std::move(row));
    }
    Decide(std::move(rows));
  }

  // Calls emit(body) with the builder in the arm's block and its locals bound, for every arm that can be reached.
  template <typename Emit>
  void EmitArms(Emit emit) {
    for (uint32_t i = 0; i < arms_.size(); ++i) {
      const Arm& arm = arms_[i];
      if (!arm.block.valid()) {
        continue;
      }
      f_.b_.SetBlock(arm.block);
      for (size_t p = 0; p < arm.locals.size(); ++p) {
        f_.Bind(arm.locals[p], f_.b_.function().blocks[arm.block.index].params[p]);
      }
      emit(match_.arms[i].body);
    }
  }

 private:
  struct Test {
    uint32_t subject;
    const PPattern* pattern;  // int, string, bool or constructor
  };
  struct Row {
    llvm::SmallVector<Test, 4> tests;
    llvm::SmallVector<std::pair<uint32_t, ValueId>, 4> bindings;  // LocalId index -> value
    uint32_t arm = 0;
  };
  struct Subject {
    ValueId value;
    sema::TypeId type;
  };
  struct Arm {
    ir::BlockId block;
    llvm::SmallVector<sema::LocalId, 4> locals;  // bound ones with a representation, in pattern order
  };
  static constexpr uint32_t kNotLoaded = ~0u;

  bool IsBound(sema::LocalId local) const {
    return local.index != sema::LocalId::kNone && f_.m_.TypeOf(f_.fn_.locals[local.index].type) != Type::kVoid;
  }

  void CollectLocals(const PPattern* pattern, llvm::SmallVectorImpl<sema::LocalId>& locals) const {
    if (pattern->kind == PPatternKind::kBind && IsBound(pattern->local)) {
      locals.push_back(pattern->local);
    }
    for (const PPattern* field : pattern->fields) {
      CollectLocals(field, locals);
    }
  }

  // Binds at once, tests later.
  void AddTest(Row& row, uint32_t subject, const PPattern* pattern) {
    switch (pattern->kind) {
      case PPatternKind::kWildcard:
        return;
      case PPatternKind::kBind:
        if (IsBound(pattern->local)) {
          row.bindings.push_back({pattern->local.index, subjects_[subject].value});
        }
        return;
      default:
        row.tests.push_back({subject, pattern});
    }
  }

  static const PPattern* TestOf(const Row& row, uint32_t subject) {
    for (const Test& test : row.tests) {
      if (test.subject == subject) {
        return test.pattern;
      }
    }
    return nullptr;
  }

  static void Drop(Row& row, uint32_t subject) {
    llvm::erase_if(row.tests, [subject](const Test& test) { return test.subject == subject; });
  }

  void Decide(std::vector<Row> rows) {
    if (rows.empty()) {
      f_.b_.SetLocation(match_.range.begin);
      f_.b_.Trap(f_.m_.SiteOf(match_.obligation));
      return;
    }
    if (rows[0].tests.empty()) {
      GoToArm(rows[0]);
      return;
    }
    const uint32_t subject = rows[0].tests[0].subject;
    switch (rows[0].tests[0].pattern->kind) {
      case PPatternKind::kConstructor:
        DecideConstructor(std::move(rows), subject);
        return;
      case PPatternKind::kString:
        DecideString(std::move(rows), subject);
        return;
      default:
        DecideNumber(std::move(rows), subject);
    }
  }

  void GoToArm(const Row& row) {
    Arm& arm = arms_[row.arm];
    if (!arm.block.valid()) {
      arm.block = f_.b_.NewBlock();
      for (sema::LocalId local : arm.locals) {
        f_.b_.AddParam(arm.block, f_.m_.TypeOf(f_.fn_.locals[local.index].type));
      }
    }
    llvm::SmallVector<ValueId, 4> values;
    for (sema::LocalId local : arm.locals) {
      const auto found = llvm::find_if(row.bindings, [local](const auto& b) { return b.first == local.index; });
      VERA_CHECK(found != row.bindings.end(), "lower: a pattern's local without a value");
      values.push_back(found->second);
    }
    f_.b_.Br(arm.block, values);
  }

  void DecideConstructor(std::vector<Row> rows, uint32_t subject) {
    const Subject object = subjects_[subject];
    llvm::SmallVector<uint64_t, 8> tags;
    Buckets buckets = ByCase(std::move(rows), subject, tags, [](const PPattern& p) { return uint64_t{p.tag}; });
    const bool covers_all = tags.size() == f_.m_.ConstructorCount(object.type);
    llvm::SmallVector<ir::BlockId, 8> blocks;
    for (size_t i = 0; i < tags.size() + (covers_all ? 0 : 1); ++i) {
      blocks.push_back(f_.b_.NewBlock());
    }
    if (blocks.size() == 1) {
      f_.b_.Br(blocks[0]);
    } else {
      const ValueId tag = f_.b_.Emit(OpKind::kDataTag, Type::kI32, {object.value});
      const llvm::ArrayRef<uint64_t> cases = tags;
      f_.b_.Switch(tag, covers_all ? cases.drop_back() : cases, blocks);
    }
    for (size_t i = 0; i < tags.size(); ++i) {
      f_.b_.SetBlock(blocks[i]);
      Decide(Specialise(std::move(buckets.rows[i]), subject, static_cast<uint32_t>(tags[i])));
    }
    if (!covers_all) {
      f_.b_.SetBlock(blocks.back());
      Decide(std::move(buckets.others));
    }
  }

  // The rows of a constructor's bucket, their patterns for its fields as tests.
  std::vector<Row> Specialise(std::vector<Row> rows, uint32_t subject, uint32_t tag) {
    const Subject object = subjects_[subject];
    const std::vector<sema::TypeId> types = f_.m_.FieldsOf(object.type, tag);
    std::vector<uint32_t> loaded(types.size(), kNotLoaded);  // subjects, by field
    auto load = [&](uint32_t field) {
      if (loaded[field] == kNotLoaded) {
        const auto place = f_.m_.PlaceOf(object.type, tag, field);
        ValueId value;
        if (place.index != ModuleLowering::FieldPlace::kNone) {
          value = f_.b_.DataGet(f_.m_.LayoutOf(object.type, tag), place.index, object.value);
        }
        loaded[field] = static_cast<uint32_t>(subjects_.size());
        subjects_.push_back({value, types[field]});
      }
      return loaded[field];
    };
    for (Row& row : rows) {
      if (const PPattern* pattern = TestOf(row, subject)) {
        Drop(row, subject);
        for (uint32_t i = 0; i < pattern->fields.size(); ++i) {
          if (pattern->fields[i]->kind != PPatternKind::kWildcard) {
            AddTest(row, load(i), pattern->fields[i]);
          }
        }
      }
    }
    return rows;
  }

  // The rows by the case that they want of a subject, each case's with the rows that test nothing of it; those alone are the
  // rows of no case. One pass, however many cases there are.
  struct Buckets {
    std::vector<std::vector<Row>> rows;  // by case
    std::vector<Row> others;
  };
  template <typename Case, typename CaseOf>
  static Buckets ByCase(std::vector<Row> rows, uint32_t subject, llvm::SmallVectorImpl<Case>& cases, CaseOf case_of) {
    std::map<Case, size_t> index;
    for (const Row& row : rows) {
      const PPattern* pattern = TestOf(row, subject);
      if (pattern != nullptr && index.try_emplace(case_of(*pattern), cases.size()).second) {
        cases.push_back(case_of(*pattern));
      }
    }
    Buckets buckets;
    buckets.rows.resize(cases.size());
    for (Row& row : rows) {
      if (const PPattern* pattern = TestOf(row, subject)) {
        buckets.rows[index[case_of(*pattern)]].push_back(std::move(row));
        continue;
      }
      for (std::vector<Row>& bucket : buckets.rows) {
        bucket.push_back(row);
      }
      buckets.others.push_back(std::move(row));
    }
    return buckets;
  }

  // What is left of a bucket's rows once the subject is known to be the bucket's literal.
  static std::vector<Row> Without(std::vector<Row> rows, uint32_t subject) {
    for (Row& row : rows) {
      Drop(row, subject);
    }
    return rows;
  }

  void DecideNumber(std::vector<Row> rows, uint32_t subject) {
    llvm::SmallVector<uint64_t, 8> cases;
    Buckets buckets = ByCase(std::move(rows), subject, cases, [](const PPattern& p) { return p.bits; });
    const ValueId value = subjects_[subject].value;
    const bool is_bool = f_.b_.TypeOf(value) == Type::kI1;
    const bool covers_all = is_bool && cases.size() == 2;
    llvm::SmallVector<ir::BlockId, 8> blocks;
    for (size_t i = 0; i < cases.size() + (covers_all ? 0 : 1); ++i) {
      blocks.push_back(f_.b_.NewBlock());
    }
    if (is_bool) {
      cases[0] != 0 ? f_.b_.CondBr(value, blocks[0], blocks[1]) : f_.b_.CondBr(value, blocks[1], blocks[0]);
    } else {
      f_.b_.Switch(value, cases, blocks);
    }
    for (size_t i = 0; i < cases.size(); ++i) {
      f_.b_.SetBlock(blocks[i]);
      Decide(Without(std::move(buckets.rows[i]), subject));
    }
    if (!covers_all) {
      f_.b_.SetBlock(blocks.back());
      Decide(std::move(buckets.others));
    }
  }

  void DecideString(std::vector<Row> rows, uint32_t subject) {
    llvm::SmallVector<llvm::StringRef, 8> cases;
    Buckets buckets = ByCase(std::move(rows), subject, cases, [](const PPattern& p) { return p.bytes; });
    for (size_t i = 0; i < cases.size(); ++i) {
      const ValueId literal = f_.b_.ConstString(cases[i]);
      const ValueId equal = f_.Host("string_equal", {subjects_[subject].value, literal});
      const ir::BlockId same = f_.b_.NewBlock();
      const ir::BlockId other = f_.b_.NewBlock();
      f_.b_.CondBr(equal, same, other);
      f_.b_.SetBlock(same);
      Decide(Without(std::move(buckets.rows[i]), subject));
      f_.b_.SetBlock(other);
    }
    Decide(std::move(buckets.others));
  }

  FunctionLowering& f_;
  const sema::PMatch& match_;
  std::vector<Subject> subjects_;  // values that are tested; the first is the scrutinee
  std::vector<Arm> arms_;
};

ValueId FunctionLowering::LowerMatch(const sema::PMatch& match) {
  MatchLowering lowering(*this, match);
  lowering.EmitTests();
  const Join join = NewJoin(match.type);
  lowering.EmitArms([&](const sema::PExpr* body) { Arrive(join, body); });
  return Enter(join);
}

void FunctionLowering::LowerMatchTail(const sema::PMatch& match) {
  MatchLowering lowering(*this, match);
  lowering.EmitTests();
  lowering.EmitArms([&](const sema::PExpr* body) { LowerTail(body); });
}

}  // namespace vera::lower
