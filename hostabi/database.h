#ifndef VERA_HOSTABI_DATABASE_H_
#define VERA_HOSTABI_DATABASE_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

#include "hostabi/byte_buffer.h"

// Internal. The SQL database behind the DB effect, as narrow as the host that may have to import
// it: nothing here knows of the garbage-collected heap. database_sqlite.cpp is the one for
// operating systems; database_absent.cpp answers where there is none.

namespace vera::hostabi {

// One connection; there is one per run, opened by the first operation that needs it.
class Database;

struct SqlParameter {
  bool is_null;
  std::string_view text;  // bound as TEXT
};

// One cell of a result, in the encoding of SqlRows: this header, then `size` bytes.
struct SqlCell {
  uint32_t size;  // kNullCell for NULL
};
inline constexpr uint32_t kNullCell = UINT32_MAX;

// What a result may hold, its cells' text and headers together.
inline constexpr size_t kMaxSqlResultBytes = size_t{256} << 20;
// How long a statement waits for another connection's lock.
inline constexpr int kSqlLockMilliseconds = 5000;

// What became of a statement. `text` is the error, or the rows of a query: all cells, row by row.
struct SqlAnswer {
  ByteBuffer text;
  uint32_t columns = 0;
  uint32_t rows = 0;
  int64_t changed = 0;  // rows that an INSERT, UPDATE, DELETE or REPLACE changed; otherwise -1
};

// Null with the reason in `error`. `url` is the value of VERA_DB_URL, empty for a database in
// memory.
Database* OpenDatabase(std::string_view url, ByteBuffer* error);
// Rolls back what is not committed. Null is fine.
void CloseDatabase(Database* database);
// Runs one statement; false if it failed. With `wants_rows` it is run to its end and its rows are
// kept, otherwise only its effect counts.
bool RunSql(Database* database, std::string_view sql, const SqlParameter* parameters, size_t count,
            bool wants_rows, SqlAnswer* answer);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_DATABASE_H_
