/**
 * For tests alone: a box as its folders and its page show it, without any of its processes.
 */
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { checkConfig, describeFaults } from "../config/load.ts";
import { createUi } from "../ui/app.ts";
import { FakeDeps } from "../ui/fake_deps.ts";
import { type Scene, SCENE_WALL_MS } from "../ui/fake_scenes.ts";
import { makeFolders, type Paths, pathsOf } from "./paths.ts";

/** The folders of a box, and its page where one is served. */
export class TestBox implements AsyncDisposable {
  readonly clock = new FakeClock({ monotonicMs: 9_000_000, wallMs: SCENE_WALL_MS });
  readonly paths: Paths;
  readonly deps: FakeDeps;
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;

  private constructor(paths: Paths, scene: Scene) {
    this.paths = paths;
    this.deps = new FakeDeps(this.clock, scene);
  }

  /** A box whose folders hold a configuration and nothing else. */
  static async make(scene: Scene = "normal"): Promise<TestBox> {
    const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const box = new TestBox(pathsOf(state, join(state, "run")), scene);
    await makeFolders(box.paths);
    // Nothing listens on port 1.
    await box.#configure(1);
    return box;
  }

  /** Serves the page. */
  async serve(): Promise<this> {
    const app = createUi(this.deps);
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request, info) => {
      return app.fetch(request, info);
    });
    await this.#configure(this.#server.addr.port);
    return this;
  }

  async #configure(port: number): Promise<void> {
    const config = checkConfig({
      site: { name: "Mill 3, Hall B" },
      zones: [{ id: "boiler", name: "Boiler room" }, { id: "kitchen", name: "Kitchen" }],
      outputs: [{ id: "Yard", kind: "siren", driver: "simulated" }],
      page: { host: "127.0.0.1", port },
    });
    if (!config.ok) throw new Error(describeFaults(config.fault));
    await Deno.writeTextFile(this.paths.config, JSON.stringify(config.value));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.shutdown();
    await Deno.remove(this.paths.state, { recursive: true });
  }
}
