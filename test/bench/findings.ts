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
    where: "the fire path from bytes to sirens (`./denow task profile chain`)",
    found:
      "Counts to degrees take 30 % of the time, the picture's summary 7, digits to words 3, fusion's own steps 2, the " +
      "outputs' 6.",
    done:
      "Nothing: what dominates is the sensor's own arithmetic, in double precision without an allocation, 1.2 to 1.7 " +
      "times a bare loop of as many square roots. Faster would be single precision, which misses the 0.01 C of the reference.",
  },
  {
    where: "fusion (`./denow task profile fusion`)",
    found:
      "A picture costs 0.05 to 1 us, most of it the look-up of its sensor and the comparison with the picture before.",
    done: "Nothing. The garbage collector has 6 %, all of it from journal lines of the fires.",
  },
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
