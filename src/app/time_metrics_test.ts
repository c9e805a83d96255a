import assert from "node:assert/strict";
import { Registry } from "prom-client";
import type { TimeFigures } from "./time_keeper.ts";
import { timeMetrics } from "./time_metrics.ts";

const UNKNOWN: TimeFigures = {
  atMs: 0,
  synchronisation: { kind: "settling" },
  steps: 0,
  referenceMs: undefined,
  kernel: undefined,
  servers: [],
};

async function lines(figures: TimeFigures): Promise<string[]> {
  const registry = new Registry();
  timeMetrics(registry, () => figures);
  return (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

Deno.test("timeMetrics shows offset, dispersion and reach of a clock that servers vouch for", async () => {
  const found = await lines({
    ...UNKNOWN,
    synchronisation: { kind: "synchronised", by: "servers", offsetMs: -12, errorMs: 3 },
    steps: 2,
    referenceMs: 1_000_000,
    kernel: { claimed: true, maxErrorMs: 40, estimatedErrorMs: 1 },
    servers: [{
      server: "ntp.example",
      state: "answering",
      stratum: 2,
      delayMs: 8,
      errorMs: 5,
      utcMinusMonoMs: 999_990,
      reach: 7,
      sent: 9,
      answered: 8,
      timeouts: 1,
      refused: 0,
      strays: 0,
      jumps: 0,
    }],
  });
  for (
    const line of [
      "embereye_time_synchronised 1",
      'embereye_time_offset_seconds{by="servers"} -0.012',
      'embereye_time_error_seconds{by="servers"} 0.003',
      'embereye_time_kernel_error_seconds{kept="true"} 0.04',
      'embereye_time_server_reach{server="ntp.example"} 7',
      'embereye_time_server_dispersion_seconds{server="ntp.example"} 0.005',
      'embereye_time_server_delay_seconds{server="ntp.example"} 0.008',
      'embereye_time_server_offset_seconds{server="ntp.example"} 0.01',
      'embereye_time_server_stratum{server="ntp.example"} 2',
      "embereye_time_steps_total 2",
    ]
  ) assert(found.includes(line), `${line} in\n${found.join("\n")}`);
});

Deno.test("timeMetrics shows no number for what is not known", async () => {
  assert.deepEqual(await lines(UNKNOWN), ["embereye_time_synchronised 0", "embereye_time_steps_total 0"]);
});

Deno.test("timeMetrics still shows how wrong a wall clock is that is not synchronised", async () => {
  const reason = { kind: "offset", offsetMs: 5_000, errorMs: 4, limitMs: 1_000 } as const;
  const found = await lines({ ...UNKNOWN, synchronisation: { kind: "unsynchronised", reason } });
  assert(found.includes('embereye_time_offset_seconds{by="servers"} 5'), found.join("\n"));
  assert(found.includes("embereye_time_synchronised 0"));
});
