/**
 * What profiles of the hot paths have shown, and what was done about it: for the page, and for whoever profiles next.
 */

/** One finding. */
export interface Finding {
  readonly where: string;
  readonly found: string;
  readonly done: string;
}

export const FINDINGS: readonly Finding[] = [
  {
    where: "memory of every process",
    found:
      "V8 lets its young generation grow with the load to several times of what is needed, and never gives it back.",
    done: "It is bounded at 4 MB (`src/app/self.ts`): memory stays level at full rate.",
  },
  {
    where: "evidence pictures",
    found:
      "The usual JPEG library in JavaScript took 35 ms for a picture of 640 x 480, a process of its own 100 ms.",
    done: "An encoder that keeps its tables and buffers (`src/ingest/cameras/jpeg`) takes 6 to 10 ms.",
  },
];
