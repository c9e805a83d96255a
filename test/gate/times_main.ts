/**
 * How long each file of tests takes: `./denow task test:times [FILE...]`.
 */
import { fileTimes, timesTable } from "./times.ts";

const SHOWN_FILES = 40;
const ALL = ["src", "test", "image"];

const report = await Deno.makeTempFile({ suffix: ".xml" });
try {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", "--no-prompt", "--parallel", `--junit-path=${report}`],
      ...(Deno.args.length === 0 ? ALL : Deno.args),
    ],
    stdin: "null",
  }).spawn().status;
  console.log(timesTable(fileTimes(await Deno.readTextFile(report)), SHOWN_FILES).join("\n"));
  Deno.exitCode = code;
} finally {
  await Deno.remove(report);
}
