/**
 * The API below `/api/v1`: what each operation of the table does.
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { etag } from "hono/etag";
import type { Act } from "../bus/messages.ts";
import type { AuditEntry } from "../store/audit_entry.ts";
import type { Alarm } from "../reading/alarm.ts";
import { type TroubleCode, TROUBLES } from "../reading/trouble.ts";
import type { Access, UiEnv } from "./access.ts";
import { bodyOf, isForm, parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import { openapi } from "./openapi.ts";
import { type Operation, type OperationName, OPERATIONS } from "./operations.ts";
import { gateHandlers } from "./gate_api.ts";
import { technicianHandlers } from "./technician_api.ts";
import { historyHandlers } from "./history_api.ts";
import { configHandlers } from "./config_api.ts";
import { baselineHandlers } from "./baseline_api.ts";
import { auditsHandlers } from "./audits_api.ts";
import { peopleHandlers } from "./people_api.ts";
import { notifyHandlers } from "./notify_api.ts";
import { cameraHandlers } from "./camera_api.ts";
import { journalHandlers } from "./journal_api.ts";
import type { CameraPictures } from "./camera_pictures.ts";
import { ENGLISH } from "./messages/spoken.ts";
import { reasonOf } from "./page/sentences.ts";
import { nameOf, zoneName } from "./page/state.ts";
import { verdictOf } from "./page/verdict.ts";
import { PIXELS } from "./page/picture.ts";
import type { PicturePast } from "./picture_past.ts";
import type { SmallPicture, SmallPictures } from "./picture_pixels.ts";
import { picturePng } from "./picture_png.ts";
import { Refused } from "./problem.ts";
import * as schemas from "./schemas.ts";
import type { Situation } from "./situation.ts";
import { CLIENTS_MAX, type StreamHub } from "./stream_hub.ts";

type Answer = Response | Promise<Response>;

/** What the API is made of. */
export interface ApiParts {
  readonly deps: UiDeps;
  readonly access: Access;
  readonly situation: Situation;
  readonly pictures: SmallPictures;
  readonly past: PicturePast;
  readonly cameras: CameraPictures;
  readonly hub: StreamHub;
}

/** The colours of a sensor in no zone: the limit a zone has by default. */
const CRITICAL_C = 60;

/** Makes the API's routes. */
export function api(parts: ApiParts): Hono<UiEnv> {
  const { deps, access, situation, pictures, past, hub } = parts;
  /** The snapshot, which must be the present: scripts would not look at its age. */
  const siteNow = () => {
    const shared = situation.now();
    if (!shared.connected || shared.site === undefined) {
      throw new Refused("fusion-lost", shared.ownTroubles[0]?.detail ?? "fusion cannot be reached");
    }
    return { site: shared.site, sinceMs: Math.max(0, shared.nowMs - shared.site.atMs) };
  };
  const param = (c: Context<UiEnv>, schema = schemas.idParam) => parsed(schema, c.req.param("id"));

  /** A kept picture that the address names. */
  const pastPicture = (c: Context<UiEnv>, sensorId: string) => {
    const found = past.at(sensorId, parsed(schemas.atMsParam, c.req.param("atMs")));
    if (found === undefined) throw new Refused("no-picture", `${sensorId}: no picture of that time is kept`);
    return found;
  };
  /** A picture in the colours of its zone. */
  const png = (sensorId: string, small: SmallPicture) => {
    const { site } = situation.now();
    const zoneId = site?.sensors.find((sensor) => sensor.id === sensorId)?.zoneId;
    const zone = site?.zones.find((other) => other.id === zoneId);
    return new Response(picturePng(small, zone?.criticalC ?? CRITICAL_C), {
      headers: { "content-type": "image/png" },
    });
  };

  const act = async (c: Context<UiEnv>, order: Act) => {
    const outcome = await deps.act(access.actor(c), order).catch((error) => {
      throw new Refused(
        "fusion-lost",
        `the order did not arrive: ${error instanceof Error ? error.message : error}`,
      );
    });
    if (!outcome.ok) {
      const code = outcome.code ?? "act-refused";
      const status = code.startsWith("unknown-") ? 404 : 409;
      throw new Refused("act-refused", outcome.message ?? "the order was refused", {}, { code, status });
    }
    return isForm(c) ? c.redirect("/", 303) : c.json({ ok: true });
  };
  const ms = (minutes: number | undefined) => minutes === undefined ? {} : { forMs: minutes * 60_000 };

  const handlers: Record<OperationName, (c: Context<UiEnv>) => Answer> = {
    status: (c) => {
      const state = situation.now();
      const { site, connected, nowMs, nowWallMs } = state;
      return c.json({
        at: iso(nowWallMs),
        version: deps.version,
        verdict: verdictOf({ ...state, language: ENGLISH }),
        connected,
        siteAgeMs: site === undefined ? null : Math.round(nowMs - site.atMs),
        site: site ?? null,
        roles: situation.roles() ?? null,
      });
    },
    zones: (c) => c.json(siteNow().site.zones),
    sensors: (c) => {
      const { site, sinceMs } = siteNow();
      return c.json(site.sensors.map((sensor) => ({
        ...sensor,
        ageMs: sensor.ageMs + sinceMs,
        inputs: sensor.inputs.map((input) => ({ ...input, ageMs: input.ageMs + sinceMs })),
        device: site.devices.find((device) => device.sensorId === sensor.id),
      })));
    },
    ...cameraHandlers(parts, siteNow),
    ...historyHandlers(parts),
    ...technicianHandlers(parts),
    ...gateHandlers(parts),
    ...configHandlers(parts),
    ...notifyHandlers(parts),
    ...auditsHandlers(parts),
    ...baselineHandlers(parts),
    ...peopleHandlers(parts),
    alarms: (c) => {
      const { site } = siteNow();
      return c.json(site.alarms.map((alarm) => ({
        ...alarm,
        zoneName: zoneName(site, alarm.zoneId),
        raisedAt: iso(alarm.raisedAtWallMs),
        reason: reasonOf(ENGLISH, alarm as Alarm, (sensorId) => nameOf(site, sensorId)),
      })));
    },
    troubles: (c) => {
      const { site, ownTroubles, connected } = situation.now();
      // Without fusion only what this role sees by itself is the present.
      const all = [...ownTroubles, ...(connected && site !== undefined ? site.troubles : [])];
      return c.json(all.map((trouble) => ({ ...trouble, ...explained(trouble.code) })));
    },
    outputs: (c) => c.json(siteNow().site.outputs),
    openapi: (c) => c.json(openapi(deps.version) as Record<string, unknown>),
    events: async (c) => {
      const { limit, before, after, zone, kind } = parsed(schemas.eventsQuery, c.req.query());
      let events;
      try {
        events = await deps.events({ limit, beforeSeq: before, afterSeq: after, zoneId: zone, kind });
      } catch (error) {
        deps.failed("read the journal", error);
        throw new Refused("journal-lost", "the event store does not answer");
      }
      // It may turn out empty, where the journal ends just here.
      if (events.length === limit) c.header("link", nextPage(c, events.at(-1)!.seq));
      return c.json(events.map((event) => ({ ...event, at: iso(event.atWallMs) })));
    },
    ...journalHandlers(parts),
    audit: (c) => {
      const { limit, before } = parsed(schemas.auditQuery, c.req.query());
      return c.json(
        auditPage(deps, limit, before).map(({ atWallMs, previous: _, ...entry }) => (
          { ...entry, at: iso(atWallMs) }
        )),
      );
    },
    frame: (c) => {
      const sensorId = param(c);
      const picture = deps.picture(sensorId);
      if (picture === undefined) {
        const known = situation.now().site?.sensors.some((sensor) => sensor.id === sensorId);
        throw known
          ? new Refused("no-picture", `${sensorId} has sent no picture yet`)
          : new Refused("unknown-sensor", `no sensor is called ${sensorId}`);
      }
      const { clock } = deps;
      return c.json({
        at: iso(clock.wallMs() - (clock.monotonicMs() - picture.atMs)),
        ta: rounded(picture.taC),
        vdd: rounded(picture.vddV),
        columns: 32,
        rows: 24,
        celsius: Array.from({ length: PIXELS }, (_, index) => rounded(picture.celsius[index])),
      });
    },
    pastPictures: (c) =>
      c.json(past.of(param(c)).map(({ atMs, atWallMs, minC, maxC }) => ({ atMs, atWallMs, minC, maxC }))),
    pastPicture: (c) => {
      const sensorId = param(c);
      const { pixels, ...facts } = pastPicture(c, sensorId);
      return c.json({ sensorId, ...facts, pixels: pixels.toBase64() });
    },
    pastPicturePng: (c) => {
      const sensorId = param(c);
      return png(sensorId, pastPicture(c, sensorId));
    },
    picture: (c) => {
      const sensorId = param(c);
      const small = pictures.get(sensorId);
      if (small === undefined) throw new Refused("no-picture", `${sensorId} has sent no picture yet`);
      return png(sensorId, small);
    },
    stream: async (c) => {
      const query = parsed(schemas.streamQuery, c.req.query());
      const header = c.req.header("last-event-id");
      const last = header === undefined || header === ""
        ? query.lastEventId
        : parsed(schemas.streamQuery.shape.lastEventId, header);
      const wanted = query.pictures.split(",").filter((id) => id !== "");
      const client = await hub.open(last, query.recent, wanted, access.mayStillLook(c));
      if (client === undefined) {
        throw new Refused("too-many-streams", `${CLIENTS_MAX} pages are open already`, {
          "retry-after": "10",
        });
      }
      return new Response(client.stream, {
        headers: {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },
      });
    },
    wanted: async (c) => {
      const { sensorIds } = await bodyOf(c, schemas.wantedBody);
      if (!hub.show(param(c), sensorIds)) throw new Refused("not-found", "this stream has ended");
      return c.json({ ok: true });
    },
    acknowledge: (c) => act(c, { act: "acknowledge", alarmId: param(c) }),
    silence: (c) => act(c, { act: "silence", alarmId: param(c) }),
    reset: (c) => act(c, { act: "reset", alarmId: param(c) }),
    acknowledgeTrouble: (c) =>
      act(c, { act: "acknowledge-trouble", troubleId: param(c, schemas.troubleIdParam) }),
    disableZone: async (c) => {
      const { reason, forMinutes } = await bodyOf(c, schemas.disableBody);
      return await act(c, { act: "disable-zone", zoneId: param(c), reason, ...ms(forMinutes) });
    },
    enableZone: (c) => act(c, { act: "enable-zone", zoneId: param(c) }),
    startTest: async (c) => {
      const { forMinutes } = await bodyOf(c, schemas.testBody);
      return await act(c, { act: "start-test", zoneId: param(c), ...ms(forMinutes) });
    },
    stopTest: async (c) => {
      const signedOff = await bodyOf(c, schemas.testEndBody);
      return await act(c, { act: "stop-test", zoneId: param(c), ...signedOff });
    },
    disableSensor: async (c) => {
      const { reason, forMinutes } = await bodyOf(c, schemas.disableBody);
      return await act(c, { act: "disable-sensor", sensorId: param(c), reason, ...ms(forMinutes) });
    },
    acceptView: (c) => act(c, { act: "accept-view", cameraId: param(c) }),
    enableSensor: (c) => act(c, { act: "enable-sensor", sensorId: param(c) }),
  };

  const routes = new Hono<UiEnv>();
  for (const name of Object.keys(OPERATIONS) as OperationName[]) {
    const { method, path, needs, etag: steady }: Operation = OPERATIONS[name];
    const at = path.replaceAll(/\{(\w+)\}/g, ":$1");
    if (steady) routes.on("GET", at, askAgain, etag());
    routes.on(method.toUpperCase(), at, (c) => {
      // Who may not is told so before anything it sent is looked at.
      access.admit(c, needs);
      return handlers[name](c);
    });
  }
  return routes;
}

/** An answer with an ETag may be kept, but never shown without asking whether it still holds. */
const askAgain: MiddlewareHandler<UiEnv> = async (c, next) => {
  await next();
  c.res.headers.set("cache-control", "private, no-cache");
};

/** Where the lines before `seq` are (RFC 8288). */
function nextPage(c: Context<UiEnv>, seq: number): string {
  const query = new URLSearchParams(c.req.query());
  query.set("before", String(seq));
  return `<${c.req.path}?${query}>; rel="next"`;
}

/** Entries of the audit log. @throws {Refused} where it cannot be read. */
function auditPage(deps: UiDeps, limit: number, beforeSeq: number | undefined): readonly AuditEntry[] {
  try {
    return deps.auditEntries({ limit, beforeSeq });
  } catch (error) {
    deps.failed("read the audit log", error);
    throw new Refused("journal-lost", "the audit log does not answer");
  }
}

function explained(code: string): { meaning: string; remedy: string } {
  return TROUBLES[code as TroubleCode] ?? { meaning: "", remedy: "" };
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

/** To thousandths: finer than the sensor's noise by far. Null where there is no number. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
