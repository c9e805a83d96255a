import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../../clock/fake_clock.ts";
import { inTempFolder } from "../samples_for_tests.ts";
import { WriterCore, type WriterRequest } from "../writer_core.ts";
import type { WriterThread } from "../writer_host.ts";
import { HistoryReader } from "./history_reader.ts";
import { SERIES_MAX } from "./history_store.ts";
import { HistoryWriter } from "./history_writer.ts";
import { DAY_ONE } from "./samples_for_tests.ts";

const MINUTE = 60_000;
const BOILER = { subject: "zone/boiler", name: "thermal", unit: "C" } as const;

/** A thread whose disk answers when the test lets it. */
class SlowThread implements WriterThread {
  onmessage: WriterThread["onmessage"] = null;
  onerror: WriterThread["onerror"] = null;
  readonly #core = new WriterCore();
  #held: WriterRequest[] = [];

  postMessage(request: WriterRequest): void {
    if (request.kind === "close") this.#tell(request);
    else this.#held.push(request);
  }

  /** Whether the disk has been told that room is to be made. */
  get isTight(): boolean {
    const [request] = this.#held;
    return request?.kind === "write" && (request.batch as { tight?: boolean }).tight === true;
  }

  answer(): void {
    for (let request; (request = this.#held.shift()) !== undefined;) this.#tell(request);
  }

  terminate(): void {
    this.#core.answer({ kind: "close" });
  }

  #tell(request: WriterRequest): void {
    this.onmessage?.(new MessageEvent("message", { data: this.#core.answer(request) }));
  }
}

function setUp(folder: string) {
  const path = join(folder, "history.db");
  const clock = new FakeClock({ wallMs: DAY_ONE });
  const thread = new SlowThread();
  const writer = new HistoryWriter({ path, clock, spawn: () => thread, onFault: () => undefined });
  return {
    clock,
    thread,
    writer,
    /** One value in each of so many seconds. */
    run: (seconds: number, value: number) => {
      for (let second = 0; second < seconds; second++) {
        writer.put(BOILER, value);
        clock.jump(1_000);
      }
    },
    /** What is on the disk of the first minutes, by the second. */
    stored: (minutes: number) => {
      const reader = new HistoryReader(path);
      const window = { fromWallMs: DAY_ONE, toWallMs: DAY_ONE + minutes * MINUTE, points: minutes * 60 + 1 };
      const page = reader.page({ subject: BOILER.subject, ...window });
      reader.close();
      assert.ok(page.ok);
      return page.value.series[0]?.mean ?? [];
    },
  };
}

Deno.test("HistoryWriter hands whole minutes to the disk, and tells of what is not on it yet, so that a chart has no hole at its end", () =>
  inTempFolder(async (folder) => {
    const { thread, writer, run, stored } = setUp(folder);
    run(60, 20);
    run(5, 30);
    const fresh = writer.fresh("zone/boiler");
    assert.deepEqual(fresh.map(({ atWallMs }) => atWallMs), [DAY_ONE, DAY_ONE + MINUTE]);
    assert.deepEqual(writer.fresh("zone/kitchen"), []);
    thread.answer();
    assert.deepEqual(writer.fresh("zone/boiler").map(({ atWallMs }) => atWallMs), [DAY_ONE + MINUTE]);
    assert.deepEqual(stored(1), Array.from({ length: 60 }, () => 20));
    assert.ok(writer.bytesWritten > 0);
    const closed = writer.close();
    thread.answer();
    await closed;
    const [begun] = stored(2).slice(60);
    assert.equal(begun, 30, "an orderly end keeps the minute that has begun");
  }));

Deno.test("HistoryWriter bounds what waits for a disk that takes nothing: the oldest minutes go, and are counted", () =>
  inTempFolder(async (folder) => {
    const { clock, thread, writer } = setUp(folder);
    for (let minute = 0; minute < 20; minute++) {
      writer.put(BOILER, minute);
      clock.jump(MINUTE);
    }
    // Of nineteen whole minutes one is under way and ten wait.
    assert.equal(writer.minutesDropped, 8);
    assert.ok(writer.fresh("zone/boiler").length <= 11);
    for (let answers = 0; answers < 11; answers++) thread.answer();
    assert.equal(writer.minutesDropped, 8);
    assert.deepEqual(writer.fresh("zone/boiler").map(({ atWallMs }) => atWallMs), [DAY_ONE + 19 * MINUTE]);
    const closed = writer.close();
    thread.answer();
    await closed;
  }));

Deno.test("HistoryWriter takes the last of two values of a second, none that is no number, and no more series than there is room for", () =>
  inTempFolder(async (folder) => {
    const { thread, writer, stored, clock } = setUp(folder);
    writer.put(BOILER, 20);
    writer.put(BOILER, 25);
    clock.jump(1_000);
    writer.put(BOILER, NaN);
    writer.put(BOILER, Infinity);
    for (let series = 1; series < SERIES_MAX; series++) {
      writer.put({ subject: "sensor/s", name: `invented ${series}`, unit: "" }, 1);
    }
    assert.equal(writer.valuesRefused, 0);
    writer.put({ subject: "sensor/s", name: "one too many", unit: "" }, 1);
    writer.put(BOILER, 26);
    assert.equal(writer.valuesRefused, 1, "those that are known go on");
    const closed = writer.close();
    thread.answer();
    await closed;
    assert.deepEqual(stored(1).slice(0, 3), [25, 26, NaN]);
  }));

Deno.test("HistoryWriter has room made with the next minute while the disk is nearly full", () =>
  inTempFolder(async (folder) => {
    const { thread, writer, run } = setUp(folder);
    run(61, 20);
    assert.equal(thread.isTight, false);
    thread.answer();
    writer.tight = true;
    run(60, 20);
    assert.equal(thread.isTight, true);
    const closed = writer.close();
    for (let answers = 0; answers < 2; answers++) thread.answer();
    await closed;
  }));
