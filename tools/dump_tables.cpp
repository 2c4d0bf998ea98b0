// Prints what the single tables say, for docs: dump_tables ir > docs/ir.md

#include <cstdio>
#include <cstring>

#include "ir/op_docs.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "ir") == 0) {
    std::fputs(vera::ir::OpsMarkdown().c_str(), stdout);
    return 0;
  }
  std::fprintf(stderr, "usage: dump_tables ir\n");
  return 2;
}
