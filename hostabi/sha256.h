#ifndef VERA_HOSTABI_SHA256_H_
#define VERA_HOSTABI_SHA256_H_

#include <stddef.h>
#include <stdint.h>

#include <string_view>

// Internal. SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104).

namespace vera::hostabi {

inline constexpr size_t kSha256Bytes = 32;
inline constexpr size_t kSha256Block = 64;

class Sha256 {
 public:
  void Update(std::string_view bytes);
  // The digest of all that was given; the object is used up.
  void Finish(uint8_t* digest);

 private:
  void Compress(const uint8_t* block);

  // The first 32 bits of the fractions of the square roots of the first eight primes.
  uint32_t state_[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint8_t block_[kSha256Block];
  uint64_t size_ = 0;
};

void HmacSha256(std::string_view key, std::string_view message, uint8_t* digest);

}  // namespace vera::hostabi

#endif  // VERA_HOSTABI_SHA256_H_
