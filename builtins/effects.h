#ifndef VERA_BUILTINS_EFFECTS_H_
#define VERA_BUILTINS_EFFECTS_H_

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

// The built-in effects with their operations (spec chapter 7.7, §9.5) and abilities (spec §9.8). As
// with the functions, a row is all that any stage knows of one.

namespace vera::builtins {

struct EffectOperation {
  std::string_view name;
  std::string_view signature;  // "(String -> Unit)", over the effect's parameters
  // Host function (without its "vera_host_" prefix) that is the operation's default handler; empty
  // where only a handler of the program gives it a meaning, or where the host has none yet.
  std::string_view host = {};
  // Host function that starts the operation for `async` and gives a future of the host; empty where
  // it is computed at once.
  std::string_view async_host = {};
  std::string_view doc;
};

struct Effect {
  std::string_view name;
  std::string_view type_param;  // at most one; empty if there is none
  std::span<const EffectOperation> operations;
  std::string_view since;
  std::string_view doc;
};

struct Ability {
  std::string_view name;
  std::string_view type_param;
  EffectOperation operation;
  std::string_view since;
  std::string_view doc;
};

inline constexpr auto kIoOperations = std::to_array<EffectOperation>({
    {.name = "print",
     .signature = "(String -> Unit)",
     .host = "io_print",
     .doc = "Writes the string to standard output."},
    {.name = "read_line",
     .signature = "(Unit -> String)",
     .host = "io_read_line",
     .doc = "Next line of standard input without its line feed; empty at its end."},
    {.name = "read_file",
     .signature = "(String -> Result<String, String>)",
     .host = "io_read_file",
     .doc = "Contents of the file of that path, or why it could not be read."},
    {.name = "write_file",
     .signature = "(String, String -> Result<Unit, String>)",
     .host = "io_write_file",
     .doc = "Replaces the file of that path, or says why it could not."},
    {.name = "args",
     .signature = "(Unit -> Array<String>)",
     .host = "io_args",
     .doc = "Arguments that the program was started with, without its name."},
    {.name = "exit",
     .signature = "(Int -> Never)",
     .host = "io_exit",
     .doc = "Ends the run with this status."},
    {.name = "get_env",
     .signature = "(String -> Option<String>)",
     .host = "io_get_env",
     .doc = "Value of an environment variable, if it is set."},
    {.name = "sleep",
     .signature = "(Nat -> Unit)",
     .host = "io_sleep",
     .doc = "Waits that many milliseconds."},
    {.name = "time",
     .signature = "(Unit -> Nat)",
     .host = "io_time",
     .doc = "Milliseconds since the start of 1970, UTC."},
    {.name = "stderr",
     .signature = "(String -> Unit)",
     .host = "io_stderr",
     .doc = "Writes the string to standard error."},
    {.name = "read_char",
     .signature = "(Unit -> Result<String, String>)",
     .host = "io_read_char",
     .doc = "Next character of standard input, unbuffered on a terminal, or why there is none."},
});

inline constexpr auto kStateOperations = std::to_array<EffectOperation>({
    {.name = "get", .signature = "(Unit -> T)", .doc = "The state."},
    {.name = "put", .signature = "(T -> Unit)", .doc = "Replaces the state."},
});

inline constexpr auto kExnOperations = std::to_array<EffectOperation>({
    {.name = "throw",
     .signature = "(E -> Never)",
     .doc = "Leaves the computation for the nearest handler of this type."},
});

inline constexpr auto kHttpOperations = std::to_array<EffectOperation>({
    {.name = "get",
     .signature = "(String -> Result<String, String>)",
     .host = "http_get",
     .async_host = "async_http_get",
     .doc = "Body of the answer to a GET request, or why there is none."},
    {.name = "post",
     .signature = "(String, String -> Result<String, String>)",
     .host = "http_post",
     .async_host = "async_http_post",
     .doc = "Body of the answer to a POST request with a JSON body, or why there is none."},
    {.name = "send",
     .signature = "(Request, Nat -> Result<Response, String>)",
     .host = "http_send",
     .async_host = "async_http_send",
     .doc = "The answer to a request, whatever its status, within that many milliseconds (0: the "
            "usual limit), or why there is none. The request's path is a whole URL."},
});

inline constexpr auto kRandomOperations = std::to_array<EffectOperation>({
    {.name = "random_int",
     .signature = "(Int, Int -> Int)",
     .host = "random_int",
     .doc = "An integer between two bounds, both included, each equally likely."},
    {.name = "random_float",
     .signature = "(Unit -> Float64)",
     .host = "random_float",
     .doc = "A number from 0.0 up to, not including, 1.0."},
    {.name = "random_bool",
     .signature = "(Unit -> Bool)",
     .host = "random_bool",
     .doc = "True or false, each equally likely."},
});

inline constexpr auto kInferenceOperations = std::to_array<EffectOperation>({
    {.name = "complete",
     .signature = "(String -> Result<String, String>)",
     .host = "inference_complete",
     .async_host = "async_inference_complete",
     .doc = "A language model's answer to a prompt, or why there is none."},
});

inline constexpr auto kDbOperations = std::to_array<EffectOperation>({
    {.name = "query",
     .signature = "(String, Array<Option<String>> -> Result<Array<Array<Option<String>>>, String>)",
     .host = "db_query",
     .doc = "Rows of a SQL query, or why it failed; None stands for NULL."},
    {.name = "execute",
     .signature = "(String, Array<Option<String>> -> Result<Int, String>)",
     .host = "db_execute",
     .doc = "Number of rows that a SQL statement changed, or why it failed."},
});

// Sorted by name.
inline constexpr auto kEffects = std::to_array<Effect>({
    {.name = "Async",
     .type_param = "",
     .operations = {},
     .since = "0.0.82",
     .doc = "Allows async and await."},
    {.name = "DB",
     .type_param = "",
     .operations = kDbOperations,
     .since = "0.1.7",
     .doc = "SQL database."},
    {.name = "Diverge",
     .type_param = "",
     .operations = {},
     .since = "0.0.49",
     .doc = "Allows a computation that may not end."},
    {.name = "Exn",
     .type_param = "E",
     .operations = kExnOperations,
     .since = "0.0.62",
     .doc = "Exceptions of one type."},
    {.name = "Http",
     .type_param = "",
     .operations = kHttpOperations,
     .since = "0.0.99",
     .doc = "Requests to web servers."},
    {.name = "HttpServer",
     .type_param = "",
     .operations = {},
     .since = "0.0.193",
     .doc = "Marks a handler of web requests."},
    {.name = "IO",
     .type_param = "",
     .operations = kIoOperations,
     .since = "0.0.5",
     .doc = "Terminal, files, environment, clock and process."},
    {.name = "Inference",
     .type_param = "",
     .operations = kInferenceOperations,
     .since = "0.0.101",
     .doc = "Language models."},
    {.name = "Random",
     .type_param = "",
     .operations = kRandomOperations,
     .since = "0.0.115",
     .doc = "Random numbers."},
    {.name = "State",
     .type_param = "T",
     .operations = kStateOperations,
     .since = "0.0.5",
     .doc = "One mutable cell."},
});

// Sorted by name.
inline constexpr auto kAbilities = std::to_array<Ability>({
    {.name = "Eq",
     .type_param = "A",
     .operation = {.name = "eq", .signature = "(A, A -> Bool)", .doc = "Structural equality."},
     .since = "0.0.90",
     .doc = "Types whose values can be compared for equality."},
    {.name = "Hash",
     .type_param = "A",
     .operation = {.name = "hash",
                   .signature = "(A -> Int)",
                   .doc = "A number that equal values share."},
     .since = "0.0.90",
     .doc = "Types whose values have a hash."},
    {.name = "Ord",
     .type_param = "A",
     .operation = {.name = "compare",
                   .signature = "(A, A -> Ordering)",
                   .doc = "Which of two values comes first."},
     .since = "0.0.90",
     .doc = "Types whose values are totally ordered."},
    {.name = "Show",
     .type_param = "A",
     .operation = {.name = "show", .signature = "(A -> String)", .doc = "The value as text."},
     .since = "0.0.90",
     .doc = "Types whose values can be shown."},
});

const Effect* FindEffect(std::string_view name);    // null when there is none
const Ability* FindAbility(std::string_view name);  // null when there is none

}  // namespace vera::builtins

#endif  // VERA_BUILTINS_EFFECTS_H_
