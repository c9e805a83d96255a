/**
 * What the API tells of cameras and of the pictures that are kept of alarms. It must never give an old picture for one of now.
 */
import type { Context } from "hono";
import type { SiteView } from "../bus/messages.ts";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import type { CameraPictures } from "./camera_pictures.ts";
import type { UiDeps } from "./deps.ts";
import { ENGLISH } from "./messages/spoken.ts";
import type { OperationName } from "./operations.ts";
import { cameraById, cameraFreshMs, cameraWords, isOutOfService } from "./page/camera_state.ts";
import { Refused } from "./problem.ts";
import * as schemas from "./schemas.ts";
import { PICTURE_POLICY } from "./security.ts";
import type { Situation } from "./situation.ts";

/** What the handlers work with. */
export interface CameraApiParts {
  readonly deps: UiDeps;
  readonly situation: Situation;
  readonly cameras: CameraPictures;
}

/** A picture that is kept does not change; whoever may look once may look again for an hour without asking. */
const EVIDENCE_HEADERS = {
  "content-type": "image/jpeg",
  "cache-control": "private, max-age=3600",
  "content-security-policy": PICTURE_POLICY,
};

type CameraOperation = Extract<
  OperationName,
  "cameras" | "cameraPicture" | "cameraReference" | "evidence" | "evidencePicture"
>;

/** @param siteNow The snapshot and how long ago it was taken; throws where it is not the present. */
export function cameraHandlers(
  { deps, situation, cameras }: CameraApiParts,
  siteNow: () => { site: SiteView; sinceMs: number },
): Record<CameraOperation, (c: Context<UiEnv>) => Response> {
  const { clock } = deps;
  const id = (c: Context<UiEnv>) => parsed(schemas.idParam, c.req.param("id"));
  /** Names from outside never reach `evidencePicture`: only those that `evidence` has listed. */
  const alarmId = (c: Context<UiEnv>) => parsed(schemas.plainIdParam, c.req.param("id"));

  return {
    cameras: (c) => {
      const { site, sinceMs } = siteNow();
      const state = { ...situation.now(), language: ENGLISH };
      return c.json(site.cameras.map((camera) => {
        const sight = deps.sight(camera.cameraId);
        return {
          ...camera,
          freshAgeMs: camera.freshAgeMs + sinceMs,
          state: cameraWords(state, camera),
          disabled: isOutOfService(site, camera),
          sight: sight === undefined ? null : {
            ageMs: Math.max(0, state.nowMs - sight.atMs),
            fire: sight.fire,
            smoke: sight.smoke,
            x: sight.x,
            y: sight.y,
          },
        };
      }));
    },

    cameraPicture: (c) => {
      const cameraId = id(c);
      const state = { ...situation.now(), language: ENGLISH };
      const camera = cameraById(state.site, cameraId);
      if (camera === undefined) {
        throw state.site === undefined
          ? new Refused("camera-not-live", "no camera is known yet: fusion has not said anything")
          : new Refused("unknown-camera", `no camera is called ${cameraId}`);
      }
      // Without fusion nobody says whether it is live: then its picture's own age tells.
      if (state.connected && !camera.isLive) {
        throw new Refused("camera-not-live", `${camera.name}: ${cameraWords(state, camera)}`);
      }
      const picture = cameras.get(cameraId);
      const ageMs = picture === undefined ? NaN : Math.max(0, clock.monotonicMs() - picture.atMs);
      if (picture === undefined || ageMs > cameraFreshMs(camera)) {
        const age = picture === undefined
          ? "there is none"
          : `the newest is ${ENGLISH.wholeDuration(ageMs)} old`;
        throw new Refused("camera-not-live", `${camera.name}: no fresh picture, ${age}`);
      }
      const etag = `"${picture.atMs}"`;
      const headers = {
        etag,
        "picture-at-ms": String(picture.atMs),
        "picture-age-ms": String(Math.round(ageMs)),
      };
      if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
      return c.body(picture.jpeg, 200, { ...headers, "content-type": "image/jpeg" });
    },

    cameraReference: (c) => {
      const cameraId = id(c);
      const camera = cameraById(situation.now().site, cameraId);
      if (camera === undefined) throw new Refused("unknown-camera", `no camera is called ${cameraId}`);
      const reference = deps.cameraReference(cameraId);
      if (reference === undefined) throw new Refused("no-reference", `${camera.name}: none is kept yet`);
      return c.body(reference.jpeg, 200, { "content-type": "image/jpeg", "cache-control": "no-store" });
    },

    evidence: (c) =>
      c.json(
        deps.evidence(alarmId(c)).map(({ cameraId, moment, atWallMs, name }) => (
          { cameraId, moment, at: new Date(atWallMs).toISOString(), atWallMs, name }
        )),
      ),

    evidencePicture: (c) => {
      const alarm = alarmId(c);
      const asked = parsed(schemas.evidenceNameParam, c.req.param("name"));
      const listed = deps.evidence(alarm).find((picture) => picture.name === asked);
      const jpeg = listed === undefined ? undefined : deps.evidencePicture(alarm, listed.name);
      if (jpeg === undefined) throw new Refused("no-evidence", `alarm ${alarm} has no picture ${asked}`);
      return c.body(jpeg, 200, EVIDENCE_HEADERS);
    },
  };
}
