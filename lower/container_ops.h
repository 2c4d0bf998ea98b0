#ifndef VERA_LOWER_CONTAINER_OPS_H_
#define VERA_LOWER_CONTAINER_OPS_H_

#include <optional>

#include "hostabi/container_shape.h"
#include "lower/module_lowering.h"

// Ops on a Map<K, V> or Set<K>, emitted where a builder stands. The host keeps the containers and
// compares keys that are words, floats or strings by itself. It never calls back: for keys of other
// types it is asked for the candidates of a hash one by one, and derived equality decides
// (ModuleLowering::LocateFunction).

namespace vera::lower {

class ContainerOps {
 public:
  // `value`: none for a set. Traps of the host functions name `site`.
  ContainerOps(ModuleLowering& m, ir::Builder& b, ir::SiteId site, sema::TypeId key,
               std::optional<sema::TypeId> value);

  // A key as host functions take it: bits or a reference. The hash is there where they need it.
  struct Key {
    ir::ValueId value;
    ir::ValueId hash;
  };
  Key KeyOf(ir::ValueId key);

  ir::ValueId New();
  // 0: not there.
  ir::ValueId Position(ir::ValueId container, const Key& key);
  // The map's value at a position; invalid for Unit.
  ir::ValueId ValueAt(ir::ValueId map, ir::ValueId position);
  ir::ValueId Insert(ir::ValueId map, const Key& key, ir::ValueId value);
  ir::ValueId Add(ir::ValueId set, const Key& key);
  ir::ValueId Remove(ir::ValueId container, const Key& key);
  ir::ValueId Size(ir::ValueId container) { return Host("container_size", {container}); }
  ir::ValueId Keys(ir::ValueId container) { return Host("container_keys", {container}); }
  ir::ValueId Values(ir::ValueId map) { return Host("map_values", {map}); }

 private:
  ir::ValueId Bits(ir::ValueId value, ir::Type type);
  ir::ValueId Host(llvm::StringRef name, llvm::ArrayRef<ir::ValueId> args);

  ModuleLowering& m_;
  ir::Builder& b_;
  ir::SiteId site_;
  sema::TypeId key_type_;
  ir::Type key_;
  ir::Type value_;
  hostabi::ContainerShape shape_;
};

}  // namespace vera::lower

#endif  // VERA_LOWER_CONTAINER_OPS_H_
