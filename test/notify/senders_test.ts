/**
 * The ways to people away from the box, against real servers.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import mqtt from "mqtt";
import { senderOf } from "../../src/app/notify_senders.ts";
import { EmailSender } from "../../src/outputs/notify/email.ts";
import { MqttSender } from "../../src/outputs/notify/mqtt.ts";
import { WebhookSender } from "../../src/outputs/notify/webhook.ts";
import type { Notification } from "../../src/reading/notification.ts";
import { Secret } from "../../src/reading/secret.ts";
import { alive, HAS_MOSQUITTO, HttpSink, Mosquitto, SmtpSink, until } from "./sinks.ts";

const ALARM: Notification = {
  id: "alarm:A1-1",
  kind: "alarm",
  severity: "alarm",
  atWallMs: Date.UTC(2026, 10, 25, 3, 12, 8),
  text: "Boiler room: 71 °C\r\nBcc: everybody@example.org",
  zoneId: "boiler",
  zoneName: "Boiler room",
  alarmId: "A1-1",
};
const WORLD = { site: () => "Mill 3", boxId: "embereye-1", wallMs: () => 1_000_000, note: () => undefined };
const NEVER = new AbortController().signal;

Deno.test("WebhookSender: the receiver can tell whose it is, and which it has had", async () => {
  const secret = "a secret of sixteen letters";
  await using sink = new HttpSink(secret);
  const url = `http://127.0.0.1:${sink.port}/hook`;
  const sender = (given: string) =>
    new WebhookSender({
      url,
      secret: new Secret(given),
      site: () => "Mill 3",
      wallMs: () => 1_000_000,
      fetch,
    });
  assert.deepEqual(await sender(secret).send(ALARM, NEVER), { ok: true, value: undefined });
  assert.deepEqual(sink.received.map(({ id, body }) => [id, body.site, body.at, body.text]), [
    ["alarm:A1-1", "Mill 3", "2026-11-25T03:12:08.000Z", ALARM.text],
  ]);
  const forged = await sender("another secret of letters").send(ALARM, NEVER);
  assert(!forged.ok && !forged.fault.permanent, "a secret can be corrected");
  sink.status = 410;
  const gone = await sender(secret).send(ALARM, NEVER);
  assert(!gone.ok && gone.fault.permanent);
  assert.match(gone.fault.detail, /410/);
  sink.status = 503;
  const busy = await sender(secret).send(ALARM, NEVER);
  assert(!busy.ok && !busy.fault.permanent);
  await sink.stop();
  const away = await sender(secret).send(ALARM, NEVER);
  assert(!away.ok && !away.fault.permanent);
  assert.match(away.fault.detail, new RegExp(`127\\.0\\.0\\.1:${sink.port}\\b`));
  assert.doesNotMatch(away.fault.detail, /hook/, "whoever reads the journal cannot use the hook");
});

Deno.test({
  name: "EmailSender: a mail arrives whole, its text can forge no header, a wrong password is told",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using sink = await SmtpSink.start("hunter2");
    const sender = (password: string) =>
      new EmailSender({
        host: "127.0.0.1",
        port: sink.port,
        security: "none",
        user: "box",
        password: new Secret(password),
        from: "box@example.org",
        to: ["guard@example.org", "chief@example.org"],
        site: () => "Mill 3",
      });
    const right = sender("hunter2");
    const sent = await alive(right.send(ALARM, NEVER));
    assert(sent.ok, JSON.stringify(sent));
    await right.close();
    const [mail] = sink.mails;
    assert.deepEqual([mail.from, mail.to], ["box@example.org", ["guard@example.org", "chief@example.org"]]);
    assert.match(mail.text, /^Subject: FIRE ALARM: Boiler room, Mill 3\r$/m);
    assert.match(mail.text, /^Message-ID: <alarm%3AA1-1@example.org>\r$/m);
    const [head] = mail.text.split("\r\n\r\n");
    assert.doesNotMatch(head, /everybody@example.org/);
    const wrong = await alive(sender("guess").send(ALARM, NEVER));
    assert(!wrong.ok && !wrong.fault.permanent);
    assert.doesNotMatch(JSON.stringify(wrong), /guess/);
  },
});

Deno.test({
  name:
    "MqttSender: Home Assistant finds the zones, a broker that forgot is told again, and a box that dies is shown as gone",
  ignore: !HAS_MOSQUITTO,
  // The libraries' own timers of the tests before may end in this one.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using broker = await Mosquitto.start();
    const kept = new Map<string, string>();
    const events: string[] = [];
    const watch = async () => {
      const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 200 });
      client.on("message", (topic, payload) => {
        if (topic === "fire/events") events.push(JSON.parse(payload.toString()).id);
        else kept.set(topic, payload.toString());
      });
      await client.subscribeAsync("#", { qos: 1 });
      return client;
    };
    let watcher = await watch();
    const sender = new MqttSender({
      url: `mqtt://127.0.0.1:${broker.port}`,
      topic: "fire",
      discoveryPrefix: "homeassistant",
      clientId: "embereye-1",
      site: () => "Mill 3",
      note: () => undefined,
    });
    const leftover = "homeassistant/binary_sensor/embereye-1/zone_attic/config";
    await watcher.publishAsync(leftover, "{}", { qos: 1, retain: true });
    await until("what an earlier run has left", () => kept.get(leftover) === "{}");
    const zone = (id: string, state: string) => ({ id, name: `Zone ${id}`, state, maxC: 21.4 });
    sender.state({
      zones: [zone("boiler", "alarm"), zone("hall/1", "normal")],
      troubles: ["a sensor is silent"],
    });
    await until("the alarm's state", () => kept.get("fire/zone/boiler") === '{"state":"alarm","maxC":21}');
    await until("the trouble", () => kept.has("homeassistant/binary_sensor/embereye-1/trouble/config"));
    const found = JSON.parse(kept.get("homeassistant/binary_sensor/embereye-1/zone_boiler/config")!);
    assert.deepEqual([found.name, found.state_topic, found.availability_topic, found.device_class], [
      "Zone boiler fire",
      "fire/zone/boiler",
      "fire/status",
      "safety",
    ]);
    assert.equal(kept.get("fire/status"), "online");
    assert(
      [...kept.keys()].every((topic) => topic.split("/").length <= 5),
      "an id makes no level of its own",
    );

    const sent = await sender.send(ALARM, NEVER);
    assert(sent.ok, JSON.stringify(sent));
    await until("the event", () => events.includes("alarm:A1-1"));

    sender.state({ zones: [zone("boiler", "normal")], troubles: [] });
    await until("the zone that is gone to be forgotten", () => kept.get("fire/zone/hall_2f_1") === "");
    await until("a zone of an earlier run to be forgotten", () => kept.get(leftover) === "");

    await watcher.endAsync(true);
    await broker.kill();
    assert(!(await sender.send(ALARM, AbortSignal.timeout(2_000))).ok);
    await broker.start();
    kept.clear();
    watcher = await watch();
    await until(
      "the state after the broker's restart",
      () => kept.get("fire/zone/boiler") === '{"state":"normal","maxC":21}',
    );
    await sender.close();
    await until("the farewell", () => kept.get("fire/status") === "offline");
    await watcher.endAsync(true);
  },
});

Deno.test("senderOf: a secret that comes later is used without a restart", async () => {
  const secret = "a secret of sixteen letters";
  await using sink = new HttpSink(secret);
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "secret");
    const sender = senderOf({
      kind: "webhook",
      id: "guard",
      events: ["alarm"],
      url: `http://127.0.0.1:${sink.port}/`,
      secret: { file },
    }, WORLD);
    const missing = await sender.send(ALARM, NEVER);
    assert(!missing.ok && !missing.fault.permanent);
    assert.match(missing.fault.detail, /there is no such file/);
    await Deno.writeTextFile(file, `${secret}\n`, { mode: 0o600 });
    assert.deepEqual(await sender.send(ALARM, NEVER), { ok: true, value: undefined });
    await sender.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name:
    "senderOf: two brokers' targets whose ids have the same number of Cyrillic letters do not push each other out",
  ignore: !HAS_MOSQUITTO,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using broker = await Mosquitto.start();
    const senders = ["склад", "пожар"].map((id) =>
      senderOf({
        kind: "mqtt",
        id,
        events: ["alarm"],
        url: `mqtt://127.0.0.1:${broker.port}`,
        topic: "fire",
        homeAssistant: false,
        discoveryPrefix: "homeassistant",
      }, WORLD)
    );
    // The one that connects second would end the first one's connection, and the other way round for ever.
    for (const sender of senders) {
      await until("it to be connected", async () => (await sender.send(ALARM, NEVER)).ok);
    }
    for (const sender of senders) assert((await sender.send(ALARM, AbortSignal.timeout(10_000))).ok);
    for (const sender of senders) await sender.close();
  },
});
