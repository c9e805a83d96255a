/**
 * Which ports a running box shows to whoever looks: those that were meant, and no other. Seen from a network of its own, with nmap.
 */
import assert from "node:assert/strict";
import { namespacesLacking, TestNetwork } from "./namespaces.ts";

const lacking = namespacesLacking() ?? nmapLacking();
if (lacking !== undefined) console.log(`SKIPPED the box's open ports: ${lacking}`);

function nmapLacking(): string | undefined {
  try {
    new Deno.Command("nmap", { args: ["--version"], stdout: "null" }).outputSync();
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nmap is not installed";
    throw error;
  }
}

/** On a loaded machine answers come later than nmap waits at its quickest: what one scan overlooks, another finds. */
const SCANS_MAX = 4;

/** The TCP ports that nmap finds open, all 65,535 looked at, until those of `expected` are among them. */
async function openPorts(
  net: TestNetwork,
  from: number,
  address: string,
  expected: readonly number[],
): Promise<number[]> {
  const found = new Set<number>();
  for (let scan = 0; scan < SCANS_MAX; scan++) {
    for (const port of await scannedPorts(net, from, address)) found.add(port);
    if (expected.every((port) => found.has(port))) break;
  }
  return [...found].sort((a, b) => a - b);
}

async function scannedPorts(net: TestNetwork, from: number, address: string): Promise<number[]> {
  const report = await net.in(from, [
    "nmap",
    "-n",
    "-Pn",
    "-p-",
    "-T5",
    "--max-retries",
    "2",
    "-oG",
    "-",
    address,
  ]);
  assert.match(report, /Nmap done/, report);
  return [...report.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => Number(port));
}

Deno.test({
  name: "the running demo shows its page and its sensor port to this machine, and nothing to its neighbours",
  ignore: lacking !== undefined,
  fn: async () => {
    await using net = await TestNetwork.make(1);
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const demo = net.start(1, [
      ...[Deno.execPath(), "run", "-A", "--no-prompt", "--quiet", "main.ts", "demo"],
      ...["--ui-port", "18080", "--sensor-port", "19001", "--state", folder],
    ]);
    try {
      await demo.stdin.close();
      let said = "";
      for await (const text of demo.stdout.pipeThrough(new TextDecoderStream())) {
        said += text;
        if (said.includes("READY ")) break;
      }
      assert.match(said, /READY/, "the demo must start");
      const meant = [18080, 19001];
      assert.deepEqual(await openPorts(net, 1, "127.0.0.1", meant), meant);
      assert.deepEqual(await openPorts(net, 2, "10.77.0.1", []), []);
      // What is bound to UDP would not be seen by a TCP scan.
      assert.equal((await net.in(1, ["ss", "-Hlnu"])).trim(), "");
    } finally {
      demo.kill("SIGINT");
      await demo.status;
      await Deno.remove(folder, { recursive: true });
    }
  },
});
