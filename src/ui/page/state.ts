/**
 * Everything the page is drawn from, the same on the box and in the browser.
 */
import type {
  OutputView,
  RoleStatus,
  SensorView,
  Sight,
  SiteView,
  StoredEvent,
  ZoneView,
} from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import type { Trouble } from "../../reading/trouble.ts";
import type { CameraFacts } from "./camera_state.ts";
import type { View } from "./view.ts";
import { PICTURE_FRESH_MS, type PictureFacts } from "./picture.ts";
import { known, type Language } from "../messages/language.ts";

/** What a person may do: look; also act; also change the box. */
export type Right = "viewer" | "operator" | "installer";

/** Who is signed in. */
export interface Person {
  readonly name: string;
  readonly role: Right;
}

/** One picture of how it looked before, at or after an alarm. */
export interface EvidencePicture {
  readonly cameraId: string;
  readonly moment: "before" | "at" | "after";
  /** When the camera took it. */
  readonly atWallMs: number;
  /** By which it is asked for; unique within its alarm. */
  readonly name: string;
}

/** What the box knows at one moment. */
export interface SiteState {
  /** Monotonic time of the box. */
  readonly nowMs: number;
  readonly nowWallMs: number;
  /** The site's zone, as IANA names it. */
  readonly timeZone: string;
  /** Fusion answers: what `site` says is the present. */
  readonly connected: boolean;
  /** The last that fusion said; undefined where it has not said anything yet. In browsers NaN is null in here. */
  readonly site: SiteView | undefined;
  /** Troubles that the page's own role knows of, without fusion. */
  readonly ownTroubles: readonly Trouble[];
  /** Pictures of the alarms that stand, as many as a page can show. */
  readonly evidence: readonly (EvidencePicture & { readonly alarmId: string })[];
}

/** The same, to be told in a language. */
export interface SpokenState extends SiteState {
  readonly language: Language;
}

/** What the page is drawn from. */
export interface PageState extends SpokenState {
  /** Which page it is. */
  readonly view: View;
  readonly version: string;
  /** Undefined where the supervisor cannot be reached. */
  readonly roles: readonly RoleStatus[] | undefined;
  /** Newest first; undefined where the journal cannot be read. */
  readonly events: readonly StoredEvent[] | undefined;
  readonly person: Person | undefined;
  /** Drawn by the browser: canvases take the place of images. */
  readonly live: boolean;
  /** The person has scrolled so far that the overview's verdict is out of sight. */
  readonly isVerdictAbove?: boolean;
  /** How long the browser has heard nothing from the box; undefined while it does. */
  readonly lostForMs: number | undefined;
  /** What came of the last thing the person did. */
  readonly notice: Notice | undefined;
  /** An alarm sounds in this browser too. */
  readonly sound: boolean;
  /** The heat of fire and smoke is drawn over the pictures of cameras. */
  readonly heat: boolean;
  picture(sensorId: string): PictureFacts | undefined;
  /** What a person who studies a sensor's heat map has chosen to see; undefined: the present. */
  study(sensorId: string): Study | undefined;
  /** When each kept picture of a sensor was taken, oldest first. */
  pastMoments(sensorId: string): readonly PastMoment[];
  /** The largest temperatures of a zone over the last while, oldest first, NaN or null where none is known. */
  trend(zoneId: string): readonly (number | null)[] | undefined;
  /** The newest picture of a camera that the browser has. */
  cameraPicture(cameraId: string): CameraFacts | undefined;
  /** What the detector last saw in a camera's pictures. */
  sight(cameraId: string): Sight | undefined;
  /** The person has opened the details of this zone. Without scripts nobody can: the page of the zone has all of them. */
  isOpen(zoneId: string): boolean;
  /** The request to this address is under way. */
  busy(action: string): boolean;
}

/** A picture that is not of now, and is shown as such. */
export interface Study {
  readonly mode: "frozen" | "past";
  /** Undefined while it is on its way. */
  readonly facts: PictureFacts | undefined;
  readonly atWallMs: number;
}

/** A picture that is kept. */
export interface PastMoment {
  /** By which it is asked for. */
  readonly atMs: number;
  readonly atWallMs: number;
  readonly maxC: number;
}

/** A short word to the person. */
export interface Notice {
  readonly good: boolean;
  readonly text: string;
}

/** Journal lines the page shows: as many as people read, and the first view stays small. */
export const JOURNAL_LINES = 30;

/** A snapshot of fusion that is older is no longer the present: fusion sends two a second. */
export const SITE_FRESH_MS = 5_000;

/** A moment as the page tells it: in the site's zone, with the day where it is not today. */
export function momentOf(state: SpokenState, wallMs: number): string {
  return state.language.moment(wallMs, state.nowWallMs, state.timeZone);
}

/** An age of the snapshot as it is now. */
export function ageNow(state: SiteState, ageMs: number): number {
  return known(ageMs) && state.site !== undefined ? ageMs + Math.max(0, state.nowMs - state.site.atMs) : NaN;
}

/** The cameras among the sensors that took part in an alarm. */
export function visionSensors(alarm: Alarm): ReadonlySet<string> {
  return new Set(
    alarm.causes.flatMap((cause) => cause.observations)
      .filter((seen) => seen.input === "vision").map((seen) => seen.sensorId),
  );
}

/** What people call the zone, camera or sensor with this id. */
export function nameOf(site: SiteView | undefined, id: string): string {
  return site?.cameras.find((camera) => camera.cameraId === id)?.name ??
    site?.sensors.find((sensor) => sensor.id === id)?.name ?? zoneName(site, id);
}

/** What people call an output. */
export function outputName({ id, name }: OutputView): string {
  return name ?? id;
}

/** The name of a zone, or its id where it is not known. */
export function zoneName(site: SiteView | undefined, zoneId: string): string {
  return site?.zones.find((zone) => zone.id === zoneId)?.name ?? zoneId;
}

/** The sensors of a zone, in the order of the configuration. */
export function sensorsOf(site: SiteView, zone: ZoneView): SensorView[] {
  return site.sensors.filter((sensor) => sensor.zoneId === zone.id);
}

/** `all` as sensors and cameras: to the fire logic a camera is a sensor like any other, to people it is not. */
export function parted(
  site: SiteView,
  all: readonly SensorView[],
): { readonly sensors: readonly SensorView[]; readonly cameras: readonly SensorView[] } {
  const ids = new Set(site.cameras.map((camera) => camera.cameraId));
  return {
    sensors: all.filter((sensor) => !ids.has(sensor.id)),
    cameras: all.filter((sensor) => ids.has(sensor.id)),
  };
}

/**
 * Whether nothing watches a zone that could raise an alarm. Fusion knows more of that than what is fresh: where cameras may not raise one
 * alone, they alone are no protection.
 */
export function isBlind(site: SiteView, zone: ZoneView): boolean {
  if (zone.disabled !== undefined) return false;
  return site.troubles.some(({ code, active, subject }) =>
    code === "zone-blind" && active && subject === zone.id
  ) ||
    !site.sensors.some((sensor) => sensor.zoneId === zone.id && sensor.fresh && !sensor.disabled);
}

/** The temperature a sensor sees at its hottest, where it sees one now. */
export function hottestOf(sensor: SensorView): number {
  const thermal = sensor.inputs.find((input) => input.input === "thermal");
  return thermal !== undefined && "value" in thermal ? thermal.value : NaN;
}

/** Whether a sensor has a thermal input at all. */
export function isThermal(sensor: SensorView): boolean {
  return sensor.inputs.some((input) => input.input === "thermal");
}

/** Sensors this close to the hottest one count as equally hot: the map shown must not jump between them. */
const AS_HOT_C = 1;

/** The thermal sensor whose picture stands for the zone: the hottest, else the first. */
export function pictureSensor(sensors: readonly SensorView[]): SensorView | undefined {
  const thermal = sensors.filter(isThermal);
  const hottest = Math.max(...thermal.map(hottestOf).filter(known));
  return thermal.find((sensor) => hottestOf(sensor) >= hottest - AS_HOT_C) ?? thermal[0];
}

/** The thermal sensor that shows an alarm best: the hottest of those that raised it, else of the zone. */
export function alarmSensor(site: SiteView, alarm: Alarm): SensorView | undefined {
  const named = new Set(
    alarm.causes.flatMap((cause) => cause.observations)
      .filter((seen) => seen.input === "thermal").map((seen) => seen.sensorId),
  );
  return pictureSensor(site.sensors.filter((sensor) => named.has(sensor.id))) ??
    pictureSensor(site.sensors.filter((sensor) => sensor.zoneId === alarm.zoneId));
}

/** How old a picture is where it is too old to be taken for the present, else undefined. */
export function staleFor(state: SiteState, facts: PictureFacts): number | undefined {
  const ageMs = state.nowMs - facts.atMs;
  return ageMs > PICTURE_FRESH_MS ? ageMs : undefined;
}

/** Every trouble: what fusion lists, and what the page's role knows by itself. Those still to be dealt with first. */
export function allTroubles(state: SiteState): readonly Trouble[] {
  const own = new Set(state.ownTroubles.map((trouble) => trouble.id));
  const listed = (state.site?.troubles ?? []) as readonly Trouble[];
  return [...state.ownTroubles, ...listed.filter((trouble) => !own.has(trouble.id))]
    .filter((trouble) => trouble.active || !trouble.acknowledged)
    .sort((a, b) => Number(b.active) - Number(a.active));
}

/** Alarms that are about a fire, not about a walk test or a zone out of service. */
export function fireAlarms(site: SiteView | undefined): readonly Alarm[] {
  return (site?.alarms ?? []).filter((alarm) => !alarm.test && !alarm.disabled) as readonly Alarm[];
}
