#include "lower/function_lowering.h"
#include "support/check.h"

namespace vera::lower {

using sema::PExpr;

ValueId FunctionLowering::Construct(sema::TypeId type, uint32_t tag, llvm::ArrayRef<ValueId> represented) {
  if (represented.empty()) {
    return b_.ConstNullary(tag);
  }
  return b_.DataNew(m_.LayoutOf(type, tag), represented);
}

ValueId FunctionLowering::LowerConstruct(const sema::PConstruct& construct) {
  if (m_.TypeOf(construct.type) == Type::kVoid) {  // Tuple<>
    return {};
  }
  llvm::SmallVector<ValueId, 8> fields;
  if (!m_.HasFields(construct.type, construct.tag)) {
    for (const PExpr* field : construct.fields) {
      Lower(field);
    }
    return b_.ConstNullary(construct.tag);
  }
  const ir::LayoutId layout = m_.LayoutOf(construct.type, construct.tag);
  const std::vector<Type> types = m_.module().layouts[layout.index].fields;
  for (uint32_t i = 0; i < construct.fields.size(); ++i) {
    const auto place = m_.PlaceOf(construct.type, construct.tag, i);
    const bool represented = place.index != ModuleLowering::FieldPlace::kNone;
    const ValueId value = LowerAs(construct.fields[i], represented ? types[place.index] : Type::kVoid);
    if (represented) {
      fields.push_back(value);
    }
  }
  b_.SetLocation(construct.range.begin);
  return b_.DataNew(layout, fields);
}

ValueId FunctionLowering::LowerField(const sema::PField& field) {
  const ValueId object = LowerAs(field.object, Type::kRef);
  const sema::TypeId type = field.object->type;
  const auto place = m_.PlaceOf(type, field.tag, field.field);
  return place.index == ModuleLowering::FieldPlace::kNone
             ? ValueId{}
             : b_.DataGet(m_.LayoutOf(type, field.tag), place.index, object);
}

ValueId FunctionLowering::LowerArray(const sema::PArray& array) {
  return ArrayOf(array.elements, m_.ElementOf(array.type), array.range.begin);
}

ValueId FunctionLowering::ArrayOf(llvm::ArrayRef<const PExpr*> exprs, Type element, uint32_t location) {
  llvm::SmallVector<ValueId, 8> parts;
  const size_t group = GroupSize(exprs);
  for (size_t i = 0; i < exprs.size(); i += group) {
    parts.push_back(group == 1 ? LowerAs(exprs[i], element)
                               : ArrayOf(exprs.slice(i, std::min(group, exprs.size() - i)), element, location));
  }
  b_.SetLocation(location);
  const ir::SiteId site = m_.PlainSite(sema::TrapKind::kUnknown, "Array too long", fn_.shown_name);
  const ValueId object = b_.ArrayNew(element, b_.ConstI64(static_cast<int64_t>(exprs.size())), site);
  for (size_t i = 0; i < parts.size(); ++i) {
    const ValueId index = b_.ConstI64(static_cast<int64_t>(i * group));
    if (group == 1) {
      b_.ArrayInit(element, object, index, parts[i]);
    } else {
      const size_t count = std::min(group, exprs.size() - i * group);
      b_.ArrayCopy(element, object, index, parts[i], b_.ConstI64(0), b_.ConstI64(static_cast<int64_t>(count)));
    }
  }
  return object;
}

ValueId FunctionLowering::LowerIndex(const sema::PIndex& index) {
  const Type element = m_.TypeOf(index.type);
  const ValueId array = LowerAs(index.array, Type::kRef);
  const ValueId position = LowerAs(index.index, Type::kI64);
  b_.SetLocation(index.range.begin);
  // Unsigned, so that a negative index is out of bounds too.
  const ValueId length = b_.Emit(OpKind::kArrayLen, Type::kI64, {array});
  b_.Check(b_.Icmp(Pred::kUlt, position, length), m_.IndexSite(index.obligation), {position, length});
  return element == Type::kVoid ? ValueId{} : b_.ArrayGet(element, array, position);
}

ValueId FunctionLowering::LowerRank(const sema::PRank& rank) {
  const ValueId value = LowerAs(rank.value, Type::kRef);
  return b_.Call(m_.RankFunction(rank.value->type), {value});
}

}  // namespace vera::lower
