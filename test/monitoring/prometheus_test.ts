import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PANELS } from "../../image/monitoring/dashboard.ts";
import { Box } from "../e2e/box.ts";
import { freePort } from "../free_port.ts";

const FOLDER = fileURLToPath(new URL("../../image/monitoring/", import.meta.url));
const ignore = !hasPrometheus();

Deno.test({
  name: "Prometheus: its own checker takes the alerts, and each fires when it should and not before",
  ignore,
  fn: async () => {
    for (const args of [["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]]) {
      const { success, stdout, stderr } = await new Deno.Command("promtool", { args, cwd: FOLDER }).output();
      assert(success, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
    }
  },
});

Deno.test({
  name: "Prometheus: reads a running box, and every panel and every alert asks for what the box really says",
  ignore,
  fn: async () => {
    await using box = await Box.start(["--fire-after", "1"]);
    await using prometheus = await Prometheus.start(new URL(box.ready.ui).host, box.ready.operatorToken);
    await box.eventually(
      "Prometheus to read the box",
      async () => await prometheus.value('up{job="embereye"}') === 1,
    );
    await box.eventually(
      "Prometheus to see the alarm",
      async () => (await prometheus.value("sum(embereye_alarms)") ?? 0) >= 1,
    );

    const rules = await Deno.readTextFile(`${FOLDER}alerts.yml`);
    const expressions = PANELS.flatMap(({ queries }) => queries.map(([expression]) => expression));
    for (const expression of expressions) {
      await prometheus.query(
        expression.replaceAll('instance=~"$instance"', 'job="embereye"').replaceAll("$__range", "5m"),
      );
    }
    const names = new Set(
      [rules, ...expressions].flatMap((text) =>
        text.match(/\b(?:embereye|frame|sensor|queue|dropped)_[a-z_]+\b/g) ?? []
      ),
    );
    assert(names.size > 12);
    // A box that has turned nobody away has no such figure yet: its own tests show it.
    names.delete("embereye_refused_total");
    // Parts that start slowly, as the detector with its model, tell theirs later than the alarm comes.
    await box.eventually("Prometheus to know all figures", async () => {
      for (const name of names) {
        if ((await prometheus.query(name)).length === 0) throw new Error(`there is no ${name}`);
        names.delete(name);
      }
      return true;
    });
  },
});

/** A Prometheus of Debian's that reads one box. */
class Prometheus implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;
  readonly #port: number;

  private constructor(process: Deno.ChildProcess, folder: string, port: number) {
    this.#process = process;
    this.#folder = folder;
    this.#port = port;
  }

  /** Starts it with the scrape configuration that we ship, pointed at `target`. */
  static async start(target: string, token: string): Promise<Prometheus> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-prometheus-" });
    await Deno.writeTextFile(`${folder}/token`, token);
    const config = (await Deno.readTextFile(`${FOLDER}scrape.yml`))
      .replace("/etc/prometheus/embereye.token", `${folder}/token`)
      .replace("192.0.2.7:8080", target)
      .replace("scrape_interval: 15s", "scrape_interval: 1s");
    await Deno.writeTextFile(`${folder}/prometheus.yml`, `${config}rule_files: ["${FOLDER}alerts.yml"]\n`);
    const port = freePort();
    const process = new Deno.Command("prometheus", {
      args: [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    return new Prometheus(process, folder, port);
  }

  /** The samples of an instant query. Throws what Prometheus has against it. */
  async query(expression: string): Promise<{ readonly value: [number, string] }[]> {
    const answer = await fetch(this.#url(`/api/v1/query?query=${encodeURIComponent(expression)}`));
    const { status, data, error } = await answer.json();
    assert.equal(status, "success", `${expression}: ${error}`);
    return data.result;
  }

  /** The value of a query with one sample; undefined where there is none yet. */
  async value(expression: string): Promise<number | undefined> {
    const [sample] = await this.query(expression);
    return sample === undefined ? undefined : Number(sample.value[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true });
  }

  #url(path: string): string {
    return `http://127.0.0.1:${this.#port}${path}`;
  }
}

function hasPrometheus(): boolean {
  try {
    return ["promtool", "prometheus"].every((name) =>
      new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success
    );
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log("SKIPPED the tests with Prometheus: it is not installed (apt install prometheus)");
    return false;
  }
}
