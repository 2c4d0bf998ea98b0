// GoogleTest, built from its packaged sources for WASI: one thread, no processes.
#include "src/gtest-all.cc"
#include "src/gtest_main.cc"
