#include "jit/code_places.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/Object/ELFObjectFile.h"

namespace vera::jit {
namespace {

class DwarfPlaces final : public CodePlaces {
 public:
  explicit DwarfPlaces(llvm::SmallVector<char, 0> object) : bytes_(std::move(object)) {}

  bool Load(const LinkedCode& code, uint32_t part) {
    auto object = llvm::object::ObjectFile::createELFObjectFile(
        {llvm::StringRef(bytes_.data(), bytes_.size()), "vera"});
    if (!object) {
      llvm::consumeError(object.takeError());
      return false;
    }
    object_ = std::move(*object);
    if (!FindBase(code, part)) {
      return false;
    }
    dwarf_ = llvm::DWARFContext::create(
        *object_, llvm::DWARFContext::ProcessDebugRelocations::Process, nullptr, "",
        [](llvm::Error e) { llvm::consumeError(std::move(e)); },
        [](llvm::Error e) { llvm::consumeError(std::move(e)); });
    return dwarf_ != nullptr;
  }

  void At(uint64_t pc, llvm::SmallVectorImpl<TrapFrame>& frames) const override {
    const llvm::DILineInfoSpecifier wanted(llvm::DILineInfoSpecifier::FileLineInfoKind::RawValue,
                                           llvm::DILineInfoSpecifier::FunctionNameKind::ShortName);
    const llvm::DIInliningInfo info =
        dwarf_->getInliningInfoForAddress({pc - base_, section_}, wanted);
    for (uint32_t i = 0; i < info.getNumberOfFrames(); ++i) {
      const llvm::DILineInfo& line = info.getFrame(i);
      TrapFrame frame;
      if (llvm::StringRef(line.FunctionName).getAsInteger(10, frame.function)) {
        frames.clear();
        return;
      }
      frame.has_offset = line.Line != 0;
      frame.offset = frame.has_offset ? line.Line - 1 : line.StartLine - 1;
      frames.push_back(frame);
    }
  }

 private:
  // Every function must be where the linked code has it, and as long. Then one distance maps all
  // addresses.
  bool FindBase(const LinkedCode& code, uint32_t part) {
    llvm::StringMap<const CodeSymbol*> rows;
    for (const CodeSymbol& symbol : code.functions()) {
      if (symbol.part == part) {
        rows[symbol.name] = &symbol;
      }
    }
    size_t seen = 0;
    for (const llvm::object::ELFSymbolRef symbol : object_->symbols()) {
      auto type = symbol.getType();
      auto name = symbol.getName();
      auto value = symbol.getValue();
      auto section = symbol.getSection();
      if (!type || !name || !value || !section || *type != llvm::object::SymbolRef::ST_Function ||
          *section == object_->section_end()) {
        llvm::consumeError(type.takeError());
        llvm::consumeError(name.takeError());
        llvm::consumeError(value.takeError());
        llvm::consumeError(section.takeError());
        continue;
      }
      const CodeSymbol* row = rows.lookup(*name);
      if (row == nullptr || row->end - row->begin != symbol.getSize()) {
        return false;
      }
      const uint64_t base = row->begin - *value;
      if (seen++ == 0) {
        base_ = base;
        section_ = (*section)->getIndex();
      } else if (base != base_ || section_ != (*section)->getIndex()) {
        return false;
      }
    }
    return seen == rows.size();
  }

  llvm::SmallVector<char, 0> bytes_;
  std::unique_ptr<llvm::object::ObjectFile> object_;
  std::unique_ptr<llvm::DWARFContext> dwarf_;
  uint64_t base_ = 0;
  uint64_t section_ = 0;
};

}  // namespace

std::unique_ptr<CodePlaces> CodePlaces::Read(llvm::SmallVector<char, 0> object,
                                             const LinkedCode& code, uint32_t part) {
  auto places = std::make_unique<DwarfPlaces>(std::move(object));
  return places->Load(code, part) ? std::move(places) : nullptr;
}

}  // namespace vera::jit
