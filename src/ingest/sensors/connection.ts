/**
 * One connection of a device, from its acceptance to its end: between the session that understands it and the reception that knows
 * all devices.
 */
import type { Pass } from "../../firewall/gate.ts";
import type { Grant } from "../protocol/admission.ts";
import { describeRefusal } from "../protocol/refusal.ts";
import { describeClose, DeviceSession, type SessionHandler } from "../protocol/session.ts";
import type { Device } from "./device.ts";
import type { Reception } from "./reception.ts";

/** One connection, as the owner of its socket gives it. */
export interface Peer {
  /** Without the port. */
  readonly address: string;
  /** Sends without waiting. The bytes must not be changed. */
  send(bytes: Uint8Array): void;
  close(): void;
}

/** One connection, from its acceptance to its end. */
export class Connection implements SessionHandler {
  readonly peer: Peer;
  /** How it came through the gate; undefined: it hangs on this machine and passed none. */
  readonly pass: Pass | undefined;
  /** Where it comes from, in the usual form. */
  readonly address: string;
  readonly openedMs: number;
  readonly #reception: Reception;
  readonly #session: DeviceSession;
  #device: Device | undefined;
  #serial: string | undefined;
  #nowMs: number;
  #open = true;

  /** Made by the reception alone. */
  constructor(reception: Reception, peer: Peer, pass: Pass | undefined, nowMs: number) {
    this.#reception = reception;
    this.peer = peer;
    this.pass = pass;
    this.address = pass?.address ?? peer.address;
    this.openedMs = nowMs;
    this.#nowMs = nowMs;
    this.#session = new DeviceSession(reception.sessionOptions(this), this, nowMs);
  }

  /** Whom it has shown itself to be by a token. */
  get grant(): Grant | undefined {
    return this.#session.grant;
  }

  /**
   * Takes bytes that arrived at `nowMs`. Keeps no reference to them.
   *
   * @returns how long to read nothing more, milliseconds: its host has sent more than it may.
   */
  receive(chunk: Uint8Array, nowMs: number): number {
    this.#nowMs = nowMs;
    if (!this.#open) return 0;
    const before = this.#session.packetCount;
    this.#session.receive(chunk, nowMs);
    return this.#reception.spent(this, this.#session.packetCount - before, chunk.length, nowMs);
  }

  /** Time has passed: what the device owes since is asked for anew, or it is given up. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#open && this.#session.nextDeadlineMs() <= nowMs) this.#session.tick(nowMs);
  }

  /** Tokens have changed, or time has passed: ends the connection where its own is not accepted any more. */
  checkToken(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#open) this.#session.checkToken();
  }

  /** The rules have changed: ends the connection where they do not allow it any more. */
  checkRules(nowMs: number): void {
    this.#nowMs = nowMs;
    if (!this.#open || this.pass === undefined) return;
    const asked = this.#reception.rulesFor(this.pass, this.#device?.spec.sensorId);
    if (asked.ok) this.#session.require(asked.value);
    else this.close(asked.fault.reason, asked.fault.text);
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
    if (typeof reason === "string") this.#reception.refused(reason, this.address, text!);
    else if (reason.kind !== "refused") {
      this.#reception.refused(reason.kind, this.address, describeClose(reason));
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
    if (refusal.kind === "bad-token") this.#reception.wrongToken(this, this.#nowMs);
    this.#reception.refused(refusal.kind, this.address, describeRefusal(refusal));
  }

  #end(): void {
    this.#open = false;
    this.#session.stop();
    if (this.#device !== undefined) this.#reception.leave(this, this.#device, this.#nowMs);
    this.#device = undefined;
    this.#reception.forget(this);
  }
}
