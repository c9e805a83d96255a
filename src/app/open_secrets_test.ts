import assert from "node:assert/strict";
import { configSchema } from "../config/schema.ts";
import { openSecrets } from "./open_secrets.ts";

const SITE = configSchema.parse({
  zones: [{ id: "hall" }],
  cameras: [{ id: "door", zone: "hall", source: "rtsp://10.0.0.7/stream", user: "eye", password: "s3cret" }],
});
const HARMLESS = configSchema.parse({ zones: [{ id: "hall" }] });

Deno.test("openSecrets: a file with a password that others may read is named with its mode and never with the password", async () => {
  const file = await Deno.makeTempFile();
  for (const mode of [0o644, 0o640, 0o604]) {
    await Deno.chmod(file, mode);
    const told = await openSecrets(file, SITE);
    assert.match(told ?? "", new RegExp(`cameras\\.door\\.password.*mode ${mode.toString(8)}.*chmod 600`));
    assert(!told!.includes("s3cret"));
  }
  await Deno.remove(file);
});

Deno.test("openSecrets: nothing is said of a private file, of one without secrets, and of one that is gone", async () => {
  const file = await Deno.makeTempFile();
  await Deno.chmod(file, 0o600);
  assert.equal(await openSecrets(file, SITE), undefined);
  await Deno.chmod(file, 0o644);
  assert.equal(await openSecrets(file, HARMLESS), undefined);
  await Deno.remove(file);
  assert.equal(await openSecrets(file, SITE), undefined);
  assert.equal(await openSecrets(undefined, SITE), undefined);
});
