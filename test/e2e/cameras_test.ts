/**
 * Cameras in the whole appliance: the built-in one, the shipped model, and what is left when a part of that path dies.
 */
import assert from "node:assert/strict";
import { Box } from "./box.ts";

interface Sensor {
  readonly id: string;
  readonly fresh: boolean;
  readonly inputs: { readonly input: string; readonly value?: number; readonly ageMs: number }[];
}

async function camera(box: Box): Promise<Sensor | undefined> {
  const sensors: Sensor[] = await box.get("/api/v1/sensors");
  return sensors.find(({ id, fresh }) => id === "boiler-camera" && fresh);
}

Deno.test("demo: the camera sees the fire, keeps pictures of it, and its path heals without the siren's noticing", async () => {
  await using box = await Box.start(["--fire-after", "5"]);
  await box.eventually("evidence of the camera", () => camera(box));
  await box.eventually("the camera to see the fire", async () => {
    const found = await camera(box);
    return (found?.inputs.find(({ input }) => input === "vision")?.value ?? 0) > 0.6;
  });
  const alarm = await box.eventually("the alarm", async () => (await box.get("/api/v1/alarms"))[0]);
  assert.equal(alarm.zoneId, "boiler");
  await box.eventually("pictures of the alarm", async () => {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(`${box.state}/evidence/${alarm.id}`)) {
      if (name.endsWith(".jpg")) names.push(name);
    }
    return names.some((name) => name.startsWith("at-")) && names.some((name) => name.startsWith("after-"));
  });
  for await (const { name } of Deno.readDir(`${box.state}/evidence/${alarm.id}`)) {
    // Another one may be on its way.
    if (!name.endsWith(".jpg")) continue;
    const bytes = await Deno.readFile(`${box.state}/evidence/${alarm.id}/${name}`);
    assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8], `${name} is a JPEG`);
  }

  for (const role of ["detect", "cameras-0"]) {
    const pid = await box.kill(role);
    await box.eventually(`${role} to be back`, async () => await box.pidOf(role) !== pid);
    await box.eventually(`the camera after the death of ${role}`, async () => {
      const found = await camera(box);
      const vision = found?.inputs.find(({ input }) => input === "vision");
      return vision !== undefined && vision.ageMs < 3_000;
    });
    const outputs: { kind: string; on: boolean }[] = await box.get("/api/v1/outputs");
    assert(
      outputs.filter(({ kind }) => kind === "siren").every(({ on }) => on),
      `after the death of ${role}`,
    );
  }
  const { roles } = await box.get("/api/v1/status");
  for (const { role, restarts, lastEnd } of roles) {
    assert.equal(restarts, ["detect", "cameras-0"].includes(role) ? 1 : 0, `${role}: ${lastEnd}`);
  }
});
