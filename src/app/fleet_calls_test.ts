/**
 * Two boxes' calls over a wire in memory, with the fire logic of the one that sounds.
 */
import assert from "node:assert/strict";
import { MemoryWire } from "../../test/fleet/memory_wire.ts";
import { siteViewSchema } from "../bus/messages.ts";
import { parseConfig } from "../config/load.ts";
import { Bed } from "../fusion/testbed.ts";
import type { OutputOrder } from "../reading/output.ts";
import { Secret } from "../reading/secret.ts";
import { FleetCalls } from "./fleet_calls.ts";
import { otherBoxReading } from "./fusion_fleet.ts";
import { fusionSettings } from "./fusion_settings.ts";
import { siteView } from "./site_view.ts";

const KEY = new Secret("the key of the site");

function config(fleet: string) {
  const parsed = parseConfig(`
zones: [{id: hall}, {id: evac}]
outputs: [{id: bell, kind: siren, driver: simulated}]
fleet: {site: plant, servers: ["nats://192.0.2.1"], key: {file: /k}, ${fleet}}`);
  assert(parsed.ok && parsed.value.fleet !== undefined);
  return { ...parsed.value, fleet: parsed.value.fleet };
}

/** North, where it burns, and south with its fire logic, whose siren does as it is ordered. */
class Site {
  readonly south = config("box: south, answers: [{box: north, zone: evac}]");
  readonly bed = new Bed(fusionSettings(this.south));
  /** Whether south's fire logic can be told anything. */
  isLinked = true;
  /** What north has been told it is not confirmed. */
  readonly unconfirmed = new Map<string, string>();
  readonly #calls: FleetCalls;
  readonly #answers: FleetCalls;
  readonly #clock = {
    monotonicMs: () => this.bed.monoMs,
    wallMs: () => this.bed.wallMs,
    sleep: () => Promise.reject(new Error("nothing here sleeps")),
  };

  constructor() {
    const wire = new MemoryWire();
    const parts = {
      clock: this.#clock,
      key: KEY,
      refused: (reason: string) => assert.fail(reason),
      note: assert.fail,
    };
    this.#calls = new FleetCalls({
      ...parts,
      config: config("box: north, calls: [{zones: [hall], boxes: [south]}]"),
      heard: () => assert.fail("nobody calls north"),
      unanswered: (box, detail) =>
        detail === undefined ? this.unconfirmed.delete(box) : this.unconfirmed.set(box, detail),
    });
    this.#answers = new FleetCalls({
      ...parts,
      config: this.south,
      heard: (box, active, again) => {
        if (!this.isLinked) return false;
        this.bed.feed(
          otherBoxReading({ kind: "otherBox", box, active, again }, this.south, this.bed.monoMs)!,
        );
        return true;
      },
      unanswered: () => assert.fail("south calls nobody"),
    });
    this.#calls.attach(wire.connection());
    this.#answers.attach(wire.connection());
  }

  burn(...ids: string[]): void {
    const latched = ids.map((alarmId) => ({ alarmId, zoneId: "hall", silenced: false, raisedAtWallMs: 0 }));
    this.#calls.order({ latched } as unknown as OutputOrder);
  }

  /** @param told Whether south's fire logic tells how it is. */
  pass(seconds: number, told = true): void {
    for (let second = 0; second < seconds; second++) {
      this.bed.advance(1_000);
      if (told) this.#tellSite();
      this.#answers.step();
      this.#calls.step();
    }
  }

  get sounds(): boolean {
    return this.bed.sirens.bell !== undefined && this.bed.sirens.bell !== "off";
  }

  #tellSite(): void {
    const view = siteView(this.bed.view, {
      siteName: "South",
      atWallMs: this.bed.wallMs,
      outputs: [{ id: "bell", kind: "siren", on: this.sounds, pattern: "continuous" }],
      outputNames: new Map(),
      devices: [],
      cameras: [],
      masks: { thermal: new Map(), cameras: new Map() },
      hiddenWhileEmpty: undefined,
    });
    this.#answers.site(siteViewSchema.parse(JSON.parse(JSON.stringify(view))));
  }
}

Deno.test("FleetCalls: another fire at the box that calls sounds the silenced siren again; the one that was silenced does not", () => {
  const site = new Site();
  site.pass(2);
  site.burn("A1-1");
  assert(site.sounds);
  site.bed.act({ act: "silence", alarmId: site.bed.alarms[0].id });
  site.pass(5);
  site.burn();
  site.pass(2);
  site.burn("A1-1");
  site.pass(5);
  assert.equal(site.sounds, false, "it is the fire that people here know of");
  site.burn("A1-1", "A1-2");
  assert(site.sounds);
  assert.equal(site.bed.alarms.length, 1);
  assert.equal(site.bed.texts("alarm-resound").length, 1);
  site.bed.act({ act: "silence", alarmId: site.bed.alarms[0].id });
  site.pass(5);
  assert.equal(site.sounds, false);
});

Deno.test("FleetCalls: another fire is confirmed when the fire logic has taken it, not by what was silenced before", () => {
  const site = new Site();
  site.pass(2);
  site.burn("A1-1");
  site.bed.act({ act: "silence", alarmId: site.bed.alarms[0].id });
  site.pass(10);
  assert.equal(site.unconfirmed.size, 0);
  site.isLinked = false;
  site.burn("A1-1", "A1-2");
  site.pass(6);
  assert.match(site.unconfirmed.get("south") ?? "", /its zone evac has not alarmed again yet/);
  assert.equal(site.sounds, false);
  site.isLinked = true;
  site.pass(2);
  assert(site.sounds, "told as soon as it could be");
  assert.equal(site.unconfirmed.size, 0);
});
