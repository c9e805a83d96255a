import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { verifyPin } from "../firewall/pin.ts";
import { credentialOf, verifyToken } from "../firewall/token.ts";
import { checkConfig } from "../config/load.ts";
import { inTempFolder } from "../store/samples_for_tests.ts";
import { PeopleDesk } from "./people_desk.ts";
import { neededPermissions } from "./permissions.ts";
import { demoConfig } from "./demo_config.ts";
import { issueToken, readTokens } from "./token_store.ts";

const used = new Map<string, number>();

async function inFolder(
  test: (parts: { desk: PeopleDesk; file: string; clock: FakeClock }) => Promise<void>,
) {
  await inTempFolder(async (folder) => {
    const clock = new FakeClock();
    const file = `${folder}/tokens.json`;
    await issueToken(file, "Ivo", "installer", clock.wallMs());
    used.clear();
    await test({ desk: new PeopleDesk({ file, clock, lastUsed: (known) => used.get(known) }), file, clock });
  });
}

Deno.test("PeopleDesk gives a token that works, and tells of it without anything secret", async () => {
  await inFolder(async ({ desk, file, clock }) => {
    const given = await desk.give("Berta", { kind: "token", role: "operator", days: 2, replace: false });
    assert.ok(given.ok);
    const { tokens } = await readTokens(file);
    const bearer = verifyToken(tokens, given.value.secret, clock.wallMs());
    assert.deepEqual([bearer?.name, bearer?.role], ["Berta", "operator"]);
    assert.equal(verifyToken(tokens, given.value.secret, clock.wallMs() + 2 * 86_400_000), undefined);
    used.set(credentialOf(tokens.find(({ name }) => name === "Berta")!), 77);
    const people = await desk.list();
    assert.deepEqual(people.map(({ name }) => name), ["Berta", "Ivo"]);
    assert.equal(people[0].token?.lastUsedAtWallMs, 77);
    assert.equal(people[0].token?.hasExpired, false);
    for (const { hash, salt } of tokens) {
      assert.doesNotMatch(JSON.stringify(people), new RegExp(`${hash}|${salt}|${given.value.secret}`));
    }
  });
});

Deno.test("PeopleDesk gives a PIN of six digits, and another in its place only where that is said", async () => {
  await inFolder(async ({ desk, file }) => {
    const wanted = { kind: "pin", role: "operator", replace: false } as const;
    const given = await desk.give("Anna", wanted);
    assert.ok(given.ok);
    assert.match(given.value.secret, /^\d{6}$/);
    assert.equal((await verifyPin((await readTokens(file)).pins, "anna", given.value.secret))?.name, "Anna");
    const again = await desk.give("Anna", wanted);
    assert.ok(!again.ok && again.fault.code === "person-exists");
    const other = await desk.give("Anna", { ...wanted, replace: true });
    assert.ok(other.ok);
    const { pins } = await readTokens(file);
    assert.equal(pins.length, 1);
    assert.equal(await verifyPin(pins, "Anna", given.value.secret), undefined, "the old one is gone");
    assert.deepEqual(other.value.before, { token: null, pin: "operator" });
  });
});

Deno.test("PeopleDesk refuses names that nobody could type, or that differ in capitals alone", async () => {
  await inFolder(async ({ desk }) => {
    for (
      const [name, code] of [["", "wrong-input"], [" Ivo", "wrong-input"], ["a\nb", "wrong-input"], [
        "ivo",
        "name-taken",
      ]]
    ) {
      const given = await desk.give(name, { kind: "token", role: "viewer", replace: false });
      assert.ok(!given.ok && given.fault.code === code, name);
    }
  });
});

Deno.test("PeopleDesk never leaves the box without an installer", async () => {
  await inFolder(async ({ desk, file, clock }) => {
    const gone = await desk.revoke("Ivo");
    assert.ok(!gone.ok && gone.fault.code === "last-installer");
    const lower = await desk.give("Ivo", { kind: "token", role: "viewer", replace: true });
    assert.ok(!lower.ok && lower.fault.code === "last-installer");
    // One that has run out sets up nothing.
    const short = await desk.give("Uta", { kind: "token", role: "installer", days: 1, replace: false });
    assert.ok(short.ok);
    const early = await desk.revoke("Ivo");
    assert.ok(!early.ok && early.fault.code === "last-installer", "hers runs out tomorrow");
    const shorter = await desk.give("Ivo", { kind: "token", role: "installer", days: 1, replace: true });
    assert.ok(!shorter.ok && shorter.fault.code === "last-installer");
    await clock.advance(2 * 86_400_000);
    const still = await desk.revoke("Ivo");
    assert.ok(!still.ok && still.fault.code === "last-installer");
    assert.ok((await desk.give("Uta", { kind: "token", role: "installer", replace: true })).ok);
    assert.ok((await desk.revoke("Ivo")).ok);
    assert.deepEqual((await readTokens(file)).tokens.map(({ name }) => name), ["Uta"]);
    const nobody = await desk.revoke("Ivo");
    assert.ok(!nobody.ok && nobody.fault.code === "unknown-person");
  });
});

Deno.test("PeopleDesk leaves an installer also where two are taken away at once", async () => {
  await inFolder(async ({ desk, file, clock }) => {
    await issueToken(file, "Uta", "installer", clock.wallMs());
    const gone = await Promise.all([desk.revoke("Ivo"), desk.revoke("Uta")]);
    assert.deepEqual(gone.map(({ ok }) => ok).sort(), [false, true]);
    assert.equal((await readTokens(file)).tokens.length, 1);
  });
});

Deno.test("PeopleDesk: where no token of an installer lasts for ever, one that has not run out must stay", async () => {
  await inTempFolder(async (folder) => {
    const clock = new FakeClock();
    const file = `${folder}/tokens.json`;
    const desk = new PeopleDesk({ file, clock, lastUsed: () => undefined });
    for (const name of ["Ivo", "Uta"]) {
      assert.ok((await desk.give(name, { kind: "token", role: "installer", days: 1, replace: false })).ok);
    }
    assert.ok((await desk.revoke("Ivo")).ok);
    const last = await desk.revoke("Uta");
    assert.ok(!last.ok && last.fault.code === "last-installer");
    await clock.advance(2 * 86_400_000);
    assert.ok((await desk.revoke("Uta")).ok, "it had run out anyway");
  });
});

Deno.test("PeopleDesk can do its work with what the page's role may do, and no more", async () => {
  await inTempFolder(async (folder) => {
    const config = checkConfig(demoConfig({ uiPort: 0, sensorPort: 0, simulation: false, fireAfter: 20 }));
    assert.ok(config.ok);
    const here = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const script = `
      import { dropPermissions } from ${here("./permissions.ts")};
      import { systemClock } from ${here("../clock/system_clock.ts")};
      import { PeopleDesk } from ${here("./people_desk.ts")};
      const clock = systemClock();
      dropPermissions(${JSON.stringify(neededPermissions("ui", config.value))});
      const file = ${JSON.stringify(`${folder}/tokens.json`)};
      const desk = new PeopleDesk({ file, clock, lastUsed: () => undefined });
      const given = [
        await desk.give("Ivo", { kind: "token", role: "installer", replace: false }),
        await desk.give("Anna", { kind: "pin", role: "operator", replace: false }),
        await desk.revoke("Anna"),
      ];
      console.log(given.every(({ ok }) => ok), (await desk.list()).map(({ name }) => name).join());
    `;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--config", new URL("../../deno.json", import.meta.url).pathname, script],
      signal: AbortSignal.timeout(120_000),
    }).output();
    const decoder = new TextDecoder();
    assert.equal(decoder.decode(stdout).trim(), "true Ivo", decoder.decode(stderr));
  });
});
