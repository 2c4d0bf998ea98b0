#ifndef VERA_IR_PASSES_PASSES_H_
#define VERA_IR_PASSES_PASSES_H_

#include "ir/module.h"
#include "llvm/ADT/ArrayRef.h"

// The passes over the IR. Each is a free function that leaves a module which Verify accepts; pipeline.cpp is their order.

namespace vera::ir {

struct PipelineOptions {
  llvm::ArrayRef<HostInfo> hosts;
};

// All passes, High in, Core out.
void RunPipeline(Module& module, const PipelineOptions& options);

// Functions that are given a closure whose body is known call that body directly, in copies where their callers differ. Adds
// functions.
void SpecializeClosures(Module& module);

// Recursion whose result goes into a new object, as in a list's map, becomes a tail call that fills the object's hole. Adds
// functions; what it leaves is fit for SelfTailLoops.
void TailModuloCons(Module& module);

// A tail call of the function itself becomes a branch to its start: a loop, for LLVM as well.
void SelfTailLoops(Module& module);

// A recursive function that may return at once is divided: a small one with the test, which codegen inlines where it is
// called, and the rest, which it tail-calls.
void PeelEarlyExits(Module& module);
// The rest's name is the function's with this at its end.
inline constexpr char kRestSuffix[] = ".rest";

// Functions that nothing reaches from the entry or an exported one lose their bodies; blocks no path reaches go, and pure ops whose
// result nobody uses.
void RemoveDeadCode(Module& module);

// Sets Function::collects and Signature::collects: false only where no path can run the collector. A closure call may reach any
// closure body of its signature.
void InferCollects(Module& module, llvm::ArrayRef<HostInfo> hosts);

// Gives every op that may collect the references that live across it (Op::roots) and a new name for each
// (Op::relocated), and makes later uses take the new names; blocks get parameters where names meet. After this no value is used
// across a collection under its old name, so every object may move.
void InsertRoots(Module& module, llvm::ArrayRef<HostInfo> hosts);

}  // namespace vera::ir

#endif  // VERA_IR_PASSES_PASSES_H_
