import assert from "node:assert/strict";
import type { ViewReference } from "../ingest/cameras/health.ts";
import { GRID_CELLS } from "../ingest/cameras/picture_measure.ts";
import { CameraViews } from "./camera_views.ts";

const VIEW: ViewReference = {
  mode: "colour",
  sharpness: 3.5,
  grid: Array(GRID_CELLS).fill(0).map((_, i) => i),
};
const SOURCE = "rtsp://anna:hunter2@192.0.2.1/cam";

async function inFolder(
  body: (folder: string, views: CameraViews, reports: string[]) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const reports: string[] = [];
  try {
    body(folder, new CameraViews(`${folder}/views`, (text) => reports.push(text)), reports);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("CameraViews gives back what was kept, for the same source alone, and keeps no password", async () => {
  await inFolder((folder, views, reports) => {
    assert.equal(views.load("yard", SOURCE), undefined);
    views.save("yard", SOURCE, [VIEW], 5_000);
    assert.deepEqual(views.load("yard", SOURCE)?.references, [VIEW]);
    assert.equal(views.load("yard", SOURCE)?.savedAtWallMs, 5_000);
    assert.deepEqual(
      views.load("yard", "rtsp://anna:changed@192.0.2.1/cam")?.references,
      [VIEW],
      "a new password",
    );
    assert.equal(
      views.load("yard", "rtsp://192.0.2.2/cam"),
      undefined,
      "another camera has another view by right",
    );
    assert.equal(views.load("gate", SOURCE), undefined);
    for (const { name } of Deno.readDirSync(`${folder}/views`)) {
      assert.doesNotMatch(Deno.readTextFileSync(`${folder}/views/${name}`), /hunter2|anna|192/);
    }
    views.save("yard", SOURCE, [], 6_000);
    assert.equal(views.load("yard", SOURCE), undefined);
    views.save("yard", SOURCE, [], 6_000);
    views.save("\u{1D400}".repeat(64), SOURCE, [VIEW], 1);
    assert.deepEqual(reports, []);
  });
});

Deno.test("CameraViews takes a damaged file for none and says so, and survives a disk that takes nothing", async () => {
  await inFolder((folder, views, reports) => {
    views.save("yard", SOURCE, [VIEW], 0);
    const [{ name }] = Deno.readDirSync(`${folder}/views`);
    for (const text of ["", "{", "[]", `{"version":2}`, JSON.stringify({ version: 1, references: [] })]) {
      Deno.writeTextFileSync(`${folder}/views/${name}`, text);
      assert.equal(views.load("yard", SOURCE), undefined);
    }
    assert.equal(reports.length, 5);
    assert.match(reports[0], /'yard' is damaged: it is learned anew/);
    Deno.writeTextFileSync(`${folder}/file`, "");
    new CameraViews(`${folder}/file/views`, (text) => reports.push(text)).save("yard", SOURCE, [VIEW], 0);
    assert.match(reports.at(-1)!, /could not be kept/);
  });
});
