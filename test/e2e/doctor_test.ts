/**
 * The doctor at a real box: while it runs, after it has stopped, and before it was ever there.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Check } from "../../src/ops/doctor/check.ts";
import { TOPICS } from "../../src/ops/doctor/check.ts";
import { Box } from "./box.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function doctor(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", "main.ts", "doctor", ...args],
    cwd: ROOT,
    env: { COLUMNS: "80", NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  assert.equal(decoder.decode(stderr), "");
  return { code, text: decoder.decode(stdout) };
}

async function checks(...args: string[]): Promise<{ code: number; ok: boolean; checks: Check[] }> {
  const { code, text } = await doctor("--json", ...args);
  return { code, ...JSON.parse(text) };
}

function of(found: { checks: Check[] }, topic: string): string {
  return found.checks.filter((check) => check.topic === topic).map(({ verdict, found }) =>
    `${verdict}: ${found}`
  )
    .join("\n");
}

Deno.test("doctor examines a box that runs, and the same one after it has stopped", async () => {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  {
    await using _box = await Box.start(["--no-simulation"], { state });
    const running = await checks("--state", state);
    assert.match(
      of(running, "service"),
      /^ok: The service runs with all its parts: outputs, fusion, sensors/,
    );
    assert.match(
      of(running, "ports"),
      /^ok: TCP \S+ \(sensors\) is served\.\nok: TCP \S+ \(page\) is served\.$/,
    );
    assert.match(of(running, "configuration"), /Simulated outputs drive nothing/);
    assert.match(of(running, "resources"), /priority|nice/);
    assert.deepEqual([...new Set(running.checks.map(({ topic }) => topic))].sort(), [...TOPICS].sort());
  }
  const stopped = await checks("--state", state);
  assert.match(of(stopped, "service"), /^warning: The service does not run/);
  const { text } = await doctor("--state", state);
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  await Deno.remove(state, { recursive: true });
});

Deno.test("doctor fails a configuration that is refused and one that is not there, and still examines the machine", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const file = `${folder}/site.yaml`;
  await Deno.writeTextFile(
    file,
    "zones: [{id: hall}]\noutputs: [{id: bell, kind: sirene, driver: simulated}]\n",
  );
  const where = ["--state", `${folder}/none`, "--run", `${folder}/run`];
  const refused = await checks("--config", file, ...where);
  assert.equal(refused.code, 1);
  assert.match(of(refused, "configuration"), /^failed: .*site\.yaml is refused: .*kind/);
  assert.match(of(refused, "kernel"), /Linux|system/);
  const missing = await checks("--config", `${folder}/other.yaml`, ...where);
  assert.equal(missing.code, 1);
  assert.match(of(missing, "configuration"), /^failed: There is no /);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("doctor says whose port the service would not get, and which device it would not find", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const file = `${folder}/site.yaml`;
  const other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await Deno.writeTextFile(
    file,
    `
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: gpio, chip: no-such-chip, line: 4}]
sensorPort: {host: 127.0.0.1, port: ${(other.addr as Deno.NetAddr).port}}
page: {host: 127.0.0.1, port: 0}
`,
  );
  const found = await checks("--config", file, "--state", `${folder}/none`, "--run", `${folder}/run`);
  other.close();
  assert.equal(found.code, 1);
  assert.equal(found.ok, false);
  // Who holds it is this test itself.
  assert.match(
    of(found, "ports"),
    new RegExp(`^failed: TCP 127\\.0\\.0\\.1:\\d+ \\(sensors\\) is taken by .+ \\(process ${Deno.pid}\\)`),
  );
  if (Deno.build.os === "linux") {
    assert.match(of(found, "devices"), /^failed: siren bell: line 4 of 'no-such-chip' is missing/);
  }
  await Deno.remove(folder, { recursive: true });
});
