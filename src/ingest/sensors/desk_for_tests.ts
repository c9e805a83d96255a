/**
 * For tests alone: a reception whose every word is kept, and the other ends of its connections.
 */
import assert from "node:assert/strict";
import { parseConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import type { DeviceKeys } from "../../firewall/device_keys.ts";
import type { NoData, Reading } from "../../reading/reading.ts";
import { type Connection, type Peer, Reception } from "./reception.ts";

/** What a desk is made with. */
export interface DeskOptions {
  /** Keys of the sensor port, YAML in one line. */
  readonly port?: string;
  /** Sensors, YAML in one line. */
  readonly sensors?: string;
  readonly known?: ReadonlyMap<string, Uint16Array>;
  readonly keys?: DeviceKeys;
}

/** A site of one zone whose sensor port is open to all addresses unless told otherwise. */
export function siteOf({ port = "unknown: admit", sensors = SENSORS }: DeskOptions): Config {
  const allow = port.includes("allow:") ? "" : ", allow: [any]";
  const config = parseConfig(`
outputs: [{id: hall, kind: siren, driver: simulated}]
zones: [{id: boiler}]
sensors: [${sensors}]
sensorPort: {${port}${allow}}`);
  assert(config.ok, JSON.stringify(config));
  return config.value;
}

const SENSORS = "{id: s1, zone: boiler}, {id: s2, zone: boiler, calibration: linear, gas: {fitted: false}}";

/** A reception whose every word is kept. */
export class Desk {
  readonly readings: { sensorId: string; reading: Reading; critical: boolean }[] = [];
  readonly absences: NoData[] = [];
  readonly pictures: { sensorId: string; maxC: number }[] = [];
  readonly refusals: string[] = [];
  readonly conflicts: { sensorId: string; active: boolean }[] = [];
  readonly learned = new Map<string, Uint16Array>();
  readonly reception: Reception;
  nowMs = 1_000;

  /** @param options Keys of the sensor port, more of the configuration (YAML), and what earlier runs learned. */
  constructor(options: DeskOptions = {}) {
    const { known = new Map<string, Uint16Array>(), keys } = options;
    this.reception = new Reception(siteOf(options), {
      reading: (spec, reading, critical) =>
        this.readings.push({ sensorId: spec.sensorId, reading, critical }),
      noData: (_spec, noData) => this.absences.push(noData),
      picture: ({ sensorId }, { celsius }) => this.pictures.push({ sensorId, maxC: Math.max(...celsius) }),
      learned: ({ sensorId }, eeprom) => this.learned.set(sensorId, eeprom.slice()),
      note: () => {},
      refused: (reason) => this.refusals.push(reason),
      connected: () => {},
      conflict: ({ sensorId }, active) => this.conflicts.push({ sensorId, active }),
      knownEeprom: (sensorId) => known.get(sensorId),
    }, keys);
  }

  connect(address = "10.0.0.1"): { connection: Connection; peer: TestPeer } | undefined {
    const peer = new TestPeer(address);
    const connection = this.reception.open(peer, this.nowMs);
    return connection === undefined ? undefined : { connection, peer };
  }

  thermal(sensorId = "s1"): Extract<Reading, { kind: "thermal" }>[] {
    return this.readings.flatMap(({ sensorId: id, reading }) =>
      id === sensorId && reading.kind === "thermal" ? [reading] : []
    );
  }
}

class TestPeer implements Peer {
  closed = false;
  readonly sent: string[] = [];
  constructor(readonly address: string) {}
  send(bytes: Uint8Array): void {
    this.sent.push(new TextDecoder().decode(bytes));
  }
  close(): void {
    this.closed = true;
  }
}
