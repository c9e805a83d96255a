import assert from "node:assert/strict";
import { join } from "node:path";
import { parseConfig } from "../config/load.ts";
import { unreadableFiles } from "./named_files.ts";

Deno.test("unreadableFiles names each file that is not there or open to others, and none that is well", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [good, open] = [join(folder, "good"), join(folder, "open")];
    await Deno.writeTextFile(good, "secret", { mode: 0o600 });
    await Deno.writeTextFile(open, "secret");
    await Deno.chmod(open, 0o644);
    const parsed = parseConfig(`
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras:
  - {id: a, zone: hall, source: "rtsp://192.0.2.1/", user: u, password: {file: ${good}}}
  - {id: b, zone: hall, source: "rtsp://192.0.2.2/", user: u, password: {file: ${open}}}
  - {id: c, zone: hall, source: "file:${folder}/none.mp4"}
  - {id: d, zone: hall, source: "rtsp://192.0.2.3/", user: u, password: {credential: door}}
page: {tls: {certificate: ${folder}/none.pem, key: {file: ${folder}/none.key}}}
`);
    assert(parsed.ok);
    assert.deepEqual(
      unreadableFiles(parsed.value).map(({ path, message }) => `${path}: ${message}`),
      [
        `cameras[1].password: ${open} holds a secret and is open to others (mode 644): chmod 600 ${open}`,
        `cameras[2].source: ${folder}/none.mp4 cannot be read: there is no such file`,
        `page.tls.certificate: ${folder}/none.pem cannot be read: there is no such file`,
        `page.tls.key: ${folder}/none.key cannot be read: there is no such file`,
      ],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
