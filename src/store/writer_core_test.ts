import assert from "node:assert/strict";
import { join } from "node:path";
import { EventReader } from "./event_reader.ts";
import { inTempFolder, sampleBatch, sampleEvent } from "./samples_for_tests.ts";
import { WriterCore, type WriteRequest } from "./writer_core.ts";

function request(path: string, text: string): WriteRequest {
  return {
    kind: "write",
    store: "events",
    path,
    batch: sampleBatch({ events: [sampleEvent("note", text)] }),
    nowWallMs: 0,
  };
}

Deno.test("WriterCore opens the database with the first batch, goes on with the next, and closes when told", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const core = new WriterCore();
    assert.deepEqual(core.answer(request(path, "one")), { kind: "committed", firstSeq: 1 });
    assert.deepEqual(core.answer(request(path, "two")), { kind: "committed", firstSeq: 2 });
    assert.deepEqual(core.answer({ kind: "close" }), { kind: "closed" });
    assert.deepEqual(
      [...Deno.readDirSync(folder)].map((entry) => entry.name),
      ["events.db"],
      "no log is left",
    );
    assert.deepEqual(core.answer({ kind: "close" }), { kind: "closed" });
  });
});

Deno.test("WriterCore begins a new database when the one in use turns out damaged, and says where the old one went", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const core = new WriterCore();
    for (let n = 0; n < 40; n++) core.answer(request(path, `${n} ${"x".repeat(1_900)}`));
    core.answer({ kind: "close" });
    const file = Deno.readFileSync(path);
    Deno.writeFileSync(path, file.fill(0xa5, 8_192));
    const answer = core.answer(request(path, "after"));
    assert.equal(answer.kind, "committed");
    assert.ok(answer.kind === "committed" && answer.movedAside?.startsWith(`${path}.damaged-`));
    assert.equal(Deno.statSync(answer.movedAside!).size, file.length);
    const page = new EventReader(path).page();
    assert.deepEqual(page.ok && page.value.events.map((event) => event.text), ["after"]);
    assert.equal(core.answer(request(path, "next")).kind, "committed");
  });
});

Deno.test("WriterCore answers with a fault while the folder is missing, and writes once it is there", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "state", "events.db");
    const core = new WriterCore();
    const answer = core.answer(request(path, "one"));
    assert.equal(answer.kind === "fault" && answer.fault.kind, "cannot-open");
    Deno.mkdirSync(join(folder, "state"));
    assert.equal(core.answer(request(path, "one")).kind, "committed");
  });
});

Deno.test("WriterCore refuses for good what the database can never take, and goes on with the next", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "events.db");
    const core = new WriterCore();
    const impossible = {
      ...request(path, ""),
      batch: sampleBatch({ events: [sampleEvent("note", "x", { atMs: NaN })] }),
    };
    const answer = core.answer(impossible);
    assert.equal(answer.kind === "fault" && answer.fault.kind, "refused");
    assert.deepEqual(core.answer(request(path, "one")), { kind: "committed", firstSeq: 1 });
  });
});

Deno.test("WriterCore writes sightings into the sensor registry", async () => {
  await inTempFolder((folder) => {
    const path = join(folder, "sensors.db");
    const batch = [{ sensorId: "s", address: "a", seenAtWallMs: 1 }];
    const answer = new WriterCore().answer({ kind: "write", store: "sensors", path, batch, nowWallMs: 0 });
    assert.deepEqual(answer, { kind: "committed", firstSeq: 0 });
  });
});
