/**
 * Receives devices: who may connect, which sensor each connection is, and what becomes of two that claim to be the same.
 *
 * It must never let one connection, however it behaves, cost another sensor its data. It opens no socket: connections are
 * given to it.
 */
import { describeClose, DeviceSession, type SessionHandler } from "../protocol/session.ts";
import { describeRefusal } from "../protocol/refusal.ts";
import type { Config } from "../../config/schema.ts";
import type { SensorId } from "../../reading/ids.ts";
import { Device, type DeviceSink } from "./device.ts";
import { describeDirectoryFault, SensorDirectory, type SensorSpec } from "./directory.ts";

/** One connection, as the owner of its socket gives it. */
export interface Peer {
  /** Without the port. */
  readonly address: string;
  /** Sends without waiting. The bytes must not be changed. */
  send(bytes: Uint8Array): void;
  close(): void;
}

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
  #config: Config;
  readonly #sink: ReceptionSink;
  readonly #directory: SensorDirectory;
  readonly #places = new Map<SensorId, Place>();
  readonly #connections = new Set<Connection>();
  readonly #perAddress = new Map<string, number>();

  constructor(config: Config, sink: ReceptionSink) {
    this.#config = config;
    this.#sink = sink;
    this.#directory = new SensorDirectory(config);
  }

  /** All sensors known so far: those of the configuration first. */
  get specs(): readonly SensorSpec[] {
    return this.#directory.specs;
  }

  /** Takes a configuration in that differs in the zones' limits alone: no connection is touched. */
  reconfigure(config: Config): void {
    this.#config = config;
    this.#directory.reconfigure(config);
  }

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

  /** Takes a new connection, or undefined where the bounds refuse it: then it is to be closed. */
  open(peer: Peer, nowMs: number): Connection | undefined {
    const { connectionsMax, connectionsPerAddressMax } = this.#config.sensorPort;
    const { address } = peer;
    if (this.#connections.size >= connectionsMax) {
      this.#sink.refused(
        "too-many-connections",
        address,
        `connection refused: ${connectionsMax} are open already`,
      );
      return undefined;
    }
    const own = this.#perAddress.get(address) ?? 0;
    if (own >= connectionsPerAddressMax) {
      this.#sink.refused(
        "too-many-from-address",
        address,
        `connection refused: ${connectionsPerAddressMax} are open from ${address} already`,
      );
      return undefined;
    }
    this.#perAddress.set(address, own + 1);
    const connection = new Connection(this, peer, nowMs);
    this.#connections.add(connection);
    return connection;
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
    const { address } = connection.peer;
    const found = this.#directory.resolve({ location, address, ...(serial === undefined ? {} : { serial }) });
    if (!found.ok) {
      this.#sink.refused(found.fault.kind, address, describeDirectoryFault(found.fault));
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
        this.#noteTakeover(place, former.peer.address, address, nowMs);
        former.close("replaced", `connection closed: '${spec.sensorId}' has connected anew from ${address}`);
      }
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
    const { address } = connection.peer;
    const left = this.#perAddress.get(address)! - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }

  /** @internal */
  refused(reason: string, address: string, text: string): void {
    this.#sink.refused(reason, address, text);
  }

  /** @internal */
  sessionOptions(address: string) {
    return { address, locationOfAddress: (of: string) => this.#directory.locationOf(of) };
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

/** One connection, from its acceptance to its end. */
export class Connection implements SessionHandler {
  readonly peer: Peer;
  readonly #reception: Reception;
  readonly #session: DeviceSession;
  #device: Device | undefined;
  #serial: string | undefined;
  #nowMs: number;
  #open = true;

  /** Made by {@linkcode Reception.open} alone. */
  constructor(reception: Reception, peer: Peer, nowMs: number) {
    this.#reception = reception;
    this.peer = peer;
    this.#nowMs = nowMs;
    this.#session = new DeviceSession(reception.sessionOptions(peer.address), this, nowMs);
  }

  /** Takes bytes that arrived at `nowMs`. Keeps no reference to them. */
  receive(chunk: Uint8Array, nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#open) this.#session.receive(chunk, nowMs);
  }

  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#open && this.#session.nextDeadlineMs() <= nowMs) this.#session.tick(nowMs);
  }

  /** The other side has closed the connection, or it broke. */
  ended(nowMs: number): void {
    this.#nowMs = nowMs;
    if (!this.#open) return;
    this.#session.end();
    this.#end();
  }

  send(bytes: Uint8Array): void {
    this.peer.send(bytes);
  }

  close(reason: Parameters<SessionHandler["close"]>[0]): void;
  /** @internal Closed by the reception, with a word for the counter and a sentence. */
  close(reason: string, text: string): void;
  close(reason: Parameters<SessionHandler["close"]>[0] | string, text?: string): void {
    if (!this.#open) return;
    if (typeof reason === "string") this.#reception.refused(reason, this.peer.address, text!);
    else if (reason.kind !== "refused") {
      this.#reception.refused(reason.kind, this.peer.address, describeClose(reason));
    }
    this.#end();
    this.peer.close();
  }

  location(id: string): void {
    const device = this.#reception.claim(this, id, this.#serial, this.#nowMs);
    if (this.#device !== undefined && this.#device !== device) {
      this.#reception.leave(this, this.#device, this.#nowMs);
    }
    this.#device = device;
    if (device === undefined) {
      this.#end();
      this.peer.close();
      return;
    }
    this.#session.wantEeprom(device.needsEeprom);
  }

  frame(words: Uint16Array, wordCount: number, atMs: number): void {
    const device = this.#device;
    if (device === undefined) return;
    device.frame(words, wordCount, atMs);
    this.#session.wantEeprom(device.needsEeprom);
  }

  inputs(values: Parameters<SessionHandler["inputs"]>[0], atMs: number): void {
    this.#device?.inputs(values, atMs);
  }

  eeprom(words: Uint16Array): void {
    const device = this.#device;
    if (device === undefined) return;
    device.eeprom(words);
    this.#session.wantEeprom(device.needsEeprom);
  }

  serial(serialNumber: string): void {
    this.#serial = serialNumber;
    if (this.#device !== undefined) this.#reception.noteSerial(this.#device, serialNumber);
  }

  eepromUnavailable(): void {
    this.#device?.eepromUnavailable();
  }

  refused(refusal: Parameters<SessionHandler["refused"]>[0]): void {
    this.#reception.refused(refusal.kind, this.peer.address, describeRefusal(refusal));
  }

  #end(): void {
    this.#open = false;
    this.#session.stop();
    if (this.#device !== undefined) this.#reception.leave(this, this.#device, this.#nowMs);
    this.#device = undefined;
    this.#reception.forget(this);
  }
}
