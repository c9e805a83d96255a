/**
 * Decides per device how its words become degrees, by its sensor's own EEPROM or linearly, and converts its frames so.
 *
 * It must never convert a frame before that is known, and in `auto` never convert an MLX90640's raw counts linearly:
 * those temperatures are wrong by several kelvins in a room and by more than half in a fire.
 *
 * How `auto` decides. An MLX90640 is known by its EEPROM (random words do not pass for a calibration: too many of their
 * pixels are bad) and by the auxiliary words of its frames, which are recognised even without the EEPROM.
 *
 * - The EEPROM is a calibration, and by it the frame's supply and die temperature are plausible: `melexis`.
 * - The EEPROM is a calibration, and {@linkcode STRANGERS_MAX} frames running are neither plausible nor look like the
 *   chip's: `linear`. A single one may be damage on the line, and waits.
 * - The EEPROM is a calibration, and the frame has no auxiliary words: refused. Supply and die temperature are unknown,
 *   and raw counts taken for hundredths of a degree would show a fire of 120 C as 42 C. If the device does convert
 *   by itself, it must be configured as `linear`.
 * - The EEPROM is no calibration, or none came though asked for: frames that look like the chip's are refused, all others
 *   are `linear`. This is judged for each frame anew, so that nothing which happened once makes a device wrong for ever.
 */
import { convertLinear, deviceOffsetC, LINEAR_DEFAULT, type LinearScale } from "./linear.ts";
import { type FrameFault, isPlausible } from "./frame_fault.ts";
import { HeldFrames } from "./held_frames.ts";
import { CONVERTIBLE_WORDS, looksLikeMlx90640 } from "./mlx90640/aux_words.ts";
import { type Calibration, EEPROM_WORDS, PIXELS } from "./mlx90640/calibration.ts";
import { Converter, type ConverterOptions, type FrameFacts } from "./mlx90640/converter.ts";
import { parseEeprom } from "./mlx90640/eeprom.ts";
import type { EepromFault } from "./mlx90640/eeprom_fault.ts";

/** What the configuration wants: `auto` finds out. */
export type CalibrationMode = "auto" | "melexis" | "linear";
/** How the device is converted, as far as known. */
export type CalibrationDecision = "pending" | "melexis" | "linear";

/** How a keeper is set up. */
export interface KeeperOptions extends ConverterOptions {
  readonly mode: CalibrationMode;
  /** {@linkcode LINEAR_DEFAULT} where absent. */
  readonly linear?: LinearScale;
  /** The device's EEPROM as learned earlier (832 words): its frames need not wait for it to be sent again. */
  readonly knownEeprom?: Uint16Array;
}

/** What came of a frame. The objects are reused: read them before the next call. */
export type FrameOutcome =
  /** Kept until the decision, see {@linkcode CalibrationKeeper.takeHeld}. */
  | { readonly kind: "held" }
  | ConvertedFrame
  | RefusedFrame;

/** A frame in degrees. */
export interface ConvertedFrame {
  readonly kind: "converted";
  by: "melexis" | "linear";
  /** Arrival of the frame, monotonic: earlier than now for a held one. */
  atMs: number;
  /** The frame's raw words; of a held frame valid until the next call of {@linkcode CalibrationKeeper.frame}. */
  words: Uint16Array;
  facts: Readonly<FrameFacts>;
}

/** A frame that cannot become degrees. */
export interface RefusedFrame {
  readonly kind: "refused";
  atMs: number;
  fault: FrameFault;
}

/** What came of an EEPROM. */
export type EepromOutcome =
  /** The one already known. */
  | { readonly kind: "same" }
  /** A new calibration: the device is judged afresh by it. */
  | { readonly kind: "calibration"; readonly calibration: Calibration }
  /** New, and no calibration of an MLX90640: normal for a linear device. */
  | { readonly kind: "no-calibration"; readonly fault: EepromFault }
  /** Too short, or blank where a calibration is known: what was known stays. */
  | { readonly kind: "ignored"; readonly fault: EepromFault };

/**
 * Frames running that must contradict a calibration before the device is taken for a linear one. Fewer, and a burst of line
 * noise could do it; more than are held would lose frames over the decision.
 */
export const STRANGERS_MAX = 4;

const HELD = { kind: "held" } as const;
const SAME = { kind: "same" } as const;
const EEPROM_MISSING = { kind: "eeprom-missing" } as const;
const AUX_MISSING = { kind: "aux-missing" } as const;

/** One device's calibration. */
export class CalibrationKeeper {
  readonly #options: KeeperOptions;
  readonly #linear: LinearScale;
  readonly #held = new HeldFrames();
  readonly #linearFacts: FrameFacts = { taC: NaN, vddV: NaN, validPixels: PIXELS, correctedPixels: 0 };
  readonly #converted: ConvertedFrame;
  readonly #refused: RefusedFrame = { kind: "refused", atMs: NaN, fault: EEPROM_MISSING };
  #decision: CalibrationDecision;
  #eeprom: Uint16Array | undefined;
  #eepromFault: EepromFault | undefined;
  #calibration: Calibration | undefined;
  #converter: Converter | undefined;
  #received = false;
  #unavailable = false;
  #lacksEeprom = false;
  #strangers = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#linear = options.linear ?? LINEAR_DEFAULT;
    this.#decision = options.mode === "auto" ? "pending" : options.mode;
    this.#converted = {
      kind: "converted",
      by: "linear",
      atMs: NaN,
      words: new Uint16Array(0),
      facts: this.#linearFacts,
    };
    if (options.knownEeprom !== undefined) this.#learn(options.knownEeprom);
  }

  /** How the device is converted, as far as known. */
  get decision(): CalibrationDecision {
    return this.#decision;
  }

  /** The calibration in force, for bad pixels and the like; undefined where the EEPROM is none or unknown. */
  get calibration(): Calibration | undefined {
    return this.#calibration;
  }

  /** The EEPROM in force (832 words), for the sensor registry. Not to be changed. */
  get eepromWords(): Uint16Array | undefined {
    return this.#eeprom;
  }

  /** Whether to ask the device for its EEPROM: it has not sent one yet, or its frames are refused for want of a good one. */
  get needsEeprom(): boolean {
    return !this.#received || this.#lacksEeprom;
  }

  /** Frames that were held and gave way to newer ones. */
  get heldDropped(): number {
    return this.#held.dropped;
  }

  /** Takes an EEPROM that the device has sent. Then drain {@linkcode takeHeld}. */
  eeprom(words: Uint16Array): EepromOutcome {
    if (words.length < EEPROM_WORDS) {
      return { kind: "ignored", fault: { kind: "length", words: words.length } };
    }
    const same = this.#eeprom !== undefined && this.#eeprom.every((word, i) => word === words[i]);
    const outcome = same ? SAME : this.#learn(words);
    if (outcome.kind !== "ignored") this.#received = true;
    return outcome;
  }

  /** Takes note that the device did not answer the requests for its EEPROM. Then drain {@linkcode takeHeld}. */
  eepromUnavailable(): void {
    this.#unavailable = true;
  }

  /**
   * Converts a frame of `wordCount` words (768, or 832 and more) that arrived at `atMs` into `out`, or holds or refuses it.
   * Then drain {@linkcode takeHeld}: a frame behind held ones is held as well, so that pictures stay in order. `out` is
   * meaningful only after `converted`. Allocates nothing while frames are converted.
   */
  frame(words: Uint16Array, wordCount: number, atMs: number, out: Float32Array): FrameOutcome {
    const outcome = this.#judge(words, wordCount, atMs, out);
    if (outcome.kind !== "held" || this.#converter === undefined) {
      this.#strangers = 0;
    } else if (++this.#strangers >= STRANGERS_MAX) {
      this.#decision = "linear";
    }
    if (this.#held.count === 0 && outcome.kind !== "held") return outcome;
    this.#held.push(words, wordCount, atMs);
    return HELD;
  }

  /** The oldest held frame that can be judged now; undefined where none is held or the rest must wait on. */
  takeHeld(out: Float32Array): ConvertedFrame | RefusedFrame | undefined {
    const frame = this.#held.peek();
    if (frame === undefined) return undefined;
    const outcome = this.#judge(frame.words, frame.wordCount, frame.atMs, out);
    if (outcome.kind === "held") return undefined;
    this.#held.shift();
    return outcome;
  }

  #learn(words: Uint16Array): EepromOutcome {
    const parsed = parseEeprom(words);
    // A blank answer is what a failed read inside the device looks like; a chip that was exchanged is not blank.
    if (!parsed.ok && parsed.fault.kind === "erased" && this.#converter !== undefined) {
      return { kind: "ignored", fault: parsed.fault };
    }
    this.#eeprom = words.slice(0, EEPROM_WORDS);
    this.#lacksEeprom = false;
    this.#strangers = 0;
    if (this.#options.mode === "auto") this.#decision = "pending";
    if (!parsed.ok) {
      this.#eepromFault = parsed.fault;
      this.#calibration = undefined;
      this.#converter = undefined;
      return { kind: "no-calibration", fault: parsed.fault };
    }
    this.#eepromFault = undefined;
    this.#calibration = parsed.value;
    this.#converter = new Converter(parsed.value, this.#options);
    return { kind: "calibration", calibration: parsed.value };
  }

  #judge(words: Uint16Array, wordCount: number, atMs: number, out: Float32Array): FrameOutcome {
    if (this.#options.mode === "linear") return this.#convertLinear(words, atMs, out);
    const hasAux = wordCount >= CONVERTIBLE_WORDS;
    if (this.#converter === undefined) return this.#judgeUncalibrated(words, hasAux, atMs, out);
    if (!hasAux) {
      return this.#decision === "linear"
        ? this.#convertLinear(words, atMs, out)
        : this.#refuse(AUX_MISSING, atMs);
    }
    const facts = this.#converter.convert(words, out);
    const plausible = isPlausible(facts);
    if (this.#decision === "melexis" && plausible) return this.#accept(words, atMs, facts);
    const chip = looksLikeMlx90640(words);
    // Random words pass as plausible once in a thousand times: not enough to turn a linear device.
    if (plausible && (chip || this.#decision === "pending")) {
      this.#decision = "melexis";
      return this.#accept(words, atMs, facts);
    }
    if (chip || this.#decision === "melexis") {
      return this.#refuse({ kind: "aux-implausible", vddV: facts.vddV, taC: facts.taC }, atMs);
    }
    return this.#decision === "linear" ? this.#convertLinear(words, atMs, out) : HELD;
  }

  #judgeUncalibrated(words: Uint16Array, hasAux: boolean, atMs: number, out: Float32Array): FrameOutcome {
    const chip = this.#options.mode === "melexis" || (hasAux && looksLikeMlx90640(words));
    if (chip && this.#eepromFault !== undefined) {
      this.#lacksEeprom = true;
      return this.#refuse({ kind: "eeprom-refused", fault: this.#eepromFault }, atMs);
    }
    if (this.#eeprom === undefined && !this.#unavailable) return HELD;
    if (chip) {
      this.#lacksEeprom = true;
      return this.#refuse(EEPROM_MISSING, atMs);
    }
    this.#decision = "linear";
    return this.#convertLinear(words, atMs, out);
  }

  #convertLinear(words: Uint16Array, atMs: number, out: Float32Array): ConvertedFrame {
    convertLinear(words, this.#linear, deviceOffsetC(this.#eeprom), out);
    const converted = this.#converted;
    converted.by = "linear";
    converted.atMs = atMs;
    converted.words = words;
    converted.facts = this.#linearFacts;
    return converted;
  }

  #accept(words: Uint16Array, atMs: number, facts: Readonly<FrameFacts>): ConvertedFrame {
    const converted = this.#converted;
    converted.by = "melexis";
    converted.atMs = atMs;
    converted.words = words;
    converted.facts = facts;
    return converted;
  }

  #refuse(fault: FrameFault, atMs: number): RefusedFrame {
    this.#refused.fault = fault;
    this.#refused.atMs = atMs;
    return this.#refused;
  }
}
