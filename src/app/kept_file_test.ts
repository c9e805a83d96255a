import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../test/eventually.ts";
import { withTempFolder } from "../../test/temp_folder.ts";
import { KeptFile } from "./kept_file.ts";

Deno.test("KeptFile writes the newest content alone, and asks for it only then", () =>
  withTempFolder(async (folder) => {
    const said: string[] = [];
    const file = new KeptFile(join(folder, "uses"), 20, (text) => said.push(text));
    let asked = 0;
    for (let n = 0; n < 50; n++) {
      file.put(() => {
        asked++;
        return `content ${n}`;
      });
    }
    assert.equal(asked, 0);
    await eventually("the file", () => Deno.readTextFile(join(folder, "uses")));
    assert.equal(await Deno.readTextFile(join(folder, "uses")), "content 49");
    assert.equal(asked, 1);
    await file.close();
    assert.deepEqual(said, []);
  }));

Deno.test("KeptFile writes what waits when it is closed, without waiting for its time", () =>
  withTempFolder(async (folder) => {
    const file = new KeptFile(join(folder, "uses"), 3_600_000, assert.fail);
    file.put(() => "last words");
    await file.close();
    assert.equal(await Deno.readTextFile(join(folder, "uses")), "last words");
  }));

Deno.test("KeptFile says once that it cannot be written, and once that it can again", () =>
  withTempFolder(async (folder) => {
    const said: string[] = [];
    const there = join(folder, "there");
    const file = new KeptFile(join(there, "uses"), 3_600_000, (text) => said.push(text));
    for (let n = 0; n < 3; n++) {
      file.put(() => `content ${n}`);
      await file.close();
    }
    assert.equal(said.length, 1);
    assert.match(said[0], /^cannot write .*there\/uses: /);
    await Deno.mkdir(there);
    file.put(() => "content");
    await file.close();
    assert.equal(said.length, 2);
    assert.match(said[1], /is written again$/);
  }));
