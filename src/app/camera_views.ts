/**
 * What each camera's view looked like when all was well, kept on disk: a camera that was turned or covered while the box was off is
 * found out by it.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { redactUrl } from "../hal/camera/redact.ts";
import type { ViewReference } from "../ingest/cameras/health.ts";
import { GRID_CELLS } from "../ingest/cameras/picture_measure.ts";
import type { CameraId } from "../reading/ids.ts";

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** Of which source it is: a camera that was replaced has another view by right. */
  source: z.string(),
  savedAtWallMs: z.number(),
  references: z.array(z.strictObject({
    mode: z.enum(["colour", "grey"]),
    sharpness: z.number().min(0),
    grid: z.array(z.number()).length(GRID_CELLS),
  })).max(2),
});

/** A kept view. */
export interface KeptView {
  readonly references: readonly ViewReference[];
  readonly savedAtWallMs: number;
}

/** The views of one box. */
export class CameraViews {
  readonly #folder: string;
  readonly #report: (text: string) => void;

  /** @param report Takes a sentence where the disk fails: without it a view is learned anew. */
  constructor(folder: string, report: (text: string) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  /** The view of a camera with this source; undefined where none is kept, or that of another source. */
  load(cameraId: CameraId, source: string): KeptView | undefined {
    let text: string;
    try {
      text = Deno.readTextFileSync(this.#path(cameraId));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof Error)) throw error;
      this.#report(`the kept view of camera '${cameraId}' cannot be read: ${error.message}`);
      return undefined;
    }
    const kept = parse(text);
    if (kept === undefined) {
      this.#report(`the kept view of camera '${cameraId}' is damaged: it is learned anew`);
      return undefined;
    }
    return kept.source === markOf(source) && kept.references.length > 0 ? kept : undefined;
  }

  /** Keeps a view in place of the one before; that of none forgets it. */
  save(cameraId: CameraId, source: string, references: readonly ViewReference[], nowWallMs: number): void {
    const path = this.#path(cameraId);
    const content = { version: 1, source: markOf(source), savedAtWallMs: nowWallMs, references };
    try {
      Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      Deno.writeTextFileSync(`${path}.part`, JSON.stringify(content), { mode: 0o600 });
      Deno.renameSync(`${path}.part`, path);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#report(`the view of camera '${cameraId}' could not be kept: ${error.message}`);
    }
  }

  #path(cameraId: CameraId): string {
    // An id may be as long as a file name may be, in bytes: its hash always fits.
    return join(this.#folder, `${createHash("sha256").update(cameraId).digest("hex").slice(0, 32)}.json`);
  }
}

/** Tells sources apart without keeping an address with a password in it. */
function markOf(source: string): string {
  return createHash("sha256").update(redactUrl(source)).digest("hex").slice(0, 32);
}

function parse(text: string): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
