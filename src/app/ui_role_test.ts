import assert from "node:assert/strict";
import { join } from "node:path";
import { getLogger } from "@logtape/logtape";
import { systemClock } from "../clock/system_clock.ts";
import { checkConfig } from "../config/load.ts";
import { createMetrics } from "../ops/metrics.ts";
import { makeFolders, pathsOf } from "./paths.ts";
import { startUi } from "./ui_role.ts";

Deno.test("startUi: fusion that is there at once finds all that is to hear it, however slow the disk is", async () => {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const paths = pathsOf(state, join(state, "run"));
  await makeFolders(paths);
  const config = checkConfig({
    outputs: [{ id: "bell", kind: "siren", driver: "simulated" }],
    zones: [{ id: "hall" }],
    page: { host: "127.0.0.1", port: 0 },
  });
  assert(config.ok);
  using fusion = Deno.listen({ transport: "unix", path: paths.socket("fusion") });
  const linked = fusion.accept();
  // What a killed page has left behind: its socket, which its successor removes before it listens.
  Deno.writeTextFileSync(paths.socket("ui"), "");
  const { remove } = Deno;
  Deno.remove = async (...which) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await remove(...which);
  };
  const abort = new AbortController();
  try {
    let port: number | undefined;
    const body = await startUi({
      process: "ui",
      config: config.value,
      paths,
      clock: systemClock(),
      log: getLogger(["embereye", "ui"]),
      metrics: createMetrics(),
      signal: abort.signal,
      ready: (ports) => port = ports?.ui,
      tell: () => true,
      supervisorLost: () => false,
    });
    const page = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(30_000) });
    await page.body?.cancel();
    (await linked).close();
    abort.abort();
    await body.stop();
  } finally {
    Deno.remove = remove;
    await Deno.remove(state, { recursive: true });
  }
});
