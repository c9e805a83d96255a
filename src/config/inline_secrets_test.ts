import assert from "node:assert/strict";
import { inlineSecrets } from "./inline_secrets.ts";
import { type Config, configSchema } from "./schema.ts";

function site(parts: Record<string, unknown>): Config {
  return configSchema.parse({ zones: [{ id: "hall" }], ...parts });
}

Deno.test("inlineSecrets: passwords and shared secrets that stand in the configuration, wherever they stand", () => {
  const config = site({
    cameras: [
      { id: "door", zone: "hall", source: "rtsp://10.0.0.7/stream", user: "eye", password: "s3cret" },
      { id: "yard", zone: "hall", source: "rtsp://eye:s3cret@10.0.0.8/stream" },
    ],
    notify: {
      targets: [
        { id: "hook", kind: "webhook", url: "https://example.org/fire", secret: "0123456789abcdef" },
        { id: "bus", kind: "mqtt", url: "mqtt://broker:1883", user: "box", password: "s3cret" },
      ],
    },
  });
  assert.deepEqual(inlineSecrets(config), [
    "cameras.door.password",
    "cameras.yard.source",
    "notify.targets.hook.secret",
    "notify.targets.bus.password",
  ]);
});

Deno.test("inlineSecrets: a reference to a file or a credential is no secret, nor is its absence", () => {
  const config = site({
    cameras: [
      {
        id: "door",
        zone: "hall",
        source: "rtsp://10.0.0.7/stream",
        user: "eye",
        password: { file: "/etc/pw" },
      },
      { id: "yard", zone: "hall", source: "test:room" },
    ],
    notify: {
      targets: [{ id: "bus", kind: "mqtt", url: "mqtt://broker:1883", password: { credential: "mqtt" } }],
    },
  });
  assert.deepEqual(inlineSecrets(config), []);
});
