/**
 * For tests alone: a role in this process, in folders of its own, without a supervisor.
 */
import { join } from "node:path";
import { getLogger } from "@logtape/logtape";
import { Channel } from "../bus/channel.ts";
import { systemClock } from "../clock/system_clock.ts";
import { checkConfig, describeFaults } from "../config/load.ts";
import type { configSchema } from "../config/schema.ts";
import { createMetrics } from "../ops/metrics.ts";
import { makeFolders, type Paths, pathsOf } from "./paths.ts";
import type { RoleBody, RoleContext } from "./role.ts";
import type { z } from "zod";

/** Longest wait for anything that a role does by itself, on a machine with much else to do. */
const PATIENCE_MS = 60_000;

/** For tests that run roles: what they leave to the end of their process (a timer of some milliseconds) is no leak. */
export const IN_PROCESS = { sanitizeOps: false, sanitizeResources: false } as const;

/** The folders of a box, and the roles that run in them. */
export class RoleRig implements AsyncDisposable {
  readonly clock = systemClock();
  /** What roles told the supervisor. */
  readonly told: unknown[] = [];
  /** The ports of the last `ready`. */
  ports: Record<string, number> | undefined;
  readonly #running = new Set<() => Promise<void>>();

  private constructor(readonly paths: Paths) {}

  static async make(): Promise<RoleRig> {
    const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const rig = new RoleRig(pathsOf(state, join(state, "run")));
    await makeFolders(rig.paths);
    return rig;
  }

  /** Starts a role. @returns what stops it */
  async start(
    role: "outputs" | "fusion" | "sensors" | "ui",
    start: (context: RoleContext) => Promise<RoleBody>,
    site: Partial<z.input<typeof configSchema>> = {},
  ): Promise<() => Promise<void>> {
    const config = checkConfig({
      outputs: [{ id: "bell", kind: "siren", driver: "simulated" }],
      zones: [{ id: "hall" }],
      sensorPort: { host: "127.0.0.1", port: 0 },
      page: { host: "127.0.0.1", port: 0 },
      ...site,
    });
    if (!config.ok) throw new Error(describeFaults(config.fault));
    const abort = new AbortController();
    const body = await start({
      process: role,
      config: config.value,
      paths: this.paths,
      clock: this.clock,
      log: getLogger(["embereye", role]),
      metrics: createMetrics(),
      signal: abort.signal,
      ready: (ports) => this.ports = ports,
      tell: (message) => this.told.push(message) > 0,
      supervisorLost: () => false,
    });
    const stop = async () => {
      if (!this.#running.delete(stop)) return;
      abort.abort();
      await body.stop();
    };
    this.#running.add(stop);
    return stop;
  }

  /** Connects to a role as `as`, and keeps what it says. */
  async connect(role: "outputs" | "fusion", as: string): Promise<Peer> {
    const peer = new Peer(await Deno.connect({ transport: "unix", path: this.paths.socket(role) }));
    peer.channel.send({ kind: "hello", role: as, pid: Deno.pid });
    return peer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of [...this.#running]) await stop();
    await Deno.remove(this.paths.state, { recursive: true });
  }
}

/** One end of a link, with all that came over it. */
export class Peer implements Disposable {
  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  readonly heard: any[] = [];
  readonly channel: Channel;

  constructor(conn: Deno.Conn) {
    this.channel = new Channel(conn, { message: (message) => void this.heard.push(message) });
    void this.channel.run();
  }

  [Symbol.dispose](): void {
    this.channel.close();
  }
}

/** Waits until `look` finds something. */
export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const clock = systemClock();
  const endMs = clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (clock.monotonicMs() > endMs) throw new Error(`waited ${PATIENCE_MS} ms for: ${what}`);
    await clock.sleep(10);
  }
}
