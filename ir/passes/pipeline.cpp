#include "ir/passes/passes.h"

namespace vera::ir {

void RunPipeline(Module& module, const PipelineOptions& options) {
  // First: a direct call is what the others see through; and a parameter is one value in all of its
  // function as long as there are no loops.
  SpecializeClosures(module);
  // Before SelfTailLoops: it makes tail calls.
  TailModuloCons(module);
  // Before anything counts calls: a self tail call is a loop, not a call.
  SelfTailLoops(module);
  // After SelfTailLoops, so that loops stay in one piece.
  PeelEarlyExits(module);
  // Before InferCollects: a dead allocation must not make its function a collecting one.
  RemoveDeadCode(module);
  InferCollects(module, options.hosts);
  // Last: it fixes which names are valid where, and later passes would have to keep that up.
  InsertRoots(module, options.hosts);
}

}  // namespace vera::ir
