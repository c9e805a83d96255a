/**
 * Starved cameras, never starved sirens: processes that want all processors at the detector's priority do not hold up the fire path.
 */
import assert from "node:assert/strict";
import { systemClock } from "../../src/clock/system_clock.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

const ignore = Deno.build.os !== "linux" || !mayRaisePriority();
if (ignore) {
  console.log("SKIPPED the starved cameras: it needs Linux and the right to raise priorities (root)");
}

/** Four times as many as there are processors: without priorities, the fire path would get a fifth of them. */
const NEIGHBOURS = 4 * navigator.hardwareConcurrency;
/** With more of a processor than this, the detector had no want and the siren's speed would prove nothing. */
const STARVED_PERCENT = 75;
/** What the siren may take on a machine that others use as well. Alone it takes some 10 ms. */
const SIREN_MS_MAX = 1_000;

function mayRaisePriority(): boolean {
  return Deno.build.os === "linux" && Deno.uid() === 0;
}

/** Nice value of a process (proc(5), field 19). */
async function niceOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
}

/** Processor time of a process in hundredths of a second (fields 14 and 15). */
async function ticksOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Loops that never rest, at the priority `nice`, each in a session of its own like a role. */
function startNeighbours(nice: number): { stop(): Promise<void> } {
  const children = Array.from({ length: NEIGHBOURS }, () =>
    new Deno.Command("nice", {
      args: ["-n", String(nice), "setsid", "sh", "-c", "while :; do :; done"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn());
  return {
    async stop() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map(({ status }) => status));
    },
  };
}

Deno.test({
  name: "demo: neighbours that take all processors at the detector's priority do not hold up a siren",
  ignore,
  fn: async () => {
    const clock = systemClock();
    await using box = await Box.start(["--fire-after", "3600"]);
    using device = await TestDevice.connect(box.sensorPort, "starved-room");
    const [detect, outputs, fusion, sensors] = await Promise.all(
      ["detect", "outputs", "fusion", "sensors"].map((role) => box.pidOf(role)),
    );
    await box.eventually("the calm room", async () => {
      await device.frame("calm");
      const found: { id: string; fresh: boolean }[] = await box.get("/api/v1/sensors");
      return found.some(({ id, fresh }) => id === "starved-room" && fresh);
    });
    const detectNice = await niceOf(detect);
    for (const pid of [outputs, fusion, sensors]) {
      assert(await niceOf(pid) < detectNice, `${pid} goes before the detector`);
    }

    const neighbours = startNeighbours(detectNice);
    try {
      const startMs = clock.monotonicMs();
      const before = await ticksOf(detect);
      // Their first seconds: the scheduler is generous to newcomers.
      while (clock.monotonicMs() - startMs < 3_000) {
        await device.frame("calm");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const burntAtMs = clock.monotonicMs();
      // Two pictures in a row make an alarm.
      await device.frame("fire");
      await device.frame("fire");
      const sounded = await box.eventually("the siren of that room", async () => {
        const trace = await Deno.readTextFile(`${box.state}/run/lines/trace.jsonl`);
        return trace.trimEnd().split("\n").map((line) => JSON.parse(line))
          .find(({ line, on, atMs }) => line.startsWith("siren") && on && atMs > startMs);
      });
      const tookMs = sounded.atMs - burntAtMs;
      const share = (await ticksOf(detect) - before) / (clock.monotonicMs() - startMs) * 1_000;
      console.log(
        `beside ${NEIGHBOURS} busy neighbours: siren ${tookMs.toFixed(1)} ms after the first picture; ` +
          `the detector had ${share.toFixed(0)} % of a processor`,
      );
      assert(share < STARVED_PERCENT, `the detector was not starved: it had ${share} % of a processor`);
      assert(tookMs < SIREN_MS_MAX, `${tookMs} ms`);
    } finally {
      await neighbours.stop();
    }
  },
});
