// The Random effect (spec §9.5): for games and simulations, not for secrets. xoshiro256** by
// Blackman and Vigna, seeded through splitmix64 as its authors advise.

#include "hostabi/host_functions.h"
#include "hostabi/host_state.h"

namespace vera::hostabi {
namespace {

uint64_t RotateLeft(uint64_t x, int count) { return x << count | x >> (64 - count); }

uint64_t NextRandom(RuntimeState* state) {
  uint64_t* s = HostOf(state).random.words;
  const uint64_t result = RotateLeft(s[1] * 5, 7) * 9;
  const uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = RotateLeft(s[3], 45);
  return result;
}

}  // namespace

void Seed(RandomState* random, uint64_t seed) {
  for (uint64_t& word : random->words) {
    seed += 0x9E3779B97F4A7C15;
    uint64_t z = seed;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    word = z ^ z >> 31;
  }
}

extern "C" {

int64_t vera_host_random_int(RuntimeState* state, int64_t low, int64_t high) {
  if (low > high) {
    vera_gc_trap(state, gc::TrapKind::kUnknown);
  }
  // Size of the range, 0 standing for all 2^64 values.
  const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  uint64_t random = NextRandom(state);
  if (range != 0) {
    // The first 2^64 mod range numbers are thrown away: what is left is a whole number of ranges.
    const uint64_t unfair = -range % range;
    while (random < unfair) {
      random = NextRandom(state);
    }
    random %= range;
  }
  return static_cast<int64_t>(static_cast<uint64_t>(low) + random);
}

double vera_host_random_float(RuntimeState* state) {
  // 53 random bits are all that a number in [0, 1) with equal spacing can hold.
  return static_cast<double>(NextRandom(state) >> 11) * 0x1p-53;
}

bool vera_host_random_bool(RuntimeState* state) { return NextRandom(state) >> 63 != 0; }

}  // extern "C"

}  // namespace vera::hostabi
