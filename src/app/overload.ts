/**
 * The mission's monitoring triggers at work: watches the load of the camera path and the rate of alerts, and has rate taken from the
 * cameras, a camera process added, or the debounce layer switched on, each with its way back.
 */
import type { Heartbeat } from "../bus/messages.ts";
import { type ProcessName, roleOf } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import { stepTriggers, type TriggerAction, TRIGGERS_START, type TriggerState } from "../watchdog/trigger.ts";
import { DROPPED_RATE } from "./camera_figures.ts";

/** What the triggers need. */
export interface OverloadOptions {
  /** Monotonic. */
  nowMs(): number;
  readonly cameras: number;
  /** Lets this part of every camera's rate through. */
  rate(factor: number): void;
  /** Runs this many camera processes. */
  shards(count: number): void;
  /** Tells fusion of a trouble, or of its end. `alert-flood` also switches its debounce layer. */
  fault(fault: TriggerFault): void;
  /** Something was changed, one sentence: for the journal and the log. */
  note(text: string): void;
}

/** A trouble that a trigger raises. */
export interface TriggerFault {
  readonly code: "cameras-slowed" | "alert-flood";
  readonly subject: "detect" | "site";
  readonly active: boolean;
  readonly detail: string;
}

/** Frames that should have been looked at, and those that were lost, since the start. */
interface Counts {
  readonly frames: number;
  readonly dropped: number;
}

const NONE: Counts = { frames: 0, dropped: 0 };

/** Watches the load of the camera path. */
export class Overload {
  /** The part of every camera's rate that is let through now. */
  factor = 1;
  /** How many cameras there are; a change of the configuration may change it. */
  cameras: number;
  /** How often each trigger has acted. */
  readonly actions: Record<TriggerAction["kind"], number> = {
    "camera-rate": 0,
    "camera-shards": 0,
    debounce: 0,
  };
  readonly #options: OverloadOptions;
  #state: TriggerState = TRIGGERS_START;
  #queue: Heartbeat["queues"][number] = { name: "detect", depth: 0, max: 0 };
  /** The counters of each process as it told them last. */
  readonly #told = new Map<ProcessName, Counts>();
  #sum = NONE;
  #alerts = 0;
  readonly #standing = new Map<TriggerFault["code"], TriggerFault>();

  constructor(options: OverloadOptions) {
    this.#options = options;
    this.cameras = options.cameras;
  }

  /** The queues of the detector, as its heartbeat tells. */
  queues(queues: Heartbeat["queues"]): void {
    const [queue] = queues;
    if (queue !== undefined) this.#queue = queue;
  }

  /** The metrics of a process. */
  metrics(process: ProcessName, metrics: readonly unknown[]): void {
    const role = roleOf(process);
    if (role !== "detect" && role !== "cameras") return;
    const dropped = sumOf(metrics, "dropped_frames_total", ({ reason }) => reason !== DROPPED_RATE);
    // What a camera process lost never came to the detector: it is one frame more that should have been looked at.
    const processed = role === "detect" ? sumOf(metrics, "frame_processed_total") : 0;
    const now = { frames: processed + dropped, dropped };
    const before = this.#told.get(process) ?? NONE;
    this.#told.set(process, now);
    this.#sum = {
      frames: this.#sum.frames + growth(before.frames, now.frames),
      dropped: this.#sum.dropped + growth(before.dropped, now.dropped),
    };
  }

  /** Pre-alarms and alarms since fusion's start, before any debouncing. */
  alerts(count: number): void {
    this.#alerts = count;
  }

  /** The troubles that stand now, for a fusion that has started anew. */
  faults(): TriggerFault[] {
    return [...this.#standing.values()];
  }

  /** Looks at the load; to be called once a second. */
  step(): void {
    const { state, actions } = stepTriggers(this.#state, {
      // What a site had before its cameras were taken away says nothing.
      queue: this.cameras === 0 ? NO_QUEUE : this.#queue,
      frames: this.#sum.frames,
      droppedFrames: this.#sum.dropped,
      alerts: this.#alerts,
      cameras: this.cameras,
    }, this.#options.nowMs());
    this.#state = state;
    for (const action of actions) {
      this.actions[action.kind]++;
      this.#perform(action);
      this.#options.note(action.text);
    }
  }

  #tell(fault: TriggerFault): void {
    if (fault.active) this.#standing.set(fault.code, fault);
    else this.#standing.delete(fault.code);
    this.#options.fault(fault);
  }

  #perform(action: TriggerAction): void {
    const { rate, shards } = this.#options;
    switch (action.kind) {
      case "camera-rate":
        this.factor = action.factor;
        rate(action.factor);
        return this.#tell({
          code: "cameras-slowed",
          subject: "detect",
          active: action.factor < 1,
          detail: action.text,
        });
      case "camera-shards":
        return shards(action.shards);
      case "debounce":
        return this.#tell({ code: "alert-flood", subject: "site", active: action.on, detail: action.text });
      default:
        return unreachable(action);
    }
  }
}

const NO_QUEUE = { name: "detect", depth: 0, max: 0 };

/** How far a counter went on; one that is smaller than before was started anew, with its process. */
function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}

/** The sum of a counter's samples, as `getMetricsAsJSON()` gives them; 0 where there are none. */
function sumOf(
  metrics: readonly unknown[],
  name: string,
  counts: (labels: Record<string, unknown>) => boolean = () => true,
): number {
  let sum = 0;
  for (const metric of metrics) {
    if (!isRecord(metric) || metric.name !== name || !Array.isArray(metric.values)) continue;
    for (const sample of metric.values) {
      if (!isRecord(sample) || typeof sample.value !== "number") continue;
      if (counts(isRecord(sample.labels) ? sample.labels : {})) sum += sample.value;
    }
  }
  return sum;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
