#ifndef VERA_SEMA_SIGNATURE_H_
#define VERA_SEMA_SIGNATURE_H_

#include "llvm/ADT/StringRef.h"
#include "sema/session.h"

// Reads the signatures of the built-in tables, written in Vera syntax without slots:
//   forall<K, V where Eq<K>, Hash<K>> (Map<K, V>, K -> Option<V>) effects(pure)
// The tables are ours, so a text that cannot be read is a bug.

namespace vera::sema {

// `type_params` are variables which the text may use besides those of its own forall.
Signature ReadSignature(Session& session, llvm::StringRef text,
                        llvm::ArrayRef<TypeVarId> type_params = {});
TypeId ReadType(Session& session, llvm::StringRef text, llvm::ArrayRef<TypeVarId> type_params);

}  // namespace vera::sema

#endif  // VERA_SEMA_SIGNATURE_H_
