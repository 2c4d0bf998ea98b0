// Runs the tests of a wasm32 build of the collector: node wasm32_test.mjs gc_test.wasm
import { readFileSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const imports = WebAssembly.Module.imports(module);
if (imports.length !== 0) {
  console.error(`the collector must not import anything: ${imports.map((i) => i.name)}`);
  process.exit(1);
}

function text(instance, address) {
  const bytes = new Uint8Array(instance.exports.memory.buffer, address);
  return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
}

let failed = 0;
// All tests run in one instance, so that each also starts from memory that others have used; a
// test that traps ends it, and the next one gets a new instance.
let instance = new WebAssembly.Instance(module);
for (let i = 0; i < instance.exports.test_count(); ++i) {
  const name = text(instance, instance.exports.test_name(i));
  const begin = performance.now();
  let verdict = "ok";
  try {
    const failures = instance.exports.test_run(i);
    if (failures !== 0) {
      const { failure_file, failure_line, failure_condition } = instance.exports;
      verdict =
        `FAILED ${failures} checks, first ${text(instance, failure_file())}:${failure_line()}: ` +
        text(instance, failure_condition());
    }
  } catch (error) {
    verdict = `FAILED ${error.stack}`;
    instance = new WebAssembly.Instance(module);
  }
  failed += verdict === "ok" ? 0 : 1;
  console.log(`${name}: ${verdict} (${(performance.now() - begin).toFixed(0)} ms)`);
}
process.exit(failed === 0 ? 0 : 1);
