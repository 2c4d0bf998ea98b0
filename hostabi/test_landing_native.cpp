#include <setjmp.h>

#include "hostabi/test_landing.h"

namespace vera::hostabi {
namespace {

jmp_buf landing;

}  // namespace

bool Landing::Run(void (*body)(void* argument), void* argument) {
  if (setjmp(landing) != 0) {
    return true;
  }
  body(argument);
  return false;
}

void Landing::Leave() { longjmp(landing, 1); }

}  // namespace vera::hostabi
