#include "ir/parser.h"

#include <bit>
#include <cstdlib>

#include "ir/lexer.h"
#include "ir/op_spec.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

namespace vera::ir {
namespace {

// Recursive descent; the first error ends it. Every Parse… gives false once an error is set.
class Parser {
 public:
  Parser(llvm::StringRef text, llvm::ArrayRef<HostInfo> hosts) : lexer_(text), hosts_(hosts) {}

  ParseResult Run() {
    while (ok() && lexer_.token().kind != TokenKind::kEnd) {
      ParseTopLevel();
    }
    ResolveFunctions();
    return std::move(result_);
  }

 private:
  // A use of a function's name, resolved at the end.
  struct FunctionUse {
    uint32_t function;  // ~0u: the module's entry
    uint32_t op;
    std::string name;
    size_t offset;
  };
  struct BlockUse {
    uint32_t op;
    uint32_t successor;
    std::string label;
    size_t offset;
  };

  bool ok() const { return result_.error.empty(); }
  Module& module() { return result_.module; }
  Function& fn() { return module().functions.back(); }

  bool Fail(const llvm::Twine& what) { return FailAt(lexer_.token().offset, what); }
  bool FailAt(size_t offset, const llvm::Twine& what) {
    if (ok()) {
      result_.error = lexer_.Position(offset) + ": " + what.str();
    }
    return false;
  }

  // ---- tokens ----
  bool IsPunct(llvm::StringRef text) const {
    return lexer_.token().kind == TokenKind::kPunct && lexer_.token().text == text;
  }
  bool AcceptPunct(llvm::StringRef text) {
    if (!IsPunct(text)) {
      return false;
    }
    lexer_.Next();
    return true;
  }
  bool ExpectPunct(llvm::StringRef text) {
    return AcceptPunct(text) || Fail("expected '" + text + "'");
  }
  bool IsWord(llvm::StringRef text) const {
    return lexer_.token().kind == TokenKind::kWord && lexer_.token().text == text;
  }
  bool AcceptWord(llvm::StringRef text) {
    if (!IsWord(text)) {
      return false;
    }
    lexer_.Next();
    return true;
  }
  bool ExpectWord(llvm::StringRef text) {
    return AcceptWord(text) || Fail("expected '" + text + "'");
  }
  bool ParseString(std::string& out) {
    if (lexer_.token().kind != TokenKind::kString) {
      return Fail("expected a string");
    }
    out = lexer_.token().bytes;
    lexer_.Next();
    return true;
  }
  bool ParseFunctionName(std::string& out) {
    if (lexer_.token().kind != TokenKind::kName || lexer_.token().bytes.empty()) {
      return Fail("expected a function's name");
    }
    out = lexer_.token().bytes;
    lexer_.Next();
    return true;
  }
  // Decimal, signed or not, of at most 64 bits.
  bool ParseNumber64(uint64_t& out) {
    const Token& token = lexer_.token();
    int64_t negative = 0;
    bool fits = token.kind == TokenKind::kNumber &&
                (token.text.starts_with("-") ? !token.text.getAsInteger(10, negative)
                                             : !token.text.getAsInteger(10, out));
    if (!fits) {
      return Fail("expected a number");
    }
    if (token.text.starts_with("-")) {
      out = static_cast<uint64_t>(negative);
    }
    lexer_.Next();
    return true;
  }
  bool ParseNumber(uint32_t& out) {
    size_t offset = lexer_.token().offset;
    uint64_t wide = 0;
    if (!ParseNumber64(wide)) {
      return false;
    }
    if (wide > 0x7fffffff) {
      return FailAt(offset, "number out of range");
    }
    out = static_cast<uint32_t>(wide);
    return true;
  }
  bool ParseFloat(uint64_t& bits) {
    llvm::StringRef text = lexer_.token().text;
    if (lexer_.token().kind != TokenKind::kNumber) {
      return Fail("expected a number");
    }
    if (text.consume_front("0x")) {
      if (text.getAsInteger(16, bits)) {
        return Fail("expected 64 bits in hexadecimal");
      }
    } else {
      std::string copy = text.str();
      char* end = nullptr;
      bits = std::bit_cast<uint64_t>(std::strtod(copy.c_str(), &end));
      if (*end != '\0') {
        return Fail("expected a number");
      }
    }
    lexer_.Next();
    return true;
  }
  bool ParseTypeName(Type& type) {
    if (lexer_.token().kind != TokenKind::kWord || !ParseType(lexer_.token().text, type)) {
      return Fail("expected a type");
    }
    lexer_.Next();
    return true;
  }
  bool ParseTypeList(std::vector<Type>& types) {
    if (!ExpectPunct("(")) {
      return false;
    }
    while (!IsPunct(")")) {
      Type type;
      if ((!types.empty() && !ExpectPunct(",")) || !ParseTypeName(type)) {
        return false;
      }
      types.push_back(type);
    }
    return ExpectPunct(")");
  }
  bool ParseResultType(Type& type) {
    type = Type::kVoid;
    return !AcceptPunct("->") || ParseTypeName(type);
  }

  // ---- tables ----
  // The number of a table's row, which must be the next one.
  bool ParseRow(size_t expected) {
    size_t offset = lexer_.token().offset;
    uint32_t index = 0;
    return ParseNumber(index) &&
           (index == expected || FailAt(offset, "expected row " + llvm::Twine(expected)));
  }

  bool ParseTopLevel() {
    if (AcceptWord("func")) {
      return ParseFunction();
    }
    if (AcceptWord("source")) {
      return ParseRow(module().sources.size()) && ParseString(module().sources.emplace_back());
    }
    if (AcceptWord("layout")) {
      return ParseLayout();
    }
    if (AcceptWord("literal")) {
      return ParseRow(module().literals.size()) &&
             ParseString(module().literals.emplace_back().bytes);
    }
    if (AcceptWord("signature")) {
      return ParseSignature();
    }
    if (AcceptWord("site")) {
      return ParseSite();
    }
    if (AcceptWord("slots")) {
      return ParseNumber(module().slot_count);
    }
    if (AcceptWord("entry")) {
      FunctionUse use{~0u, 0, "", lexer_.token().offset};
      if (!ParseFunctionName(use.name)) {
        return false;
      }
      function_uses_.push_back(std::move(use));
      return true;
    }
    return Fail("expected a table's row or a function");
  }

  bool ParseLayout() {
    uint32_t tag = 0;
    std::vector<Type> fields;
    if (!ParseRow(module().layouts.size())) {
      return false;
    }
    bool is_closure = AcceptWord("closure");
    if (!is_closure && (!ExpectWord("tag") || !ParseNumber(tag))) {
      return false;
    }
    size_t offset = lexer_.token().offset;
    if (!ParseTypeList(fields)) {
      return false;
    }
    if (!LayoutFits(tag, fields, is_closure)) {
      return FailAt(offset, "too large for an object");
    }
    module().layouts.push_back(MakeLayout(tag, fields, is_closure));
    return true;
  }

  bool ParseSignature() {
    Signature signature;
    if (!ParseRow(module().signatures.size()) || !ParseTypeList(signature.params) ||
        !ParseResultType(signature.result)) {
      return false;
    }
    signature.may_throw = AcceptWord("throws");
    signature.collects = !AcceptWord("nocollect");
    module().signatures.push_back(std::move(signature));
    return true;
  }

  bool ParseSite() {
    TrapSite site;
    uint32_t trap = 0;
    size_t offset = lexer_.token().offset;
    if (!ParseRow(module().sites.size()) || !ExpectWord("trap") || !ParseNumber(trap) ||
        !ExpectWord("source") || !ParseNumber(site.source) || !ExpectWord("range") ||
        !ParseNumber(site.begin) || !ExpectPunct("..") || !ParseNumber(site.end) ||
        (AcceptWord("obligation") && !ParseNumber(site.obligation)) || !ExpectWord("kind") ||
        !ParseString(site.kind) || !ExpectWord("in") || !ParseString(site.function) ||
        (AcceptWord("text") && !ParseString(site.text))) {
      return false;
    }
    if (trap > 255) {
      return FailAt(offset, "trap out of range");
    }
    site.trap = static_cast<uint8_t>(trap);
    if (AcceptWord("shows") && !ParseLabels(site)) {
      return false;
    }
    module().sites.push_back(std::move(site));
    return true;
  }

  bool ParseLabels(TrapSite& site) {
    if (!ExpectPunct("[")) {
      return false;
    }
    while (!IsPunct("]")) {
      std::string label;
      if ((!site.labels.empty() && !ExpectPunct(",")) || !ParseString(label) ||
          !ExpectPunct(":")) {
        return false;
      }
      llvm::StringRef type = lexer_.token().text;
      if (lexer_.token().kind != TokenKind::kWord || type.size() != 1) {
        return Fail("expected the letter of a type");
      }
      site.labels.push_back(std::move(label));
      site.label_types.push_back(static_cast<uint8_t>(type[0]));
      lexer_.Next();
    }
    return ExpectPunct("]");
  }

  // ---- functions ----
  bool ParseFunction() {
    size_t offset = lexer_.token().offset;
    std::string name;
    if (!ParseFunctionName(name)) {
      return false;
    }
    uint32_t index = static_cast<uint32_t>(module().functions.size());
    if (!function_names_.try_emplace(name, index).second) {
      return FailAt(offset, "a second function of this name");
    }
    module().functions.emplace_back();
    fn().name = name;
    fn().shown_name = name;
    values_.clear();
    blocks_.clear();
    block_uses_.clear();
    defined_.clear();
    if (!ParseFunctionHeader()) {
      return false;
    }
    while (ok() && !IsPunct("}")) {
      ParseBlock();
    }
    return ok() && ExpectPunct("}") && ResolveLocals();
  }

  bool ParseFunctionHeader() {
    if (!ParseTypeList(fn().param_types) || !ParseResultType(fn().result)) {
      return false;
    }
    fn().exported = AcceptWord("exported");
    fn().may_throw = AcceptWord("throws");
    fn().is_closure_body = AcceptWord("closure");
    fn().collects = !AcceptWord("nocollect");
    return !(AcceptWord("shown") && !ParseString(fn().shown_name)) && ExpectWord("source") &&
           ParseNumber(fn().source) &&
           !(AcceptWord("range") && !(ParseNumber(fn().source_offset) && ExpectPunct("..") &&
                                      ParseNumber(fn().source_end))) &&
           ExpectPunct("{");
  }

  bool ParseBlock() {
    const Token token = lexer_.token();
    if (token.kind != TokenKind::kWord || !token.text.starts_with("b")) {
      return Fail("expected a block's label");
    }
    if (!blocks_.try_emplace(token.text, static_cast<uint32_t>(fn().blocks.size())).second) {
      return Fail("a second block of this label");
    }
    lexer_.Next();
    fn().blocks.emplace_back();
    if (AcceptPunct("(")) {
      do {
        ValueId param;
        Type type;
        size_t offset = lexer_.token().offset;
        if (!ParseValue(param) || !ExpectPunct(":") || !ParseTypeName(type) ||
            !Define(param, type, offset)) {
          return false;
        }
        fn().blocks.back().params.push_back(param);
      } while (AcceptPunct(","));
      if (!ExpectPunct(")")) {
        return false;
      }
    }
    if (!ExpectPunct(":")) {
      return false;
    }
    while (ok() && !AtBlockEnd()) {
      ParseOp();
    }
    return ok();
  }

  // Labels are `b` and digits, which no mnemonic is.
  bool AtBlockEnd() const {
    const Token& token = lexer_.token();
    return IsPunct("}") || token.kind == TokenKind::kEnd ||
           (token.kind == TokenKind::kWord && IsLabel(token.text));
  }
  static bool IsLabel(llvm::StringRef text) {
    return text.consume_front("b") && !text.empty() && llvm::all_of(text, [](char c) { return llvm::isDigit(c); });
  }

  bool ParseValue(ValueId& value) {
    const Token& token = lexer_.token();
    if (token.kind != TokenKind::kValue || token.text.empty()) {
      return Fail("expected a value");
    }
    auto [entry, inserted] =
        values_.try_emplace(token.text, static_cast<uint32_t>(fn().value_types.size()));
    if (inserted) {
      fn().value_types.push_back(Type::kVoid);
      defined_.push_back(false);
      first_use_.resize(defined_.size());
      first_use_.back() = token.offset;
    }
    value = ValueId{entry->second};
    lexer_.Next();
    return true;
  }

  bool Define(ValueId value, Type type, size_t offset) {
    if (defined_[value.index]) {
      return FailAt(offset, "a second definition of this value");
    }
    defined_[value.index] = true;
    fn().value_types[value.index] = type;
    return true;
  }

  // Appends the op before it is complete, so that uses can name it by index.
  bool ParseOp() {
    size_t offset = lexer_.token().offset;
    Op op{};
    if (lexer_.token().kind == TokenKind::kValue &&
        (!ParseValue(op.result) || !ExpectPunct("="))) {
      return false;
    }
    if (lexer_.token().kind != TokenKind::kWord ||
        !ParseMnemonic(lexer_.token().text, op.kind)) {
      return Fail("expected an op");
    }
    lexer_.Next();
    const OpSpec& spec = SpecOf(op.kind);
    if (spec.attributes & kAttrPred) {
      if (lexer_.token().kind != TokenKind::kWord || !ParsePred(lexer_.token().text, op.pred)) {
        return Fail("expected a predicate");
      }
      lexer_.Next();
    }
    if (!ParseOperands(op) || !ParseAttributes(op, spec.attributes) ||
        !ParseOpResult(op, spec, offset)) {
      return false;
    }
    if ((AcceptWord("roots") && !ParseRoots(op)) ||
        (AcceptWord("at") && !ParseNumber(op.location))) {
      return false;
    }
    fn().blocks.back().ops.push_back(OpId{static_cast<uint32_t>(fn().ops.size())});
    fn().ops.push_back(std::move(op));
    return true;
  }

  bool ParseOpResult(Op& op, const OpSpec& spec, size_t offset) {
    op.type = spec.result.rule == TypeRule::kFixed ? spec.result.type : Type::kVoid;
    if (spec.result.rule != TypeRule::kFixed && AcceptPunct(":") && !ParseTypeName(op.type)) {
      return false;
    }
    if (op.result.valid() != (op.type != Type::kVoid)) {
      return FailAt(offset, op.result.valid() ? "this op has no result" : "this op has a result");
    }
    return !op.result.valid() || Define(op.result, op.type, offset);
  }

  // Operands, then successors, separated by commas.
  bool ParseOperands(Op& op) {
    bool more = true;
    // After an op without operands a value is the next op's result.
    const OpSpec& spec = SpecOf(op.kind);
    const bool takes_operands = spec.variadic || !spec.operands.empty();
    if (takes_operands && lexer_.token().kind == TokenKind::kValue) {
      do {
        if (lexer_.token().kind != TokenKind::kValue) {
          break;
        }
        ValueId value;
        if (!ParseValue(value)) {
          return false;
        }
        op.operands.push_back(value);
        more = AcceptPunct(",");
      } while (more);
    }
    bool has_successors = FixedSuccessors(op.kind) != 0 || op.kind == OpKind::kSwitch;
    if (!has_successors) {
      return op.operands.empty() || !more || Fail("expected a value");
    }
    do {
      if (lexer_.token().kind == TokenKind::kNumber) {
        uint64_t value = 0;
        if (!ParseNumber64(value) || !ExpectPunct("->")) {
          return false;
        }
        op.cases.push_back(value);
      }
      if (!ParseSuccessor(op)) {
        return false;
      }
    } while (AcceptPunct(","));
    return true;
  }

  bool ParseSuccessor(Op& op) {
    const Token token = lexer_.token();
    if (token.kind != TokenKind::kWord || !IsLabel(token.text)) {
      return Fail("expected a block's label");
    }
    block_uses_.push_back({static_cast<uint32_t>(fn().ops.size()),
                           static_cast<uint32_t>(op.successors.size()), token.text.str(),
                           token.offset});
    op.successors.emplace_back();
    lexer_.Next();
    if (!AcceptPunct("(")) {
      return true;
    }
    do {
      ValueId value;
      if (!ParseValue(value)) {
        return false;
      }
      op.successors.back().args.push_back(value);
    } while (AcceptPunct(","));
    return ExpectPunct(")");
  }

  bool ParseAttributes(Op& op, uint16_t attributes) {
    auto number = [&](Attribute attribute, llvm::StringRef name, uint32_t& out) {
      return !(attributes & attribute) || (ExpectWord(name) && ParseNumber(out));
    };
    if (((attributes & kAttrImm) && !ParseNumber64(op.imm)) ||
        ((attributes & kAttrFimm) && !ParseFloat(op.imm))) {
      return false;
    }
    if (attributes & kAttrFn) {
      FunctionUse use{static_cast<uint32_t>(module().functions.size() - 1),
                      static_cast<uint32_t>(fn().ops.size()), "", lexer_.token().offset};
      if (!ParseFunctionName(use.name)) {
        return false;
      }
      function_uses_.push_back(std::move(use));
    }
    if (((attributes & kAttrHost) && !ParseHost(op)) || !number(kAttrSig, "sig", op.target) ||
        !number(kAttrLayout, "layout", op.layout.index) ||
        !number(kAttrLiteral, "literal", op.target) || !number(kAttrField, "field", op.field)) {
      return false;
    }
    if ((attributes & kAttrElem) && (!ExpectWord("elem") || !ParseTypeName(op.elem))) {
      return false;
    }
    return number(kAttrSlot, "slot", op.target) &&
           !((attributes & kAttrSite) && AcceptWord("site") && !ParseNumber(op.site.index));
  }

  bool ParseHost(Op& op) {
    if (!ExpectWord("host")) {
      return false;
    }
    if (lexer_.token().kind == TokenKind::kNumber) {
      return ParseNumber(op.target);
    }
    size_t offset = lexer_.token().offset;
    std::string name;
    if (!ParseString(name)) {
      return false;
    }
    for (size_t i = 0; i < hosts_.size(); ++i) {
      if (hosts_[i].name == name) {
        op.target = static_cast<uint32_t>(i);
        return true;
      }
    }
    return FailAt(offset, "no host function of this name");
  }

  bool ParseRoots(Op& op) {
    if (!ExpectPunct("[")) {
      return false;
    }
    do {
      ValueId root;
      ValueId relocated;
      if (!ParseValue(root) || !ExpectPunct("->")) {
        return false;
      }
      size_t offset = lexer_.token().offset;
      if (!ParseValue(relocated) || !Define(relocated, Type::kRef, offset)) {
        return false;
      }
      op.roots.push_back(root);
      op.relocated.push_back(relocated);
    } while (AcceptPunct(","));
    return ExpectPunct("]");
  }

  // ---- names used before their definition ----
  bool ResolveLocals() {
    for (size_t i = 0; i < defined_.size(); ++i) {
      if (!defined_[i]) {
        return FailAt(first_use_[i], "this value is defined nowhere");
      }
    }
    for (const BlockUse& use : block_uses_) {
      auto found = blocks_.find(use.label);
      if (found == blocks_.end()) {
        return FailAt(use.offset, "there is no such block");
      }
      fn().ops[use.op].successors[use.successor].block = BlockId{found->second};
    }
    return true;
  }

  void ResolveFunctions() {
    for (const FunctionUse& use : function_uses_) {
      auto found = function_names_.find(use.name);
      if (found == function_names_.end()) {
        FailAt(use.offset, "there is no such function");
      } else if (use.function == ~0u) {
        module().entry = FuncId{found->second};
      } else if (use.op < module().functions[use.function].ops.size()) {
        // After an error the last op may be missing.
        module().functions[use.function].ops[use.op].target = found->second;
      }
    }
  }

  Lexer lexer_;
  llvm::ArrayRef<HostInfo> hosts_;
  ParseResult result_;
  llvm::StringMap<uint32_t> function_names_;
  std::vector<FunctionUse> function_uses_;
  // Of the current function.
  llvm::StringMap<uint32_t> values_;
  llvm::StringMap<uint32_t> blocks_;
  std::vector<BlockUse> block_uses_;
  std::vector<bool> defined_;       // by ValueId
  std::vector<size_t> first_use_;   // by ValueId
};

}  // namespace

ParseResult ParseModule(llvm::StringRef text, llvm::ArrayRef<HostInfo> hosts) {
  return Parser(text, hosts).Run();
}

}  // namespace vera::ir
