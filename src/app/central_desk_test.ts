import assert from "node:assert/strict";
import { stringify } from "yaml";
import type { BoxReport, ConfigAnswer, ConfigRequest, ConfigState } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { type CentralOrder, signOrder } from "../fleet/central/envelope.ts";
import { newSigningKey, readSigningKey } from "../fleet/central/signing_key.ts";
import type { ConfigVersion } from "../store/config_store.ts";
import { CentralDesk, type CentralTrouble } from "./central_desk.ts";

async function newKey() {
  const read = await readSigningKey((await newSigningKey()).pem);
  assert(read.ok);
  return read.value;
}

const KEY = await newKey();
const OTHER = await newKey();

function local(criticalC: number): unknown {
  return {
    zones: [{ id: "hall", limits: { criticalC } }],
    outputs: [{ id: "bell", kind: "siren", driver: "simulated" }],
    fleet: {
      site: "plant",
      box: "north",
      servers: ["nats://192.0.2.1:4222"],
      central: { keys: [KEY.publicText] },
    },
  };
}

function document(criticalC: number): string {
  const { fleet: _, ...base } = local(criticalC) as Record<string, unknown>;
  return stringify({ site: "plant", base, boxes: { north: {}, south: {} } });
}

function order(version: number, more: Partial<CentralOrder> = {}): CentralOrder {
  const act = { kind: "configure" as const, document: document(version), replacesEdits: false };
  return { site: "plant", epoch: 1, version, boxes: ["north"], author: "anna", reason: "why", act, ...more };
}

/** A box with the keeper's part played: what is asked for runs, as the text says. */
class TestBox {
  readonly clock = new FakeClock();
  readonly requests: ConfigRequest[] = [];
  readonly troubles: CentralTrouble[] = [];
  readonly versions: ConfigVersion[] = [];
  answer: Partial<ConfigAnswer> | undefined;
  report: BoxReport | undefined;
  kept: string | undefined;
  desk: CentralDesk;
  config!: Config;
  isOnTrial = false;

  constructor() {
    this.run(stringify(local(60)), "file");
    this.desk = this.restart();
  }

  restart(): CentralDesk {
    this.desk = new CentralDesk({
      clock: this.clock,
      keeper: this.#keeper(),
      versions: () => this.versions,
      kept: this.kept,
      keep: (text) => this.kept = text,
      fault: (trouble) => this.troubles.push(trouble),
      told: (report) => this.report = report,
      log: () => {},
    });
    this.stand(0);
    return this.desk;
  }

  /** `text` runs from now on. */
  run(text: string, source: ConfigVersion["source"]): void {
    const checked = parseConfig(text);
    assert(checked.ok);
    this.config = checked.value;
    this.versions.push({
      version: this.versions.length + 1,
      atWallMs: 0,
      author: "anna",
      source,
      reason: "why",
      outcome: "good",
      outcomeAtWallMs: 0,
      outcomeText: "fine",
      text,
    });
  }

  settle(outcome: ConfigVersion["outcome"], outcomeText: string): void {
    this.versions.push({ ...this.versions.pop()!, outcome, outcomeText });
  }

  stand(alarms: number): void {
    this.desk.vitals({
      alarms: Array.from({ length: alarms }, () => ({ quiet: false })),
      troubles: ["fleet-lost:fleet", "time-unsynchronised:box", "sensor-silent:s1", "sensor-silent:new"],
      unproven: ["new"],
    });
  }

  /** What lies in the store is looked at, and all that follows from it is done. */
  async offer(envelope: string): Promise<BoxReport> {
    this.desk.offer(envelope);
    return await this.settled();
  }

  async settled(): Promise<BoxReport> {
    await this.desk.settled();
    this.desk.step();
    assert(this.report);
    return this.report;
  }

  get state(): ConfigState {
    const { version, author, reason, atWallMs } = this.versions.at(-1)!;
    const state = this.isOnTrial ? "trial" : "good";
    return { version, state, good: version, author, reason, atWallMs, mustConfirm: false };
  }

  #keeper() {
    const read = { config: () => this.config, state: () => this.state };
    return {
      get config() {
        return read.config();
      },
      get state() {
        return read.state();
      },
      request: (request: ConfigRequest): Promise<ConfigAnswer> => {
        this.requests.push(request);
        const { act } = request;
        if (this.answer === undefined && act.act === "apply") this.run(act.text!, request.source);
        if (this.answer === undefined && act.act === "rollback") {
          this.run(this.versions.find(({ version }) => version === act.to)!.text, request.source);
        }
        const answer = { ok: true, message: "it runs", changes: [], faults: [], ...this.answer };
        return Promise.resolve({ kind: "configAnswer", request: 0, state: this.state, ...answer });
      },
    };
  }

  get criticalC(): number {
    return this.config.zones[0].limits.criticalC;
  }
}

Deno.test("CentralDesk takes a signed version by the one way of every change, with its author and reason, and keeps the box's own fleet", async () => {
  const box = new TestBox();
  const report = await box.offer(await signOrder(order(70), KEY));
  assert.equal(box.criticalC, 70);
  assert.equal(box.config.fleet?.box, "north");
  const [{ by, source, act }] = box.requests;
  assert.deepEqual([by, source, act.act === "apply" && act.reason], ["anna", "central", "central v70: why"]);
  assert.deepEqual(report.order, { epoch: 1, version: 70, state: "good" });
  assert.deepEqual(report.runs, { epoch: 1, version: 70 });
  assert.deepEqual(
    [report.alarms, report.troubles, report.before?.troubles],
    [0, 1, 1],
    "what was never heard, and the network, are no measure",
  );
});

Deno.test("CentralDesk refuses a tampered version with a trouble, which goes when what lies there is right again", async () => {
  const box = new TestBox();
  const right = await signOrder(order(70), KEY);
  const report = await box.offer(right.replace("criticalC: 70", "criticalC: 99"));
  assert.deepEqual([box.requests.length, box.criticalC], [0, 60]);
  assert.match(report.refusal!, /signature is broken/);
  assert.equal(report.order, undefined, "what nobody has signed says nothing of a version");
  assert.deepEqual(box.desk.faults().map(({ code, active }) => [code, active]), [["central-refused", true]]);
  await box.offer(await signOrder(order(71), OTHER));
  assert.equal(box.requests.length, 0);
  await box.offer(right);
  assert.equal(box.criticalC, 70);
  assert.deepEqual(box.desk.faults(), []);
  assert.equal(box.troubles.at(-1)?.active, false);
});

Deno.test("CentralDesk has no trouble with what lies there once the box takes nothing from there", async () => {
  const box = new TestBox();
  await box.offer("forged");
  assert.equal(box.desk.faults().length, 1);
  box.config = { ...box.config, fleet: undefined };
  box.desk.step();
  assert.deepEqual([box.desk.faults(), box.troubles.at(-1)?.active], [[], false]);
});

Deno.test("CentralDesk refuses what is played back, also after a restart", async () => {
  const box = new TestBox();
  const older = await signOrder(order(70), KEY);
  const newer = await signOrder(order(71), KEY);
  await box.offer(older);
  await box.offer(newer);
  box.restart();
  assert.match((await box.offer(older)).refusal!, /v70 is older than v71/);
  assert.equal(box.criticalC, 71);
  assert.equal((await box.offer(newer)).refusal, undefined);
  assert.equal(box.requests.length, 2, "what runs is not applied twice");
});

Deno.test("CentralDesk lets a version wait while an alarm stands, a change is on trial, or the box starts", async () => {
  const box = new TestBox();
  box.stand(1);
  const envelope = await signOrder(order(70), KEY);
  const report = await box.offer(envelope);
  assert.deepEqual([report.order?.state, box.requests.length], ["waiting", 0]);
  assert.match(report.order!.why!, /an alarm stands/);
  box.stand(0);
  box.isOnTrial = true;
  await box.clock.advance(6_000);
  box.desk.step();
  assert.match((await box.settled()).order!.why!, /version 1 is on trial/);
  box.isOnTrial = false;
  await box.clock.advance(6_000);
  box.desk.step();
  assert.equal((await box.settled()).order?.state, "good");
  assert.equal(box.criticalC, 70);
});

Deno.test("CentralDesk refuses what fails the box's checks, and takes the next version", async () => {
  const box = new TestBox();
  const nonsense = order(70, {
    act: { kind: "configure", document: "site: plant\nboxes: {south: {}}\n", replacesEdits: false },
  });
  const report = await box.offer(await signOrder(nonsense, KEY));
  assert.deepEqual([report.order?.state, box.requests.length], ["refused", 0]);
  assert.match(report.order!.why!, /nothing for the box 'north'/);
  box.answer = {
    ok: false,
    code: "config-refused",
    message: "zones[0].limits.criticalC: 20 is not above preAlarmC, 40",
  };
  assert.match((await box.offer(await signOrder(order(71), KEY))).order!.why!, /not above preAlarmC/);
  assert.deepEqual(box.desk.faults(), [], "the installer is told; on the box nothing is wrong");
  box.answer = undefined;
  assert.equal((await box.offer(await signOrder(order(72), KEY))).order?.state, "good");
});

Deno.test("CentralDesk shows a change by hand as drift, and lets no version replace it that does not say so", async () => {
  const box = new TestBox();
  await box.offer(await signOrder(order(70), KEY));
  box.run(stringify(local(65)), "file");
  const report = await box.settled();
  assert.deepEqual(report.drift, { paths: ["zones[hall].limits.criticalC"], count: 1 });
  const refused = await box.offer(await signOrder(order(71), KEY));
  assert.match(refused.order!.why!, /changed by hand in thresholds/);
  assert.equal(box.criticalC, 65);
  const act = { kind: "configure" as const, document: document(72), replacesEdits: true };
  const taken = await box.offer(await signOrder(order(72, { act }), KEY));
  assert.deepEqual([taken.drift.count, box.criticalC], [0, 72]);
});

Deno.test("CentralDesk carries a withdrawal out: back to what ran before, and nothing where the box has gone back itself", async () => {
  const box = new TestBox();
  await box.offer(await signOrder(order(70), KEY));
  await box.offer(await signOrder(order(71), KEY));
  box.stand(1);
  const withdrawal = order(72, { act: { kind: "withdraw", version: 71 } });
  const report = await box.offer(await signOrder(withdrawal, KEY));
  assert.deepEqual([report.order?.state, box.criticalC, report.runs?.version], ["withdrawn", 70, 70]);
  assert.equal(report.drift.count, 0);
  box.stand(0);
  await box.offer(await signOrder(order(80), KEY));
  box.settle("rolled-back", "the siren went away");
  const rolled = await box.settled();
  assert.deepEqual([rolled.order?.state, rolled.order?.why, rolled.runs?.version], [
    "rolled-back",
    "the siren went away",
    70,
  ]);
  box.run(stringify(local(70)), "box");
  const before = box.requests.length;
  const gone = await box.offer(await signOrder(order(81, { act: { kind: "withdraw", version: 80 } }), KEY));
  assert.deepEqual([gone.order?.state, box.requests.length], ["withdrawn", before]);
});

Deno.test("CentralDesk survives a memory that is none, and a key that is no point of the curve", async () => {
  const box = new TestBox();
  box.kept = '{"taken": 5}';
  box.restart();
  assert.equal((await box.offer(await signOrder(order(70), KEY))).order?.state, "good");
  const never = "ed25519:" + "/".repeat(42) + "8=";
  box.config = { ...box.config, fleet: { ...box.config.fleet!, central: { keys: [never] } } };
  const forged = {
    ...JSON.parse(await signOrder(order(71), KEY)),
    key: (await import("../fleet/central/envelope.ts")).keyId(never),
  };
  assert.match(
    (await box.offer(JSON.stringify(forged))).refusal!,
    /signature is broken|could not be looked at/,
  );
  assert.equal(box.requests.length, 1);
});
