/**
 * The configuration of the simulated site, and the three bad changes that somebody makes to it.
 */
import type { ConfigAct } from "../../../src/bus/messages.ts";

/** The sensor port's number that something else on the machine holds: with it the role does not start. */
export const TAKEN_PORT = 22;

export const ZONES = ["boiler", "hall", "store"];
export const LOCATIONS: readonly (readonly [location: string, zone: string])[] = [
  ["boiler-1", "boiler"],
  ["hall-1", "hall"],
  ["hall-2", "hall"],
  ["store-1", "store"],
];

/** As the installer wrote it. */
export const CONFIGURATION = `
# Written by the installer.
site: {name: Season}
zones:
  - id: boiler
    name: Boiler room
    limits: {preAlarmC: 60, criticalC: 85}   # its boiler is at 50 C every morning
  - {id: hall, name: Hall}
  - {id: store, name: Store}
sensors: [${LOCATIONS.map(([id, zone]) => `{id: ${id}, zone: ${zone}}`).join(", ")}]
outputs: [{id: bell, kind: siren, driver: simulated}, {id: horn, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1}
page: {host: 127.0.0.1}
notify:
  targets:
    - {id: ops, kind: webhook, url: "http://192.0.2.1/", secret: a secret of sixteen letters, events: [alarm, pre-alarm, trouble]}
    - {id: chief, kind: webhook, url: "http://192.0.2.2/", secret: a secret of sixteen letters, events: [alarm]}
  escalation: [{afterMinutes: 5, targets: [chief]}]
  quietHours: {from: "22:00", to: "06:00"}
retention: {evidenceMegabytes: 8, historyMegabytes: 8, eventsDays: 30, historyMinutesDays: 10, historyQuartersDays: 90}
`;

type Apply = ConfigAct & { act: "apply" };

function change(reason: string, patch: unknown): Apply {
  return { act: "apply", reason, patch, mustConfirm: false, dryRun: false };
}

/** What somebody changes for the worse, each in a way of its own, with what the roll-back must tell of. */
export const BAD_CHANGES: readonly { readonly act: Apply; readonly why: RegExp; readonly hour: number }[] = [
  {
    // Below what the boiler has each morning: the siren sounds within minutes.
    act: change("more sensitive", { zones: { boiler: { limits: { preAlarmC: 42, criticalC: 45 } } } }),
    why: /1 alarm since the change \(boiler\)/,
    hour: 6,
  },
  {
    // Nobody announces this location: the sensor is lost.
    act: change("new labels", { sensors: { "hall-2": { location: "hall-two" } } }),
    why: /sensor-silent:hall-2/,
    hour: 13,
  },
  {
    act: change("another port", { sensorPort: { port: TAKEN_PORT } }),
    why: /sensors does not start, 2 times in a row|sensor-silent|sensors went down/,
    hour: 13,
  },
];

/** A change for the better: it stays. */
export const GOOD_CHANGE = change("the store has a gas heater now", {
  zones: { store: { limits: { criticalC: 65 } } },
});
