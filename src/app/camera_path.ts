/**
 * The camera path as the supervisor runs it: how many camera processes, which cameras are whose, and at what rate, by the load.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import type { z } from "zod";
import type { guardMessage, Heartbeat } from "../bus/messages.ts";
import { capturedCameras } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import { rolesOf } from "../config/wiring.ts";
import { type CameraId, cameraProcess, type ProcessName, type RoleName, shardOf } from "../reading/ids.ts";
import { CameraShards } from "./camera_shards.ts";
import { Overload, type OverloadOptions, type TriggerFault } from "./overload.ts";

/** What it works with. */
export interface CameraPathPorts extends Pick<OverloadOptions, "nowMs" | "fault" | "note"> {
  readonly registry: Registry;
  /** Has exactly {@linkcode CameraPath.processes} run. */
  run(): void;
  /** Sends to a process, if it is there. */
  send(to: ProcessName, message: unknown): void;
}

/** What is told of shared cameras. */
type Guard = z.infer<typeof guardMessage>;

/**
 * Cameras of this box that another one watches come back when the fleet's process has not said so again for so long: it may have died, or hang; and
 * what is seen with those that others have lent goes nowhere without it. It says so once a second; shorter, and a busy moment hands cameras about.
 */
export const AWAY_MS = 8_000;

const ALL_HERE: Guard = { kind: "guard", cameraIds: [], borrowed: [], away: [] };

/** The processes of `roles`, with so many for the cameras. */
export function processesOf(roles: readonly RoleName[], cameraProcesses: number): ProcessName[] {
  return roles.flatMap((role) =>
    role === "cameras" ? Array.from({ length: cameraProcesses }, (_, shard) => cameraProcess(shard)) : [role]
  );
}

/** Runs the camera processes. */
export class CameraPath {
  readonly #ports: CameraPathPorts;
  readonly #shards: CameraShards;
  readonly #overload: Overload;
  #config: Config;
  /** Who watches the shared cameras, as the fleet's process has said last. */
  #guard = ALL_HERE;
  #toldMs = -Infinity;

  constructor(config: Config, ports: CameraPathPorts) {
    this.#ports = ports;
    this.#config = config;
    this.#shards = new CameraShards(this.#watched, {
      run: () => ports.run(),
      tell: (process, cameraIds, shards) => ports.send(process, { kind: "camera-share", cameraIds, shards }),
    });
    this.#overload = new Overload({
      nowMs: ports.nowMs,
      cameras: this.#watched.length,
      rate: () => {
        for (const process of this.processes("cameras")) this.#tellRate(process);
      },
      shards: (count) => this.#shards.order(count),
      fault: ports.fault,
      note: ports.note,
    });
    this.#export(ports.registry);
  }

  /** The processes that are to run now: all of the service, or those of one role. */
  processes(role?: RoleName): ProcessName[] {
    const roles = rolesOf(this.#config);
    return processesOf(role === undefined ? roles : roles.filter((one) => one === role), this.#shards.count);
  }

  /** The configuration has changed. */
  configure(config: Config): void {
    this.#config = config;
    this.#overload.cameras = this.#watched.length;
    this.#shards.configure(this.#watched);
  }

  /**
   * So the shared cameras are watched from now on; what is not in the configuration, or shared, does not count. Fusion is told where it is news.
   */
  guard(guard: Guard): void {
    this.#toldMs = this.#ports.nowMs();
    const isSame = (["cameraIds", "borrowed", "away"] as const).every((key) =>
      new Set(guard[key]).symmetricDifference(new Set(this.#guard[key])).size === 0
    );
    if (isSame) return;
    this.#guard = guard;
    this.#overload.cameras = this.#watched.length;
    this.#shards.share(this.#watched);
    this.#ports.send("fusion", guard);
  }

  /** What {@linkcode guard} said last, as fusion is told. */
  get guarded(): Guard {
    return this.#guard;
  }

  /** A process has connected to the supervisor: it is told what is its own. */
  connected(process: ProcessName): void {
    const shard = shardOf(process);
    if (shard === undefined) return;
    this.#tellRate(process);
    this.#shards.connected(shard);
  }

  /** The metrics of any process. */
  metrics(process: ProcessName, metrics: readonly unknown[]): void {
    this.#overload.metrics(process, metrics);
  }

  /** The queues of any process. */
  queues(process: ProcessName, queues: Heartbeat["queues"]): void {
    if (process === "detect") this.#overload.queues(queues);
  }

  /** What fusion tells of its alerts. */
  alerts(count: number): void {
    this.#overload.alerts(count);
  }

  /** The troubles that stand now, for a fusion that has started anew. */
  faults(): TriggerFault[] {
    return this.#overload.faults();
  }

  /** Looks at the load, and whether the fleet's process still says that cameras are away; to be called once a second. */
  step(): void {
    this.#overload.step();
    const { away, borrowed } = this.#guard;
    if (away.length + borrowed.length === 0 || this.#ports.nowMs() - this.#toldMs < AWAY_MS) return;
    if (away.length > 0) {
      this.#ports.note(
        "cameras that other boxes watched are watched here again: the fleet's process says nothing",
      );
    }
    this.guard({ ...this.#guard, away: [], borrowed: [] });
  }

  get #watched(): CameraId[] {
    const { cameraIds, borrowed, away } = this.#guard;
    const watch = { guarded: new Set(cameraIds), borrowed: new Set(borrowed), away: new Set(away) };
    return capturedCameras(this.#config, watch).map(({ id }) => id);
  }

  #tellRate(process: ProcessName): void {
    this.#ports.send(process, { kind: "camera-rate", factor: this.#overload.factor });
  }

  #export(registry: Registry): void {
    const registers = [registry];
    const processes = () => this.processes("cameras");
    const overload = this.#overload;
    new Gauge({
      name: "embereye_camera_processes",
      help: "Camera processes that are to run; more than one where pictures were lost",
      registers,
      collect() {
        this.set(processes().length);
      },
    });
    new Gauge({
      name: "embereye_camera_rate",
      help: "Part of the cameras' rate that is let through, 0..1; less than 1 in an overload",
      registers,
      collect() {
        this.set(overload.factor);
      },
    });
    new Counter({
      name: "embereye_trigger_actions_total",
      help: "How often a monitoring trigger has changed something, either way",
      labelNames: ["trigger"],
      registers,
      collect() {
        this.reset();
        for (const [trigger, count] of Object.entries(overload.actions)) this.labels({ trigger }).inc(count);
      },
    });
  }
}
