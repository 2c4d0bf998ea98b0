// The corpus as wasm32 modules under node, with a collection at every safepoint, against what `vera jit` does without: the same
// standard output, exit status, report of a trap (but for the backtrace, which needs a stack that can be walked) and host objects that
// live at the end.
//
//   node run.mjs VERA ROOT SHARD SHARDS      SHARD of SHARDS, from 0
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [vera, root, shard, shards] = process.argv.slice(2);
process.chdir(root);
const host = join(dirname(fileURLToPath(import.meta.url)), "wasi.mjs");
const scratch = mkdtempSync(join(tmpdir(), "vera-parity-"));

// Recursion as deep as these programs' takes more of the engine's own call stack than node gives.
const needsDeepStack = new Set([
  "tests/conformance/ch05/recursion_endless.trap.vera",
  "tests/conformance/ch05/recursion_million.vera",
  "tests/conformance/ch11/stack_exhausted.trap.vera",
]);

function programs() {
  const files = JSON.parse(readFileSync("tests/conformance/manifest.json", "utf8"))
    // "needs": what WASI preview 1 does not have; the operations give an Err there.
    .filter((entry) => entry.level !== "check" && !entry.error && !entry.gap && !entry.needs)
    .map((entry) => ({ file: `tests/conformance/${entry.file}`, traps: entry.level === "trap" }));
  for (const name of readdirSync("examples")) {
    if (name.endsWith(".vera") && existsSync(`examples/${name.slice(0, -5)}.out`)) {
      files.push({ file: `examples/${name}`, traps: false });
    }
  }
  return files.filter(({ file }, i) => !needsDeepStack.has(file) && i % Number(shards) === Number(shard));
}

// In a process of its own, as a user would.
function runModule(module) {
  const run = spawnSync(process.execPath, ["--no-warnings", host, module], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { VERA_GC_STRESS: "1" },
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

// A report without its backtrace.
const withoutFrames = (report) => report.replace(/Source backtrace:\n(  (in|\.\.\.) .*\n)*/, "");

// The last line is what the program says of itself.
function takeStores(report) {
  const end = report.trimEnd().lastIndexOf("\n") + 1;
  return { report: report.slice(0, end), stores: JSON.stringify(JSON.parse(report.slice(end)).stores) };
}

function differences({ file, traps }) {
  const output = join(scratch, "program.wasm");
  const compiled = spawnSync(vera, ["aot", "--target=wasm32", "--stats", file, "-o", output], { encoding: "utf8" });
  if (compiled.status !== 0) {
    return [`aot: exit ${compiled.status ?? compiled.signal}: ${compiled.stderr}`];
  }
  const jit = spawnSync(vera, ["jit", "--stats", file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const wanted = readFileSync(`${file.slice(0, -5)}.out`, "utf8");
  const run = runModule(output);
  const found = [];
  if (run.status !== jit.status) {
    found.push(`exit ${run.status}, wanted ${jit.status}: ${run.err}`);
  }
  if (run.out !== wanted) {
    found.push(`output ${JSON.stringify(run.out)}, wanted ${JSON.stringify(wanted)}`);
  }
  const [is, should] = [takeStores(run.err), takeStores(jit.stderr)];
  if (traps && withoutFrames(is.report) !== withoutFrames(should.report)) {
    found.push(`report:\n${is.report}wanted:\n${withoutFrames(should.report)}`);
  }
  if (is.stores !== should.stores) {
    found.push(`stores ${is.stores}, wanted ${should.stores}`);
  }
  return found;
}

let failed = 0;
const all = programs();
for (const program of all) {
  const found = differences(program);
  if (found.length !== 0) {
    failed += 1;
    console.log(`FAIL ${program.file}\n  ${found.join("\n  ")}`);
  }
}
rmSync(scratch, { recursive: true });
console.log(`${all.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && all.length !== 0 ? 0 : 1);
