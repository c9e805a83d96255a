import assert from "node:assert/strict";
import { findAttachment, piecesOf } from "../../src/detect/attachment.ts";
import { attach } from "./attach.ts";

const RUNTIME = new TextEncoder().encode("the runtime");

Deno.test("attach puts the file before what is embedded and leaves all else, the executable's mode too", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const [executable, library] = [`${folder}/embereye`, `${folder}/library`];
    // What deno compile writes: the runtime, a section of two bytes, and its magic number, name's hash and length.
    const section = new Uint8Array([7, 7, 0x1e, 0x50, 0, 0, 1, 2, 3, 4, 2, 0, 0, 0, 0, 0, 0, 0]);
    Deno.writeFileSync(executable, new Uint8Array([...RUNTIME, ...section]), { mode: 0o755 });
    Deno.writeTextFileSync(library, "a library");
    attach(executable, library);

    using file = Deno.openSync(executable);
    const found = findAttachment(file);
    assert.equal(new TextDecoder().decode([...piecesOf(file, found)][0]), "a library");
    const bytes = Deno.readFileSync(executable);
    assert.deepEqual(bytes.subarray(0, RUNTIME.length), RUNTIME);
    assert.deepEqual(bytes.subarray(-section.length), section);
    assert.equal(Deno.statSync(executable).mode! & 0o777, 0o755);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("attach leaves what is no executable of deno compile as it is, and nothing beside it", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const [executable, library] = [`${folder}/embereye`, `${folder}/library`];
    Deno.writeTextFileSync(executable, "#!/bin/sh\necho no executable\n");
    Deno.writeTextFileSync(library, "a library");
    assert.throws(() => attach(executable, library), /cannot be attached to .*deno compile/);
    assert.equal(Deno.readTextFileSync(executable), "#!/bin/sh\necho no executable\n");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["embereye", "library"]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
