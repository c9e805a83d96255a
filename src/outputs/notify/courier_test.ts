import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { Notification } from "../../reading/notification.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import { Courier, REFUSALS_MAX, SEND_MS, type SendFault } from "./courier.ts";

class Rig {
  readonly clock = new FakeClock();
  readonly waiting: { id: number; notification: Notification; attempts: number }[] = [];
  readonly arrived: string[] = [];
  readonly notes: string[] = [];
  readonly end = new AbortController();
  fault: SendFault | undefined;
  hangs = false;
  tries = 0;
  readonly courier: Courier;
  readonly running: Promise<void>;

  constructor() {
    const drop = (id: number) => void this.waiting.splice(this.waiting.findIndex((one) => one.id === id), 1);
    this.courier = new Courier({
      clock: this.clock,
      random: () => 1,
      note: (text) => this.notes.push(text),
      waiting: {
        next: () => this.waiting[0],
        sent: drop,
        givenUp: drop,
        failed: (id) => void this.waiting.find((one) => one.id === id)!.attempts++,
        count: () => this.waiting.length,
      },
      sender: {
        send: (notification, signal) => this.#send(notification, signal),
        close: () => Promise.resolve(),
      },
    });
    this.running = this.courier.run(this.end.signal);
  }

  put(...ids: string[]): void {
    for (const id of ids) {
      const notification: Notification = { id, kind: "alarm", severity: "alarm", atWallMs: 0, text: id };
      this.waiting.push({ id: this.waiting.length + this.arrived.length + 1, notification, attempts: 0 });
    }
    this.courier.nudge();
  }

  async stop(): Promise<void> {
    this.end.abort();
    await this.clock.advance(1);
    await this.running;
  }

  #send({ id }: Notification, signal: AbortSignal): Promise<Result<void, SendFault>> {
    this.tries++;
    if (this.hangs) {
      return new Promise((resolve) =>
        signal.addEventListener(
          "abort",
          () => resolve(fail({ permanent: false, detail: "no answer in time" })),
        )
      );
    }
    if (this.fault !== undefined) return Promise.resolve(fail(this.fault));
    this.arrived.push(id);
    return Promise.resolve(ok(undefined));
  }
}

Deno.test("Courier: an outage's backlog arrives after it, in order, and it says how long it was", async () => {
  const rig = new Rig();
  rig.fault = { permanent: false, detail: "connection refused" };
  rig.put("a", "b", "c");
  await rig.clock.advance(3_600_000);
  assert.deepEqual(rig.arrived, []);
  assert(rig.tries > 100 && rig.tries < 200, `${rig.tries} tries in an hour`);
  assert.equal(rig.courier.state.fault, "connection refused");
  rig.fault = undefined;
  await rig.clock.advance(31_000);
  assert.deepEqual(rig.arrived, ["a", "b", "c"]);
  assert.equal(rig.notes.length, 2, rig.notes.join());
  assert.match(rig.notes[1], /reached again after 36\d\d s, 2 more wait/);
  assert.equal(rig.courier.state.failingSinceMs, undefined);
  await rig.stop();
});

Deno.test("Courier: what a receiver will never take gives way to what comes after it", async () => {
  const rig = new Rig();
  rig.fault = { permanent: true, detail: "the server answers 410 Gone" };
  rig.put("a");
  await rig.clock.advance(60_000);
  assert.equal(rig.tries, REFUSALS_MAX);
  assert.equal(rig.courier.state.givenUp, 1);
  rig.fault = undefined;
  rig.put("b");
  await rig.clock.advance(31_000);
  assert.deepEqual(rig.arrived, ["b"]);
  await rig.stop();
});

Deno.test("Courier: a receiver that never answers is given up on and tried again; a test goes past what waits", async () => {
  const rig = new Rig();
  rig.hangs = true;
  rig.put("a");
  await rig.clock.advance(SEND_MS + 100);
  assert.equal(rig.courier.state.fault, "no answer in time");
  rig.hangs = false;
  const tested = await rig.courier.test({
    id: "test",
    kind: "test",
    severity: "info",
    atWallMs: 0,
    text: "",
  });
  assert(tested.ok);
  assert.deepEqual(rig.arrived, ["test"]);
  await rig.clock.advance(5_000);
  assert.deepEqual(rig.arrived, ["test", "a"]);
  await rig.stop();
});

Deno.test("Courier: what is put in while it waits goes out at once", async () => {
  const rig = new Rig();
  await rig.clock.advance(100);
  rig.put("a");
  await rig.clock.advance(0);
  assert.deepEqual(rig.arrived, ["a"]);
  await rig.stop();
});
