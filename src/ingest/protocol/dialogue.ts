/**
 * Decides when the appliance says what to a device: `PERIOD_ON` once, `EEPROM1` until answered, `REQUEST1` where needed.
 *
 * The real device's serial link is half-duplex: a command that arrives while a frame is being sent destroys that frame
 * and gets no answer. So a command goes out only in a gap: right after an inputs packet, which the device sends after
 * each frame and follows with 3.6 s of silence; right after the device has announced itself; right after a frame of a
 * device that sends no inputs; or when a device that does not stream has been silent for a while.
 */
import type { Command } from "./commands.ts";

/** What a device needs to be asked. */
export type DialogueMode =
  /** Streams by itself or after `PERIOD_ON`; is polled when it does not. */
  | "auto"
  /** Streams; is never polled. */
  | "stream"
  /** Sends a frame only when asked; never gets `PERIOD_ON`. */
  | "request";

/** Times of the dialogue, milliseconds, and counts. */
export interface DialogueTimes {
  /**
   * Silence from the start after which a device is thought to wait for `PERIOD_ON`. Shorter than 3.7 s, the captured
   * device's silence between two frames, could hit a frame of a device that streams already.
   */
  readonly listenMs: number;
  /**
   * Silence after which a device that does not stream is thought to send nothing. Shorter than 500, the time between a
   * frame and its inputs packet, would hit the latter; longer delays every command.
   */
  readonly quietMs: number;
  /** Between two commands. Some devices read whatever has come as one command: closer ones would be lost. */
  readonly spacingMs: number;
  /** Wait for the answer to `EEPROM1`, which takes 1 to 5 s. Shorter asks again in the middle of an answer. */
  readonly eepromAnswerMs: number;
  /** From the first unanswered `EEPROM1` to the next; doubles each time. */
  readonly eepromRetryMs: number;
  /** `EEPROM1`s without answer before the EEPROM is called unavailable. The captured device missed one in five. */
  readonly eepromTries: number;
  /** Between `EEPROM1`s after that, for ever: a device may be repaired while connected. */
  readonly eepromSlowMs: number;
  /**
   * Without a frame for this long, or for three frame periods, a device of mode `auto` is polled. The captured one sends
   * every 4.1 s; shorter would poll it for a single lost frame.
   */
  readonly streamStartMs: number;
  /** Between two `REQUEST1`. */
  readonly pollMs: number;
  /** Wait for the frame asked for. */
  readonly pollAnswerMs: number;
  /** Between two `REQUEST1` to a device that does not answer them, at the most; the pause doubles up to this. */
  readonly pollSlowMs: number;
}

export const DIALOGUE_TIMES: DialogueTimes = {
  listenMs: 4_000,
  quietMs: 1_000,
  spacingMs: 1_000,
  eepromAnswerMs: 6_000,
  eepromRetryMs: 2_000,
  eepromTries: 5,
  eepromSlowMs: 300_000,
  streamStartMs: 9_000,
  pollMs: 2_000,
  pollAnswerMs: 6_000,
  pollSlowMs: 60_000,
};

/** The dialogue with one device. Pure: time comes in, commands come out. */
export class Dialogue {
  readonly #times: DialogueTimes;
  readonly #mode: DialogueMode;
  #allowed = false;
  #lastByteMs: number;
  #heard = false;
  /** Frames or inputs have come. */
  #streams = false;
  #lastSendMs = -Infinity;

  #streamDue: boolean;
  #lastFrameMs = -Infinity;
  /** Since when the device could have been streaming. */
  #streamFromMs: number;
  #frames = 0;
  #framesSinceInputs = 0;
  #periodMs: number | undefined;

  #eepromWanted: boolean;
  #eepromTries = 0;
  #eepromNextMs = -Infinity;
  #unavailableTold = false;

  #polling: boolean;
  #pollNextMs = -Infinity;
  #pollsUnanswered = 0;
  #unaskedFrames = 0;

  /** The command whose answer is awaited, and until when. */
  #awaited: "eeprom" | "frame" | undefined;
  #awaitedUntilMs = 0;

  constructor(mode: DialogueMode, eepromWanted: boolean, times: DialogueTimes, nowMs: number) {
    this.#times = times;
    this.#mode = mode;
    this.#lastByteMs = nowMs;
    this.#streamFromMs = nowMs;
    this.#streamDue = mode !== "request";
    this.#polling = mode === "request";
    this.#eepromWanted = eepromWanted;
  }

  /** Time between frames that the device sends by itself, undefined until three have come. */
  get framePeriodMs(): number | undefined {
    return this.#periodMs;
  }

  /** Whether `EEPROM1` has gone unanswered too often. Tells so once. */
  takeUnavailable(): boolean {
    if (!this.#eepromWanted || this.#unavailableTold) return false;
    return this.#unavailableTold = this.#eepromTries >= this.#times.eepromTries;
  }

  /** Commands may be sent: the peer is who it must be. */
  allow(nowMs: number): void {
    if (!this.#allowed) this.#streamFromMs = nowMs;
    this.#allowed = true;
  }

  /** Whether the device's EEPROM is to be asked for. Asking anew starts with fresh tries. */
  wantEeprom(wanted: boolean): void {
    this.#eepromWanted = wanted;
    this.#eepromTries = 0;
    this.#eepromNextMs = -Infinity;
    this.#unavailableTold = false;
    if (!wanted && this.#awaited === "eeprom") this.#awaited = undefined;
  }

  /** The device has sent something at `nowMs`, monotonic: it is there. */
  bytesArrived(nowMs: number): void {
    this.#heard = true;
    this.#lastByteMs = nowMs;
  }

  /** A frame arrived. Returns whether it is followed by a gap. */
  frameArrived(nowMs: number): boolean {
    const asked = this.#awaited === "frame";
    if (asked) {
      this.#awaited = undefined;
      this.#pollsUnanswered = 0;
    }
    this.#unaskedFrames = asked ? 0 : this.#unaskedFrames + 1;
    // Frames that come unasked twice in a row come from a stream: polling has become needless.
    if (this.#mode === "auto" && this.#unaskedFrames >= 2) this.#polling = false;
    if (!this.#polling && this.#frames > 0) this.#learnPeriod(nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    this.#streams = true;
    this.#frames++;
    return ++this.#framesSinceInputs >= 2;
  }

  /** The device said who it is. Returns whether a gap follows: so it is before it streams. */
  announced(): boolean {
    return this.#frames === 0;
  }

  /** An inputs packet arrived: a gap follows. */
  inputsArrived(): void {
    this.#streams = true;
    this.#framesSinceInputs = 0;
  }

  /** An EEPROM arrived, or one that was refused. */
  eepromArrived(good: boolean, nowMs: number): void {
    if (this.#awaited === "eeprom") this.#awaited = undefined;
    if (good) this.#eepromWanted = false;
    else this.#scheduleEeprom(nowMs);
  }

  /**
   * The command to send now, if any; it is taken as sent.
   *
   * @param gap whether the last thing that arrived, just now, is followed by a gap
   * @param pending whether a packet has begun and not ended
   */
  next(nowMs: number, gap: boolean, pending: boolean): Command | undefined {
    this.#endWaiting(nowMs);
    if (!this.#allowed || pending || this.#awaited !== undefined) return undefined;
    if (nowMs >= this.#startPollingMs()) {
      this.#polling = true;
      this.#pollNextMs = nowMs;
    }
    const command = this.#dueCommand(nowMs);
    if (command === undefined) return undefined;
    const open = gap ? nowMs >= this.#lastSendMs + this.#times.spacingMs : nowMs >= this.#quietFromMs(nowMs);
    if (!open) return undefined;
    this.#sent(command, nowMs);
    return command;
  }

  /** When {@linkcode Dialogue.next} is to be called even if nothing arrives. */
  nextDeadlineMs(nowMs: number, pending: boolean): number {
    if (!this.#allowed) return Infinity;
    if (this.#awaited !== undefined) return this.#awaitedUntilMs;
    // What is on its way ends the wait, or the idle limit ends the connection.
    if (pending) return Infinity;
    let dueMs = this.#startPollingMs();
    if (this.#streamDue) dueMs = -Infinity;
    if (this.#eepromWanted) dueMs = Math.min(dueMs, this.#eepromNextMs);
    if (this.#polling) dueMs = Math.min(dueMs, this.#pollNextMs);
    return dueMs === Infinity ? Infinity : Math.max(dueMs, this.#quietFromMs(Math.max(dueMs, nowMs)));
  }

  #dueCommand(nowMs: number): Command | undefined {
    const eepromDue = this.#eepromWanted && nowMs >= this.#eepromNextMs;
    // A device that streams already needs `PERIOD_ON` less than we need its EEPROM; but a mute one shall not starve it.
    const eepromFirst = this.#frames > 0 && this.#eepromTries === 0;
    if (eepromDue && (eepromFirst || !this.#streamDue)) return "eeprom";
    if (this.#streamDue) return "stream";
    if (this.#polling && nowMs >= this.#pollNextMs) return "frame";
    return undefined;
  }

  #sent(command: Command, nowMs: number): void {
    this.#lastSendMs = nowMs;
    if (command === "stream") {
      this.#streamDue = false;
      this.#streamFromMs = nowMs;
      return;
    }
    this.#awaited = command;
    this.#awaitedUntilMs = nowMs +
      (command === "eeprom" ? this.#times.eepromAnswerMs : this.#times.pollAnswerMs);
    if (command === "frame") this.#pollNextMs = nowMs + this.#times.pollMs;
  }

  #endWaiting(nowMs: number): void {
    if (this.#awaited === undefined || nowMs < this.#awaitedUntilMs) return;
    if (this.#awaited === "eeprom") {
      this.#scheduleEeprom(nowMs);
    } else {
      this.#pollsUnanswered++;
      const pauseMs = this.#times.pollMs * 2 ** Math.min(this.#pollsUnanswered, 16);
      this.#pollNextMs = nowMs + Math.min(pauseMs, this.#times.pollSlowMs);
    }
    this.#awaited = undefined;
  }

  #scheduleEeprom(nowMs: number): void {
    this.#eepromTries++;
    const { eepromTries, eepromRetryMs, eepromSlowMs } = this.#times;
    this.#eepromNextMs = nowMs +
      (this.#eepromTries >= eepromTries ? eepromSlowMs : eepromRetryMs * 2 ** (this.#eepromTries - 1));
  }

  #startPollingMs(): number {
    if (this.#mode !== "auto" || this.#polling || this.#streamDue) return Infinity;
    return Math.max(this.#lastFrameMs, this.#streamFromMs) +
      Math.max(this.#times.streamStartMs, 3 * (this.#periodMs ?? 0));
  }

  /** The earliest time from `fromMs` on at which silence lets a command through. */
  #quietFromMs(fromMs: number): number {
    const { listenMs, quietMs, spacingMs } = this.#times;
    let silenceMs = quietMs;
    if (!this.#heard) silenceMs = listenMs;
    // In a stream, silence is what comes before the next frame: only one that has stopped is spoken to then.
    else if (this.#streams && !this.#polling) silenceMs = Math.max(listenMs, 2 * (this.#periodMs ?? 0));
    return Math.max(fromMs, this.#lastByteMs + silenceMs, this.#lastSendMs + spacingMs);
  }

  #learnPeriod(intervalMs: number): void {
    if (this.#periodMs === undefined) {
      // The first interval may span a lost frame or a pause; a later shorter one corrects it.
      if (this.#frames >= 2) this.#periodMs = intervalMs;
    } else if (intervalMs < 2 * this.#periodMs) {
      this.#periodMs += (intervalMs - this.#periodMs) / 8;
    }
  }
}
