/**
 * Where the processor's time goes on a hot path: `./denow task profile NAME`. V8's own sampling, in this process.
 */
import { Session } from "node:inspector";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/clock/system_clock.ts";
import { simulateChain } from "../simulation/chain_simulation.ts";
import { PARTS } from "./parts.ts";

/** Parts that run in this process; the service's own processes are not seen from here. */
const HERE = ["conversion", "protocol", "gate", "fusion", "store", "history", "detect"];
const SHOWN = 25;
/** Finer samples slow down what they measure. */
const SAMPLE_US = 200;

const HELP = `Samples a hot path and says which functions take the time.

  ./denow task profile fusion
  ./denow task profile chain --out chain.cpuprofile    # open it in a browser's developer tools

  --out FILE   keep the whole profile

Names: ${HERE.join(", ")}, chain (one simulated hour from bytes to sirens)`;

/** What V8 gives, as far as it is used. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" }, help: { type: "boolean", default: false } },
});
if (values.help) {
  console.log(HELP);
  Deno.exit(0);
}
const [name] = positionals;
if (name !== "chain" && !HERE.includes(name)) {
  console.error(`profile: there is nothing called '${name ?? ""}'; --help shows how it is used`);
  Deno.exit(2);
}
const work = () => name === "chain" ? simulateChain(1, 3_600_000) : PARTS[name].run(systemClock());
// Once for the compiler.
await work();
const profile = await sample(work);
if (values.out !== undefined) await Deno.writeTextFile(values.out, JSON.stringify(profile));
const counts = new Map<string, number>();
const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
for (const id of profile.samples) {
  const { functionName, url, lineNumber } = nodes.get(id)!;
  const place = url === "" ? "" : ` ${url.replace(/^.*\/(?=(?:src|test|ext:)\b)/, "")}:${lineNumber + 1}`;
  const key = `${functionName || "(anonymous)"}${place}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)) {
  console.log(`${(count / profile.samples.length * 100).toFixed(1).padStart(5)} %  ${key}`);
}

async function sample(work: () => unknown): Promise<CpuProfile> {
  const session = new Session();
  session.connect();
  const post = (method: string, parameters: Record<string, unknown> = {}) =>
    new Promise<unknown>((resolve, reject) =>
      session.post(method, parameters, (error, result) => error === null ? resolve(result) : reject(error))
    );
  await post("Profiler.enable");
  await post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
  await post("Profiler.start");
  await work();
  const { profile } = await post("Profiler.stop") as { profile: CpuProfile };
  session.disconnect();
  return profile;
}
