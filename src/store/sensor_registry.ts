/**
 * The registry database: which sensors the box has met, and what it has learned of them.
 *
 * One process writes it (sensors, through its writer thread). Losing it costs no safety: sensors are met and learned anew.
 */
import { createHash } from "node:crypto";
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { SensorId } from "../reading/ids.ts";
import type { Result } from "../reading/result.ts";
import { inTransaction, openForWriting } from "./database.ts";
import { prepared } from "./prepared.ts";
import { guarded, type StoreFault } from "./store_fault.ts";
import { jsonOf } from "./stored_json.ts";

/** The layout, step by step. Never change a step that has been released: append one. */
export const SENSOR_MIGRATIONS: readonly string[] = [`
  CREATE TABLE sensor (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    serial TEXT,
    first_seen_wall_ms INTEGER NOT NULL,
    last_seen_wall_ms INTEGER NOT NULL,
    calibration TEXT,
    eeprom BLOB,
    eeprom_sha256 TEXT
  ) STRICT;
  CREATE INDEX sensor_by_age ON sensor (last_seen_wall_ms);
`];

/** Sensors kept, the latest seen first. More than a site may have; strangers of years ago make room. */
export const SENSORS_KEPT_MAX = 4_000;

/** A sensor met, and what is new of it. What is absent stays as it was stored. */
export interface SensorSighting {
  readonly sensorId: SensorId;
  readonly address: string;
  readonly serial?: string;
  readonly seenAtWallMs: number;
  /** What was learned beside the EEPROM, as a JSON value: the resistance of a gas sensor in clean air. */
  readonly calibration?: unknown;
  /** Words of the calibration EEPROM. */
  readonly eeprom?: Uint16Array;
}

/** A sensor as the registry knows it. */
export interface SensorRecord {
  readonly sensorId: SensorId;
  readonly address: string;
  readonly serial?: string;
  readonly firstSeenAtWallMs: number;
  readonly lastSeenAtWallMs: number;
  readonly calibration?: unknown;
  readonly eeprom?: Uint16Array;
  /** The stored EEPROM does not fit its checksum and was left out: it must be learned anew. */
  readonly eepromDamaged: boolean;
}

/** The registry database, open for writing. Every method answers with a fault where the disk or the file fails. */
export class SensorRegistry {
  /** Where the file went that was there before, where it was damaged. */
  readonly movedAside: string | undefined;
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #put: StatementSync;

  /** Opens the database, making or mending it as needed. */
  static open(path: string, nowWallMs: number): Result<SensorRegistry, StoreFault> {
    // A sighting that a power cut takes is made again at once: no fsync is worth it.
    const opened = openForWriting({ path, nowWallMs, migrations: SENSOR_MIGRATIONS, synchronous: "NORMAL" });
    if (!opened.ok) return opened;
    return guarded(path, () => new SensorRegistry(path, opened.value.db, opened.value.movedAside));
  }

  private constructor(path: string, db: DatabaseSync, movedAside: string | undefined) {
    this.#path = path;
    this.#db = db;
    this.movedAside = movedAside;
    this.#put = db.prepare(
      `INSERT INTO sensor (id, address, serial, first_seen_wall_ms, last_seen_wall_ms, calibration, eeprom, eeprom_sha256)
       VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)
       ON CONFLICT (id) DO UPDATE SET
         address = excluded.address,
         serial = coalesce(excluded.serial, serial),
         last_seen_wall_ms = excluded.last_seen_wall_ms,
         calibration = coalesce(excluded.calibration, calibration),
         eeprom = coalesce(excluded.eeprom, eeprom),
         eeprom_sha256 = coalesce(excluded.eeprom_sha256, eeprom_sha256)`,
    );
  }

  /** Stores `sightings` in one transaction. */
  write(sightings: readonly SensorSighting[]): Result<void, StoreFault> {
    return guarded(this.#path, () =>
      inTransaction(this.#db, () => {
        for (const { sensorId, address, serial, seenAtWallMs, calibration, eeprom } of sightings) {
          const blob = eeprom === undefined ? null : bytesOf(eeprom);
          this.#put.run(
            sensorId,
            address,
            serial ?? null,
            Math.round(seenAtWallMs),
            calibration === undefined ? null : JSON.stringify(calibration),
            blob,
            blob === null ? null : sha256(blob),
          );
        }
        prepared(
          this.#db,
          `DELETE FROM sensor WHERE id IN
             (SELECT id FROM sensor ORDER BY last_seen_wall_ms DESC LIMIT -1 OFFSET ?)`,
        ).run(SENSORS_KEPT_MAX);
      }));
  }

  /** All sensors, by id. */
  load(): Result<SensorRecord[], StoreFault> {
    return guarded(
      this.#path,
      () => prepared(this.#db, "SELECT * FROM sensor ORDER BY id").all().map(recordOf),
    );
  }

  close(): void {
    this.#db.close();
  }
}

function recordOf(row: Record<string, SQLOutputValue>): SensorRecord {
  const blob = row.eeprom instanceof Uint8Array ? row.eeprom : undefined;
  const calibration = jsonOf(row.calibration);
  const intact = blob !== undefined && blob.length % 2 === 0 && sha256(blob) === row.eeprom_sha256;
  return {
    sensorId: String(row.id),
    address: String(row.address),
    ...(row.serial === null ? {} : { serial: String(row.serial) }),
    firstSeenAtWallMs: Number(row.first_seen_wall_ms),
    lastSeenAtWallMs: Number(row.last_seen_wall_ms),
    ...(calibration === undefined ? {} : { calibration }),
    ...(intact ? { eeprom: wordsOf(blob) } : {}),
    eepromDamaged: blob !== undefined && !intact,
  };
}

/** Words as stored: little-endian, whatever the machine is. */
function bytesOf(words: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 2);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => view.setUint16(index * 2, word, true));
  return bytes;
}

function wordsOf(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, index) => view.getUint16(index * 2, true));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
