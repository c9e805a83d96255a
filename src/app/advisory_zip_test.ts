import assert from "node:assert/strict";
import { strToU8, zipSync } from "fflate";
import { readAdvisoryZip } from "./advisory_zip.ts";

const advisory = (id: string, name: string) =>
  strToU8(
    JSON.stringify({
      id,
      modified: "2026-10-01T00:00:00Z",
      affected: [{ package: { ecosystem: "npm", name } }],
    }),
  );

async function read(bytes: Uint8Array) {
  const file = await Deno.makeTempFile({ suffix: ".zip" });
  try {
    await Deno.writeFile(file, bytes);
    const seen: number[] = [];
    const result = await readAdvisoryZip(file, new Set(["npm hono"]), (count) => seen.push(count));
    return { result, seen };
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("readAdvisoryZip keeps what is about wanted packages, and counts the rest", async () => {
  const others = Object.fromEntries(
    Array.from({ length: 4_000 }, (_, i) => [`M-${i}.json`, advisory(`M-${i}`, `p${i}`)]),
  );
  const bytes = zipSync({
    ...others,
    "a.json": advisory("A", "hono"),
    "b.json": strToU8("{"),
    "c.txt": strToU8("x"),
    "huge.json": new Uint8Array(3 * 1024 * 1024).fill(32),
  });
  const { result, seen } = await read(bytes);
  assert(result.ok);
  const { advisories, totals, unreadable, newestDay } = result.value;
  assert.deepEqual(advisories.map(({ id }) => id), ["A"]);
  assert.deepEqual([totals.get("npm"), unreadable, newestDay], [4_001, 2, "2026-10-01"]);
  assert.equal(seen.at(-1), bytes.length);
});

Deno.test("readAdvisoryZip refuses what is no zip, half of one, one without advisories, and one whose entries are damaged", async () => {
  const bytes = zipSync({ "a.json": advisory("A", "hono"), "b.json": advisory("B", "hono") });
  for (
    const [name, bad] of Object.entries({
      text: strToU8("no zip at all"),
      empty: new Uint8Array(),
      half: bytes.slice(0, bytes.length / 2),
      "without its end": bytes.slice(0, -22),
      "nothing in it": zipSync({ "readme.txt": strToU8("x") }),
      "no advisories": zipSync({ "a.json": strToU8("[]"), "b.json": strToU8("7") }),
      damaged: bytes.map((byte, i) => i > 40 && i < 90 ? byte ^ 0xff : byte),
    })
  ) {
    const { result } = await read(bad);
    assert(!result.ok && result.fault.length > 10, name);
  }
});
