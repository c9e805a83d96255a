/**
 * Whose cameras are whose: those of this box, and those of others that it watches while their box is gone or has too many.
 */
import type { CameraConfig, Config } from "./schema.ts";

/** What is needed of a configuration. */
type Homes = Pick<Config, "cameras" | "fleet">;

/** A camera of another box. */
export interface ForeignCamera extends CameraConfig {
  readonly home: string;
}

/** Whether a camera is another box's. */
function isForeign(camera: CameraConfig, fleet: Homes["fleet"]): camera is ForeignCamera {
  return fleet !== undefined && camera.home !== undefined && camera.home !== fleet.box;
}

/** The cameras of other boxes. */
export function foreignCameras({ cameras, fleet }: Homes): ForeignCamera[] {
  return cameras.filter((camera) => isForeign(camera, fleet));
}

/** The cameras of this box that others may watch: while it is gone, or has too many. */
export function sharedCameras({ cameras, fleet }: Homes): CameraConfig[] {
  return cameras.filter(({ home }) => home !== undefined && home === fleet?.box);
}

/** The cameras that count here, whoever fetches their pictures: its own, and of others' those that it guards now. */
export function watchedCameras({ cameras, fleet }: Homes, guarded: ReadonlySet<string>): CameraConfig[] {
  return cameras.filter((camera) => !isForeign(camera, fleet) || guarded.has(camera.id));
}

/** Who watches which of the cameras that boxes share, by id, as the fleet's process has it. */
export interface SharedWatch {
  /** Cameras of boxes that are gone, which this one watches in their place. */
  readonly guarded: ReadonlySet<string>;
  /** Cameras of boxes that are there and have too many, which this one watches for them. */
  readonly borrowed: ReadonlySet<string>;
  /** Cameras of this box that another one watches for it. */
  readonly away: ReadonlySet<string>;
}

/** The cameras whose pictures are fetched here. No camera is put away but those that the configuration shares. */
export function capturedCameras(
  { cameras, fleet }: Homes,
  { guarded, borrowed, away }: SharedWatch,
): CameraConfig[] {
  const shared = new Set(sharedCameras({ cameras, fleet }).map(({ id }) => id));
  return cameras.filter((camera) =>
    isForeign(camera, fleet)
      ? guarded.has(camera.id) || borrowed.has(camera.id)
      : !(shared.has(camera.id) && away.has(camera.id))
  );
}

/** Zones that nothing of this box watches: they are there only while it guards one of the cameras in them. By id: whose they are. */
export function foreignZones(
  { zones, sensors, cameras, callPoints, fleet, sensorPort }: Pick<
    Config,
    "zones" | "sensors" | "cameras" | "callPoints" | "fleet" | "sensorPort"
  >,
): Map<string, string> {
  const own = new Set([
    ...[...sensors, ...callPoints].map(({ zone }) => zone),
    ...cameras.filter((camera) => !isForeign(camera, fleet)).map(({ zone }) => zone),
    ...fleet?.answers.map(({ zone }) => zone) ?? [],
    ...sensorPort.unknown === "admit" ? [sensorPort.unknownZone ?? zones[0].id] : [],
  ]);
  const foreign = new Map<string, string>();
  for (const { zone, home } of foreignCameras({ cameras, fleet })) {
    if (!own.has(zone)) foreign.set(zone, foreign.get(zone) ?? home);
  }
  return foreign;
}

/** What people call the zones here: one that is another box's says so, since its name may mean the same place at both. By id. */
export function zoneNames(config: Parameters<typeof foreignZones>[0]): Map<string, string> {
  const foreign = foreignZones(config);
  return new Map(config.zones.map(({ id, name = id }) => {
    const home = foreign.get(id);
    return [id, home === undefined ? name : atBox(name, home)];
  }));
}

/** What people call a camera here. */
export function cameraName(camera: CameraConfig, fleet: Homes["fleet"]): string {
  const { id, name = id } = camera;
  return isForeign(camera, fleet) ? atBox(name, camera.home) : name;
}

/** What is called `name`, and has to do with another box: whose it is, or which one watches it. */
export function atBox(name: string, box: string): string {
  return `${name} (box ${box})`;
}
