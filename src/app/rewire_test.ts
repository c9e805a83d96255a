import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { rewire } from "./rewire.ts";

const SITE = "zones: [{id: hall}]\noutputs: [{id: bell, kind: siren, driver: simulated}]\n";

function config(text: string): Config {
  const parsed = parseConfig(text);
  assert(parsed.ok);
  return parsed.value;
}

async function deeds(before: string, after: string): Promise<string[]> {
  const done: string[] = [];
  await rewire(config(before), config(after), {
    write: () => Promise.resolve(void done.push("write")),
    setRoles: (roles) => Promise.resolve(void done.push(`roles ${roles.length}`)),
    tell: (role) => void done.push(`tell ${role}`),
    restart: (role) => {
      done.push(`restart ${role}`);
      return Promise.resolve(true);
    },
    own: () => void done.push("own"),
  });
  return done;
}

Deno.test("rewire: the file is written before any role is told, and a limit restarts nobody", async () => {
  assert.deepEqual(await deeds(SITE, SITE.replace("id: hall", "id: hall, limits: {criticalC: 70}")), [
    "write",
    "own",
    "roles 4",
    "tell fusion",
    "tell sensors",
    "tell ui",
  ]);
});

Deno.test("rewire: outputs are restarted last", async () => {
  const after = `${
    SITE.replace("simulated}", "simulated}, {id: b2, kind: siren, driver: simulated}")
  }page: {port: 1}`;
  const done = await deeds(SITE, after);
  assert.deepEqual(done.filter((deed) => deed.startsWith("restart")), ["restart ui", "restart outputs"]);
});

Deno.test("rewire: a role that came with the change is not started twice", async () => {
  const done = await deeds(SITE, `${SITE}cameras: [{id: c, zone: hall, source: "test:room"}]`);
  assert.deepEqual(done.filter((deed) => /roles|restart/.test(deed)), ["roles 6", "restart ui"]);
});
