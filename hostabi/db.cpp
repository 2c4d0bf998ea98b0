// The DB effect (spec §9.5.7): values of the program to and from the database of database.h.

#include "hostabi/database.h"
#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"
#include "hostabi/platform.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// The run's connection, opened at the first call; null with the reason in `answer`. An attempt that
// failed is made again by the next operation.
Database* Connect(HostState& host) {
  if (host.database == nullptr) {
    const char* url = PlatformGetEnv("VERA_DB_URL");
    host.sql_answer.text.Clear();
    host.database = OpenDatabase(url == nullptr ? "" : url, &host.sql_answer.text);
  }
  return host.database;
}

// Runs the statement into HostState::sql_answer, which outlives a trap. Nothing moves meanwhile.
bool Run(RuntimeState* state, Ref sql, Ref parameters, bool wants_rows) {
  HostState& host = HostOf(state);
  Database* database = Connect(host);
  if (database == nullptr) {
    return false;
  }
  const uint32_t count = LengthOf(state, parameters);
  ByteBuffer bound;
  if (!bound.Reserve(count * sizeof(SqlParameter))) {
    host.sql_answer.text.Clear();
    host.sql_answer.text.Append("out of memory");
    return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    const Ref option = ElementOf(state, parameters, i);
    const bool is_null = TagOf(state, option) == kNoneTag;
    const SqlParameter parameter = {
        is_null, is_null ? "" : TextOf(state, gc::At<gc::FixedObject>(state, option)->refs[0])};
    bound.Append({reinterpret_cast<const char*>(&parameter), sizeof(parameter)});
  }
  return RunSql(database, TextOf(state, sql), reinterpret_cast<SqlParameter*>(bound.data()), count,
                wants_rows, &host.sql_answer);
}

// Option<String> of the cell at *offset, which moves behind it.
Ref NewCell(RuntimeState* state, Ref* sp, size_t* offset) {
  const std::string_view text = HostOf(state).sql_answer.text.view();
  SqlCell cell;
  memcpy(&cell, text.data() + *offset, sizeof(cell));
  *offset += sizeof(cell);
  if (cell.size == kNullCell) {
    return None();
  }
  const size_t start = *offset;
  *offset += cell.size;
  return NewRefBox(state, sp, kSomeTag, NewString(state, sp, text.substr(start, cell.size)));
}

Ref NewFailure(RuntimeState* state, Ref* sp) {
  return NewErr(state, sp, HostOf(state).sql_answer.text.view());
}

}  // namespace

extern "C" {

Ref vera_host_db_query(RuntimeState* state, Ref* sp, Ref sql, Ref parameters) {
  if (!Run(state, sql, parameters, true)) {
    return NewFailure(state, sp);
  }
  const uint32_t rows = HostOf(state).sql_answer.rows;
  const uint32_t columns = HostOf(state).sql_answer.columns;
  RootScope roots(state, sp);
  Rooted<Ref> grid(roots, NewRefs(state, roots.sp(), rows));
  size_t offset = 0;
  for (uint32_t i = 0; i < rows; ++i) {
    Rooted<Ref> row(roots, NewRefs(state, roots.sp(), columns));
    for (uint32_t k = 0; k < columns; ++k) {
      const Ref cell = NewCell(state, roots.sp(), &offset);
      SetElement(state, row.get(), k, cell);
    }
    SetElement(state, grid.get(), i, row.get());
  }
  HostOf(state).sql_answer.text.Free();
  return NewRefBox(state, roots.sp(), kOkTag, grid.get());
}

Ref vera_host_db_execute(RuntimeState* state, Ref* sp, Ref sql, Ref parameters) {
  if (!Run(state, sql, parameters, false)) {
    return NewFailure(state, sp);
  }
  const auto changed = static_cast<uint64_t>(HostOf(state).sql_answer.changed);
  return NewScalarBox(state, sp, kOkTag, changed, sizeof(changed));
}

}  // extern "C"

}  // namespace vera::hostabi
