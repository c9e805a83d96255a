/**
 * What a technician at the box's own shell finds out, while it runs, while parts of it are down, and after it has stopped.
 */
import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import { fileURLToPath } from "node:url";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const FRAME_MS = 200;

/** `embereye ARGS`, as a person types it, over the box in `state`. */
function command(state: string, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", "main.ts", ...args, "--state", state],
    cwd: ROOT,
    env: { NO_COLOR: "1", COLUMNS: "80" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function embereye(
  state: string,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await command(state, args).output();
  const out = new TextDecoder().decode(stdout);
  const err = new TextDecoder().decode(stderr);
  // What goes to scripts, and the one line of a health check, are as long as they are.
  if (!args.includes("--json") && args[0] !== "health") {
    for (const line of out.split("\n")) assert([...line].length <= 80, `${args}: ${line}`);
  }
  return { code, out, err };
}

/** Reads what a command that goes on prints, until `expected` comes. */
async function until(process: Deno.ChildProcess, expected: RegExp): Promise<string> {
  let text = "";
  for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (expected.test(text)) return text;
  }
  throw new Error(`the command ended without ${expected}:\n${text}`);
}

/** Lets `device` show a fire as a device does that streams, so that it stays fresh however long a command takes. */
function stream(device: TestDevice): { end(): Promise<void> } {
  let ended = false;
  const sending = (async () => {
    while (!ended) {
      await device.frame("fire");
      await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
    }
  })();
  return {
    end: () => {
      ended = true;
      return sending;
    },
  };
}

Deno.test("a technician sees a fire, a killed role and its story, and the journal after the box has stopped", async () => {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const box = await Box.start(["--no-simulation"], { state });
  let stopped = false;
  let streaming: { end(): Promise<void> } | undefined;
  try {
    using device = await TestDevice.connect(box.sensorPort, "room");
    streaming = stream(device);
    await box.eventually("an alarm", async () => (await box.get("/api/v1/alarms"))[0]);

    // While it runs.
    const [status, check, json, health, remote, top] = await Promise.all([
      embereye(state, "status"),
      embereye(state, "status", "--check"),
      embereye(state, "status", "--json"),
      embereye(state, "health"),
      embereye(state, "health", "--url", box.ready.ui),
      embereye(state, "top"),
    ]);
    assert.equal(status.code, 0, status.err);
    assert.match(status.out, /^FIRE ALARM in New sensors\n/);
    assert.match(status.out, /^ {2}room {2}\d+(\.\d)? m?s ago {2}New sensors/m);
    assert.match(status.out, /^ {2}fusion +ready/m);
    assert.equal(check.code, 1);
    const { source, verdict, healthy } = JSON.parse(json.out);
    assert.deepEqual([source, verdict.kind, healthy], ["page", "alarm", false]);
    assert.deepEqual([health.code, health.out.slice(0, 5)], [0, "ready"]);
    assert.equal(remote.code, 0, remote.out);
    assert.match(top.out, /outputs[^]*fusion[^]*sensors[^]*ui/);
    // A role reports its figures every two seconds.
    await box.eventually("the figures of the sensors role", async () => {
      const [packets] = JSON.parse((await embereye(state, "metrics", "sensor_packets_total", "--json")).out);
      return packets.series.some(({ value }: { value: number }) => value > 0);
    });

    // Who may act.
    const made = await embereye(state, "token", "new", "tilda", "--role", "operator");
    const token = made.out.trim();
    const acknowledge = async () => {
      const { id } = (await box.get("/api/v1/alarms"))[0];
      const answer = await fetch(new URL(`/api/v1/alarms/${id}/acknowledge`, box.ready.ui), {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      });
      await answer.body?.cancel();
      return answer.status;
    };
    await box.eventually("the new token to act", async () => {
      // The page reads its tokens once a second; asked sooner and often, it would lock out who shows wrong ones.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      return await acknowledge() === 200;
    });
    assert.match((await embereye(state, "token", "list")).out, /tilda +operator/);
    assert.equal((await embereye(state, "token", "new", "tilda", "--role", "viewer")).code, 1);
    assert.equal((await embereye(state, "token", "revoke", "tilda")).code, 0);
    await box.eventually("the revoked token to be refused", async () => await acknowledge() === 401);

    // A role is killed.
    const following = command(state, ["logs", "-f", "--level", "warning"]).spawn();
    const seen = until(following, /fusion was ended from outside by\s+SIGKILL/);
    const pid = await box.kill("fusion");
    await box.eventually("fusion to be back", async () => await box.pidOf("fusion") !== pid);
    await seen;
    following.kill("SIGINT");
    await following.stderr.cancel();
    await following.status;
    const told = await box.eventually("the story", async () => {
      const { out } = await embereye(state, "watchdog");
      return /fusion was ended from outside by SIGKILL; back after/.test(out) && out;
    });
    assert.match(told, /service started \(process \d+\), all \d+ roles ready after/);
    assert.match(told, /1 outage: fusion 1; the longest/);

    // After it has stopped.
    await streaming.end();
    await box.stop();
    stopped = true;
    const [events, acts, after, story, lines, dead] = await Promise.all([
      embereye(state, "events", "--zone", "new sensors", "--kind", "alarm"),
      embereye(state, "events", "--kind", "acknowledge", "--json"),
      embereye(state, "status"),
      embereye(state, "watchdog", "--since", "1h"),
      embereye(state, "logs", "--role", "fusion"),
      embereye(state, "health"),
    ]);
    assert.equal(events.code, 0, events.err);
    assert.match(events.out, /^\d\d:\d\d:\d\d {2}alarm +New sensors: /m);
    assert.equal(JSON.parse(acts.out)[0].by, "tilda");
    assert.equal(after.code, 0, after.err);
    assert.match(after.out, /^FIRE ALARM in New sensors\n.*EmberEye is not running:\s+nothing is protected/);
    assert.match(after.out, /from the files, because the page/);
    assert.match(story.out, /service stopped/);
    // The minute that had begun when the box stopped is on the disk too.
    const [past, pastJson, bundle] = await Promise.all([
      embereye(state, "metrics", "sensor/room", "--since", "1h"),
      embereye(state, "metrics", "role/fusion memory", "--since", "1h", "--json"),
      embereye(state, "support-bundle", "--output", `${state}/bundle.zip`, "--json"),
    ]);
    assert.match(past.out, /^sensor\/room$[^]*thermal[^]*°C, mean/m, past.err);
    const [{ subject, series }] = JSON.parse(pastJson.out);
    assert.deepEqual([subject, series[0].name, series[0].unit], ["role/fusion", "memory", "bytes"]);
    assert.equal(bundle.code, 0, bundle.err);
    const files = unzipSync(await Deno.readFile(`${state}/bundle.zip`));
    assert.match(strFromU8(files["watchdog.txt"]!), /service stopped/);
    assert.match(strFromU8(files["events.jsonl"]!), /"kind":"alarm"/);
    assert.match(strFromU8(files["history.csv"]!), /"sensor\/room","thermal","C"/);
    assert.match(lines.out, /fusion runs with epoch 2/);
    assert.deepEqual([dead.code, dead.out.startsWith("not ready: the page")], [1, true]);
  } finally {
    await streaming?.end();
    if (!stopped) await box.stop();
    await Deno.remove(state, { recursive: true });
  }
});
