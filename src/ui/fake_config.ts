/**
 * A change path for the tests of page and API: remembers what it was asked for, answers as it is told.
 */
import type { ConfigAct, ConfigAnswer, ConfigState } from "../bus/messages.ts";
import type { ConfigChange } from "../config/diff.ts";
import type { ConfigVersion } from "../store/config_store.ts";
import type { ConfigDeps } from "./config_api.ts";
import type { Actor } from "./deps.ts";

/** The change path. */
export class FakeConfig implements ConfigDeps {
  readonly asked: { readonly by: string; readonly act: ConfigAct }[] = [];
  running: ConfigState | undefined = {
    version: 7,
    state: "good",
    good: 7,
    author: "anna",
    reason: "a sensor for the attic",
    atWallMs: 1_795_600_000_000,
    mustConfirm: false,
  };
  refusal: Pick<ConfigAnswer, "code" | "message" | "faults"> | undefined;
  versions: ConfigVersion[] = [];
  changes: ConfigChange[] = [{ path: "zones[boiler].limits.criticalC", before: 60, after: 70 }];

  lists = { sensorPort: ["loopback"], page: ["private"], metrics: ["loopback"] };

  allowed(section: "sensorPort" | "page" | "metrics"): readonly string[] {
    return this.lists[section];
  }

  text(): string {
    return "site:\n  name: Mill 3, Hall B\n";
  }

  state(): ConfigState | undefined {
    return this.running;
  }

  change({ name }: Actor, act: ConfigAct): Promise<ConfigAnswer> {
    if (this.running === undefined) return Promise.reject(new Error("the supervisor cannot be reached"));
    this.asked.push({ by: name, act });
    return Promise.resolve({
      kind: "configAnswer",
      request: 1,
      ok: this.refusal === undefined,
      message: "version 8 runs, on trial for 600 s",
      faults: [],
      ...this.refusal,
      state: this.running,
      changes: this.refusal === undefined ? this.changes : [],
    });
  }

  history(): readonly ConfigVersion[] {
    return this.versions;
  }

  compare(): Promise<readonly ConfigChange[]> {
    return Promise.resolve(this.changes);
  }
}
