import assert from "node:assert/strict";
import { describeFaults, parseConfig } from "./load.ts";

const SITE = "zones: [{id: a}]\noutputs: [{id: bell, kind: siren, driver: simulated}]\n";

function faults(text: string): string {
  const parsed = parseConfig(SITE + text);
  return parsed.ok ? "" : describeFaults(parsed.fault);
}

Deno.test("checkSums: cameras whose pictures do not fit into shared memory are refused with the sum", () => {
  const cameras = (count: number) =>
    `cameras: [${
      Array.from({ length: count }, (_, i) =>
        `{id: c${i}, zone: a, source: "test:room", width: 1920, height: 1080}`).join(", ")
    }]`;
  assert.equal(faults(cameras(20)), "");
  assert.match(
    faults(cameras(64)),
    /cameras: their pictures take 1,593 MB of shared memory together, at most 1,500 MB/,
  );
});

Deno.test("checkSums: the same network with two policies is refused, a narrower one inside it is not", () => {
  const policies = (...networks: [string, string][]) =>
    `sensorPort: {authByNetwork: [${
      networks.map(([network, auth]) => `{network: "${network}", auth: ${auth}}`).join(", ")
    }]}`;
  assert.equal(faults(policies(["10.0.0.0/8", "none"], ["10.1.0.0/16", "packet"])), "");
  assert.equal(faults(policies(["10.0.0.0/8", "packet"], ["10.0.0.0/8", "packet"])), "");
  assert.match(
    faults(policies(["10.0.0.0/8", "none"], ["10.0.0.0/8", "packet"])),
    /authByNetwork\[1\]\.network: 10\.0\.0\.0\/8 overlaps sensorPort\.authByNetwork\[0\], which asks for 'none'/,
  );
});

Deno.test("crossCheck: escalation names targets that exist, in steps that come one after the other", () => {
  const notify = (escalation: string) =>
    `notify: {targets: [{id: ops, kind: webhook, url: "http://192.0.2.1/", secret: 0123456789abcdef}], escalation: ${escalation}}`;
  assert.equal(faults(notify("[{afterMinutes: 5, targets: [ops]}]")), "");
  assert.match(
    faults(notify("[{afterMinutes: 5, targets: [opps]}]")),
    /there is no target 'opps'; did you mean 'ops'\?/,
  );
  assert.match(
    faults(notify("[{afterMinutes: 5, targets: [ops]}, {afterMinutes: 5, targets: [ops]}]")),
    /escalation\[1\]\.afterMinutes: 5 is not after the step before, 5/,
  );
});
