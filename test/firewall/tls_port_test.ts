/**
 * The sensor port over TLS, as a whole box does it: a fire comes through, plain text does not, and a changed certificate cuts nobody off.
 */
import assert from "node:assert/strict";
import { makeCertificate } from "../../src/app/make_certificate.ts";
import { connectSensorPort } from "../../src/app/sensor_port_client.ts";
import { TestDevice } from "../e2e/device.ts";
import { RawDevice } from "./raw_device.ts";
import { GateSite } from "./site.ts";

/** Longer than anything here takes on a machine that does other things as well, the ten seconds for a handshake among it. */
const SOON_MS = 40_000;

async function hasAlarm({ box }: GateSite): Promise<boolean> {
  return (await box.get("/api/v1/alarms")).length > 0;
}

Deno.test("sensor port with TLS: a fire alarms; plain text, garbage, silence and other certificates are turned away and counted", async (t) => {
  await using site = await GateSite.start({ port: "tls: self-signed", sensors: "{id: room, zone: hall}" });
  const { box } = site;
  const certificate = await Deno.readTextFile(`${box.state}/tls/certificate.pem`);
  assert.match(box.output, /Sensor port certificate, SHA-256: ([0-9A-F]{2}:){31}/);
  using device = await TestDevice.connect({ ...box.sensorPort, certificate }, "room");
  for (let i = 0; i < 8; i++) await device.frame("calm");
  await box.eventually("its packets", async () => await site.packets("room") > 0);

  for (
    const [name, said, reason] of [
      ["plain text", "#locid:room!#Sensor:room:ADC1=269,ADC2=1296!", "not-tls"],
      ["garbage", "\x16\x03\x01\x00\x05hello\r\n".repeat(50), "not-tls"],
      ["a device that says nothing", "", "tls-late"],
    ] as const
  ) {
    await t.step(name, async () => {
      const before = await site.refused(reason);
      using stranger = await RawDevice.connect(box.sensorPort, said);
      assert(await stranger.endsWithin(SOON_MS), "it must be cut off");
      await site.turnsAway(reason, before);
    });
  }
  await t.step("a device that believes another certificate", async () => {
    const before = await site.refused("tls-failed");
    const other = await makeCertificate(["127.0.0.1"], Date.now());
    await assert.rejects(() => connectSensorPort({ ...box.sensorPort, certificate: other.certificate }));
    await site.turnsAway("tls-failed", before);
  });
  await t.step("the fire", async () => {
    await box.eventually("the alarm", async () => {
      await device.frame("fire");
      return await hasAlarm(site);
    });
  });
});

Deno.test("sensor port with TLS: a changed certificate is shown to whoever comes, and a connected device's fire alarms", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-port-" });
  try {
    const put = async () => {
      const made = await makeCertificate(["127.0.0.1"], Date.now());
      await Deno.writeTextFile(`${folder}/key.pem`, made.key, { mode: 0o600 });
      await Deno.writeTextFile(`${folder}/cert.pem`, made.certificate);
      return made.certificate;
    };
    const first = await put();
    await using site = await GateSite.start({
      port: `tls: {certificate: ${folder}/cert.pem, key: {file: ${folder}/key.pem}}`,
      sensors: "{id: room, zone: hall}, {id: other, zone: hall}",
    });
    const { box } = site;
    const pid = await box.pidOf("sensors");
    using device = await TestDevice.connect({ ...box.sensorPort, certificate: first }, "room");
    await device.frame("calm");

    const second = await put();
    using other = await box.eventually(
      "the new certificate",
      () => TestDevice.connect({ ...box.sensorPort, certificate: second }, "other", 2),
    );
    await other.frame("calm");
    await box.eventually("the alarm", async () => {
      await device.frame("fire");
      return await hasAlarm(site);
    });

    // A key that others may read: what was shown stays, and it is said.
    await Deno.chmod(`${folder}/key.pem`, 0o644);
    await Deno.writeTextFile(`${folder}/cert.pem`, `${second}\n`);
    const trouble = await box.eventually(
      "the trouble",
      async () =>
        (await box.get("/api/v1/troubles")).find(({ code }: { code: string }) =>
          code === "certificate-unusable"
        ),
    );
    assert.equal(trouble.subject, "sensors");
    assert.match(trouble.detail, /chmod 600/);
    (await TestDevice.connect({ ...box.sensorPort, certificate: second }, "other", 2))[Symbol.dispose]();
    assert.equal(await box.pidOf("sensors"), pid);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
