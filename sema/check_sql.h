#ifndef VERA_SEMA_CHECK_SQL_H_
#define VERA_SEMA_CHECK_SQL_H_

#include <optional>
#include <string>

#include "sema/function_checker.h"

// SQL is fixed when the program is compiled (spec 9.5.7): its text is made of literals (E207), its
// placeholders are plain question marks (E209) and as many as the parameters, where their number is
// known (E208).

namespace vera::sema {

// The value of a String that is built of literals only: written so, concatenated, interpolated, or
// bound to such by let. Nothing for anything else, so that no run-time text is ever taken for a
// literal.
std::optional<std::string> LiteralString(FunctionChecker& fc, const syntax::Expr& expr);
// The length of an array literal, or of a slot that a let bound to one; nothing when it isn't
// known.
std::optional<size_t> LiteralLength(FunctionChecker& fc, const syntax::Expr& expr);

// How many `?` stand outside strings, quoted names and comments; nothing when there are numbered or
// named placeholders.
std::optional<size_t> CountPlaceholders(std::string_view sql);

void CheckSql(FunctionChecker& fc, const std::string& operation,
              llvm::ArrayRef<const syntax::Expr*> args, const syntax::Node& call);

}  // namespace vera::sema

#endif  // VERA_SEMA_CHECK_SQL_H_
