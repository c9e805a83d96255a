import assert from "node:assert/strict";
import { isId } from "../../reading/ids.ts";
import { LocationResolver, toId } from "./location.ts";

const resolver = (mapped?: string) =>
  new LocationResolver({ address: "192.0.2.7", locationOfAddress: () => mapped });

Deno.test("LocationResolver never makes locations of a running counter", () => {
  const location = resolver();
  const seen = Array.from({ length: 1000 }, (_, count) => location.tagged(String(count + 1)));
  assert.equal(seen[0], undefined);
  assert.deepEqual(new Set(seen.slice(1)), new Set(["192.0.2.7"]));
});

Deno.test("LocationResolver takes a tag that stays the same for three frames", () => {
  const location = resolver("mapped room");
  assert.deepEqual([1, 2, 3, 4].map(() => location.tagged("1234")), [undefined, undefined, "1234", "1234"]);
  // A single damaged tag later changes nothing.
  assert.equal(location.tagged("12"), "1234");
  assert.equal(location.current, "1234");
});

Deno.test("LocationResolver takes a tag at once that an inputs packet names too", () => {
  const location = resolver();
  assert.equal(location.tagged("1234"), undefined);
  assert.equal(location.named("1234"), "1234");
  assert.equal(location.tagged("1234"), "1234");
});

Deno.test("LocationResolver lets frames with a counter follow the inputs' location", () => {
  const location = resolver();
  assert.equal(location.named("default room"), "default room");
  assert.deepEqual(["1", "2", "3"].map((tag) => location.tagged(tag)), Array(3).fill("default room"));
});

Deno.test("LocationResolver puts an announced location above all others", () => {
  const location = resolver("mapped room");
  for (let frame = 0; frame < 3; frame++) location.tagged("1234");
  assert.equal(location.announce("cam01"), undefined);
  assert.equal(location.tagged("1234"), "cam01");
  assert.equal(location.named("other"), "cam01");
  assert.equal(location.announce("cam02"), undefined);
  assert.equal(location.current, "cam02");
});

Deno.test("LocationResolver falls back to the address mapping, then to the address", () => {
  for (const [mapped, expected] of [["mapped room", "mapped room"], [undefined, "192.0.2.7"]] as const) {
    const untagged = resolver(mapped);
    assert.deepEqual([1, 2, 3].map(() => untagged.tagged(undefined)), [undefined, undefined, expected]);
    assert.equal(resolver(mapped).settle(), expected);
  }
  assert.equal(new LocationResolver({ address: "::1" }).settle(), "loc-::1");
  assert.equal(new LocationResolver({ address: "" }).settle(), "unknown-peer");
});

Deno.test("LocationResolver bounds the names of one connection", () => {
  const location = resolver();
  const answers = Array.from({ length: 1000 }, (_, index) => location.named(`room ${index}`));
  assert.equal(answers.filter((answer) => typeof answer === "string").length, 4);
  assert.deepEqual(answers[4], { kind: "too-many-locations", name: "room 4", limit: 4 });
  assert.equal(location.named("room 3"), "room 3");
  assert.deepEqual(location.announce("another"), { kind: "too-many-locations", name: "another", limit: 4 });
  assert.equal(location.current, "room 0");
});

Deno.test("toId keeps ids and makes ids of other names", () => {
  const cases: [string, string | undefined][] = [
    ["default room", "default room"],
    ["Küche 3", "Küche 3"],
    ["room/1?", "room_1_"],
    ["  room", "room"],
    ["<script>alert(1)</script>", "loc-_script_alert_1___script_"],
    ["::ffff:10.0.0.5", "loc-::ffff:10.0.0.5"],
    ["fe80::1%eth0", "fe80::1_eth0"],
    ["a".repeat(70), "a".repeat(64)],
    ["\u{20000}".repeat(100), "\u{20000}".repeat(32)],
    ["a" + "\u{20000}".repeat(100), "a" + "\u{20000}".repeat(31)],
    ["a".repeat(63) + " b", "a".repeat(63)],
    ["../..", undefined],
    ["!!", undefined],
  ];
  for (const [name, id] of cases) {
    assert.equal(toId(name), id);
    if (id !== undefined) assert.ok(isId(id), id);
  }
});
