#ifndef VERA_LOWER_DERIVED_H_
#define VERA_LOWER_DERIVED_H_

#include <optional>
#include <set>

#include "lower/module_lowering.h"

// The body of one derived operation (spec 9.8.2) at one type, private to derived.cpp and
// derived_show.cpp. A function deals with one cell of the type's structure and calls those of its
// fields' types.

namespace vera::lower {

// Show collects a value's text as a list of pieces, last one first, so that the text is copied once
// however deep the value is. Its two functions are derived operations of their own: at a type,
// (value, pieces, open parentheses) -> pieces; and at Unit, the text of pieces.
inline constexpr auto kShowPieces = static_cast<sema::DerivedOp>(4);
inline constexpr auto kJoinPieces = static_cast<sema::DerivedOp>(5);
// Equality and hash of keys in maps and sets. They differ from the language's own in floats: 0.0 is
// -0.0 in the hash too, and nan is equal to itself; and they are there for containers and decimals.
inline constexpr auto kKeyEq = static_cast<sema::DerivedOp>(6);
inline constexpr auto kKeyHash = static_cast<sema::DerivedOp>(7);
inline constexpr const char* kDerivedNames[] = {"eq",          "compare",   "hash",   "show",
                                                "show.pieces", "show.join", "key.eq", "key.hash"};

class DerivedEmitter {
 public:
  DerivedEmitter(ModuleLowering& m, ir::FuncId fn, sema::DerivedOp op, sema::TypeId subject)
      : m_(m), b_(m.module(), fn), op_(op), subject_(subject), kind_(m.KindOf(subject)) {}

  void Run();

 private:
  // ---- fields and elements: in place when simple, else by their type's function ----
  bool IsComposite(sema::TypeId type);
  bool IsForKeys() const { return op_ == kKeyEq || op_ == kKeyHash; }
  ir::ValueId Equal(sema::TypeId type, ir::ValueId a, ir::ValueId b);
  ir::ValueId Compare(sema::TypeId type, ir::ValueId a, ir::ValueId b);
  ir::ValueId Hash(sema::TypeId type, ir::ValueId value);
  ir::ValueId Show(sema::TypeId type, ir::ValueId value);
  ir::ValueId OrderingOf(ir::ValueId less, ir::ValueId equal);

  // ---- bodies ----
  void EmitEq();
  void EmitEqFields(uint32_t tag);
  void EmitEqElements();
  void EmitEqContainers();
  void EmitCompare();
  void EmitCompareFields(uint32_t tag);
  void EmitCompareElements();
  void EmitHash();
  void EmitHashContainer();
  void EmitShow();
  void EmitShowPieces();
  void EmitShowFields(uint32_t tag, ir::BlockId finish);
  void EmitShowElements(ir::BlockId finish);
  void EmitJoinPieces();
  void EmitOfFuture();

  // ---- parts ----
  struct Field {
    sema::TypeId type;
    uint32_t index;  // in the layout; kNone without representation
  };
  std::vector<Field> Fields(uint32_t tag);
  ir::ValueId Get(uint32_t tag, const Field& field, ir::ValueId object);
  // A block per constructor, by the tag of `value`; one constructor needs no test.
  template <typename Body>
  void ForEachConstructor(ir::ValueId value, Body body);
  struct Loop {
    ir::BlockId header, body, exit;
    ir::ValueId index;
    ir::ValueId state;
  };
  // for (index = 0; index < length; ++index), in its body; `state` may be invalid.
  Loop BeginLoop(ir::ValueId length, ir::ValueId state);
  void EndLoop(const Loop& loop, ir::ValueId state);  // and on behind it

  // Keys and values of a container as arrays.
  struct Contents {
    sema::TypeId key;
    std::optional<sema::TypeId> value;  // none for a set
    ir::ValueId keys, values;
  };
  Contents ContentsOf(ir::ValueId container);
  ir::ValueId OneFloat(ir::ValueId value);
  ir::ValueId HashSeed();
  ir::ValueId Fold(ir::ValueId hash, ir::ValueId part);

  bool HasOnlyNullary();
  ir::ValueId Host(llvm::StringRef name, llvm::ArrayRef<ir::ValueId> args);
  ir::ValueId Zext(ir::ValueId value) {
    return b_.Emit(ir::OpKind::kZext, ir::Type::kI64, {value});
  }
  void RetIf(ir::ValueId condition, ir::ValueId value);  // and on where it does not hold
  ir::ValueId Concat(llvm::ArrayRef<ir::ValueId> pieces);
  ir::ValueId Push(ir::ValueId pieces, ir::ValueId text);
  ir::LayoutId PieceLayout() {
    return ir::InternLayout(m_.module(), 0, {ir::Type::kRef, ir::Type::kRef}, false);
  }
  ir::SiteId Site() {
    return m_.PlainSite(sema::TrapKind::kUnknown, "String too long",
                        kDerivedNames[static_cast<size_t>(op_)]);
  }

  ModuleLowering& m_;
  ir::Builder b_;
  sema::DerivedOp op_;
  sema::TypeId subject_;
  sema::TypeKind kind_;
  llvm::SmallVector<ir::ValueId, 3> params_;
};

template <typename Body>
void DerivedEmitter::ForEachConstructor(ir::ValueId value, Body body) {
  const uint32_t count = m_.ConstructorCount(subject_);
  if (count == 1) {
    body(0);
    return;
  }
  std::vector<uint64_t> cases;
  std::vector<ir::BlockId> blocks;
  for (uint32_t tag = 0; tag < count; ++tag) {
    if (tag + 1 < count) {
      cases.push_back(tag);
    }
    blocks.push_back(b_.NewBlock());
  }
  b_.Switch(b_.Emit(ir::OpKind::kDataTag, ir::Type::kI32, {value}), cases, blocks);
  for (uint32_t tag = 0; tag < count; ++tag) {
    b_.SetBlock(blocks[tag]);
    body(tag);
  }
}

}  // namespace vera::lower

#endif  // VERA_LOWER_DERIVED_H_
