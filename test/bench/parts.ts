/**
 * What can be measured, by name: how each part runs alone, in the quick form, and in the full one.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { decodeHex } from "../../src/ingest/protocol/hex.ts";
import { benchCameras } from "./camera_bench.ts";
import { benchCameraLoad } from "./camera_load_bench.ts";
import { benchConversion } from "./conversion_bench.ts";
import { benchDetect } from "./detect_bench.ts";
import { benchExecutable } from "./executable_bench.ts";
import { benchFleetScale } from "./fleet_scale_bench.ts";
import { benchFlood } from "./flood_bench.ts";
import { benchFusion } from "./fusion_bench.ts";
import { benchGate } from "./gate_bench.ts";
import { benchHistory } from "./history_bench.ts";
import { benchPage } from "./page_bench.ts";
import { benchProtocol } from "./protocol_bench.ts";
import { benchRamp } from "./ramp_bench.ts";
import { benchSite } from "./site_bench.ts";
import { rushStream } from "./stream_rush.ts";
import { soakStream } from "./stream_soak.ts";
import { benchStore } from "./store_bench.ts";
import { benchLatency, benchRecovery, benchStart, benchThroughput } from "./system_bench.ts";

/** One thing that is measured. */
export interface Part {
  /** For `--help`. */
  readonly text: string;
  /** Runs it; `minutes` as the command line gives them. */
  run(clock: Clock, minutes?: number): unknown;
  /** As part of `--quick`; absent: left out there. */
  quick?(clock: Clock): unknown;
  /** As part of `--full`, where that differs. */
  full?(clock: Clock): unknown;
  /** Whether it starts the program, and so measures the executable where there is one. The others run its sources in their own process. */
  readonly startsProgram?: boolean;
  /** Too long to be run with all the others. */
  readonly byNameOnly?: boolean;
  /** A part that takes longer than this in `--full` is stuck, and ended. About three times what it takes on two cores. */
  readonly limitS: number;
}

/** How long the full rate is kept up, unless told otherwise; the promise speaks of ten minutes. */
const THROUGHPUT_S = 30;

/** As long as the promise speaks of. */
const SOAK_S = 2 * 3_600;

/** In the order of the page. */
export const PARTS: Readonly<Record<string, Part>> = {
  conversion: {
    text: "a frame from its digits to degrees",
    run: () => benchConversion((hex, out) => void decodeHex(hex, 0, out.length, out)),
    quick: () => benchConversion((hex, out) => void decodeHex(hex, 0, out.length, out)),
    limitS: 60,
  },
  protocol: { text: "packets through the parser", run: benchProtocol, quick: benchProtocol, limitS: 60 },
  gate: { text: "what the gate costs an accept and a packet", run: benchGate, quick: benchGate, limitS: 120 },
  fusion: {
    text: "one reading in fusion, sites of 10 to 1,000 sensors",
    run: benchFusion,
    quick: benchFusion,
    limitS: 60,
  },
  store: { text: "commits of the journal, orders to lines", run: benchStore, quick: benchStore, limitS: 120 },
  history: {
    text: "all that pages ask of a year of 100 sensors and of a full journal",
    run: () => benchHistory(),
    limitS: 600,
  },
  detect: {
    text: "a camera's picture through the model",
    run: detect,
    quick: detect,
    limitS: 120,
  },
  cameras: { text: "rings, health of pictures, one camera process", run: benchCameras, limitS: 240 },
  start: {
    text: "demo to READY",
    run: () => benchStart(5),
    quick: () => benchStart(2),
    startsProgram: true,
    limitS: 120,
  },
  executable: {
    text: "the compiled executable's cold start; alone it needs ./denow task compile",
    run: (clock) => benchExecutable(clock, 5),
    startsProgram: true,
    limitS: 240,
  },
  latency: {
    text: "from a packet to its siren, 100 sensors",
    run: (clock) => benchLatency(clock),
    quick: (clock) => benchLatency(clock, 20),
    startsProgram: true,
    limitS: 180,
  },
  throughput: {
    text: "100 connections at full rate; with --minutes for so long",
    run: (clock, minutes) => benchThroughput(clock, minutes === undefined ? THROUGHPUT_S : minutes * 60),
    startsProgram: true,
    limitS: 240,
  },
  ramp: {
    text: "more and more frames a second from 10, 50, 100 and 200 sensors, to the knee",
    run: (clock) => benchRamp(clock),
    startsProgram: true,
    limitS: 600,
  },
  recovery: {
    text: "kill -9 of each process under a sounding siren",
    run: (clock) => benchRecovery(clock, 10),
    full: (clock) => benchRecovery(clock, 5),
    startsProgram: true,
    limitS: 500,
  },
  page: {
    text: "the page's first view on a slow phone, from the siren to the screen, twenty of it",
    run: (clock, minutes) => benchPage(clock, minutes === undefined ? undefined : minutes * 60),
    startsProgram: true,
    limitS: 400,
  },
  "stream-rush": {
    text: "what the page holds after a rush of visits and walk tests",
    run: rushStream,
    quick: rushStream,
    startsProgram: true,
    limitS: 360,
  },
  "stream-soak": {
    text: "event streams that come, go, sleep and resume, for two hours unless --minutes says otherwise",
    run: (clock, minutes) => soakStream(clock, minutes === undefined ? SOAK_S : minutes * 60),
    byNameOnly: true,
    startsProgram: true,
    limitS: 8_000,
  },
  flood: {
    text: "alarms while 5,000 strangers a second press in",
    run: (clock, minutes) => benchFlood(clock, minutes === undefined ? undefined : minutes * 60),
    startsProgram: true,
    limitS: 180,
  },
  site: {
    text: "calls for sirens between boxes, watchers that take over, one of fifty boxes; needs nats-server",
    run: (clock, minutes) => benchSite(clock, minutes === undefined ? undefined : minutes * 60),
    quick: (clock) => benchSite(clock, 5),
    startsProgram: true,
    limitS: 180,
  },
  "fleet-scale": {
    text: "100 cameras and 100 sensors on four boxes that share them, at a low rate; needs nats-server",
    run: (clock) => benchFleetScale(clock),
    startsProgram: true,
    limitS: 720,
  },
  "camera-load": {
    text: "eight and twenty cameras in the whole service",
    run: (clock, minutes) => benchCameraLoad(clock, minutes === undefined ? undefined : minutes * 60),
    full: (clock) => benchCameraLoad(clock, 60),
    startsProgram: true,
    limitS: 500,
  },
};

async function detect(): Promise<unknown> {
  const cache = await Deno.makeTempDir({ prefix: "embereye-bench-" });
  try {
    return await benchDetect(cache);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}
