#include "jit/trap_calls.h"

#include "jit/run_frame.h"

namespace vera::jit {
namespace {

// Always inlined: the caller's own frame record leads to the generated code that called it.
[[noreturn, gnu::always_inline]] inline void Leave(uint32_t site, const uint64_t* shown,
                                                   uint32_t count) {
  RunFrame::Current().LeaveAtSite(site, llvm::ArrayRef(shown, count), __builtin_frame_address(0));
}

}  // namespace
}  // namespace vera::jit

extern "C" {

void vera_trap_site_0(vera::gc::RuntimeState*, uint32_t site) {
  vera::jit::Leave(site, nullptr, 0);
}

void vera_trap_site_1(vera::gc::RuntimeState*, uint32_t site, uint64_t a) {
  const uint64_t shown[] = {a};
  vera::jit::Leave(site, shown, 1);
}

void vera_trap_site_2(vera::gc::RuntimeState*, uint32_t site, uint64_t a, uint64_t b) {
  const uint64_t shown[] = {a, b};
  vera::jit::Leave(site, shown, 2);
}

void vera_trap_site_3(vera::gc::RuntimeState*, uint32_t site, uint64_t a, uint64_t b, uint64_t c) {
  const uint64_t shown[] = {a, b, c};
  vera::jit::Leave(site, shown, 3);
}

void vera_trap_site_4(vera::gc::RuntimeState*, uint32_t site, uint64_t a, uint64_t b, uint64_t c,
                      uint64_t d) {
  const uint64_t shown[] = {a, b, c, d};
  vera::jit::Leave(site, shown, 4);
}

void vera_trap_site_n(vera::gc::RuntimeState*, uint32_t site, const uint64_t* shown,
                      uint32_t count) {
  vera::jit::Leave(site, shown, count);
}

}  // extern "C"
