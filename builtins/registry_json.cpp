#include "builtins/registry_json.h"

#include <algorithm>
#include <array>
#include <vector>

#include "builtins/builtin.h"
#include "builtins/effects.h"
#include "support/json_writer.h"

namespace vera::builtins {
namespace {

// Writes {schema, items}; `write_items` writes the objects.
template <typename WriteItems>
std::string Document(std::string_view schema, WriteItems write_items) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::kPretty);
  json.BeginObject();
  json.Key("schema");
  json.String(schema);
  json.Key("items");
  json.BeginArray();
  write_items(json);
  json.EndArray();
  json.EndObject();
  return out + '\n';
}

void Member(JsonWriter& json, std::string_view key, std::string_view value) {
  json.Key(key);
  json.String(value);
}

void Member(JsonWriter& json, std::string_view key, const std::vector<std::string_view>& values) {
  json.Key(key);
  json.BeginArray();
  for (std::string_view value : values) {
    json.String(value);
  }
  json.EndArray();
}

using TextRow = std::array<std::string, 3>;

// Columns two blanks apart, each as wide as its widest cell, nothing after the last cell that has
// text.
std::string Table(const std::vector<TextRow>& rows) {
  std::array<size_t, 3> width = {0, 0, 0};
  for (const TextRow& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      width[i] = std::max(width[i], row[i].size());
    }
  }
  std::string out;
  for (const TextRow& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      line.append(width[i] - row[i].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::vector<std::string_view> OperationNames(std::span<const EffectOperation> operations) {
  std::vector<std::string_view> names;
  for (const EffectOperation& operation : operations) {
    names.push_back(operation.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (std::string_view word : words) {
    if (!out.empty()) {
      out += ", ";
    }
    out += word;
  }
  return out;
}

void WriteEffect(JsonWriter& json, std::string_view name, std::string_view kind,
                 std::string_view type_param, std::span<const EffectOperation> operations,
                 std::string_view since) {
  std::vector<std::string_view> params;
  if (!type_param.empty()) {
    params.push_back(type_param);
  }
  json.BeginObject();
  Member(json, "name", name);
  Member(json, "kind", kind);
  Member(json, "type_params", params);
  Member(json, "ops", OperationNames(operations));
  Member(json, "since", since);
  json.EndObject();
}

}  // namespace

std::string BuiltinsJson() {
  return Document("vera-builtins/1", [](JsonWriter& json) {
    for (const Builtin& row : AllBuiltins()) {
      json.BeginObject();
      Member(json, "name", row.name);
      Member(json, "module", "core");
      Member(json, "kind", "function");
      Member(json, "since", row.since);
      json.EndObject();
    }
  });
}

std::string BuiltinsText() {
  std::vector<TextRow> rows;
  for (const Builtin& row : AllBuiltins()) {
    rows.push_back({std::string(row.name), "core", "function"});
  }
  return Table(rows);
}

std::string EffectsJson() {
  return Document("vera-effects/1", [](JsonWriter& json) {
    for (const Effect& row : kEffects) {
      WriteEffect(json, row.name, "effect", row.type_param, row.operations, row.since);
    }
    for (const Ability& row : kAbilities) {
      WriteEffect(json, row.name, "ability", row.type_param, {&row.operation, 1}, row.since);
    }
  });
}

std::string EffectsText() {
  std::vector<TextRow> rows;
  for (const Effect& row : kEffects) {
    rows.push_back({std::string(row.name), "effect", Joined(OperationNames(row.operations))});
  }
  for (const Ability& row : kAbilities) {
    rows.push_back({std::string(row.name), "ability", std::string(row.operation.name)});
  }
  return Table(rows);
}

std::string ErrorsJson(std::span<const ErrorRow> rows) {
  return Document("vera-errors/1", [rows](JsonWriter& json) {
    for (const ErrorRow& row : rows) {
      json.BeginObject();
      Member(json, "code", row.code);
      Member(json, "phase", row.phase);
      Member(json, "title", row.title);
      Member(json, "since", row.since);
      json.EndObject();
    }
  });
}

std::string ErrorsText(std::span<const ErrorRow> rows) {
  std::vector<TextRow> cells;
  for (const ErrorRow& row : rows) {
    cells.push_back({std::string(row.code), std::string(row.phase), std::string(row.title)});
  }
  return Table(cells);
}

}  // namespace vera::builtins
