/**
 * Measures how long a thermal frame takes from its words, or from its hexadecimal digits, to degrees and their summary.
 */
import { readCapture } from "../../src/hal/thermal/capture_testdata.ts";
import { Converter } from "../../src/hal/thermal/mlx90640/converter.ts";
import { parseEeprom } from "../../src/hal/thermal/mlx90640/eeprom.ts";
import { FrameEncoder } from "../../src/hal/thermal/mlx90640/frame_encoder.ts";
import { syntheticEeprom } from "../../src/hal/thermal/mlx90640/synthetic_eeprom.ts";
import { renderScene } from "../../src/hal/thermal/scene.ts";
import { emptySummary, summarize } from "../../src/hal/thermal/summary.ts";

/** Turns the 3336 hexadecimal digits of a frame into its 834 words. */
export type Decode = (hex: Uint8Array, out: Uint16Array) => void;

/** Microseconds a frame: the median and the least of all rounds. A busy machine shows in the difference. */
export interface Microseconds {
  readonly median: number;
  readonly least: number;
}

/** What the benchmark found. */
export interface ConversionBench {
  readonly input: "capture" | "synthetic";
  readonly rounds: number;
  readonly framesPerRound: number;
  /** The fixed loop, see {@linkcode arithmetic}. */
  readonly arithmeticUs: Microseconds;
  /** Words to 768 degrees, both sub-pages. */
  readonly convertUs: Microseconds;
  /** The same with the summary. */
  readonly convertAndSummarizeUs: Microseconds;
  /** Hexadecimal digits to degrees, where a decoder was given. */
  readonly hexToCelsiusUs?: Microseconds;
  /** Least time over the fixed loop's least time: comparable between machines. */
  readonly convertRatio: number;
  readonly hexToCelsiusRatio?: number;
}

const ROUNDS = 25;
/** About 15 ms a round: long against the clock's resolution, short against what else the machine does. */
const FRAMES_PER_ROUND = 1_000;
const WARM_UP_ROUNDS = 5;

/** Runs the benchmark: about two seconds. */
export function benchConversion(decode?: Decode): ConversionBench {
  const { input, eeprom, frames } = frameSource();
  const parsed = parseEeprom(eeprom);
  if (!parsed.ok) throw new Error("the benchmark's own EEPROM was refused");
  const converter = new Converter(parsed.value, { emissivity: 0.95 });
  const celsius = new Float32Array(768);
  const summary = emptySummary();
  const words = new Uint16Array(834);
  const digits = frames.map(hexDigits);

  const work: Record<string, (frame: number) => void> = {
    arithmetic,
    convert: (i) => converter.convert(frames[i % frames.length], celsius),
    summarize: (i) => {
      const { correctedPixels } = converter.convert(frames[i % frames.length], celsius);
      summarize(celsius, frames[i % frames.length], 40, summary, correctedPixels);
    },
  };
  if (decode !== undefined) {
    work.hex = (i) => {
      decode(digits[i % digits.length], words);
      converter.convert(words, celsius);
    };
  }
  const times = measure(work);
  const arithmeticUs = times.arithmetic;
  return {
    input,
    rounds: ROUNDS,
    framesPerRound: FRAMES_PER_ROUND,
    arithmeticUs,
    convertUs: times.convert,
    convertAndSummarizeUs: times.summarize,
    convertRatio: round(times.convert.least / arithmeticUs.least),
    ...(decode === undefined ? {} : {
      hexToCelsiusUs: times.hex,
      hexToCelsiusRatio: round(times.hex.least / arithmeticUs.least),
    }),
  };
}

const OPERANDS = Float64Array.from({ length: 1024 }, (_, i) => 1 + i / 7);
let sink = 0;

/** The yardstick: 4608 times (six a pixel) one multiplication, two additions and one square root in double precision. */
function arithmetic(): void {
  let sum = 0;
  for (let i = 0; i < 4608; i++) sum += Math.sqrt(OPERANDS[i & 1023] * 1.5 + 2.25);
  sink += sum;
}

/** Times each kind of work in turn, round by round, so that a busy moment of the machine meets all alike. */
function measure(work: Record<string, (frame: number) => void>): Record<string, Microseconds> {
  const times: Record<string, number[]> = {};
  for (let r = -WARM_UP_ROUNDS; r < ROUNDS; r++) {
    for (const [name, run] of Object.entries(work)) {
      const start = performance.now();
      for (let i = 0; i < FRAMES_PER_ROUND; i++) run(i);
      const us = (performance.now() - start) * 1000 / FRAMES_PER_ROUND;
      if (r >= 0) (times[name] ??= []).push(us);
    }
  }
  if (!Number.isFinite(sink)) throw new Error("the yardstick did not come to a number");
  return Object.fromEntries(
    Object.entries(times).map(([name, list]) => {
      list.sort((a, b) => a - b);
      return [name, { median: round(list[list.length >> 1]), least: round(list[0]) }];
    }),
  );
}

/** The real capture where it is at hand, else frames of a simulated sensor. */
function frameSource(): Pick<ConversionBench, "input"> & {
  eeprom: Uint16Array;
  frames: readonly Uint16Array[];
} {
  const capture = readCapture();
  if (capture !== undefined) return { input: "capture", eeprom: capture.eeprom, frames: capture.frames };
  const eeprom = syntheticEeprom(1);
  const parsed = parseEeprom(eeprom);
  if (!parsed.ok) throw new Error("the synthetic EEPROM was refused");
  const encoder = new FrameEncoder(parsed.value, { emissivity: 0.95 });
  const frames = Array.from({ length: 100 }, (_, i) => {
    const celsius = new Float32Array(768);
    renderScene(1, i * 125, undefined, celsius);
    return encoder.encode(celsius, { taC: 31, vddV: 3.28 });
  });
  return { input: "synthetic", eeprom, frames };
}

function hexDigits(words: Uint16Array): Uint8Array {
  const hex = Array.from(words, (word) => word.toString(16).toUpperCase().padStart(4, "0")).join("");
  return new TextEncoder().encode(hex);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) console.log(JSON.stringify(benchConversion(), null, 2));
