/**
 * How each camera's view looked when it was last as it should be: one picture of each, for people to compare with what it shows now.
 *
 * Taken once a day while nothing is wrong with the camera, and at once when a person has accepted a new view. It decides nothing:
 * whether a view has changed is measured by the cameras' own processes.
 */
import { join } from "node:path";
import type { SiteView } from "../bus/messages.ts";
import { fileNameOfId } from "../reading/file_name.ts";
import type { CameraId } from "../reading/ids.ts";

const DAY_MS = 86_400_000;
/** Cameras are looked at this often; making a picture takes 10 ms. */
const LOOK_MS = 60_000;
/** What is wrong with a view, or hides it. */
const STRANGE = /^camera-(?:moved|defocused|dark|bright|frozen)$/;

/** What is needed. */
export interface CameraReferencesParts {
  readonly folder: string;
  wallMs(): number;
  monotonicMs(): number;
  /** The newest picture of a camera as JPEG. */
  picture(cameraId: CameraId): Uint8Array<ArrayBuffer> | undefined;
  note(text: string): void;
}

/** One kept picture. */
export interface CameraReference {
  readonly atWallMs: number;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

/** The pictures of one box. */
export class CameraReferences {
  readonly #parts: CameraReferencesParts;
  /** When each was taken; -Infinity where there is none, or it must be taken anew. */
  readonly #takenWallMs = new Map<CameraId, number>();
  readonly #strange = new Set<CameraId>();
  #lookedMs = -Infinity;
  #toldUnreadable: string | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: CameraReferencesParts) {
    this.#parts = parts;
  }

  /** How the site is now. */
  site({ cameras, troubles }: Pick<SiteView, "cameras" | "troubles">): void {
    const nowMs = this.#parts.monotonicMs();
    if (nowMs - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = nowMs;
    const strange = new Set(
      troubles.filter(({ code, active }) => active && STRANGE.test(code)).map(({ subject }) => subject),
    );
    for (const { cameraId, isLive } of cameras) {
      if (strange.has(cameraId)) {
        this.#strange.add(cameraId);
        continue;
      }
      // Turned back, or accepted: what it shows now is right.
      if (this.#strange.delete(cameraId)) this.#takenWallMs.set(cameraId, -Infinity);
      if (isLive) this.#take(cameraId);
    }
  }

  /** The picture of a camera; undefined where none is kept, or the disk does not give it: it decides nothing, and the page needs no picture to be there. */
  read(cameraId: CameraId): CameraReference | undefined {
    try {
      const path = this.#path(cameraId);
      const atWallMs = Deno.statSync(path).mtime?.getTime() ?? 0;
      return { atWallMs, jpeg: Deno.readFileSync(path) };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#unreadable(cameraId, error as Error);
      return undefined;
    }
  }

  /** Waits for what is being written. */
  close(): Promise<void> {
    return this.#writing;
  }

  /** Told once for each reason: the page asks whenever somebody looks. */
  #unreadable(cameraId: CameraId, { message }: Error): void {
    if (this.#toldUnreadable === message) return;
    this.#toldUnreadable = message;
    this.#parts.note(`the kept picture of ${cameraId}'s view cannot be read: ${message}`);
  }

  #take(cameraId: CameraId): void {
    const nowWallMs = this.#parts.wallMs();
    let takenWallMs = this.#takenWallMs.get(cameraId);
    if (takenWallMs === undefined) {
      takenWallMs = this.read(cameraId)?.atWallMs ?? -Infinity;
      this.#takenWallMs.set(cameraId, takenWallMs);
    }
    if (Math.abs(nowWallMs - takenWallMs) < DAY_MS) return;
    const jpeg = this.#parts.picture(cameraId);
    if (jpeg === undefined) return;
    this.#takenWallMs.set(cameraId, nowWallMs);
    this.#writing = this.#writing.then(() => this.#write(cameraId, jpeg));
  }

  async #write(cameraId: CameraId, jpeg: Uint8Array<ArrayBuffer>): Promise<void> {
    const path = this.#path(cameraId);
    try {
      await Deno.mkdir(this.#parts.folder, { recursive: true, mode: 0o700 });
      await Deno.writeFile(`${path}.part`, jpeg, { mode: 0o600 });
      await Deno.rename(`${path}.part`, path);
    } catch (error) {
      this.#parts.note(`the picture of ${cameraId}'s view cannot be kept: ${(error as Error).message}`);
    }
  }

  #path(cameraId: CameraId): string {
    return join(this.#parts.folder, `${fileNameOfId(cameraId)}.jpg`);
  }
}
