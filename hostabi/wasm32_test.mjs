// Runs a wasm32 build of unit tests: node wasm32_test.mjs TESTS.wasm [GoogleTest's options]
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", args: process.argv.slice(2), env: process.env });
const left = Symbol("left");
let instance;

// hostabi/test_landing.h. Leaving skips the frames in between, so their part of the stack that the
// module keeps in memory is given back here.
const test = {
  catches(body, argument) {
    const { __indirect_function_table, __stack_pointer } = instance.exports;
    const stack = __stack_pointer.value;
    try {
      __indirect_function_table.get(body)(argument);
      return 0;
    } catch (error) {
      if (error !== left) {
        throw error;
      }
      __stack_pointer.value = stack;
      return 1;
    }
  },
  leave() {
    throw left;
  },
};

const module = await WebAssembly.compile(readFileSync(process.argv[2]));
instance = await WebAssembly.instantiate(module, { ...wasi.getImportObject(), test });
process.exitCode = wasi.start(instance);
