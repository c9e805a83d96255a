import assert from "node:assert/strict";
import { fail, ok } from "../reading/result.ts";
import { libraryPlaces, openInPlace } from "./library_folder.ts";

interface Fault {
  readonly detail: string;
  readonly place: boolean;
}
const isPlaces = (fault: Fault) => fault.place;

Deno.test("libraryPlaces: a home comes before the folders that anybody may write; without one those are left", () => {
  const places = libraryPlaces((name) => name === "HOME" ? "/home/someone" : undefined);
  assert.deepEqual(places.slice(0, 2), ["/home/someone/.cache", "/tmp"]);
  assert.deepEqual(libraryPlaces(() => undefined), ["/tmp", "/var/tmp", Deno.cwd()]);
});

Deno.test("openInPlace: goes on where a place is missing or forbids, and leaves nothing behind there", async () => {
  const forbids = await Deno.makeTempDir();
  const allows = await Deno.makeTempDir();
  const result = await openInPlace<string, Fault>(
    ["/does/not/exist", forbids, allows],
    (folder) =>
      Promise.resolve(
        folder.startsWith(forbids) ? fail({ detail: "may not run", place: true }) : ok("opened"),
      ),
    isPlaces,
  );
  assert(result.ok);
  assert(result.value.folder.startsWith(allows));
  assert.deepEqual([...Deno.readDirSync(forbids)], []);
  for (const folder of [forbids, allows]) await Deno.remove(folder, { recursive: true });
});

Deno.test("openInPlace: a fault that is no place's ends the search; where none will do, each place's reason is told", async () => {
  const one = await Deno.makeTempDir();
  let tries = 0;
  const broken = await openInPlace<string, Fault>(
    [one, one],
    () => Promise.resolve(fail({ detail: `try ${++tries}`, place: false })),
    isPlaces,
  );
  assert(!broken.ok);
  assert.equal(broken.fault.detail, "try 1");
  const nowhere = await openInPlace<string, Fault>(
    ["/does/not/exist", one],
    () => Promise.resolve(fail({ detail: "may not run", place: true })),
    isPlaces,
  );
  assert(!nowhere.ok);
  assert.match(nowhere.fault.detail, /\/does\/not\/exist: .*\n.*may not run/);
  await Deno.remove(one, { recursive: true });
});
