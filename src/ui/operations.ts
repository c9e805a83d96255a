/**
 * Every operation of the API: the routes and the OpenAPI document are both made from this table.
 */
import type { z } from "zod";
import type { Right } from "./page/state.ts";
import type { ProblemCode } from "./problem.ts";
import * as audits from "./audits_api.ts";
import * as baseline from "./baseline_api.ts";
import * as config from "./config_api.ts";
import * as gate from "./gate_api.ts";
import * as history from "./history_schemas.ts";
import * as notify from "./notify_api.ts";
import * as people from "./people_api.ts";
import * as schemas from "./schemas.ts";
import * as technician from "./technician_schemas.ts";

/** One operation. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch";
  /** Below `/api/v1`, parameters as `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Who may: anybody who may look, or a person with this right. */
  readonly needs: "look" | Right;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The JSON that is answered, or the media type where it is not JSON. */
  readonly answer: z.ZodType | string;
  /** Refusals beside those that any operation may give. */
  readonly problems: readonly ProblemCode[];
  /** Its answer changes seldom and carries an ETag: who asks again with If-None-Match is spared it. */
  readonly etag?: boolean;
}

const lost = ["fusion-lost"] as const;
const acting = ["fusion-lost", "act-refused"] as const;

/** The operations by name. */
export const OPERATIONS = {
  status: look("/status", "The verdict and everything behind it", schemas.statusAnswer, []),
  zones: look("/zones", "Zones with their state", schemas.zonesAnswer, lost),
  sensors: look("/sensors", "Sensors with the age of their data", schemas.sensorsAnswer, lost),
  cameras: look("/cameras", "Cameras with their state and what is seen", schemas.camerasAnswer, lost),
  cameraPicture: look(
    "/cameras/{id}/picture.jpg",
    "A camera's picture of now, never an old one; its age in picture-age-ms, its time in picture-at-ms",
    "image/jpeg",
    ["unknown-camera", "camera-not-live"],
  ),
  cameraReference: look(
    "/cameras/{id}/reference.jpg",
    "How it looked when its view was last as it should be",
    "image/jpeg",
    ["unknown-camera", "no-reference"],
  ),
  alarms: look("/alarms", "Alarms that stand", schemas.alarmsAnswer, lost),
  evidence: steady("/alarms/{id}/evidence", "Pictures that are kept of an alarm", schemas.evidenceAnswer, []),
  evidencePicture: look("/alarms/{id}/evidence/{name}", "One of them", "image/jpeg", ["no-evidence"]),
  troubles: steady("/troubles", "Troubles with meaning and remedy", schemas.troublesAnswer, []),
  outputs: steady("/outputs", "What sirens and relays do", schemas.outputsAnswer, lost),
  baselines: look(
    "/baselines",
    "What each sensor usually sees, and what has changed",
    baseline.baselinesAnswer,
    [],
  ),
  baselineCandidate: {
    ...look(
      "/baselines/{id}/candidate",
      "What has changed for a sensor, before and now",
      baseline.candidateAnswer,
      [
        "unknown-candidate",
      ],
    ),
    needs: "viewer",
  },
  approveBaseline: decide(
    "/baselines/{id}/approve",
    "What the sensor sees now is right",
    baseline.approveBody,
  ),
  rejectBaseline: decide("/baselines/{id}/reject", "It is not, and will be put right", baseline.rejectBody),
  revertBaseline: decide("/baselines/{id}/revert", "Back to an earlier reference", baseline.revertBody),
  config: steady("/config", "The running configuration, secrets replaced", "application/yaml", []),
  configState: look(
    "/config/state",
    "Which version runs, and whether it is on trial",
    config.configStateAnswer,
    [
      "config-lost",
    ],
  ),
  configHistory: setUp(
    "get",
    "/config/history",
    "Every version, the newest first",
    config.configHistoryAnswer,
  ),
  configVersion: {
    ...setUp(
      "get",
      "/config/history/{id}",
      "A version, and what going to it would change",
      config.configVersionAnswer,
    ),
    problems: ["unknown-version", "config-lost"],
  },
  configSchema: steady("/config/schema", "The layout as JSON Schema", "application/schema+json", []),
  putConfig: {
    ...setUp("put", "/config", "Replaces the configuration, on trial", config.configAnswer),
    body: config.putConfigBody,
  },
  patchConfig: {
    ...setUp("patch", "/config", "Changes a part of the configuration, on trial", config.configAnswer),
    body: config.patchConfigBody,
  },
  confirmConfig: {
    ...setUp("post", "/config/confirm", "Ends the trial: what runs is good", config.configAnswer),
    body: schemas.emptyBody,
  },
  rollbackConfig: {
    ...setUp(
      "post",
      "/config/rollback",
      "Goes back to the version that was good last, or to another",
      config.configAnswer,
    ),
    body: config.rollbackBody,
  },
  turnedAway: {
    ...look(
      "/turned-away",
      "Who was turned away at the sensor port and the page, and why",
      gate.turnedAwayAnswer,
      [],
    ),
    needs: "operator",
  },
  allowAddress: {
    ...setUp(
      "post",
      "/turned-away/allow",
      "Lets an address in, by a change of the configuration",
      schemas.doneAnswer,
    ),
    body: gate.allowBody,
  },
  notifyTargets: {
    ...look("/notify", "Who is told of what happens, and whether it arrives", notify.notifyAnswer, [
      "notify-lost",
    ]),
    needs: "operator",
  },
  notifyTest: {
    ...order(
      "/notify/{id}/test",
      "Sends a test to a target and says whether it has arrived",
      schemas.emptyBody,
    ),
    answer: notify.notifyTestAnswer,
    problems: ["notify-lost"],
  },
  audits: {
    ...look(
      "/audits",
      "What the box found when it looked at itself: memory, accuracy, ports, dependencies",
      audits.auditsAnswer,
      [],
    ),
    needs: "operator",
  },
  people: {
    ...look("/people", "Who may sign in, with what; never the secrets", people.peopleAnswer, ["people-lost"]),
    needs: "installer",
  },
  givePerson: {
    ...order(
      "/people",
      "Makes a token or PIN for somebody; its secret is answered this once",
      people.givenBody,
    ),
    needs: "installer",
    answer: people.givenAnswer,
    problems: ["person-exists", "name-taken", "last-installer"],
  },
  revokePerson: {
    ...order(
      "/people/revoke",
      "Takes somebody's token and PIN away, at once and in open sessions",
      people.revokeBody,
    ),
    needs: "installer",
    problems: ["unknown-person", "last-installer"],
  },
  openapi: steady("/openapi.json", "This document", "application/json", []),
  events: {
    ...steady("/events", "The journal, newest first", schemas.eventsAnswer, ["journal-lost"]),
    query: schemas.eventsQuery,
  },
  audit: {
    ...look("/audit", "Who did what, newest first", schemas.auditAnswer, ["journal-lost"]),
    needs: "installer",
    query: schemas.auditQuery,
  },
  exportEvents: {
    ...look("/events/export", "The journal as one file: CSV, or JSON lines in an array", "text/csv", [
      "journal-lost",
    ]),
    query: schemas.exportQuery,
  },
  report: look(
    "/alarms/{id}/report",
    "What happened to an alarm; etag and x-content-sha256 carry the SHA-256 of these bytes",
    schemas.reportAnswer,
    ["unknown-alarm", "journal-lost"],
  ),
  frame: look("/sensors/{id}/frame", "The newest picture in degrees Celsius", schemas.frameAnswer, [
    "unknown-sensor",
    "no-picture",
  ]),
  pastPictures: look(
    "/sensors/{id}/pictures",
    "Its pictures of the last hours",
    schemas.pastPicturesAnswer,
    [],
  ),
  pastPicturePng: look("/sensors/{id}/pictures/{atMs}/picture.png", "The same as an image", "image/png", [
    "no-picture",
  ]),
  pastPicture: look("/sensors/{id}/pictures/{atMs}", "One of them", schemas.pastPictureAnswer, [
    "no-picture",
  ]),
  picture: look("/sensors/{id}/picture.png", "The newest picture as an image", "image/png", ["no-picture"]),
  zoneHistory: past("/zones/{id}/history", "The past of a zone: the largest value of each of its inputs"),
  sensorHistory: past("/sensors/{id}/history", "The past of a sensor, by input"),
  metricsHistory: {
    ...past("/metrics/history", "The past of a role's metrics, or of the box itself"),
    query: history.metricsHistoryQuery,
  },
  metricsSeries: steady("/metrics/series", "The metrics that have a past", history.seriesAnswer, [
    "history-lost",
  ]),
  box: look("/box", "The machine: disk, memory, load, temperatures, clock", technician.boxAnswer, []),
  watchdog: {
    ...steady("/watchdog", "What the supervisor did and why, in sentences", technician.watchdogAnswer, [
      "logs-lost",
    ]),
    query: technician.watchdogQuery,
  },
  logs: {
    ...look(
      "/logs",
      "The newest log records of all roles; with the cursor, what came since",
      technician.logsAnswer,
      [
        "logs-lost",
      ],
    ),
    needs: "operator",
    query: technician.logsQuery,
  },
  supportBundle: {
    ...look(
      "/support-bundle",
      "Logs, journal, history and configuration in one zip, secrets left out",
      "application/zip",
      [
        "logs-lost",
        "bundle-busy",
      ],
    ),
    needs: "operator",
  },
  stream: {
    ...look(
      "/stream",
      "Server-sent events: hello, trends, roles, event (with id), gap, picture, sight, status, tick",
      "text/event-stream",
      ["too-many-streams"],
    ),
    query: schemas.streamQuery,
  },
  wanted: {
    ...look("/stream/{id}/pictures", "Chooses the pictures and sights of a stream", schemas.doneAnswer, [
      "not-found",
    ]),
    method: "post",
    body: schemas.wantedBody,
  },
  acknowledge: order("/alarms/{id}/acknowledge", "Somebody has seen the alarm", schemas.emptyBody),
  silence: order("/alarms/{id}/silence", "Stops its sirens until new evidence comes", schemas.emptyBody),
  reset: order("/alarms/{id}/reset", "Ends the alarm; refused while the cause is present", schemas.emptyBody),
  acknowledgeTrouble: order("/troubles/{id}/acknowledge", "Somebody has seen the trouble", schemas.emptyBody),
  disableZone: order("/zones/{id}/disable", "Takes a zone out of service", schemas.disableBody),
  enableZone: order("/zones/{id}/enable", "Puts a zone back into service", schemas.emptyBody),
  startTest: order("/zones/{id}/test", "Starts a walk test", schemas.testBody),
  stopTest: order("/zones/{id}/end-test", "Ends a walk test and signs it off", schemas.testEndBody),
  disableSensor: order("/sensors/{id}/disable", "Takes a sensor out of service", schemas.disableBody),
  enableSensor: order("/sensors/{id}/enable", "Puts a sensor back into service", schemas.emptyBody),
  acceptView: order("/cameras/{id}/accept-view", "The present view is as it should be", schemas.emptyBody),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

function look(
  path: string,
  summary: string,
  answer: z.ZodType | string,
  problems: readonly ProblemCode[],
): Operation {
  return { method: "get", path, summary, needs: "look", answer, problems };
}

function decide(path: string, summary: string, body: z.ZodType): Operation {
  return { ...order(path, summary, body), needs: "installer", problems: ["unknown-candidate"] };
}

function setUp(method: Operation["method"], path: string, summary: string, answer: z.ZodType): Operation {
  return { method, path, summary, needs: "installer", answer, problems: ["config-refused", "config-lost"] };
}

/** What changes seldom. */
function steady(...row: Parameters<typeof look>): Operation {
  return { ...look(...row), etag: true };
}

function past(path: string, summary: string): Operation {
  return { ...look(path, summary, history.historyAnswer, ["history-lost"]), query: history.historyQuery };
}

function order(path: string, summary: string, body: z.ZodType): Operation {
  return {
    method: "post",
    path,
    summary,
    needs: "operator",
    body,
    answer: schemas.doneAnswer,
    problems: acting,
  };
}
