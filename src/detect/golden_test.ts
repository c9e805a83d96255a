import assert from "node:assert/strict";
import { GOLDEN_HEIGHT, GOLDEN_WIDTH, goldenImage } from "./golden.ts";
import { hashModel } from "./manifest.ts";

Deno.test("goldenImage makes the same bytes on every machine", () => {
  assert.equal(
    hashModel(goldenImage("flame")),
    "17ba9e179f0a4ad5730c89460d7a244c58a5f49d571e1cf67a80bfc235c4c8a1",
  );
  assert.equal(
    hashModel(goldenImage("room")),
    "ff5c5666f8281855719cf1db507260714632bd9e119ac85234ea008f1a0923e9",
  );
});

Deno.test("goldenImage differs between room and flame only where the flame is", () => {
  const room = goldenImage("room");
  const flame = goldenImage("flame");
  let changed = 0;
  for (let i = 0; i < room.length; i += 3) {
    if (room[i] === flame[i] && room[i + 1] === flame[i + 1] && room[i + 2] === flame[i + 2]) continue;
    const x = (i / 3) % GOLDEN_WIDTH / GOLDEN_WIDTH;
    const y = Math.floor(i / 3 / GOLDEN_WIDTH) / GOLDEN_HEIGHT;
    assert(x > 0.4 && x < 0.85 && y > 0.3 && y < 0.9, `changed at ${x}, ${y}`);
    changed++;
  }
  assert(changed > 10_000, `only ${changed} pixels of flame`);
});
