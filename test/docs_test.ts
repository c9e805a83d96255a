/**
 * What the documents show must be so: each configuration in them is one that the program takes.
 */
import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import { describeFaults, parseConfig } from "../src/config/load.ts";
import { cameraFaults } from "../src/app/camera_sources.ts";

const DOCS = new URL("../docs/", import.meta.url);

/** The YAML snippets of a document, with the heading that each stands under. */
async function snippets(name: string): Promise<{ heading: string; text: string }[]> {
  const text = await Deno.readTextFile(new URL(name, DOCS));
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => ({
    heading: text.slice(0, match.index).match(/^## .*$/gm)?.at(-1) ?? "",
    text: match[1],
  }));
}

Deno.test("docs/hardware.md: every configuration is taken by the real schema, beside the least that a site needs", async () => {
  const found = await snippets("hardware.md");
  assert(found.length >= 9, `${found.length} snippets`);
  for (const { heading, text } of found) {
    const snippet = parse(text) as Record<string, unknown>;
    const site = {
      zones: [{ id: "hall" }],
      outputs: [{ id: "bell", kind: "siren", driver: "simulated" }],
      ...snippet,
    };
    const parsed = parseConfig(stringify(site));
    assert(parsed.ok, `${heading}: ${parsed.ok ? "" : describeFaults(parsed.fault)}`);
    assert.deepEqual(cameraFaults(parsed.value), [], heading);
  }
});

Deno.test("docs/hardware.md: all of it together is one site, without a line that is given twice", async () => {
  const site: Record<string, unknown> = { zones: [{ id: "hall" }] };
  for (const { text } of await snippets("hardware.md")) {
    for (const [key, value] of Object.entries(parse(text) as Record<string, unknown>)) {
      const before = site[key];
      if (!Array.isArray(before) || !Array.isArray(value)) site[key] = value;
      else {
        const ids = value.map(({ id }: { id: string }) => id);
        site[key] = [...before.filter(({ id }: { id: string }) => !ids.includes(id)), ...value];
      }
    }
  }
  const parsed = parseConfig(stringify(site));
  assert(parsed.ok, parsed.ok ? "" : describeFaults(parsed.fault));
  const { outputs, callPoints, inputs, sensors, cameras, hardwareWatchdog } = parsed.value;
  assert.deepEqual(
    [outputs.length, callPoints.length, inputs.length, sensors.length, cameras.length],
    [4, 1, 2, 2, 1],
  );
  assert.equal(hardwareWatchdog?.timeoutSeconds, 30);
  assert.equal(outputs.find(({ id }) => id === "siren-hall")?.feedback?.confirmMs, 1_000);
});
