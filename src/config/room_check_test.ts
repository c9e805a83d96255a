import assert from "node:assert/strict";
import { describeFaults, parseConfig } from "./load.ts";
import { checkRoom, type MachineRoom } from "./room_check.ts";

const MEGABYTE = 1024 * 1024;

function config(more: string) {
  const parsed = parseConfig(
    `zones: [{id: a}]\noutputs: [{id: bell, kind: siren, driver: simulated}]\n${more}`,
  );
  assert.ok(parsed.ok);
  return parsed.value;
}

function faults(before: string, after: string, room: MachineRoom): string {
  return describeFaults(checkRoom(config(after), room, config(before)));
}

const DISK: MachineRoom = { diskBytes: 2_000 * MEGABYTE };

Deno.test("checkRoom refuses what does not fit on the disk, with the sum and the limit", () => {
  assert.equal(faults("", "retention: {evidenceMegabytes: 1000}", DISK), "");
  assert.equal(
    faults("", "retention: {evidenceMegabytes: 1500}", DISK),
    "retention: evidenceMegabytes 1500 and historyMegabytes 512 are 2,122 MB with journal, logs and what sensors usually see; " +
      "at most 1,800 MB are allowed on a disk of 2,000 MB: lower one of the two",
  );
});

Deno.test("checkRoom leaves a change alone that asks for no more than what runs, and a machine that does not say", () => {
  const much = "retention: {evidenceMegabytes: 1500}";
  assert.equal(faults(much, `${much}\nsite: {name: Mill}`, DISK), "");
  assert.equal(faults(much, "retention: {evidenceMegabytes: 1400}", DISK), "");
  assert.equal(faults("", much, {}), "");
});

Deno.test("checkRoom refuses cameras whose pictures take more than half of the memory", () => {
  const cameras = (count: number) =>
    `cameras: [${
      Array.from({ length: count }, (_, i) =>
        `{id: c${i}, zone: a, source: "test:room", width: 1920, height: 1080}`).join(", ")
    }]`;
  const room = { memoryBytes: 1_024 * MEGABYTE };
  assert.equal(faults("", cameras(20), room), "");
  assert.match(
    faults("", cameras(24), room),
    /^cameras: their pictures take 570 MB of shared memory together, at most 512 MB are allowed on a machine with 1,024 MB/,
  );
});
