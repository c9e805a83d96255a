import assert from "node:assert/strict";
import type { PeerEstimate } from "./ntp_peer.ts";
import { selectTime, type Verdict } from "./ntp_select.ts";

const at = (server: string, utcMinusMonoMs: number, errorMs = 20): PeerEstimate => ({
  server,
  utcMinusMonoMs,
  errorMs,
});

function agreed(...estimates: PeerEstimate[]): Verdict & { kind: "agreed" } {
  const verdict = selectTime(estimates);
  assert(verdict.kind === "agreed", verdict.kind);
  return verdict;
}

Deno.test("selectTime says nothing where no server does", () => {
  assert.deepEqual(selectTime([]), { kind: "none" });
});

Deno.test("selectTime believes a server that is alone", () => {
  assert.deepEqual(agreed(at("a", 1.8e12)), {
    kind: "agreed",
    best: at("a", 1.8e12),
    agreeing: ["a"],
    falsetickers: [],
  });
});

Deno.test("selectTime takes the more exact of two that agree, and neither of two that do not", () => {
  assert.equal(agreed(at("a", 1000, 50), at("b", 1030, 5)).best.server, "b");
  assert.deepEqual(selectTime([at("a", 1000), at("b", 2000)]), { kind: "disagree", spreadMs: 1000 });
});

Deno.test("selectTime outvotes a liar among three, wherever it stands in the list and however exact it claims to be", () => {
  const honest = [at("a", 1.8e12), at("b", 1.8e12 + 15)];
  const liar = at("liar", 1.8e12 + 3_600_000, 0.001);
  for (const list of [[liar, ...honest], [honest[0], liar, honest[1]], [...honest, liar]]) {
    const verdict = agreed(...list);
    assert.deepEqual(verdict.falsetickers, ["liar"]);
    assert.deepEqual([...verdict.agreeing].sort(), ["a", "b"]);
    assert(Math.abs(verdict.best.utcMinusMonoMs - 1.8e12) <= 15);
  }
});

Deno.test("selectTime outvotes two liars among five, and gives up where half of four lie together", () => {
  const honest = [at("a", 0), at("b", 5), at("c", -5)];
  const verdict = agreed(at("x", 90_000), ...honest, at("y", 90_001));
  assert.deepEqual(verdict.falsetickers, ["x", "y"]);
  assert.equal(selectTime([at("a", 0), at("b", 1), at("x", 9e4), at("y", 9e4)]).kind, "disagree");
  assert.equal(selectTime([at("a", 0), at("b", 1e3), at("c", 2e3)]).kind, "disagree");
});

Deno.test("selectTime does not let a server that could be anywhere vote a liar in", () => {
  const verdict = agreed(at("a", 0, 2), at("b", 1, 2), at("vague", 600, 1_400), at("liar", 1_200, 1));
  assert.deepEqual(verdict.falsetickers, ["liar"]);
  assert.equal(verdict.best.server, "a");
});

Deno.test("selectTime finds the point of honest servers with intervals in random places", () => {
  let seed = 12345;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  for (let round = 0; round < 500; round++) {
    const truthMs = 1.8e12 + random() * 1e6;
    const honest = Array.from({ length: 3 + Math.floor(random() * 3) }, (_, i) => {
      const errorMs = 1 + random() * 200;
      return at(`h${i}`, truthMs + (2 * random() - 1) * errorMs, errorMs);
    });
    const liars = Array.from(
      { length: Math.floor(random() * honest.length) },
      (_, i) => at(`x${i}`, truthMs + 1e5 * (i + 1), random() * 100),
    );
    const verdict = agreed(...liars, ...honest);
    assert.deepEqual(verdict.falsetickers, liars.map((liar) => liar.server));
    assert(Math.abs(verdict.best.utcMinusMonoMs - truthMs) <= verdict.best.errorMs);
  }
});
