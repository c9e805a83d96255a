/**
 * What must go on whatever dies: a latched siren, and the story of what happened.
 */
import assert from "node:assert/strict";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

interface Output {
  readonly kind: string;
  readonly on: boolean;
  readonly fault?: string;
}

async function sirensOn(box: Box): Promise<boolean> {
  const outputs: Output[] = await box.get("/api/v1/outputs");
  const sirens = outputs.filter(({ kind }) => kind === "siren");
  return sirens.length > 0 && sirens.every(({ on, fault }) => on && fault === undefined);
}

/** Sets the room on fire and waits for the siren. Returns the alarm's id. */
async function alarm(box: Box, device: TestDevice): Promise<string> {
  const found = await box.eventually("an alarm", async () => {
    await device.frame("fire");
    return (await box.get("/api/v1/alarms"))[0];
  });
  await box.eventually("the sirens", () => sirensOn(box));
  return found.id;
}

Deno.test("demo: a siren that sounds survives the death of every role, and the alarm keeps its name", async () => {
  await using box = await Box.start(["--no-simulation"]);
  using device = await TestDevice.connect(box.sensorPort, "room");
  const id = await alarm(box, device);
  for (const role of ["fusion", "ui", "sensors", "outputs"]) {
    const pid = await box.kill(role);
    await box.eventually(`${role} to be back`, async () => await box.pidOf(role) !== pid);
    await box.eventually(`the sirens after the death of ${role}`, () => sirensOn(box));
    const alarms = await box.get("/api/v1/alarms");
    assert.deepEqual(
      alarms.map((one: { id: string; latched: boolean }) => [one.id, one.latched]),
      [[id, true]],
      `after the death of ${role}`,
    );
  }
  const { roles } = await box.get("/api/v1/status");
  for (const { role, restarts, lastEnd } of roles) {
    assert.equal(restarts, 1, `${role}: ${lastEnd}`);
    assert.match(lastEnd, /SIGKILL/, role);
  }
});

Deno.test("demo: all roles killed at once come back with the alarm", async () => {
  await using box = await Box.start(["--no-simulation"]);
  using device = await TestDevice.connect(box.sensorPort, "room");
  const id = await alarm(box, device);
  const roles = ["outputs", "fusion", "sensors", "ui"];
  const pids = await Promise.all(roles.map((role) => box.pidOf(role)));
  for (const pid of pids) Deno.kill(pid, "SIGKILL");
  await box.eventually("the sirens", () => sirensOn(box));
  assert.equal((await box.get("/api/v1/alarms"))[0].id, id);
});

Deno.test("demo: with its supervisor killed it goes on protecting, says so, and a new supervisor takes over", async () => {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  let id: string;
  {
    const box = await Box.start(["--no-simulation"], { state });
    using device = await TestDevice.connect(box.sensorPort, "room");
    id = await alarm(box, device);
    Deno.kill(box.pid, "SIGKILL");
    await box.eventually("the trouble", async () => {
      const troubles: { code: string }[] = await box.get("/api/v1/troubles");
      return troubles.some(({ code }) => code === "supervisor-lost");
    });
    assert(await sirensOn(box));
    await box.stop();
  }
  {
    await using box = await Box.start(["--no-simulation"], { state });
    await box.eventually("the sirens", () => sirensOn(box));
    assert.equal((await box.get("/api/v1/alarms"))[0].id, id);
    const { roles } = await box.get("/api/v1/status");
    assert.equal(roles.length, 4);
  }
  await Deno.remove(state, { recursive: true });
});

Deno.test("demo: a role that hangs is killed and replaced", async () => {
  await using box = await Box.start(["--no-simulation"]);
  const pid = await box.pidOf("sensors");
  Deno.kill(pid, "SIGSTOP");
  await box.eventually("another sensors role", async () => await box.pidOf("sensors") !== pid);
  const { roles } = await box.get("/api/v1/status");
  const { lastEnd } = roles.find((one: { role: string }) => one.role === "sensors");
  assert.match(lastEnd, /heartbeat/);
});

Deno.test("demo: sirens that cannot be driven are a trouble each, and no alarm; they heal by themselves", async () => {
  await using box = await Box.start(["--no-simulation"]);
  const lines = `${box.state}/run/lines`;
  await Deno.rename(lines, `${lines}-away`);
  const faults = async () => {
    const troubles: { code: string; subject: string; active: boolean }[] = await box.get("/api/v1/troubles");
    return troubles.filter(({ code, active }) => code === "output-fault" && active).map(({ subject }) =>
      subject
    ).sort();
  };
  await box.eventually("the troubles", async () => (await faults()).length >= 2);
  assert((await faults()).includes("siren-hall"));
  assert.deepEqual(await box.get("/api/v1/alarms"), []);
  await Deno.rename(`${lines}-away`, lines);
  await box.eventually("the end of them", async () => (await faults()).length === 0);
});

Deno.test("demo: a second one over the same state folder is refused, with what to do", async () => {
  await using box = await Box.start(["--no-simulation"]);
  await assert.rejects(
    () => Box.start(["--no-simulation"], { state: box.state }),
    /another supervisor \(process \d+\) already uses this state directory.*use another/s,
  );
});

Deno.test("demo: Ctrl-C leaves no process behind", async () => {
  const box = await Box.start(["--no-simulation"]);
  const { roles } = await box.get("/api/v1/status");
  const status = await box.stop();
  assert.equal(status.code, 0);
  for (const { role, pid } of roles) {
    assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound, role);
  }
  await Deno.remove(box.state, { recursive: true });
});

Deno.test("demo: told to stop again and again, as by an impatient Ctrl-C, it still leaves no process behind", async () => {
  const box = await Box.start(["--no-simulation"]);
  const { roles } = await box.get("/api/v1/status");
  for (const name of ["SIGTERM", "SIGTERM", "SIGINT"] as const) {
    Deno.kill(box.pid, name);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const status = await box.stop();
  assert.deepEqual([status.code, status.signal], [0, null]);
  assert.match(box.output, /stopping, one part after the other/);
  for (const { role, pid } of roles) {
    assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound, role);
  }
  await Deno.remove(box.state, { recursive: true });
});
