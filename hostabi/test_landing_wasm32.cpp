#include "hostabi/test_landing.h"

namespace vera::hostabi {
namespace {

__attribute__((import_module("test"), import_name("catches"))) bool ImportedCatches(
    void (*body)(void* argument), void* argument);
[[noreturn]] __attribute__((import_module("test"), import_name("leave"))) void ImportedLeave();

}  // namespace

bool Landing::Run(void (*body)(void* argument), void* argument) {
  return ImportedCatches(body, argument);
}

void Landing::Leave() { ImportedLeave(); }

}  // namespace vera::hostabi
