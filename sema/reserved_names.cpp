#include <algorithm>
#include <iterator>

#include "llvm/ADT/StringExtras.h"
#include "sema/register.h"

namespace vera::sema {

namespace {

// Words that begin an expression of their own: a function of such a name could be declared but
// never called. `handle` is not among them because the web server calls the function of that name
// from outside (spec 9.5.6).
constexpr llvm::StringRef kStateForms[] = {"old", "new"};
constexpr llvm::StringRef kKeywords[] = {"assert", "assume", "forall", "exists", "match",
                                         "if",     "let",    "fn",     "true",   "false"};

template <size_t n>
bool Contains(const llvm::StringRef (&names)[n], llvm::StringRef name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

bool IsReservedBuiltinFunction(llvm::StringRef name) {
  if (name == "apply_fn") {
    return true;  // a form of the language rather than a row of the table
  }
  // What the prelude writes in Vera may be replaced: every stage then sees the program's body.
  const builtins::Builtin* builtin = builtins::FindBuiltin(name);
  return builtin != nullptr && builtin->implementation != "prelude";
}

void CheckReservedFunctionNames(ModuleState& module, const syntax::FnDecl& fn) {
  const bool is_state_form = Contains(kStateForms, fn.name);
  if (is_state_form || Contains(kKeywords, fn.name)) {
    const std::string name = fn.name.str();
    module.reporter.Report(Diag::kE153, fn, {name}, "",
                           is_state_form
                               ? "In an expression " + name +
                                     "(...) always means the state of an effect, as in " + name +
                                     "(State<Int>), so this function could never be called."
                               : "");
  }
  for (const syntax::FnDecl* helper : fn.where_fns) {
    CheckReservedFunctionNames(module, *helper);
  }
}

void CheckReservedTypeName(ModuleState& module, const syntax::Node& decl, llvm::StringRef name,
                           bool is_alias) {
  llvm::StringRef rest = name;
  if (!rest.consume_front("Vera") || rest.empty() ||
      !(llvm::isDigit(rest.front()) || llvm::isUpper(rest.front()))) {
    return;
  }
  const std::string better = llvm::isUpper(rest.front()) ? rest.str() : "My" + name.str();
  module.reporter.Report(Diag::kE154, decl, {is_alias ? "alias" : "data type", name.str(), better});
}

}  // namespace vera::sema
