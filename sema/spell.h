#ifndef VERA_SEMA_SPELL_H_
#define VERA_SEMA_SPELL_H_

#include <optional>
#include <string>

#include "llvm/ADT/StringRef.h"
#include "sema/type.h"

// The names of the types that are kinds of sema::Type, both ways.

namespace vera::sema {

std::optional<TypeKind> BuiltinTypeKind(llvm::StringRef name);  // "Array" -> kArray
const char* KindName(TypeKind kind);  // kArray -> "Array"; "?" for the others

constexpr bool IsContainer(TypeKind kind) {
  return kind == TypeKind::kArray || kind == TypeKind::kTuple || kind == TypeKind::kMap ||
         kind == TypeKind::kSet;
}

}  // namespace vera::sema

#endif  // VERA_SEMA_SPELL_H_
