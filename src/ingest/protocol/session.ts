/**
 * One connection of a device, from its acceptance to its end: admission, deadlines, locations and the dialogue.
 *
 * Pure: bytes and time come in, calls of the handler come out. It never opens, reads or closes anything itself.
 */
import { unreachable } from "../../reading/result.ts";
import { Admission, type AuthPolicy, type Demand, type Grant, NO_TOKENS } from "./admission.ts";
import { Dialogue } from "./dialogue.ts";
import { encodeCommand } from "./encoder.ts";
import { HeldPackets } from "./held.ts";
import { LocationResolver } from "./location.ts";
import {
  EEPROM_WORDS,
  type EepromPacket,
  type FramePacket,
  type InputsPacket,
  PACKET_LIMITS,
  type PacketSink,
  type TextPacket,
} from "./packet.ts";
import { PacketParser } from "./parser.ts";
import { isFatal, type PacketKind, type Refusal } from "./refusal.ts";
import {
  type CloseReason,
  SESSION_TIMES,
  type SessionHandler,
  type SessionOptions,
  type SessionTimes,
} from "./session_types.ts";

export { type CloseReason, describeClose, SESSION_TIMES } from "./session_types.ts";
export type { SessionHandler, SessionOptions, SessionTimes } from "./session_types.ts";

/** The session of one connection. */
export class DeviceSession {
  readonly #handler: SessionHandler;
  readonly #times: SessionTimes;
  readonly #admission: Admission;
  readonly #demandOf: (location: string) => Demand;
  readonly #parser: PacketParser;
  readonly #dialogue: Dialogue;
  readonly #resolver: LocationResolver;
  readonly #held = new HeldPackets();
  readonly #sink: PacketSink;
  #packetCount = 0;
  #closed = false;
  /** A packet was accepted. */
  #greeted = false;
  /** The location that the handler was told last. */
  #toldLocation: string | undefined;
  /** When the connection was accepted, or the last measurement came. */
  #aliveMs: number;
  /** Arrival time of the bytes being parsed. */
  #nowMs: number;
  /** The packet parsed last is followed by a gap. */
  #gap = false;

  constructor(options: SessionOptions, handler: SessionHandler, nowMs: number) {
    this.#handler = handler;
    const times = { ...SESSION_TIMES, ...options.times };
    this.#times = { ...times, idleMs: Math.max(times.idleMs, 3 * times.pollMs) };
    this.#admission = new Admission(options.auth ?? "none", options.tokens ?? NO_TOKENS);
    this.#demandOf = options.demandOf ?? ((location) => ({ auth: "none", device: location }));
    this.#parser = new PacketParser({ ...PACKET_LIMITS, ...options.packets });
    this.#dialogue = new Dialogue(options.mode ?? "auto", options.eepromWanted ?? true, this.#times, nowMs);
    this.#resolver = new LocationResolver(options);
    this.#aliveMs = nowMs;
    this.#nowMs = nowMs;
    if (this.#admission.open) this.#dialogue.allow(nowMs);
    this.#sink = {
      frame: (packet) => this.#frame(packet),
      inputs: (packet) => this.#inputs(packet),
      eeprom: (packet) => this.#eeprom(packet),
      location: (packet) => this.#location(packet),
      serial: (packet) => this.#serial(packet),
      auth: (packet) => this.#authenticate(packet.text),
      refused: (refusal) => {
        this.#packetCount++;
        this.#refused(refusal);
      },
    };
  }

  /** Time between the frames of a streaming device, milliseconds, undefined until it is known. */
  get framePeriodMs(): number | undefined {
    return this.#dialogue.framePeriodMs;
  }

  /** Whom the device has shown itself to be, where it showed a token. */
  get grant(): Grant | undefined {
    return this.#admission.grant;
  }

  /** Packets taken or refused so far. */
  get packetCount(): number {
    return this.#packetCount;
  }

  /** Whether to ask for the calibration EEPROM: not where it is known from before; anew where one was no good. */
  wantEeprom(wanted: boolean): void {
    this.#dialogue.wantEeprom(wanted);
  }

  /** Takes bytes that arrived at `nowMs`. Keeps no reference to them. */
  receive(chunk: Uint8Array, nowMs: number): void {
    if (this.#closed || chunk.length === 0) return;
    this.#nowMs = nowMs;
    this.#gap = false;
    this.#dialogue.bytesArrived(nowMs);
    this.#parser.push(chunk, this.#sink);
    this.#checkDeadlines(nowMs);
    this.#speak(this.#gap);
  }

  /** Does what is due at `nowMs`. Call it at {@linkcode DeviceSession.nextDeadlineMs}; more often does no harm. */
  tick(nowMs: number): void {
    if (this.#closed) return;
    this.#nowMs = nowMs;
    this.#checkDeadlines(nowMs);
    const heldSinceMs = this.#held.sinceMs;
    if (heldSinceMs !== undefined && nowMs >= heldSinceMs + this.#times.settleMs) {
      this.#resolver.settle();
      this.#release();
    }
    this.#speak(false);
  }

  /** When `tick` must be called next even if nothing arrives. Changes with every call of `receive` and `tick`. */
  nextDeadlineMs(): number {
    if (this.#closed) return Infinity;
    const heldSinceMs = this.#held.sinceMs;
    return Math.min(
      this.#aliveMs + (this.#greeted ? this.#times.idleMs : this.#times.handshakeMs),
      heldSinceMs === undefined ? Infinity : heldSinceMs + this.#times.settleMs,
      this.#dialogue.nextDeadlineMs(this.#nowMs, this.#parser.pending),
    );
  }

  /** The connection has ended: reports what was left unfinished and gives out what was held. */
  end(): void {
    if (this.#closed) return;
    this.#parser.end(this.#sink);
    if (this.#held.sinceMs !== undefined) this.#resolver.settle();
    this.#release();
    this.#closed = true;
  }

  /** The caller closes the connection for reasons of its own: nothing is called any more, from within a call as well. */
  stop(): void {
    this.#closed = true;
    this.#parser.stop();
  }

  /** The network asks for `policy` from now on: what comes next must satisfy it. */
  require(policy: AuthPolicy): void {
    this.#admission.require(policy);
  }

  /** Closes the connection where its token is not accepted any more. To be called when tokens have changed or time has passed. */
  checkToken(): void {
    if (!this.#closed && this.#admission.isWithdrawn) this.#close({ kind: "token-withdrawn" });
  }

  #frame(packet: FramePacket): void {
    if (!this.#admit("frame", packet.token)) return;
    const named = this.#named(packet.location);
    const location = named ?? this.#resolver.tagged(packet.tag);
    this.#gap = this.#dialogue.frameArrived(this.#nowMs);
    this.#aliveMs = this.#nowMs;
    if (location === undefined) {
      this.#held.keepFrame(packet, this.#nowMs);
      this.#settleIfFull();
      return;
    }
    this.#release();
    this.#tellLocation(location);
    if (!this.#closed) this.#handler.frame(packet.words, packet.wordCount, this.#nowMs);
  }

  #inputs(packet: InputsPacket): void {
    if (!this.#admit("inputs", packet.token)) return;
    const location = this.#named(packet.location) ?? this.#resolver.current;
    this.#dialogue.inputsArrived();
    this.#gap = true;
    this.#aliveMs = this.#nowMs;
    if (location === undefined) {
      this.#held.keepInputs(packet.values, this.#nowMs);
      this.#settleIfFull();
      return;
    }
    this.#release();
    this.#tellLocation(location);
    if (!this.#closed) this.#handler.inputs(packet.values, this.#nowMs);
  }

  #eeprom(packet: EepromPacket): void {
    if (!this.#admit("eeprom", packet.token)) return;
    const location = this.#named(packet.location) ?? this.#resolver.current;
    this.#dialogue.eepromArrived(true, this.#nowMs);
    this.#gap = true;
    this.#aliveMs = this.#nowMs;
    if (location === undefined) {
      this.#held.keepEeprom(packet.words, this.#nowMs);
      this.#settleIfFull();
      return;
    }
    this.#release();
    this.#tellLocation(location);
    if (!this.#closed) this.#handler.eeprom(packet.words.subarray(0, EEPROM_WORDS), this.#nowMs);
  }

  #location(packet: TextPacket): void {
    if (!this.#admit("location", packet.token)) return;
    const refusal = this.#resolver.announce(packet.text);
    if (refusal !== undefined) this.#refused(refusal);
    else this.#release();
    this.#gap = this.#dialogue.announced();
  }

  #serial(packet: TextPacket): void {
    if (!this.#admit("serial", packet.token)) return;
    this.#handler.serial(packet.text);
    this.#gap = this.#dialogue.announced();
  }

  #authenticate(token: string): void {
    if (this.#closed) return;
    this.#packetCount++;
    const refusal = this.#admission.authenticate(token);
    if (refusal !== undefined) {
      this.#refused(refusal);
      // The one packet whose only purpose is the token was wrong: there is nothing to wait for.
      return this.#close({ kind: "not-authenticated", failures: this.#admission.failures });
    }
    this.#greet();
    this.#gap = this.#dialogue.announced();
  }

  /** Whether a packet may pass. Refuses it where not. */
  #admit(packet: PacketKind, token: string | undefined): boolean {
    if (this.#closed) return false;
    this.#packetCount++;
    const refusal = this.#admission.check(packet, token);
    if (refusal === undefined) {
      this.#greet();
      return true;
    }
    this.#refused(refusal);
    const failures = this.#admission.failures;
    if (failures >= this.#times.authFailures) this.#close({ kind: "not-authenticated", failures });
    return false;
  }

  #greet(): void {
    if (this.#greeted) return;
    this.#greeted = true;
    this.#aliveMs = this.#nowMs;
    this.#dialogue.allow(this.#nowMs);
  }

  /** The id of the location that a packet names, undefined where it names none that is taken. */
  #named(name: string | undefined): string | undefined {
    if (name === undefined) return undefined;
    const id = this.#resolver.named(name);
    if (typeof id === "string") return id;
    this.#refused(id);
    return undefined;
  }

  #tellLocation(id: string): void {
    if (this.#closed || id === this.#toldLocation) return;
    const before = this.#admission.policy;
    const refusal = this.#admission.demand(this.#demandOf(id));
    if (refusal !== undefined) {
      // Before the handler is told: who cannot prove to be this sensor must not push out the one that can.
      this.#refused(refusal);
      return this.#close({ kind: "not-authenticated", failures: this.#admission.failures });
    }
    // What was kept came before anybody knew that each packet has to prove itself.
    if (this.#admission.policy === "packet" && before !== "packet") this.#held.take();
    this.#toldLocation = id;
    this.#handler.location(id);
  }

  #settleIfFull(): void {
    if (!this.#held.full) return;
    this.#resolver.settle();
    this.#release();
  }

  /** Gives out what was held, once its location is known. */
  #release(): void {
    if (this.#held.sinceMs === undefined) return;
    const location = this.#resolver.current;
    if (location === undefined) return;
    this.#tellLocation(location);
    for (const packet of this.#held.take()) {
      if (this.#closed) return;
      switch (packet.kind) {
        case "frame":
          this.#handler.frame(packet.words, packet.wordCount, packet.atMs);
          break;
        case "inputs":
          this.#handler.inputs(packet.values, packet.atMs);
          break;
        case "eeprom":
          this.#handler.eeprom(packet.words, packet.atMs);
          break;
        default:
          unreachable(packet);
      }
    }
  }

  #refused(refusal: Refusal): void {
    if (this.#closed) return;
    this.#handler.refused(refusal);
    if ("packet" in refusal && refusal.packet === "eeprom") this.#dialogue.eepromArrived(false, this.#nowMs);
    if (isFatal(refusal)) this.#close({ kind: "refused", refusal });
  }

  #checkDeadlines(nowMs: number): void {
    const afterMs = this.#greeted ? this.#times.idleMs : this.#times.handshakeMs;
    if (nowMs < this.#aliveMs + afterMs) return;
    this.#close({ kind: this.#greeted ? "idle" : "no-handshake", afterMs });
  }

  #speak(gap: boolean): void {
    if (this.#closed) return;
    const command = this.#dialogue.next(this.#nowMs, gap, this.#parser.pending);
    if (command !== undefined) this.#handler.send(encodeCommand(command));
    if (this.#dialogue.takeUnavailable()) this.#handler.eepromUnavailable();
  }

  #close(reason: CloseReason): void {
    if (this.#closed) return;
    this.stop();
    this.#handler.close(reason);
  }
}
