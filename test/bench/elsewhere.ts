/**
 * Promises that `bench --full` does not measure, each with where it is shown and what was found there last, by hand.
 */

/** One promise. */
export interface ShownElsewhere {
  readonly promise: string;
  /** A test with its file, or a command. */
  readonly shown: string;
  /** What was found, and what it does not show. */
  readonly found: string;
}

export const ELSEWHERE: readonly ShownElsewhere[] = [
  {
    promise: "Memory grows by less than 1 % in 24 hours",
    shown: "`embereye audit memory` on each box, every week",
    found:
      "**Not shown**: no machine has run for a day undisturbed. Ten minutes at full rate are the longest that was looked at.",
  },
  {
    promise: "No growth over ten minutes at full rate",
    shown: "`./denow task bench throughput --minutes 10`",
    found: "Whole tree 300 MB at the start, 311 after one minute, 323 to 327 from the fifth to the tenth.",
  },
  {
    promise: "A camera is live again within 3 s of being reachable",
    shown:
      "`test/cameras/rtsp_test.ts`, with a real server that is killed; `src/ingest/cameras/shard_test.ts`",
    found: "2.5 s",
  },
  {
    promise: "30 cameras at a dead address make no storm",
    shown: "`test/cameras/service_test.ts`",
    found: "20 attempts a second at most, the sensors' alarms as ever",
  },
  {
    promise: "A partition of an hour loses nothing and doubles nothing",
    shown:
      "`test/fleet/publisher_test.ts`, 90,000 entries and a server that dies meanwhile; `test/fleet/namespaces_test.ts`, a cable that is cut",
    found: "each once, in order. The hour itself was not waited for: its entries were",
  },
  {
    promise: "Cameras of a dead box are watched by another within 30 s",
    shown: "`test/fleet/cameras_test.ts`, `test/fleet/lending_test.ts`",
    found: "13 to 14 s; lent ones 7 to 14 s",
  },
  {
    promise: "Twenty power cuts, each time protecting again, no stored event lost",
    shown: "`./denow task test:image`, an emulated machine",
    found: "twenty of twenty; times in [image.md](image.md)",
  },
  {
    promise: "The page holds no more after two hours of streams",
    shown: "`./denow task bench stream-soak`",
    found:
      "9,644 streams, 162,118 lines, none missed or twice; own memory 97 MB at the start, 116 after an hour, 120 to 121 in the last half hour",
  },
];
