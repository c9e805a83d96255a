import assert from "node:assert/strict";
import type { Shot } from "../ingest/cameras/snapshots.ts";
import { readDayList, writeDayList } from "../outputs/archive/day_list.ts";
import { isId } from "../reading/ids.ts";
import { EvidenceFolder, evidenceOfSpan, type EvidencePolicy } from "./evidence_folder.ts";

function shot(alarmId: string, cameraId: string, moment: Shot["moment"]): Shot {
  return { alarmId, cameraId, moment, atMs: 0, jpeg: new Uint8Array([0xff, 0xd8, 1, 2]) };
}

const STANDING = "A1-stands";
const POLICY: EvidencePolicy = {
  lockedMs: 10 * 86_400_000,
  keptMs: 50 * 86_400_000,
  bytesMax: 16,
  isStanding: (alarmId) => alarmId === STANDING,
};

const alarmsIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

async function inFolder(test: (evidence: EvidenceFolder, folder: string, said: string[]) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  const said: string[] = [];
  try {
    await test(new EvidenceFolder(folder, POLICY, (text) => said.push(text)), folder, said);
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

Deno.test("EvidenceFolder keeps, lists and locks the pictures of cameras with the longest ids in any script", () =>
  inFolder(async (evidence, folder) => {
    const day = 86_400_000;
    const ids = ["Ж".repeat(21), "Ж".repeat(64), "हल".repeat(32), "𐌰".repeat(32), "a".repeat(64)];
    for (const [index, id] of ids.entries()) {
      assert(isId(id));
      await evidence.keep(shot(`A1-${index}`, id, "at"), 95 * day);
      assert.deepEqual(evidence.list(`A1-${index}`).map(({ cameraId }) => cameraId), [id]);
    }
    await evidence.tidy(100 * day);
    assert.equal(alarmsIn(folder).length, ids.length, "five days after the alarm they are locked");
    assert.equal(evidenceOfSpan(folder, 95 * day, 96 * day).length, ids.length, "and they are archived");
    for (const { alarmId, name } of evidenceOfSpan(folder, 95 * day, 96 * day)) {
      const list = writeDayList("2026-01-01", {
        [`evidence/${alarmId}/${name}`]: { bytes: 4, sha256: "0".repeat(64) },
      });
      assert(readDayList(list, "2026-01-01").ok);
    }
  }));

Deno.test("EvidenceFolder locks and lists what earlier versions have spelt out at length", () =>
  inFolder(async (evidence, folder) => {
    const id = "Ж".repeat(30);
    await Deno.mkdir(`${folder}/A1-1`);
    await Deno.writeFile(`${folder}/A1-1/at-5000-${encodeURIComponent(id)}.jpg`, new Uint8Array(20));
    assert.deepEqual(evidence.list("A1-1").map(({ cameraId }) => cameraId), [id]);
    await evidence.tidy(POLICY.lockedMs);
    assert.deepEqual(alarmsIn(folder), ["A1-1"]);
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

const DAY_MS = 86_400_000;

Deno.test("EvidenceFolder forgets by age, but neither what stands nor what is locked", () =>
  inFolder(async (evidence, folder) => {
    await evidence.keep(shot("A1-old", "cam", "at"), 1);
    await evidence.keep(shot(STANDING, "cam", "at"), 2);
    await evidence.keep(shot("A1-new", "cam", "at"), 100 * DAY_MS);
    await evidence.tidy(101 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), ["A1-new", STANDING]);
    assert.deepEqual(evidence.list("A1-old"), []);
  }));

Deno.test("EvidenceFolder keeps within its bytes, the newest longest", () =>
  inFolder(async (evidence, folder) => {
    for (let i = 0; i < 8; i++) await evidence.keep(shot(`A1-${i}`, "cam", "at"), i * 1_000);
    // Four bytes each; sixteen are allowed.
    await evidence.tidy(20 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), ["A1-4", "A1-5", "A1-6", "A1-7"]);
  }));

Deno.test("EvidenceFolder on a disk that is nearly full lets go what is not locked, the oldest first, and never what is", () =>
  inFolder(async (evidence, folder) => {
    await evidence.keep(shot("A1-1", "cam", "at"), 1);
    await evidence.keep(shot(STANDING, "cam", "at"), 2);
    await evidence.keep(shot("A1-2", "cam", "at"), 3);
    await evidence.keep(shot("A1-locked", "cam", "at"), 15 * DAY_MS);
    evidence.tight = true;
    await evidence.tidy(20 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), ["A1-2", "A1-locked", STANDING]);
    for (let look = 0; look < 5; look++) await evidence.tidy(20 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), ["A1-locked", STANDING]);
  }));

Deno.test("EvidenceFolder with an archive lets go by age and bytes only what is archived, and anything where the disk is nearly full", () =>
  inFolder(async (_evidence, folder) => {
    const evidence = new EvidenceFolder(folder, { ...POLICY, archivedUntilWallMs: () => 2 }, () => {});
    await evidence.keep(shot("A1-1", "cam", "at"), 1);
    await evidence.keep(shot("A1-2", "cam", "at"), 3);
    await evidence.tidy(101 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), ["A1-2"]);
    assert.deepEqual(evidenceOfSpan(folder, 3, 4), [{ alarmId: "A1-2", name: "at-3-cam.jpg", atWallMs: 3 }]);
    assert.deepEqual(evidenceOfSpan(folder, 4, 9), []);
    evidence.tight = true;
    await evidence.tidy(102 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), []);
  }));

Deno.test("EvidenceFolder on a disk that is nearly full makes room even where nobody can say what is archived", () =>
  inFolder(async (_evidence, folder) => {
    const archivedUntilWallMs = () => {
      throw new Error("the disk is full");
    };
    const evidence = new EvidenceFolder(folder, { ...POLICY, archivedUntilWallMs }, () => {});
    evidence.tight = true;
    await evidence.keep(shot("A1-1", "cam", "at"), 1);
    await evidence.tidy(20 * DAY_MS);
    assert.deepEqual(alarmsIn(folder), []);
  }));

Deno.test("EvidenceFolder reports a disk that does not take a picture, and goes on", () =>
  inFolder(async (_evidence, folder, said) => {
    await Deno.writeTextFile(`${folder}/file`, "in the way");
    const blocked = new EvidenceFolder(`${folder}/file`, POLICY, (text) => said.push(text));
    await blocked.keep(shot("A1-1", "cam", "at"), 1);
    assert.match(said[0], /a picture of alarm A1-1 could not be kept/);
  }));

Deno.test("EvidenceFolder lists nothing where the disk fails, says so once, and looks again: no page falls in a fire for want of pictures", () =>
  inFolder(async (evidence, folder, said) => {
    await evidence.keep(shot("A1-1", "gate", "at"), 1_000);
    await Deno.rename(`${folder}/A1-1`, `${folder}/away`);
    // A link to itself: ELOOP, as a stand-in for a disk that answers with errors.
    await Deno.symlink(`${folder}/A1-1`, `${folder}/A1-1`);
    assert.deepEqual(evidence.list("A1-1"), []);
    assert.deepEqual(evidence.list("A1-1"), []);
    assert.equal(said.length, 1);
    assert.match(said[0], /^the pictures of alarm A1-1 cannot be listed: /);
    await Deno.remove(`${folder}/A1-1`);
    await Deno.rename(`${folder}/away`, `${folder}/A1-1`);
    await evidence.tidy(2_000);
    assert.equal(evidence.list("A1-1").length, 1);
  }));
