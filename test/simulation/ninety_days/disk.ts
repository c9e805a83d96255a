/**
 * The disk of a simulated box: a small file system of its own where the machine lets us mount one, so that a full disk is a full disk;
 * else a folder, and what the box is told of its room is made up.
 */
import { statfsSync } from "node:fs";
import { join } from "node:path";
import type { BoxFacts } from "../../../src/bus/messages.ts";

/** The size of the disk: about twice what the box may keep. */
export const DISK_BYTES = 64 * 1024 * 1024;

/** One disk. */
export class SeasonDisk {
  /** Somebody else fills it. */
  isFull = false;

  constructor(readonly folder: string, readonly isReal: boolean) {}

  /** What the box is told. */
  facts(): NonNullable<BoxFacts["disk"]> {
    if (!this.isReal) {
      const freeBytes = this.isFull ? 0 : Math.max(0, DISK_BYTES - this.ownBytes());
      return { freeBytes, totalBytes: DISK_BYTES };
    }
    const { bavail, blocks, bsize } = statfsSync(this.folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  /** Fills it to the brim: what the box has let go since is taken too. */
  fill(): void {
    this.isFull = true;
    if (!this.isReal) return;
    using file = Deno.openSync(this.#ballast, { create: true, append: true, write: true });
    for (let chunk = 1024 * 1024; chunk >= 4096;) {
      try {
        if (file.writeSync(new Uint8Array(chunk)) < chunk) chunk /= 4;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        chunk /= 4;
      }
    }
  }

  /** A person has made room. */
  free(): void {
    this.isFull = false;
    if (this.isReal) Deno.removeSync(this.#ballast);
  }

  /** Bytes of the box's own files. */
  ownBytes(): number {
    return bytesIn(join(this.folder, "state"));
  }

  get #ballast(): string {
    return join(this.folder, "ballast");
  }
}

function bytesIn(folder: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? bytesIn(path) : sizeOf(path);
  }
  return bytes;
}

/** 0 where it is gone: files are written beside their place and renamed. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
