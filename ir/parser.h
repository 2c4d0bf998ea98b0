#ifndef VERA_IR_PARSER_H_
#define VERA_IR_PARSER_H_

#include <string>

#include "ir/module.h"

// Reads the textual form that printer.h writes. `;` starts a comment to the end of the line; a module is
//
//   source 0 "main.vera"
//   layout 0 tag 1 (i64, ref)          layout 1 closure (i64)
//   literal 0 "bytes, \0A is hex"
//   signature 0 (i64, ref) -> i64 [throws] [nocollect]
//   site 0 trap 1 source 0 range 10..20 [obligation 3] kind "precondition" in "f" [text "..."] [shows ["@Int.0": i]]
//   slots 3
//   entry @main
//   func @main(i64) -> i64 [exported] [throws] [closure] [nocollect] [shown "name"] source 0 [range 12..40] {
//   b0(%0: i64):
//     %1 = icmp slt %0, %0
//     cond_br %1, b1, b2(%0)
//   ...
//   }
//
// An op is `[%r =] mnemonic [pred] operands, successors attributes [: type] [roots [%a -> %b]] [at offset]`. Functions, blocks
// and values may be named before their definition. Rows of a table are numbered from 0 in order.

namespace vera::ir {

struct ParseResult {
  Module module;      // what was read up to the error
  std::string error;  // "line:column: what was expected"; empty when all is well
  bool ok() const { return error.empty(); }
};

// Any bytes are accepted as input; what it reads is well formed but not verified (verifier.h). `hosts` resolves the names
// of call.host.
ParseResult ParseModule(llvm::StringRef text, llvm::ArrayRef<HostInfo> hosts = {});

}  // namespace vera::ir

#endif  // VERA_IR_PARSER_H_
