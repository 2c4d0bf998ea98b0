#ifndef VERA_HOSTABI_TEST_LANDING_H_
#define VERA_HOSTABI_TEST_LANDING_H_

// For tests only: a place to come back to from a trap hook, which must not return. What leaves runs
// no destructors. Natively longjmp (test_landing_native.cpp); on wasm32 an exception of the program
// that runs the module (wasm32_test.mjs).

namespace vera::hostabi {

class Landing {
 public:
  // False if `body` came to its end, true if it left.
  template <typename Body>
  bool Catches(Body& body) {
    return Run([](void* argument) { (*static_cast<Body*>(argument))(); }, &body);
  }
  // Back to the innermost Catches.
  [[noreturn]] static void Leave();

 private:
  static bool Run(void (*body)(void* argument), void* argument);
};

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_TEST_LANDING_H_
