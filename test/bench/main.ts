/**
 * Measures what the product promises and prints JSON: `./denow task bench [NAME ...] [--minutes N]`.
 *
 * Names are those of the parts below; without one, all are measured. Progress goes to standard error.
 */
import { systemClock } from "../../src/clock/system_clock.ts";
import { decodeHex } from "../../src/ingest/protocol/hex.ts";
import { benchCameras } from "./camera_bench.ts";
import { benchCameraLoad } from "./camera_load_bench.ts";
import { benchConversion } from "./conversion_bench.ts";
import { benchDetect } from "./detect_bench.ts";
import { benchFusion } from "./fusion_bench.ts";
import { benchFlood } from "./flood_bench.ts";
import { benchGate } from "./gate_bench.ts";
import { benchHistory } from "./history_bench.ts";
import { benchPage } from "./page_bench.ts";
import { benchProtocol } from "./protocol_bench.ts";
import { benchStore } from "./store_bench.ts";
import { benchLatency, benchRecovery, benchStart, benchThroughput } from "./system_bench.ts";

/** How long the full rate is kept up, unless told otherwise; the promise speaks of ten minutes. */
const THROUGHPUT_S = 30;

const clock = systemClock();
const minutes = Deno.args.includes("--minutes")
  ? Number(Deno.args[Deno.args.indexOf("--minutes") + 1])
  : undefined;
if (minutes !== undefined && !(minutes > 0)) throw new Error("--minutes needs a number above 0");
const seconds = minutes === undefined ? THROUGHPUT_S : minutes * 60;

const PARTS: Record<string, () => unknown> = {
  conversion: () => benchConversion((hex, out) => void decodeHex(hex, 0, out.length, out)),
  protocol: () => benchProtocol(),
  gate: () => benchGate(),
  fusion: () => benchFusion(),
  store: () => benchStore(),
  history: () => benchHistory(),
  cameras: () => benchCameras(),
  "camera-load": () => benchCameraLoad(clock, minutes === undefined ? undefined : minutes * 60),
  detect: async () => {
    const cache = await Deno.makeTempDir({ prefix: "embereye-bench-" });
    try {
      return await benchDetect(cache);
    } finally {
      await Deno.remove(cache, { recursive: true });
    }
  },
  start: () => benchStart(5),
  throughput: () => benchThroughput(clock, seconds),
  latency: () => benchLatency(clock),
  flood: () => benchFlood(clock, minutes === undefined ? undefined : minutes * 60),
  page: () => benchPage(clock, minutes === undefined ? undefined : minutes * 60),
  recovery: () => benchRecovery(clock, 10),
};

const named = Deno.args.filter((word) => word in PARTS);
const result: Record<string, unknown> = {
  at: new Date(clock.wallMs()).toISOString(),
  deno: Deno.version.deno,
  machine: `${Deno.build.target}, ${navigator.hardwareConcurrency} cores`,
};
for (const name of named.length > 0 ? named : Object.keys(PARTS)) {
  console.error(`bench: ${name} ...`);
  result[name] = await PARTS[name]();
}
console.log(JSON.stringify(result, null, 2));
