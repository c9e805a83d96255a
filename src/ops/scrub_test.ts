import assert from "node:assert/strict";
import { Scrubber, secretsOf, withoutSecretValues } from "./scrub.ts";

const CONFIG = {
  site: { name: "Mill" },
  cameras: [{
    id: "c1",
    source: "rtsp://viewer:p%40ss-word@10.0.0.7/stream",
    user: "admin",
    password: 'qu"oted ü secret',
  }],
  notify: {
    smtp: { host: "mail", password: "sm1" },
    webhook: { secret: ["first-secret", "second-secret"], url: "https://hooks.example" },
    mqtt: { credentials: { user: "embereye", pass: 12345678 } },
  },
  page: { pin: "4711-0815", tls: { certificateKey: "k", privateKey: "-----BEGIN KEY-----\nabcd\n" } },
  keyboard: "not secret",
  passage: "not secret either",
};

Deno.test("secretsOf finds what stands under the name of a secret, at any depth, and in addresses", () => {
  const secrets = secretsOf(CONFIG);
  for (
    const secret of [
      'qu"oted ü secret',
      "p%40ss-word",
      "p@ss-word",
      "first-secret",
      "second-secret",
      "12345678",
      "4711-0815",
      "-----BEGIN KEY-----\nabcd\n",
    ]
  ) assert.ok(secrets.includes(secret), secret);
  for (
    const open of [
      "Mill",
      "10.0.0.7",
      "not secret",
      "not secret either",
      "https://hooks.example",
      "sm1",
      "embereye",
    ]
  ) {
    assert.ok(!secrets.includes(open), open);
  }
});

Deno.test("withoutSecretValues leaves the names and whatever is no secret, however short the secret is", () => {
  const shown = JSON.stringify(withoutSecretValues(CONFIG));
  assert.doesNotMatch(shown, /oted|p%40ss|viewer|sm1|-secret"|12345678|4711|BEGIN/);
  assert.match(shown, /"password":"\[secret\]"/);
  assert.match(shown, /rtsp:\/\/\[secret\]@10\.0\.0\.7\/stream/);
  assert.match(shown, /"keyboard":"not secret","passage":"not secret either"/);
});

Deno.test("Scrubber takes a secret out of a text in every form in which it may stand there", () => {
  const scrubber = new Scrubber(secretsOf(CONFIG));
  const secret = 'qu"oted ü secret';
  const text = [
    `plain ${secret}`,
    JSON.stringify({ secret }),
    `https://x/?p=${encodeURIComponent(secret)}`,
    `Basic ${new TextEncoder().encode(secret).toBase64()}`,
    "rtsp://somebody:else@10.0.0.9/x",
    "Authorization: Bearer abc.def-ghi",
    "GET /?token=zzz1234&x=1",
  ].join("\n");
  const shown = scrubber.text(text);
  assert.doesNotMatch(shown, /oted|%22oted|somebody|else|abc\.def|zzz1234/);
  assert.ok(!shown.includes(new TextEncoder().encode(secret).toBase64()));
  assert.match(shown, /rtsp:\/\/\[secret\]@10\.0\.0\.9/);
  assert.match(shown, /token=\[secret\]&x=1/);
});

Deno.test("the path of a hook, which lets one use it, is a secret; its server, and short paths in other lines, are not", () => {
  const config = {
    notify: {
      targets: [
        { kind: "webhook", url: "https://hooks.example:8443/services/T0AB/xYz9?key=k1" },
        { kind: "webhook", url: "https://me:pw1234@hooks.example/in/abcdef" },
        { kind: "webhook", url: "https://plain.example/api/v1" },
        { kind: "mqtt", url: "mqtts://broker:8883" },
      ],
    },
    retention: { archive: { url: "https://store.example/" } },
    cameras: [{ source: "rtsp://10.0.0.7/stream1" }],
  };
  const shown = JSON.stringify(withoutSecretValues(config));
  for (
    const part of [
      '"https://hooks.example:8443/[secret]"',
      '"https://[secret]@hooks.example/[secret]"',
      '"https://plain.example/[secret]"',
      '"mqtts://broker:8883"',
      '"https://store.example/"',
      '"rtsp://10.0.0.7/stream1"',
    ]
  ) assert.ok(shown.includes(part), part);
  const scrubber = new Scrubber(secretsOf(config));
  assert.equal(
    scrubber.text("POST https://hooks.example:8443/services/T0AB/xYz9?key=k1 fails; GET /api/v1 is fine"),
    "POST https://hooks.example:8443[secret] fails; GET /api/v1 is fine",
  );
});
