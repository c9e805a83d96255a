/**
 * The service under everything that goes wrong in the field, for minutes to days: `./denow task soak`. Ends with 1 where a promise was
 * broken, and says the seed and the timeline with which to have it again.
 */
import { seconds, type Violation } from "./grievances.ts";
import { HELP, soakOptions } from "./options.ts";
import { Soak } from "./soak.ts";

const options = soakOptions(Deno.args);
if (options === "help") {
  console.log(HELP);
  Deno.exit(0);
}
if ("wrong" in options) {
  console.error(`soak: ${options.wrong}; --help shows how it is used`);
  Deno.exit(2);
}

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, () => interrupted.abort());
const result = await new Soak(options, (line) => console.error(line)).run(interrupted.signal);
if (options.json) console.log(JSON.stringify(result, null, 2));
else {
  for (const [name, count] of Object.entries(result.tally)) console.log(`${name.padEnd(16)} ${count}`);
  console.log(`faults           ${JSON.stringify(result.faults)}`);
  console.log(`fire to siren    ${JSON.stringify(result.noticedMs)} ms`);
  console.log(`longest          ${JSON.stringify(result.longestMs)} ms`);
}
if (result.interrupted) console.error("soak: interrupted; what was started is stopped");
if (result.violations.length > 0) tellViolations(result.violations);
else console.error(`soak: no promise was broken (seed ${result.seed}, ${options.minutes} min)`);
Deno.exit(result.violations.length > 0 || result.interrupted ? 1 : 0);

function tellViolations(violations: readonly Violation[]): void {
  console.error(`\nsoak: ${violations.length} promises broken with seed ${result.seed}:`);
  for (const { atMs, promise, detail } of violations) {
    console.error(`  ${seconds(atMs - result.startedAtMs)}: ${promise}: ${detail}`);
  }
  console.error(`timeline, state folder and logs: ${result.kept}`);
  console.error(`again: ./denow task soak ${result.again}`);
}
