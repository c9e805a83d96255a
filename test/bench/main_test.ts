import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PARTS } from "./parts.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
/** What measures takes minutes; a help text on a machine whose processors others have, many seconds. */
const ANSWER_MS = 120_000;

async function bench(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", MAIN, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(ANSWER_MS),
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("bench --help explains each benchmark with an example, and measures nothing", async () => {
  const { code, out, err } = await bench("--help");
  assert.equal(code, 0);
  assert.equal(err, "");
  for (const [name, { text }] of Object.entries(PARTS)) {
    assert.ok(out.includes(text), name);
    assert.ok(out.includes(`./denow task bench ${name}`), name);
  }
});

Deno.test("bench refuses an unknown name with the list of those there are, and measures nothing", async () => {
  const { code, out, err } = await bench("protocol", "pages");
  assert.equal(code, 2);
  assert.equal(out, "");
  assert.match(err, /there is no part 'pages', but there are conversion, protocol, .*stream-soak/);
});

Deno.test("bench refuses a length that is no number of minutes", async () => {
  for (const minutes of ["0", "=-1", "soon"]) {
    const { code, err } = await bench(
      "page",
      ...(minutes.startsWith("=") ? [`--minutes${minutes}`] : ["--minutes", minutes]),
    );
    assert.equal(code, 2);
    assert.match(err, /--minutes takes a number above 0/);
  }
});

Deno.test("bench refuses --resume where it has no meaning, and measures nothing", async () => {
  assert.match((await bench("--resume")).err, /--resume goes with --full/);
  const { code, err } = await bench("--full", "--resume", "protocol");
  assert.equal(code, 2);
  assert.match(err, /--resume takes no names/);
});

Deno.test("bench refuses a program that is not there, or two answers to what it measures", async () => {
  const gone = await bench("--program", "/nowhere/embereye", "latency");
  assert.equal(gone.code, 2);
  assert.match(gone.err, /--program: there is no \/nowhere\/embereye/);
  assert.match((await bench("--full", "--from-source", "--program", MAIN)).err, /exclude each other/);
  assert.match((await bench("--from-source", "latency")).err, /--from-source goes with --full/);
});
