/**
 * Boxes and a server in network namespaces of their own: a partition, a clock that is an hour off, and a slow and lossy link, by the kernel where it has that, by a relay
 * where it has not.
 */
import assert from "node:assert/strict";
import { exists } from "../../src/store/exists.ts";
import { namespacesLacking, TestNetwork } from "../firewall/namespaces.ts";
import { eventually, natsLacking, skippedWithout } from "./nats.ts";
import { FAKETIME, RemoteBox } from "./remote_box.ts";

const HOUR_MS = 3_600_000;
const ignore = skippedWithout(natsLacking() ?? namespacesLacking(), "boxes in network namespaces");
const STREAM = new URL("./stream_numbers.ts", import.meta.url).pathname;
const RELAY = new URL("./slow_relay.ts", import.meta.url).pathname;

Deno.test({
  name:
    "run: boxes that are cut apart, one with its clock an hour off, decide alone; when the link is back, slow as it may be, the alarm that still stands sounds, and nothing was lost or doubled",
  ignore,
  fn: async () => {
    const mayShift = exists(FAKETIME);
    if (!mayShift) console.log("SKIPPED the clock that is an hour off: libfaketime is not installed");
    await using network = await TestNetwork.make(2);
    const folder = await Deno.makeTempDir({ prefix: "embereye-nats-" });
    await Deno.writeTextFile(
      `${folder}/nats.conf`,
      `host: "10.77.0.1"\nport: 4222\njetstream { store_dir: "${folder}/data" }\n`,
    );
    const server = network.start(1, ["nats-server", "-c", `${folder}/nats.conf`, "-l", `${folder}/log`]);
    const relay = network.start(1, [
      ...[Deno.execPath(), "run", "-A", "--quiet", RELAY],
      ...["10.77.0.1:4223", "10.77.0.1:4222"],
    ]);
    const toRelay = relay.stdin.getWriter();
    try {
      await using north = await RemoteBox.start(network, 2, "north", { fleet: "calls: [{boxes: [south]}]" });
      await using south = await RemoteBox.start(network, 3, "south", {
        fleet: "answers: [{box: north, zone: hall}]",
        serverPort: 4223,
        ...(mayShift ? { clock: "+1h" } : {}),
      });
      await eventually("south to hear north", async () => {
        const sensors = await south.get("/api/v1/sensors") ?? [];
        return sensors.some(({ id, fresh }: { id: string; fresh: boolean }) => id === "box:north" && fresh);
      });

      const { at } = await south.get("/api/v1/status");
      const aheadMs = Date.parse(at) - Date.now();
      assert(!mayShift || Math.abs(aheadMs - HOUR_MS) < HOUR_MS / 4, `south's clock is ${aheadMs} ms ahead`);

      await network.in(1, ["ip", "link", "set", "h3", "down"]);
      north.burn();
      await eventually("north's own siren", () => north.hasSounded());
      await eventually(
        "north to say that south does not confirm",
        () => north.hasTrouble("fleet-unanswered"),
      );
      assert.equal(await south.hasAlarm(), false);
      assert.equal(await south.hasSounded(), false);

      const slow = await network.try(1, [
        "tc",
        "qdisc",
        "add",
        "dev",
        "h3",
        "root",
        "netem",
        "delay",
        "300ms",
        "loss",
        "5%",
      ]);
      if (!slow.success) {
        console.log(`the relay makes the link slow: tc netem cannot here, ${slow.stderr.trim()}`);
        await toRelay.write(new TextEncoder().encode("slow\n"));
      }
      await network.in(1, ["ip", "link", "set", "h3", "up"]);
      await eventually("south's siren", () => south.hasSounded(), 120_000);
      await eventually(
        "the confirmation",
        async () => !(await north.hasTrouble("fleet-unanswered")),
        120_000,
      );

      const numbers = async (): Promise<Record<string, number[]>> =>
        JSON.parse(
          await network.in(1, [Deno.execPath(), "run", "-A", "--quiet", STREAM, "10.77.0.1:4222", "plant"]),
        );
      const told = await eventually("both boxes' alarms in the stream", async () => {
        const now = await numbers();
        return now["north alarms"]?.length === 1 && now["south alarms"]?.length === 1 && now;
      });
      for (const box of ["north", "south"]) {
        const lines = told[`${box} journal`];
        assert.deepEqual(lines, lines.map((_, i) => lines[0] + i), `${box}: each line of its journal once`);
        // States that were replaced while they waited leave gaps.
        assert.deepEqual(told[box], [...new Set(told[box])].sort((a, b) => a - b), `${box}: in order`);
      }
    } finally {
      await toRelay.close().catch(() => undefined);
      await server.stdin.close().catch(() => undefined);
      for (const process of [relay, server]) {
        process.kill("SIGKILL");
        await process.stdout.cancel();
        await process.status;
      }
      await Deno.remove(folder, { recursive: true });
    }
  },
});
