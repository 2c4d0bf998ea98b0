#include "ir/printer.h"

#include <bit>
#include <cmath>
#include <cstdio>

#include "ir/op_spec.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/STLExtras.h"

namespace vera::ir {
namespace {

std::string Quoted(llvm::StringRef bytes) {
  std::string out = "\"";
  for (unsigned char c : bytes) {
    if (c == '"' || c == '\\' || c < 0x20 || c >= 0x7f) {
      out += '\\';
      out += llvm::hexdigit(c >> 4);
      out += llvm::hexdigit(c & 15);
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + "\"";
}

bool IsPlainName(llvm::StringRef name) {
  return !name.empty() && llvm::all_of(name, [](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '.' || c == '#' || c == '$';
  });
}

std::string FunctionName(llvm::StringRef name) {
  return "@" + (IsPlainName(name) ? name.str() : Quoted(name));
}

// The shortest decimal that reads back to the same bits; other bit patterns in hexadecimal.
std::string FloatText(uint64_t bits) {
  double value = std::bit_cast<double>(bits);
  char text[40];
  if (std::isfinite(value)) {
    for (int digits : {6, 15, 17}) {
      std::snprintf(text, sizeof(text), "%.*g", digits, value);
      if (std::bit_cast<uint64_t>(std::strtod(text, nullptr)) == bits) {
        return text;
      }
    }
  }
  std::snprintf(text, sizeof(text), "0x%016llx", static_cast<unsigned long long>(bits));
  return text;
}

std::string TypeList(llvm::ArrayRef<Type> types) {
  std::string out;
  for (Type type : types) {
    out += (out.empty() ? "" : ", ") + std::string(TypeName(type));
  }
  return out;
}

std::string ResultText(Type result) {
  return result == Type::kVoid ? "" : " -> " + std::string(TypeName(result));
}

class FunctionPrinter {
 public:
  FunctionPrinter(const Module& module, const Function& fn, llvm::ArrayRef<HostInfo> hosts,
                  std::string& out)
      : module_(module), fn_(fn), hosts_(hosts), out_(out) {}

  void Print() {
    NumberValues();
    PrintHeader();
    for (size_t i = 0; i < fn_.blocks.size(); ++i) {
      PrintBlock(i);
    }
    out_ += "}\n";
  }

 private:
  void NumberValues() {
    numbers_.assign(fn_.value_types.size(), ~0u);
    uint32_t next = 0;
    auto number = [&](ValueId value) {
      if (value.index < numbers_.size() && numbers_[value.index] == ~0u) {
        numbers_[value.index] = next++;
      }
    };
    for (const Block& block : fn_.blocks) {
      for (ValueId param : block.params) {
        number(param);
      }
      for (OpId id : block.ops) {
        number(fn_.ops[id.index].result);
        for (ValueId value : fn_.ops[id.index].relocated) {
          number(value);
        }
      }
    }
  }

  std::string Name(ValueId value) const {
    bool defined = value.index < numbers_.size() && numbers_[value.index] != ~0u;
    return defined ? "%" + std::to_string(numbers_[value.index]) : "%undefined";
  }

  std::string Names(llvm::ArrayRef<ValueId> values) const {
    std::string out;
    for (ValueId value : values) {
      out += (out.empty() ? "" : ", ") + Name(value);
    }
    return out;
  }

  std::string SuccessorText(const Successor& successor) const {
    std::string out = "b" + std::to_string(successor.block.index);
    return successor.args.empty() ? out : out + "(" + Names(successor.args) + ")";
  }

  void PrintHeader() {
    out_ += "func " + FunctionName(fn_.name) + "(" + TypeList(fn_.param_types) + ")" +
            ResultText(fn_.result);
    out_ += fn_.exported ? " exported" : "";
    out_ += fn_.may_throw ? " throws" : "";
    out_ += fn_.is_closure_body ? " closure" : "";
    out_ += fn_.collects ? "" : " nocollect";
    if (fn_.shown_name != fn_.name) {
      out_ += " shown " + Quoted(fn_.shown_name);
    }
    out_ += " source " + std::to_string(fn_.source);
    if (fn_.source_offset != 0 || fn_.source_end != 0) {
      out_ += " range " + std::to_string(fn_.source_offset) + ".." + std::to_string(fn_.source_end);
    }
    out_ += " {\n";
  }

  void PrintBlock(size_t index) {
    const Block& block = fn_.blocks[index];
    out_ += "b" + std::to_string(index);
    if (!block.params.empty()) {
      std::string params;
      for (ValueId param : block.params) {
        params += (params.empty() ? "" : ", ") + Name(param) + ": " +
                  TypeName(fn_.value_types[param.index]);
      }
      out_ += "(" + params + ")";
    }
    out_ += ":\n";
    for (OpId id : block.ops) {
      PrintOp(fn_.ops[id.index]);
    }
  }

  void PrintOp(const Op& op) {
    const OpSpec& spec = SpecOf(op.kind);
    out_ += "  ";
    if (op.type != Type::kVoid) {
      out_ += Name(op.result) + " = ";
    }
    out_ += InfoOf(op.kind).mnemonic;
    if (spec.attributes & kAttrPred) {
      out_ += std::string(" ") + PredName(op.pred);
    }
    if (!op.operands.empty()) {
      out_ += " " + Names(op.operands);
    }
    PrintSuccessors(op);
    PrintAttributes(op, spec.attributes);
    if (op.type != Type::kVoid && spec.result.rule != TypeRule::kFixed) {
      out_ += std::string(" : ") + TypeName(op.type);
    }
    if (!op.roots.empty()) {
      std::string pairs;
      for (size_t i = 0; i < op.roots.size() && i < op.relocated.size(); ++i) {
        pairs += (pairs.empty() ? "" : ", ") + Name(op.roots[i]) + " -> " + Name(op.relocated[i]);
      }
      out_ += " roots [" + pairs + "]";
    }
    if (op.location != 0) {
      out_ += " at " + std::to_string(op.location);
    }
    if (op.kind == OpKind::kConstLiteral && op.target < module_.literals.size()) {
      out_ += "  ; " + Quoted(llvm::StringRef(module_.literals[op.target].bytes).take_front(40));
    }
    out_ += "\n";
  }

  void PrintSuccessors(const Op& op) {
    std::string text;
    for (size_t i = 0; i < op.successors.size(); ++i) {
      text += i == 0 ? "" : ", ";
      if (i < op.cases.size()) {
        text += std::to_string(static_cast<int64_t>(op.cases[i])) + " -> ";
      }
      text += SuccessorText(op.successors[i]);
    }
    if (!text.empty()) {
      out_ += (op.operands.empty() ? " " : ", ") + text;
    }
  }

  void PrintAttributes(const Op& op, uint16_t attributes) {
    auto number = [&](const char* name, uint64_t value) {
      out_ += std::string(" ") + name + " " + std::to_string(value);
    };
    if (attributes & kAttrImm) {
      out_ += " " + std::to_string(static_cast<int64_t>(op.imm));
    }
    if (attributes & kAttrFimm) {
      out_ += " " + FloatText(op.imm);
    }
    if (attributes & kAttrFn) {
      bool known = op.target < module_.functions.size();
      out_ += " " + (known ? FunctionName(module_.functions[op.target].name) : "@undefined");
    }
    if (attributes & kAttrHost) {
      out_ += " host " + (op.target < hosts_.size() ? Quoted(hosts_[op.target].name)
                                                    : std::to_string(op.target));
    }
    if (attributes & kAttrSig) {
      number("sig", op.target);
    }
    if (attributes & kAttrLayout) {
      number("layout", op.layout.index);
    }
    if (attributes & kAttrLiteral) {
      number("literal", op.target);
    }
    if (attributes & kAttrField) {
      number("field", op.field);
    }
    if (attributes & kAttrElem) {
      out_ += std::string(" elem ") + TypeName(op.elem);
    }
    if (attributes & kAttrSlot) {
      number("slot", op.target);
    }
    if ((attributes & kAttrSite) && op.site.valid()) {
      number("site", op.site.index);
    }
  }

  const Module& module_;
  const Function& fn_;
  llvm::ArrayRef<HostInfo> hosts_;
  std::string& out_;
  std::vector<uint32_t> numbers_;  // by ValueId
};

std::string SiteText(const TrapSite& site) {
  std::string out = " trap " + std::to_string(site.trap) + " source " +
                    std::to_string(site.source) + " range " + std::to_string(site.begin) + ".." +
                    std::to_string(site.end);
  if (site.obligation != ~0u) {
    out += " obligation " + std::to_string(site.obligation);
  }
  out += " kind " + Quoted(site.kind) + " in " + Quoted(site.function);
  if (!site.text.empty()) {
    out += " text " + Quoted(site.text);
  }
  if (!site.labels.empty()) {
    std::string labels;
    for (size_t i = 0; i < site.labels.size() && i < site.label_types.size(); ++i) {
      labels += (i == 0 ? "" : ", ") + Quoted(site.labels[i]) + ": " +
                static_cast<char>(site.label_types[i]);
    }
    out += " shows [" + labels + "]";
  }
  return out;
}

void PrintTables(const Module& module, std::string& out) {
  auto row = [&](const char* table, size_t index, const std::string& text) {
    out += std::string(table) + " " + std::to_string(index) + text + "\n";
  };
  for (size_t i = 0; i < module.sources.size(); ++i) {
    row("source", i, " " + Quoted(module.sources[i]));
  }
  for (size_t i = 0; i < module.layouts.size(); ++i) {
    const Layout& layout = module.layouts[i];
    row("layout", i, (layout.is_closure ? " closure (" : " tag " + std::to_string(layout.tag) + " (") +
                         TypeList(layout.fields) + ")");
  }
  for (size_t i = 0; i < module.literals.size(); ++i) {
    row("literal", i, " " + Quoted(module.literals[i].bytes));
  }
  for (size_t i = 0; i < module.signatures.size(); ++i) {
    const Signature& signature = module.signatures[i];
    row("signature", i, " (" + TypeList(signature.params) + ")" + ResultText(signature.result) +
                            (signature.may_throw ? " throws" : "") +
                            (signature.collects ? "" : " nocollect"));
  }
  for (size_t i = 0; i < module.sites.size(); ++i) {
    row("site", i, SiteText(module.sites[i]));
  }
  if (module.slot_count != 0) {
    out += "slots " + std::to_string(module.slot_count) + "\n";
  }
  if (module.entry.index < module.functions.size()) {
    out += "entry " + FunctionName(module.functions[module.entry.index].name) + "\n";
  }
}

}  // namespace

std::string PrintFunction(const Module& module, FuncId function, llvm::ArrayRef<HostInfo> hosts) {
  std::string out;
  FunctionPrinter(module, module.functions[function.index], hosts, out).Print();
  return out;
}

std::string Print(const Module& module, llvm::ArrayRef<HostInfo> hosts) {
  std::string out;
  PrintTables(module, out);
  for (const Function& fn : module.functions) {
    out += out.empty() ? "" : "\n";
    FunctionPrinter(module, fn, hosts, out).Print();
  }
  return out;
}

}  // namespace vera::ir
