/**
 * The processes that deliver readings to fusion: their connections, the numbers by which they name their sensors, and what they say
 * beside the readings.
 */
import type { Channel } from "../bus/channel.ts";
import {
  camerasMessage,
  type Device,
  devicesMessage,
  noDataMessage,
  sensorMessage,
} from "../bus/messages.ts";
import type { RecordBlock } from "../bus/reading_record.ts";
import type { Clock } from "../clock/clock.ts";
import type { FusionInput } from "../fusion/input.ts";
import { type ProcessName, type RoleName, roleOf } from "../reading/ids.ts";
import type { Reading } from "../reading/reading.ts";
import { CameraRoster } from "./camera_roster.ts";
import type { FusionMetrics } from "./fusion_metrics.ts";
import { takeRecords } from "./fusion_records.ts";

/** Who delivers readings, or what belongs to them. */
const DELIVERS: readonly RoleName[] = ["sensors", "detect", "cameras"];

/** Whether a process of this name delivers. */
export function delivers(process: ProcessName): boolean {
  return DELIVERS.includes(roleOf(process));
}

/** What the sources need of the role. */
export interface FusionSourcesPorts {
  readonly clock: Clock;
  readonly figures: FusionMetrics;
  /** Steps fusion. */
  take(input: FusionInput): void;
  /** A reading of theirs: it counts here, or goes to the box whose camera it is. */
  reading(reading: Reading): void;
  /** Whether fusion has a sensor of this name. */
  knows(sensorId: string): boolean;
  /** A message that no schema takes; `reason` says what is wrong with it. */
  notUnderstood(reason: string): void;
}

interface Source {
  readonly channel: Channel;
  readonly sensorIds: Map<number, string>;
}

const NONE: ReadonlyMap<number, string> = new Map();

/** All that deliver, by name: of two processes of one name, the later. */
export class FusionSources {
  readonly roster: CameraRoster;
  #devices: readonly Device[] = [];
  readonly #ports: FusionSourcesPorts;
  readonly #all = new Map<ProcessName, Source>();

  /** @param cameraIds All of the configuration, in its order. */
  constructor(cameraIds: readonly string[], ports: FusionSourcesPorts) {
    this.roster = new CameraRoster(cameraIds);
    this.#ports = ports;
  }

  /** The devices that have connected, as `sensors` last told. */
  get devices(): readonly Device[] {
    return this.#devices;
  }

  /** A process has said its name on a new connection: it numbers its sensors anew, and the old one's connection is dead by now. */
  opened(from: ProcessName, channel: Channel): void {
    this.#all.get(from)?.channel.close();
    this.#all.set(from, { channel, sensorIds: new Map() });
    this.#ports.take({ kind: "ownerStarted", owner: from });
  }

  /** A connection has ended, whether or not another of the same name has taken its place. */
  closed(from: ProcessName, channel: Channel): void {
    if (this.#all.get(from)?.channel !== channel) return;
    this.#all.delete(from);
    this.roster.away(from);
    if (from !== "sensors") return;
    // Without the process that they are connected to they are connected to nothing.
    this.#devices = this.#devices.map((device) => ({ ...device, connected: false, framesPerSecond: 0 }));
  }

  /** Readings of a process. Those of one that has been replaced, or has not said its name, are counted as refused. */
  readings(from: ProcessName | undefined, channel: Channel, block: RecordBlock, count: number): void {
    const sensorIds = (from === undefined ? undefined : this.#sourceOf(from, channel)?.sensorIds) ?? NONE;
    takeRecords({ sensorIds, block, count }, this.#ports.figures, this.#ports.reading);
  }

  /** What a process says beside its readings, but for faults, which any role may tell. */
  message(from: ProcessName, channel: Channel, message: unknown): void {
    const { take, clock, knows, notUnderstood } = this.#ports;
    const noData = noDataMessage.safeParse(message);
    if (noData.success) return take(noData.data);
    const told = devicesMessage.safeParse(message);
    if (told.success) return void (this.#devices = told.data.devices);
    const seen = camerasMessage.safeParse(message);
    if (seen.success) return this.roster.tell(from, seen.data.cameras, clock.monotonicMs());
    const sensor = sensorMessage.safeParse(message);
    if (!sensor.success) return notUnderstood(sensor.error.message);
    const { index, sensorId, zoneId, admitted } = sensor.data;
    this.#sourceOf(from, channel)?.sensorIds.set(index, sensorId);
    if (admitted && !knows(sensorId)) {
      take({ kind: "sensor", sensor: { id: sensorId, zoneId }, origin: "admitted" });
    }
  }

  /** Says something to each process of `role`. */
  tell(role: RoleName, message: unknown): void {
    for (const [process, { channel }] of this.#all) if (roleOf(process) === role) channel.send(message);
  }

  /** Ends all connections. */
  close(): void {
    for (const { channel } of this.#all.values()) channel.close();
  }

  #sourceOf(from: ProcessName, channel: Channel): Source | undefined {
    const source = this.#all.get(from);
    return source?.channel === channel ? source : undefined;
  }
}
