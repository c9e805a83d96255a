/**
 * A running service for the gate's tests, and what it says of those it turned away.
 */
import { join } from "node:path";
import { askSupervisor } from "../../src/app/config_client.ts";
import { pathsOf } from "../../src/app/paths.ts";
import { Box } from "../e2e/box.ts";
import { RawDevice } from "./raw_device.ts";

/** How a site's sensor port and sensors are set, YAML in one line each. */
export interface SiteLists {
  readonly port: string;
  readonly sensors: string;
}

/** One service in a folder of its own. */
export class GateSite implements AsyncDisposable {
  private constructor(readonly box: Box, readonly folder: string) {}

  static async start(lists: SiteLists): Promise<GateSite> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const file = join(folder, "embereye.yaml");
    await Deno.writeTextFile(file, configOf(lists));
    return new GateSite(await Box.run(file, folder), folder);
  }

  get paths() {
    return pathsOf(join(this.folder, "state"), join(this.folder, "run"));
  }

  /** Puts other lists in force while it runs. */
  async change(lists: SiteLists): Promise<void> {
    const act = {
      act: "apply",
      text: configOf(lists),
      reason: "a test",
      mustConfirm: false,
      dryRun: false,
    } as const;
    const answer = await askSupervisor(this.paths, "anna", act);
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    // On trial, a sensor that is meant to be turned away would count as lost, and the change would be taken back.
    const confirmed = await askSupervisor(this.paths, "anna", { act: "confirm" });
    if (!confirmed.ok) throw new Error(JSON.stringify(confirmed));
  }

  /**
   * Waits until a device that says `said` is let in, and has `packets` of `sensorId` counted. The answer to a change comes when the role has
   * been told: it may take a moment until it acts on it.
   */
  async letsIn(sensorId: string, said: string, packets: number): Promise<void> {
    await this.box.eventually(`${sensorId} to be let in`, async () => {
      using device = await RawDevice.connect(this.box.sensorPort, said);
      await this.box.eventually(
        "an answer",
        async () => device.isEnded || await this.packets(sensorId) === packets,
      );
      return !device.isEnded;
    });
  }

  /** How often it has turned somebody away at the sensor port for `reason`. */
  async refused(reason: string): Promise<number> {
    const text = await (await fetch(new URL("/metrics", this.box.ready.ui))).text();
    return text.split("\n")
      .filter((line) => line.startsWith("embereye_refused_total{") && line.includes(`reason="${reason}"`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  /** Waits until it has turned somebody away for `reason` more than `before` times. */
  async turnsAway(reason: string, before = 0): Promise<void> {
    await this.box.eventually(`a refusal: ${reason}`, async () => await this.refused(reason) > before);
  }

  /** Packets that have been taken in for a sensor. */
  async packets(sensorId: string): Promise<number> {
    const sensors: { id: string; device?: { packets: number } }[] = await this.box.get("/api/v1/sensors");
    return sensors.find(({ id }) => id === sensorId)?.device?.packets ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box.stop();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function configOf({ port, sensors }: SiteLists): string {
  return `
zones: [{id: hall}]
sensors: [${sensors}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0, ${port}}
page: {host: 127.0.0.1, port: 0, viewing: open}
`;
}
