/**
 * Measures what the product promises: `./denow task bench [NAME ...]`. Prints JSON; progress goes to standard error.
 *
 * `--full` measures all of it, each part in a process of its own, and writes `docs/benchmarks.json` and `docs/benchmarks.md`.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/clock/system_clock.ts";
import { exists } from "../../src/store/exists.ts";
import { benchmarksPage } from "./benchmarks_page.ts";
import { fullBench, JSON_FILE, machineFacts, PAGE_FILE, readRecords } from "./full.ts";
import { PROGRAM_VARIABLE } from "../program.ts";
import { makeExecutable } from "./executable.ts";
import { PARTS } from "./parts.ts";

const HELP = `Measures what the product promises and prints JSON.

  ./denow task bench --quick                        # two minutes, for daily use
  ./denow task bench latency recovery               # these parts alone
  ./denow task bench throughput --minutes 10
  ./denow task bench --full                         # everything, twenty minutes, and docs/benchmarks.md from it
  ./denow task bench --full --resume                # the rest of a run that was interrupted, and what failed in it
  ./denow task bench --full cameras page            # these parts anew; the others stay, and the page says that they are older
  ./denow task bench --program dist/embereye-x86_64 latency
  ./denow task bench --page                         # docs/benchmarks.md anew from docs/benchmarks.json

  --quick         the parts that fit into two minutes, some of them shortened
  --full          all parts (or those named), each in a process of its own; writes ${JSON_FILE} and
                  ${PAGE_FILE} after each
  --resume        with --full: goes on with the run before
  --program FILE  measures this executable; --full makes one from these sources unless it is given
  --from-source   with --full: starts the program from its sources
  --page          writes the page alone
  --minutes N     how long parts run that can run for long (throughput, flood, page, camera-load, stream-soak)

Measure on a machine that does nothing else. Without names and options all parts run, one after the other.

Parts:
${
  Object.entries(PARTS).map(([name, { text, byNameOnly }]) =>
    `  ${name.padEnd(14)} ${text}${byNameOnly ? "; by name only" : ""}\n${
      " ".repeat(17)
    }./denow task bench ${name}`
  ).join("\n")
}`;

const clock = systemClock();
Deno.exit(await main());

async function main(): Promise<number> {
  let asked;
  try {
    asked = parseArgs({
      args: Deno.args,
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        full: { type: "boolean", default: false },
        resume: { type: "boolean", default: false },
        page: { type: "boolean", default: false },
        program: { type: "string" },
        "from-source": { type: "boolean", default: false },
        // How `--full` runs its parts; not for people.
        "as-full": { type: "boolean", default: false },
        minutes: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) return wrong(error.message);
    throw error;
  }
  const { values, positionals } = asked;
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const unknown = positionals.find((name) => !(name in PARTS));
  if (unknown !== undefined) {
    return wrong(`there is no part '${unknown}', but there are ${Object.keys(PARTS).join(", ")}`);
  }
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0)) return wrong("--minutes takes a number above 0");
  if (values.page) {
    const records = await readRecords();
    if (records === undefined) return wrong(`there is no ${JSON_FILE}; --full makes it`);
    await Deno.writeTextFile(PAGE_FILE, benchmarksPage(records));
    return 0;
  }
  if (values.resume && !values.full) return wrong("--resume goes with --full");
  if (values.resume && positionals.length > 0) {
    return wrong("--resume takes no names: it goes on with the parts of the run before");
  }
  const names = positionals.length > 0
    ? positionals
    : Object.keys(PARTS).filter((name) => PARTS[name].byNameOnly !== true);
  const { loadBefore } = await machineFacts(clock);
  if (values.program !== undefined) {
    if (values["from-source"]) return wrong("--program and --from-source exclude each other");
    const program = resolve(values.program);
    if (!exists(program)) return wrong(`--program: there is no ${program}`);
    Deno.env.set(PROGRAM_VARIABLE, program);
  } else if (values["from-source"]) {
    if (!values.full) return wrong("--from-source goes with --full");
    Deno.env.delete(PROGRAM_VARIABLE);
  } else if (values.full && names.some((name) => PARTS[name].startsProgram)) {
    const made = await makeExecutable();
    if (!made.ok) return wrong(made.fault);
    Deno.env.set(PROGRAM_VARIABLE, made.value);
  }
  if (values.full) return await fullBench(clock, values.resume ? "resume" : { names }, loadBefore);

  const result: Record<string, unknown> = { ...await machineFacts(clock) };
  for (const name of names) {
    const part = PARTS[name];
    if (values.quick && part.quick === undefined) continue;
    console.error(`bench: ${name}: ${part.text} ...`);
    result[name] = values.quick
      ? await part.quick!(clock)
      : values["as-full"] && part.full !== undefined
      ? await part.full(clock)
      : await part.run(clock, minutes);
  }
  console.log(JSON.stringify(result, null, 2));
  return 0;
}

function wrong(what: string): number {
  console.error(`bench: ${what}; --help shows how it is used`);
  return 2;
}
