import assert from "node:assert/strict";
import { join } from "node:path";
import { type SiteView, siteViewSchema } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { ok } from "../reading/result.ts";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { describeStoreFault, type StoreFault } from "../store/store_fault.ts";
import { DISK_STALLED_MS, type DiskThread, FleetDisk } from "./fleet_disk.ts";
import type { DiskAnswer, DiskRequest } from "./fleet_disk_core.ts";

const OUTBOX = { id: "0".repeat(16), newest: 0, waitingCount: 0, droppedCount: 0 };

function site(siteName: string): SiteView {
  return siteViewSchema.parse({
    kind: "site",
    atMs: 1,
    atWallMs: 1,
    siteName,
    zones: [],
    sensors: [],
    alarms: [],
    troubles: [],
    outputs: [],
    devices: [],
  });
}

/** A thread that answers when the test lets it. */
class SlowThread implements DiskThread {
  onmessage: DiskThread["onmessage"] = null;
  readonly requests: DiskRequest[] = [];
  isEnded = false;

  postMessage(request: DiskRequest): void {
    this.requests.push(request);
  }

  answer(answer: Pick<DiskAnswer, "to"> & Partial<DiskAnswer>): void {
    const whole: DiskAnswer = { outbox: OUTBOX, notes: [], news: false, ...answer };
    this.onmessage?.({ data: whole } as MessageEvent<DiskAnswer>);
  }

  terminate(): void {
    this.isEnded = true;
  }
}

function setUp() {
  const clock = new FakeClock();
  const thread = new SlowThread();
  const faults: (string | undefined)[] = [];
  const disk = new FleetDisk({
    clock,
    opening: { path: "fleet.db", eventsPath: "events.db", boot: "b", metricsMs: 60_000 },
    news: () => {},
    storeFault: (fault: StoreFault | undefined) =>
      void faults.push(fault === undefined ? undefined : describeStoreFault(fault)),
    note: () => {},
    spawn: () => thread,
  });
  return { clock, thread, faults, disk };
}

Deno.test("FleetDisk: one look is under way at a time, and the next is at the newest of all that came meanwhile", () => {
  const { thread, disk } = setUp();
  disk.site(site("before it is open"));
  assert(disk.isOpening);
  assert.deepEqual(thread.requests.map(({ kind }) => kind), ["open"]);
  thread.answer({ to: "open" });
  assert.equal(disk.isOpening, false);
  for (let i = 0; i < 100; i++) {
    disk.site(site(`site ${i}`));
    disk.journal();
  }
  assert.equal(thread.requests.length, 2);
  thread.answer({ to: "look" });
  const last = thread.requests.at(-1)!;
  assert(last.kind === "look");
  assert.deepEqual([thread.requests.length, last.journal, last.site?.siteName], [3, true, "site 99"]);
  thread.answer({ to: "look" });
  assert.equal(thread.requests.length, 3, "nothing has come since");
});

Deno.test("FleetDisk: a disk that hangs holds up nobody who asks, is a fault, and is well when it answers again", async () => {
  const { clock, thread, faults, disk } = setUp();
  thread.answer({ to: "open" });
  const asked = disk.waiting(10, 10);
  disk.step();
  assert.equal(faults.at(-1), undefined);
  clock.jump(DISK_STALLED_MS);
  disk.step();
  const answer = await asked;
  assert(!answer.ok && answer.fault.kind === "stalled");
  const next = await disk.sentUpTo(1);
  assert(!next.ok && next.fault.kind === "stalled", "the first is still waited for");
  assert.match(faults.at(-1)!, /has not taken a write to fleet.db for 5 s/);
  assert.deepEqual(thread.requests.map(({ kind }) => kind), ["open", "waiting", "look"]);

  thread.answer({ to: "waiting", waiting: ok([]) });
  thread.answer({ to: "look" });
  assert.equal(faults.at(-1), undefined);
  const again = disk.sentUpTo(1);
  await clock.advance(0);
  thread.answer({ to: "sentUpTo", lost: ok(0) });
  assert.deepEqual(await again, ok(0));
});

Deno.test("FleetDisk: a slow start is no fault, one that does not end is", () => {
  const { clock, faults, disk } = setUp();
  clock.jump(2 * DISK_STALLED_MS);
  disk.step();
  assert.equal(faults.at(-1), undefined);
  assert(disk.isOpening);
  clock.jump(4 * DISK_STALLED_MS);
  disk.step();
  assert.notEqual(faults.at(-1), undefined);
  assert.equal(disk.isOpening, false);
});

Deno.test("FleetDisk: closing ends a thread that does not answer", async () => {
  const { clock, thread, disk } = setUp();
  const closing = disk.close();
  await clock.advance(2_000);
  await closing;
  assert(thread.isEnded);
});

Deno.test("FleetDisk: its own thread keeps what stands, tells what waits, and opens again where it was left", async () => {
  await inTempFolder(async (folder) => {
    const open = () => {
      const news = Promise.withResolvers<void>();
      const disk = new FleetDisk({
        clock: systemClock(),
        opening: {
          path: join(folder, "fleet.db"),
          eventsPath: join(folder, "events.db"),
          boot: "b",
          metricsMs: 60_000,
        },
        news: () => news.resolve(),
        storeFault: (fault) => assert.equal(fault, undefined),
        note: assert.fail,
      });
      return { disk, news: news.promise };
    };
    const first = open();
    const opened = await first.disk.opened;
    assert.equal(opened?.newest, 0);
    first.disk.site(site("Plant"));
    await first.news;
    const waiting = await first.disk.waiting(10, 100_000);
    assert(waiting.ok);
    assert.deepEqual(waiting.value.map(({ body }) => (body as { kind: string }).kind), ["state", "metrics"]);
    assert.deepEqual(await first.disk.sentUpTo(1), ok(0));
    assert.equal(first.disk.state?.waitingCount, 1);
    await first.disk.close();

    const second = open();
    assert.deepEqual(await second.disk.opened, { ...opened, newest: 2, waitingCount: 1 });
    await second.disk.close();
  });
});

Deno.test("FleetDisk: an outbox that cannot be opened is a fault, and nothing is asked of it", async () => {
  await inTempFolder(async (folder) => {
    const faults: (StoreFault | undefined)[] = [];
    const disk = new FleetDisk({
      clock: systemClock(),
      opening: { path: join(folder, "no", "fleet.db"), eventsPath: "", boot: "b", metricsMs: 60_000 },
      news: assert.fail,
      storeFault: (fault) => void faults.push(fault),
      note: assert.fail,
    });
    assert.equal(await disk.opened, undefined);
    disk.site(site("Plant"));
    disk.step();
    assert.equal(faults.at(-1)?.kind, "cannot-open");
    await disk.close();
  });
});
