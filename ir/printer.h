#ifndef VERA_IR_PRINTER_H_
#define VERA_IR_PRINTER_H_

#include <string>

#include "ir/module.h"

// The textual form: tables first, then functions, one op per line. Values are numbered in the order of their
// definition in the text, so that a text which was parsed prints identically. parser.h has the grammar.

namespace vera::ir {

// `hosts` gives call.host its names; without it the index is printed.
std::string Print(const Module& module, llvm::ArrayRef<HostInfo> hosts = {});
std::string PrintFunction(const Module& module, FuncId function,
                          llvm::ArrayRef<HostInfo> hosts = {});

}  // namespace vera::ir

#endif  // VERA_IR_PRINTER_H_
