import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { parseConfig } from "../config/load.ts";
import type { SendFault } from "../outputs/notify/courier.ts";
import { joined } from "../outputs/notify/join.ts";
import type { Notification } from "../reading/notification.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { StoredEvent } from "../store/event_batch.ts";
import { Outbox } from "../store/outbox.ts";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { sceneSite } from "../ui/fake_scenes.ts";
import { NotifyDesk } from "./notify_desk.ts";
import { NotifyMemory } from "./notify_memory.ts";

const parsed = parseConfig(`
zones: [{id: boiler, name: Boiler room}]
outputs: [{id: bell, kind: siren, driver: simulated}]
notify:
  targets: [{id: ops, name: Office, kind: mqtt, url: "mqtt://192.0.2.1"}]
`);
assert(parsed.ok);
const CONFIG = parsed.value;

/** A desk with one target, and a journal that can be read or not. */
class Rig implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly arrived: Notification[] = [];
  readonly faults: [string, boolean, string][] = [];
  /** Undefined: the journal cannot be read. */
  events: StoredEvent[] | undefined;
  /** Why the target takes nothing. */
  fault: SendFault | undefined;
  readonly desk: NotifyDesk;
  /** What is wrong with the outbox, undefined where it is well again. */
  readonly outboxFaults: (string | undefined)[] = [];
  readonly #memory: NotifyMemory;
  readonly #folder: string;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;

  /** @param hasOutbox Whether its disk gives the outbox at the start. */
  constructor(folder: string, hasOutbox = true) {
    const { clock } = this;
    this.#folder = folder;
    this.#memory = new NotifyMemory(
      hasOutbox ? this.outbox() : undefined,
      () => clock.wallMs(),
      (detail) => this.outboxFaults.push(detail),
    );
    this.desk = new NotifyDesk({
      config: CONFIG,
      clock,
      memory: this.#memory,
      readJournal: ({ afterSeq = 0, first, limit = 100 }) => {
        if (this.events === undefined) return undefined;
        const later = this.events.filter(({ seq }) => seq > afterSeq);
        const events = (first === "oldest" ? later : later.toReversed()).slice(0, limit);
        return { events, more: later.length > limit };
      },
      senders: new Map([["ops", {
        send: (notification) => Promise.resolve(this.#take(notification)),
        close: () => Promise.resolve(),
      }]]),
      fault: (...told) => this.faults.push(told),
      note: () => undefined,
    });
    this.#running = this.desk.run(this.#end.signal);
  }

  outbox(): Outbox {
    const path = join(this.#folder, "outbox.db");
    const opened = Outbox.open({ path, nowWallMs: this.clock.wallMs(), join: joined });
    assert.ok(opened.ok);
    return opened.value;
  }

  /** The journal's next line. */
  tell(kind: "alarm" | "trouble", text: string): void {
    const seq = (this.events?.at(-1)?.seq ?? 0) + 1;
    const at = { atMs: this.clock.monotonicMs(), atWallMs: this.clock.wallMs() };
    const about = kind === "alarm"
      ? { alarmId: `A-${seq}`, zoneId: "boiler" }
      : { troubleId: `sensor-silent:s${seq}` };
    this.events = [...this.events ?? [], { seq, kind, ...at, ...about, text }];
    this.desk.journal();
  }

  /** A site with an alarm in the boiler room that was raised `agoMs` ago. */
  site(agoMs: number, more: { disabled?: boolean; test?: boolean } = {}) {
    const site = sceneSite("alarm", this.clock.monotonicMs(), this.clock.wallMs());
    Object.assign(site.alarms[0], {
      raisedAtMs: site.atMs - agoMs,
      raisedAtWallMs: site.atWallMs - agoMs,
      ...more,
    });
    return site;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.clock.advance(0);
    await this.#running;
    await this.desk.close();
    this.#memory.close();
  }

  #take(notification: Notification): Result<void, SendFault> {
    if (this.fault !== undefined) return fail(this.fault);
    this.arrived.push(notification);
    return ok(undefined);
  }
}

const withRig = (test: (rig: Rig) => Promise<void>) => () =>
  inTempFolder(async (folder) => {
    await using rig = new Rig(folder);
    await test(rig);
  });

Deno.test(
  "NotifyDesk tells of an alarm that the journal cannot tell of, once, also when the journal tells of it at last",
  withRig(async (rig) => {
    rig.events = [];
    rig.desk.journal();
    rig.events = undefined;
    rig.desk.journal();
    rig.desk.site(rig.site(1_000));
    await rig.clock.advance(0);
    assert.deepEqual(rig.arrived, [], "the journal is given two seconds");
    rig.desk.site(rig.site(2_500));
    await rig.clock.advance(0);
    assert.deepEqual(rig.arrived.map(({ severity, text }) => [severity, text]), [
      ["alarm", "Boiler room: fire alarm."],
    ]);
    const { atMs, atWallMs } = rig.site(0);
    rig.events = [{
      seq: 1,
      kind: "alarm",
      atMs,
      atWallMs,
      alarmId: "alarm-1",
      zoneId: "boiler",
      text: "Boiler room: flame 63 %.",
    }];
    rig.desk.journal();
    rig.desk.site(rig.site(60_000));
    await rig.clock.advance(10_000);
    assert.equal(rig.arrived.length, 1);
  }),
);

Deno.test(
  "NotifyDesk says of an alarm in a zone out of service that no siren sounds, and tells of no walk test",
  withRig(async (rig) => {
    rig.desk.site(rig.site(5_000, { test: true }));
    await rig.clock.advance(0);
    assert.deepEqual(rig.arrived, []);
    rig.desk.site(rig.site(5_000, { disabled: true }));
    await rig.clock.advance(0);
    assert.deepEqual(rig.arrived.map(({ text }) => text), [
      "Boiler room: fire alarm. The zone is out of service: no siren.",
    ]);
  }),
);

Deno.test(
  "NotifyDesk: a target that takes nothing for a minute is a trouble until it takes something, and a shorter pause is none",
  withRig(async (rig) => {
    rig.fault = { permanent: false, detail: "connection refused" };
    rig.desk.site(rig.site(5_000));
    await rig.clock.advance(59_000);
    rig.desk.step();
    assert.deepEqual(rig.faults, []);
    await rig.clock.advance(2_000);
    rig.desk.step();
    rig.desk.step();
    assert.deepEqual(rig.faults, [["ops", true, "ops is not reached, 1 wait: connection refused"]]);
    assert.deepEqual(rig.desk.failing(), [
      { target: "ops", detail: "ops is not reached: connection refused" },
    ]);
    rig.fault = undefined;
    await rig.clock.advance(30_000);
    rig.desk.step();
    assert.deepEqual(rig.faults.slice(1), [["ops", false, "ops is reached again"]]);
    assert.deepEqual(rig.desk.failing(), []);
    const [state] = rig.desk.states();
    assert.deepEqual([state.name, state.waiting, state.sent, state.fault], ["Office", 0, 1, undefined]);
  }),
);

Deno.test(
  "NotifyDesk sends a test past what waits, and says what came of it",
  withRig(async (rig) => {
    assert.deepEqual(await rig.desk.test("nobody", "Anna"), {
      ok: false,
      message: "no target is called nobody",
    });
    const sent = await rig.desk.test("ops", "Anna");
    assert.equal(sent.ok, true);
    assert.equal(rig.arrived[0]?.severity, "info");
    assert.match(rig.arrived[0]!.text, /asked for by Anna\. Nothing burns\./);
    rig.fault = { permanent: true, detail: "not authorised" };
    assert.deepEqual(await rig.desk.test("ops", "Anna"), {
      ok: false,
      message: "ops has not taken the test: not authorised",
    });
  }),
);

Deno.test("NotifyDesk whose outbox cannot be opened at the start tells of alarms, and once it can of all that came since it was left", () =>
  inTempFolder(async (folder) => {
    let told: StoredEvent[] | undefined;
    {
      await using before = new Rig(folder);
      before.events = [];
      before.tell("trouble", "s1 is silent");
      await before.clock.advance(0);
      assert.deepEqual(before.arrived.map(({ text }) => text), ["s1 is silent"]);
      told = before.events;
    }
    await using rig = new Rig(folder, false);
    rig.events = told;
    rig.clock.jump(60_000);
    rig.tell("trouble", "s2 is silent");
    rig.tell("alarm", "Boiler room: flame 63 %.");
    await rig.clock.advance(0);
    assert.deepEqual(rig.arrived.map(({ text }) => text), ["Boiler room: flame 63 %."]);
    rig.desk.adopt(rig.outbox());
    await rig.clock.advance(10_000);
    assert.deepEqual(rig.arrived.slice(1).map(({ text }) => text), ["s2 is silent"], "and nothing twice");
    assert.deepEqual(rig.outboxFaults, [undefined]);
    rig.tell("trouble", "s4 is silent");
    await rig.clock.advance(0);
    assert.equal(rig.arrived.length, 3);
  }));
