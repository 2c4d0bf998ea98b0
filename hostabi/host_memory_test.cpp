#include "hostabi/host_memory.h"

#include <algorithm>
#include <random>

#include "hostabi/test_host.h"

namespace vera::hostabi {
namespace {

struct Block {
  char* bytes;
  size_t size;
  char fill;
};

bool IsFilled(const Block& block) {
  return std::all_of(block.bytes, block.bytes + block.size,
                     [&](char byte) { return byte == block.fill; });
}

TEST(HostMemoryTest, BlocksAreApartAndAligned) {
  TestHost host(false);
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<Block> blocks;
  int64_t expected = 0;
  for (int step = 0; step < 20000; ++step) {
    if (blocks.empty() || random() % 5 < 3) {
      const size_t size = random() % 10 == 0 ? random() % 5000 : random() % 600;
      auto* bytes = static_cast<char*>(HostAllocate(host.state(), size));
      ASSERT_EQ(reinterpret_cast<uintptr_t>(bytes) % HostPool::kAlignment, 0u);
      const char fill = static_cast<char>(random());
      memset(bytes, fill, size);
      blocks.push_back({bytes, size, fill});
      expected += static_cast<int64_t>(HostPool::Rounded(size));
    } else {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      ASSERT_TRUE(IsFilled(blocks.back()));
      HostFree(host.state(), blocks.back().bytes, blocks.back().size);
      expected -= static_cast<int64_t>(HostPool::Rounded(blocks.back().size));
      blocks.pop_back();
    }
  }
  EXPECT_EQ(host.HostBytes(), expected);
  for (const Block& block : blocks) {
    EXPECT_TRUE(IsFilled(block));
    HostFree(host.state(), block.bytes, block.size);
  }
  EXPECT_EQ(host.HostBytes(), 0);
}

// Memory of one size serves another one afterwards.
TEST(HostMemoryTest, EmptyChunksServeOtherSizes) {
  HostPool pool;
  std::vector<void*> blocks(4096);
  for (size_t size : {48, 400, 16}) {
    for (void*& block : blocks) {
      block = pool.Allocate(size);
    }
    for (void* block : blocks) {
      pool.Free(block, size);
    }
  }
  EXPECT_FALSE(pool.NeedsMemory(128));
  pool.Release();
}

TEST(HostMemoryTest, TheHeapsLimitCounts) {
  gc::Config config = {};
  config.max_heap_bytes = 8u << 20;
  TestHost host(false, {}, config);
  EXPECT_EQ(host.TrapOf([&] { HostAllocate(host.state(), 9u << 20); }), gc::TrapKind::kOutOfMemory);
  EXPECT_EQ(host.TrapOf([&] {
    for (;;) {
      HostAllocate(host.state(), 100);
    }
  }),
            gc::TrapKind::kOutOfMemory);
  EXPECT_GT(host.HostBytes(), 4 << 20);
}

// At a safepoint what was allocated past the limit is given back, or the run ends.
TEST(HostMemoryTest, PassingTheLimitCollects) {
  gc::Config config = {};
  config.max_heap_bytes = 8u << 20;
  TestHost host(false, {}, config);
  for (int i = 0; i < 100; ++i) {
    void* block = HostAllocate(host.state(), 7u << 20);
    HostFree(host.state(), block, 7u << 20);
    host.Text("safepoint");
  }
  EXPECT_EQ(host.TrapOf([&] {
    HostAllocate(host.state(), 7u << 20);
    host.Text("safepoint");
  }),
            gc::TrapKind::kOutOfMemory);
}

TEST(HostMemoryTest, TheChosenAllocationFails) {
  gc::Config config = {};
  config.fail_allocation = 3;
  TestHost host(false, {}, config);
  HostAllocate(host.state(), 10);
  host.Text("in the heap");
  EXPECT_EQ(host.TrapOf([&] { HostAllocate(host.state(), 10); }), gc::TrapKind::kOutOfMemory);
  HostAllocate(host.state(), 10);
}

}  // namespace
}  // namespace vera::hostabi
