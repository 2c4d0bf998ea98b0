#include "ir/passes/passes.h"

namespace vera::ir {
namespace {

// A closure body's signature: its own without the closure, which comes last. Whether it throws does
// not matter: a body that never does may stand where throwing is allowed.
bool HasSignature(const Function& body, const Signature& signature) {
  if (body.param_types.size() != signature.params.size() + 1 || body.result != signature.result) {
    return false;
  }
  return std::equal(signature.params.begin(), signature.params.end(), body.param_types.begin());
}

}  // namespace

void InferCollects(Module& module, llvm::ArrayRef<HostInfo> hosts) {
  std::vector<std::vector<uint32_t>> signatures_of(module.functions.size());
  for (uint32_t i = 0; i < module.functions.size(); ++i) {
    Function& function = module.functions[i];
    function.collects = false;
    if (function.is_closure_body) {
      for (uint32_t s = 0; s < module.signatures.size(); ++s) {
        if (HasSignature(function, module.signatures[s])) {
          signatures_of[i].push_back(s);
        }
      }
    }
  }
  for (Signature& signature : module.signatures) {
    signature.collects = false;
  }
  // Facts only ever turn true, so repeating until nothing changes ends; call graphs are shallow in
  // practice.
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
      Function& function = module.functions[i];
      if (function.collects) {
        continue;
      }
      for (const Block& block : function.blocks) {
        function.collects = llvm::any_of(
            block.ops, [&](OpId id) { return MayCollect(module, function.ops[id.index], hosts); });
        if (function.collects) {
          break;
        }
      }
      if (function.collects) {
        changed = true;
        for (uint32_t s : signatures_of[i]) {
          module.signatures[s].collects = true;
        }
      }
    }
  }
}

}  // namespace vera::ir
