import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { LiveConfig } from "./live_config.ts";

/** A site whose boiler room alarms from `criticalC` on. */
function site(criticalC: number, more = ""): Config {
  const parsed = parseConfig(`
zones: [{id: boiler, limits: {preAlarmC: 45, criticalC: ${criticalC}}}]
outputs: [{id: bell, kind: siren, driver: simulated}]
${more}
`);
  assert(parsed.ok);
  return parsed.value;
}

function setUp(role: "fusion" | "sensors" = "fusion") {
  let file: Config | Error = site(60);
  const taken: number[] = [];
  const failures: string[] = [];
  const live = new LiveConfig({
    role,
    config: site(60),
    read: () => file instanceof Error ? Promise.reject(file) : Promise.resolve(file),
    take: ({ zones }) => taken.push(zones[0].limits.criticalC),
    failed: (reason) => failures.push(reason),
  });
  return { live, taken, failures, write: (next: Config | Error) => file = next };
}

Deno.test("LiveConfig takes in what was changed while the role started: it would go on with old limits for ever", async () => {
  const { live, taken, write } = setUp();
  write(site(70));
  await live.look();
  assert.deepEqual(taken, [], "a role that starts cannot take it yet");
  await live.working();
  assert.deepEqual(taken, [70]);
});

Deno.test("LiveConfig takes in each change once, also where it is told more often than there is news", async () => {
  const { live, taken, write } = setUp();
  await live.working();
  assert.deepEqual(taken, []);
  write(site(70));
  await Promise.all([live.look(), live.look()]);
  write(site(80));
  await live.look();
  assert.deepEqual(taken, [70, 80]);
});

Deno.test("LiveConfig leaves to the supervisor what a role must be started anew for", async () => {
  const { live, taken, write } = setUp("sensors");
  await live.working();
  write(site(70, "sensorPort: {port: 9100}"));
  await live.look();
  assert.deepEqual(taken, []);
});

Deno.test("LiveConfig goes on with what is in force where the file cannot be read, and takes it once it can", async () => {
  const { live, taken, failures, write } = setUp();
  await live.working();
  write(new Error("no such file"));
  await live.look();
  assert.deepEqual([taken, failures], [[], ["no such file"]]);
  write(site(70));
  await live.look();
  assert.deepEqual(taken, [70]);
});
