#ifndef VERA_SEMA_SLOT_SCOPE_H_
#define VERA_SEMA_SLOT_SCOPE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sema/type.h"

// The bindings that a slot reference counts (spec 3.4), newest last.

namespace vera::sema {

struct SlotBinding {
  uint32_t name;  // Session::SlotName
  TypeId type;
  uint32_t node;  // id of the TypeExpr that bound it
  // Known at compile time, of a let whose value is built of literals only: what the SQL rules need
  // (spec 9.5.7).
  std::optional<std::string> literal = std::nullopt;
  std::optional<size_t> length = std::nullopt;
};

class SlotScope {
 public:
  void Bind(SlotBinding binding) { bindings_.push_back(std::move(binding)); }

  // A scope is the bindings since its mark.
  size_t mark() const { return bindings_.size(); }
  void Release(size_t mark) { bindings_.resize(mark, SlotBinding{0, {}, 0}); }

  // Hides all bindings so far, until Restore is given what this returned.
  size_t Isolate() {
    const size_t before = visible_from_;
    visible_from_ = bindings_.size();
    return before;
  }
  void Restore(size_t before) { visible_from_ = before; }

  // The index-th binding of that name, counted from the newest; null when there are fewer.
  const SlotBinding* Find(uint32_t name, uint64_t index) const {
    for (size_t i = bindings_.size(); i > visible_from_; --i) {
      if (bindings_[i - 1].name == name && index-- == 0) {
        return &bindings_[i - 1];
      }
    }
    return nullptr;
  }
  size_t Count(uint32_t name) const {
    size_t count = 0;
    for (size_t i = visible_from_; i < bindings_.size(); ++i) {
      count += bindings_[i].name == name ? 1 : 0;
    }
    return count;
  }
  // Newest first.
  std::vector<const SlotBinding*> Visible() const {
    std::vector<const SlotBinding*> out;
    for (size_t i = bindings_.size(); i > visible_from_; --i) {
      out.push_back(&bindings_[i - 1]);
    }
    return out;
  }

 private:
  std::vector<SlotBinding> bindings_;
  size_t visible_from_ = 0;
};

}  // namespace vera::sema

#endif  // VERA_SEMA_SLOT_SCOPE_H_
