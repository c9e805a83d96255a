import assert from "node:assert/strict";
import { Admission, type AuthPolicy, stricter } from "./admission.ts";
import { TestTokens } from "./tokens_for_tests.ts";

function admission(policy: AuthPolicy): { admission: Admission; tokens: TestTokens } {
  const tokens = new TestTokens("good", "other");
  return { admission: new Admission(policy, tokens), tokens };
}

Deno.test("Admission asks for nothing under policy none", () => {
  const { admission: open, tokens } = admission("none");
  assert.equal(open.check("frame", undefined), undefined);
  assert.equal(open.check("frame", "wrong"), undefined);
  assert.equal(open.authenticate("wrong"), undefined);
  assert.equal(open.open, true);
  assert.deepEqual(tokens.asked, ["wrong"], "it is looked at once, in case the sensor asks for one");
});

Deno.test("Admission passes all packets after one good token under policy connection", () => {
  const { admission: gate, tokens } = admission("connection");
  assert.deepEqual(gate.check("serial", undefined), { kind: "not-authenticated", packet: "serial" });
  assert.deepEqual(gate.authenticate("bad"), { kind: "bad-token", packet: "auth" });
  assert.equal(gate.failures, 2);
  assert.equal(gate.check("inputs", "good"), undefined);
  assert.equal(gate.open, false);
  assert.equal(gate.authenticate("good"), undefined);
  assert.equal(gate.open, true);
  assert.equal(gate.failures, 0);
  assert.equal(gate.check("frame", undefined), undefined);
  assert.equal(gate.check("frame", "bad"), undefined);
  assert.deepEqual(tokens.asked, ["bad", "good"]);
});

Deno.test("Admission asks for a good token in every packet under policy packet", () => {
  const { admission: gate, tokens } = admission("packet");
  assert.equal(gate.authenticate("good"), undefined);
  assert.deepEqual(gate.check("frame", undefined), { kind: "not-authenticated", packet: "frame" });
  assert.deepEqual(gate.check("frame", "bad"), { kind: "bad-token", packet: "frame" });
  assert.deepEqual(gate.check("frame", "old one"), { kind: "expired-token", packet: "frame" });
  for (let time = 0; time < 3; time++) assert.equal(gate.check("frame", "good"), undefined);
  assert.deepEqual(tokens.asked, ["good", "bad", "old one", "good"]);
});

Deno.test("Admission knows whose token the packet under way has shown", () => {
  const { admission: gate } = admission("connection");
  assert.equal(gate.grant?.device, undefined);
  gate.authenticate("good");
  assert.equal(gate.grant?.device, "of-good");
  gate.check("inputs", "other");
  assert.equal(gate.grant?.device, "of-other");
  gate.check("inputs", undefined);
  assert.equal(gate.grant?.device, "of-good");
});

Deno.test("Admission lets a sensor ask for more than its network, never for less", () => {
  const { admission: gate } = admission("connection");
  gate.authenticate("good");
  gate.check("inputs", undefined);
  assert.equal(gate.demand({ auth: "none", device: "of-good" }), undefined);
  assert.equal(gate.policy, "connection");
  const packetwise = { auth: "packet", device: "of-good" } as const;
  assert.deepEqual(gate.demand(packetwise), { kind: "not-authenticated", packet: "inputs" });
  assert.equal(gate.check("inputs", "good"), undefined);
  assert.equal(gate.demand(packetwise), undefined);
  for (const policy of ["none", "connection", "packet"] as const) {
    assert.equal(stricter(policy, "packet"), "packet");
    assert.equal(stricter("none", policy), policy);
  }
});

Deno.test("Admission takes a token for the sensor it stands for alone, from the packet on that says which one it is", () => {
  const wrong = { kind: "wrong-device", packet: "inputs", tokenId: "other", device: "of-other" };
  const { admission: each } = admission("packet");
  assert.equal(each.check("inputs", "other"), undefined, "nobody knows yet");
  assert.deepEqual(each.demand({ auth: "none", device: "of-good" }), wrong);
  assert.deepEqual(each.check("inputs", "other"), wrong);
  assert.equal(each.check("inputs", "good"), undefined);
  const { admission: once } = admission("connection");
  once.authenticate("other");
  once.check("inputs", undefined);
  assert.deepEqual(once.demand({ auth: "none", device: "of-good" }), wrong);
  const { admission: open } = admission("none");
  open.check("inputs", "other");
  assert.equal(
    open.demand({ auth: "none", device: "of-good" }),
    undefined,
    "where none is asked for, any will do",
  );
});

Deno.test("Admission refuses the very next packet after its token was withdrawn", () => {
  for (const policy of ["connection", "packet"] as const) {
    const { admission: gate, tokens } = admission(policy);
    gate.authenticate("good");
    assert.equal(gate.check("frame", "good"), undefined);
    assert.equal(gate.isWithdrawn, false);
    tokens.withdraw("good");
    assert.equal(gate.isWithdrawn, true);
    assert.deepEqual(gate.check("frame", "good"), { kind: "bad-token", packet: "frame" });
    assert.equal(gate.open, false);
  }
});
