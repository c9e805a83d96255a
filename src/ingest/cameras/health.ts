/**
 * Watches one camera's pictures for what makes it blind though it delivers: a picture that stands still, darkness, glare, a
 * lens out of focus, a view that was turned away.
 *
 * It judges the camera, never the scene. Focus and view are compared with a reference that is learned while all is well: one
 * for colour and one for the grey pictures that cameras make by infrared light, since the two look nothing alike.
 */
import { GRID_CELLS, likeness, type PictureMeasure } from "./picture_measure.ts";

/** What may be wrong with a camera's pictures. */
export type PictureFault = "frozen" | "dark" | "bright" | "defocused" | "moved";
export const PICTURE_FAULTS: readonly PictureFault[] = ["frozen", "dark", "bright", "defocused", "moved"];

/** A fault that came or went, with one sentence that says what was seen. */
export interface PictureChange {
  readonly fault: PictureFault;
  readonly active: boolean;
  readonly text: string;
}

/** What a camera sees when all is well. Kept by the owner, so that a camera turned while the box was off is found out. */
export interface ViewReference {
  readonly mode: ViewMode;
  readonly sharpness: number;
  /** {@linkcode GRID_CELLS} brightnesses. */
  readonly grid: readonly number[];
}
export type ViewMode = "colour" | "grey";

/** Mean brightness (0..255) below which a picture is dark, and above which it no longer is. */
const DARK_BELOW = 12;
const DARK_UNTIL = 20;
/** The same for glare. */
const BRIGHT_ABOVE = 243;
const BRIGHT_UNTIL = 230;
/**
 * Sharpness as a part of the reference's. Photographs blurred by 3 of 320 pixels keep 0.2 to 0.4 of it, at dusk 0.65 to 0.7.
 */
const DEFOCUSED_BELOW = 0.4;
const DEFOCUSED_UNTIL = 0.6;
/**
 * Likeness to the reference. Of pairs of unlike photographs, 19 in 20 are below 0.5; one zoomed in by half has 0.6 to its own
 * former self. Higher, and a van parked before the lens counts as a turned camera; lower, and a turned one may not.
 */
const MOVED_BELOW = 0.5;
const MOVED_UNTIL = 0.7;
/** Only a picture so much like the reference may improve it; less alike, a slow turn of the camera would be learned. */
const LEARN_LIKENESS = 0.85;
/** Contrast (0..255) that a picture needs for its view to be compared: fog and a cloth over the lens have none. */
const CONTRAST_MIN = 4;
/** Sharpness of a blank wall, noise alone. A reference below it would make every picture look sharp. */
const SHARPNESS_MIN = 0.1;
/** Mean colour difference (0..255) below which a picture is grey. */
const GREY_BELOW = 2;

/**
 * How long a fault must be seen, and be gone, before it is said so. Shorter, and a lorry before the lens is a trouble; longer,
 * and a covered camera is trusted for too long.
 */
const HOLD_MS = 20_000;
const RELEASE_MS = 5_000;
/** A codec repeats a still picture exactly until its next key frame, which comes every 10 s at the latest. */
const FROZEN_HOLD_MS = 30_000;
/** A picture that changes is proof enough. */
const FROZEN_RELEASE_MS = 0;
/** Time over which the first reference is averaged. */
const LEARN_MS = 30_000;
/** Time over which a reference follows slow change, such as the seasons' light. */
const FOLLOW_MS = 3_600_000;
/** A pause in the pictures longer than this breaks all waiting: what happened meanwhile was not seen. */
const GAP_MS = 5_000;

const NONE: readonly PictureChange[] = [];

/** A condition that must last before it counts, either way. */
class Held {
  active = false;
  #sinceMs: number | undefined;

  /** Returns whether it changed. `seen` undefined: cannot be judged now, everything stays as it is. */
  step(seen: boolean | undefined, nowMs: number, holdMs: number, releaseMs: number): boolean {
    if (seen === undefined || seen === this.active) {
      this.#sinceMs = undefined;
      return false;
    }
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs < (seen ? holdMs : releaseMs)) return false;
    this.active = seen;
    this.#sinceMs = undefined;
    return true;
  }

  forget(): void {
    this.#sinceMs = undefined;
  }
}

interface Reference {
  sharpness: number;
  readonly grid: Float32Array;
  learnedMs: number;
}

/** The checks of one camera. */
export class PictureHealth {
  /** Frames in a row whose picture was not new. */
  repeatCount = 0;
  readonly #held: Record<PictureFault, Held> = {
    frozen: new Held(),
    dark: new Held(),
    bright: new Held(),
    defocused: new Held(),
    moved: new Held(),
  };
  #references = new Map<ViewMode, Reference>();
  #changes = NONE;
  #lastChecksum: number | undefined;
  #lastAtMs = -Infinity;

  constructor(references: readonly ViewReference[] = []) {
    for (const { mode, sharpness, grid } of references) {
      if (grid.length !== GRID_CELLS) continue;
      this.#references.set(mode, { sharpness, grid: Float32Array.from(grid), learnedMs: LEARN_MS });
    }
  }

  /** Whether the pictures have this fault now. */
  isActive(fault: PictureFault): boolean {
    return this.#held[fault].active;
  }

  /** Looks at the picture of `nowMs`. Returns what changed; nothing in almost every case. */
  step(measure: PictureMeasure, nowMs: number): readonly PictureChange[] {
    this.#changes = NONE;
    const sinceMs = nowMs - this.#lastAtMs;
    this.#lastAtMs = nowMs;
    const isRepeat = measure.checksum === this.#lastChecksum;
    this.#lastChecksum = measure.checksum;
    this.repeatCount = isRepeat ? this.repeatCount + 1 : 0;
    const isGap = sinceMs > GAP_MS;
    if (isGap) { for (const fault of PICTURE_FAULTS) this.#held[fault].forget(); }
    this.#judgeLight(measure, nowMs);
    this.#judgeMotion(measure, isRepeat, nowMs);
    this.#judgeView(measure, isRepeat, isGap ? 0 : sinceMs, nowMs);
    return this.#changes;
  }

  #judgeLight(measure: PictureMeasure, nowMs: number): void {
    const { dark, bright } = this.#held;
    const { brightness } = measure;
    if (dark.step(brightness < (dark.active ? DARK_UNTIL : DARK_BELOW), nowMs, HOLD_MS, RELEASE_MS)) {
      this.#say("dark", `its picture's brightness is ${brightness.toFixed(0)} of 255`);
    }
    if (bright.step(brightness > (bright.active ? BRIGHT_UNTIL : BRIGHT_ABOVE), nowMs, HOLD_MS, RELEASE_MS)) {
      this.#say("bright", `its picture's brightness is ${brightness.toFixed(0)} of 255`);
    }
  }

  #judgeMotion(measure: PictureMeasure, isRepeat: boolean, nowMs: number): void {
    const { frozen } = this.#held;
    // A covered lens delivers the same black for ever: that is darkness, not a camera that hangs.
    const stands = isBlind(measure) && !frozen.active ? undefined : isRepeat;
    if (!frozen.step(stands, nowMs, FROZEN_HOLD_MS, FROZEN_RELEASE_MS)) return;
    const text = frozen.active ? `has not changed for ${FROZEN_HOLD_MS / 1000} s` : "changes again";
    this.#say("frozen", `its picture ${text}`);
  }

  #judgeView(measure: PictureMeasure, isRepeat: boolean, sinceMs: number, nowMs: number): void {
    const { moved, defocused } = this.#held;
    if (isBlind(measure) || isRepeat) {
      moved.step(undefined, nowMs, HOLD_MS, RELEASE_MS);
      defocused.step(undefined, nowMs, HOLD_MS, RELEASE_MS);
      return;
    }
    const showsNothing = measure.contrast < CONTRAST_MIN;
    const reference = showsNothing ? this.#anyReference() : this.#reference(measure);
    if (reference === undefined) return;
    if (reference.learnedMs < LEARN_MS) {
      learn(reference, measure, sinceMs / LEARN_MS);
      reference.learnedMs += sinceMs;
      return;
    }
    const alike = likeness(reference.grid, measure.grid);
    const sharp = measure.sharpness / Math.max(reference.sharpness, SHARPNESS_MIN);
    const isMoved = showsNothing ? undefined : alike < (moved.active ? MOVED_UNTIL : MOVED_BELOW);
    if (moved.step(isMoved, nowMs, HOLD_MS, RELEASE_MS)) {
      this.#say("moved", `its view is ${percent(alike)} like the one it was set up with`);
    }
    // Sharpness is compared with that of the same view only.
    const isDefocused = isMoved && !defocused.active
      ? undefined
      : sharp < (defocused.active ? DEFOCUSED_UNTIL : DEFOCUSED_BELOW);
    if (defocused.step(isDefocused, nowMs, HOLD_MS, RELEASE_MS)) {
      this.#say("defocused", `its picture is ${percent(sharp)} as sharp as when it was set up`);
    }
    if (alike > LEARN_LIKENESS && sharp > DEFOCUSED_UNTIL) learn(reference, measure, sinceMs / FOLLOW_MS);
  }

  #say(fault: PictureFault, text: string): void {
    this.#changes = [...this.#changes, { fault, active: this.#held[fault].active, text }];
  }

  /** What has been learned, for the owner to keep. Empty until the first reference is complete. */
  references(): ViewReference[] {
    return [...this.#references]
      .filter(([, { learnedMs }]) => learnedMs >= LEARN_MS)
      .map(([mode, { sharpness, grid }]) => ({ mode, sharpness, grid: [...grid] }));
  }

  /** The present view is as it should be: learns it anew, as after a camera was turned on purpose. */
  acceptView(): void {
    this.#references = new Map();
  }

  /** A picture without contrast has no view to compare; that it is not sharp can be told against any. */
  #anyReference(): Reference | undefined {
    for (const reference of this.#references.values()) if (reference.learnedMs >= LEARN_MS) return reference;
    return undefined;
  }

  #reference(measure: PictureMeasure): Reference {
    const mode: ViewMode = measure.colour < GREY_BELOW ? "grey" : "colour";
    let reference = this.#references.get(mode);
    if (reference === undefined) {
      reference = { sharpness: measure.sharpness, grid: Float32Array.from(measure.grid), learnedMs: 0 };
      this.#references.set(mode, reference);
    }
    return reference;
  }
}

/** Nothing about focus and view can be told from such a picture. */
function isBlind(measure: PictureMeasure): boolean {
  return measure.brightness < DARK_UNTIL || measure.brightness > BRIGHT_UNTIL;
}

/** Moves the reference towards the picture by `part`. */
function learn(reference: Reference, measure: PictureMeasure, part: number): void {
  reference.sharpness += (measure.sharpness - reference.sharpness) * part;
  for (let cell = 0; cell < GRID_CELLS; cell++) {
    reference.grid[cell] += (measure.grid[cell] - reference.grid[cell]) * part;
  }
}

function percent(part: number): string {
  return `${Math.round(Math.max(0, part) * 100)} %`;
}
