/**
 * Boxes of one site for the tests: whole services as processes, joined by a real NATS server.
 */
import { join } from "node:path";
import { Box } from "../e2e/box.ts";
import { TestDevice } from "../e2e/device.ts";

/** What is particular about one box. */
export interface SiteBoxOptions {
  readonly servers: readonly string[];
  readonly zones?: readonly string[];
  /** More lines of its section `fleet`. */
  readonly fleet?: string;
  /** More zones, as the file has them, without a sensor. */
  readonly bareZones?: readonly string[];
  /** Its cameras, as the file has them. */
  readonly cameras?: readonly string[];
}

/** One box of the site `plant`. */
export class SiteBox implements AsyncDisposable {
  box: Box;
  readonly folder: string;

  private constructor(box: Box, folder: string) {
    this.box = box;
    this.folder = folder;
  }

  static async start(
    name: string,
    { servers, zones = ["hall"], fleet = "", bareZones = [], cameras = [] }: SiteBoxOptions,
  ): Promise<SiteBox> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const file = join(folder, "embereye.yaml");
    await Deno.writeTextFile(
      file,
      `
site: {name: Box ${name}}
zones: [${[...zones.map((zone) => `{id: ${zone}, name: Zone ${zone}}`), ...bareZones].join(", ")}]
sensors: [${zones.map((zone) => `{id: s-${zone}, zone: ${zone}}`).join(", ")}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
timeSync: {watch: false}
cameras: [${cameras.join(", ")}]
fleet:
  site: plant
  box: ${name}
  servers: [${servers.map((server) => JSON.stringify(server)).join(", ")}]
${fleet}
`,
    );
    return new SiteBox(await Box.run(file, folder), folder);
  }

  /** Starts it again on what it has stored. */
  async restart(): Promise<void> {
    this.box = await Box.run(join(this.folder, "embereye.yaml"), this.folder);
  }

  /** Lets a zone burn until the box has raised the alarm. @returns the alarm's id. */
  async burn(zone = "hall"): Promise<string> {
    using device = await TestDevice.connect(this.box.sensorPort, `s-${zone}`);
    return await this.box.eventually(`the alarm in ${zone}`, async () => {
      await device.frame("fire");
      const alarms = await this.box.get("/api/v1/alarms");
      return alarms.find(({ zoneId }: { zoneId: string }) => zoneId === zone)?.id as string | undefined;
    });
  }

  /** Whether its siren sounds. */
  async sounds(): Promise<boolean> {
    const outputs = await this.box.get("/api/v1/outputs");
    return outputs.some(({ id, on }: { id: string; on: boolean }) => id === "bell" && on);
  }

  /** The codes of its active troubles. */
  async troubles(): Promise<string[]> {
    const troubles = await this.box.get("/api/v1/troubles");
    return troubles.filter(({ active }: { active: boolean }) => active).map(({ code }: { code: string }) =>
      code
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}
