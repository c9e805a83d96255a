/**
 * Pictures of evidence on disk: one folder for each alarm.
 *
 * While an alarm stands, and for some time after it, its pictures are locked: nothing removes them. The others go by age and bytes, the
 * oldest first, and all of them where the disk is nearly full.
 */
import { join } from "node:path";
import type { Shot, ShotMoment } from "../ingest/cameras/snapshots.ts";
import { fileNameOfId, idOfFileName } from "../reading/file_name.ts";
import { type AlarmId, isId } from "../reading/ids.ts";

/** One kept picture. */
export interface EvidencePicture {
  readonly cameraId: string;
  readonly moment: ShotMoment;
  readonly atWallMs: number;
  /** File name, and the last part of its address. */
  readonly name: string;
}

/** How long pictures are kept. */
export interface EvidencePolicy {
  /** For so long after an alarm its pictures are locked, as they are while it stands. */
  readonly lockedMs: number;
  readonly keptMs: number;
  /** Of all pictures that are not locked. */
  readonly bytesMax: number;
  /** Whether an alarm stands. */
  isStanding(alarmId: AlarmId): boolean;
  /** Up to when everything is in the archive, where there is one: later pictures go only where the disk is nearly full. */
  archivedUntilWallMs?(): number;
}

/** Lists kept in memory, of the alarms asked for last. */
const LISTS_MAX = 200;
/** Between two looks at the age of what is kept: each looks at every file. */
const LOOK_MS = 600_000;

const MOMENTS: readonly ShotMoment[] = ["before", "at", "after"];
/** A file's name has 255 bytes at the most; beside the camera it has 30, with what it is called while it is written. */
const CAMERA_CHARS_MAX = 225;
const NAME = new RegExp(`^(before|at|after)-(\\d{1,16})-(.{1,${CAMERA_CHARS_MAX}})\\.jpg$`, "u");

/** The evidence of one box. */
export class EvidenceFolder {
  readonly #folder: string;
  readonly #report: (text: string) => void;
  readonly #policy: EvidencePolicy;
  /** Pictures that a full disk did not take. */
  refused = 0;
  /** The disk is nearly full: what is not locked goes. */
  tight = false;
  #lookedAtWallMs = -Infinity;
  /** What is known of the folder of each alarm that was asked for. */
  readonly #lists = new Map<AlarmId, readonly EvidencePicture[]>();
  /** Alarms whose pictures the disk does not list: it is asked again with the next look at what is kept. */
  readonly #unlisted = new Set<AlarmId>();
  #toldUnlisted: string | undefined;

  /** @param report Takes a sentence where the disk fails: a picture lost harms nobody. */
  constructor(folder: string, policy: EvidencePolicy, report: (text: string) => void) {
    this.#folder = folder;
    this.#policy = policy;
    this.#report = report;
  }

  /** Writes a picture; its time is told in wall-clock milliseconds. */
  async keep(shot: Shot, atWallMs: number): Promise<void> {
    try {
      const folder = join(this.#folder, shot.alarmId);
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${shot.moment}-${Math.round(atWallMs)}-${fileNameOfId(shot.cameraId)}.jpg`;
      await Deno.writeFile(join(folder, `${name}.part`), shot.jpeg);
      await Deno.rename(join(folder, `${name}.part`), join(folder, name));
      this.#lists.delete(shot.alarmId);
      await this.tidy(atWallMs);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.refused++;
      this.#report(`a picture of alarm ${shot.alarmId} could not be kept: ${error.message}`);
    }
  }

  /**
   * What there is of an alarm, by camera, in the order of time. From memory but for the first time; nothing where the disk fails: the page
   * must stand in a fire, whatever becomes of pictures.
   */
  list(alarmId: AlarmId): readonly EvidencePicture[] {
    const known = this.#lists.get(alarmId);
    if (known !== undefined) return known;
    if (!isId(alarmId)) return [];
    if (this.#lists.size >= LISTS_MAX) this.#lists.delete(this.#lists.keys().next().value!);
    const pictures = this.#listed(alarmId);
    this.#lists.set(alarmId, pictures);
    return pictures;
  }

  #listed(alarmId: AlarmId): readonly EvidencePicture[] {
    try {
      return this.#read(alarmId);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) throw error;
      this.#unlisted.add(alarmId);
      // Once for each reason.
      if (this.#toldUnlisted !== error.message) {
        this.#report(`the pictures of alarm ${alarmId} cannot be listed: ${error.message}`);
      }
      this.#toldUnlisted = error.message;
      return [];
    }
  }

  #read(alarmId: AlarmId): EvidencePicture[] {
    const pictures: EvidencePicture[] = [];
    for (const { name } of entriesOf(join(this.#folder, alarmId))) {
      const match = NAME.exec(name);
      if (match === null) continue;
      const cameraId = idOfFileName(match[3]);
      pictures.push({ cameraId, moment: match[1] as ShotMoment, atWallMs: Number(match[2]), name });
    }
    return pictures.sort((a, b) =>
      a.cameraId.localeCompare(b.cameraId) || MOMENTS.indexOf(a.moment) - MOMENTS.indexOf(b.moment)
    );
  }

  /** One picture; undefined unless {@linkcode list} names it and it is still there. */
  picture(alarmId: AlarmId, name: string): Uint8Array<ArrayBuffer> | undefined {
    if (!this.list(alarmId).some((one) => one.name === name)) return undefined;
    try {
      return Deno.readFileSync(join(this.#folder, alarmId, name));
    } catch (error) {
      // It has given way to newer alarms since it was listed.
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Removes what the policy does not keep. Looks at the files now and then alone, and always while the disk is nearly full. */
  async tidy(nowWallMs: number): Promise<void> {
    for (const alarmId of this.#unlisted) this.#lists.delete(alarmId);
    this.#unlisted.clear();
    if (!this.tight && Math.abs(nowWallMs - this.#lookedAtWallMs) < LOOK_MS) return;
    this.#lookedAtWallMs = nowWallMs;
    const { lockedMs, keptMs, bytesMax, isStanding } = this.#policy;
    const open = this.#alarms().filter(({ alarmId, newestWallMs }) =>
      // A clock that was set back does not unlock what it dates into the future.
      nowWallMs - newestWallMs >= lockedMs && !isStanding(alarmId)
    );
    let left = open.reduce((sum, { bytes }) => sum + bytes, 0);
    const archivedWallMs = this.tight ? Infinity : this.#policy.archivedUntilWallMs?.() ?? Infinity;
    for (const { alarmId, newestWallMs, bytes } of open.sort((a, b) => a.newestWallMs - b.newestWallMs)) {
      if (newestWallMs >= archivedWallMs) continue;
      if (!this.tight && left <= bytesMax && nowWallMs - newestWallMs < keptMs) continue;
      await Deno.remove(join(this.#folder, alarmId), { recursive: true });
      this.#lists.delete(alarmId);
      left -= bytes;
      // One at a time while it is tight: the next look may find room enough.
      if (this.tight) return;
    }
  }

  /** Each alarm with pictures, dated by the names of these: times of files change when a box is restored. */
  #alarms(): { alarmId: AlarmId; newestWallMs: number; bytes: number }[] {
    return entriesOf(this.#folder).filter(({ isDirectory }) => isDirectory).map(({ name }) => {
      const folder = join(this.#folder, name);
      let newestWallMs = 0;
      let bytes = 0;
      for (const entry of entriesOf(folder)) {
        bytes += sizeOf(join(folder, entry.name));
        newestWallMs = Math.max(newestWallMs, Number(NAME.exec(entry.name)?.[2] ?? 0));
      }
      return { alarmId: name, newestWallMs, bytes };
    });
  }
}

/** The pictures in `folder` that were taken in a span of the wall clock, `fromWallMs` included. */
export function evidenceOfSpan(
  folder: string,
  fromWallMs: number,
  toWallMs: number,
): { readonly alarmId: AlarmId; readonly name: string; readonly atWallMs: number }[] {
  return entriesOf(folder).filter(({ isDirectory, name }) => isDirectory && isId(name)).flatMap((alarm) =>
    entriesOf(join(folder, alarm.name)).map(({ name }) => ({
      alarmId: alarm.name,
      name,
      atWallMs: Number(NAME.exec(name)?.[2] ?? NaN),
    })).filter(({ atWallMs }) => atWallMs >= fromWallMs && atWallMs < toWallMs)
  ).sort((a, b) => `${a.alarmId}/${a.name}` < `${b.alarmId}/${b.name}` ? -1 : 1);
}

/** Nothing where there is no such folder. */
function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** 0 where it is gone. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
