/**
 * Invented sites for tests of the page: a calm one, one on fire, one with troubles.
 */
import type { RoleStatus, SensorView, SiteView, StoredEvent, ZoneView } from "../bus/messages.ts";
import type { Picture } from "../bus/picture_message.ts";
import { type CameraScene, isCameraScene, withCameras } from "./fake_cameras.ts";

/** Wall time of the scenes: three in the morning, when it matters. */
export const SCENE_WALL_MS = Date.UTC(2026, 10, 21, 3, 12, 41);

export type Scene = "normal" | "alarm" | "trouble" | "service" | CameraScene;

/** A site of four zones at monotonic time `atMs`. Without cameras, but for the scenes that are about them. */
export function sceneSite(scene: Scene, atMs: number, atWallMs: number): SiteView {
  if (isCameraScene(scene)) {
    return withCameras(scene, sceneSite(scene === "seen" ? "alarm" : "normal", atMs, atWallMs));
  }
  const fire = scene === "alarm";
  const zones: ZoneView[] = [
    zone("boiler", "Boiler room", fire ? "alarm" : "normal", fire ? 74.3 : 27.9, ["boiler-1", "boiler-2"]),
    zone(
      "dock",
      "Loading dock",
      scene === "trouble" ? "trouble" : "normal",
      scene === "trouble" ? 23.4 : 24.8,
      ["dock-1", "dock-2"],
    ),
    zone("paint", "Paint store", scene === "service" ? "disabled" : "normal", 21.6, ["paint-1"]),
    zone("server", "Server closet", scene === "service" ? "test" : "normal", 33.1, ["server-1"]),
  ];
  if (fire) zones[0].alarmId = "alarm-1";
  if (scene === "service") {
    zones[2].disabled = { reason: "welding at the door", by: "Anna", remainingMs: 7_830_000 };
    zones[3].test = { remainingMs: 1_560_000, hits: [] };
  }
  const sensors: SensorView[] = [
    sensor("boiler-1", "boiler", fire ? 74.3 : 27.9, [["smoke", fire ? 18 : 3], ["flame", fire ? 63 : 0]]),
    sensor("boiler-2", "boiler", fire ? 46.2 : 26.4, []),
    sensor("dock-1", "dock", scene === "trouble" ? 23.4 : 24.8, [["smoke", 4]]),
    sensor("dock-2", "dock", 24.1, [["gas", 182]]),
    sensor("paint-1", "paint", 21.6, [["gas", 96]]),
    sensor("server-1", "server", 33.1, [["smoke", 1]]),
  ];
  if (fire) sensors[0].ratePerMinute = 12;
  if (scene === "service") sensors[4].disabled = true;
  if (scene === "trouble") {
    sensors[3] = {
      ...sensors[3],
      fresh: false,
      ageMs: 134_000,
      inputs: sensors[3].inputs.map(({ input }) => ({ input, reason: "stale", ageMs: 134_000 })),
    };
    sensors.push({ ...sensor("loc-207", "none", 22.2, []), admitted: true });
  }
  return {
    kind: "site",
    atMs,
    atWallMs,
    siteName: "Mill 3, Hall B",
    zones,
    sensors,
    alarms: fire ? [alarm(atMs, atWallMs)] : [],
    troubles: scene === "trouble"
      ? [{
        id: "sensor-silent:dock-2",
        code: "sensor-silent",
        subject: "dock-2",
        active: true,
        acknowledged: false,
        detail: "dock-2 has delivered nothing for 2 min 14 s; its last word was a picture of 24.1 C",
        raisedAtMs: atMs - 130_000,
        raisedAtWallMs: atWallMs - 130_000,
        count: 2,
      }]
      : [],
    outputs: [
      { id: "Hall B", kind: "siren", on: fire, pattern: fire ? "temporal-3" : "off" },
      { id: "Yard", kind: "siren", on: fire, pattern: fire ? "temporal-3" : "off" },
      { id: "Trouble lamp", kind: "relay", on: scene === "trouble", pattern: "off" },
    ],
    devices: sensors.map((view) => ({
      sensorId: view.id,
      address: "10.20.0.14:40122",
      connected: view.fresh,
      calibration: "melexis",
      frames: 81_402,
      packets: 91_255,
      framesPerSecond: view.fresh ? 8 : 0,
    })),
    cameras: [],
  };
}

function zone(
  id: string,
  name: string,
  state: ZoneView["state"],
  maxC: number,
  sensorIds: string[],
): ZoneView {
  return { id, name, state, maxC, preAlarmC: 40, criticalC: 60, sensorIds };
}

function sensor(
  id: string,
  zoneId: string,
  maxC: number,
  levels: readonly (readonly ["smoke" | "flame" | "gas", number])[],
): SensorView {
  return {
    id,
    zoneId,
    admitted: false,
    fresh: true,
    disabled: false,
    ageMs: 120,
    inputs: [
      { input: "thermal", value: maxC, unit: "C", ageMs: 120 },
      ...levels.map(([input, value]) => (
        { input, value, unit: input === "gas" ? "ppm" as const : "%" as const, ageMs: 260 }
      )),
      // The longest words of all inputs.
      ...levels.some(([input]) => input === "flame")
        ? [{ input: "flameDigital" as const, value: maxC > 60 ? 1 : 0, unit: "contact" as const, ageMs: 260 }]
        : [],
    ],
  };
}

/** A fire in the boiler room that began 33 s ago. */
function alarm(atMs: number, atWallMs: number): SiteView["alarms"][number] {
  const raised = { atMs: atMs - 33_000, atWallMs: atWallMs - 33_000 };
  return {
    id: "alarm-1",
    zoneId: "boiler",
    active: true,
    latched: true,
    acknowledged: false,
    silenced: false,
    test: false,
    disabled: false,
    raisedAtMs: raised.atMs,
    raisedAtWallMs: raised.atWallMs,
    evidenceAtMs: raised.atMs,
    causes: [{
      rule: "flame-and-thermal",
      ...raised,
      observations: [
        { sensorId: "boiler-1", input: "flame", value: 63, limit: 25, ageMs: 90 },
        {
          sensorId: "boiler-1",
          input: "thermal",
          value: 71.2,
          limit: 60,
          ageMs: 10,
          ratePerMinute: 12,
          hotSpotIndex: 306,
        },
      ],
    }],
    peakC: 75.1,
    resounds: 0,
  };
}

/** Roles that all work; `fusion` was restarted once. */
export function sceneRoles(nowMs: number): RoleStatus[] {
  const role = (name: RoleStatus["role"], restarts: number): RoleStatus => ({
    role: name,
    state: "ready",
    pid: 4_000,
    sinceMs: nowMs - 7_500_000,
    restarts,
    residentBytes: 71_000_000,
    cpuPercent: 3,
    queues: [{ name: "readings", depth: 0, max: 4_096 }],
    lines: ["02:47:09 info ready", "02:47:10 info connected to outputs"],
  });
  return [
    role("outputs", 0),
    { ...role("fusion", 1), lastEnd: "hung for 10.2 s without progress and was killed" },
    role("sensors", 0),
    role("ui", 0),
  ];
}

/** Journal lines of a scene, newest first. */
export function sceneEvents(scene: Scene, nowMs: number, nowWallMs: number): StoredEvent[] {
  const at = (agoMs: number) => ({ atMs: nowMs - agoMs, atWallMs: nowWallMs - agoMs });
  const calm: StoredEvent[] = [
    {
      seq: 11,
      kind: "test-end",
      ...at(86_400_000 * 12),
      zoneId: "dock",
      by: "Anna",
      text: "Loading dock: walk test over, 2 of 2 sensors proved",
    },
    { seq: 12, kind: "trouble-cleared", ...at(1_530_000), text: "fusion is back after 0.9 s" },
    { seq: 13, kind: "start", ...at(1_500_000), text: "fusion started, epoch 7" },
  ];
  const fire: StoredEvent[] = [
    { seq: 14, kind: "pre-alarm", ...at(47_000), zoneId: "boiler", text: "Boiler room: 46 C, rising" },
    {
      seq: 15,
      kind: "alarm",
      ...at(33_000),
      zoneId: "boiler",
      alarmId: "alarm-1",
      text: "Boiler room: flame 63 % and 71 C, rising 12 C a minute",
    },
  ];
  const trouble: StoredEvent[] = [
    {
      seq: 14,
      kind: "trouble",
      ...at(130_000),
      sensorId: "dock-2",
      text: "dock-2 has delivered nothing for 4 s",
    },
  ];
  const more = scene === "alarm" || scene === "seen" ? fire : scene === "trouble" ? trouble : [];
  return [...calm, ...more].reverse();
}

/** A picture of a room with a warm edge; `fireC` adds a fire of that temperature at column 18, row 9. */
export function scenePicture(sensorId: string, atMs: number, roomC: number, fireC?: number): Picture {
  // Noise of a sensor, the same each time it is asked for: sums of sines with periods that do not match the picture's.
  const noise = (i: number) => Math.sin(i * 12.9898 + sensorId.length) * 0.35 + Math.sin(i * 78.233) * 0.25;
  const celsius = Float32Array.from({ length: 768 }, (_, i) => {
    const column = i % 32;
    const row = Math.floor(i / 32);
    const warm = 3.2 * Math.exp(-(((column - 28) / 5) ** 2)) + 1.4 * Math.exp(-(((row - 20) / 3) ** 2));
    const distance = ((column - 18) / 3.4) ** 2 + ((row - 9) / 3) ** 2;
    const fire = fireC === undefined ? 0 : (fireC - roomC) * Math.exp(-distance);
    return roomC + warm + fire + noise(i);
  });
  celsius[5] = NaN;
  return { sensorId, atMs, taC: 31.4, vddV: 3.29, celsius };
}
