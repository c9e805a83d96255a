/**
 * Pictures of evidence on disk: one folder for each alarm, the newest alarms kept.
 */
import { join } from "node:path";
import type { Shot, ShotMoment } from "../ingest/cameras/snapshots.ts";
import { type AlarmId, isId } from "../reading/ids.ts";

/** One kept picture. */
export interface EvidencePicture {
  readonly cameraId: string;
  readonly moment: ShotMoment;
  readonly atWallMs: number;
  /** File name, and the last part of its address. */
  readonly name: string;
}

/** Alarms whose pictures are kept; at three pictures of 50 kB for each of four cameras they take 120 MB. */
export const ALARMS_KEPT_MAX = 200;

const MOMENTS: readonly ShotMoment[] = ["before", "at", "after"];
const NAME = /^(before|at|after)-(\d{1,16})-(.{1,120})\.jpg$/u;

/** The evidence of one box. */
export class EvidenceFolder {
  readonly #folder: string;
  readonly #report: (text: string) => void;
  /** What is known of the folder of each alarm that was asked for. */
  readonly #lists = new Map<AlarmId, readonly EvidencePicture[]>();

  /** @param report Takes a sentence where the disk fails: a picture lost harms nobody. */
  constructor(folder: string, report: (text: string) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  /** Writes a picture; its time is told in wall-clock milliseconds. */
  async keep(shot: Shot, atWallMs: number): Promise<void> {
    try {
      const folder = join(this.#folder, shot.alarmId);
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${shot.moment}-${Math.round(atWallMs)}-${encodeURIComponent(shot.cameraId)}.jpg`;
      await Deno.writeFile(join(folder, `${name}.part`), shot.jpeg);
      await Deno.rename(join(folder, `${name}.part`), join(folder, name));
      this.#lists.delete(shot.alarmId);
      await this.#prune();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#report(`a picture of alarm ${shot.alarmId} could not be kept: ${error.message}`);
    }
  }

  /** What there is of an alarm, by camera, in the order of time. From memory but for the first time. */
  list(alarmId: AlarmId): readonly EvidencePicture[] {
    const known = this.#lists.get(alarmId);
    if (known !== undefined) return known;
    if (!isId(alarmId)) return [];
    if (this.#lists.size >= ALARMS_KEPT_MAX) this.#lists.delete(this.#lists.keys().next().value!);
    const pictures = this.#read(alarmId);
    this.#lists.set(alarmId, pictures);
    return pictures;
  }

  #read(alarmId: AlarmId): EvidencePicture[] {
    const pictures: EvidencePicture[] = [];
    for (const { name } of this.#entries(join(this.#folder, alarmId))) {
      const match = NAME.exec(name);
      if (match === null) continue;
      const cameraId = decodeURIComponent(match[3]);
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

  #entries(folder: string): Deno.DirEntry[] {
    try {
      return [...Deno.readDirSync(folder)];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  async #prune(): Promise<void> {
    const alarms = this.#entries(this.#folder).filter(({ isDirectory }) => isDirectory).map(({ name }) => ({
      name,
      changedMs: Deno.statSync(join(this.#folder, name)).mtime?.getTime() ?? 0,
    }));
    if (alarms.length <= ALARMS_KEPT_MAX) return;
    alarms.sort((a, b) => b.changedMs - a.changedMs);
    for (const { name } of alarms.slice(ALARMS_KEPT_MAX)) {
      await Deno.remove(join(this.#folder, name), { recursive: true });
      this.#lists.delete(name);
    }
  }
}
