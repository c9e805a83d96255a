/**
 * The core of the `detect` role: frames of many cameras in, evidence out, one inference at a time. It must never keep a
 * camera waiting for another one's backlog: of each camera only the newest frame waits.
 */
import type { Clock } from "../clock/clock.ts";
import type { CameraId } from "../reading/ids.ts";
import type { VisionReading } from "../reading/reading.ts";
import type { Findings, Label } from "./findings.ts";
import { type Frame, frameBytes } from "./frame.ts";
import { Gate, type GateOptions, type GateVerdict } from "./gate.ts";
import { mapFindings } from "./map_findings.ts";
import type { Model } from "./model.ts";
import type { ModelFault } from "./model_fault.ts";
import { placeOf } from "./place.ts";
import { Preprocessor } from "./preprocess.ts";
import type { Box, View } from "../reading/view.ts";
import { evidenceScore, Vote, type VoteOptions } from "./vote.ts";

/** What the detector needs of a model. */
export type DetectorModel = Pick<Model, "manifest" | "batchMax" | "input" | "infer" | "findings">;

/** One camera as the configuration has it. */
export interface DetectorCamera {
  readonly cameraId: CameraId;
  readonly view: View;
  readonly gate?: GateOptions;
  readonly vote?: VoteOptions;
}

/** Why a frame was dropped. */
export type DropReason =
  /** A newer one of the same camera came before its turn: the detector is busy. */
  | "superseded"
  /** The ring was written over it before it was looked at, or meanwhile. */
  | "overwritten"
  /** Its bytes are not width times height times three. */
  | "malformed"
  /** No model has been accepted yet. */
  | "no-model"
  /** The model gave up, or answered with what is no score. */
  | "inference"
  /** No camera of that id is configured. */
  | "unknown-camera";

/** One inferred picture. Findings and heat grid are overwritten by the next one: valid during the call only. */
export interface VisionEvidence {
  readonly reading: VisionReading;
  /** Whether enough pictures in a row agree, by the model's own threshold. */
  readonly standing: Readonly<Record<Label, boolean>>;
  /** The picture, for as long as its owner keeps it. */
  readonly frame: Frame;
  /** What the model said of this picture alone, in parts of the camera's picture. */
  readonly findings: Findings;
  /** Where the heat grid lies in the camera's picture; may reach beyond it. */
  readonly gridExtent: Box;
  /** From the frame's arrival until now. */
  readonly latencyMs: number;
}

/** What is counted, for metrics. Calls are many: no allocation. */
export interface DetectorObserver {
  /** The frame was looked at; `verdict` tells whether the model saw it. */
  processed(cameraId: CameraId, verdict: GateVerdict): void;
  dropped(cameraId: CameraId, reason: DropReason): void;
  /** From frame arrival to evidence, milliseconds. */
  latency(latencyMs: number): void;
}

/** What the detector is given. */
export interface DetectorPorts {
  readonly clock: Clock;
  /** The model to use for the next run. */
  model(): DetectorModel | undefined;
  /** Called for each inferred picture: a camera that shows nothing delivers readings of low score. */
  evidence(evidence: VisionEvidence): void;
  /** A run came to nothing; its frames are counted as dropped. */
  fault(fault: ModelFault): void;
  readonly observer: DetectorObserver;
}

/** What is kept of one camera. */
interface Watched {
  readonly camera: DetectorCamera;
  readonly vote: Vote;
  pending: Frame | undefined;
  /** When the first picture came that has waited since the camera's last look; the ones after it took its place. */
  waitsSinceMs: number;
  lastAtMs: number;
  /** Between two of its pictures, over the last few. */
  periodMs: number;
  gate: Gate | undefined;
  preprocessor: Preprocessor | undefined;
  /** The model that the preprocessor was made for. */
  model: DetectorModel | undefined;
  /** The frame in the run that is under way, and why it is. */
  running: Frame | undefined;
  verdict: GateVerdict;
}

/** Weight of the newest look in the queue's level: less hides a rush for long, more lets the level swing with each picture. */
const LEVEL_WEIGHT = 0.1;
/** Weight of the newest interval in a camera's period. */
const PERIOD_WEIGHT = 0.2;

/** Drives frames through gate, model and vote. */
export class Detector {
  readonly #ports: DetectorPorts;
  readonly #watched: readonly Watched[];
  readonly #byId: ReadonlyMap<CameraId, Watched>;
  /** The cameras in the run that is under way. */
  readonly #batch: Watched[] = [];
  /** Whose turn it is. */
  #turn = 0;
  #depth = 0;
  #level = 0;
  #looks = 0;
  #progress = 0;
  #wake: (() => void) | undefined;

  constructor(cameras: readonly DetectorCamera[], ports: DetectorPorts) {
    this.#ports = ports;
    this.#watched = cameras.map((camera) => ({
      camera,
      vote: new Vote(camera.vote),
      pending: undefined,
      waitsSinceMs: NaN,
      lastAtMs: NaN,
      periodMs: NaN,
      gate: undefined,
      preprocessor: undefined,
      model: undefined,
      running: undefined,
      verdict: "first",
    }));
    this.#byId = new Map(this.#watched.map((watched) => [watched.camera.cameraId, watched]));
  }

  /** Frames that wait. */
  get queueDepth(): number {
    return this.#depth;
  }

  /** One for each camera. */
  get queueDepthMax(): number {
    return this.#watched.length;
  }

  /**
   * How full the queue is, 0..1: how long pictures wait for their turn, as a part of the time until the next one takes their place. With
   * one place for each camera the number of those that wait says little: it is never full for long, however much is lost. To be asked
   * regularly, since a detector that does not get on fills it, and one that has nothing to do empties it.
   */
  level(): number {
    if (this.#looks === 0) this.#note(this.#depth > 0 ? 1 : 0);
    this.#looks = 0;
    return this.#level;
  }

  /** Frames taken from the queue since the start: grows while the detector gets on with its work. */
  get progress(): number {
    return this.#progress;
  }

  /** Takes a frame, in place of an older one of the same camera that still waits. */
  offer(frame: Frame): void {
    const watched = this.#byId.get(frame.cameraId);
    if (watched === undefined) return this.#ports.observer.dropped(frame.cameraId, "unknown-camera");
    const periodMs = frame.atMs - watched.lastAtMs;
    watched.lastAtMs = frame.atMs;
    if (Number.isNaN(watched.periodMs)) watched.periodMs = periodMs;
    else if (periodMs >= 0) watched.periodMs += (periodMs - watched.periodMs) * PERIOD_WEIGHT;
    if (watched.pending === undefined) {
      this.#depth++;
      watched.waitsSinceMs = frame.atMs;
    } else this.#ports.observer.dropped(frame.cameraId, "superseded");
    watched.pending = frame;
    this.#wake?.();
  }

  /** Works until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake?.();
    signal.addEventListener("abort", wake, { once: true });
    while (!signal.aborted) {
      if (await this.step()) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#depth > 0 || signal.aborted) resolve();
      });
      this.#wake = undefined;
    }
    signal.removeEventListener("abort", wake);
  }

  /** Takes waiting frames until one run of the model is full or none waits, and runs it. Whether it took any. */
  async step(): Promise<boolean> {
    const before = this.#progress;
    const model = this.#ports.model();
    this.#batch.length = 0;
    for (let n = this.#watched.length; n > 0 && this.#depth > 0; n--) {
      const watched = this.#watched[this.#turn];
      this.#turn = (this.#turn + 1) % this.#watched.length;
      if (watched.pending === undefined) continue;
      this.#take(watched, watched.pending, model);
      if (model !== undefined && this.#batch.length === model.batchMax) break;
    }
    if (model !== undefined && this.#batch.length > 0) await this.#infer(model);
    return this.#progress > before;
  }

  /** Looks at a frame and puts it into the batch where it is worth it. */
  #take(watched: Watched, frame: Frame, model: DetectorModel | undefined): void {
    const { clock, observer } = this.#ports;
    const { cameraId, view: shown } = watched.camera;
    watched.pending = undefined;
    this.#depth--;
    this.#progress++;
    this.#looks++;
    // The first picture of a camera has no next one to give way to.
    if (watched.periodMs > 0) {
      this.#note(Math.min(1, (clock.monotonicMs() - watched.waitsSinceMs) / watched.periodMs));
    }
    if (model === undefined) return observer.dropped(cameraId, "no-model");
    const view = frame.view();
    if (view === undefined) return observer.dropped(cameraId, "overwritten");
    const { width, height, pixels } = view;
    if (width < 1 || height < 1 || pixels.length !== frameBytes(width, height)) {
      return observer.dropped(cameraId, "malformed");
    }
    if (watched.gate?.fits(width, height) !== true) {
      watched.gate = new Gate(width, height, shown, watched.camera.gate);
    }
    const nowMs = clock.monotonicMs();
    const verdict = watched.gate.look(pixels, nowMs, watched.vote.attentive(nowMs));
    if (verdict === "unchanged") {
      return frame.holds()
        ? observer.processed(cameraId, verdict)
        : observer.dropped(cameraId, "overwritten");
    }
    if (watched.model !== model || watched.preprocessor?.fits(width, height) !== true) {
      watched.preprocessor = new Preprocessor(model.manifest.input, width, height, shown);
      watched.model = model;
    }
    watched.preprocessor.write(pixels, model.input, this.#batch.length);
    if (!frame.holds()) return observer.dropped(cameraId, "overwritten");
    watched.running = frame;
    watched.verdict = verdict;
    this.#batch.push(watched);
  }

  #note(fullness: number): void {
    this.#level += (fullness - this.#level) * LEVEL_WEIGHT;
  }

  async #infer(model: DetectorModel): Promise<void> {
    const run = await model.infer(this.#batch.length);
    for (let i = 0; i < this.#batch.length; i++) {
      const watched = this.#batch[i];
      const found = run.ok ? model.findings(i) : run;
      if (!found.ok) {
        this.#ports.observer.dropped(watched.camera.cameraId, "inference");
        // A run that failed as a whole is one fault, not one for each of its frames.
        if (run.ok || i === 0) this.#ports.fault(found.fault);
        continue;
      }
      this.#conclude(watched, model, found.value);
    }
  }

  #conclude(watched: Watched, model: DetectorModel, found: Findings): void {
    const { clock, observer } = this.#ports;
    const { vote, camera: { cameraId } } = watched;
    const frame = watched.running!;
    const { thresholds } = model.manifest;
    const nowMs = clock.monotonicMs();
    watched.gate!.pass(nowMs);
    const gridExtent = watched.preprocessor!.extent;
    const findings = mapFindings(found, gridExtent);
    vote.add(frame.atMs, {
      fire: evidenceScore(found.scores.fire, thresholds.fire),
      smoke: evidenceScore(found.scores.smoke, thresholds.smoke),
    }, placeOf(findings, gridExtent));
    observer.processed(cameraId, watched.verdict);
    observer.latency(nowMs - frame.atMs);
    this.#ports.evidence({
      reading: vote.reading(cameraId),
      standing: { fire: vote.stands("fire"), smoke: vote.stands("smoke") },
      frame,
      findings,
      gridExtent,
      latencyMs: nowMs - frame.atMs,
    });
  }
}
