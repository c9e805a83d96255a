import { strict as assert } from "node:assert";
import { z } from "zod";
import { exists } from "./exists.ts";

const CHILD = new URL("./memory_child_for_tests.ts", import.meta.url).href;
/** V8 lets a process's garbage breathe by a few megabytes. With statements made anew for each question it was 40 and more. */
const RISE_BYTES_MAX = 10e6;
const answer = z.object({ warmBytes: z.number(), atEndBytes: z.number() });

Deno.test("the databases, asked and written thousands of times, leave nothing behind in memory", async () => {
  // A disk would be waited for a thousand times.
  const dir = exists("/dev/shm") ? "/dev/shm" : undefined;
  const folder = await Deno.makeTempDir({ dir, prefix: "embereye-memory-" });
  try {
    const child = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-prompt",
        "--cached-only",
        "--v8-flags=--max-semi-space-size=4",
        CHILD,
        folder,
      ],
      stdin: "null",
      stderr: "inherit",
      signal: AbortSignal.timeout(240_000),
    }).output();
    const { warmBytes, atEndBytes } = answer.parse(JSON.parse(new TextDecoder().decode(child.stdout)));
    const rise = atEndBytes - warmBytes;
    assert(
      rise < RISE_BYTES_MAX,
      `it rose by ${(rise / 1e6).toFixed(1)} MB from ${(warmBytes / 1e6).toFixed(1)} MB`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
