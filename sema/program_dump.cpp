#include <string>

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "sema/program.h"
#include "sema/program_visit.h"

// Text of an elaborated program, for people and goldens: stable, complete for what a function does,
// without places except in the list of obligations at the end.

namespace vera::sema {

namespace {

constexpr const char* kArithNames[] = {"add", "sub", "mul", "div", "mod", "neg"};
constexpr const char* kNumberNames[] = {"int", "nat", "float"};
constexpr const char* kCompareNames[] = {"eq", "ne", "lt", "le", "gt", "ge"};
constexpr const char* kDerivedNames[] = {"eq", "compare", "hash", "show"};
constexpr const char* kTrapNames[] = {"contract",      "divide_by_zero", "overflow",
                                      "out_of_bounds", "unreachable",    "unknown"};
constexpr const char* kObligationNames[] = {
    "requires",      "ensures",      "invariant",    "assert",     "refinement",
    "nat_narrowing", "int_widening", "decreases",    "division",   "overflow",
    "nat_underflow", "index",        "float_to_int", "unreachable",
    "builtin",       "empty_range"};

class Dumper {
 public:
  explicit Dumper(const Program& program) : program_(program), out_(text_) {}

  std::string Run() {
    for (size_t i = 0; i < program_.functions.size(); ++i) {
      Function(program_.functions[i], i == program_.entry.index);
    }
    for (size_t i = 0; i < program_.obligations.size(); ++i) {
      const Obligation& obligation = program_.obligations[i];
      const Module& module = program_.checked().modules[obligation.module.index];
      const LineColumn place = module.source->Locate(obligation.range.begin);
      out_ << "!" << i << " " << kObligationNames[static_cast<int>(obligation.kind)] << " -> "
           << kTrapNames[static_cast<int>(obligation.trap)] << " in " << obligation.function_name
           << " at " << place.line << ":" << place.column;
      if (!obligation.text.empty()) {
        out_ << ": " << obligation.text;
      }
      out_ << "\n";
    }
    return std::move(text_);
  }

 private:
  std::string TypeText(TypeId type) {
    const Type& shape = program_.types()[type];
    if (shape.kind == TypeKind::kCell) {
      return "Cell<" + TypeText(shape.args[0]) + ">";
    }
    if (shape.kind == TypeKind::kEvidence) {
      return "Evidence<" + program_.checked().effects[shape.payload].name + ">";
    }
    return program_.checked().Spell(type);
  }

  void Function(const ProgramFunction& function, bool is_entry) {
    out_ << (is_entry ? "entry " : "") << (function.exported ? "export " : "") << "fn "
         << function.name << "(";
    for (uint32_t i = 0; i < function.param_count; ++i) {
      out_ << (i == 0 ? "" : ", ") << (i == function.capture_count && i != 0 ? "; " : "") << "%"
           << i << ": " << TypeText(function.locals[i].type);
    }
    out_ << ") -> " << TypeText(function.result) << (function.may_throw ? " throws" : "") << " {\n";
    if (function.body != nullptr) {
      Block(*function.body, 1);
    }
    out_ << "}\n\n";
  }

  void Indent(int depth) { out_.indent(static_cast<unsigned>(depth) * 2); }

  // One line per step. Lets are followed in a loop: their nesting is as long as the block that they
  // come from.
  void Block(const PExpr& node, int depth) {
    const PExpr* current = &node;
    while (current->tag == NodeTag::kLet) {
      const auto& let = Cast<PLet>(*current);
      Indent(depth);
      out_ << "let ";
      Local(let.local);
      out_ << ": " << TypeText(let.value->type) << " = ";
      Inline(*let.value, depth);
      out_ << "\n";
      current = let.body;
    }
    if (current->tag == NodeTag::kSeq) {
      for (const PExpr* item : Cast<PSeq>(*current).items) {
        Block(*item, depth);
      }
      return;
    }
    Indent(depth);
    Inline(*current, depth);
    out_ << "\n";
  }

  void Braces(const PExpr& node, int depth) {
    out_ << "{\n";
    Block(node, depth + 1);
    Indent(depth);
    out_ << "}";
  }

  void Local(LocalId local) {
    if (local.index == LocalId::kNone) {
      out_ << "%_";
    } else {
      out_ << "%" << local.index;
    }
  }
  void At(ObligationId obligation) { out_ << " !" << obligation.index; }

  void List(PList<const PExpr*> items, int depth) {
    out_ << "(";
    bool first = true;
    for (const PExpr* item : items) {
      out_ << (first ? "" : ", ");
      first = false;
      Inline(*item, depth);
    }
    out_ << ")";
  }
  void Quoted(llvm::StringRef bytes) {
    out_ << '"';
    out_.write_escaped(bytes);
    out_ << '"';
  }

  void Pattern(const PPattern& pattern) {
    switch (pattern.kind) {
      case PPatternKind::kWildcard:
        out_ << "_";
        return;
      case PPatternKind::kBind:
        Local(pattern.local);
        return;
      case PPatternKind::kInt:
      case PPatternKind::kBool:
        out_ << pattern.bits;
        return;
      case PPatternKind::kString:
        return Quoted(pattern.bytes);
      case PPatternKind::kConstructor:
        out_ << "#" << pattern.tag;
        if (!pattern.fields.empty()) {
          out_ << "(";
          for (size_t i = 0; i < pattern.fields.size(); ++i) {
            out_ << (i == 0 ? "" : ", ");
            Pattern(*pattern.fields[i]);
          }
          out_ << ")";
        }
        return;
    }
  }

  void Number(const PInt& node) {
    const TypeKind kind = program_.types()[program_.types().Strip(node.type)].kind;
    if (kind == TypeKind::kBool) {
      out_ << (node.bits != 0 ? "true" : "false");
    } else if (kind == TypeKind::kInt) {
      out_ << static_cast<int64_t>(node.bits);
    } else {
      out_ << node.bits;
    }
  }

  void Match(const PMatch& node, int depth) {
    out_ << "match ";
    Inline(*node.scrutinee, depth);
    out_ << " {\n";
    for (const PArm& arm : node.arms) {
      Indent(depth + 1);
      Pattern(*arm.pattern);
      out_ << " -> ";
      Inline(*arm.body, depth + 1);
      out_ << "\n";
    }
    Indent(depth);
    out_ << "}";
    At(node.obligation);
  }

  void Check(const PCheck& node, int depth) {
    out_ << "check ";
    Inline(*node.condition, depth);
    At(node.obligation);
    for (const PShown& shown : node.shown) {
      out_ << " [" << shown.label << " = ";
      Inline(*shown.value, depth);
      out_ << "]";
    }
  }

  void Catch(const PCatch& node, int depth) {
    out_ << "catch ";
    Inline(*node.code, depth);
    out_ << " ";
    Braces(*node.body, depth);
    out_ << " with ";
    Local(node.payload);
    out_ << " ";
    Braces(*node.handler, depth);
  }

  void Call(const PExpr& node, int depth) {
    switch (node.tag) {
      case NodeTag::kCall:
        out_ << (Cast<PCall>(node).tail ? "tail " : "")
             << program_.functions[Cast<PCall>(node).fn.index].name;
        return List(Cast<PCall>(node).args, depth);
      case NodeTag::kCallClosure:
        out_ << (Cast<PCallClosure>(node).tail ? "tail apply " : "apply ");
        Inline(*Cast<PCallClosure>(node).callee, depth);
        return List(Cast<PCallClosure>(node).args, depth);
      case NodeTag::kCallBuiltin: {
        const auto& call = Cast<PCallBuiltin>(node);
        out_ << "$" << call.builtin->name;
        for (size_t i = 0; i < call.type_args.size(); ++i) {
          out_ << (i == 0 ? "<" : ", ") << TypeText(call.type_args[i]);
        }
        out_ << (call.type_args.empty() ? "" : ">");
        List(call.args, depth);
        return At(call.obligation);
      }
      case NodeTag::kCallHost:
        out_ << "host " << Cast<PCallHost>(node).host_name;
        return List(Cast<PCallHost>(node).args, depth);
      case NodeTag::kMakeClosure:
        out_ << "closure " << program_.functions[Cast<PMakeClosure>(node).fn.index].name;
        return List(Cast<PMakeClosure>(node).captures, depth);
      default:
        return;
    }
  }

  void Inline(const PExpr& node, int depth) {
    switch (node.tag) {
      case NodeTag::kInt:
        return Number(Cast<PInt>(node));
      case NodeTag::kFloat:
        out_ << llvm::format("%.17g", Cast<PFloat>(node).value) << "f";
        return;
      case NodeTag::kString:
        return Quoted(Cast<PString>(node).bytes);
      case NodeTag::kUnit:
        out_ << "()";
        return;
      case NodeTag::kLocal:
        return Local(Cast<PLocal>(node).local);
      case NodeTag::kLet:
      case NodeTag::kSeq:
        return Braces(node, depth);
      case NodeTag::kIf:
        out_ << "if ";
        Inline(*Cast<PIf>(node).condition, depth);
        out_ << " ";
        Braces(*Cast<PIf>(node).then_value, depth);
        out_ << " else ";
        return Braces(*Cast<PIf>(node).else_value, depth);
      case NodeTag::kNot:
        out_ << "not ";
        return Inline(*Cast<PNot>(node).operand, depth);
      case NodeTag::kArith: {
        const auto& arith = Cast<PArith>(node);
        out_ << kArithNames[static_cast<int>(arith.op)] << "."
             << kNumberNames[static_cast<int>(arith.number)] << "(";
        Inline(*arith.left, depth);
        if (arith.right != nullptr) {
          out_ << ", ";
          Inline(*arith.right, depth);
        }
        out_ << ")";
        return arith.number == NumberKind::kFloat ? void() : At(arith.obligation);
      }
      case NodeTag::kCompare:
        out_ << kCompareNames[static_cast<int>(Cast<PCompare>(node).op)] << "(";
        Inline(*Cast<PCompare>(node).left, depth);
        out_ << ", ";
        Inline(*Cast<PCompare>(node).right, depth);
        out_ << ")";
        return;
      case NodeTag::kDerived:
        out_ << kDerivedNames[static_cast<int>(Cast<PDerived>(node).op)] << "<"
             << TypeText(Cast<PDerived>(node).subject) << ">";
        return List(Cast<PDerived>(node).args, depth);
      case NodeTag::kConcat:
        out_ << "concat";
        return List(Cast<PConcat>(node).pieces, depth);
      case NodeTag::kConstruct:
        out_ << TypeText(node.type) << "#" << Cast<PConstruct>(node).tag;
        return List(Cast<PConstruct>(node).fields, depth);
      case NodeTag::kField:
        Inline(*Cast<PField>(node).object, depth);
        out_ << ".#" << Cast<PField>(node).tag << "." << Cast<PField>(node).field;
        return;
      case NodeTag::kArray:
        out_ << TypeText(node.type);
        return List(Cast<PArray>(node).elements, depth);
      case NodeTag::kIndex:
        Inline(*Cast<PIndex>(node).array, depth);
        out_ << "[";
        Inline(*Cast<PIndex>(node).index, depth);
        out_ << "]";
        return At(Cast<PIndex>(node).obligation);
      case NodeTag::kMatch:
        return Match(Cast<PMatch>(node), depth);
      case NodeTag::kCheck:
        return Check(Cast<PCheck>(node), depth);
      case NodeTag::kTrap:
        out_ << "trap";
        return At(Cast<PTrap>(node).obligation);
      case NodeTag::kCatch:
        return Catch(Cast<PCatch>(node), depth);
      case NodeTag::kFreshCode:
        out_ << "fresh_code";
        return;
      case NodeTag::kRankSlotGet:
        out_ << "rank_slot " << Cast<PRankSlotGet>(node).slot << "."
             << Cast<PRankSlotGet>(node).component;
        return;
      default:
        return Effect(node, depth);
    }
  }

  void Effect(const PExpr& node, int depth) {
    switch (node.tag) {
      case NodeTag::kCellNew:
        out_ << "cell ";
        return Inline(*Cast<PCellNew>(node).init, depth);
      case NodeTag::kCellGet:
        out_ << "load ";
        return Inline(*Cast<PCellGet>(node).cell, depth);
      case NodeTag::kCellSet:
        out_ << "store ";
        Inline(*Cast<PCellSet>(node).cell, depth);
        out_ << " <- ";
        return Inline(*Cast<PCellSet>(node).value, depth);
      case NodeTag::kThrow:
        out_ << "throw ";
        Inline(*Cast<PThrow>(node).code, depth);
        out_ << " ";
        return Inline(*Cast<PThrow>(node).payload, depth);
      case NodeTag::kRankSlotSet:
        out_ << "rank_slot " << Cast<PRankSlotSet>(node).slot << "."
             << Cast<PRankSlotSet>(node).component << " <- ";
        return Inline(*Cast<PRankSlotSet>(node).value, depth);
      case NodeTag::kRank:
        out_ << "rank ";
        return Inline(*Cast<PRank>(node).value, depth);
      default:
        return Call(node, depth);
    }
  }

  const Program& program_;
  std::string text_;
  llvm::raw_string_ostream out_;
};

}  // namespace

std::string DumpProgram(const Program& program) { return Dumper(program).Run(); }

}  // namespace vera::sema
