/**
 * An overload for real: the detector is made slow from outside, the box takes rate from the cameras and starts a second camera
 * process, and gives both back when it is over. Only the triggers' own time runs faster than the clock.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { stringify } from "yaml";
import { pathsOf } from "../../src/app/paths.ts";
import type { Service } from "../../src/app/service.ts";
import { startService } from "../../src/app/supervise.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { HttpCamera } from "../cameras/http_camera.ts";
import { hasFfmpeg } from "../cameras/support.ts";
import { configSchema } from "../../src/config/schema.ts";
import { threadUses } from "../../src/watchdog/process_info.ts";
import { signal } from "../signal.ts";

/** Five minutes of overload take 12 s, fifteen of calm 36 s. Faster, and a role's figures would be older than the rules allow. */
const PACE = 25;
/** As a slow machine: most of the time the detector does not run. */
const STOPPED_MS = 800;
const RUNNING_MS = 15;
/**
 * It runs until it has had a processor for so long, which others may have meanwhile: one that never runs gives no sign of life and is ended.
 * With nothing to do it would be waited for in vain.
 */
const RAN_MS_MIN = 10;
const RUNNING_MS_MAX = 1_000;
const PATIENCE_MS = 240_000;

const ignore = !hasFfmpeg;
if (ignore) console.log("SKIPPED the overload test: it needs ffmpeg on Linux");

const CAMERAS = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
/** Fewer, and five minutes of them prove nothing to the rule. */
const FPS = 2;
const PASSWORD = "a secret";

function configFor(port: number) {
  return configSchema.parse({
    zones: [{ id: "hall" }],
    sensors: [{ id: "heat", zone: "hall" }],
    outputs: [{ id: "siren", kind: "siren", driver: "simulated" }],
    cameras: CAMERAS.map((id) => ({
      id,
      zone: "hall",
      source: `http://127.0.0.1:${port}/${id}`,
      user: "admin",
      password: PASSWORD,
      fps: FPS,
      width: 160,
      height: 120,
    })),
    sensorPort: { host: "127.0.0.1", port: 0 },
    page: { host: "127.0.0.1", port: 0, viewing: "open" },
    timeSync: { watch: false },
  });
}

/** Slows the process that `pid` names now, until it is ended. */
class Brake {
  readonly #pid: () => Promise<number>;
  #isOn = true;
  readonly #done: Promise<void>;
  #stopped: number | undefined;

  constructor(pid: () => Promise<number>) {
    this.#pid = pid;
    this.#done = this.#run();
  }

  async release(): Promise<void> {
    this.#isOn = false;
    await this.#done;
  }

  async #run(): Promise<void> {
    while (this.#isOn) {
      this.#stopped = await this.#pid();
      signal(this.#stopped, "SIGSTOP");
      await sleep(STOPPED_MS);
      const before = ranMs(this.#stopped);
      signal(this.#stopped, "SIGCONT");
      await sleep(RUNNING_MS);
      for (
        let waitedMs = RUNNING_MS;
        waitedMs < RUNNING_MS_MAX && ranMs(this.#stopped) < before + RAN_MS_MIN;
        waitedMs += 5
      ) await sleep(5);
    }
  }
}

/** The processor time of all threads that a process has now. */
function ranMs(pid: number): number {
  return threadUses(pid).reduce((sum, { ranMs }) => sum + ranMs, 0);
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

interface Status {
  readonly roles: { role: string; pid?: number; state: string; restarts: number; lastEnd?: string }[];
}
interface Camera {
  readonly id: string;
  readonly isLive: boolean;
  readonly factor: number;
}

Deno.test({
  name:
    "overload: the rate is reduced and a camera process added while the detector is slow, visibly, and both are taken back",
  ignore,
  // The service keeps the console's and the signals' resources of a whole program.
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  await using cameraServer = new HttpCamera(FPS, PASSWORD);
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const service: Service = await startService({
    origin: { text: stringify(configFor(cameraServer.port)) },
    paths: pathsOf(join(folder, "state"), join(folder, "run")),
    clock: systemClock(),
    triggerPace: PACE,
  });
  let brake: Brake | undefined;
  try {
    const { ui } = await service.ready;
    // deno-lint-ignore no-explicit-any -- many shapes
    const get = async (path: string): Promise<any> => {
      const response = await fetch(`http://127.0.0.1:${ui}${path}`);
      return path === "/metrics" ? await response.text() : await response.json();
    };
    const eventually = async <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> => {
      const endMs = performance.now() + PATIENCE_MS;
      while (performance.now() < endMs) {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        await sleep(100);
      }
      throw new Error(`waited ${PATIENCE_MS} ms for ${what}`);
    };
    const roles = async () => (await get("/api/v1/status") as Status).roles;
    const cameras = async () => await get("/api/v1/cameras") as Camera[];
    const journal = async () => await get("/api/v1/events?limit=100") as { kind: string; text: string }[];
    const metric = async (name: string) =>
      Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, "m").exec(await get("/metrics"))?.[1]);

    await eventually("all cameras to be live", async () => {
      const list = await cameras();
      return list.length === CAMERAS.length && list.every(({ isLive, factor }) => isLive && factor === 1);
    });

    // A detector that is still loading its model is slow by itself, and would not live through the brake.
    await eventually(
      "all roles to be ready",
      async () => (await roles()).every(({ state }) => state === "ready"),
    );
    const pidOfDetect = async () => (await roles()).find(({ role }) => role === "detect")!.pid!;
    brake = new Brake(pidOfDetect);
    await eventually("a reduced rate", async () => (await cameras()).some(({ factor }) => factor <= 0.75));
    await eventually("the metric of the rate", async () => await metric("embereye_camera_rate") < 1);
    await eventually(
      "the trouble",
      async () =>
        (await get("/api/v1/troubles") as { code: string }[]).some(({ code }) => code === "cameras-slowed"),
    );
    const second = await eventually(
      "a second camera process",
      async () => (await roles()).find(({ role, state }) => role === "cameras-1" && state === "ready"),
    );
    // Longer, and more processes would come, each to be taken back after a calm of its own.
    await brake.release();
    brake = undefined;
    await eventually("its cameras to be live", async () => {
      const text: string = await get("/metrics");
      const list = await cameras();
      return list.length === CAMERAS.length && list.every(({ isLive }) => isLive) &&
        /^embereye_camera_fps\{[^}]*role="cameras-1"/m.test(text);
    });
    await eventually("the metric", async () => await metric("embereye_camera_processes") >= 2);
    const during = await journal();
    assert(
      during.some(({ text }) => /camera rate reduced from 100 % to 75 %/.test(text)),
      "the journal tells of it",
    );
    assert(during.some(({ text }) => /camera processes from 1 to 2/.test(text)), "the journal tells of it");

    // A camera process that dies under load heals like any other, and has its cameras again.
    Deno.kill(second.pid!, "SIGKILL");
    await eventually("the killed process to be back", async () => {
      const again = (await roles()).find(({ role }) => role === "cameras-1");
      return again?.state === "ready" && again.pid !== second.pid;
    });

    // The rush is over: nothing more comes from the cameras. A machine that is busy with other things cannot lose any of it.
    cameraServer.isStuck = true;
    await eventually("the full rate", async () => await metric("embereye_camera_rate") === 1);
    await eventually(
      "one camera process alone",
      async () => !(await roles()).some(({ role }) => role === "cameras-1"),
    );
    cameraServer.isStuck = false;
    await eventually(
      "all cameras to be live in it",
      async () => (await cameras()).every(({ isLive }) => isLive),
    );
    const after = await journal();
    assert(after.some(({ text }) => /camera rate raised from 75 % to 100 %/.test(text)));
    assert(after.some(({ text }) => /calm for 15 min: camera processes from 2 to 1/.test(text)));
    for (const { role, restarts, lastEnd } of await roles()) {
      assert.equal(restarts, 0, `${role} never noticed; ${lastEnd}`);
    }
  } finally {
    await brake?.release();
    await service.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
