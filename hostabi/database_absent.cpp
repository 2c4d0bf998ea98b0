// The DB effect where the host has no database.

#include "hostabi/database.h"

namespace vera::hostabi {

Database* OpenDatabase(std::string_view, ByteBuffer* error) {
  error->Append("this host has no database");
  return nullptr;
}

void CloseDatabase(Database*) {}

bool RunSql(Database*, std::string_view, const SqlParameter*, size_t, bool, SqlAnswer*) {
  return false;
}

}  // namespace vera::hostabi
