#include "sema/check_sql.h"

#include "llvm/ADT/StringExtras.h"

namespace vera::sema {

using syntax::As;

namespace {

const SlotBinding* BindingOf(FunctionChecker& fc, const syntax::SlotRef& slot) {
  return fc.slots.Find(fc.resolver.SlotName(slot.type_name, slot.type_args), slot.index);
}

// What SQLite takes as part of a name: any byte beyond ASCII too.
bool IsNameByte(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '$' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

// The end of a quoted piece that begins at `begin`; a doubled quote inside it stands for itself.
size_t SkipQuoted(std::string_view sql, size_t begin) {
  const char open = sql[begin];
  const char close = open == '[' ? ']' : open;
  for (size_t i = begin + 1; i < sql.size(); ++i) {
    if (sql[i] != close) {
      continue;
    }
    if (close == ']' || i + 1 >= sql.size() || sql[i + 1] != close) {
      return i + 1;
    }
    ++i;
  }
  return sql.size();
}

size_t SkipComment(std::string_view sql, size_t begin, std::string_view end) {
  const size_t found = sql.find(end, begin + 2);
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

}  // namespace

std::optional<std::string> LiteralString(FunctionChecker& fc, const syntax::Expr& expr) {
  if (const auto* literal = As<syntax::StringLit>(&expr)) {
    return literal->value.str();
  }
  if (const auto* slot = As<syntax::SlotRef>(&expr)) {
    const SlotBinding* binding = BindingOf(fc, *slot);
    return binding == nullptr ? std::nullopt : binding->literal;
  }
  std::string out;
  if (const auto* mixed = As<syntax::InterpolatedString>(&expr)) {
    for (size_t i = 0; i < mixed->texts.size(); ++i) {
      out += mixed->texts[i];
      if (i < mixed->exprs.size()) {
        const auto part = LiteralString(fc, *mixed->exprs[i]);
        if (!part) {
          return std::nullopt;
        }
        out += *part;
      }
    }
    return out;
  }
  const auto* call = As<syntax::FnCall>(&expr);
  if (call == nullptr || call->name != "string_concat" || call->args.size() != 2) {
    return std::nullopt;
  }
  for (const syntax::Expr* arg : call->args) {
    const auto part = LiteralString(fc, *arg);
    if (!part) {
      return std::nullopt;
    }
    out += *part;
  }
  return out;
}

std::optional<size_t> LiteralLength(FunctionChecker& fc, const syntax::Expr& expr) {
  if (const auto* literal = As<syntax::ArrayLit>(&expr)) {
    return literal->elements.size();
  }
  if (const auto* slot = As<syntax::SlotRef>(&expr)) {
    const SlotBinding* binding = BindingOf(fc, *slot);
    return binding == nullptr ? std::nullopt : binding->length;
  }
  return std::nullopt;
}

std::optional<size_t> CountPlaceholders(std::string_view sql) {
  size_t count = 0;
  size_t i = 0;
  while (i < sql.size()) {
    const char c = sql[i];
    const char next = i + 1 < sql.size() ? sql[i + 1] : '\0';
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
      i = SkipQuoted(sql, i);
      continue;
    }
    if (c == '-' && next == '-') {
      i = SkipComment(sql, i, "\n");
      continue;
    }
    if (c == '/' && next == '*') {
      i = SkipComment(sql, i, "*/");
      continue;
    }
    if (c == '?') {
      if (llvm::isDigit(next)) {
        return std::nullopt;
      }
      ++count;
    }
    // In the middle of a name, $ is a part of it.
    const bool begins_name =
        c == ':' || c == '@' || (c == '$' && (i == 0 || !IsNameByte(sql[i - 1])));
    if (begins_name && IsNameByte(next)) {
      return std::nullopt;
    }
    ++i;
  }
  return count;
}

void CheckSql(FunctionChecker& fc, const std::string& operation,
              llvm::ArrayRef<const syntax::Expr*> args, const syntax::Node& call) {
  const std::optional<std::string> sql = LiteralString(fc, *args[0]);
  if (!sql) {
    fc.Report(Diag::kE207, *args[0], {operation});
    return;
  }
  const std::optional<size_t> wanted = CountPlaceholders(*sql);
  if (!wanted) {
    fc.Report(Diag::kE209, call, {operation});
    return;
  }
  const std::optional<size_t> given = args.size() > 1 ? LiteralLength(fc, *args[1]) : std::nullopt;
  if (given && *given != *wanted) {
    fc.Report(Diag::kE208, call, {std::to_string(*wanted), std::to_string(*given), operation});
  }
}

}  // namespace vera::sema
