import assert from "node:assert/strict";
import { fail } from "../reading/result.ts";
import type { ResourcePlan } from "../watchdog/resources.ts";
import { Shares } from "./shares.ts";

async function rig(act: (shares: Shares, given: string[], noted: string[], path: string) => void) {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const given: string[] = [];
  const noted: string[] = [];
  const path = `${folder}/resources.json`;
  const shares = new Shares({
    resources: { detect: { nice: 12 } },
    path,
    note: (text) => noted.push(text),
    scheduler: {
      apply: (pid: number, plan: ResourcePlan) => {
        given.push(`${plan.subject} ${pid === Deno.pid ? "own" : pid} nice ${plan.nice}`);
        return [{
          subject: plan.subject,
          what: "priority" as const,
          wanted: `nice ${plan.nice}`,
          ...(plan.nice < 0 ? { fault: { kind: "not-permitted" as const } } : {}),
        }];
      },
      close: () => {},
    },
    cgroup: fail({ kind: "shared", others: 3 }),
  });
  act(shares, given, noted, path);
  await Deno.remove(folder, { recursive: true });
}

Deno.test("Shares gives the fire path its priority from the first moment, and the others theirs once they are ready", () =>
  rig((shares, given) => {
    assert.deepEqual(given.splice(0), ["supervisor own nice -10"]);
    shares.starting("outputs", 11);
    shares.starting("detect", 12);
    shares.starting("ui", 13);
    assert.deepEqual(given.splice(0), ["outputs 11 nice -10", "detect 12 nice 0", "ui 13 nice 0"]);
    shares.ready("detect", 12);
    shares.ready("ui", 13);
    assert.deepEqual(given, ["detect 12 nice 12", "ui 13 nice 10"]);
  }));

Deno.test("Shares says once why a share is not given, and records what each process got", () =>
  rig((shares, _, noted, path) => {
    shares.ready("outputs", 11);
    shares.ready("ui", 13);
    assert.deepEqual(noted, [
      "supervisor runs without its priority (nice -10): this user may not set it",
      "supervisor runs without its weight (weight 1000): 3 processes of others are in our cgroup",
    ]);
    const lines = JSON.parse(Deno.readTextFileSync(path));
    assert.deepEqual(
      lines.map(({ subject, what, fault }: { subject: string; what: string; fault?: { kind: string } }) =>
        `${subject} ${what} ${fault?.kind ?? "given"}`
      ),
      [
        "supervisor priority not-permitted",
        "supervisor weight shared",
        "outputs priority not-permitted",
        "outputs weight shared",
        "ui priority given",
        "ui weight shared",
      ],
    );
  }));

Deno.test("Shares gives every process its new share when the configuration changes", () =>
  rig((shares, given) => {
    shares.ready("outputs", 11);
    shares.ready("detect", 12);
    given.length = 0;
    shares.configure({ detect: { nice: 19 }, outputs: { nice: -15 } });
    assert.deepEqual(given, ["supervisor own nice -10", "outputs 11 nice -15", "detect 12 nice 19"]);
  }));

Deno.test("Shares puts an errand where the page is, and keeps the page's own record", () =>
  rig((shares, given, _, path) => {
    shares.ready("ui", 13);
    const before = Deno.readTextFileSync(path);
    given.length = 0;
    shares.errand(77);
    shares.configure({ ui: { nice: 15 } });
    assert.deepEqual(given, ["ui 77 nice 10", "supervisor own nice -10", "ui 13 nice 15"]);
    assert.equal(before.includes("ui"), true);
  }));

Deno.test("Shares touches no process that has ended: its number may be a stranger's", () =>
  rig((shares, given) => {
    shares.ready("outputs", 11);
    shares.ready("detect", 12);
    shares.ended(12);
    given.length = 0;
    shares.configure({ detect: { nice: 19 } });
    assert.deepEqual(given, ["supervisor own nice -10", "outputs 11 nice -10"]);
  }));
