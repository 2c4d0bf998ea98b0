#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <optional>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

using Cell = std::optional<std::string>;

// A file that does not exist yet, in a folder that goes with the object.
class ScratchFile {
 public:
  ScratchFile() {
    char name[] = "/tmp/vera_db_XXXXXX";
    folder_ = mkdtemp(name);
    path_ = folder_ + "/test.db";
  }
  ~ScratchFile() {
    unlink(path_.c_str());
    unlink((path_ + "-journal").c_str());
    rmdir(folder_.c_str());
  }
  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  std::string path_;
};

class DbTest : public HostTest {
 protected:
  void TearDown() override { unsetenv("VERA_DB_URL"); }

  static void UseUrl(const std::string& url) { setenv("VERA_DB_URL", url.c_str(), 1); }
  Value Cells(const std::vector<Cell>& cells) {
    Value array = host_.Keep(NewRefs(host_.state(), sp(), cells.size()));
    for (uint32_t i = 0; i < cells.size(); ++i) {
      Value option = host_.Keep(None());
      if (cells[i]) {
        Value text = host_.Text(*cells[i]);
        option = host_.Keep(NewRefBox(host_.state(), sp(), kSomeTag, text));
      }
      SetElement(host_.state(), array, i, option);
    }
    return array;
  }
  // "3", "-1", or the error's text.
  std::string Execute(std::string_view sql, const std::vector<Cell>& cells = {}) {
    Value text = host_.Text(sql);
    Value result = host_.Call(vera_host_db_execute, text, Cells(cells));
    return host_.TagOf(result) == kOkTag ? std::to_string(host_.ScalarField<int64_t>(result))
                                         : host_.Read(host_.RefField(result));
  }
  // "a|NULL/b|c" for two rows of two cells, or the error's text.
  std::string Query(std::string_view sql, const std::vector<Cell>& cells = {}) {
    Value text = host_.Text(sql);
    Value result = host_.Call(vera_host_db_query, text, Cells(cells));
    if (host_.TagOf(result) == kErrTag) {
      return "error: " + host_.Read(host_.RefField(result));
    }
    std::string out;
    const Ref grid = host_.RefField(result);
    for (uint32_t i = 0; i < LengthOf(host_.state(), grid); ++i) {
      const Ref row = ElementOf(host_.state(), grid, i);
      for (uint32_t k = 0; k < LengthOf(host_.state(), row); ++k) {
        const Ref cell = ElementOf(host_.state(), row, k);
        out += k == 0 ? (i == 0 ? "" : "/") : "|";
        out += host_.TagOf(cell) == kNoneTag ? "NULL" : host_.Read(host_.RefField(cell));
      }
    }
    return out;
  }

 private:
  Ref* sp() { return host_.sp(); }
};
VERA_HOST_TEST_SUITE(DbTest);

TEST_P(DbTest, RowsComeBackAsText) {
  EXPECT_EQ(Execute("CREATE TABLE t (k TEXT, v TEXT)"), "-1");
  EXPECT_EQ(Execute("INSERT INTO t VALUES (?, ?), (?, 'x')", {"a", std::nullopt, ""}), "2");
  EXPECT_EQ(Query("SELECT k, v FROM t ORDER BY rowid"), "a|NULL/|x");
  EXPECT_EQ(Query("SELECT k FROM t WHERE k = 'none'"), "");
}

// What the reference's host language prints for a number.
TEST_P(DbTest, NumbersAndBlobs) {
  EXPECT_EQ(Query("SELECT 1e16, 1e15, 0.1, 1e-5, -0.0, 9e999, -9e999, 5e-324, 1.0"),
            "1e+16|1000000000000000.0|0.1|1e-05|-0.0|inf|-inf|5e-324|1.0");
  EXPECT_EQ(Query("SELECT 9223372036854775807, -9223372036854775807 - 1, 0"),
            "9223372036854775807|-9223372036854775808|0");
  EXPECT_EQ(Query("SELECT x'ff41', x'', typeof(x'')"),
            "\xEF\xBF\xBD"
            "A||blob");
}

TEST_P(DbTest, ParametersAreText) {
  EXPECT_EQ(Query("SELECT typeof(?), typeof(?), ?", {"1", std::nullopt, "'; DROP TABLE t; --"}),
            "text|null|'; DROP TABLE t; --");
  EXPECT_EQ(Query("SELECT length(CAST(? AS BLOB))", {std::string("a\0b", 3)}), "3");
  EXPECT_EQ(Query("SELECT ?", {"\xC3"}), "\xEF\xBF\xBD");
}

TEST_P(DbTest, ChangedRows) {
  Execute("CREATE TABLE t (a)");
  EXPECT_EQ(Execute("INSERT INTO t VALUES (1), (2), (3)"), "3");
  EXPECT_EQ(Execute("/* c */ -- d\n update t SET a = 0 WHERE a > 1"), "2");
  EXPECT_EQ(Execute("WITH x AS (SELECT 9) INSERT INTO t SELECT * FROM x"), "-1");
  EXPECT_EQ(Execute("INSERT INTO t VALUES (4), (5) RETURNING a"), "2");
  EXPECT_EQ(Execute("SELECT * FROM t"), "-1");
  EXPECT_EQ(Execute("DELETE FROM t"), "6");
  EXPECT_EQ(Execute("DELETE FROM t"), "0");
  EXPECT_EQ(Execute(""), "-1");
  EXPECT_EQ(Execute("-- nothing"), "-1");
  EXPECT_EQ(Query(" /* nothing"), "");
}

TEST_P(DbTest, FailuresAreValues) {
  EXPECT_EQ(Query("SELEC"), "error: near \"SELEC\": syntax error");
  EXPECT_EQ(Execute("INSERT INTO t VALUES (1)"), "no such table: t");
  EXPECT_EQ(Query("SELECT ?"), "error: the statement has 1 parameter, but 0 values were given");
  EXPECT_EQ(Query("SELECT 1", {"a"}),
            "error: the statement has 0 parameters, but 1 value was given");
  EXPECT_EQ(Query("SELECT 1; SELECT 2"), "error: more than one statement");
  EXPECT_EQ(Query("SELECT 1; -- only a comment"), "1");
  EXPECT_EQ(Query(std::string_view("SELECT '\0'", 10)),
            "error: the statement contains a zero byte");
  EXPECT_EQ(Query("SELECT CAST(x'41ff' AS TEXT) AS c"),
            "error: column 'c' holds text that is not UTF-8 at byte 1");
  EXPECT_EQ(Query("SELECT load_extension('x')"), "error: not authorized");
  EXPECT_EQ(Query("SELECT zeroblob(300000000)"), "error: string or blob too big");
  Execute("CREATE TABLE t (a UNIQUE)");
  EXPECT_EQ(Execute("INSERT INTO t VALUES (1), (1)"), "UNIQUE constraint failed: t.a");
  EXPECT_EQ(Query("SELECT count(*) FROM t"), "0");
}

TEST_P(DbTest, TransactionsHold) {
  Execute("CREATE TABLE t (a)");
  EXPECT_EQ(Execute("ROLLBACK"), "cannot rollback - no transaction is active");
  EXPECT_EQ(Execute("BEGIN"), "-1");
  EXPECT_EQ(Execute("INSERT INTO t VALUES (1)"), "1");
  EXPECT_EQ(Execute("ROLLBACK"), "-1");
  EXPECT_EQ(Query("SELECT count(*) FROM t"), "0");
}

TEST_P(DbTest, FilesKeepWhatIsWritten) {
  ScratchFile file;
  for (const std::string& url :
       {"sqlite:///" + file.path(), file.path(), " sqlite:///" + file.path() + "\n"}) {
    UseUrl(url);
    TestHost other(GetParam());
    Value none = other.Keep(NewRefs(other.state(), other.sp(), 0));
    Value make = other.Text("CREATE TABLE IF NOT EXISTS t (a)");
    EXPECT_EQ(other.TagOf(other.Call(vera_host_db_execute, make, none)), kOkTag);
    Value insert = other.Text("INSERT INTO t VALUES (1)");
    EXPECT_EQ(other.TagOf(other.Call(vera_host_db_execute, insert, none)), kOkTag);
  }
  EXPECT_EQ(Query("SELECT count(*) FROM t"), "3");
}

TEST_P(DbTest, MemoryUnderAllItsNames) {
  for (const char* url :
       {"", "sqlite::memory:", ":memory:", "sqlite://:memory:", "sqlite:///:memory:"}) {
    UseUrl(url);
    TestHost other(GetParam());
    Value none = other.Keep(NewRefs(other.state(), other.sp(), 0));
    Value make = other.Text("CREATE TABLE only_here (a)");
    EXPECT_EQ(other.TagOf(other.Call(vera_host_db_execute, make, none)), kOkTag) << url;
  }
}

TEST_P(DbTest, DatabasesThatDoNotOpen) {
  ScratchFile file;
  UseUrl("sqlite:///" + file.folder() + "/none/x.db");
  EXPECT_EQ(Query("SELECT 1"), "error: cannot open database: unable to open database file");
  UseUrl("sqlite:///" + file.folder());
  EXPECT_EQ(Execute("CREATE TABLE t (a)"), "cannot open database: unable to open database file");
  std::ofstream(file.path()) << std::string(5000, 'x');
  UseUrl(file.path());
  EXPECT_EQ(Query("SELECT * FROM sqlite_master"), "error: file is not a database");
}

// Overwrites pages of a table in the middle of the file.
TEST_P(DbTest, CorruptFile) {
  ScratchFile file;
  {
    UseUrl(file.path());
    TestHost writer(GetParam());
    Value none = writer.Keep(NewRefs(writer.state(), writer.sp(), 0));
    for (const char* sql :
         {"CREATE TABLE t (a)",
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
          "INSERT INTO t SELECT 'some text ' || i FROM n"}) {
      Value text = writer.Text(sql);
      EXPECT_EQ(writer.TagOf(writer.Call(vera_host_db_execute, text, none)), kOkTag);
    }
  }
  {
    std::fstream patch(file.path(), std::ios::in | std::ios::out | std::ios::binary);
    patch.seekp(4096 * 3);
    patch << std::string(4096 * 4, '\xFF');
  }
  EXPECT_EQ(Query("SELECT count(a), max(a) FROM t"), "error: database disk image is malformed");
}

TEST_P(DbTest, LockedFileIsAnErrorInBoundedTime) {
  if (GetParam()) {
    GTEST_SKIP() << "the wait says nothing about the collector";
  }
  ScratchFile file;
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file.path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE t (a); BEGIN EXCLUSIVE", nullptr, nullptr, nullptr),
            SQLITE_OK);
  UseUrl(file.path());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Execute("INSERT INTO t VALUES (1)"), "database is locked");
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_GE(waited, std::chrono::milliseconds(kSqlLockMilliseconds - 500));
  EXPECT_LE(waited, std::chrono::milliseconds(4 * kSqlLockMilliseconds));
  sqlite3_close(other);
  EXPECT_EQ(Execute("INSERT INTO t VALUES (1)"), "1");
}

// A trap in the middle of building a result leaves a connection that Shutdown can close: the
// write-ahead state of the file is then gone, and another connection may write.
TEST_P(DbTest, TrapLeavesNothingOpen) {
  ScratchFile file;
  UseUrl(file.path());
  {
    TestHost run(GetParam());
    Value none = run.Keep(NewRefs(run.state(), run.sp(), 0));
    Value begin = run.Text("BEGIN EXCLUSIVE");
    run.Call(vera_host_db_execute, begin, none);
    Value rows = run.Text("SELECT 'a' UNION SELECT 'b'");
    RuntimeState* state = run.state();
    EXPECT_EQ(run.TrapOf([&] {
      // The shadow stack has room for one slot more.
      vera_host_db_query(state, state->shadow_limit - 1, rows, none);
    }),
              gc::TrapKind::kStackExhausted);
  }
  EXPECT_EQ(Execute("CREATE TABLE t (a)"), "-1");
}

}  // namespace
}  // namespace vera::hostabi
