import assert from "node:assert/strict";
import { Channel, type Duplex } from "../bus/channel.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { FusionEffect } from "../fusion/effect.ts";
import { PageListeners } from "./page_listeners.ts";

/** A listener's connection; it takes nothing while it is stuck. */
class Connection implements Duplex {
  readonly messages: unknown[] = [];
  isStuck = false;
  #release = () => {};

  read(): Promise<number | null> {
    return new Promise(() => {});
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (this.isStuck) await new Promise<void>((resolve) => this.#release = resolve);
    for (const [message] of new TextDecoder().decode(bytes).matchAll(/\{[^{}]*\}/g)) {
      this.messages.push(JSON.parse(message));
    }
    return bytes.length;
  }

  release(): void {
    this.isStuck = false;
    this.#release();
  }

  close(): void {}
}

const ALARM = { kind: "event", event: { kind: "alarm" } } as FusionEffect;

function setUp() {
  const clock = new FakeClock({ monotonicMs: 0 });
  const pages = new PageListeners(clock, () => ({ site: clock.monotonicMs() }));
  const connection = new Connection();
  pages.add(new Channel(connection, {}));
  return { clock, pages, connection };
}

Deno.test("PageListeners tells of an alarm at once, also right after a snapshot, and of what else changes soon", async () => {
  const { clock, pages, connection } = setUp();
  pages.changed();
  await clock.advance(12);
  pages.changed([ALARM]);
  await clock.advance(3);
  pages.changed();
  await clock.advance(200);
  assert.deepEqual(connection.messages, [{ site: 0 }, { site: 12 }, { site: 62 }]);
});

Deno.test("PageListeners repeats what it tells while nothing changes", async () => {
  const { clock, pages, connection } = setUp();
  for (let atMs = 0; atMs < 1_000; atMs += 100) {
    pages.repeat();
    await clock.advance(100);
  }
  assert.deepEqual(connection.messages, [{ site: 0 }, { site: 500 }, { site: 1_000 }]);
});

Deno.test("PageListeners gathers no snapshots for a listener that takes none, and goes on when it does", async () => {
  const { clock, pages, connection } = setUp();
  connection.isStuck = true;
  for (let turn = 0; turn < 50; turn++) {
    pages.changed([ALARM]);
    await clock.advance(20);
  }
  connection.release();
  await clock.advance(0);
  assert.ok(connection.messages.length <= 3, `${connection.messages.length} snapshots`);
  pages.changed([ALARM]);
  await clock.advance(20);
  assert.deepEqual(connection.messages.at(-1), { site: 1_000 });
});
