// Linear memory has two owners when a module links libc's malloc: the collector must not use what
// malloc got, nor the reverse, whoever comes first. Linked with wasi-libc.

#include "gc/roots.h"
#include "gc/test_cases.h"
#include "gc/test_harness.h"

extern "C" {
void* malloc(size_t bytes);
void free(void* block);
}

namespace vera::gc::test {
namespace {

constexpr uint32_t kBlocks = 80;

struct Block {
  uint8_t* data;
  uint32_t bytes;
};

void Fill(const Block& block, uint8_t value) {
  for (uint32_t i = 0; i < block.bytes; ++i) {
    block.data[i] = value;
  }
}
bool IsFilled(const Block& block, uint8_t value) {
  for (uint32_t i = 0; i < block.bytes; ++i) {
    if (block.data[i] != value) {
      return false;
    }
  }
  return true;
}

void AllocateAlternately() {
  TestHeap heap;
  RootScope roots(heap.state(), heap.sp());
  Rooted<Ref> list(roots, kNil);
  Block blocks[kBlocks];
  int64_t cells = 0;
  for (uint32_t i = 0; i < kBlocks; ++i) {
    // The list grows by 480 KB, then malloc gives a block between 16 bytes and 300 KB.
    for (uint32_t cell = 0; cell < 30'000; ++cell) {
      list.set(NewCons(roots, cells++, list));
    }
    const uint32_t bytes = i % 3 == 0 ? 16 + i : 1000 * (i * 37 % 300 + 1);
    blocks[i] = {static_cast<uint8_t*>(malloc(bytes)), bytes};
    Fill(blocks[i], static_cast<uint8_t>(i + 1));
    if (i % 10 == 9) {
      heap.Major(roots.sp());
    }
  }
  VERA_EXPECT(SumOf(heap.state(), list.get()) == cells * (cells - 1) / 2);
  for (uint32_t i = 0; i < kBlocks; ++i) {
    VERA_EXPECT(IsFilled(blocks[i], static_cast<uint8_t>(i + 1)));
    free(blocks[i].data);
  }
}

}  // namespace

const TestCase kTestCases[] = {
    {"CollectorBeforeMalloc", &AllocateAlternately},
    {"SecondHeapAfterMalloc", &AllocateAlternately},
};
const uint32_t kTestCaseCount = 2;

}  // namespace vera::gc::test
