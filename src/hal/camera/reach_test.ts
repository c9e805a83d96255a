import assert from "node:assert/strict";
import { reachCamera, type ReachPorts } from "./reach.ts";
import { parseCameraSource } from "./source.ts";

const NEVER = new AbortController().signal;

function ports(connect: ReachPorts["connect"], timeout = NEVER): ReachPorts {
  return { connect, exists: (path) => Promise.resolve(path === "/dev/video0"), timeout: () => timeout };
}

function source(text: string) {
  const parsed = parseCameraSource({ source: text });
  assert(parsed.ok);
  return parsed.value;
}

const CAMERA = source("rtsp://admin:hunter2@cam:8554/x");

Deno.test("reachCamera asks host and port of a network camera, and nothing of the built-in one", async () => {
  const asked: unknown[] = [];
  const good = ports((host, port) => (asked.push([host, port]), Promise.resolve()));
  assert.equal(await reachCamera(CAMERA, good, NEVER), undefined);
  assert.equal(await reachCamera(source("test:room"), good, NEVER), undefined);
  assert.deepEqual(asked, [["cam", 8554]]);
});

Deno.test("reachCamera says what is wrong with a connection", async () => {
  const faultOf = (error: Error) => reachCamera(CAMERA, ports(() => Promise.reject(error)), NEVER);
  assert.deepEqual(await faultOf(new Deno.errors.ConnectionRefused()), { kind: "refused" });
  assert.deepEqual(await faultOf(new Deno.errors.TimedOut()), { kind: "timed-out" });
  assert.deepEqual(await faultOf(new Error("failed to lookup address information")), {
    kind: "name-unresolved",
  });
  assert.deepEqual(await faultOf(new Error("No route to host (os error 113)")), {
    kind: "unreachable",
    detail: "No route to host (os error 113)",
  });
});

Deno.test("reachCamera gives up on a camera that does not answer, and when it is told to", async () => {
  const hang: ReachPorts["connect"] = (_host, _port, signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const late = new AbortController();
  const waiting = reachCamera(CAMERA, ports(hang, late.signal), NEVER);
  late.abort();
  assert.deepEqual(await waiting, { kind: "timed-out" });
  const stop = new AbortController();
  const stopping = reachCamera(CAMERA, ports(hang), stop.signal);
  stop.abort();
  assert.deepEqual(await stopping, { kind: "stopped" });
});

Deno.test("reachCamera finds out that a device or a film is not there", async () => {
  const disk = ports(() => Promise.reject(new Error("not asked")));
  assert.equal(await reachCamera(source("v4l2:/dev/video0"), disk, NEVER), undefined);
  assert.deepEqual(await reachCamera(source("v4l2:/dev/video1"), disk, NEVER), { kind: "no-device" });
  assert.deepEqual(await reachCamera(source("file:/none.mp4"), disk, NEVER), { kind: "not-found" });
});

Deno.test("reachCamera: a place that cannot be looked at is a fault of its one camera", async () => {
  const faultOf = (error: Error) =>
    reachCamera(source("file:/mnt/film.mp4"), {
      ...ports(() => Promise.reject(new Error("not asked"))),
      exists: () => Promise.reject(error),
    }, NEVER);
  assert.deepEqual(await faultOf(new Deno.errors.PermissionDenied()), { kind: "denied" });
  assert.deepEqual(await faultOf(new Deno.errors.NotCapable()), { kind: "denied" });
  assert.deepEqual(await faultOf(new Error("Input/output error (os error 5)")), {
    kind: "failed",
    detail: "Input/output error (os error 5)",
  });
});
