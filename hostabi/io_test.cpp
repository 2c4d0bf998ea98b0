#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "hostabi/host_function_addresses.h"
#include "hostabi/host_function_table.h"
#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

// Standard input that holds `text`, for as long as the object lives.
class StandardInput {
 public:
  explicit StandardInput(std::string_view text) : saved_(dup(0)) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    EXPECT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(ends[1]);
    dup2(ends[0], 0);
    close(ends[0]);
  }
  ~StandardInput() {
    dup2(saved_, 0);
    close(saved_);
  }

 private:
  int saved_;
};

class IoTest : public HostTest {
 protected:
  std::string Line() { return host_.Read(host_.Call(vera_host_io_read_line)); }
  std::string Char() { return host_.ReadResult(host_.Call(vera_host_io_read_char)); }
  std::string File(std::string_view path) {
    return host_.ReadResult(host_.Call(vera_host_io_read_file, host_.Text(path)));
  }
};
VERA_HOST_TEST_SUITE(IoTest);

TEST_P(IoTest, PrintIsBufferedUntilFlush) {
  vera_host_io_print(host_.state(), host_.Text("a"));
  vera_host_io_print(host_.state(), host_.Text("\xC3"));
  EXPECT_EQ(host_.output(), "");
  vera_host_io_stderr(host_.state(), host_.Text("e"));
  EXPECT_EQ(host_.output(), "a\xEF\xBF\xBD");
  EXPECT_EQ(host_.errors(), "e");
  vera_host_io_print(host_.state(), host_.Text("b"));
  Flush(host_.state());
  EXPECT_EQ(host_.output(),
            "a\xEF\xBF\xBD"
            "b");
}

TEST_P(IoTest, EndOfOutput) {
  RuntimeState* state = host_.state();
  vera_host_io_print(state, host_.Text(""));
  vera_host_io_stderr(state, host_.Text("e"));
  EXPECT_EQ(EndOfOutput(state), OutputEnd::kNothing);
  vera_host_io_print(state, host_.Text("a\n"));
  EXPECT_EQ(EndOfOutput(state), OutputEnd::kLineFeed);
  vera_host_io_print(state, host_.Text("b"));
  vera_host_io_print(state, host_.Text(""));
  EXPECT_EQ(EndOfOutput(state), OutputEnd::kOther);
}

TEST_P(IoTest, PrintOfMoreThanTheBuffer) {
  const std::string large(200001, 'x');
  vera_host_io_print(host_.state(), host_.Text("<"));
  vera_host_io_print(host_.state(), host_.Text(large));
  vera_host_io_print(host_.state(), host_.Text(">"));
  Flush(host_.state());
  EXPECT_EQ(host_.output(), "<" + large + ">");
}

TEST_P(IoTest, LinesAndCharactersShareTheInput) {
  StandardInput input("one\r\ntw\xC3\xA9\n\xC3\xA9\r\nx\xFFy");
  vera_host_io_print(host_.state(), host_.Text("? "));
  EXPECT_EQ(Line(), "one");
  EXPECT_EQ(host_.output(), "? ");
  EXPECT_EQ(Line(), "tw\xC3\xA9");
  EXPECT_EQ(Char(), "Ok(\xC3\xA9)");
  EXPECT_EQ(Char(), "Ok(\n)");
  EXPECT_EQ(Char(), "Ok(x)");
  EXPECT_EQ(Char(), "Err(invalid UTF-8)");
  EXPECT_EQ(Line(), "y");
  EXPECT_EQ(Line(), "");
  EXPECT_EQ(Char(), "Err(EOF)");
}

// A terminal hands over each key at once, without echo, and is as before afterwards.
TEST_P(IoTest, KeysOfATerminal) {
  int controller = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(controller, 0);
  ASSERT_EQ(grantpt(controller), 0);
  ASSERT_EQ(unlockpt(controller), 0);
  int terminal = open(ptsname(controller), O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  termios before;
  ASSERT_EQ(tcgetattr(terminal, &before), 0);
  int saved = dup(0);
  dup2(terminal, 0);
  // The user answers when the program listens to single keys.
  auto press = [this, controller](const char* key) {
    std::thread user([controller, key] {
      termios now;
      do {
        usleep(1000);
        tcgetattr(controller, &now);
      } while ((now.c_lflag & ICANON) != 0);
      EXPECT_GT(write(controller, key, strlen(key)), 0);
    });
    std::string result = Char();
    user.join();
    return result;
  };
  EXPECT_EQ(press("x"), "Ok(x)");
  EXPECT_EQ(press("\xC3\xA9"), "Ok(\xC3\xA9)");
  EXPECT_EQ(press("\r"), "Ok(\n)");
  EXPECT_EQ(press("\x04"), "Err(EOF)");
  termios after;
  ASSERT_EQ(tcgetattr(terminal, &after), 0);
  EXPECT_EQ(after.c_lflag, before.c_lflag);
  dup2(saved, 0);
  close(saved);
  close(terminal);
  close(controller);
}

// Standard output that can't be written ends the run.
TEST_P(IoTest, FullDisk) {
  host_.WriteToProcess();
  int saved = dup(1);
  int full = open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  Value text = host_.Text("x");
  fflush(stdout);
  dup2(full, 1);
  vera_host_io_print(host_.state(), text);
  Flush(host_.state());
  std::string error(OutputError(host_.state()));
  host_.TrapOf([&] { vera_host_io_print(host_.state(), text); });
  dup2(saved, 1);
  close(saved);
  close(full);
  EXPECT_EQ(error, "No space left on device");
  EXPECT_EQ(host_.exit_status(), 1);
}

TEST_P(IoTest, CharacterCutOffByTheEnd) {
  StandardInput input("\xE2\x82");
  EXPECT_EQ(Char(), "Err(invalid UTF-8)");
  EXPECT_EQ(Char(), "Err(EOF)");
}

TEST_P(IoTest, CharacterCutOffByAnother) {
  StandardInput input(
      "\xE2"
      "a");
  EXPECT_EQ(Char(), "Err(invalid UTF-8)");
  EXPECT_EQ(Char(), "Ok(a)");
}

TEST_P(IoTest, LongLine) {
  const std::string line(65536 - 1, 'l');
  std::string path = testing::TempDir() + "/vera_io_test_line";
  Value name = host_.Text(path);
  host_.Call(vera_host_io_write_file, name, host_.Text(line + line + "\nend"));
  int saved = dup(0);
  int file = open(path.c_str(), O_RDONLY);
  dup2(file, 0);
  EXPECT_EQ(Line(), line + line);
  EXPECT_EQ(Line(), "end");
  dup2(saved, 0);
  close(saved);
  close(file);
  remove(path.c_str());
}

TEST_P(IoTest, Files) {
  const std::string path = testing::TempDir() + "/vera_io_test_file";
  Value name = host_.Text(path);
  Value written = host_.Call(vera_host_io_write_file, name, host_.Text("h\xC3\xA9\r\n\xFF"));
  EXPECT_EQ(host_.TagOf(written), kOkTag);
  EXPECT_EQ(File(path), "Ok(h\xC3\xA9\r\n\xEF\xBF\xBD)");
  FILE* file = fopen(path.c_str(), "w");
  fputs("ab\xFF", file);
  fclose(file);
  EXPECT_EQ(File(path), "Err(invalid UTF-8 at byte 2: '" + path + "')");
  remove(path.c_str());
  EXPECT_EQ(File("no/such"), "Err([Errno 2] No such file or directory: 'no/such')");
  EXPECT_EQ(File("it's"), "Err([Errno 2] No such file or directory: \"it's\")");
  EXPECT_EQ(File("a\nb"), "Err([Errno 2] No such file or directory: 'a\\nb')");
  EXPECT_EQ(File(""), "Err([Errno 21] Is a directory: '.')");
  EXPECT_EQ(File(std::string_view("a\0b", 3)), "Err(embedded null byte)");
  Value refused = host_.Call(vera_host_io_write_file, host_.Text("no/such"), host_.Text(""));
  EXPECT_EQ(host_.ReadResult(refused), "Err([Errno 2] No such file or directory: 'no/such')");
}

TEST_P(IoTest, ArgumentsAndEnvironment) {
  EXPECT_EQ(host_.ReadArray(host_.Call(vera_host_io_args)), std::vector<std::string>{});
  const char* args[] = {"one", "", "dr\xC3\xA9i"};
  HostConfig config;
  config.args = args;
  config.arg_count = 3;
  TestHost host(GetParam(), config);
  EXPECT_EQ(host.ReadArray(host.Call(vera_host_io_args)),
            (std::vector<std::string>{"one", "", "dr\xC3\xA9i"}));
  setenv("VERA_IO_TEST", "h\xC3\xA9 x", 1);
  Value set = host.Call(vera_host_io_get_env, host.Text("VERA_IO_TEST"));
  EXPECT_EQ(host.TagOf(set), kSomeTag);
  EXPECT_EQ(host.Read(host.RefField(set)), "h\xC3\xA9 x");
  unsetenv("VERA_IO_TEST");
  EXPECT_EQ(host.TagOf(host.Call(vera_host_io_get_env, host.Text("VERA_IO_TEST"))), kNoneTag);
  setenv("VERA_IO_TEST", "", 1);
  std::string_view cut("VERA_IO_TEST\0x", 14);
  EXPECT_EQ(host.TagOf(host.Call(vera_host_io_get_env, host.Text(cut))), kNoneTag);
}

TEST_P(IoTest, ExitFlushesAndLeavesTheRun) {
  vera_host_io_print(host_.state(), host_.Text("before"));
  host_.TrapOf([&] { vera_host_io_exit(host_.state(), 300); });
  EXPECT_EQ(host_.exit_status(), 300);
  EXPECT_EQ(host_.output(), "before");
}

TEST_P(IoTest, TrapDetail) {
  EXPECT_EQ(TrapDetail(host_.state()), "");
  vera_host_trap_detail(host_.state(), host_.Text("@Int.0 = 3"));
  vera_host_trap_detail(host_.state(), host_.Text("@Int.0 = 4"));
  EXPECT_EQ(TrapDetail(host_.state()), "@Int.0 = 4");
}

TEST_P(IoTest, TimePasses) {
  const uint64_t before = vera_host_io_time(host_.state());
  vera_host_io_sleep(host_.state(), 2);
  EXPECT_GE(vera_host_io_time(host_.state()), before + 2);
}

TEST_P(IoTest, RandomStaysInItsRange) {
  RuntimeState* state = host_.state();
  bool seen[3] = {};
  int heads = 0;
  for (int i = 0; i < 1000; ++i) {
    int64_t value = vera_host_random_int(state, -1, 1);
    ASSERT_TRUE(value >= -1 && value <= 1);
    seen[value + 1] = true;
    double number = vera_host_random_float(state);
    ASSERT_TRUE(number >= 0.0 && number < 1.0);
    heads += vera_host_random_bool(state) ? 1 : 0;
  }
  EXPECT_TRUE(seen[0] && seen[1] && seen[2]);
  EXPECT_GT(heads, 300);
  EXPECT_LT(heads, 700);
  EXPECT_EQ(vera_host_random_int(state, 4, 4), 4);
  vera_host_random_int(state, INT64_MIN, INT64_MAX);
  EXPECT_EQ(host_.TrapOf([&] { vera_host_random_int(state, 2, 1); }), gc::TrapKind::kUnknown);
}

TEST(HostFunctions, EachHasAnAddress) {
  ASSERT_EQ(HostFunctionAddresses().size(), kHostFunctionCount);
  for (HostFunctionAddress address : HostFunctionAddresses()) {
    EXPECT_NE(address, nullptr);
  }
  const HostFunction* slice = FindHostFunction("string_slice");
  ASSERT_NE(slice, nullptr);
  EXPECT_EQ(slice->symbol, "vera_host_string_slice");
  EXPECT_TRUE(slice->may_collect());
  ASSERT_EQ(slice->parameters().size(), 3u);
  EXPECT_EQ(slice->parameters()[0], AbiType::kRef);
  EXPECT_EQ(slice->parameters()[1], AbiType::kI64);
  EXPECT_EQ(FindHostFunction("io_exit")->result, AbiType::kVoid);
  EXPECT_EQ(FindHostFunction("io_exit")->effect, "IO");
  EXPECT_EQ(FindHostFunction("no_such"), nullptr);
}

}  // namespace
}  // namespace vera::hostabi
