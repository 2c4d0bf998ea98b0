#include "sema/resolve_modules.h"

#include <utility>

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "support/check.h"
#include "syntax/parser.h"

namespace vera::sema {

namespace {

std::string Join(syntax::List<syntax::Name> path, llvm::StringRef separator) {
  return llvm::join(path.begin(), path.end(), separator);
}

class Loader {
 public:
  Loader(Session& session, DiagnosticSink& sink) : session_(session), sink_(sink) {}

  void LoadRoot(std::unique_ptr<SourceFile> source) {
    const size_t errors = sink_.error_count();
    auto tree = syntax::Parse(*source, sink_);
    const bool parses = sink_.error_count() == errors;
    const syntax::ModuleDecl* name = tree->program().module;
    // After a syntax error the rest is still checked, but what is missing may be behind the fault.
    Add(std::move(source), std::move(tree), name == nullptr ? "" : Join(name->path, "."), parses);
    LoadImports(0);
    order_.push_back(0);
  }

  std::vector<uint32_t> order() { return std::move(order_); }

 private:
  ModuleState& Add(std::unique_ptr<SourceFile> source, std::unique_ptr<syntax::SyntaxTree> tree,
                   std::string path, bool keep_warnings) {
    ModuleState& module = session_.AddModule(*tree, std::move(path), keep_warnings);
    session_.program.sources.push_back(std::move(source));
    session_.program.trees.push_back(std::move(tree));
    return module;
  }

  void LoadImports(uint32_t importer) {
    ModuleState& module = session_.modules[importer];
    for (const syntax::ImportDecl* import : module.tree->program().imports) {
      if (import->path.empty()) {
        continue;
      }
      if (const std::optional<uint32_t> found = Load(*import, module)) {
        module.imports.push_back({import, *found});
      }
    }
  }

  // Nothing after a reported fault.
  std::optional<uint32_t> Load(const syntax::ImportDecl& import, ModuleState& importer) {
    const std::string name = Join(import.path, ".");
    const auto known = modules_.find(name);
    if (known != modules_.end()) {
      if (known->second == kLoading) {
        importer.reporter.Report(Diag::kE011, import, {name, RingFrom(name)});
      }
      return known->second < kLoading ? std::optional(known->second) : std::nullopt;
    }
    const std::string relative = Join(import.path, "/") + ".vera";
    const std::string path = Find(relative, importer.tree->source().path());
    const std::string_view library = path.empty() ? LibrarySource(import.path) : std::string_view();
    if (path.empty() && library.empty()) {
      importer.reporter.Report(Diag::kE012, import, {name, relative});
      return std::nullopt;
    }
    DiagnosticSink inner;
    llvm::Expected<syntax::ParsedFile> parsed =
        path.empty() ? ParseLibrary(relative, library, inner) : syntax::ParseFile(path, inner);
    std::string why;
    if (!parsed) {
      why = llvm::toString(parsed.takeError());
    } else if (inner.has_errors()) {
      const Diagnostic& first = inner.diagnostics().front();
      why = "line " + std::to_string(first.begin.line) + ", column " +
            std::to_string(first.begin.column) + ": " + first.description;
    }
    if (!why.empty()) {
      modules_[name] = kFailed;
      importer.reporter.Report(Diag::kE013, import, {name, relative, why});
      return std::nullopt;
    }
    const auto index = static_cast<uint32_t>(session_.modules.size());
    Add(std::move(parsed->source), std::move(parsed->tree), name, /*keep_warnings=*/false)
        .is_library = path.empty();
    modules_[name] = kLoading;
    loading_.push_back(name);
    LoadImports(index);
    loading_.pop_back();
    modules_[name] = index;
    order_.push_back(index);
    return index;
  }

  std::string Find(llvm::StringRef relative, llvm::StringRef importer) const {
    const llvm::StringRef root =
        session_.options.project_root.empty()
            ? llvm::sys::path::parent_path(session_.modules.front().tree->source().path())
            : llvm::StringRef(session_.options.project_root);
    for (const llvm::StringRef folder : {llvm::sys::path::parent_path(importer), root}) {
      llvm::SmallString<128> candidate(folder);
      llvm::sys::path::append(candidate, relative);
      if (llvm::sys::fs::is_regular_file(candidate)) {
        return candidate.str().str();
      }
    }
    return "";
  }

  // The source of std.<module>, which is part of the compiler; empty if the path is none of those.
  static std::string_view LibrarySource(syntax::List<syntax::Name> path) {
    if (path.size() != 2 || llvm::StringRef(path[0]) != "std") {
      return {};
    }
    const llvm::StringRef module(path[1]);
    return builtins::StdSource({module.data(), module.size()});
  }

  static syntax::ParsedFile ParseLibrary(const std::string& relative, std::string_view text,
                                         DiagnosticSink& sink) {
    auto source = std::make_unique<SourceFile>("<library>/" + relative, std::string(text));
    auto tree = syntax::Parse(*source, sink);
    return {std::move(source), std::move(tree)};
  }

  // "a -> b -> a" for the modules that are being loaded since `name`.
  std::string RingFrom(const std::string& name) const {
    std::string ring;
    for (size_t i = 0; i < loading_.size(); ++i) {
      if (!ring.empty() || loading_[i] == name) {
        ring += loading_[i] + " -> ";
      }
    }
    return ring + name;
  }

  static constexpr uint32_t kLoading = ~0u - 1;
  static constexpr uint32_t kFailed = ~0u;

  Session& session_;
  DiagnosticSink& sink_;
  llvm::StringMap<uint32_t> modules_;  // dotted path -> index, kLoading or kFailed
  std::vector<std::string> loading_;
  std::vector<uint32_t> order_;
};

}  // namespace

std::vector<uint32_t> LoadModules(Session& session, std::unique_ptr<SourceFile> root,
                                  DiagnosticSink& sink) {
  Loader loader(session, sink);
  loader.LoadRoot(std::move(root));
  return loader.order();
}

ModuleState* LoadPrelude(Session& session, builtins::Family family) {
  const std::string_view text = builtins::PreludeSource(family);
  if (text.empty()) {
    return nullptr;
  }
  const std::string name = std::string(builtins::FamilyName(family));
  auto source = std::make_unique<SourceFile>("<prelude>/" + name + ".vera", std::string(text));
  DiagnosticSink sink;
  auto tree = syntax::Parse(*source, sink);
  VERA_CHECK(!sink.has_errors(), "the prelude parses");
  ModuleState& module = session.AddModule(*tree, "prelude." + name, /*keep_warnings=*/false);
  module.is_prelude = true;
  session.program.sources.push_back(std::move(source));
  session.program.trees.push_back(std::move(tree));
  return &module;
}

}  // namespace vera::sema
