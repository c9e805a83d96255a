import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { processIdentity } from "./process_info.ts";
import { type Process, startProcess } from "./process_port.ts";
import { Story } from "./story.ts";
import { endStrays, notedPid, notedProcesses, RoleNotes } from "./stray.ts";

const options = { ignore: Deno.build.os !== "linux" };

function told(): { story: Story; texts: string[] } {
  const texts: string[] = [];
  return { story: new Story(new FakeClock(), (line) => texts.push(JSON.parse(line).text)), texts };
}

function sleeper(): Process {
  const args = ["eval", "--no-lock", "--no-config", "setInterval(() => {}, 1e6)"];
  return startProcess({ path: Deno.execPath(), args }, () => {});
}

Deno.test("endStrays ends what an earlier supervisor left running, outputs last", options, async () => {
  const runDir = await Deno.makeTempDir();
  const { story, texts } = told();
  const before = new RoleNotes(runDir, story);
  const outputs = sleeper();
  const sensors = sleeper();
  const ui = sleeper();
  before.note("outputs", outputs.pid);
  before.note("sensors", sensors.pid);
  before.note("ui", ui.pid);
  before.note("ui", undefined);

  const strays = new RoleNotes(runDir, story).strays();
  assert.deepEqual(strays, [{ role: "sensors", pid: sensors.pid }, { role: "outputs", pid: outputs.pid }]);
  await endStrays(strays, systemClock(), story);
  assert.equal((await sensors.exited).signal, "SIGKILL");
  assert.equal((await outputs.exited).signal, "SIGKILL");
  assert.match(texts[0]!, /^sensors left over from an earlier supervisor .* was ended/);
  assert.match(texts[1]!, /^outputs left over/);
  assert.notEqual(processIdentity(ui.pid), undefined, "a process that is not noted is left alone");

  await endStrays([{ role: "ui", pid: ui.pid }], systemClock(), story);
  assert.equal((await ui.exited).signal, "SIGKILL");
  for (const process of [outputs, sensors, ui]) await process.drained;
  await Deno.remove(runDir, { recursive: true });
});

Deno.test("RoleNotes takes no other process with the same number for a stray", options, async () => {
  const runDir = await Deno.makeTempDir();
  const { story } = told();
  const notes = new RoleNotes(runDir, story);
  await Deno.writeTextFile(
    `${runDir}/fusion.pid`,
    JSON.stringify({ pid: Deno.pid, identity: "another boot:1" }),
  );
  assert.deepEqual(notes.strays(), []);
  await assert.rejects(Deno.stat(`${runDir}/fusion.pid`), "a note that leads nowhere is removed");
  await Deno.remove(runDir, { recursive: true });
});

Deno.test("RoleNotes takes damaged notes for none", options, async () => {
  const runDir = await Deno.makeTempDir();
  const { story } = told();
  for (
    const text of [
      "",
      "{",
      "17",
      `{"pid":-1,"identity":"x"}`,
      `{"pid":1,"identity":"x"}`,
      "\u0000".repeat(64),
    ]
  ) {
    await Deno.writeTextFile(`${runDir}/ui.pid`, text);
    assert.deepEqual(new RoleNotes(runDir, story).strays(), []);
  }
  await Deno.remove(runDir, { recursive: true });
});

Deno.test(
  "notedPid names the process of a role only while it is the very one that was noted",
  options,
  async () => {
    const runDir = await Deno.makeTempDir();
    const { story } = told();
    assert.equal(notedPid(runDir, "fusion"), undefined, "without a note");
    new RoleNotes(runDir, story).note("fusion", Deno.pid);
    assert.equal(notedPid(runDir, "fusion"), Deno.pid);
    await Deno.writeTextFile(`${runDir}/ui.pid`, `{"pid":${Deno.pid},"identity":"another boot:1"}`);
    assert.equal(notedPid(runDir, "ui"), undefined, "another process has its number now");
    await Deno.writeTextFile(`${runDir}/sensors.pid`, "{");
    assert.equal(notedPid(runDir, "sensors"), undefined, "a note that was cut off");
    for (const name of ["stranger.pid", "fusion.sock", "cameras-1.pid"]) {
      await Deno.writeTextFile(`${runDir}/${name}`, "");
    }
    assert.deepEqual(notedProcesses(runDir).sort(), ["cameras-1", "fusion", "sensors", "ui"]);
    await Deno.remove(runDir, { recursive: true });
  },
);

Deno.test("RoleNotes tells of a run directory that cannot be written, and goes on", options, () => {
  const { story, texts } = told();
  new RoleNotes("/nonexistent/run", story).note("outputs", Deno.pid);
  assert.match(texts[0]!, /^outputs could not be noted/);
});

Deno.test(
  "RoleNotes finds every process of a role of several, and nothing that is none of ours",
  options,
  async () => {
    const runDir = await Deno.makeTempDir();
    const { story } = told();
    const notes = new RoleNotes(runDir, story);
    for (const role of ["outputs", "cameras-0", "cameras-1"] as const) notes.note(role, Deno.pid);
    for (const name of ["cameras.pid", "cameras-99.pid", "cameras-1.pid.new", "other.pid", "sensors.port"]) {
      await Deno.copyFile(`${runDir}/outputs.pid`, `${runDir}/${name}`);
    }
    const roles = notes.strays().map(({ role }) => role);
    assert.deepEqual(roles.slice(0, 2).sort(), ["cameras-0", "cameras-1"]);
    assert.equal(roles[2], "outputs");
    assert.equal(roles.length, 3);
    await Deno.remove(runDir, { recursive: true });
  },
);
