/**
 * The command line of a soak.
 */
import { parseArgs } from "node:util";
import { type FaultName, FAULTS } from "./plan.ts";

/** What was asked for. */
export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly sensors: number;
  readonly cameras: number;
  readonly faults: readonly FaultName[];
  readonly program: string | undefined;
  readonly goOn: boolean;
  readonly json: boolean;
}

export const HELP =
  `Runs the whole service with many sensors and cameras, fires and persons, and lets something fail every few seconds.
Watches all the time that no alarm is lost or invented, sirens stay on, silence is told, the page is truthful.

  ./denow task soak --minutes 10
  ./denow task soak --minutes 5 --seed 7              # the same fires and faults again
  ./denow task soak --only kill-role,disk-full        # these faults alone
  ./denow task soak --without busy-neighbours --program dist/embereye

  --minutes N      how long things go wrong (10); starting and settling come on top
  --seed N         of fires and faults; one is drawn and printed where absent
  --sensors N      (100), in 20 zones with a siren each
  --cameras N      (8), every other one over HTTP where ffmpeg is there
  --only A,B       these faults alone
  --without A,B    all but these
  --program FILE   a compiled program instead of the source
  --go-on          do not stop at the first broken promise
  --json           print the result as JSON

Faults:
${Object.entries(FAULTS).map(([name, { text }]) => `  ${name.padEnd(18)} ${text}`).join("\n")}`;

/** The options, or what is wrong with them. */
export function soakOptions(args: readonly string[]): SoakOptions | "help" | { readonly wrong: string } {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "10" },
        seed: { type: "string" },
        sensors: { type: "string", default: "100" },
        cameras: { type: "string", default: "8" },
        only: { type: "string" },
        without: { type: "string" },
        program: { type: "string" },
        "go-on": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    if (error instanceof TypeError) return { wrong: error.message };
    throw error;
  }
  if (values.help) return "help";
  const all = Object.keys(FAULTS) as FaultName[];
  const named = (text: string | boolean | undefined) =>
    typeof text === "string" ? text.split(",").filter((word) => word !== "") : undefined;
  const only = named(values.only);
  const without = named(values.without) ?? [];
  const unknown = [...(only ?? []), ...without].find((word) => !all.some((name) => name === word));
  if (unknown !== undefined) return { wrong: `there is no fault '${unknown}'` };
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 10_080)) {
    return { wrong: "--minutes takes a number above 0, and 10080 (a week) at the most" };
  }
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
  if (!Number.isInteger(seed)) return { wrong: "--seed takes a whole number" };
  const [sensors, cameras] = [Number(values.sensors), Number(values.cameras)];
  if (!(Number.isInteger(sensors) && sensors >= 20 && sensors <= 500)) {
    return { wrong: "--sensors takes 20 to 500" };
  }
  if (!(Number.isInteger(cameras) && cameras >= 0 && cameras <= 40)) {
    return { wrong: "--cameras takes 0 to 40" };
  }
  return {
    minutes,
    seed,
    sensors,
    cameras,
    faults: (only as FaultName[] | undefined ?? all).filter((name) => !without.includes(name)),
    program: values.program as string | undefined,
    goOn: values["go-on"] === true,
    json: values.json === true,
  };
}
