/**
 * The mission's monitoring triggers at work: watches the detector's queue and takes rate from the cameras while it is too full.
 */
import type { Heartbeat } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { RoleName } from "../reading/ids.ts";
import { stepTriggers, TRIGGERS_START, type TriggerState } from "../watchdog/trigger.ts";

/** What the triggers need. */
export interface OverloadOptions {
  readonly clock: Clock;
  readonly cameras: number;
  /** Lets this part of every camera's rate through. */
  order(factor: number, text: string): void;
  /** Tells fusion of the trouble, or of its end. */
  fault(fault: { code: "cameras-slowed"; subject: "detect"; active: boolean; detail: string }): void;
  log(text: string): void;
}

/** Watches the load of the camera path. */
export class Overload {
  /** The part of every camera's rate that is let through now. */
  factor = 1;
  /** How many cameras there are; a change of the configuration may change it. */
  cameras: number;
  readonly #options: OverloadOptions;
  #state: TriggerState = TRIGGERS_START;
  #queue = { name: "detect", depth: 0, max: 0 };
  #frames = 0;
  #droppedFrames = 0;

  constructor(options: OverloadOptions) {
    this.#options = options;
    this.cameras = options.cameras;
  }

  /** The queues of the detector, as its heartbeat tells. */
  queues(queues: Heartbeat["queues"]): void {
    const [queue] = queues;
    if (queue !== undefined) this.#queue = queue;
  }

  /** The metrics of a role. */
  metrics(role: RoleName, metrics: readonly unknown[]): void {
    if (role !== "detect") return;
    const processed = sumOf(metrics, "frame_processed_total");
    this.#droppedFrames = sumOf(metrics, "dropped_frames_total");
    this.#frames = processed + this.#droppedFrames;
  }

  /** Looks at the load; to be called once a second. */
  step(): void {
    if (this.cameras === 0) return;
    const { state, actions } = stepTriggers(this.#state, {
      queue: this.#queue,
      frames: this.#frames,
      droppedFrames: this.#droppedFrames,
      alerts: 0,
      cameras: this.cameras,
    }, this.#options.clock.monotonicMs());
    this.#state = state;
    for (const action of actions) {
      if (action.kind !== "camera-rate") {
        // One camera process carries all cameras; what more would be wanted is for the technician to know.
        this.#options.log(action.text);
        continue;
      }
      this.factor = action.factor;
      this.#options.order(action.factor, action.text);
      this.#options.fault({
        code: "cameras-slowed",
        subject: "detect",
        active: action.factor < 1,
        detail: action.text,
      });
    }
  }
}

/** The sum of a counter's samples, as `getMetricsAsJSON()` gives them; 0 where there are none. */
function sumOf(metrics: readonly unknown[], name: string): number {
  let sum = 0;
  for (const metric of metrics) {
    if (!isRecord(metric) || metric.name !== name || !Array.isArray(metric.values)) continue;
    for (const sample of metric.values) {
      if (isRecord(sample) && typeof sample.value === "number") sum += sample.value;
    }
  }
  return sum;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
