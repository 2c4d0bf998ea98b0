#ifndef VERA_IR_FUNCTION_VERIFIER_H_
#define VERA_IR_FUNCTION_VERIFIER_H_

#include <string>
#include <vector>

#include "ir/dominance.h"
#include "ir/module.h"
#include "ir/op_spec.h"

// The verifier's work on one function; internal to ir/. verifier.cpp: structure, rows of ops.def, dominance.
// verify_ops.cpp: rules per group of ops. verify_roots.cpp: relocation in the Core stage.

namespace vera::ir {

class FunctionVerifier {
 public:
  FunctionVerifier(const Module& module, const Function& function, Stage stage,
                   llvm::ArrayRef<HostInfo> hosts, std::vector<std::string>& faults)
      : module_(module), fn_(function), stage_(stage), hosts_(hosts), faults_(faults) {}

  void Verify();

 private:
  // Where a value is defined: parameters at position 0, op i at i + 1 of its block.
  struct Definition {
    BlockId block;
    uint32_t position = 0;
  };

  // ---- verifier.cpp ----
  bool CheckStructure();  // false: ids are out of range and nothing else can be looked at
  void CheckHeader();
  void CheckDefinitions();
  void Define(ValueId value, Type type, BlockId block, uint32_t position);
  void CheckUses(bool ops_are_sound);
  void CheckUse(ValueId value, BlockId block, uint32_t position, const ControlFlow& flow);
  void CheckOp(const Op& op, bool is_last);
  void CheckOperands(const Op& op);
  void CheckResult(const Op& op);
  void CheckAttributes(const Op& op);
  void CheckSuccessors(const Op& op);

  // ---- verify_ops.cpp ----
  void CheckRules(const Op& op);
  void CheckConstant(const Op& op);
  void CheckNumeric(const Op& op);
  void CheckConversion(const Op& op);
  void CheckData(const Op& op);
  void CheckArray(const Op& op);
  void CheckCall(const Op& op);
  void CheckTailCall(const Op& op, Type result, bool may_throw);
  void CheckControl(const Op& op);
  void CheckSwitch(const Op& op);
  void CheckShown(const Op& op, size_t first);
  void CheckOwnShown(const Op& op, uint32_t site);
  void CheckTypes(const Op& op, size_t first, llvm::ArrayRef<Type> expected, const char* what);

  // ---- verify_roots.cpp ----
  void CheckRelocation(const ControlFlow& flow);
  bool IsImmortal(const Op& op) const;

  Type TypeOf(ValueId value) const { return fn_.value_types[value.index]; }
  void Fault(const std::string& what);               // about the function
  void Fault(const Op& op, const std::string& what);  // about an op of the current block

  const Module& module_;
  const Function& fn_;
  Stage stage_;
  llvm::ArrayRef<HostInfo> hosts_;
  std::vector<std::string>& faults_;
  std::vector<Definition> definitions_;  // by ValueId
  uint32_t block_ = 0;                   // for messages
  uint32_t position_ = 0;
};

}  // namespace vera::ir

#endif  // VERA_IR_FUNCTION_VERIFIER_H_
