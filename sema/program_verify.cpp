#include <string>
#include <vector>

#include "sema/program.h"
#include "sema/program_visit.h"

// What lowering relies on, checked in checked builds after elaboration.

namespace vera::sema {

namespace {

class Verifier {
 public:
  Verifier(const Program& program, const ProgramFunction& function)
      : program_(program), function_(function), bound_(function.locals.size(), false) {}

  std::string Run() {
    if (function_.body == nullptr) {
      return "no body";
    }
    for (uint32_t i = 0; i < function_.param_count; ++i) {
      bound_[i] = true;
    }
    Visit(*function_.body);
    return std::move(fault_);
  }

 private:
  void Fail(std::string what) {
    if (fault_.empty()) {
      fault_ = std::move(what);
    }
  }
  bool HasValue(TypeId type) const {
    return RepOf(program_.types(), program_.checked(), type) != Rep::kNone;
  }

  void Bind(LocalId local) {
    if (local.index == LocalId::kNone) {
      return;
    }
    if (local.index >= bound_.size()) {
      return Fail("a local that the function does not have");
    }
    bound_[local.index] = true;
  }

  void Unbind(LocalId local) {
    if (local.index < bound_.size()) {
      bound_[local.index] = false;
    }
  }

  void BindPattern(const PPattern& pattern, bool enter) {
    enter ? Bind(pattern.local) : Unbind(pattern.local);
    for (const PPattern* field : pattern.fields) {
      BindPattern(*field, enter);
    }
  }

  // Argument lists hold what has a representation, parameter for parameter.
  void VisitCall(const PCall& call) {
    const ProgramFunction& callee = program_.functions[call.fn.index];
    if (callee.param_count != call.args.size()) {
      return Fail("a call of " + callee.name + " with a wrong number of arguments");
    }
    for (size_t i = 0; i < call.args.size(); ++i) {
      const Rep given = RepOf(program_.types(), program_.checked(), call.args[i]->type);
      const Rep wanted = RepOf(program_.types(), program_.checked(), callee.locals[i].type);
      const TypeKind kind = program_.types()[call.args[i]->type].kind;
      if (given != wanted && kind != TypeKind::kNever) {
        return Fail("a call of " + callee.name + " with an argument of another representation");
      }
    }
  }

  void Visit(const PExpr& node) {
    switch (node.tag) {
      case NodeTag::kLocal: {
        const LocalId local = Cast<PLocal>(node).local;
        if (local.index >= bound_.size() || !bound_[local.index]) {
          Fail("a local is read before it is bound: %" + std::to_string(local.index));
        }
        return;
      }
      case NodeTag::kLet:
        Visit(*Cast<PLet>(node).value);
        if (!HasValue(function_.locals[Cast<PLet>(node).local.index].type)) {
          Fail("a local without a representation");
        }
        Bind(Cast<PLet>(node).local);
        Visit(*Cast<PLet>(node).body);
        return Unbind(Cast<PLet>(node).local);
      case NodeTag::kMatch:
        Visit(*Cast<PMatch>(node).scrutinee);
        for (const PArm& arm : Cast<PMatch>(node).arms) {
          BindPattern(*arm.pattern, true);
          Visit(*arm.body);
          BindPattern(*arm.pattern, false);
        }
        return;
      case NodeTag::kCatch:
        Visit(*Cast<PCatch>(node).code);
        Visit(*Cast<PCatch>(node).body);
        Bind(Cast<PCatch>(node).payload);
        Visit(*Cast<PCatch>(node).handler);
        return Unbind(Cast<PCatch>(node).payload);
      case NodeTag::kCall:
        VisitCall(Cast<PCall>(node));
        break;
      case NodeTag::kMakeClosure: {
        const auto& closure = Cast<PMakeClosure>(node);
        const ProgramFunction& target = program_.functions[closure.fn.index];
        if (target.capture_count != closure.captures.size()) {
          Fail("a closure of " + target.name + " with a wrong number of captures");
        }
        break;
      }
      default:
        break;
    }
    ForEachChild(node, [&](const PExpr& child) { Visit(child); });
  }

  const Program& program_;
  const ProgramFunction& function_;
  std::vector<bool> bound_;
  std::string fault_;
};

}  // namespace

std::string VerifyProgram(const Program& program) {
  for (const ProgramFunction& function : program.functions) {
    const std::string fault = Verifier(program, function).Run();
    if (!fault.empty()) {
      return function.name + ": " + fault;
    }
  }
  return {};
}

}  // namespace vera::sema
