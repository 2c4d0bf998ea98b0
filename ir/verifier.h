#ifndef VERA_IR_VERIFIER_H_
#define VERA_IR_VERIFIER_H_

#include <string>
#include <vector>

#include "ir/module.h"

// What every pass may rely on and must keep. Checked: tables (layouts as MakeLayout places them, sites, signatures), each
// op against its row (operand count and types, result, attributes in range), the rules that a row can't say (verify_ops.cpp),
// one definition per value that dominates its uses, one terminator per block, arguments of successors, ops allowed in
// the stage. In the Core stage, after InsertRoots, also: no reference is used on a path behind an op that may collect,
// except by its relocated value (constants are immortal and stay).

namespace vera::ir {

// One sentence per violation, naming function, block and op; empty when the module is sound. Never fails on a broken
// module. Without `hosts` calls of host functions are checked for their index's presence only.
std::vector<std::string> Verify(const Module& module, Stage stage,
                                llvm::ArrayRef<HostInfo> hosts = {});

}  // namespace vera::ir

#endif  // VERA_IR_VERIFIER_H_
