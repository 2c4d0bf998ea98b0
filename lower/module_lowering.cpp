#include "lower/module_lowering.h"

#include "gc/traps.h"
#include "lower/function_lowering.h"
#include "lower/lower.h"
#include "support/check.h"
#include "support/internal_error.h"

namespace vera::lower {
namespace {

uint8_t TrapOf(sema::TrapKind trap) {
  switch (trap) {
    case sema::TrapKind::kContract:
      return static_cast<uint8_t>(gc::TrapKind::kContractViolation);
    case sema::TrapKind::kDivideByZero:
      return static_cast<uint8_t>(gc::TrapKind::kDivideByZero);
    case sema::TrapKind::kOverflow:
      return static_cast<uint8_t>(gc::TrapKind::kOverflow);
    case sema::TrapKind::kOutOfBounds:
      return static_cast<uint8_t>(gc::TrapKind::kOutOfBounds);
    case sema::TrapKind::kUnreachable:
      return static_cast<uint8_t>(gc::TrapKind::kUnreachable);
    case sema::TrapKind::kUnknown:
      return static_cast<uint8_t>(gc::TrapKind::kUnknown);
  }
  VERA_UNREACHABLE("lower: a trap kind");
}

struct ObligationText {
  const char* kind;   // what a trap message says
  bool is_predicate;  // its text is a predicate that "failed"
};

ObligationText TextOf(sema::ObligationKind kind) {
  switch (kind) {
    case sema::ObligationKind::kRequires:
      return {"Precondition violation", true};
    case sema::ObligationKind::kEnsures:
      return {"Postcondition violation", true};
    case sema::ObligationKind::kInvariant:
      return {"Invariant violation", true};
    case sema::ObligationKind::kAssert:
      return {"Assertion violation", true};
    case sema::ObligationKind::kRefinement:
      return {"Refinement violation", true};
    case sema::ObligationKind::kNatNarrowing:
      return {"Negative value where a Nat is wanted", false};
    case sema::ObligationKind::kIntWidening:
      return {"Nat value too large for an Int", false};
    case sema::ObligationKind::kDecreases:
      return {"Termination measure does not decrease", true};
    case sema::ObligationKind::kDivision:
      return {"Division by zero", false};
    case sema::ObligationKind::kOverflow:
      return {"Integer overflow", false};
    case sema::ObligationKind::kNatUnderflow:
      return {"Nat subtraction below zero", false};
    case sema::ObligationKind::kIndex:
      return {"Index out of bounds", false};
    case sema::ObligationKind::kFloatToInt:
      return {"Float64 without an Int value", false};
    case sema::ObligationKind::kUnreachable:
      return {"No arm of a match applies", false};
    case sema::ObligationKind::kBuiltin:
      return {"", false};
    case sema::ObligationKind::kEmptyRange:
      return {"Empty range of random numbers", false};
  }
  VERA_UNREACHABLE("lower: an obligation kind");
}

// How the run shows a value of this kind (jit::ValueKind); 0 if it does not.
uint8_t LabelType(sema::TypeKind kind) {
  switch (kind) {
    case sema::TypeKind::kInt:
      return 'i';
    case sema::TypeKind::kNat:
      return 'n';
    case sema::TypeKind::kBool:
      return 'b';
    case sema::TypeKind::kByte:
      return 'y';
    case sema::TypeKind::kFloat64:
      return 'f';
    case sema::TypeKind::kString:
      return 's';
    default:
      return 0;
  }
}

ir::Type TypeOfRep(sema::Rep rep) {
  switch (rep) {
    case sema::Rep::kNone:
      return ir::Type::kVoid;
    case sema::Rep::kI1:
      return ir::Type::kI1;
    case sema::Rep::kI8:
      return ir::Type::kI8;
    case sema::Rep::kI64:
      return ir::Type::kI64;
    case sema::Rep::kF64:
      return ir::Type::kF64;
    case sema::Rep::kRef:
      return ir::Type::kRef;
  }
  VERA_UNREACHABLE("lower: a representation");
}

}  // namespace

ModuleLowering::ModuleLowering(sema::Program& program) : program_(program) {
  sites_.resize(program.obligations.size());
  for (const sema::Module& module : program.checked().modules) {
    module_.sources.push_back(module.source == nullptr ? "<prelude>" : module.source->path());
  }
  for (uint32_t size : program.rank_slot_sizes) {
    slot_bases_.push_back(module_.slot_count);
    module_.slot_count += size;
  }
}

ir::Module ModuleLowering::Run() {
  DeclareFunctions();
  for (uint32_t i = 0; i < program_.functions.size(); ++i) {
    const sema::ProgramFunction& function = program_.functions[i];
    const WorkScope work("lower", program_.checked().modules[function.module.index].source, function.range);
    FunctionLowering(*this, sema::FnId{i}).Run();
  }
  while (!pending_derived_.empty()) {
    const PendingDerived next = pending_derived_.back();
    pending_derived_.pop_back();
    EmitDerived(next);
  }
  while (!pending_ranks_.empty()) {
    const auto [type, function] = pending_ranks_.back();
    pending_ranks_.pop_back();
    EmitRank(type, function);
  }
  module_.entry = FunctionOf(program_.entry);
  return std::move(module_);
}

void ModuleLowering::DeclareFunctions() {
  for (const sema::ProgramFunction& source : program_.functions) {
    ir::Function function;
    function.name = source.name;
    function.shown_name = source.shown_name;
    const uint32_t first = source.is_lambda ? source.capture_count : 0;
    for (uint32_t i = first; i < source.param_count; ++i) {
      const ir::Type type = TypeOf(source.locals[i].type);
      if (type != ir::Type::kVoid) {
        function.param_types.push_back(type);
      }
    }
    if (source.is_lambda) {
      function.param_types.push_back(ir::Type::kRef);
    }
    function.result = TypeOf(source.result);
    function.may_throw = source.may_throw;
    function.is_closure_body = source.is_lambda;
    function.exported = source.exported;
    function.source = source.module.index;
    function.source_offset = source.range.begin;
    function.source_end = source.range.end;
    module_.functions.push_back(std::move(function));
  }
}

ir::FuncId ModuleLowering::NewFunction(std::string name, std::string shown, llvm::ArrayRef<ir::Type> params,
                                       ir::Type result) {
  ir::Function function;
  function.name = std::move(name);
  function.shown_name = std::move(shown);
  function.param_types.assign(params.begin(), params.end());
  function.result = result;
  module_.functions.push_back(std::move(function));
  return ir::FuncId{static_cast<uint32_t>(module_.functions.size() - 1)};
}

ir::Type ModuleLowering::TypeOf(sema::TypeId type) const {
  return TypeOfRep(sema::RepOf(program_.types(), program_.checked(), type));
}

sema::TypeId ModuleLowering::Plain(sema::TypeId type) const {
  for (;;) {
    const sema::Type& shape = program_.types()[type];
    const bool is_future = shape.kind == sema::TypeKind::kData && !shape.args.empty() &&
                           shape.payload == program_.checked().future.index;
    if (!is_future && shape.kind != sema::TypeKind::kRefined) {
      return type;
    }
    type = shape.args[0];
  }
}

bool ModuleLowering::IsResult(sema::TypeId type) const {
  const sema::Type& shape = program_.types()[program_.types().Strip(type)];
  return shape.kind == sema::TypeKind::kData && shape.payload == program_.checked().result.index;
}

bool ModuleLowering::MayBeHostFuture(sema::TypeId type) const {
  return sema::MayBeHostFuture(program_.types(), program_.checked(), type);
}

sema::TypeId ModuleLowering::PlainOrFuture(sema::TypeId type) const {
  for (;;) {
    type = program_.types().Strip(type);
    const sema::Type& shape = program_.types()[type];
    const bool is_future = shape.kind == sema::TypeKind::kData && !shape.args.empty() &&
                           shape.payload == program_.checked().future.index;
    if (!is_future || MayBeHostFuture(type)) {
      return type;
    }
    type = shape.args[0];
  }
}

sema::TypeKind ModuleLowering::KindOf(sema::TypeId type) const { return program_.types()[Plain(type)].kind; }

bool ModuleLowering::IsNever(sema::TypeId type) const { return KindOf(type) == sema::TypeKind::kNever; }

ir::Type ModuleLowering::ElementOf(sema::TypeId array) const {
  const sema::Type& shape = program_.types()[Plain(array)];
  VERA_CHECK(shape.kind == sema::TypeKind::kArray, "lower: an array was expected");
  const ir::Type element = TypeOf(shape.args[0]);
  // An empty literal whose element type nothing fixed holds no element: any representation serves.
  return element == ir::Type::kVoid ? ir::Type::kI64 : element;
}

std::vector<sema::TypeId> ModuleLowering::FieldsOf(sema::TypeId type, uint32_t tag) {
  const sema::Type shape = program_.types()[Plain(type)];  // a copy: substituting may grow the table
  switch (shape.kind) {
    case sema::TypeKind::kTuple:
      return {shape.args.begin(), shape.args.end()};
    case sema::TypeKind::kEvidence: {
      const auto& effect = program_.checked().effects[shape.payload];
      // Closures: what is in their types does not matter for the layout.
      return std::vector<sema::TypeId>(effect.operations.size(),
                                       program_.types().Primitive(sema::TypeKind::kString));
    }
    case sema::TypeKind::kData: {
      const sema::DataDeclaration& data = program_.checked().data[shape.payload];
      sema::Substitution substitution;
      for (size_t i = 0; i < data.type_params.size() && i < shape.args.size(); ++i) {
        substitution[data.type_params[i].index] = shape.args[i];
      }
      std::vector<sema::TypeId> fields;
      for (sema::TypeId field : data.constructors[tag].fields) {
        fields.push_back(program_.types().Substitute(field, substitution, sema::RowSubstitution()));
      }
      return fields;
    }
    default:
      VERA_UNREACHABLE("lower: a type with constructors was expected");
  }
}

uint32_t ModuleLowering::ConstructorCount(sema::TypeId type) {
  const sema::Type& shape = program_.types()[Plain(type)];
  return shape.kind == sema::TypeKind::kData
             ? static_cast<uint32_t>(program_.checked().data[shape.payload].constructors.size())
             : 1;
}

std::string ModuleLowering::ConstructorName(sema::TypeId type, uint32_t tag) const {
  const sema::Type& shape = program_.types()[Plain(type)];
  return shape.kind == sema::TypeKind::kData
             ? program_.checked().data[shape.payload].constructors[tag].name
             : "";
}

ir::LayoutId ModuleLowering::LayoutOf(sema::TypeId type, uint32_t tag) {
  auto [found, added] = layouts_.try_emplace(std::pair(Plain(type).index, tag));
  if (added) {
    llvm::SmallVector<ir::Type, 8> represented;
    for (sema::TypeId field : FieldsOf(type, tag)) {
      const ir::Type field_type = TypeOf(field);
      if (field_type != ir::Type::kVoid) {
        represented.push_back(field_type);
      }
    }
    found->second = ir::InternLayout(module_, tag, represented, false);
  }
  return found->second;
}

ModuleLowering::FieldPlace ModuleLowering::PlaceOf(sema::TypeId type, uint32_t tag, uint32_t field) {
  const std::vector<sema::TypeId> fields = FieldsOf(type, tag);
  if (TypeOf(fields[field]) == ir::Type::kVoid) {
    return FieldPlace();
  }
  FieldPlace place;
  place.index = 0;
  for (uint32_t i = 0; i < field; ++i) {
    place.index += TypeOf(fields[i]) != ir::Type::kVoid;
  }
  return place;
}

bool ModuleLowering::HasFields(sema::TypeId type, uint32_t tag) {
  return !module_.layouts[LayoutOf(type, tag).index].fields.empty();
}

ir::SignatureId ModuleLowering::SignatureOf(sema::TypeId fn_type) {
  const sema::TypeId plain = Plain(fn_type);
  const sema::Type& shape = program_.types()[plain];
  VERA_CHECK(shape.kind == sema::TypeKind::kFn, "lower: a function type was expected");
  llvm::SmallVector<ir::Type, 8> params;
  for (size_t i = 0; i + 1 < shape.args.size(); ++i) {
    const ir::Type type = TypeOf(shape.args[i]);
    if (type != ir::Type::kVoid) {
      params.push_back(type);
    }
  }
  return ir::InternSignature(module_, params, TypeOf(shape.args.back()), program_.ClosureMayThrow(plain));
}

ir::SiteId ModuleLowering::AddSite(ir::TrapSite site) {
  module_.sites.push_back(std::move(site));
  return ir::SiteId{static_cast<uint32_t>(module_.sites.size() - 1)};
}

ir::SiteId ModuleLowering::SiteOf(sema::ObligationId obligation, llvm::ArrayRef<sema::PShown> shown) {
  if (sites_[obligation.index].valid() && shown.empty()) {
    return sites_[obligation.index];
  }
  const sema::Obligation& source = program_.obligations[obligation.index];
  const ObligationText text = TextOf(source.kind);
  ir::TrapSite site;
  site.trap = TrapOf(source.trap);
  site.source = source.module.index;
  site.begin = source.range.begin;
  site.end = source.range.end;
  site.obligation = obligation.index;
  site.kind = text.kind;
  site.function = source.function_name;
  site.text = source.text;
  if (text.is_predicate && !site.text.empty()) {
    site.text += " failed";
  }
  for (const sema::PShown& value : shown) {
    const uint8_t type = LabelType(KindOf(value.value->type));
    VERA_CHECK(type != 0, "lower: a value that trap messages cannot show");
    site.labels.push_back(value.label.str());
    site.label_types.push_back(type);
  }
  const ir::SiteId id = AddSite(std::move(site));
  if (shown.empty()) {
    sites_[obligation.index] = id;
  }
  return id;
}

ir::SiteId ModuleLowering::SiteLike(ir::SiteId other, sema::TrapKind trap, llvm::StringRef kind) {
  ir::TrapSite site = module_.sites[other.index];
  site.trap = TrapOf(trap);
  site.kind = kind.str();
  return AddSite(std::move(site));
}

ir::SiteId ModuleLowering::IndexSite(sema::ObligationId obligation) {
  auto [found, added] = index_sites_.try_emplace(obligation.index);
  if (added) {
    ir::TrapSite site = module_.sites[SiteOf(obligation).index];
    site.labels = {"index", "length"};
    site.label_types = {'i', 'i'};
    found->second = AddSite(std::move(site));
  }
  return found->second;
}

ir::SiteId ModuleLowering::OperandSite(sema::ObligationId obligation, llvm::ArrayRef<llvm::StringRef> labels,
                                       char type) {
  const ir::SiteId plain = SiteOf(obligation);
  if (llvm::all_of(labels, [](llvm::StringRef label) { return label.empty(); })) {
    return plain;
  }
  ir::TrapSite site = module_.sites[plain.index];
  for (llvm::StringRef label : labels) {
    site.labels.push_back(label.str());
    site.label_types.push_back(static_cast<uint8_t>(type));
  }
  return AddSite(std::move(site));
}

ir::SiteId ModuleLowering::PlainSite(sema::TrapKind trap, llvm::StringRef kind, llvm::StringRef function) {
  auto [found, added] = plain_sites_.try_emplace(
      std::pair(static_cast<uint8_t>(trap), (kind + "\n" + function).str()));
  if (added) {
    ir::TrapSite site;
    site.trap = TrapOf(trap);
    site.kind = kind.str();
    site.function = function.str();
    found->second = AddSite(std::move(site));
  }
  return found->second;
}

ir::Module Lower(sema::Program& program) { return ModuleLowering(program).Run(); }

}  // namespace vera::lower
