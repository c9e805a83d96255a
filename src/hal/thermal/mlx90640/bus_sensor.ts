/**
 * An MLX90640 on an I2C bus: sets the chip up, takes its sub-pages as they come, and brings it back when it fails.
 *
 * It delivers what a network device does, EEPROM and raw frames, for the same conversion; it must never deliver a frame that cannot
 * be one. Datasheet: Melexis MLX90640, chapter 10 (measurement flow).
 */
import type { Clock } from "../../../clock/clock.ts";
import { fail, ok, type Result } from "../../../reading/result.ts";
import type { BusFault, I2cBus } from "../../i2c/bus.ts";
import type { LineFault } from "../../line.ts";
import { isPlausible } from "../frame_fault.ts";
import { CONVERTIBLE_WORDS, FRAME_WORDS, looksLikeMlx90640 } from "./aux_words.ts";
import { BusChip } from "./bus_sensor_chip.ts";
import { type ChipFault, describeChipFault } from "./bus_sensor_fault.ts";
import { Recovery } from "./bus_sensor_recovery.ts";
import { type ChipSettings, hasNewData, subPageOf, subPagePeriodMs } from "./bus_sensor_registers.ts";
import { parseEeprom } from "./eeprom.ts";
import { FrameFactors } from "./frame_factors.ts";

/** Takes what a sensor delivers. */
export interface BusSensorSink {
  /** The 832 words of the EEPROM, after each start of the chip. */
  eeprom(words: Uint16Array): void;
  /**
   * A frame of 834 words as a network device sends them, read at `atMs` (monotonic). Both halves of the picture, of which one is
   * new. Valid during the call only.
   */
  frame(words: Uint16Array, atMs: number): void;
  /**
   * The sensor delivers nothing, with why, and is being brought back; undefined: it delivers again. Told when it changes. What
   * a retry mends is counted, not told.
   */
  fault(fault: ChipFault | undefined): void;
}

/** Options for {@linkcode BusSensor}. */
export interface BusSensorOptions {
  readonly openBus: () => Result<I2cBus, BusFault>;
  /** 7 bits; {@linkcode ADDRESS_DEFAULT} unless the chip was given another. */
  readonly address: number;
  readonly settings: ChipSettings;
  readonly clock: Clock;
  readonly sink: BusSensorSink;
  /** Switches the chip's supply off and on, and returns when it has started. Absent where the supply cannot be switched. */
  readonly powerCycle?: (signal: AbortSignal) => Promise<Result<void, LineFault>>;
}

/** What has happened since the sensor was made. */
export interface BusSensorCounts {
  frames: number;
  retries: number;
  starts: number;
  powerCycles: number;
  /** Frames that were overwritten while they were read, and read again. */
  torn: number;
  /** Sub-pages that were overwritten before they were looked at. */
  missed: number;
}

/** Part of the period to sleep through: the chip's own clock may run fast by a tenth. */
const SLEEP_PART = 0.8;
/** Between two looks at the status: more costs latency, less keeps the bus busy with looking. */
const POLL_MIN_MS = 2;
const POLL_MAX_MS = 10;
/** Without a sub-page for so many periods and a margin for a busy machine, the chip has stopped. */
const SILENT_PERIODS = 3;
const SILENT_MARGIN_MS = 500;
/** Readings of one sub-page until it must be whole. */
const READS_MAX = 3;
/** The same sub-page so often in a row is no longer a missed one. */
const HALF_MAX = 8;
/** Sub-pages measured with both settings at once, after a change of them. */
const SKIPPED_AFTER_CHANGE = 2;
/** The words after the auxiliary ones, as network devices send them. */
const TRAILING_WORD = 1;

/** A chip that is set up. */
interface Running {
  readonly bus: I2cBus;
  readonly chip: BusChip;
  readonly controlWord: number;
  readonly periodMs: number;
  readonly factors: FrameFactors;
  /** When the last sub-page was found; at first, when the chip was set up. */
  readyAtMs: number;
  /** Sub-pages to let pass. */
  skip: number;
  /** Which sub-pages have been read: a bit for each. */
  seen: number;
  lastSubPage: number;
  repeats: number;
}

/** The sensor. */
export class BusSensor {
  readonly counts: BusSensorCounts = {
    frames: 0,
    retries: 0,
    starts: 0,
    powerCycles: 0,
    torn: 0,
    missed: 0,
  };
  readonly #options: BusSensorOptions;
  readonly #recovery: Recovery;
  readonly #words = new Uint16Array(FRAME_WORDS).fill(TRAILING_WORD);
  #told: string | undefined;

  constructor(options: BusSensorOptions) {
    this.#options = options;
    this.#recovery = new Recovery(options.powerCycle !== undefined);
  }

  /** Delivers frames until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let running: Running | undefined;
    while (!signal.aborted) {
      const done: Result<Running, ChipFault> = running === undefined
        ? await this.#start()
        : await this.#takeSubPage(running, signal);
      if (done.ok) {
        running = done.value;
        continue;
      }
      const step = this.#recovery.failed(done.fault, running !== undefined);
      if (step.action === "retry") {
        this.counts.retries++;
      } else {
        running?.bus.close();
        running = undefined;
        this.#tell(done.fault);
      }
      await this.#pause(step.pauseMs, signal);
      if (step.action === "power-cycle" && !signal.aborted) await this.#powerCycle(signal);
    }
    running?.bus.close();
  }

  /** Opens the bus, reads the calibration and sets the chip up. */
  async #start(): Promise<Result<Running, ChipFault>> {
    this.counts.starts++;
    const opened = this.#options.openBus();
    if (!opened.ok) return fail({ kind: "bus", fault: opened.fault });
    const started = await this.#setUp(opened.value);
    if (!started.ok) opened.value.close();
    return started;
  }

  async #setUp(bus: I2cBus): Promise<Result<Running, ChipFault>> {
    const { address, settings, clock, sink } = this.#options;
    const chip = new BusChip(bus, address);
    const eeprom = await chip.readEeprom();
    if (!eeprom.ok) return eeprom;
    const calibration = parseEeprom(eeprom.value);
    if (!calibration.ok) return fail({ kind: "eeprom", fault: calibration.fault });
    const configured = await chip.configure(settings);
    if (!configured.ok) return configured;
    const taken = await chip.take();
    if (!taken.ok) return taken;
    const { controlWord, changed } = configured.value;
    sink.eeprom(eeprom.value);
    this.#recovery.initialised();
    return ok({
      bus,
      chip,
      controlWord,
      periodMs: subPagePeriodMs(controlWord),
      // The emissivity does not change what is asked of it here: supply and die temperature.
      factors: new FrameFactors(calibration.value, { emissivity: 1 }, controlWord),
      readyAtMs: clock.monotonicMs(),
      skip: changed ? SKIPPED_AFTER_CHANGE : 0,
      seen: 0,
      lastSubPage: -1,
      repeats: 0,
    });
  }

  /** Waits for the next sub-page and delivers it with the one before as a frame. */
  async #takeSubPage(running: Running, signal: AbortSignal): Promise<Result<Running, ChipFault>> {
    const { clock, sink } = this.#options;
    const status = await this.#awaitData(running, signal);
    if (!status.ok) return status;
    if (signal.aborted) return ok(running);
    const read = await this.#readWhole(running, status.value);
    if (!read.ok) return read;
    const subPage = read.value;
    const atMs = clock.monotonicMs();

    const control = await running.chip.control();
    if (!control.ok) return control;
    if (control.value !== running.controlWord) {
      return fail({ kind: "control", wanted: running.controlWord, found: control.value });
    }
    running.repeats = subPage === running.lastSubPage ? running.repeats + 1 : 0;
    running.lastSubPage = subPage;
    if (running.repeats > 0) this.counts.missed++;
    if (running.repeats >= HALF_MAX) return fail({ kind: "half", subPage });
    if (running.skip > 0) {
      running.skip--;
      return ok(running);
    }
    running.seen |= 1 << subPage;
    if (running.seen !== 3) return ok(running);
    const garbage = this.#judge(running);
    if (garbage !== undefined) return fail(garbage);
    this.counts.frames++;
    this.#recovery.recovered();
    this.#tell(undefined);
    sink.frame(this.#words, atMs);
    return ok(running);
  }

  /** Looks at the status until a sub-page is there. @returns the status */
  async #awaitData(running: Running, signal: AbortSignal): Promise<Result<number, ChipFault>> {
    const { clock } = this.#options;
    const { chip, periodMs } = running;
    const pollMs = Math.max(POLL_MIN_MS, Math.min(POLL_MAX_MS, periodMs / 32));
    await this.#pause(running.readyAtMs + periodMs * SLEEP_PART - clock.monotonicMs(), signal);
    for (;;) {
      const status = await chip.status();
      if (!status.ok || signal.aborted) return status;
      const nowMs = clock.monotonicMs();
      if (hasNewData(status.value)) {
        running.readyAtMs = nowMs;
        return status;
      }
      const forMs = nowMs - running.readyAtMs;
      if (forMs > periodMs * SILENT_PERIODS + SILENT_MARGIN_MS) return fail({ kind: "silent", forMs });
      await this.#pause(pollMs, signal);
    }
  }

  /** Reads the RAM until the chip has not changed it meanwhile. @returns the newest sub-page in it */
  async #readWhole(running: Running, status: number): Promise<Result<number, ChipFault>> {
    const { clock } = this.#options;
    const { chip } = running;
    let readMs = 0;
    for (let attempt = 0; attempt < READS_MAX; attempt++) {
      const subPage = subPageOf(status);
      if (subPage === undefined) return fail({ kind: "garbage", what: "status" });
      const taken = await chip.take();
      if (!taken.ok) return taken;
      const startMs = clock.monotonicMs();
      const read = await chip.readImage(this.#words);
      if (!read.ok) return read;
      readMs = clock.monotonicMs() - startMs;
      const after = await chip.status();
      if (!after.ok) return after;
      if (!hasNewData(after.value) && subPageOf(after.value) === subPage) return ok(subPage);
      this.counts.torn++;
      status = after.value;
    }
    return fail({ kind: "torn", attempts: READS_MAX, readMs, periodMs: running.periodMs });
  }

  /** What is wrong with the frame just read, if it cannot be one. */
  #judge(running: Running): ChipFault | undefined {
    const words = this.#words.subarray(0, CONVERTIBLE_WORDS);
    if (!looksLikeMlx90640(words)) return { kind: "garbage", what: "auxiliary words" };
    running.factors.update(words);
    return isPlausible(running.factors) ? undefined : { kind: "garbage", what: "supply or die temperature" };
  }

  async #powerCycle(signal: AbortSignal): Promise<void> {
    this.counts.powerCycles++;
    const cycled = await this.#options.powerCycle!(signal);
    if (!cycled.ok) this.#tell({ kind: "power", fault: cycled.fault });
  }

  #tell(fault: ChipFault | undefined): void {
    const text = fault === undefined ? undefined : describeChipFault(fault);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.sink.fault(fault);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0) return;
    try {
      await this.#options.clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
