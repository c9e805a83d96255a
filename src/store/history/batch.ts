/**
 * What the recorder gives the history to keep: one minute of every series.
 */

/** What a series is of: a zone, a sensor, a role of the service, or the box itself. */
export type HistorySubject =
  | `zone/${string}`
  | `sensor/${string}`
  | `role/${string}`
  | "box";

/** The name of a series within the history. */
export interface SeriesName {
  readonly subject: HistorySubject;
  /** Its input, e.g. `thermal`, or its metric. */
  readonly name: string;
  /** `C`, `%`, `ppm`, `score`, `contact`, `bytes`, `seconds`, `1/s` or empty where it is a plain number. */
  readonly unit: string;
}

/** The seconds of one minute of a series; NaN where nothing is known. */
export interface SeriesMinute extends SeriesName {
  readonly seconds: Float32Array<ArrayBuffer>;
}

/** One minute. */
export interface HistoryBatch {
  /** Wall clock, the beginning of a minute. */
  readonly atWallMs: number;
  readonly series: readonly SeriesMinute[];
  /** The disk is nearly full: room is to be made. */
  readonly tight?: boolean;
}
