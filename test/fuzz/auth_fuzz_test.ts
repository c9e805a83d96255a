/**
 * Searches for a way past the tokens: whatever is sent, cut, damaged, replayed or swapped, no reading gets in that the policy does not let in.
 */
import assert from "node:assert/strict";
import { DeviceKeys } from "../../src/firewall/device_keys.ts";
import { type DeviceTokenEntry, newDeviceToken } from "../../src/firewall/device_token.ts";
import { type AuthPolicy, stricter } from "../../src/ingest/protocol/admission.ts";
import { Desk } from "../../src/ingest/sensors/desk_for_tests.ts";
import { forSeeds, type Prng } from "./prng.ts";

const POLICIES = ["none", "connection", "packet"] as const;
const SENSORS = ["s1", "s2"] as const;
const STEPS = 120;
/** Counts of a full-scale smoke input: what a packet's number is read back from. */
const FULL_SCALE = 4095;
/** Lower counts are those of an input that is not connected. */
const COUNT_FIRST = 500;

interface Token {
  readonly text: string;
  readonly entry: DeviceTokenEntry;
}

/** What is known of one connection, told by the packets alone. */
interface Line {
  readonly desk: NonNullable<ReturnType<Desk["connect"]>>;
  /** Texts that `#auth` has shown on it. */
  readonly shown: string[];
}

function damaged(token: string, random: Prng): string {
  const at = random.int(token.length);
  switch (random.int(7)) {
    case 0:
      return token.slice(0, at);
    case 1:
      return token + random.pick(["A", " A", "=", token]);
    case 2:
      return token.slice(0, at) + random.pick(["A", "z", "\u00e9", "\u0000", ";", "="]) + token.slice(at + 1);
    case 3:
      return token.toUpperCase();
    case 4:
      return `${random.pick(["", "x", token])};token=${random.pick(["", "x"])}`;
    case 5:
      return token.slice(0, at) + random.pick(["!", "#", "\r\n", "#auth:"]) + token.slice(at);
    default:
      return "";
  }
}

/** What an `#auth` packet shows: a `;token=` behind it is the packet's own and no part of it. */
function withoutSuffix(shown: string): string {
  const suffix = shown.lastIndexOf(";token=");
  return (suffix < 0 ? shown : shown.slice(0, suffix)).trim();
}

Deno.test("fuzz: no reading gets in without the token that its sensor and its network ask for", () => {
  let delivered = 0;
  let refused = 0;
  forSeeds(120, (random) => {
    let nowWallMs = 1_000;
    const port: AuthPolicy = random.pick(POLICIES);
    const own = new Map<string, AuthPolicy>(SENSORS.map((id) => [id, random.pick(POLICIES)]));
    let tokens: Token[] = SENSORS.flatMap((device) =>
      [undefined, 1_000 + 40 * STEPS].map((expiresAtWallMs) => {
        const { token, entry } = newDeviceToken(device, nowWallMs, expiresAtWallMs);
        return { text: token, entry };
      })
    );
    const everMade = [...tokens, { text: newDeviceToken("s1", nowWallMs).token, entry: tokens[0].entry }];
    const keys = new DeviceKeys(() => nowWallMs);
    keys.load(tokens.map(({ entry }) => entry));
    const desk = new Desk({
      port: `auth: ${port}, limits: {wrongTokens: 1000, connectionsPerSecond: 1000}`,
      sensors: SENSORS.map((id) => `{id: ${id}, zone: boiler, auth: ${own.get(id)}}`).join(", "),
      keys,
    });
    const isGood = (text: string | undefined, sensorId: string) =>
      tokens.some(({ text: known, entry }) =>
        known === text && entry.device === sensorId && (entry.expiresAtWallMs ?? Infinity) > nowWallMs
      );
    let lines: Line[] = [];
    for (let step = 0; step < STEPS; step++) {
      nowWallMs += random.int(80);
      desk.nowMs += random.int(80);
      lines = lines.filter(({ desk: { peer } }) => !peer.closed);
      if (lines.length < 3 || random.chance(0.05)) {
        lines.push({ desk: desk.connect(`10.0.0.${step}`)!, shown: [] });
      }
      if (random.chance(0.02)) {
        tokens = tokens.filter(() => random.chance(0.7));
        keys.load(tokens.map(({ entry }) => entry));
        if (random.chance(0.5)) desk.reception.checkTokens(desk.nowMs);
      }
      const line = random.pick(lines);
      const real = random.pick(everMade).text;
      const text = random.chance(0.7) ? real : damaged(real, random);
      const sensorId = random.pick(SENSORS);
      const before = desk.readings.length;
      let packet: string;
      let shownHere: string | undefined;
      if (random.chance(0.25)) {
        packet = `#auth:${text}!`;
        line.shown.push(text);
      } else {
        shownHere = random.chance(0.6) ? text : undefined;
        const token = shownHere === undefined ? "" : `;token=${shownHere}`;
        packet = `#Sensor:${sensorId}:ADC1=${COUNT_FIRST + step}${token}!`;
      }
      // Damage can make a whole packet of its own within the one that it damages.
      if (packet.lastIndexOf("#auth:") > 0) {
        line.shown.push(packet.slice(packet.lastIndexOf("#auth:") + 6, -1));
      }
      const bytes = new TextEncoder().encode(packet);
      const cut = random.int(bytes.length);
      const { connection } = line.desk;
      connection.receive(bytes.subarray(0, cut), desk.nowMs);
      connection.receive(bytes.subarray(cut), desk.nowMs);

      for (const { sensorId: of, reading } of desk.readings.slice(before)) {
        assert(reading.kind === "smoke");
        assert.equal(
          Math.round(reading.value * FULL_SCALE / 100),
          COUNT_FIRST + step,
          "a reading of another packet",
        );
        const policy = stricter(port, own.get(of)!);
        const proves = policy === "none" || isGood(shownHere, of) ||
          (policy === "connection" && line.shown.some((shown) => isGood(withoutSuffix(shown), of)));
        assert(proves, `a reading of ${of} got in under policy ${policy} with ${JSON.stringify(packet)}`);
        delivered++;
      }
      if (desk.readings.length === before) refused++;
    }
    // Whoever does as it is asked gets in, after all that.
    for (const sensorId of SENSORS) {
      const { token, entry } = newDeviceToken(sensorId, nowWallMs);
      keys.load([...tokens.map((known) => known.entry), entry]);
      const { connection } = desk.connect(`10.0.1.${sensorId[1]}`)!;
      const before = desk.readings.length;
      connection.receive(
        new TextEncoder().encode(`#auth:${token}!#Sensor:${sensorId}:ADC1=${COUNT_FIRST};token=${token}!`),
        desk.nowMs,
      );
      assert.equal(desk.readings.length, before + 1, `${sensorId} with its own token`);
    }
  });
  assert(delivered > 1_000 && refused > 1_000, `${delivered} delivered, ${refused} refused`);
});
