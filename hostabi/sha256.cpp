#include "hostabi/sha256.h"

#include <string.h>

#include "hostabi/host_functions.h"
#include "hostabi/values.h"

namespace vera::hostabi {
namespace {

// The first 32 bits of the fractions of the cube roots of the first 64 primes.
constexpr uint32_t kRoundConstants[] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t RotateRight(uint32_t x, int count) { return x >> count | x << (32 - count); }

uint32_t ReadWord(const uint8_t* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

void WriteWord(uint32_t word, uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) {
    bytes[i] = static_cast<uint8_t>(word >> (24 - 8 * i));
  }
}

std::string_view ViewOf(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

Ref NewHex(RuntimeState* state, Ref* sp, const uint8_t* digest) {
  char text[2 * kSha256Bytes];
  for (size_t i = 0; i < kSha256Bytes; ++i) {
    text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return NewString(state, sp, std::string_view(text, sizeof(text)));
}

}  // namespace

void Sha256::Compress(const uint8_t* block) {
  uint32_t words[64];
  for (int i = 0; i < 16; ++i) {
    words[i] = ReadWord(block + 4 * i);
  }
  for (int i = 16; i < 64; ++i) {
    const uint32_t early = words[i - 15];
    const uint32_t late = words[i - 2];
    words[i] = words[i - 16] + (RotateRight(early, 7) ^ RotateRight(early, 18) ^ early >> 3) +
               words[i - 7] + (RotateRight(late, 17) ^ RotateRight(late, 19) ^ late >> 10);
  }
  uint32_t s[8];
  memcpy(s, state_, sizeof(s));
  for (int i = 0; i < 64; ++i) {
    const uint32_t sum1 = RotateRight(s[4], 6) ^ RotateRight(s[4], 11) ^ RotateRight(s[4], 25);
    const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    const uint32_t first = s[7] + sum1 + choice + kRoundConstants[i] + words[i];
    const uint32_t sum0 = RotateRight(s[0], 2) ^ RotateRight(s[0], 13) ^ RotateRight(s[0], 22);
    const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    memmove(s + 1, s, 7 * sizeof(uint32_t));
    s[4] += first;
    s[0] = first + sum0 + majority;
  }
  for (int i = 0; i < 8; ++i) {
    state_[i] += s[i];
  }
}

void Sha256::Update(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t used = static_cast<size_t>(size_ % kSha256Block);
    if (used == 0 && bytes.size() >= kSha256Block) {
      Compress(reinterpret_cast<const uint8_t*>(bytes.data()));
      size_ += kSha256Block;
      bytes.remove_prefix(kSha256Block);
      continue;
    }
    const size_t room = kSha256Block - used;
    const size_t taken = bytes.size() < room ? bytes.size() : room;
    memcpy(block_ + used, bytes.data(), taken);
    size_ += taken;
    bytes.remove_prefix(taken);
    if (taken == room) {
      Compress(block_);
    }
  }
}

void Sha256::Finish(uint8_t* digest) {
  // A one bit, zeros up to the last eight bytes of a block, and there the number of bits.
  const uint64_t bits = size_ * 8;
  size_t used = static_cast<size_t>(size_ % kSha256Block);
  block_[used++] = 0x80;
  if (used > kSha256Block - 8) {
    memset(block_ + used, 0, kSha256Block - used);
    Compress(block_);
    used = 0;
  }
  memset(block_ + used, 0, kSha256Block - 8 - used);
  WriteWord(static_cast<uint32_t>(bits >> 32), block_ + kSha256Block - 8);
  WriteWord(static_cast<uint32_t>(bits), block_ + kSha256Block - 4);
  Compress(block_);
  for (int i = 0; i < 8; ++i) {
    WriteWord(state_[i], digest + 4 * i);
  }
}

void HmacSha256(std::string_view key, std::string_view message, uint8_t* digest) {
  uint8_t padded[kSha256Block] = {};
  if (key.size() > kSha256Block) {
    Sha256 shortened;
    shortened.Update(key);
    shortened.Finish(padded);
  } else if (!key.empty()) {
    memcpy(padded, key.data(), key.size());
  }
  for (uint8_t& byte : padded) {
    byte ^= 0x36;
  }
  Sha256 inner;
  inner.Update(ViewOf(padded, kSha256Block));
  inner.Update(message);
  inner.Finish(digest);
  for (uint8_t& byte : padded) {
    byte ^= 0x36 ^ 0x5c;
  }
  Sha256 outer;
  outer.Update(ViewOf(padded, kSha256Block));
  outer.Update(ViewOf(digest, kSha256Bytes));
  outer.Finish(digest);
}

extern "C" {

Ref vera_host_sha256(RuntimeState* state, Ref* sp, Ref string) {
  uint8_t digest[kSha256Bytes];
  Sha256 hash;
  hash.Update(TextOf(state, string));
  hash.Finish(digest);
  return NewHex(state, sp, digest);
}

Ref vera_host_hmac_sha256(RuntimeState* state, Ref* sp, Ref key, Ref message) {
  uint8_t digest[kSha256Bytes];
  HmacSha256(TextOf(state, key), TextOf(state, message), digest);
  return NewHex(state, sp, digest);
}

}  // extern "C"

}  // namespace vera::hostabi
