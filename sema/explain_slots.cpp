#include "sema/explain_slots.h"

#include <map>
#include <optional>
#include <vector>

namespace vera::sema {

using syntax::As;

namespace {

// The written name of a type as slots count it; nothing where a function type stands inside an
// argument.
std::optional<std::string> SlotSpelling(const syntax::TypeExpr& type) {
  if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    return SlotSpelling(*refinement->base);
  }
  const auto* named = As<syntax::NamedType>(&type);
  if (named == nullptr) {
    return "Fn";
  }
  std::string out = named->name.str();
  for (size_t i = 0; i < named->args.size(); ++i) {
    const auto arg = SlotSpelling(*named->args[i]);
    if (!arg || As<syntax::FnType>(named->args[i]) != nullptr) {
      return std::nullopt;
    }
    out += (i == 0 ? "<" : ", ") + *arg;
  }
  return named->args.empty() ? out : out + ">";
}

// "@Array<@Int>": the type with the at-signs of a signature.
std::string SignatureSpelling(const syntax::TypeExpr& type) {
  if (const auto* refinement = As<syntax::RefinementType>(&type)) {
    return SignatureSpelling(*refinement->base);
  }
  const auto* named = As<syntax::NamedType>(&type);
  if (named == nullptr) {
    return "@?";
  }
  std::string out = "@" + named->name.str();
  for (size_t i = 0; i < named->args.size(); ++i) {
    out += (i == 0 ? "<" : ", ") + SignatureSpelling(*named->args[i]);
  }
  return named->args.empty() ? out : out + ">";
}

std::string Signature(const syntax::FnDecl& fn) {
  std::string out;
  for (const syntax::TypeExpr* param : fn.params) {
    out += (out.empty() ? "" : ", ") + SignatureSpelling(*param);
  }
  return out + " -> " + SignatureSpelling(*fn.result);
}

// By type: the positions of its parameters, counted from 1, in the order of their slots.
std::map<std::string, std::vector<size_t>> SlotTable(const syntax::FnDecl& fn) {
  std::map<std::string, std::vector<size_t>> table;
  for (size_t i = fn.params.size(); i > 0; --i) {
    table[SlotSpelling(*fn.params[i - 1]).value_or("?")].push_back(i);
  }
  return table;
}

std::string Label(const std::string& type, size_t slot, size_t count) {
  if (count == 1) {
    return "only @" + type;
  }
  if (slot == 0) {
    return "last @" + type;
  }
  if (slot == count - 1) {
    return "first @" + type;
  }
  return std::to_string(count - slot) + " from last @" + type;
}

}  // namespace

std::string ExplainSlots(const CheckedProgram& program) {
  std::string out;
  for (const syntax::Decl* decl : program.modules[0].tree->program().decls) {
    const auto* fn = As<syntax::FnDecl>(decl);
    if (fn == nullptr) {
      continue;
    }
    out += "  fn " + fn->name.str() + "(" + Signature(*fn) + ")\n";
    for (const auto& [type, positions] : SlotTable(*fn)) {
      for (size_t slot = 0; slot < positions.size(); ++slot) {
        out += "    @" + type + "." + std::to_string(slot) + "  parameter " +
               std::to_string(positions[slot]) + " (" + Label(type, slot, positions.size()) + ")\n";
      }
    }
    out += "\n";
  }
  const char* heading = "\nSlot environments (index 0 = last occurrence in signature):\n\n";
  return out.empty() ? out : heading + out;
}

void WriteSlotEnvironments(JsonWriter& writer, const CheckedProgram& program) {
  writer.BeginArray();
  for (const syntax::Decl* decl : program.modules[0].tree->program().decls) {
    const auto* fn = As<syntax::FnDecl>(decl);
    if (fn == nullptr) {
      continue;
    }
    writer.BeginObject();
    writer.Key("function");
    writer.String(std::string_view(fn->name));
    writer.Key("slots");
    writer.BeginArray();
    for (const auto& [type, positions] : SlotTable(*fn)) {
      for (size_t slot = 0; slot < positions.size(); ++slot) {
        writer.BeginObject();
        writer.Key("slot");
        writer.String("@" + type + "." + std::to_string(slot));
        writer.Key("type");
        writer.String(type);
        writer.Key("parameter");
        writer.Uint(positions[slot]);
        writer.EndObject();
      }
    }
    writer.EndArray();
    writer.EndObject();
  }
  writer.EndArray();
}

}  // namespace vera::sema
