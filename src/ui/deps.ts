/**
 * What the page needs of the rest of the product: all of it is handed in, the page opens nothing by itself.
 */
import type {
  Act,
  Outcome,
  RoleStatus,
  Sight,
  SiteView,
  StoredEvent,
  TurnedAwayRow,
} from "../bus/messages.ts";
import type { Picture } from "../bus/picture_message.ts";
import type { Clock } from "../clock/clock.ts";
import type { Result } from "../reading/result.ts";
import type { SeriesName } from "../store/history/batch.ts";
import type { HistoryPage, HistoryQuery } from "../store/history/history_reader.ts";
import type { TechnicianDeps } from "./technician_api.ts";
import type { ConfigDeps } from "./config_api.ts";
import type { BaselineDeps } from "./baseline_api.ts";
import type { AuditsDeps } from "./audits_api.ts";
import type { NotifyDeps } from "./notify_api.ts";
import type { PeopleDeps } from "./people_api.ts";
import type { EvidencePicture, Person } from "./page/state.ts";
import type { AuditEntry, AuditValues } from "../store/audit_entry.ts";
import type { AuditQuery } from "../store/audit_log.ts";
import type { SessionStore } from "./sessions.ts";

export type { EvidencePicture, Person, Right } from "./page/state.ts";

/** A person by what they have shown. */
export interface Bearer extends Person {
  /** Names the token or PIN, and tells nothing of it. */
  readonly credential: string;
}

/** Who gives an order, and from where: for the audit log. */
export interface Actor extends Person {
  /** Their address. */
  readonly from: string;
  /** By a browser's session, or by a token that a script shows. */
  readonly via: "page" | "api";
}

/** An act that is not fusion's: signing in, a change of the configuration. */
export interface AuditedAct {
  readonly actor: Actor;
  /** A stable word, e.g. `sign-in`. */
  readonly act: string;
  /** What it is about. */
  readonly subject?: string;
  readonly before?: AuditValues;
  readonly after?: AuditValues;
}

/** What addresses get wrong when they sign in: the network gate counts it. Times are monotonic. */
export interface LoginGuard {
  /** How long `address` is locked out, milliseconds; 0: it is not. */
  lockedMs(address: string, nowMs: number): number;
  wrongToken(address: string, nowMs: number): void;
  rightToken(address: string, nowMs: number): void;
}

/** What a camera delivered, as a file. */
export interface CameraPicture {
  /** When it was taken, monotonic. */
  readonly atMs: number;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

/** Which lines of the journal are wanted. */
export interface EventsQuery {
  /** At most this many, 1..1000. */
  readonly limit: number;
  /** Only events with a smaller number. */
  readonly beforeSeq?: number;
  /** Only events with a larger number. */
  readonly afterSeq?: number;
  readonly zoneId?: string;
  readonly kind?: string;
  /** Only what belongs to this alarm. */
  readonly alarmId?: string;
  /** Wall clock, from this time on. */
  readonly fromWallMs?: number;
  /** Wall clock, before this time. */
  readonly toWallMs?: number;
}

/** What came of an act; see `outcomeMessage`. */
export type ActOutcome = Pick<Outcome, "ok" | "code" | "message">;

/** Something has changed. Pictures are looked at when they are wanted, and need no word. */
export type UiChange =
  /** Fusion has sent a snapshot, or the link to it has come or gone. */
  | { readonly kind: "site" }
  | { readonly kind: "roles" }
  | { readonly kind: "event"; readonly event: StoredEvent };

/** Why a request was turned away: the labels of a counter. */
export type Refusal =
  | "login-failed"
  | "login-limited"
  | "no-right"
  | "foreign-origin"
  | "too-large"
  | "streams-full"
  | "stream-stuck";

/** The past, from the disk and what has not reached it yet. A fault is a sentence for people. */
export interface HistoryDeps {
  page(query: HistoryQuery): Result<HistoryPage, string>;
  /** All series there are. */
  names(): Result<readonly SeriesName[], string>;
}

/** Everything that {@linkcode createUi} is given. */
export interface UiDeps {
  readonly clock: Clock;
  /** Of the product, for people. */
  readonly version: string;
  /** The site's time zone as IANA names it. */
  readonly timeZone: string;
  /** Whether looking needs a token too. */
  readonly viewing: "open" | "token";
  /** The newest snapshot; undefined while fusion is not connected. */
  site(): SiteView | undefined;
  /** What the supervisor says of each role; undefined while it is not connected. */
  roles(): readonly RoleStatus[] | undefined;
  /** The newest picture of a sensor. */
  picture(sensorId: string): Picture | undefined;
  /**
   * The newest picture of a camera, made when it is asked for: at most twice a second for each camera and
   * `CAMERA_PICTURES_PER_SECOND` times in all, however many people look. Undefined where there is none.
   */
  cameraPicture(cameraId: string): CameraPicture | undefined;
  /** How a camera looked when its view was last as it should be, and when that was; undefined where that is not known. */
  cameraReference(
    cameraId: string,
  ): { readonly atWallMs: number; readonly jpeg: Uint8Array<ArrayBuffer> } | undefined;
  /** What the detector last saw in a camera's pictures. Asked often: from memory. */
  sight(cameraId: string): Sight | undefined;
  /** Pictures that are kept of an alarm, the earliest first. Asked often: from memory. Empty where there are none. */
  evidence(alarmId: string): readonly EvidencePicture[];
  /** One of them, as a JPEG file. Asked only for names that `evidence` has listed; undefined where it is gone. */
  evidencePicture(alarmId: string, name: string): Uint8Array<ArrayBuffer> | undefined;
  /** Lines of the journal, the newest first. */
  events(query: EventsQuery): readonly StoredEvent[] | Promise<readonly StoredEvent[]>;
  readonly history: HistoryDeps;
  readonly technician: TechnicianDeps;
  /** Who was turned away at the sensor port, the latest first; undefined while the sensors role has not said so. */
  turnedAway(): { readonly rows: readonly TurnedAwayRow[]; readonly others: number } | undefined;
  /** Orders something in a person's name, and puts it into the audit log. A rejection means that fusion could not be asked. */
  act(by: Actor, act: Act): Promise<ActOutcome>;
  /** Whose token this is. */
  authenticate(token: string): Bearer | undefined;
  /** Who holds the credential of a session. Asked with each request, so that a revoked token ends its sessions at once. */
  bearer(credential: string): Bearer | undefined;
  /** Whether anybody of that name, in small letters, signs in by PIN. */
  hasPin(name: string): boolean;
  /** Whose name, in small letters, and PIN these are. `busy`: too many are being checked. */
  checkPin(name: string, pin: string): Promise<Bearer | undefined | "busy">;
  /** A token or PIN was used just now. */
  used(credential: string): void;
  readonly sessions: SessionStore;
  /** Who may sign in, and changing that. */
  readonly accounts: PeopleDeps;
  readonly logins: LoginGuard;
  /** Puts an act into the audit log, without anybody waiting. */
  audit(act: AuditedAct): void;
  /** Entries of the audit log, the newest first. Throws where it cannot be read. */
  auditEntries(query: AuditQuery): readonly AuditEntry[];
  /** The Prometheus text of all roles. */
  metricsText(): Promise<string>;
  readonly config: ConfigDeps;
  readonly notify: NotifyDeps;
  readonly audits: AuditsDeps;
  readonly baselines: BaselineDeps;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: (change: UiChange) => void): () => void;
  /** Counts something turned away; `who` lists it for technicians. */
  refused(reason: Refusal, who?: { readonly from: string; readonly text: string }): void;
  /** A bug came to light in a request: it goes into the log. */
  failed(what: string, error: unknown): void;
}
