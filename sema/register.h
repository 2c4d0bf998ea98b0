#ifndef VERA_SEMA_REGISTER_H_
#define VERA_SEMA_REGISTER_H_

#include "sema/session.h"

// The first pass over a module: every declaration gets its id and its signature its types, so that
// bodies may use what is declared later or elsewhere (spec 8.5). What a module imports must be
// registered before it.

namespace vera::sema {

void RegisterModule(Session& session, ModuleState& module);

// E151 to E154: names that programs may not declare.
bool IsReservedBuiltinFunction(llvm::StringRef name);
void CheckReservedFunctionNames(ModuleState& module, const syntax::FnDecl& fn);
void CheckReservedTypeName(ModuleState& module, const syntax::Node& decl, llvm::StringRef name,
                           bool is_alias);
// E132: an alias whose expansion never ends.
void CheckAliasCycles(ModuleState& module);

}  // namespace vera::sema

#endif  // VERA_SEMA_REGISTER_H_
