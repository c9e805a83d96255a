/**
 * Many simulated hours of the whole fire path: `./denow task simulate`. Each seed is a site of its own; one that breaks a promise is named.
 */
import { parseArgs } from "node:util";
import { Progress } from "../../src/app/progress.ts";
import { simulateChain } from "./chain_simulation.ts";

const HELP =
  `Runs the fire path, from the bytes of devices to sirens, on a false clock, with fires, persons and everything that fails.

  ./denow task simulate --hours 1000
  ./denow task simulate --hours 3 --from 17      # seed 17 alone, as a failure names it

  --hours N    simulated hours in all (100), three for each seed
  --from S     the first seed (1)
  --json       print the result as JSON`;

const HOURS_PER_SEED = 3;

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  Deno.exit(0);
}
const hours = Number(values.hours);
const from = Number(values.from);
if (!(hours > 0 && Number.isInteger(from))) {
  console.error(
    "simulate: --hours takes a number above 0, --from a whole number; --help shows how it is used",
  );
  Deno.exit(2);
}

const seeds = Math.ceil(hours / HOURS_PER_SEED);
const progress = new Progress("simulate", seeds * HOURS_PER_SEED, "hours");
const totals: Record<string, number> = {};
const broken: { seed: number; why: string }[] = [];
const startMs = performance.now();
let isInterrupted = false;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(name, () => void (isInterrupted = true));
}
let done = 0;
for (let index = 0; index < seeds && !isInterrupted; index++) {
  try {
    for (const [what, count] of Object.entries(simulateChain(from + index, HOURS_PER_SEED * 3_600_000))) {
      totals[what] = (totals[what] ?? 0) + count;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    broken.push({ seed: from + index, why: `${error.message}: ${error.cause}` });
    // At once: a run may take hours, and whoever mends it need not wait for its end.
    console.error(`simulate: seed ${from + index} broke a promise: ${error.message}`);
  }
  progress.at(++done * HOURS_PER_SEED);
  // Lets a signal through: what was found until then is told.
  await new Promise((resolve) => setTimeout(resolve, 0));
}
const tookS = Math.round((performance.now() - startMs) / 1_000);
progress.end(
  `${done * HOURS_PER_SEED} simulated hours in ${tookS} s${isInterrupted ? ", interrupted" : ""}`,
);
if (values.json) {
  console.log(JSON.stringify({ hours: done * HOURS_PER_SEED, tookS, totals, broken }, null, 2));
} else {
  for (const { seed, why } of broken) console.log(`seed ${seed}: ${why}`);
  console.log(`${JSON.stringify(totals)}; ${broken.length} of ${done} seeds broke a promise`);
}
Deno.exit(broken.length === 0 && !isInterrupted ? 0 : 1);
