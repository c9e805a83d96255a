/**
 * Receives devices: who may connect, which sensor each connection is, and what becomes of two that claim to be the same.
 *
 * It must never let one connection, however it behaves, cost another sensor its data. It opens no socket: connections are
 * given to it.
 */
import type { Config } from "../../config/schema.ts";
import type { DeviceKeys } from "../../firewall/device_keys.ts";
import { Gate, type GateRefusal, type Pass } from "../../firewall/gate.ts";
import { sensorPortLimits, sensorPortRules } from "../../firewall/rules.ts";
import type { SensorId } from "../../reading/ids.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import { type AuthPolicy, NO_TOKENS, stricter } from "../protocol/admission.ts";
import type { SessionOptions } from "../protocol/session.ts";
import { Connection, type Peer } from "./connection.ts";
import { Device, type DeviceSink } from "./device.ts";
import { describeDirectoryFault, SensorDirectory, type SensorSpec } from "./directory.ts";
import { SensorAccess } from "./sensor_access.ts";

export type { Connection, Peer } from "./connection.ts";

/** What the reception tells. */
export interface ReceptionSink extends DeviceSink {
  /** A connection or a packet was turned away. `reason` is one of few words, for counting. */
  refused(reason: string, address: string, text: string): void;
  /** A device is now connected as this sensor. */
  connected(spec: SensorSpec, address: string): void;
  /** Two devices claim to be this sensor, or have ceased to. */
  conflict(spec: SensorSpec, active: boolean, detail: string): void;
  /** What was learned of a sensor's device in an earlier run. */
  knownEeprom(sensorId: SensorId): Uint16Array | undefined;
}

/** What is known of one device, for people. */
export interface DeviceStatus {
  readonly spec: SensorSpec;
  readonly device: Device;
  /** Of the latest connection. */
  readonly address: string;
  readonly serial?: string;
  readonly connected: boolean;
}

/**
 * Changes of the connection of one sensor within {@linkcode CONFLICT_WINDOW_MS} that make a conflict. A device that is
 * switched on and off changes it twice; two devices that both insist change it every few seconds.
 */
const CONFLICT_COUNT = 4;
/** Also the time without a change after which a conflict is over. */
const CONFLICT_WINDOW_MS = 60_000;

/** The part of all connections that devices may hold which have not said which sensor they are. The rest is for the site's own. */
const STRANGERS_PART = 0.5;
/** A device that has just been connected gets this long to say who it is, even while others press. Most need one round trip. */
const STRANGER_TIME_MS = 1_000;
/** Tokens expire to the second; revoked ones are told at once. */
const TOKENS_CHECK_MS = 1_000;

/** Why somebody was turned away: a word for the counter, a sentence for people. */
export interface Refused {
  readonly reason: string;
  readonly text: string;
}

interface Place {
  readonly device: Device;
  connection: Connection | undefined;
  address: string;
  serial: string | undefined;
  takeovers: number[];
  conflict: boolean;
  /** It hangs on this machine: there is no connection to come and go. */
  isLocal: boolean;
}

/** All devices of the site and their connections. */
export class Reception {
  readonly #sink: ReceptionSink;
  readonly #keys: DeviceKeys | undefined;
  readonly #directory: SensorDirectory;
  readonly #gate: Gate;
  readonly #places = new Map<SensorId, Place>();
  readonly #connections = new Set<Connection>();
  /** Of these, those that have not said which sensor they are: the oldest first. */
  readonly #strangers = new Set<Connection>();
  #port: Config["sensorPort"];
  #access: SensorAccess;
  #tokensCheckedMs = -Infinity;

  /** @param keys The devices' tokens; without them none is accepted. */
  constructor(config: Config, sink: ReceptionSink, keys?: DeviceKeys) {
    this.#sink = sink;
    this.#keys = keys;
    this.#port = config.sensorPort;
    this.#access = new SensorAccess(config);
    this.#directory = new SensorDirectory(config);
    this.#gate = new Gate("sensors", sensorPortRules(config), sensorPortLimits(config.sensorPort));
  }

  /** All sensors known so far: those of the configuration first. */
  get specs(): readonly SensorSpec[] {
    return this.#directory.specs;
  }

  /** Connections that stand now. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Every device that has connected since the start. */
  devices(): DeviceStatus[] {
    return [...this.#places.values()].map(({ device, connection, address, serial, isLocal }) => ({
      spec: device.spec,
      device,
      address,
      ...(serial === undefined ? {} : { serial }),
      connected: isLocal || connection !== undefined,
    }));
  }

  /** Sensors that were at these addresses in an earlier run: a flood from elsewhere must not keep them out. */
  remember(addresses: Iterable<readonly [SensorId, string]>, nowMs: number): void {
    for (const [sensorId, address] of [...addresses, ...this.#access.addresses]) {
      this.#gate.remember(sensorId, address, nowMs);
    }
  }

  /** Whether the lists let `address` in. */
  allows(address: string): boolean {
    return this.#gate.policy(address) !== undefined;
  }

  /** Takes a new connection, or undefined where the gate or the bounds refuse it: then it is to be closed. */
  open(peer: Peer, nowMs: number): Connection | undefined {
    const admitted = this.#gate.admit(peer.address, nowMs);
    const refusal = admitted.ok ? this.#makeRoom(admitted.value, nowMs) : admitted.fault;
    if (refusal !== undefined) {
      if (admitted.ok) this.#gate.left(admitted.value.host);
      this.#sink.refused(refusal.reason, admitted.ok ? admitted.value.address : peer.address, refusal.text);
      return undefined;
    }
    return this.#add(peer, admitted.ok ? admitted.value : undefined, nowMs);
  }

  /** Takes a device that hangs on a line of this machine, at the path `peer.address`: it passes no gate. */
  openWired(peer: Peer, nowMs: number): Connection {
    return this.#add(peer, undefined, nowMs);
  }

  /**
   * Takes a configuration in that differs in the zones' limits and the rules of the gate alone. The rules count at once, and for
   * open connections as well; no other connection is touched.
   */
  reconfigure(config: Config, nowMs: number): void {
    this.#directory.reconfigure(config);
    this.#port = config.sensorPort;
    this.#access = new SensorAccess(config);
    this.#gate.update(sensorPortRules(config), sensorPortLimits(config.sensorPort));
    this.remember([], nowMs);
    for (const connection of this.#connections) connection.checkRules(nowMs);
  }

  /** Tokens were made or revoked: at once, for open connections as well. */
  checkTokens(nowMs: number): void {
    this.#tokensCheckedMs = nowMs;
    for (const connection of this.#connections) {
      connection.checkToken(nowMs);
      const { grant } = connection;
      if (grant !== undefined) this.#keys?.used(grant);
    }
  }

  /** The device of a sensor that hangs on this machine itself, at `path`, and has no connection. */
  local(spec: SensorSpec, path: string): Device {
    const place = this.#placeOf(spec);
    place.address = path;
    place.isLocal = true;
    return place.device;
  }

  /** Does what is due for every connection; to be called several times a second. */
  tick(nowMs: number): void {
    for (const connection of this.#connections) connection.tick(nowMs);
    if (nowMs - this.#tokensCheckedMs >= TOKENS_CHECK_MS) this.checkTokens(nowMs);
    for (const place of this.#places.values()) {
      if (!place.conflict || nowMs - place.takeovers.at(-1)! < CONFLICT_WINDOW_MS) continue;
      place.conflict = false;
      this.#sink.conflict(place.device.spec, false, "only one device claims the location now");
    }
  }

  /** @internal The sensor that a connection's device is; undefined where it is none. */
  claim(
    connection: Connection,
    location: string,
    serial: string | undefined,
    nowMs: number,
  ): Device | undefined {
    const { address } = connection;
    const found = this.#directory.resolve({ location, address, ...(serial === undefined ? {} : { serial }) });
    if (!found.ok) {
      this.#sink.refused(found.fault.kind, address, describeDirectoryFault(found.fault));
      return undefined;
    }
    // Before anything else: who may not be this sensor must not push out the one that is.
    const refusal = connection.pass && this.#access.refusal(found.value.sensorId, connection.pass);
    if (refusal !== undefined) {
      this.#sink.refused(refusal.reason, address, refusal.text);
      return undefined;
    }
    const spec = found.value;
    const place = this.#placeOf(spec);
    const former = place.connection;
    if (former !== connection) {
      place.connection = connection;
      place.address = address;
      if (serial !== undefined) place.serial = serial;
      // The newest connection counts: a device that comes back must not wait for its dead connection to be noticed.
      if (former !== undefined) {
        this.#noteTakeover(place, former.address, address, nowMs);
        former.close("replaced", `connection closed: '${spec.sensorId}' has connected anew from ${address}`);
      }
      this.#strangers.delete(connection);
      if (connection.pass !== undefined) this.#gate.place(spec.sensorId, connection.pass.host);
      this.#sink.connected(spec, address);
    }
    return place.device;
  }

  /** @internal */
  noteSerial(device: Device, serial: string): void {
    const place = this.#places.get(device.spec.sensorId);
    if (place !== undefined) place.serial = serial;
  }

  /** @internal The connection no longer speaks for `device`. */
  leave(connection: Connection, device: Device, nowMs: number): void {
    const place = this.#places.get(device.spec.sensorId);
    if (place?.connection !== connection) return;
    place.connection = undefined;
    device.disconnected(nowMs);
  }

  /** @internal */
  forget(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#strangers.delete(connection);
    if (connection.pass !== undefined) this.#gate.left(connection.pass.host);
  }

  /** @internal */
  refused(reason: string, address: string, text: string): void {
    this.#sink.refused(reason, address, text);
  }

  /** @internal A connection has sent so much; for how long to read nothing more from it, milliseconds. */
  spent({ pass }: Connection, packets: number, bytes: number, nowMs: number): number {
    return pass === undefined ? 0 : this.#gate.spend(pass.host, packets, bytes, nowMs);
  }

  /** @internal */
  wrongToken({ pass }: Connection, nowMs: number): void {
    if (pass !== undefined) this.#gate.wrongToken(pass.address, nowMs);
  }

  /** @internal What is asked of an open connection by the rules as they are now, or why it must end. */
  rulesFor(pass: Pass, sensorId: SensorId | undefined): Result<AuthPolicy, GateRefusal | Refused> {
    const policy = this.#gate.policy(pass.address);
    if (policy === undefined) return fail(this.#gate.notAllowed(pass.address));
    if (sensorId === undefined) return ok(policy);
    const refusal = this.#access.refusal(sensorId, pass);
    return refusal === undefined ? ok(stricter(policy, this.#access.auth(sensorId))) : fail(refusal);
  }

  /** @internal */
  sessionOptions({ address, pass }: Connection): SessionOptions {
    const locationOfAddress = (of: string) => this.#directory.locationOf(of);
    if (pass === undefined) return { address, locationOfAddress };
    const keys = this.#keys;
    return {
      address,
      locationOfAddress,
      auth: pass.auth,
      demandOf: (location) => {
        // Whoever is not known yet becomes, where strangers are taken in, the sensor that its location names.
        const device = this.#directory.idOf(location) ?? location;
        return { auth: this.#access.auth(device), device };
      },
      tokens: keys === undefined ? NO_TOKENS : {
        verify: (token) => {
          const verdict = keys.verify(token);
          if (typeof verdict === "object") pass.host.lockout.right();
          return verdict;
        },
        stands: (grant) => keys.stands(grant),
      },
    };
  }

  #add(peer: Peer, pass: Pass | undefined, nowMs: number): Connection {
    const connection = new Connection(this, peer, pass, nowMs);
    this.#connections.add(connection);
    if (pass !== undefined) this.#strangers.add(connection);
    return connection;
  }

  /**
   * Sees to it that there is room for one more connection, or says why there is none. Sensors of the site find room as long as
   * anybody who is none has some; among strangers the newest counts once the oldest had its time to say who it is.
   */
  #makeRoom({ host }: Pass, nowMs: number): Refused | undefined {
    const { connectionsMax } = this.#port;
    const isKnown = host.sensors > 0;
    const [oldest] = this.#strangers;
    if (this.#connections.size >= connectionsMax) {
      if (isKnown && oldest !== undefined) {
        oldest.close("pushed-out", `connection closed: its place was needed for a sensor of the site`);
        return undefined;
      }
      return {
        reason: "too-many-connections",
        text: `connection refused: ${connectionsMax} are open already`,
      };
    }
    const strangersMax = Math.ceil(connectionsMax * STRANGERS_PART);
    if (isKnown || this.#strangers.size < strangersMax) return undefined;
    if (nowMs - oldest.openedMs >= STRANGER_TIME_MS) {
      oldest.close(
        "pushed-out",
        `connection closed: it has not said within ${STRANGER_TIME_MS} ms which sensor it is`,
      );
      return undefined;
    }
    return {
      reason: "too-many-strangers",
      text:
        `connection refused: ${strangersMax} devices that have not said who they are are connected already`,
    };
  }

  #placeOf(spec: SensorSpec): Place {
    const known = this.#places.get(spec.sensorId);
    if (known !== undefined) return known;
    const place: Place = {
      device: new Device(spec, this.#sink, this.#sink.knownEeprom(spec.sensorId)),
      connection: undefined,
      address: "",
      serial: undefined,
      takeovers: [],
      conflict: false,
      isLocal: false,
    };
    this.#places.set(spec.sensorId, place);
    return place;
  }

  #noteTakeover(place: Place, from: string, to: string, nowMs: number): void {
    place.takeovers = place.takeovers.filter((atMs) => nowMs - atMs < CONFLICT_WINDOW_MS).slice(
      -CONFLICT_COUNT,
    );
    place.takeovers.push(nowMs);
    if (place.conflict || place.takeovers.length < CONFLICT_COUNT) return;
    place.conflict = true;
    this.#sink.conflict(
      place.device.spec,
      true,
      `devices at ${from} and ${to} both claim '${place.device.spec.sensorId}': ` +
        `${place.takeovers.length} changes within ${CONFLICT_WINDOW_MS / 1000} s`,
    );
  }
}
