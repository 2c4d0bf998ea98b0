#include "support/large_stack.h"

#include <pthread.h>

namespace vera {

namespace {

thread_local bool on_large_stack = false;

void* RunWork(void* argument) {
  on_large_stack = true;
  (*static_cast<llvm::function_ref<void()>*>(argument))();
  return nullptr;
}

}  // namespace

void RunOnLargeStack(llvm::function_ref<void()> work) {
  if (on_large_stack) {
    work();
    return;
  }
  pthread_attr_t attributes;
  pthread_t thread;
  bool started = false;
  if (pthread_attr_init(&attributes) == 0) {
    started = pthread_attr_setstacksize(&attributes, kLargeStackBytes) == 0 &&
              pthread_create(&thread, &attributes, RunWork, &work) == 0;
    pthread_attr_destroy(&attributes);
  }
  if (!started) {
    work();
    return;
  }
  pthread_join(thread, nullptr);
}

}  // namespace vera
