import assert from "node:assert/strict";
import { describeChanges, diffConfigs, withoutSecretValues, withSecretsOf } from "./diff.ts";

Deno.test("diffConfigs names what changed by ids, whatever the order of the lists", () => {
  const before = { zones: [{ id: "a", limits: { criticalC: 60 } }, { id: "b" }] };
  const after = { zones: [{ id: "b" }, { id: "a", limits: { criticalC: 55 } }, { id: "c" }] };
  assert.deepEqual(describeChanges(diffConfigs(before, after)), [
    "  zones[a].limits.criticalC: 60 -> 55",
    '+ zones[c]: {"id":"c"}',
  ]);
  assert.deepEqual(describeChanges(diffConfigs(after, before)).at(-1), '- zones[c]: {"id":"c"}');
});

Deno.test("diffConfigs says that a secret changed, and never which it was or is", () => {
  const camera = (password: string) => ({ cameras: [{ id: "c", password }] });
  const text = describeChanges(diffConfigs(camera("old-one"), camera("new-one"))).join();
  assert.match(text, /cameras\[c\]\.password: "\[secret\]" -> "\[secret\]"/);
  const added = describeChanges(diffConfigs({ cameras: [] }, camera("new-one"))).join();
  assert.match(added, /\[secret\]/);
  assert(!added.includes("new-one"));
});

Deno.test("withoutSecretValues hides the password inside an address", () => {
  assert.deepEqual(withoutSecretValues({ source: "rtsp://user:pass@192.0.2.4/stream" }), {
    source: "rtsp://user:[secret]@192.0.2.4/stream",
  });
});

Deno.test("withSecretsOf gives an edited configuration the secrets back that it was shown without", () => {
  const known = {
    cameras: [{ id: "a", password: "pa" }, { id: "b", password: "pb", source: "rtsp://u:secret1@h/1" }],
  };
  const edited = withoutSecretValues(known) as { cameras: { id: string }[] };
  const moved = { cameras: [edited.cameras[1], edited.cameras[0]] };
  assert.deepEqual(withSecretsOf(known, moved), { cameras: [known.cameras[1], known.cameras[0]] });
  assert.deepEqual(
    withSecretsOf(known, { cameras: [{ id: "a", password: "changed" }] }),
    { cameras: [{ id: "a", password: "changed" }] },
    "a new secret is taken as it is",
  );
  assert.deepEqual(
    withSecretsOf(known, { cameras: [{ id: "z", password: "[secret]" }] }),
    { cameras: [{ id: "z", password: "[secret]" }] },
    "there is nothing to give to a stranger",
  );
});
