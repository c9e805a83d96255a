/**
 * Invented cameras for tests of the page: live ones, one that sees a fire, and ones that deliver nothing.
 */
import type { Camera, SensorView, Sight, SiteView } from "../bus/messages.ts";
import type { EvidencePicture } from "./deps.ts";

/** Scenes with cameras: a calm site, one on fire that a camera sees, and one whose cameras are in trouble. */
export type CameraScene = "cameras" | "seen" | "blinded";

/** Whether the cameras are what a scene is about. */
export function isCameraScene(scene: string): scene is CameraScene {
  return scene === "cameras" || scene === "seen" || scene === "blinded";
}

/** Adds the cameras of `scene` to a site. */
export function withCameras(scene: CameraScene, site: SiteView): SiteView {
  const cameras = scene === "blinded" ? blinded() : live();
  const scores = scene === "seen" ? new Map([["north", 0.92]]) : new Map<string, number>();
  return {
    ...site,
    cameras,
    sensors: [...site.sensors, ...cameras.map((camera) => cameraSensor(camera, scores.get(camera.cameraId)))],
    zones: site.zones.map((zone) => {
      const own = cameras.filter((camera) => camera.zoneId === zone.id).map((camera) => camera.cameraId);
      return { ...zone, sensorIds: [...zone.sensorIds, ...own] };
    }),
    alarms: site.alarms.map((alarm) => ({
      ...alarm,
      causes: alarm.causes.map((cause) => ({
        ...cause,
        rule: "vision-and-sensor",
        observations: [
          ...cause.observations.filter((seen) => seen.input === "thermal"),
          { sensorId: "north", input: "vision", value: 0.92, limit: 0.6, ageMs: 40, seen: "fire" },
        ],
      })),
    })),
    troubles: scene === "blinded" ? cameraTroubles(site) : site.troubles,
  };
}

function camera(cameraId: string, zoneId: string, name: string, more: Partial<Camera> = {}): Camera {
  return {
    cameraId,
    zoneId,
    name,
    phase: "live",
    isLive: true,
    freshAgeMs: 180,
    fps: 5,
    factor: 1,
    frames: 412_307,
    dropped: 0,
    ...more,
  };
}

function live(): Camera[] {
  return [
    camera("north", "boiler", "North"),
    camera("gate", "dock", "Gate", { fps: 4.8, frames: 398_112, dropped: 214 }),
    camera("yard", "dock", "Yard camera", { factor: 0.75, frames: 288_004, dropped: 3_122 }),
  ];
}

const GONE = { isLive: false, fps: 0 } as const;

function blinded(): Camera[] {
  return [
    camera("north", "boiler", "North", {
      ...GONE,
      phase: "waiting",
      freshAgeMs: 12_400,
      fault: "the camera refuses the connection: check its port, and that its streaming is switched on",
    }),
    camera("gate", "dock", "Gate", { ...GONE, phase: "live", freshAgeMs: 47_000, fps: 5 }),
    camera("yard", "dock", "Yard camera", {
      ...GONE,
      phase: "reaching",
      freshAgeMs: NaN,
      frames: 0,
      fault: "the camera refuses user name and password: correct them in the configuration",
    }),
    camera("rack", "server", "Rack", { factor: 0.56 }),
  ];
}

function cameraSensor({ cameraId, zoneId, isLive, freshAgeMs }: Camera, score = 0.02): SensorView {
  return {
    id: cameraId,
    zoneId,
    admitted: false,
    fresh: isLive,
    disabled: false,
    ageMs: freshAgeMs,
    inputs: isLive
      ? [{ input: "vision", value: score, unit: "score", ageMs: freshAgeMs }]
      : [{ input: "vision", reason: "stale", ageMs: freshAgeMs }],
  };
}

function cameraTroubles({ atMs, atWallMs }: SiteView): SiteView["troubles"] {
  const trouble = (code: string, subject: string, agoMs: number, detail: string) => ({
    id: `${code}:${subject}`,
    code,
    subject,
    active: true,
    acknowledged: false,
    detail,
    raisedAtMs: atMs - agoMs,
    raisedAtWallMs: atWallMs - agoMs,
    count: 1,
  });
  return [
    trouble(
      "camera-silent",
      "north",
      7_400,
      "camera 'north': no picture for 5 s: the camera refuses the connection",
    ),
    trouble("camera-frozen", "gate", 17_000, "camera 'gate': the same picture for 30 s"),
    trouble("camera-dark", "rack", 620_000, "camera 'rack': the picture is almost black"),
  ];
}

/** Cells of the invented detector's grid. */
const COLUMNS = 20;
const ROWS = 20;

/** What the detector sees in a camera at `atMs`. */
export function sceneSight(scene: CameraScene, cameraId: string, atMs: number): Sight {
  const burns = scene === "seen" && cameraId === "north";
  return {
    kind: "sight",
    cameraId,
    atMs,
    fire: burns ? 0.92 : 0.02,
    smoke: burns ? 0.41 : 0.01,
    x: 0.68,
    y: 0.68,
    grid: {
      columns: COLUMNS,
      rows: ROWS,
      x: 0,
      y: 0,
      width: 1,
      height: 1,
      fire: blob(burns ? 245 : 6, 0.68, 0.7, 0.11),
      smoke: blob(burns ? 190 : 4, 0.64, 0.4, 0.16),
    },
  };
}

function blob(peak: number, x: number, y: number, size: number): string {
  return Uint8Array.from({ length: COLUMNS * ROWS }, (_, cell) => {
    const across = ((cell % COLUMNS + 0.5) / COLUMNS - x) / size;
    const down = ((Math.floor(cell / COLUMNS) + 0.5) / ROWS - y) / size;
    return Math.round(peak * Math.exp(-across * across - down * down));
  }).toBase64();
}

/** What is kept of the fire in the boiler room. */
export function sceneEvidence(scene: CameraScene, atWallMs: number): EvidencePicture[] {
  if (scene !== "seen") return [];
  const raisedMs = atWallMs - 33_000;
  return [
    { cameraId: "north", moment: "before", atWallMs: raisedMs - 4_000, name: "north-before.jpg" },
    { cameraId: "north", moment: "at", atWallMs: raisedMs, name: "north-at.jpg" },
    { cameraId: "north", moment: "after", atWallMs: raisedMs + 4_000, name: "north-after.jpg" },
  ];
}

/** A room of 64 x 48 points as a JPEG file. */
export const SMALL_JPEG: Uint8Array<ArrayBuffer> = Uint8Array.fromBase64(
  [
    "/9j/4AAQSkZJRgABAgAAAQABAAD/2wCEAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////",
    "//////////////////8BVVpaeGl464KC6///////////////////////////////////////////////////////////////////",
    "///////AABEIADAAQAMBIgACEQEDEQH/xAAfAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJCgv/xAC1EAACAQMDAgQDBQUEBAAA",
    "AX0BAgMABBEFEiExQQYTUWEHInEUMoGRoQgjQrHBFVLR8CQzYnKCCQoWFxgZGiUmJygpKjQ1Njc4OTpDREVGR0hJSlNUVVZXWFla",
    "Y2RlZmdoaWpzdHV2d3h5eoOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4eLj5OXm",
    "5+jp6vHy8/T19vf4+fr/xAAfAQADAQEBAQEBAQEBAAAAAAAAAQIDBAUGBwgJCgv/xAC1EQACAQIEBAMEBwUEBAABAncAAQIDEQQF",
    "ITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlq",
    "c3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T1",
    "9vf4+fr/2gAMAwEAAhEDEQA/AIc0ZpDSUwHUUlGaQC0UmaKACiikoAWgjHWkooAWmmlpKAFopKKAFopKKACg0tFACUUtGKACiiig",
    "BDRilxRQB//Z",
  ].join(""),
);
