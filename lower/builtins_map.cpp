#include <array>

#include "lower/container_ops.h"
#include "lower/function_lowering.h"

// Built-in functions on maps and sets (spec 9.4.2, 9.4.3).

namespace vera::lower {

class MapBuiltins {
 public:
  MapBuiltins(FunctionLowering& f, const sema::PCallBuiltin& call)
      : f_(f),
        b_(f.b_),
        call_(call),
        ops_(f.m_, f.b_, f.m_.SiteOf(call.obligation), call.type_args[0],
             call.type_args.size() > 1 ? std::optional(call.type_args[1]) : std::nullopt) {}

  ValueId New() { return ops_.New(); }
  ValueId Contains() {
    const Given given = Take();
    return b_.Icmp(Pred::kNe, ops_.Position(given.container, given.key), b_.ConstI64(0));
  }
  ValueId Get();
  ValueId Insert();
  ValueId Add() {
    const Given given = Take();
    return ops_.Add(given.container, given.key);
  }
  ValueId Remove() {
    const Given given = Take();
    return ops_.Remove(given.container, given.key);
  }

 private:
  // The first two arguments.
  struct Given {
    ValueId container;
    ContainerOps::Key key;
  };
  ValueId Arg(size_t i, sema::TypeId type) { return f_.LowerAs(call_.args[i], f_.m_.TypeOf(type)); }
  Given Take() {
    const ValueId container = f_.LowerAs(call_.args[0], Type::kRef);
    const ValueId key = Arg(1, call_.type_args[0]);
    b_.SetLocation(call_.range.begin);
    return {container, ops_.KeyOf(key)};
  }

  FunctionLowering& f_;
  ir::Builder& b_;
  const sema::PCallBuiltin& call_;
  ContainerOps ops_;
};

ValueId MapBuiltins::Get() {
  constexpr uint32_t kNone = 0;
  constexpr uint32_t kSome = 1;
  const Given given = Take();
  const ValueId position = ops_.Position(given.container, given.key);
  const ir::BlockId found = b_.NewBlock();
  const ir::BlockId done = b_.NewBlock();
  const ValueId result = b_.AddParam(done, Type::kRef);
  b_.CondBr(b_.Icmp(Pred::kNe, position, b_.ConstI64(0)), found, done, {},
            {b_.ConstNullary(kNone)});
  b_.SetBlock(found);
  llvm::SmallVector<ValueId, 1> fields;
  if (const ValueId value = ops_.ValueAt(given.container, position); value.valid()) {
    fields.push_back(value);
  }
  b_.Br(done, {f_.Construct(call_.type, kSome, fields)});
  b_.SetBlock(done);
  return result;
}

ValueId MapBuiltins::Insert() {
  const ValueId container = f_.LowerAs(call_.args[0], Type::kRef);
  const ValueId key = Arg(1, call_.type_args[0]);
  const ValueId value = Arg(2, call_.type_args[1]);
  b_.SetLocation(call_.range.begin);
  return ops_.Insert(container, ops_.KeyOf(key), value);
}

namespace {

struct Row {
  llvm::StringLiteral name;
  ValueId (MapBuiltins::*expand)();
};

constexpr std::array kRows{
    Row{"map_new", &MapBuiltins::New},       Row{"map_insert", &MapBuiltins::Insert},
    Row{"map_get", &MapBuiltins::Get},       Row{"map_contains", &MapBuiltins::Contains},
    Row{"map_remove", &MapBuiltins::Remove}, Row{"set_new", &MapBuiltins::New},
    Row{"set_add", &MapBuiltins::Add},       Row{"set_contains", &MapBuiltins::Contains},
    Row{"set_remove", &MapBuiltins::Remove},
};

}  // namespace

bool FunctionLowering::LowerMapBuiltin(const sema::PCallBuiltin& call, llvm::StringRef name,
                                       ValueId& result) {
  const auto* row =
      llvm::find_if(kRows, [&](const Row& candidate) { return candidate.name == name; });
  if (row == kRows.end()) {
    return false;
  }
  MapBuiltins builtins(*this, call);
  b_.SetLocation(call.range.begin);
  result = (builtins.*row->expand)();
  return true;
}

}  // namespace vera::lower
