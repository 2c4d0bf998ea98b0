// lld's own step for bitcode, as it is when there is none: the driver makes a BitcodeCompiler in every link and asks it
// for objects. Defined here, lld's file of that name is not linked, and with it LLVM's link-time optimiser. The class
// has the names and types of lld's; its size is known to lld alone, which allocates it.

#include "llvm/ADT/SmallVector.h"

namespace lld::wasm {

class BitcodeFile;
class InputFile;

class BitcodeCompiler {
 public:
  BitcodeCompiler();
  ~BitcodeCompiler();
  void add(BitcodeFile& file);
  llvm::SmallVector<InputFile*, 0> compile();
};

BitcodeCompiler::BitcodeCompiler() = default;
BitcodeCompiler::~BitcodeCompiler() = default;
void BitcodeCompiler::add(BitcodeFile&) { __builtin_trap(); }
llvm::SmallVector<InputFile*, 0> BitcodeCompiler::compile() { return {}; }

}  // namespace lld::wasm
