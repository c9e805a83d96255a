/**
 * Fusion's snapshot as the message that the page and the API are made from.
 */
import type {
  Camera,
  CameraMask,
  Device,
  InputView,
  SensorView,
  SiteView,
  ThermalMask,
  ZoneView,
} from "../bus/messages.ts";
import type { Config } from "../config/schema.ts";
import type { OutputState } from "../reading/output.ts";
import type {
  FusionView,
  InputValue,
  InputView as FusionInputView,
  SensorView as FusionSensor,
} from "../fusion/view.ts";
import { unreachable } from "../reading/result.ts";

/** What is shown beside what fusion knows. */
export interface SiteFacts {
  readonly siteName: string;
  readonly atWallMs: number;
  readonly outputs: readonly OutputState[];
  /** By output, for those that have one. */
  readonly outputNames: ReadonlyMap<string, string>;
  readonly devices: readonly Device[];
  readonly cameras: readonly Camera[];
  /** By sensor or camera, for those that have some. */
  readonly masks: Masks;
  /** A zone that is only listed while it has a sensor: where strangers are taken in. */
  readonly hiddenWhileEmpty: string | undefined;
}

/** Which parts of pictures are not looked at. */
export interface Masks {
  readonly thermal: ReadonlyMap<string, ThermalMask[]>;
  readonly cameras: ReadonlyMap<string, CameraMask[]>;
}

/** The masks of a configuration. */
export function masksOf({ sensors, cameras }: Config): Masks {
  return {
    thermal: new Map(sensors.flatMap(({ id, masks }) => masks.length > 0 ? [[id, masks]] : [])),
    cameras: new Map(cameras.flatMap(({ id, masks }) => masks.length > 0 ? [[id, masks]] : [])),
  };
}

/** What people call the outputs of a configuration. */
export function outputNamesOf({ outputs }: Config): ReadonlyMap<string, string> {
  return new Map(outputs.flatMap(({ id, name }) => name === undefined || name === id ? [] : [[id, name]]));
}

/** Numbers that may be absent go as null, since JSON has no NaN. */
type Wire<T> = { [K in keyof T]: T[K] extends number ? number | null : T[K] };

/** The message that carries `view`. */
export function siteView(view: FusionView, facts: SiteFacts): Wire<SiteView> {
  const worthShowing = view.zones.filter(({ id, sensors, alarmIds }) =>
    id !== facts.hiddenWhileEmpty || sensors.length > 0 || alarmIds.length > 0
  );
  // A site whose only zone waits for its first sensor has a zone, and it is not protected: it must say so.
  const zones = worthShowing.length > 0 ? worthShowing : view.zones;
  return {
    kind: "site",
    atMs: view.atMs,
    atWallMs: facts.atWallMs,
    siteName: facts.siteName,
    zones: zones.map((zone): ZoneView => {
      const temperatures = zone.sensors.flatMap(({ inputs }) => inputs.map(maxOf)).filter(Number.isFinite);
      const { risePerMinuteC, smokePercent, flamePercent, gasPpm } = zone.limits;
      return {
        id: zone.id,
        name: zone.name,
        state: zone.state,
        maxC: temperatures.length > 0 ? Math.max(...temperatures) : NaN,
        preAlarmC: zone.limits.preAlarmC,
        criticalC: zone.limits.criticalC,
        limits: { risePerMinuteC, smokePercent, flamePercent, gasPpm },
        sensorIds: zone.sensors.map(({ id }) => id),
        ...(zone.alarmIds.length > 0 && { alarmId: zone.alarmIds[0] }),
        ...(zone.disablement && {
          disabled: {
            reason: zone.disablement.reason,
            by: zone.disablement.by,
            remainingMs: Math.max(0, zone.disablement.expiresAtMs - view.atMs),
          },
        }),
        ...(zone.test && {
          test: {
            remainingMs: zone.test.remainingMs,
            hits: zone.sensors.filter(({ testHits }) => (testHits ?? 0) > 0).map(({ id }) => id),
          },
        }),
      };
    }),
    sensors: zones.flatMap(({ sensors }) => sensors.map((sensor) => sensorView(sensor, facts.masks))),
    alarms: view.alarms.map((alarm) => ({ ...alarm, causes: alarm.causes.map(copyCause) })),
    troubles: [...view.troubles],
    outputs: facts.outputs.map((output) => {
      const name = facts.outputNames.get(output.id);
      return name === undefined ? output : { ...output, name };
    }),
    devices: [...facts.devices],
    cameras: facts.cameras.map((camera) => {
      const masks = facts.masks.cameras.get(camera.cameraId);
      return masks === undefined ? camera : { ...camera, masks };
    }),
  };
}

function copyCause(cause: FusionView["alarms"][number]["causes"][number]) {
  return { ...cause, observations: [...cause.observations] };
}

function sensorView(sensor: FusionSensor, { thermal: allMasks }: Masks): SensorView {
  const masks = allMasks.get(sensor.id);
  const ages = sensor.inputs.map(({ ageMs }) => ageMs ?? Infinity);
  const ageMs = Math.min(Infinity, ...ages);
  const thermal = sensor.inputs.find((input) => input.fresh && input.value.kind === "thermal");
  const value = thermal?.fresh && thermal.value.kind === "thermal" ? thermal.value : undefined;
  return {
    id: sensor.id,
    ...(sensor.name !== sensor.id && { name: sensor.name }),
    zoneId: sensor.zoneId,
    admitted: !sensor.configured,
    fresh: sensor.inputs.some(({ fresh }) => fresh),
    disabled: sensor.disablement !== undefined,
    ageMs: Number.isFinite(ageMs) ? ageMs : NaN,
    inputs: sensor.inputs.filter(isConnected).map(inputView),
    ...(value && { hotSpotIndex: value.hotSpotIndex }),
    ...(masks !== undefined && { masks }),
    ...(value?.ratePerMinute !== undefined && { ratePerMinute: value.ratePerMinute }),
  };
}

/** An input of the device that nothing was ever connected to says nothing to anybody. */
function isConnected(input: FusionInputView): boolean {
  return input.fresh || input.input === "thermal" || input.reason !== "never-received";
}

function inputView(input: FusionInputView): InputView {
  if (!input.fresh) return { input: input.input, reason: input.reason, ageMs: input.ageMs ?? NaN };
  return { input: input.input, ...valueOf(input.value), ageMs: input.ageMs };
}

function valueOf(
  value: InputValue,
): { value: number; unit: "C" | "%" | "ppm" | "score" | "contact"; seen?: "fire" | "smoke" } {
  switch (value.kind) {
    case "thermal":
      return { value: value.maxC, unit: "C" };
    case "smoke":
    case "flame":
      return { value: value.value, unit: "%" };
    case "gas":
      return { value: value.value, unit: "ppm" };
    case "flameDigital":
    case "callPoint":
    case "otherBox":
      return { value: value.active ? 1 : 0, unit: "contact" };
    case "vision":
      return {
        value: Math.max(value.fire, value.smoke),
        unit: "score",
        seen: value.fire >= value.smoke ? "fire" : "smoke",
      };
    default:
      return unreachable(value);
  }
}

function maxOf(input: FusionInputView): number {
  return input.fresh && input.value.kind === "thermal" ? input.value.maxC : NaN;
}
