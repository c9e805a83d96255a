import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import type { CameraScene } from "./fake_cameras.ts";
import { SMALL_JPEG } from "./fake_cameras.ts";
import { FakeDeps, TOKENS } from "./fake_deps.ts";
import { problemSchema } from "./problem.ts";

function setUp(scene: CameraScene = "cameras") {
  const clock = new FakeClock({ wallMs: Date.UTC(2026, 10, 21, 3, 12, 41) });
  const deps = new FakeDeps(clock, scene);
  const app = createUi(deps);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await app.request(`/api/v1${path}`, { headers });
  const refusal = async (path: string) => {
    const response = await get(path);
    assert.equal(response.headers.get("content-type"), "application/problem+json", path);
    const { status, code, detail } = problemSchema.parse(await response.json());
    assert.equal(response.status, status);
    return [status, code, detail] as const;
  };
  return { clock, deps, get, refusal };
}

Deno.test("GET /cameras tells each camera's state in words, its figures, and what is seen in it", async () => {
  const { clock, get } = setUp("seen");
  await clock.advance(1_500);
  const [north, , yard] = await (await get("/cameras")).json();
  assert.deepEqual(north, {
    cameraId: "north",
    zoneId: "boiler",
    name: "North",
    phase: "live",
    isLive: true,
    freshAgeMs: 1_680,
    fps: 5,
    factor: 1,
    frames: 412_307,
    dropped: 0,
    state: "live, 5.0 pictures a second",
    disabled: false,
    sight: { ageMs: 1_500, fire: 0.92, smoke: 0.41, x: 0.68, y: 0.68 },
  });
  assert.equal(yard.state, "live, 5.0 pictures a second, rate reduced to 75 %");
});

Deno.test("GET /cameras tells why a camera delivers nothing, and knows no sight that was not", async () => {
  const { deps, get } = setUp("blinded");
  deps.sights.clear();
  const [north, gate, yard] = await (await get("/cameras")).json();
  assert.match(north.state, /^no fresh picture for 12 s: the camera refuses the connection/);
  assert.equal(gate.state, "no fresh picture for 47 s: it sends the same picture again and again");
  assert.match(yard.state, /^no picture yet: the camera refuses user name and password/);
  assert.deepEqual([north.sight, yard.freshAgeMs], [null, null]);
});

Deno.test("a camera's picture comes with its age, and is not sent twice to who has it", async () => {
  const { clock, deps, get } = setUp();
  await clock.advance(1_000);
  deps.takePictures();
  await clock.advance(300);
  deps.refresh();
  const first = await get("/cameras/north/picture.jpg");
  assert.equal(first.status, 200);
  assert.equal(first.headers.get("content-type"), "image/jpeg");
  assert.equal(first.headers.get("cache-control"), "no-store");
  assert.equal(first.headers.get("picture-age-ms"), "300");
  assert.equal(first.headers.get("picture-at-ms"), String(clock.monotonicMs() - 300));
  assert.deepEqual(new Uint8Array(await first.arrayBuffer()), SMALL_JPEG);
  const etag = first.headers.get("etag") ?? "";
  const again = await get("/cameras/north/picture.jpg", { "if-none-match": etag });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
  deps.takePictures();
  await clock.advance(500);
  const next = await get("/cameras/north/picture.jpg", { "if-none-match": etag });
  assert.equal(next.status, 200);
  await next.body?.cancel();
  assert.equal(deps.cameraAsks.get("north"), 2);
});

Deno.test("an old picture is never given, whatever is said of its camera", async () => {
  const { clock, deps, get, refusal } = setUp();
  assert.equal((await get("/cameras/north/picture.jpg")).status, 200);
  for (let step = 0; step < 6; step++) {
    await clock.advance(1_000);
    deps.refresh();
  }
  assert.deepEqual(await refusal("/cameras/north/picture.jpg"), [
    503,
    "camera-not-live",
    "North: no fresh picture, the newest is 6 s old",
  ]);
  deps.takePictures();
  await clock.advance(500);
  deps.refresh();
  assert.equal((await get("/cameras/north/picture.jpg")).status, 200);
  // Also while fusion is away and nobody says that the camera is gone.
  deps.siteView = undefined;
  assert.equal((await get("/cameras/north/picture.jpg")).status, 200);
  await clock.advance(5_000);
  assert.equal((await refusal("/cameras/north/picture.jpg"))[1], "camera-not-live");
});

Deno.test("a camera that is not live gives no picture, though it still sends some", async () => {
  const { clock, deps, refusal } = setUp("blinded");
  deps.cameraTimes.set("gate", clock.monotonicMs());
  const [status, code, detail] = await refusal("/cameras/gate/picture.jpg");
  assert.deepEqual([status, code], [503, "camera-not-live"]);
  assert.match(detail, /^Gate: no fresh picture for 47 s: it sends the same picture again and again$/);
  assert.equal(deps.cameraAsks.get("gate"), undefined);
});

Deno.test("a camera that is not there and one that is not known yet are told apart", async () => {
  const { deps, refusal } = setUp();
  assert.deepEqual((await refusal("/cameras/nobody/picture.jpg")).slice(0, 2), [404, "unknown-camera"]);
  assert.deepEqual((await refusal("/cameras/..%2F..%2Fetc/picture.jpg")).slice(0, 2), [
    404,
    "unknown-camera",
  ]);
  assert.equal(deps.cameraAsks.size, 0);
  const clock = new FakeClock();
  const empty = new FakeDeps(clock, "cameras");
  empty.siteView = undefined;
  const answer = await createUi(empty).request("/api/v1/cameras/north/picture.jpg");
  assert.deepEqual([answer.status, (await answer.json()).code], [503, "camera-not-live"]);
});

Deno.test("the pictures of an alarm are listed and given by the names in the list alone", async () => {
  const { deps, get, refusal } = setUp("seen");
  const list = await (await get("/alarms/alarm-1/evidence")).json();
  assert.deepEqual(
    list.map((one: { moment: string; at: string; name: string }) => [one.moment, one.at, one.name]),
    [
      ["before", "2026-11-21T03:12:04.000Z", "north-before.jpg"],
      ["at", "2026-11-21T03:12:08.000Z", "north-at.jpg"],
      ["after", "2026-11-21T03:12:12.000Z", "north-after.jpg"],
    ],
  );
  const picture = await get("/alarms/alarm-1/evidence/north-at.jpg");
  assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/jpeg"]);
  assert.match(picture.headers.get("cache-control") ?? "", /^private/);
  assert.match(picture.headers.get("content-security-policy") ?? "", /^default-src 'none'; img-src 'self'/);
  assert.equal(picture.headers.get("x-content-type-options"), "nosniff");
  assert.deepEqual(new Uint8Array(await picture.arrayBuffer()), SMALL_JPEG);
  assert.deepEqual(deps.evidenceReads, ["alarm-1 north-at.jpg"]);

  for (
    const name of [
      "north-at",
      "..",
      "%2e%2e%2fnorth-at.jpg",
      "..%2f..%2f..%2fetc%2fpasswd",
      "x".repeat(300),
      "%00",
    ]
  ) {
    const response = await get(`/alarms/alarm-1/evidence/${name}`);
    assert.ok([400, 404].includes(response.status), name);
    await response.body?.cancel();
  }
  for (const alarm of ["..%2f..%2fetc", "alarm-1%2f..%2falarm-2", "%2e%2e", "a%00b"]) {
    for (const path of [`/alarms/${alarm}/evidence`, `/alarms/${alarm}/evidence/north-at.jpg`]) {
      const response = await get(path);
      assert.ok([400, 404].includes(response.status), path);
      await response.body?.cancel();
    }
  }
  assert.deepEqual(deps.evidenceReads, ["alarm-1 north-at.jpg"], "nothing else was read");
  assert.deepEqual(await (await get("/alarms/alarm-2/evidence")).json(), []);
  assert.deepEqual((await refusal("/alarms/alarm-2/evidence/north-at.jpg")).slice(0, 2), [
    404,
    "no-evidence",
  ]);
});

Deno.test("a picture that is listed but gone is told as such", async () => {
  const { deps, refusal } = setUp("seen");
  deps.evidencePicture = () => undefined;
  assert.deepEqual((await refusal("/alarms/alarm-1/evidence/north-at.jpg")).slice(0, 2), [
    404,
    "no-evidence",
  ]);
});

Deno.test("who may not look sees no camera and no evidence", async () => {
  const { deps, get } = setUp("seen");
  deps.viewing = "token";
  const paths = [
    "/cameras",
    "/cameras/north/picture.jpg",
    "/alarms/alarm-1/evidence",
    "/alarms/alarm-1/evidence/north-at.jpg",
  ];
  for (const path of paths) {
    const nobody = await get(path);
    assert.deepEqual([nobody.status, (await nobody.json()).code], [401, "not-signed-in"], path);
    const viewer = await get(path, { authorization: `Bearer ${TOKENS.viewer}` });
    assert.equal(viewer.status, 200, path);
    await viewer.body?.cancel();
  }
  assert.equal(deps.cameraAsks.get("north"), 1);
});
