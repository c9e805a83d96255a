/**
 * `embereye support-bundle`: one file with all that somebody far away needs to understand this box, whether it runs or not.
 */
import { systemClock } from "../clock/system_clock.ts";
import { readMachine } from "../ops/box_facts.ts";
import { reportOf } from "./box_report.ts";
import { bundleName, makeBundle } from "./bundle_parts.ts";
import { DoctorErrand, doctorOf } from "./doctor/doctor_errand.ts";
import { Failure } from "./failure.ts";
import { describePageFault, PageClient } from "./page_client.ts";
import { verdictOf } from "./report_verdict.ts";
import { statusLines } from "./status_report.ts";
import { print, printJson, remark } from "./terminal.ts";
import { locate, pageAddress, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface SupportBundleOptions extends WhereOptions {
  readonly output?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Writes the bundle and says where it is. */
export async function supportBundle(options: SupportBundleOptions): Promise<number> {
  const paths = await locate(options);
  const clock = systemClock();
  const address = await pageAddress(paths);
  const file = options.output ?? bundleName(clock.wallMs());
  remark("gathering logs, journal, history and configuration ...");
  const report = reportOf(paths, address, options.token, clock);
  const bytes = await makeBundle({
    paths,
    clock,
    madeBy: "command",
    live: [
      {
        name: "status.txt",
        text: async () => {
          const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
          return statusLines(await report, { columns: 100, colours: false }, zone).join("\n") + "\n";
        },
      },
      {
        name: "status.json",
        text: async () =>
          JSON.stringify({ ...await report, verdict: verdictOf(await report) }, null, 1) + "\n",
      },
      {
        name: "metrics.txt",
        text: async () => {
          if (!address.ok) return `# ${address.fault}\n`;
          const answer = await new PageClient(address.value, options.token).text("/metrics");
          return answer.ok ? answer.value.text : `# ${describePageFault(answer.fault)}\n`;
        },
      },
      { name: "doctor.txt", text: () => new DoctorErrand(doctorOf(paths), { clock }).run() },
      {
        name: "machine.json",
        text: async () => JSON.stringify(await readMachine(paths.state, clock.wallMs()), null, 1) + "\n",
      },
    ],
  });
  try {
    await Deno.writeFile(file, bytes, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${file} cannot be written: ${reason}; name another place with --output`);
  }
  if (options.json) printJson({ file, bytes: bytes.length });
  else {print([
      `${file} (${
        (bytes.length / 1e6).toFixed(1)
      } MB): passwords and tokens are left out; look into it before you send it`,
    ]);}
  return 0;
}
