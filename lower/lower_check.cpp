#include "lower/function_lowering.h"

namespace vera::lower {

void FunctionLowering::LowerCheck(const sema::PCheck& check) {
  const ValueId condition = LowerAs(check.condition, Type::kI1);
  llvm::SmallVector<ValueId, 4> shown;
  for (const sema::PShown& value : check.shown) {
    shown.push_back(LowerAs(value.value, m_.TypeOf(value.value->type)));
  }
  b_.SetLocation(check.range.begin);
  b_.Check(condition, m_.SiteOf(check.obligation, check.shown), shown);
}

void FunctionLowering::LowerTrap(const sema::PTrap& trap) {
  b_.Trap(m_.SiteOf(trap.obligation));
  StartUnreachable();
}

}  // namespace vera::lower
