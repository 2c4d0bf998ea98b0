// Digests of FIPS 180-4's examples and RFC 4231's test cases.

#include "hostabi/sha256.h"

#include <gtest/gtest.h>

#include <string>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

class Sha256Test : public HostTest {
 protected:
  std::string Digest(std::string_view text) {
    return host_.Read(host_.Call(vera_host_sha256, Ref(host_.Text(text))));
  }
  std::string Hmac(std::string_view key, std::string_view message) {
    Value k = host_.Text(key);
    Value m = host_.Text(message);
    return host_.Read(host_.Call(vera_host_hmac_sha256, Ref(k), Ref(m)));
  }
};
VERA_HOST_TEST_SUITE(Sha256Test);

TEST_P(Sha256Test, Digests) {
  EXPECT_EQ(Digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Digest(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_P(Sha256Test, PaddingCrossesBlocks) {
  // In pieces and at once, around the lengths at which the padding needs a block of its own.
  for (size_t size = 50; size < 140; ++size) {
    const std::string text(size, 'x');
    Sha256 whole;
    Sha256 pieces;
    uint8_t first[kSha256Bytes];
    uint8_t second[kSha256Bytes];
    whole.Update(text);
    whole.Finish(first);
    for (size_t i = 0; i < size; i += 7) {
      pieces.Update(std::string_view(text).substr(i, 7));
    }
    pieces.Finish(second);
    EXPECT_EQ(memcmp(first, second, kSha256Bytes), 0) << size;
  }
}

TEST_P(Sha256Test, Hmac) {
  EXPECT_EQ(Hmac(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hmac("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      Hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(Hmac("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace vera::hostabi
