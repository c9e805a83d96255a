import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { DeviceKeyWatch } from "./device_key_watch.ts";
import { addDeviceToken, readDeviceTokens, revokeDeviceTokens } from "./device_token_store.ts";
import { readLastUse } from "./last_use.ts";

async function inFolder(test: (path: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test((name) => join(folder, name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("addDeviceToken gives a sensor several tokens, so that a new one can be brought before the old one goes", () =>
  inFolder(async (path) => {
    const file = path("device_tokens.json");
    assert.deepEqual(await readDeviceTokens(file), []);
    const first = await addDeviceToken(file, "room", 1_000);
    const second = await addDeviceToken(file, "room", 2_000, 3_000);
    const other = await addDeviceToken(file, "attic", 2_000);
    assert.deepEqual(
      (await readDeviceTokens(file)).map(({ id }) => id),
      [first, second, other].map(({ entry }) => entry.id),
    );
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    assert(!(await Deno.readTextFile(file)).includes(first.token.slice(17)));
    assert.deepEqual(await revokeDeviceTokens(file, first.entry.id), [first.entry]);
    assert.deepEqual(await revokeDeviceTokens(file, "room"), [second.entry]);
    assert.deepEqual(await revokeDeviceTokens(file, "room"), []);
    assert.deepEqual(await readDeviceTokens(file), [other.entry]);
  }));

Deno.test("revokeDeviceTokens leaves the one that has just been made", () =>
  inFolder(async (path) => {
    const file = path("device_tokens.json");
    await addDeviceToken(file, "room", 1_000);
    const fresh = await addDeviceToken(file, "room", 2_000);
    await revokeDeviceTokens(file, "room", fresh.entry.id);
    assert.deepEqual(await readDeviceTokens(file), [fresh.entry]);
  }));

Deno.test("DeviceKeyWatch follows the file, and keeps what it has read where the file is damaged", () =>
  inFolder(async (path) => {
    const file = path("device_tokens.json");
    const notes: string[] = [];
    let changes = 0;
    const watch = new DeviceKeyWatch({
      clock: new FakeClock({ wallMs: 5_000 }),
      tokens: file,
      uses: path("uses.json"),
      changed: () => changes++,
      note: (text) => notes.push(text),
    });
    await watch.start();
    // One that is under way may have begun before the change.
    const look = async () => {
      await watch.look();
      await watch.look();
    };
    try {
      const { token, entry } = await addDeviceToken(file, "room", 1_000);
      await look();
      const grant = watch.keys.verify(token);
      assert(typeof grant === "object");
      await Deno.writeTextFile(`${file}.half`, "half a fi");
      await Deno.rename(`${file}.half`, file);
      await look();
      assert(watch.keys.stands(grant), "a damaged file must not lock the sensors out");
      assert.equal(notes.length, 1, notes.join("\n"));
      assert.match(notes[0], /device_tokens\.json.*stay valid/);
      await Deno.remove(file);
      await look();
      assert(!watch.keys.stands(grant));
      assert.equal(watch.keys.verify(token), "bad-token");
      assert(changes >= 3);
      assert.equal(entry.device, "room");
    } finally {
      await watch.stop();
    }
  }));

Deno.test("DeviceKeyWatch writes down when a token was last used, over restarts", () =>
  inFolder(async (path) => {
    const clock = new FakeClock({ wallMs: 5_000 });
    const parts = {
      clock,
      tokens: path("tokens.json"),
      uses: path("uses.json"),
      changed: () => {},
      note: assert.fail,
    };
    const { token, entry } = await addDeviceToken(parts.tokens, "room", 1_000);
    const first = new DeviceKeyWatch(parts);
    await first.start();
    first.keys.verify(token);
    await first.stop();
    assert.deepEqual(await readLastUse(parts.uses, (text) => assert.fail(text)), { [entry.id]: 5_000 });
    const second = new DeviceKeyWatch(parts);
    await second.start();
    await second.stop();
    assert.deepEqual(await readLastUse(parts.uses, (text) => assert.fail(text)), { [entry.id]: 5_000 });
  }));
