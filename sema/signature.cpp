#include "sema/signature.h"

#include "llvm/ADT/StringExtras.h"
#include "sema/eq_ability.h"
#include "sema/spell.h"
#include "support/check.h"

namespace vera::sema {

namespace {

class SignatureReader {
 public:
  SignatureReader(Session& session, llvm::StringRef text, llvm::ArrayRef<TypeVarId> type_params)
      : session_(session), types_(session.program.types), rest_(text) {
    for (const TypeVarId var : type_params) {
      vars_[session.program.type_vars[var.index]] = var;
    }
  }

  Signature ReadAll() {
    Signature out;
    if (Take("forall")) {
      Expect("<");
      do {
        const llvm::StringRef name = Word();
        out.type_vars.push_back(session_.NewTypeVar(name));
        vars_[name] = out.type_vars.back();
      } while (Take(","));
      if (Take("where")) {
        do {
          const std::optional<Ability> ability = BuiltinAbilityNamed(Word());
          VERA_CHECK(ability.has_value(), "signature: a built-in ability");
          Expect("<");
          out.needs.push_back({vars_.lookup(Word()), *ability});
          Expect(">");
        } while (Take(","));
      }
      Expect(">");
    }
    Expect("(");
    ReadParams(out.params, out.result);
    out.row = Take("effects") ? ReadRow() : types_.pure_row();
    return out;
  }

  TypeId ReadOneType() {
    const llvm::StringRef name = Word();
    if (name == "fn") {
      Expect("(");
      std::vector<TypeId> params;
      TypeId result;
      ReadParams(params, result);
      Expect("effects");
      const RowId row = ReadRow();
      return types_.Fn(params, result, row);
    }
    const auto var = vars_.find(name);
    if (var != vars_.end()) {
      return types_.Var(var->second);
    }
    llvm::SmallVector<TypeId, 2> args;
    if (Take("<")) {
      do {
        args.push_back(ReadOneType());
      } while (Take(","));
      Expect(">");
    }
    return Named(name, args);
  }

 private:
  void ReadParams(std::vector<TypeId>& params, TypeId& result) {
    if (!Take("->")) {
      do {
        params.push_back(ReadOneType());
      } while (Take(","));
      Expect("->");
    }
    result = ReadOneType();
    Expect(")");
  }

  RowId ReadRow() {
    Expect("(");
    if (Take("pure")) {
      Expect(")");
      return types_.pure_row();
    }
    EffectRow row;
    Expect("<");
    do {
      const EffectId* effect = session_.BuiltinEffectNamed(Word());
      VERA_CHECK(effect != nullptr, "signature: a built-in effect");
      row.effects.push_back({*effect, {}});
    } while (Take(","));
    Expect(">");
    Expect(")");
    return types_.Row(std::move(row));
  }

  TypeId Named(llvm::StringRef name, llvm::ArrayRef<TypeId> args) {
    if (const std::optional<TypeKind> kind = BuiltinTypeKind(name)) {
      return args.empty() && *kind <= TypeKind::kDecimal && !IsContainer(*kind)
                 ? types_.Primitive(*kind)
                 : types_.Container(*kind, args);
    }
    const DataId* data = session_.BuiltinData(name);
    VERA_CHECK(data != nullptr, "signature: a built-in type");
    return types_.Data(*data, args);
  }

  llvm::StringRef Word() {
    rest_ = rest_.ltrim();
    const llvm::StringRef word =
        rest_.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
    VERA_CHECK(!word.empty(), "signature: a name");
    rest_ = rest_.drop_front(word.size());
    return word;
  }
  bool Take(llvm::StringRef token) {
    rest_ = rest_.ltrim();
    return rest_.consume_front(token);
  }
  void Expect(llvm::StringRef token) { VERA_CHECK(Take(token), "signature: another token"); }

  Session& session_;
  TypeTable& types_;
  llvm::StringRef rest_;
  llvm::StringMap<TypeVarId> vars_;
};

}  // namespace

Signature ReadSignature(Session& session, llvm::StringRef text,
                        llvm::ArrayRef<TypeVarId> type_params) {
  return SignatureReader(session, text, type_params).ReadAll();
}

TypeId ReadType(Session& session, llvm::StringRef text, llvm::ArrayRef<TypeVarId> type_params) {
  return SignatureReader(session, text, type_params).ReadOneType();
}

}  // namespace vera::sema
