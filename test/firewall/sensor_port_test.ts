/**
 * The gate of a running service's sensor port: tokens of all kinds, changed rules, slow and many strangers.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { addDeviceToken, revokeDeviceTokens } from "../../src/app/device_token_store.ts";
import { readLastUse } from "../../src/app/last_use.ts";
import { TestDevice } from "../e2e/device.ts";
import { RawDevice } from "./raw_device.ts";
import { GateSite } from "./site.ts";

/** Longer than anything here takes on a machine that does other things as well. */
const SOON_MS = 20_000;
const INPUTS = "#Sensor:room:ADC1=269,ADC2=1296!";

Deno.test("sensor port: only the right token, at its time and for its sensor, gets data in", async (t) => {
  await using site = await GateSite.start({
    port: "auth: connection, limits: {wrongTokens: 100}",
    sensors: "{id: room, zone: hall}, {id: vault, zone: hall, auth: packet}",
  });
  const { box, paths } = site;
  const now = Date.now();
  const room = await addDeviceToken(paths.deviceTokens, "room", now);
  const vault = await addDeviceToken(paths.deviceTokens, "vault", now);
  const expired = await addDeviceToken(paths.deviceTokens, "room", now - 10_000, now - 1_000);
  const withToken = (token: string) => `#Sensor:vault:ADC1=269;token=${token}!`;

  const refusals: [name: string, said: string, reason: string][] = [
    ["no token", INPUTS.repeat(8), "not-authenticated"],
    ["a truncated token", `#auth:${room.token.slice(0, -5)}!${INPUTS}`, "bad-token"],
    ["an empty token", `#auth:!${INPUTS}`.repeat(8), "empty-text"],
    ["somebody else's guess", `#auth:${"x".repeat(60)}!${INPUTS}`, "bad-token"],
    ["a token that is longer than any", `#auth:${"x".repeat(500)}!${INPUTS.repeat(8)}`, "text-too-long"],
    ["an expired token", `#auth:${expired.token}!${INPUTS}`, "expired-token"],
    ["the token of another sensor", `#auth:${vault.token}!${INPUTS}`, "wrong-device"],
    [
      "one token for the connection where each packet must show it",
      `#auth:${vault.token}!#Sensor:vault:ADC1=1!`,
      "not-authenticated",
    ],
  ];
  for (const [name, said, reason] of refusals) {
    await t.step(name, async () => {
      const before = await site.refused(reason);
      using device = await RawDevice.connect(box.sensorPort, said);
      assert(await device.endsWithin(SOON_MS), "it must be cut off");
      await site.turnsAway(reason, before);
      assert.equal(await site.packets("room") + await site.packets("vault"), 0);
    });
  }

  using good = await RawDevice.connect(box.sensorPort, `#auth:${room.token}!${INPUTS}`);
  using each = await RawDevice.connect(box.sensorPort, withToken(vault.token));
  await t.step("the right ones get in", async () => {
    await box.eventually(
      "packets of both",
      async () => await site.packets("room") > 0 && await site.packets("vault") > 0,
    );
    await each.say("#Sensor:vault:ADC1=270!");
    await each.say(withToken(room.token));
    await each.say(withToken(vault.token));
    await box.eventually("the good packet alone", async () => await site.packets("vault") === 2);
    assert.equal(each.isEnded, false, "one bad packet among good ones is no reason to cut a sensor off");
  });
  await t.step(
    "a revoked one ends its connection at once, and is worth nothing when it is shown again",
    async () => {
      assert.equal((await revokeDeviceTokens(paths.deviceTokens, "room", expired.entry.id)).length, 1);
      assert(await good.endsWithin(SOON_MS));
      assert.equal(each.isEnded, false);
      await site.turnsAway("token-withdrawn");
      const before = await site.refused("bad-token");
      using replayed = await RawDevice.connect(box.sensorPort, `#auth:${room.token}!${INPUTS}`);
      assert(await replayed.endsWithin(SOON_MS));
      await site.turnsAway("bad-token", before);
    },
  );
  await t.step("tokens are never written to a log", async () => {
    const log = await Deno.readTextFile(`${paths.logs}/sensors.log`);
    for (const { token } of [room, vault, expired]) assert(!log.includes(token.slice(17)));
  });
  await box.stop();
  const uses = await readLastUse(paths.deviceTokenUses, (text) => assert.fail(text));
  assert(uses[vault.entry.id] >= now, "when it was last used outlives the service");
});

Deno.test("sensor port: a changed list counts for open connections at once, and no role starts anew", async () => {
  const sensors = "{id: room, zone: hall}";
  await using site = await GateSite.start({ port: "allow: [127.0.0.1]", sensors });
  const { box } = site;
  const pid = await box.pidOf("sensors");
  using device = await RawDevice.connect(box.sensorPort, INPUTS);
  await box.eventually("a packet", async () => await site.packets("room") === 1);
  await site.change({ port: "allow: [192.0.2.0/24]", sensors });
  assert(await device.endsWithin(SOON_MS), "it is not on the list any more");
  using again = await RawDevice.connect(box.sensorPort, INPUTS);
  assert(await again.endsWithin(SOON_MS));
  await site.turnsAway("not-allowed", 1);
  await site.change({ port: "allow: [192.0.2.0/24]", sensors: "{id: room, zone: hall, allow: [127.0.0.1]}" });
  await site.letsIn("room", INPUTS, 2);
  assert.equal(await box.pidOf("sensors"), pid);
});

Deno.test("sensor port: an installer sees who was turned away, and lets the address in by one click", async () => {
  await using site = await GateSite.start({
    port: "allow: [192.0.2.0/24]",
    sensors: "{id: room, zone: hall}",
  });
  const { box } = site;
  const token = /Installer token, shown this once: (\S+)/.exec(box.output)?.[1];
  assert(token !== undefined, box.output);
  const ask = (path: string, body?: unknown) =>
    fetch(new URL(path, box.ready.ui), {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  const rows = async (): Promise<{ address: string; reason: string; count: number }[]> =>
    (await (await ask("/api/v1/turned-away")).json()).rows;
  for (let i = 0; i < 3; i++) {
    using device = await RawDevice.connect(box.sensorPort, INPUTS);
    assert(await device.endsWithin(SOON_MS));
  }
  const row = await box.eventually("the row", async () => (await rows()).find(({ count }) => count === 3));
  assert.deepEqual([row.address, row.reason], ["127.0.0.1", "not-allowed"]);
  const answer = await ask("/api/v1/turned-away/allow", { listener: "sensors", address: row.address });
  assert.equal(answer.status, 200, await answer.text());
  await site.letsIn("room", INPUTS, 1);
  await box.eventually("an empty table", async () => (await rows()).length === 0);
});

Deno.test("sensor port: strangers that only drip are cut off, and a sensor beside them sounds its alarm", async () => {
  await using site = await GateSite.start({ port: "unknown: refuse", sensors: "{id: room, zone: hall}" });
  const { box } = site;
  const strangers = await Promise.all(
    Array.from({ length: 150 }, () => RawDevice.connect(box.sensorPort, "#")),
  );
  const drip = setInterval(() => {
    for (const stranger of strangers) void stranger.say("x");
  }, 1_000);
  try {
    using device = await TestDevice.connect(box.sensorPort, "room");
    await device.frame("calm");
    for (let i = 0; i < 3; i++) await device.frame("fire");
    await box.eventually("the alarm", async () => (await box.get("/api/v1/alarms")).length === 1);
    await box.eventually(
      "the end of all strangers",
      () => Promise.resolve(strangers.every(({ isEnded }) => isEnded)),
    );
    await site.turnsAway("no-handshake", 100);
  } finally {
    clearInterval(drip);
    for (const stranger of strangers) stranger[Symbol.dispose]();
  }
});

Deno.test({
  name: "sensor port: a flood from thousands of allowed addresses keeps no sensor of the site out",
  // The flood chooses its addresses with Linux's own numbers.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using site = await GateSite.start({
      port: "allow: [any], connectionsMax: 60, connectionsPerAddressMax: 10",
      sensors: "{id: room, zone: hall, address: 127.0.0.1}",
    });
    const { box } = site;
    const flood = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-prompt", "--quiet", fileURLToPath(new URL("flood.ts", import.meta.url))],
        ...[String(box.sensorPort.port), "1000", "12", "#locid:evil!"],
      ],
      stdout: "piped",
    }).spawn();
    const flooded = flood.output();
    await site.turnsAway("too-many-strangers", 500);
    // It comes and goes in the middle of it.
    for (let i = 0; i < 5; i++) {
      using device = await TestDevice.connect(box.sensorPort, "room");
      const before = await site.packets("room");
      await device.frame(i < 4 ? "calm" : "fire");
      await box.eventually("its packets", async () => await site.packets("room") > before);
      if (i === 4) { for (let frame = 0; frame < 3; frame++) await device.frame("fire"); }
    }
    await box.eventually("the alarm", async () => (await box.get("/api/v1/alarms")).length === 1);
    const { count } = JSON.parse(new TextDecoder().decode((await flooded).stdout));
    assert(count > 1_000, `${count} connections`);
    const { roles } = await box.get("/api/v1/status");
    for (const { role, restarts, lastEnd } of roles) assert.equal(restarts, 0, `${role}: ${lastEnd}`);
    const log = await Deno.readTextFile(`${site.paths.logs}/sensors.log`);
    assert(log.split("\n").length < 500, "refusals are logged at a bounded rate");
  },
});
