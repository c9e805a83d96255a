import assert from "node:assert/strict";
import type { Shot } from "../ingest/cameras/snapshots.ts";
import { ALARMS_KEPT_MAX, EvidenceFolder } from "./evidence_folder.ts";

function shot(alarmId: string, cameraId: string, moment: Shot["moment"]): Shot {
  return { alarmId, cameraId, moment, atMs: 0, jpeg: new Uint8Array([0xff, 0xd8, 1, 2]) };
}

async function inFolder(test: (evidence: EvidenceFolder, folder: string, said: string[]) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  const said: string[] = [];
  try {
    await test(new EvidenceFolder(folder, (text) => said.push(text)), folder, said);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("EvidenceFolder gives back what was kept, by camera and in the order of time", () =>
  inFolder(async (evidence) => {
    assert.deepEqual(evidence.list("A1-1"), []);
    await evidence.keep(shot("A1-1", "North gate", "after"), 3_000);
    await evidence.keep(shot("A1-1", "North gate", "before"), 1_000);
    await evidence.keep(shot("A1-2", "North gate", "at"), 9_000);
    const list = evidence.list("A1-1");
    assert.deepEqual(
      list.map(({ cameraId, moment, atWallMs }) => [cameraId, moment, atWallMs]),
      [["North gate", "before", 1_000], ["North gate", "after", 3_000]],
    );
    assert.deepEqual([...evidence.picture("A1-1", list[0].name)!], [0xff, 0xd8, 1, 2]);
  }));

Deno.test("EvidenceFolder says that a picture is gone which was removed after it was listed", () =>
  inFolder(async (evidence, folder) => {
    await evidence.keep(shot("A1-1", "cam", "at"), 1);
    const [{ name }] = evidence.list("A1-1");
    await Deno.remove(`${folder}/A1-1/${name}`);
    assert.equal(evidence.picture("A1-1", name), undefined);
  }));

Deno.test("EvidenceFolder hands out nothing that it does not list", () =>
  inFolder(async (evidence, folder) => {
    await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
    await evidence.keep(shot("A1-1", "cam", "at"), 1);
    for (const name of ["../secret.txt", "secret.txt", "", ".", "at-1-cam.jpg/../../secret.txt"]) {
      assert.equal(evidence.picture("A1-1", name), undefined, name);
    }
    assert.deepEqual(evidence.list(".."), []);
    assert.equal(evidence.picture("..", "secret.txt"), undefined);
  }));

Deno.test("EvidenceFolder keeps the newest alarms only", () =>
  inFolder(async (evidence, folder) => {
    for (let i = 0; i < ALARMS_KEPT_MAX + 3; i++) {
      await evidence.keep(shot(`A1-${i}`, "cam", "at"), i);
      await Deno.utime(`${folder}/A1-${i}`, i, i);
    }
    assert.equal([...Deno.readDirSync(folder)].length, ALARMS_KEPT_MAX);
    assert.deepEqual(evidence.list("A1-0"), []);
    assert.equal(evidence.list(`A1-${ALARMS_KEPT_MAX + 2}`).length, 1);
  }));

Deno.test("EvidenceFolder reports a disk that does not take a picture, and goes on", () =>
  inFolder(async (_evidence, folder, said) => {
    await Deno.writeTextFile(`${folder}/file`, "in the way");
    const blocked = new EvidenceFolder(`${folder}/file`, (text) => said.push(text));
    await blocked.keep(shot("A1-1", "cam", "at"), 1);
    assert.match(said[0], /a picture of alarm A1-1 could not be kept/);
  }));
