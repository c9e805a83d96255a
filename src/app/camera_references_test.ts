import assert from "node:assert/strict";
import type { SiteView } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { CameraReferences } from "./camera_references.ts";

const HOUR_MS = 3_600_000;

Deno.test("CameraReferences keeps the last day on which a view was right, and the new one once it is accepted", async () => {
  const folder = await Deno.makeTempDir();
  const clock = new FakeClock({ wallMs: Date.now() });
  let shown = 0;
  const notes: string[] = [];
  const make = () =>
    new CameraReferences({
      folder: `${folder}/views`,
      wallMs: () => clock.wallMs(),
      monotonicMs: () => clock.monotonicMs(),
      picture: () => new Uint8Array([++shown]),
      note: (text) => notes.push(text),
    });
  let references = make();
  const look = async (passedMs: number, code?: string, active = true) => {
    clock.jump(passedMs);
    const troubles = code === undefined ? [] : [{ code, subject: "a/b", active }];
    const cameras = [{ cameraId: "a/b", isLive: true }, { cameraId: "off", isLive: false }];
    references.site({ cameras, troubles } as unknown as SiteView);
    await references.close();
    return references.read("a/b")?.jpeg[0];
  };
  assert.equal(await look(0), 1);
  assert.equal(await look(HOUR_MS), 1, "once a day is enough");
  assert.equal(await look(24 * HOUR_MS), 2);
  assert.equal(await look(48 * HOUR_MS, "camera-moved"), 2, "a view that is wrong is not learned");
  // A restart of the page's role in between.
  references = make();
  assert.equal(await look(HOUR_MS, "camera-moved"), 2);
  assert.equal(await look(HOUR_MS, "camera-moved", false), 3, "accepted, or put right");
  assert.equal(references.read("off"), undefined);
  assert.deepEqual(notes, []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("CameraReferences: a camera with the longest id of any script has its picture, and a disk that gives none harms nobody", async () => {
  const folder = await Deno.makeTempDir();
  const clock = new FakeClock({ wallMs: Date.now() });
  const notes: string[] = [];
  const at = (views: string) =>
    new CameraReferences({
      folder: views,
      wallMs: () => clock.wallMs(),
      monotonicMs: () => clock.monotonicMs(),
      picture: () => new Uint8Array([7]),
      note: (text) => notes.push(text),
    });
  const ids = ["я".repeat(64), "я".repeat(63) + "ю", "\u{1e900}".repeat(32)];
  const site = { cameras: ids.map((cameraId) => ({ cameraId, isLive: true })), troubles: [] };
  const references = at(`${folder}/views`);
  references.site(site as unknown as SiteView);
  await references.close();
  assert.deepEqual(notes, []);
  for (const id of ids) assert.equal(references.read(id)?.jpeg[0], 7);
  await Deno.writeTextFile(`${folder}/file`, "no folder");
  const broken = at(`${folder}/file`);
  broken.site(site as unknown as SiteView);
  await broken.close();
  assert.equal(broken.read(ids[0]), undefined);
  assert(
    notes.some((note) => /cannot be read/.test(note)) && notes.some((note) => /cannot be kept/.test(note)),
  );
  await Deno.remove(folder, { recursive: true });
});
