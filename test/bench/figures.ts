/**
 * The figures of the page: where each stands in the JSON, what it is called, and what was promised.
 */

/** One line of the page. */
export interface Figure {
  readonly part: string;
  /** As a person calls it. */
  readonly what: string;
  /** Where it stands in the part's result: names with points between them. */
  readonly at: string;
  readonly unit: string;
  /** What the JSON holds times this is in `unit`. @default {1} */
  readonly times?: number;
  /** Promised: at most, or at least, this. Absent: told for information. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Where a reference ran beside it: a ratio to it, and what it is. */
  readonly ratio?: { readonly at: string; readonly to: string };
  /** Promised: no more than this other figure of the same part, give or take a tenth, which two runs of one thing differ by. */
  readonly atMostAs?: { readonly at: string; readonly what: string };
  /** Said beside the figure where it is not kept: what it is made of, and why it stays so. */
  readonly why?: string;
}

const ARITHMETIC = "a fixed loop of 4,608 square roots in the same run";

export const FIGURES: readonly Figure[] = [
  {
    part: "conversion",
    what: "Digits of a frame to 768 degrees, both sub-pages (least)",
    at: "hexToCelsiusUs.least",
    unit: "us",
    atMost: 20,
    ratio: { at: "hexToCelsiusRatio", to: ARITHMETIC },
  },
  {
    part: "conversion",
    what: "Words to degrees (least)",
    at: "convertUs.least",
    unit: "us",
    ratio: { at: "convertRatio", to: ARITHMETIC },
  },
  {
    part: "conversion",
    what: "The same with the summary (least)",
    at: "convertAndSummarizeUs.least",
    unit: "us",
  },
  { part: "protocol", what: "A frame through the parser", at: "frameUs", unit: "us" },
  { part: "protocol", what: "A frame through a whole session", at: "frameSessionUs", unit: "us" },
  { part: "protocol", what: "An inputs packet through a whole session", at: "inputsSessionUs", unit: "us" },
  {
    part: "gate",
    what: "What the gate adds to a packet with its token",
    at: "packetUs.gate",
    unit: "us",
    atMost: 2,
  },
  { part: "gate", what: "Accept, list of 10,000 networks", at: "acceptUs.of10000", unit: "us", atMost: 20 },
  {
    part: "gate",
    what: "The same, beside a list of 10",
    at: "acceptUs.of10000",
    unit: "us",
    atMostAs: { at: "acceptUs.of10", what: "with 10 networks" },
  },
  { part: "gate", what: "Look-up alone, in 10 networks", at: "lookupUs.of10", unit: "ns", times: 1_000 },
  {
    part: "gate",
    what: "Look-up alone, in 10,000 networks",
    at: "lookupUs.of10000",
    unit: "ns",
    times: 1_000,
  },
  { part: "fusion", what: "A picture of a quiet room, 100 sensors", at: "sites.1.thermalUs", unit: "us" },
  {
    part: "fusion",
    what: "A picture of a fire whose alarm stands, 100 sensors",
    at: "sites.1.fireUs",
    unit: "us",
  },
  { part: "fusion", what: "A tick over 100 sensors", at: "sites.1.tickUs", unit: "us" },
  { part: "fusion", what: "Cost of a picture, 1,000 sensors over 10", at: "growth", unit: "x" },
  { part: "store", what: "An alarm until it is on the disk, p95", at: "alarmCommitMs.p95", unit: "ms" },
  { part: "store", what: "What the caller waits for, p95", at: "writeCallUs.p95", unit: "us" },
  { part: "store", what: "Journal lines of a flood", at: "floodEventsPerSecond", unit: "a second" },
  { part: "store", what: "An order to the last of 16 lines, p95", at: "orderToLinesUs.core.p95", unit: "us" },
  {
    part: "history",
    what: "A zone's year in 1,200 values, six inputs, p50",
    at: "queryMs.1 year.p50",
    unit: "ms",
    atMost: 50,
  },
  {
    part: "history",
    what: "A zone's 90 days, p50",
    at: "queryMs.90 d.p50",
    unit: "ms",
    atMost: 50,
  },
  {
    part: "history",
    what: "A zone's week, p50",
    at: "queryMs.7 d.p50",
    unit: "ms",
    atMost: 50,
  },
  {
    part: "history",
    what: "The journal's page of a month long ago, 200,000 lines, p50",
    at: "journalMs.page, a month long ago.p50",
    unit: "ms",
    atMost: 50,
  },
  { part: "history", what: "A year of 100 sensors on the disk", at: "megabytes", unit: "MB" },
  {
    part: "detect",
    what: "A picture in the ring to its evidence, p95",
    at: "frameToEvidenceMs.p95",
    unit: "ms",
    atMost: 40,
  },
  { part: "detect", what: "A look at a still scene, p95", at: "gateMs.p95", unit: "ms", atMost: 2 },
  { part: "detect", what: "Inference, p50", at: "inferenceMs.p50", unit: "ms" },
  { part: "detect", what: "Resident memory", at: "residentMb", unit: "MB", atMost: 350 },
  { part: "cameras", what: "Publishing a picture and looking at it, p50", at: "ringUs.p50", unit: "us" },
  {
    part: "cameras",
    what: "Hand-over to another process, p50, 8 cameras",
    at: "ffmpegCameras.handOverMs.p50",
    unit: "ms",
    atMost: 0.1,
    why:
      "The ring itself takes half a microsecond; the rest is waking a process of Deno by a Unix socket, which 200 ms of idling have " +
      "left cold. Measured one by one: 0.07 ms until the notice is written, 0.11 to 0.16 ms from there to the reader's first line of " +
      "JavaScript (a program in C needs 0.03 for the same, a thread of Deno that does nothing but block in `read` 0.06, a call of " +
      "`read` on a thread of its own 0.14), 0.08 ms for the notice's JSON and its check. A thread that blocks would still have to wake " +
      "the detector's event loop. A picture comes every 200 ms and its inference takes a hundred times as long, so it stays.",
  },
  {
    part: "cameras",
    what: "Resident memory of a camera process, 8 cameras",
    at: "ffmpegCameras.residentMb",
    unit: "MB",
    atMost: 120,
  },
  { part: "cameras", what: "Growth of it", at: "ffmpegCameras.growthMb", unit: "MB" },
  { part: "start", what: "`demo` to READY, largest", at: "readyMaxMs", unit: "ms", atMost: 3_000 },
  {
    part: "executable",
    what: "Cold start until sirens can sound, largest",
    at: "sirenMs.max",
    unit: "ms",
    atMost: 2_500,
  },
  {
    part: "executable",
    what: "Until the page answers, largest",
    at: "pageMs.max",
    unit: "ms",
    atMost: 3_500,
  },
  { part: "executable", what: "Its size", at: "megabytes", unit: "MB", atMost: 190 },
  { part: "executable", what: "Memory of all its processes, the demo's site", at: "memoryMb", unit: "MB" },
  { part: "latency", what: "Packet to siren, p50", at: "p50Ms", unit: "ms" },
  { part: "latency", what: "Packet to siren, p95", at: "p95Ms", unit: "ms", atMost: 20 },
  { part: "latency", what: "Packet to siren, p99", at: "p99Ms", unit: "ms", atMost: 50 },
  { part: "throughput", what: "Frames into fusion", at: "framesPerSecond", unit: "a second", atLeast: 4_950 },
  {
    part: "throughput",
    what: "Small packets into fusion",
    at: "smallPerSecond",
    unit: "a second",
    atLeast: 19_800,
  },
  { part: "throughput", what: "Frames lost", at: "lostFrames", unit: "", atMost: 0 },
  { part: "throughput", what: "Small packets lost", at: "lostSmall", unit: "", atMost: 0 },
  {
    part: "throughput",
    what: "Memory of the whole tree, no cameras",
    at: "memoryAtEndMb.all",
    unit: "MB",
    atMost: 450,
  },
  { part: "ramp", what: "Knee with 10 sensors", at: "ramps.0.kneePerSecond", unit: "frames a second" },
  { part: "ramp", what: "Knee with 50 sensors", at: "ramps.1.kneePerSecond", unit: "frames a second" },
  {
    part: "ramp",
    what: "Knee with 100 sensors",
    at: "ramps.2.kneePerSecond",
    unit: "frames a second",
    atLeast: 5_000,
  },
  { part: "ramp", what: "Knee with 200 sensors", at: "ramps.3.kneePerSecond", unit: "frames a second" },
  ...["outputs", "fusion", "sensors", "ui"].map((role) => ({
    part: "recovery",
    what: `\`${role}\` killed until it serves again, p95`,
    at: `${role}.servingAgainP95Ms`,
    unit: "ms",
    atMost: 1_500,
  })),
  {
    part: "recovery",
    what: "Pause of a sounding siren, outputs killed",
    at: "outputs.sirenGapMaxMs",
    unit: "ms",
    atMost: 500,
  },
  ...["fusion", "sensors", "ui"].map((role) => ({
    part: "recovery",
    what: `Pause of a sounding siren, ${role} killed`,
    at: `${role}.sirenGapMaxMs`,
    unit: "ms",
    atMost: 0,
  })),
  { part: "page", what: "First view over the wire", at: "firstView.kilobytes", unit: "kB", atMost: 100 },
  {
    part: "page",
    what: "Readable on a processor four times slower, p50",
    at: "firstView.onFire.readableMs.p50",
    unit: "ms",
    atMost: 1_000,
  },
  {
    part: "page",
    what: "An alarm acknowledged as soon as it can be read, from the address on, p50",
    at: "firstView.onFire.pressedMs.p50",
    unit: "ms",
    atMost: 1_000,
  },
  {
    part: "page",
    what: "Until it changes by itself, p50",
    at: "firstView.onFire.liveMs.p50",
    unit: "ms",
  },
  { part: "page", what: "Alarm on the page, p50", at: "alarm.p50Ms", unit: "ms" },
  { part: "page", what: "Alarm on the page, p95", at: "alarm.p95Ms", unit: "ms" },
  { part: "page", what: "Alarm on the page, largest", at: "alarm.maxMs", unit: "ms", atMost: 300 },
  { part: "page", what: "Twenty pages, of one core", at: "cost.cpuPercent.ui.with", unit: "%", atMost: 10 },
  {
    part: "page",
    what: "The sensors' role meanwhile",
    at: "cost.cpuPercent.sensors.with",
    unit: "%",
    atMostAs: { at: "cost.cpuPercent.sensors.without", what: "without them" },
  },
  { part: "page", what: "The sensors' role without", at: "cost.cpuPercent.sensors.without", unit: "%" },
  {
    part: "stream-rush",
    what: "What the page's process holds more after 1,200 walk tests and thousands of visits",
    at: "riseMb",
    unit: "MB",
    atMost: 15,
  },
  {
    part: "stream-rush",
    what: "Lines of the journal that a page missed meanwhile",
    at: "heard.missed",
    unit: "",
    atMost: 0,
  },
  {
    part: "flood",
    what: "Packet to siren under 5,000 strangers a second, p95",
    at: "alarms.p95Ms",
    unit: "ms",
    atMost: 20,
  },
  {
    part: "flood",
    what: "Memory of the sensors' process at its end",
    at: "memory.4.sensorsMb",
    unit: "MB",
    atMostAs: { at: "memory.2.sensorsMb", what: "in its middle" },
  },
  { part: "camera-load", what: "Pictures lost, 8 cameras", at: "eight.droppedPercent", unit: "%", atMost: 5 },
  {
    part: "camera-load",
    what: "Packet to siren beside 20 cameras, p50",
    at: "twenty.sensorsAlarmLatency.p50Ms",
    unit: "ms",
  },
  {
    part: "camera-load",
    what: "Packet to siren beside 20 cameras, p95",
    at: "twenty.sensorsAlarmLatency.p95Ms",
    unit: "ms",
    atMost: 20,
  },
  {
    part: "camera-load",
    what: "Memory of the whole tree, 20 cameras, after nearly a minute",
    at: "twenty.steps.10.totalMb",
    unit: "MB",
    atMostAs: { at: "twenty.steps.0.totalMb", what: "after 5 s" },
  },
  {
    part: "camera-load",
    what: "Resident memory of a camera process in the service, 8 cameras",
    at: "eight.residentMb.cameras-0",
    unit: "MB",
    atMost: 120,
    why:
      "The process alone keeps to it (see Camera processes). In the service the kernel counts to each process what it shares, too: the rings " +
      "that the detector reads as well (about 28 MB), and the pages of Deno's own file (about 58 MB), of which there is one copy for all. " +
      "What is its own alone is about 63 MB.",
  },
  {
    part: "camera-load",
    what: "Resident memory of `detect`",
    at: "eight.residentMb.detect",
    unit: "MB",
    atMost: 350,
  },
  {
    part: "site",
    what: "A call for sirens from fusion to fusion (p95)",
    at: "callMs.p95",
    unit: "ms",
    atMost: 100,
  },
  {
    part: "site",
    what: "Of two watchers the second leads after the first was killed or froze, largest",
    at: "failOverMs.max",
    unit: "ms",
    atMost: 5_000,
  },
  {
    part: "site",
    what: "Watcher of 50 boxes at 10 events a second, of a core",
    at: "watcher.percentOfCore",
    unit: "%",
    atMost: 30,
  },
  {
    part: "fleet-scale",
    what: "Cameras of 100 that some box watches",
    at: "site.camerasLive",
    unit: "",
    atLeast: 100,
  },
  {
    part: "fleet-scale",
    what: "Cameras of the 15 that are too many which other boxes watch",
    at: "site.lent",
    unit: "",
    atLeast: 15,
  },
  {
    part: "fleet-scale",
    what: "What another box has seen until it is at home, p95",
    at: "evidenceHomeMs.p95",
    unit: "ms",
  },
  {
    part: "fleet-scale",
    what: "Sensors of 100 whose fire sounds",
    at: "site.alarms",
    unit: "",
    atLeast: 100,
  },
  {
    part: "fleet-scale",
    what: "Packet to siren beside all cameras, p95 of the slowest box",
    at: "site.packetToSirenP95Ms",
    unit: "ms",
    atMost: 150,
  },
  { part: "fleet-scale", what: "Pictures lost", at: "site.picturesLostPercent", unit: "%" },
  { part: "fleet-scale", what: "Memory of all four boxes", at: "site.memoryMb", unit: "MB" },
  { part: "fleet-scale", what: "Processor of all four boxes", at: "site.coresUsed", unit: "cores" },
  { part: "fleet-scale", what: "A look of the model, of a core", at: "site.lookMs", unit: "ms" },
  {
    part: "fleet-scale",
    what: "Computed: detectors of all boxes, 100 cameras at 5 pictures a second, nothing moves",
    at: "site.computedDetectorCores.still",
    unit: "cores",
  },
  {
    part: "fleet-scale",
    what: "Computed: the same, each picture shows something new",
    at: "site.computedDetectorCores.allMoving",
    unit: "cores",
  },
];

/** Headings of the parts, in the order of the page. */
export const HEADINGS: Readonly<Record<string, string>> = {
  conversion: "From counts to degrees",
  protocol: "Parser",
  gate: "Gate",
  fusion: "Fusion",
  store: "Journal and orders",
  history: "History",
  detect: "Detector",
  cameras: "Camera processes",
  start: "Start",
  executable: "The compiled executable",
  latency: "Packet to siren, 100 sensors at 8 frames a second each",
  throughput: "Full rate, 100 connections",
  ramp: "To the knee",
  recovery: "`kill -9`, recovery and the sounding siren",
  page: "Page",
  "stream-rush": "A rush on the page",
  flood: "Under a flood of strangers",
  site: "Several boxes on one NATS server",
  "fleet-scale": "100 cameras and 100 sensors on four boxes of one machine",
  "camera-load": "Many cameras",
};

/** The value at `path` of a part's result; undefined where it was not measured. */
export function valueAt(result: unknown, path: string): number | undefined {
  let at = result;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return typeof at === "number" && Number.isFinite(at) ? at : undefined;
}
