import assert from "node:assert/strict";
import { judgeReach, judgeSockets, type NamedPort } from "./ports.ts";

const socket = (address: string, port: number) => ({ address, port, inode: "1", uid: 0 });
const NAMED: NamedPort[] = [
  { name: "page", host: "0.0.0.0", port: 8080 },
  { name: "sensor port", host: "127.0.0.1", port: 9001 },
];

Deno.test("judgeSockets: a port that nobody has named, and one that is open further than it was named; loopback is nobody's business", () => {
  const found = judgeSockets([
    socket("0.0.0.0", 8080),
    socket("0:0:0:0:0:0:0:0", 9001),
    socket("127.0.0.1", 40_000),
    socket("0:0:0:0:0:0:0:1", 40_001),
    socket("0.0.0.0", 4_444),
  ], NAMED);
  assert.deepEqual(found.map(({ code, values }) => [code, values.port]), [
    ["port-unnamed", 9001],
    ["port-unnamed", 4_444],
  ]);
});

Deno.test("judgeReach: strangers who are kept out, by firewall or gate, are fine; one who gets in is found; others' ports are told", () => {
  const probe = (port: number, answer: "open" | "turned-away" | "refused" | "silent") => ({
    address: "198.18.119.1",
    port,
    answer,
  });
  const admits = (admitted: boolean) => (port: number) =>
    port === 8080 ? { name: "page", isAdmitted: admitted } : undefined;
  for (const answer of ["turned-away", "refused", "silent"] as const) {
    assert.deepEqual(judgeReach([probe(8080, answer)], "x", admits(false)).findings, [], answer);
  }
  const reached = judgeReach([probe(8080, "open"), probe(22, "open")], "198.18.119.2", admits(false));
  assert.deepEqual(reached.findings.map(({ code, values }) => [code, values.port]), [["port-reached", 8080]]);
  assert.deepEqual(reached.notes.map(({ code }) => code), ["ports-outside", "port-foreign"]);
  assert.deepEqual(
    judgeReach([probe(8080, "open")], "x", admits(true)).findings,
    [],
    "it is meant to be open",
  );
});
