import assert from "node:assert/strict";
import { describeFileFaults, parseConfig } from "./load.ts";

const SITE = `zones:
  - id: hall
    limits:
      preAlarmC: 45
outputs:
  - {id: bell, kind: siren, driver: simulated}
`;

/** What an installer reads of a file that begins as a good one does. */
function told(rest: string, site = SITE): string {
  const parsed = parseConfig(site + rest);
  assert(!parsed.ok, "the configuration should have been refused");
  return describeFileFaults(parsed.fault);
}

Deno.test("a refused file is told with line, key, rule, value, and what to write instead", () => {
  assert.equal(
    told("", SITE.replace("45", "45C")),
    'line 4, zones[0].limits.preAlarmC: a number is expected; found "45C": write 45, without a unit and without quotes. ' +
      "It means: Pre-alarm at this temperature, degrees Celsius, once confirmed",
  );
  assert.match(told("", SITE.replace("45", '"45,5"')), /write 45\.5, without/);
  assert.match(
    told("", SITE.replace("45", "400")),
    /^line 4, .*at most 300 is allowed; found 400\. It means: .*Celsius/,
  );
  assert.match(
    told("sensors:\n  - {id: s, zone: [hall, hall]}\n"),
    /^line 8, sensors\[0\]\.zone: text is expected; found \["hall","hall"\]$/,
  );
  assert.equal(
    told("", SITE.replace("hall", "7")),
    "line 2, zones[0].id: text is expected; found 7: put it in quotes",
  );
  assert.match(
    told("sensors:\n"),
    /^line 7, sensors: a list is expected; nothing stands behind the key: give it/,
  );
});

Deno.test("an unknown key is told with the line on which it stands, and with the keys that there are", () => {
  assert.match(
    told("page:\n  port: 80\n  colour: red\n"),
    /^line 9, page: unknown key 'colour'; known here: host, port,/,
  );
  assert.match(told("sensorport: {}\n"), /^line 7: unknown key 'sensorport'; did you mean 'sensorPort'\?$/);
});

Deno.test("a wrong choice is told with what there is to choose from, at every kind of choice", () => {
  assert.match(
    told("", SITE.replace("simulated", "gpoi")),
    /^line 6, outputs\[0\]\.driver: simulated or gpio is expected; found "gpoi"/,
  );
  assert.match(
    told("notify: {targets: [{id: m, kind: mail}]}\n"),
    /kind: webhook, email or mqtt is expected; found "mail"; did you mean 'email'\?/,
  );
  assert.match(
    told("page: {viewing: opn}\n"),
    /open or token is expected; found "opn"; did you mean 'open'\?/,
  );
  assert.match(
    told("page: {tls: {certificate: /x.pem, key: /y.pem}}\n"),
    /^line 7, page\.tls\.key: .*found "\/y\.pem".*\{ file: \/path \} or \{ credential: NAME \}/,
  );
  assert.match(
    told("page: {tls: on}\n"),
    /page\.tls: off, self-signed or a section of keys is expected; found "on"/,
  );
  assert.match(
    told("callPoints: [{id: p, zone: hall, chip: c}]\n"),
    /line: text or a number is expected; it is missing\. It means: Name of the line/,
  );
});

Deno.test("of several faults at one place the first is told alone", () => {
  assert.equal(told("timeSync: {servers: pool.ntp.org}\n").split("\n").length, 1);
});

Deno.test("a secret is not shown, whatever is wrong with it", () => {
  const camera = (rest: string) =>
    `cameras:\n  - {id: c, zone: hall, source: "rtsp://192.0.2.1/", ${rest}}\n`;
  for (
    const text of [
      told(camera("user: u, password: 90125")),
      told(camera(`user: u, password: "${"hunter2".repeat(20)}"`)),
      told('notify: {targets: [{id: m, kind: webhook, url: "https://192.0.2.1/", secret: hunter2}]}\n'),
      told('notify: {targets: {id: m, kind: mqtt, url: "mqtt://u:hunter2@192.0.2.1/", password: hunter2}}\n'),
      told('cameras: {id: c, source: "rtsp://u:hunter2@192.0.2.1/"}\n'),
    ]
  ) assert.doesNotMatch(text, /hunter2|90125/);
});
