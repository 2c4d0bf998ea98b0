#ifndef VERA_IR_MODULE_H_
#define VERA_IR_MODULE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

// The IR: typed SSA, blocks with parameters instead of phis, one table of ops (ops.def). A Module owns everything;
// ids are dense indices and stay valid until a pass says otherwise. A function's values are its block parameters and
// op results; each has one type and one definition that dominates its uses. Text form: printer.h, parser.h.

namespace vera::ir {

enum class Type : uint8_t { kVoid, kI1, kI8, kI32, kI64, kF64, kRef };
const char* TypeName(Type type);

enum class OpKind : uint8_t {
#define VERA_OP(name, mnemonic, operands, results, attributes, traits, stages, doc) k##name,
#include "ir/ops.def"
#undef VERA_OP
  kCount
};

enum Trait : uint16_t { kPure = 1, kReads = 2, kWrites = 4, kTraps = 8, kCollects = 16, kMayThrow = 32, kTerminator = 64 };
enum Stage : uint8_t { kHigh = 1, kCore = 2 };

struct OpInfo {
  const char* name;
  const char* mnemonic;
  const char* operands;
  const char* results;
  const char* attributes;
  uint16_t traits;
  uint8_t stages;
  const char* doc;
};
const OpInfo& InfoOf(OpKind kind);

enum class Pred : uint8_t { kEq, kNe, kSlt, kSle, kSgt, kSge, kUlt, kUle, kUgt, kUge, kLt, kLe, kGt, kGe };

#define VERA_IR_ID(name)                             \
  struct name {                                      \
    static constexpr uint32_t kNone = ~0u;           \
    uint32_t index = kNone;                          \
    bool valid() const { return index != kNone; }    \
    friend bool operator==(name, name) = default;    \
  }
VERA_IR_ID(ValueId);
VERA_IR_ID(BlockId);
VERA_IR_ID(OpId);
VERA_IR_ID(FuncId);
VERA_IR_ID(LayoutId);
VERA_IR_ID(LiteralId);
VERA_IR_ID(SignatureId);
VERA_IR_ID(SiteId);
#undef VERA_IR_ID

struct Successor {
  BlockId block;
  llvm::SmallVector<ValueId, 2> args;
};

// One operation. Which of the attribute fields mean something is in the op's row.
struct Op {
  OpKind kind;
  Type type = Type::kVoid;  // of the result
  ValueId result;           // invalid when void
  llvm::SmallVector<ValueId, 3> operands;
  llvm::SmallVector<Successor, 0> successors;  // terminators
  uint64_t imm = 0;                            // imm, fimm (bits), cases are in `cases`
  llvm::SmallVector<uint64_t, 0> cases;        // Switch: one per successor but the last
  Pred pred = Pred::kEq;
  Type elem = Type::kVoid;
  uint32_t target = ~0u;  // fn (FuncId), host (index in the host table), sig, literal or slot
  LayoutId layout;
  uint32_t field = 0;
  SiteId site;
  uint32_t location = 0;  // byte offset in the function's source file, for backtraces
  // Set by InsertRoots (Core): references that live across this op, and the values that name them afterwards.
  llvm::SmallVector<ValueId, 2> roots;
  llvm::SmallVector<ValueId, 2> relocated;
};

struct Block {
  llvm::SmallVector<ValueId, 4> params;
  std::vector<OpId> ops;  // the last one is the terminator
};

struct Function {
  std::string name;        // unique symbol
  std::string shown_name;  // for people
  std::vector<Type> param_types;
  Type result = Type::kVoid;
  bool may_throw = false;       // callers test unwind.code after a call
  bool is_closure_body = false; // its last parameter is its closure (ref); captures are read from it
  bool exported = false;
  bool collects = true;         // InferCollects: false -> takes no shadow-stack pointer
  uint32_t source = 0;          // index in Module::sources
  uint32_t source_offset = 0;   // of its declaration
  uint32_t source_end = 0;      // one past it
  std::vector<Block> blocks;    // blocks[0] is the entry; its params are the function's
  std::vector<Op> ops;          // by OpId; dead ones are in no block
  std::vector<Type> value_types;  // by ValueId
};

// How a kFixed object (gc/layout.h) holds its fields: references first, then 8-byte scalars, then smaller ones.
struct Layout {
  uint32_t tag = 0;
  bool is_closure = false;   // one more 8-byte scalar, the code pointer, comes first among the scalars
  std::vector<Type> fields;  // declared order
  std::vector<uint32_t> offsets;  // byte offset of each field from the object's start
  uint32_t code_offset = 0;  // closures
  uint32_t ref_count = 0;
  uint32_t size = 0;         // bytes, a multiple of 8
};

struct Literal {
  std::string bytes;  // a string's bytes (kBytes object)
};

struct Signature {  // of closures
  std::vector<Type> params;  // without the closure itself, which is passed last
  Type result = Type::kVoid;
  bool may_throw = false;
  bool collects = true;
};

// Everything a trap message needs; the runtime gets the index and the shown operands' bits.
struct TrapSite {
  uint8_t trap = 0;        // gc/traps.def kind
  uint32_t source = 0;     // index in Module::sources
  uint32_t begin = 0;      // byte range
  uint32_t end = 0;
  uint32_t obligation = ~0u;
  std::string kind;        // "precondition", "overflow", ...
  std::string function;    // shown name
  std::string text;        // contract's text, or empty
  std::vector<std::string> labels;     // of the shown operands
  std::vector<uint8_t> label_types;    // how to print each: 'i' Int, 'n' Nat, 'b' Bool, 'y' Byte, 'f' Float64, 's' String
};

struct Module {
  std::vector<Function> functions;
  std::vector<Layout> layouts;
  std::vector<Literal> literals;
  std::vector<Signature> signatures;
  std::vector<TrapSite> sites;
  std::vector<std::string> sources;  // paths
  uint32_t slot_count = 0;
  FuncId entry;

  FuncId FindFunction(llvm::StringRef name) const;
};

// What the IR has to know of a host function (a row of hostabi's table, which this layer doesn't include): ops name it by
// its index. Filled by lower/host_info.h.
struct HostInfo {
  std::string name;  // without "vera_host_"
  std::vector<Type> params;
  Type result = Type::kVoid;
  bool collects = true;
};

// Whether references that live across `op` must be relocated: its row's trait, and for calls what is known of the callee
// (InferCollects). Without its row a host function is taken to collect.
bool MayCollect(const Module& module, const Op& op, llvm::ArrayRef<HostInfo> hosts);

inline constexpr uint32_t kMaxTag = 2047;
// Whether an object can hold these fields: at most 255 references, 2,040 bytes, a tag of at most kMaxTag, no void.
bool LayoutFits(uint32_t tag, llvm::ArrayRef<Type> fields, bool is_closure);
// Field placement of a new layout (spec: docs/gc.md, "Objects"); does not look for an equal one.
Layout MakeLayout(uint32_t tag, llvm::ArrayRef<Type> fields, bool is_closure);
// Finds or adds.
LayoutId InternLayout(Module& module, uint32_t tag, llvm::ArrayRef<Type> fields, bool is_closure);
LiteralId InternLiteral(Module& module, llvm::StringRef bytes);
SignatureId InternSignature(Module& module, llvm::ArrayRef<Type> params, Type result, bool may_throw);

}  // namespace vera::ir

#endif  // VERA_IR_MODULE_H_
