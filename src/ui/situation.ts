/**
 * What the page's role knows now: the last snapshot with its age, and the troubles that only it can see.
 */
import type { RoleStatus, SiteView, StoredEvent } from "../bus/messages.ts";
import { type Trouble, type TroubleCode, troubleId } from "../reading/trouble.ts";
import type { UiDeps } from "./deps.ts";
import type { Language } from "./messages/language.ts";
import { ENGLISH } from "./messages/spoken.ts";
import {
  isThermal,
  JOURNAL_LINES,
  type PageState,
  type Person,
  SITE_FRESH_MS,
  type SiteState,
} from "./page/state.ts";
import type { View } from "./page/view.ts";
import type { PicturePast } from "./picture_past.ts";
import type { SmallPictures } from "./picture_pixels.ts";
import { ZoneTrends } from "./zone_trends.ts";

/** Keeps the last snapshot, so that people see what was known when fusion went away, marked as old. */
export class Situation {
  readonly #deps: UiDeps;
  readonly #pictures: SmallPictures;
  readonly #past: PicturePast;
  /** How warm each zone was. */
  readonly trends: ZoneTrends;
  #last: SiteView | undefined;
  /** When each fault that only this role sees began. */
  readonly #since = new Map<string, { readonly atMs: number; readonly atWallMs: number }>();

  constructor(deps: UiDeps, pictures: SmallPictures, past: PicturePast) {
    this.#deps = deps;
    this.#pictures = pictures;
    this.#past = past;
    this.trends = new ZoneTrends(deps);
    deps.subscribe((change) => {
      if (change.kind !== "site") return;
      const site = deps.site();
      this.#last = site ?? this.#last;
      past.keep(this.#watched());
      if (site !== undefined) this.trends.take(site);
    });
  }

  /** The sensors whose pictures are worth keeping, and whether people will want to see how it grew. */
  #watched(): { id: string; isHot: boolean }[] {
    const zones = new Map(this.#last?.zones.map((zone) => [zone.id, zone]));
    return (this.#last?.sensors ?? []).filter(isThermal).map(({ id, zoneId }) => {
      const state = zones.get(zoneId)?.state;
      return { id, isHot: state === "alarm" || state === "pre-alarm" };
    });
  }

  /** What is known at this moment. */
  now(): SiteState {
    const { clock } = this.#deps;
    const nowMs = clock.monotonicMs();
    const site = this.#deps.site();
    this.#last = site ?? this.#last;
    const connected = site !== undefined && nowMs - site.atMs <= SITE_FRESH_MS;
    const ownTroubles = [
      this.#own(!connected, "role-down", "fusion", () => this.#fusionDetail(nowMs)),
      this.#own(
        this.#deps.roles() === undefined,
        "supervisor-lost",
        "box",
        () => "the page hears nothing from the supervisor",
      ),
    ].filter((trouble) => trouble !== undefined);
    const { timeZone } = this.#deps;
    const evidence = this.#evidence();
    return { nowMs, nowWallMs: clock.wallMs(), timeZone, connected, site: this.#last, ownTroubles, evidence };
  }

  #evidence(): SiteState["evidence"] {
    return (this.#last?.alarms ?? []).slice(0, EVIDENCE_ALARMS).flatMap(({ id }) =>
      this.#deps.evidence(id).map((picture) => ({ ...picture, alarmId: id }))
    ).slice(0, EVIDENCE_PICTURES);
  }

  #fusionDetail(nowMs: number): string {
    const said = this.#last === undefined
      ? "it has not said anything yet"
      : `its last word is ${ENGLISH.wholeDuration(nowMs - this.#last.atMs)} old`;
    return `fusion, the fire logic, cannot be reached: ${said}`;
  }

  #own(active: boolean, code: TroubleCode, subject: string, detail: () => string): Trouble | undefined {
    const id = troubleId(code, subject);
    if (!active) {
      this.#since.delete(id);
      return undefined;
    }
    const { clock } = this.#deps;
    const since = this.#since.get(id) ?? { atMs: clock.monotonicMs(), atWallMs: clock.wallMs() };
    this.#since.set(id, since);
    return {
      id,
      code,
      subject,
      active: true,
      acknowledged: false,
      detail: detail(),
      raisedAtMs: since.atMs,
      raisedAtWallMs: since.atWallMs,
      count: 1,
    };
  }

  /** The roles with the last lines only: more would make every update of the page larger. */
  roles(): readonly RoleStatus[] | undefined {
    return this.#deps.roles()?.map((role) => ({
      ...role,
      lines: role.lines.slice(-ROLE_LINES).map((line) => line.slice(0, ROLE_LINE_LENGTH)),
    }));
  }

  /** The page's newest journal lines; undefined where they cannot be read: the page must stand without them. */
  async #events(view: View): Promise<readonly StoredEvent[] | undefined> {
    try {
      return await this.#deps.events({
        limit: JOURNAL_LINES,
        ...(view.name === "zone" ? { zoneId: view.zoneId } : {}),
        // The records of the tests before.
        ...(view.name === "walk-test" ? { kind: "test-end" } : {}),
      });
    } catch (error) {
      this.#deps.failed("read the journal", error);
      return undefined;
    }
  }

  /** Everything the page is drawn from, for one person who opens it. */
  async page(view: View, person: Person | undefined, language: Language): Promise<PageState> {
    return {
      ...this.now(),
      language,
      view,
      version: this.#deps.version,
      roles: this.roles(),
      events: await this.#events(view),
      person,
      live: false,
      lostForMs: undefined,
      notice: undefined,
      sound: false,
      heat: false,
      picture: (sensorId) => this.#pictures.get(sensorId),
      // Not made for a page that its reader may never scroll through: the browser asks for what it shows.
      cameraPicture: () => undefined,
      sight: (cameraId) => this.#deps.sight(cameraId),
      study: () => undefined,
      pastMoments: (sensorId) => this.#past.of(sensorId),
      trend: (zoneId) => this.trends.get(zoneId),
      isOpen: () => false,
      busy: () => false,
    };
  }
}

/** Alarms whose pictures are told of, and as many of these as an update can carry; the API has all. */
const EVIDENCE_ALARMS = 32;
const EVIDENCE_PICTURES = 96;

/** As many lines as the page shows of a role, and as much of each as fits a screen. */
const ROLE_LINES = 12;
const ROLE_LINE_LENGTH = 300;
