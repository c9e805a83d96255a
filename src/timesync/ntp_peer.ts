/**
 * One time server as we ask it: when the next query is due, what its replies are worth, whether it can be relied on.
 */
import { unreachable } from "../reading/result.ts";
import {
  decodeNtpReply,
  encodeNtpQuery,
  measureExchange,
  type NtpFault,
  type NtpMeasure,
  ROOT_DISTANCE_MAX_MS,
} from "./ntp_packet.ts";

/**
 * How far our monotonic clock may drift from true time, as a part: a plain crystal in a warm case. Smaller and an old
 * measure looks better than it is; larger and holding over an outage of the network ends hours too early.
 */
export const MONOTONIC_DRIFT = 50e-6;
/** What the kernel may bend the monotonic clock by while a clock daemon corrects it (adjtimex(2)). */
const SLEW_MAX = 500e-6;
/**
 * Replies later than this are lost. Half of the way counts as error, so a later one would be refused for its distance
 * in any case; shorter loses servers behind a satellite link.
 */
export const REPLY_TIMEOUT_MS = 2 * ROOT_DISTANCE_MAX_MS;
/** Between the first queries, and after a jump. Shorter is what public servers answer with `RATE`. */
export const BURST_MS = 2_000;
/** Good replies until the pace slows. More burden the server; fewer leave the first measure to one packet's luck. */
const BURST_REPLIES = 4;
/** RFC 5905's clock filter. More keeps measures that drift has made worthless; fewer lets one busy hour of the line in. */
const SAMPLES_MAX = 8;
/** A server that fails is asked again at twice the distance each time, up to this many of its ordinary distances. */
const FAILING_POLLS_MAX = 4;
/** Queries without a usable reply until a server counts as silent. One lost packet is no news. */
const SILENT_AFTER = 3;
/** A server that tells us to go away is left alone for a day: long enough to be obedience, short enough to heal. */
const DENIED_MS = 24 * 3_600_000;
/** What a server's `RATE` can slow us down to. */
const POLL_MAX_MS = 3_600_000;
/**
 * A measure that contradicts the ones before by more than all known errors and this is a jump (RFC 5905 STEPT). Smaller
 * takes a busy line for a jump; larger lets a server lead us away in steps.
 */
const JUMP_MS = 128;
/** Replies that must agree with one another before a server that jumped is believed again. */
const SETTLE_REPLIES = 4;
/** Part of a distance by which it is varied, so that boxes of one site do not ask in step. */
const JITTER = 0.1;

/** What a server is doing, as a person is told. */
export type PeerState = "asking" | "answering" | "silent" | "unusable" | "denied" | "jumped";

/** Everything known of a server. */
export interface PeerStatus {
  readonly server: string;
  readonly state: PeerState;
  /** Monotonic; absent where no usable reply ever came. */
  readonly answeredAtMs?: number;
  readonly stratum?: number;
  readonly delayMs?: number;
  readonly errorMs?: number;
  /** What it says the time is, less our monotonic time; absent where no usable reply ever came. */
  readonly utcMinusMonoMs?: number;
  /** Of the last eight queries, how many were answered usably (the reachability register of RFC 5905). */
  readonly reach: number;
  readonly sent: number;
  readonly answered: number;
  readonly timeouts: number;
  /** Replies to our query that were refused, and the last reason. */
  readonly refused: number;
  readonly lastFault?: NtpFault;
  /** Packets that answer no query of ours. */
  readonly strays: number;
  readonly jumps: number;
  /** The last jump: by how much and when, monotonic. */
  readonly lastJump?: { readonly byMs: number; readonly atMs: number };
}

/** What a server says the time is, at the moment of asking. */
export interface PeerEstimate {
  readonly server: string;
  readonly utcMinusMonoMs: number;
  readonly errorMs: number;
}

/** Settings of one server. */
export interface PeerOptions {
  /** Between queries when all is well. */
  readonly pollMs: number;
  /** From 0 up to 1. */
  random(): number;
  /** 64 random bits, not 0. */
  nonce(): bigint;
}

/** One server. All times are monotonic. */
export class NtpPeer {
  readonly server: string;
  readonly #options: PeerOptions;
  #pollMs: number;
  #nextAtMs: number;
  #query: { readonly nonce: bigint; readonly sentMs: number } | undefined;
  #samples: NtpMeasure[] = [];
  #failures = 0;
  /** One bit for each of the last eight queries, the newest lowest: answered usably or not. */
  #reach = 0;
  #deniedUntilMs = -Infinity;
  #unsettled = false;
  #sent = 0;
  #answered = 0;
  #timeouts = 0;
  #refused = 0;
  #strays = 0;
  #jumps = 0;
  #stratum: number | undefined;
  #lastFault: NtpFault | undefined;
  #lastJump: { readonly byMs: number; readonly atMs: number } | undefined;

  constructor(server: string, options: PeerOptions, nowMs: number) {
    this.server = server;
    this.#options = options;
    this.#pollMs = options.pollMs;
    this.#nextAtMs = nowMs + options.random() * BURST_MS;
  }

  /** The query that is due now, to be sent at once; undefined where none is. */
  poll(nowMs: number): Uint8Array<ArrayBuffer> | undefined {
    if (this.#query !== undefined) {
      if (nowMs - this.#query.sentMs <= REPLY_TIMEOUT_MS) return undefined;
      this.#timeouts++;
      this.#failed(nowMs);
    }
    if (nowMs < this.#nextAtMs) return undefined;
    const nonce = this.#options.nonce();
    this.#query = { nonce, sentMs: nowMs };
    this.#sent++;
    this.#reach = (this.#reach << 1) & 0xff;
    return encodeNtpQuery(nonce);
  }

  /** Takes a packet that came from the server. */
  receive(packet: Uint8Array, nowMs: number): void {
    const query = this.#query;
    if (query === undefined) {
      this.#strays++;
      return;
    }
    const reply = decodeNtpReply(packet, query.nonce);
    if (reply.ok) {
      this.#query = undefined;
      this.#stratum = reply.value.stratum;
      return this.#take(measureExchange(reply.value, query.sentMs, nowMs), nowMs);
    }
    const { fault } = reply;
    switch (fault.kind) {
      case "wrong-length":
      case "wrong-version":
      case "wrong-mode":
      case "origin-mismatch":
        // Anybody can send these. The query stays open: it must not be in a stranger's power to end it.
        this.#strays++;
        return;
      case "kiss":
        this.#refuse(fault, nowMs);
        return this.#kissed(fault.code, nowMs);
      case "server-unsynchronised":
      case "zero-timestamp":
      case "times-disordered":
      case "root-distance":
        return this.#refuse(fault, nowMs);
      default:
        return unreachable(fault);
    }
  }

  /** Asks again as soon as the pace of a burst allows. A server that told us to go away or to slow down is not hurried. */
  hurry(nowMs: number): void {
    if (nowMs < this.#deniedUntilMs || this.#pollMs > this.#options.pollMs) return;
    this.#nextAtMs = Math.min(this.#nextAtMs, nowMs + this.#jittered(BURST_MS));
  }

  /**
   * What the server is worth now: its best measure, the younger the better. Undefined where it has jumped, or does not
   * answer any more: an old word is for the caller to remember, not for a vote.
   */
  estimate(nowMs: number): PeerEstimate | undefined {
    if (this.#unsettled || this.#failures >= SILENT_AFTER) return undefined;
    const best = this.#best(nowMs);
    if (best === undefined || best.errorMs > ROOT_DISTANCE_MAX_MS) return undefined;
    return { server: this.server, utcMinusMonoMs: best.sample.utcMinusMonoMs, errorMs: best.errorMs };
  }

  /** How the server is at `nowMs`, monotonic. */
  status(nowMs: number): PeerStatus {
    const best = this.#best(nowMs);
    const last = this.#samples.at(-1);
    return {
      server: this.server,
      state: this.#state(nowMs),
      ...(last === undefined ? {} : { answeredAtMs: last.atMs }),
      ...(best === undefined ? {} : {
        delayMs: best.sample.delayMs,
        errorMs: best.errorMs,
        utcMinusMonoMs: best.sample.utcMinusMonoMs,
      }),
      reach: bitCount(this.#reach),
      ...(this.#stratum === undefined ? {} : { stratum: this.#stratum }),
      ...(this.#lastFault === undefined ? {} : { lastFault: this.#lastFault }),
      ...(this.#lastJump === undefined ? {} : { lastJump: this.#lastJump }),
      sent: this.#sent,
      answered: this.#answered,
      timeouts: this.#timeouts,
      refused: this.#refused,
      strays: this.#strays,
      jumps: this.#jumps,
    };
  }

  #state(nowMs: number): PeerState {
    if (nowMs < this.#deniedUntilMs) return "denied";
    if (this.#failures >= SILENT_AFTER) return this.#lastFault === undefined ? "silent" : "unusable";
    if (this.#unsettled) return "jumped";
    return this.#answered === 0 ? "asking" : "answering";
  }

  #best(nowMs: number): { readonly sample: NtpMeasure; readonly errorMs: number } | undefined {
    let best: NtpMeasure | undefined;
    let errorMs = Infinity;
    for (const sample of this.#samples) {
      const agedMs = sample.errorMs + MONOTONIC_DRIFT * (nowMs - sample.atMs);
      if (agedMs >= errorMs) continue;
      best = sample;
      errorMs = agedMs;
    }
    return best === undefined ? undefined : { sample: best, errorMs };
  }

  #take(measure: NtpMeasure, nowMs: number): void {
    this.#answered++;
    this.#reach |= 1;
    this.#failures = 0;
    this.#lastFault = undefined;
    const before = this.#best(nowMs);
    if (before !== undefined) {
      const jumpMs = measure.utcMinusMonoMs - before.sample.utcMinusMonoMs;
      const slewMs = SLEW_MAX * (nowMs - before.sample.atMs);
      if (Math.abs(jumpMs) > before.errorMs + measure.errorMs + slewMs + JUMP_MS) {
        this.#samples = [];
        this.#unsettled = true;
        this.#jumps++;
        this.#lastJump = { byMs: jumpMs, atMs: nowMs };
      }
    }
    this.#samples.push(measure);
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    if (this.#samples.length >= SETTLE_REPLIES) this.#unsettled = false;
    const burst = this.#samples.length < BURST_REPLIES;
    this.#nextAtMs = nowMs + this.#jittered(burst ? Math.min(BURST_MS, this.#pollMs) : this.#pollMs);
  }

  #refuse(fault: NtpFault, nowMs: number): void {
    this.#refused++;
    this.#failed(nowMs);
    this.#lastFault = fault;
  }

  #failed(nowMs: number): void {
    this.#query = undefined;
    this.#lastFault = undefined;
    this.#failures = Math.min(this.#failures + 1, 32);
    const delayMs = Math.min(BURST_MS * 2 ** (this.#failures - 1), FAILING_POLLS_MAX * this.#pollMs);
    this.#nextAtMs = nowMs + this.#jittered(delayMs);
  }

  /** RFC 5905 section 7.4. */
  #kissed(code: string, nowMs: number): void {
    if (code === "DENY" || code === "RSTR") {
      this.#deniedUntilMs = nowMs + DENIED_MS;
      this.#nextAtMs = this.#deniedUntilMs;
    } else if (code === "RATE") {
      this.#pollMs = Math.min(2 * this.#pollMs, Math.max(POLL_MAX_MS, this.#pollMs));
      this.#nextAtMs = nowMs + this.#jittered(this.#pollMs);
    }
  }

  #jittered(ms: number): number {
    return ms * (1 + JITTER * (2 * this.#options.random() - 1));
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
