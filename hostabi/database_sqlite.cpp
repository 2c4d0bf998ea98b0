// SQLite behind the DB effect. Statements commit by themselves unless the program says BEGIN.

#include <sqlite3.h>
#include <string.h>

#include <new>

#include "hostabi/ascii.h"
#include "hostabi/database.h"
#include "hostabi/float_repr.h"
#include "hostabi/utf8.h"

namespace vera::hostabi {

class Database {
 public:
  explicit Database(sqlite3* connection) : connection_(connection) {}
  // The statement of a run that ended in the middle would keep the file open.
  ~Database() {
    while (sqlite3_stmt* statement = sqlite3_next_stmt(connection_, nullptr)) {
      sqlite3_finalize(statement);
    }
    sqlite3_close(connection_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* connection() const { return connection_; }

 private:
  sqlite3* connection_;
};

namespace {

// A prepared statement for the length of a C++ scope.
class Statement {
 public:
  Statement() = default;
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  sqlite3_stmt* get() const { return statement_; }
  sqlite3_stmt** slot() { return &statement_; }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

bool Fail(SqlAnswer* answer, std::string_view text) {
  answer->text.Clear();
  answer->text.Append(text);
  return false;
}

bool FailAsDatabase(SqlAnswer* answer, sqlite3* connection) {
  return Fail(answer, sqlite3_errmsg(connection));
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsWhiteSpace(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && IsWhiteSpace(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

// Behind blanks and comments.
std::string_view SkipToToken(std::string_view sql) {
  for (;;) {
    while (!sql.empty() && IsWhiteSpace(sql.front())) {
      sql.remove_prefix(1);
    }
    size_t end;
    if (StartsWith(sql, "--")) {
      end = sql.find('\n');
    } else if (StartsWith(sql, "/*")) {
      end = sql.find("*/", 2);
      end = end == std::string_view::npos ? end : end + 2;
    } else {
      return sql;
    }
    sql.remove_prefix(end == std::string_view::npos ? sql.size() : end);
  }
}

// Whether the number of changed rows says something about the statement (spec §9.5.7).
bool ChangesRows(std::string_view sql) {
  sql = SkipToToken(sql);
  char word[8] = {};
  size_t size = 0;
  while (size < sql.size() && size < sizeof(word) - 1 && IsAlpha(sql[size])) {
    word[size] = ToUpper(sql[size]);
    ++size;
  }
  const std::string_view keyword(word, size);
  return keyword == "INSERT" || keyword == "UPDATE" || keyword == "DELETE" || keyword == "REPLACE";
}

void AppendDecimal(ByteBuffer* out, int64_t value) {
  char digits[24];
  size_t first = sizeof(digits);
  const bool negative = value < 0;
  uint64_t rest = negative ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  do {
    digits[--first] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (negative) {
    digits[--first] = '-';
  }
  out->Append({digits + first, sizeof(digits) - first});
}

bool Bind(Database* database, sqlite3_stmt* statement, const SqlParameter* parameters, size_t count,
          SqlAnswer* answer) {
  const int wanted = sqlite3_bind_parameter_count(statement);
  if (static_cast<size_t>(wanted) != count) {
    answer->text.Clear();
    answer->text.Append("the statement has ");
    AppendDecimal(&answer->text, wanted);
    answer->text.Append(wanted == 1 ? " parameter, but " : " parameters, but ");
    AppendDecimal(&answer->text, static_cast<int64_t>(count));
    answer->text.Append(count == 1 ? " value was given" : " values were given");
    return false;
  }
  for (size_t i = 0; i < count; ++i) {
    const int place = static_cast<int>(i) + 1;
    const std::string_view text = parameters[i].text;
    int status;
    if (parameters[i].is_null) {
      status = sqlite3_bind_null(statement, place);
    } else if (ValidPrefix(text) == text.size()) {
      // The heap does not move while the statement runs, so the bytes need no copy.
      status = sqlite3_bind_text64(statement, place, text.empty() ? "" : text.data(), text.size(),
                                   SQLITE_STATIC, SQLITE_UTF8);
    } else {
      ByteBuffer repaired;
      AppendAsUtf8(&repaired, text);
      status = sqlite3_bind_text64(statement, place, repaired.data(), repaired.size(),
                                   SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    if (status != SQLITE_OK) {
      return FailAsDatabase(answer, database->connection());
    }
  }
  return true;
}

// Appends the text of one cell of the current row behind its header.
bool AppendCell(sqlite3_stmt* statement, int column, SqlAnswer* answer) {
  ByteBuffer* out = &answer->text;
  const size_t start = out->size();
  SqlCell cell = {kNullCell};
  out->Append({reinterpret_cast<const char*>(&cell), sizeof(cell)});
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return true;
    case SQLITE_INTEGER:
      AppendDecimal(out, sqlite3_column_int64(statement, column));
      break;
    case SQLITE_FLOAT: {
      char text[kFloatReprBytes];
      out->Append({text, FloatRepr(sqlite3_column_double(statement, column), text)});
      break;
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const int size = sqlite3_column_bytes(statement, column);
      AppendAsUtf8(out, {bytes, static_cast<size_t>(size)});
      break;
    }
    default: {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      const std::string_view text(bytes,
                                  static_cast<size_t>(sqlite3_column_bytes(statement, column)));
      const size_t valid = ValidPrefix(text);
      if (valid != text.size()) {
        ByteBuffer error;
        error.Append("column '");
        error.Append(sqlite3_column_name(statement, column));
        error.Append("' holds text that is not UTF-8 at byte ");
        AppendDecimal(&error, static_cast<int64_t>(valid));
        return Fail(answer, error.view());
      }
      out->Append(text);
    }
  }
  // No value is longer than kMaxSqlResultBytes, which the connection is told.
  if (!out->failed()) {
    cell.size = static_cast<uint32_t>(out->size() - start - sizeof(cell));
    memcpy(out->data() + start, &cell, sizeof(cell));
  }
  return true;
}

bool CollectRows(Database* database, sqlite3_stmt* statement, SqlAnswer* answer) {
  answer->text.Clear();
  answer->columns = static_cast<uint32_t>(sqlite3_column_count(statement));
  for (;;) {
    const int status = sqlite3_step(statement);
    if (status == SQLITE_DONE) {
      return true;
    }
    if (status != SQLITE_ROW) {
      return FailAsDatabase(answer, database->connection());
    }
    for (int column = 0; column < static_cast<int>(answer->columns); ++column) {
      if (!AppendCell(statement, column, answer)) {
        return false;
      }
      if (answer->text.failed()) {
        return Fail(answer, "out of memory");
      }
      if (answer->text.size() > kMaxSqlResultBytes) {
        return Fail(answer, "the result is larger than 256 MiB");
      }
    }
    ++answer->rows;
  }
}

bool RunForEffect(Database* database, sqlite3_stmt* statement, std::string_view sql,
                  SqlAnswer* answer) {
  // What is only read has no effect: one step finds its errors.
  const bool read_only = sqlite3_stmt_readonly(statement) != 0;
  int status;
  do {
    status = sqlite3_step(statement);
  } while (status == SQLITE_ROW && !read_only);
  if (status != SQLITE_ROW && status != SQLITE_DONE) {
    return FailAsDatabase(answer, database->connection());
  }
  answer->changed = ChangesRows(sql) ? sqlite3_changes64(database->connection()) : -1;
  return true;
}

}  // namespace

Database* OpenDatabase(std::string_view url, ByteBuffer* error) {
  std::string_view path = Trim(url);
  for (std::string_view prefix : {"sqlite:///", "sqlite://", "sqlite::memory:"}) {
    if (StartsWith(path, prefix)) {
      path = prefix.back() == '/' ? path.substr(prefix.size()) : ":memory:";
      break;
    }
  }
  if (path.empty()) {
    path = ":memory:";
  }
  ByteBuffer name;
  name.Append(path);
  name.Append('\0');
  sqlite3* connection = nullptr;
  const int status = sqlite3_open_v2(name.data(), &connection,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (status != SQLITE_OK) {
    error->Append("cannot open database: ");
    error->Append(connection == nullptr ? sqlite3_errstr(status) : sqlite3_errmsg(connection));
    sqlite3_close(connection);
    return nullptr;
  }
  sqlite3_busy_timeout(connection, kSqlLockMilliseconds);
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, static_cast<int>(kMaxSqlResultBytes));
  auto* database = new (std::nothrow) Database(connection);
  if (database == nullptr) {
    sqlite3_close(connection);
    error->Append("cannot open database: out of memory");
  }
  return database;
}

void CloseDatabase(Database* database) { delete database; }

bool RunSql(Database* database, std::string_view sql, const SqlParameter* parameters, size_t count,
            bool wants_rows, SqlAnswer* answer) {
  answer->text.Clear();
  answer->rows = 0;
  answer->columns = 0;
  answer->changed = -1;
  sqlite3* connection = database->connection();
  if (sql.find('\0') != std::string_view::npos) {
    return Fail(answer, "the statement contains a zero byte");
  }
  if (sql.size() > static_cast<size_t>(sqlite3_limit(connection, SQLITE_LIMIT_SQL_LENGTH, -1))) {
    return Fail(answer, "the statement is too long");
  }
  Statement statement;
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), statement.slot(),
                         &rest) != SQLITE_OK) {
    return FailAsDatabase(answer, connection);
  }
  const size_t used = rest == nullptr ? sql.size() : static_cast<size_t>(rest - sql.data());
  if (!SkipToToken(sql.substr(used)).empty()) {
    return Fail(answer, "more than one statement");
  }
  // Nothing but blanks and comments.
  if (statement.get() == nullptr) {
    return true;
  }
  if (!Bind(database, statement.get(), parameters, count, answer)) {
    return false;
  }
  return wants_rows ? CollectRows(database, statement.get(), answer)
                    : RunForEffect(database, statement.get(), sql, answer);
}

}  // namespace vera::hostabi
