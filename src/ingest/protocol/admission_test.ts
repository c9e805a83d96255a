import assert from "node:assert/strict";
import { Admission, type AuthPolicy } from "./admission.ts";

function admission(policy: AuthPolicy): { admission: Admission; asked: string[] } {
  const asked: string[] = [];
  const verify = (token: string) => {
    asked.push(token);
    return token === "good";
  };
  return { admission: new Admission(policy, verify), asked };
}

Deno.test("Admission asks for nothing under policy none", () => {
  const { admission: open, asked } = admission("none");
  assert.equal(open.check("frame", undefined), undefined);
  assert.equal(open.check("frame", "wrong"), undefined);
  assert.equal(open.authenticate("wrong"), undefined);
  assert.deepEqual(asked, []);
});

Deno.test("Admission passes all packets after one good token under policy connection", () => {
  const { admission: gate, asked } = admission("connection");
  assert.deepEqual(gate.check("serial", undefined), { kind: "not-authenticated", packet: "serial" });
  assert.deepEqual(gate.authenticate("bad"), { kind: "bad-token", packet: "auth" });
  assert.equal(gate.failures, 2);
  assert.equal(gate.check("inputs", "good"), undefined);
  assert.equal(gate.open, false);
  assert.equal(gate.authenticate("good"), undefined);
  assert.equal(gate.failures, 0);
  assert.equal(gate.check("frame", undefined), undefined);
  assert.equal(gate.check("frame", "bad"), undefined);
  assert.deepEqual(asked, ["bad", "good"]);
});

Deno.test("Admission asks for a good token in every packet under policy packet", () => {
  const { admission: gate, asked } = admission("packet");
  assert.equal(gate.authenticate("good"), undefined);
  assert.deepEqual(gate.check("frame", undefined), { kind: "not-authenticated", packet: "frame" });
  assert.deepEqual(gate.check("frame", "bad"), { kind: "bad-token", packet: "frame" });
  for (let time = 0; time < 3; time++) assert.equal(gate.check("frame", "good"), undefined);
  assert.deepEqual(asked, ["good", "bad"]);
});
