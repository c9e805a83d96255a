import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import type { LogLine } from "../bus/messages.ts";
import { logMessage } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { FakeDisk } from "./fake_disk.ts";
import { configureLogging, type Logging } from "./log.ts";
import { Secret } from "../reading/secret.ts";

/** Logging to a disk, a console and a link that a test looks at. */
class Rig {
  readonly clock = new FakeClock();
  readonly disk = new FakeDisk();
  readonly forwarded: LogLine[] = [];
  shown = "";
  readonly logging: Logging;

  constructor(level: "debug" | "info" = "info", colours = false) {
    this.logging = configureLogging({
      role: "sensors",
      level,
      clock: this.clock,
      dir: "/logs",
      disk: this.disk,
      console: {
        colours,
        write: (bytes) => {
          this.shown += new TextDecoder().decode(bytes);
          return Promise.resolve(bytes.length);
        },
      },
      forward: (line) => this.forwarded.push(line),
    });
  }

  records(): Record<string, unknown>[] {
    return this.disk.lines("/logs/sensors.log").map((line) => JSON.parse(line));
  }
}

Deno.test("configureLogging writes a record to the file, the console and the supervisor", async () => {
  const rig = new Rig();
  const log = getLogger(["ingest", "link"]);
  log.warn("packet of {bytes} bytes refused: at most {limit} are allowed", {
    bytes: 9_000,
    limit: 8_192,
    address: "10.0.0.7",
  });
  await rig.logging.close();
  const [record] = rig.records();
  const text = "packet of 9000 bytes refused: at most 8192 are allowed";
  assert.match(String(record!.at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual({ ...record, at: "" }, {
    at: "",
    level: "warning",
    category: "ingest.link",
    text,
    bytes: 9_000,
    limit: 8_192,
    address: "10.0.0.7",
  });
  assert.match(
    rig.shown,
    /^\S+Z WARNING ingest\.link: packet of 9000 bytes refused: at most 8192 are allowed\n$/,
  );
  assert.equal(rig.forwarded.length, 1);
  assert.deepEqual(logMessage.parse(rig.forwarded[0]), rig.forwarded[0]);
  assert.equal(rig.forwarded[0]!.text, text);
});

Deno.test("configureLogging drops what is below its level and says nothing of its own", async () => {
  const rig = new Rig("info");
  getLogger("fusion").debug("not wanted");
  getLogger("fusion").info("wanted");
  await rig.logging.close();
  assert.deepEqual(rig.records().map((record) => record.text), ["wanted"]);
  getLogger("fusion").info("after the close");
  assert.equal(rig.records().length, 1);
});

Deno.test("configureLogging never shows a secret, wherever it stands in a record", async () => {
  const rig = new Rig();
  const token = new Secret("hunter2");
  getLogger("ui").info("token {token} of {person}", { token, person: { name: "Ada", tokens: [token] } });
  getLogger("ui").info`made ${token} for ${{ token }}`;
  await rig.logging.close();
  const everything = rig.shown + rig.disk.files.get("/logs/sensors.log") + JSON.stringify(rig.forwarded);
  assert.ok(!everything.includes("hunter2"));
  assert.equal(rig.records()[0]!.token, "[secret]");
  assert.match(rig.forwarded[1]!.text, /^made \[secret\] for \{ token: \[secret\] \}$/);
});

Deno.test("configureLogging survives whatever is given to it as a property", async () => {
  const rig = new Rig();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const bad = {
    toJSON() {
      throw new Error("no JSON of me");
    },
  };
  const log = getLogger("detect");
  log.error("failed: {error}", { error: new TypeError("not a tensor") });
  log.info("circle", { circle });
  log.info("bad {bad}", { bad });
  log.info("big", { count: 12n, pixels: new Float32Array(768), names: new Set(["a"]), at: "taken" });
  log.info("long", { long: "x".repeat(100_000) });
  log.info("{long}", { long: "y".repeat(100_000) });
  log.info("first\nsecond \x1b[2J{device}", { device: "\r\x07evil" });
  await rig.logging.close();
  const records = rig.records();
  assert.equal(records.length, 7);
  assert.equal(records[0]!.text, "failed: TypeError: not a tensor");
  assert.match((records[0]!.error as { stack: string }).stack, /not a tensor\n/);
  assert.match(String(records[1]!.propertiesLeftOut), /circular/i);
  assert.match(String(records[2]!.propertiesLeftOut), /no JSON of me/);
  assert.equal(records[3]!.count, "12");
  assert.equal(records[3]!.pixels, "[Float32Array of 3072 bytes]");
  assert.deepEqual(records[3]!.names, ["a"]);
  assert.equal(records[3]!._at, "taken");
  assert.match(String(records[4]!.propertiesLeftOut), /too many/);
  assert.ok(rig.forwarded.every((line) => logMessage.safeParse(line).success));
  assert.ok(!rig.shown.includes("\x1b") && !rig.shown.includes("\r"));
  assert.equal(rig.shown.split("\n").length, 8);
});

Deno.test("configureLogging colours the console only where it is told to", async () => {
  const rig = new Rig("info", true);
  getLogger("app").error("bad");
  await rig.logging.close();
  assert.ok(rig.shown.endsWith("\x1b[31mERROR  \x1b[0m app: bad\n"), rig.shown);
});

Deno.test("configureLogging goes on without a disk and counts what it lost", async () => {
  const rig = new Rig();
  rig.disk.fault = new Error("Input/output error (os error 5)");
  for (let n = 0; n < 3_000; n++) getLogger("app").info("{text}", { text: "x".repeat(500) });
  assert.ok(rig.logging.lostTotal() > 0);
  assert.equal(rig.forwarded.length, 3_000);
  await rig.logging.close();
  assert.match(rig.shown, /app: x+\n/);
});
