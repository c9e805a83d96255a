import assert from "node:assert/strict";
import { configGuide, GUIDE_MARK } from "./config_guide.ts";

Deno.test("configGuide is what docs/configuration.md holds", async () => {
  const written = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
  assert.equal(configGuide(written), written, "write it anew: ./denow task guide");
});

Deno.test("configGuide keeps what is written by hand and lists keys of every section with their defaults", () => {
  const guide = configGuide(`# By hand\n\n${GUIDE_MARK}\nold`);
  assert(guide.startsWith("# By hand\n"));
  assert(!guide.includes("old\n"));
  for (
    const row of [
      "| `zones[].limits.criticalC` | number, -40 to 300 | `60` |",
      "| `zones[].id` | text | **needed** |",
      "| `outputs[].driver` | `gpio` |",
      "| `notify.targets[].secret` |",
      "| `changes.trialMinutes` | number, 0.1 to 1440 | `10` |",
    ]
  ) {
    assert(guide.includes(row), row);
  }
});
