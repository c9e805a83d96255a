import assert from "node:assert/strict";
import { type Check, checksOf } from "../../ops/doctor/check.ts";
import { doctorLines, verdictLine } from "./doctor_report.ts";

const { fine, warning, failed } = checksOf("devices");
const LONG = "serial port /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10K4XYZ-if00-port0".repeat(2);
const CHECKS: readonly Check[] = [
  checksOf("disk").fine("/var/lib/embereye: 20 GB of 32 GB free."),
  fine("line 17 of 'board' is there."),
  warning(
    `sensor s1: ${LONG} is slow and this sentence goes on for longer than any terminal is wide.`,
    "Wait.",
  ),
  failed(
    "outputs[0]: line 4 of 'board' is missing.",
    "Plug it in, or name it as it is listed here, or write down another one.",
  ),
];

Deno.test("doctorLines fits 80 columns, puts each topic once in its place, and every remedy under its finding", () => {
  const lines = doctorLines(CHECKS, { columns: 80, colours: false });
  for (const line of lines) assert(line.length <= 80, line);
  assert.deepEqual(lines.filter((line) => /^\w/.test(line)), [
    "devices",
    "disk",
    "1 failed, 1 warning and 2 ok.",
  ]);
  const failedAt = lines.findIndex((line) => line.startsWith("  FAILED   outputs[0]"));
  assert.match(lines[failedAt + 1], /^ {11}-> Plug it in/);
  assert.match(lines[failedAt + 2], /^ {14}\S/);
});

Deno.test("doctorLines says in words what it says in colours, and cannot be made to move the cursor", () => {
  const ugly = [failed("outputs[0]: '\x1b[2J\x07evil' is missing.", "Look.")];
  const lines = doctorLines(ugly, { columns: 80, colours: false }).join("\n");
  assert.doesNotMatch(lines.replaceAll("\n", ""), /\p{Cc}/u);
  const coloured = doctorLines(CHECKS, { columns: 80, colours: true }).join("\n");
  // deno-lint-ignore no-control-regex -- colours begin with it
  const bare = coloured.replaceAll(/\x1b\[[\d;]*m/g, "");
  assert.equal(bare, doctorLines(CHECKS, { columns: 80, colours: false }).join("\n"));
});

Deno.test("verdictLine counts", () => {
  assert.equal(verdictLine([]), "0 ok.");
  assert.equal(
    verdictLine([fine("It is."), warning("It is not.", "Do."), warning("Nor that.", "Do.")]),
    "2 warnings and 1 ok.",
  );
});
