/**
 * The port audit from outside: a service with a page for this machine alone, seen by a neighbour that the audit makes for itself.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { namespacesLacking, TestNetwork } from "./namespaces.ts";

const lacking = namespacesLacking();
if (lacking !== undefined) {
  console.log(`SKIPPED the port audit from outside: no network namespaces here (${lacking})`);
}

const SITE = `
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {port: 9001, host: 0.0.0.0, allow: [any]}
page: {port: 8080, host: 0.0.0.0, allow: [loopback]}
`;

Deno.test({
  name:
    "audit ports, as root, looks from a namespace of its own: the gate turns it away, the kernel's firewall keeps silent, and no trace stays",
  ignore: lacking !== undefined,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    await using net = await TestNetwork.make(0);
    const config = join(folder, "site.yaml");
    await Deno.writeTextFile(config, SITE);
    const place = ["--state", join(folder, "state"), "--run", join(folder, "run")];
    const service = net.start(1, [
      ...[
        Deno.execPath(),
        "run",
        "-A",
        "--no-prompt",
        "--quiet",
        "main.ts",
        "run",
        "--config",
        config,
        ...place,
      ],
    ]);
    const look = async () => {
      const { stdout, stderr } = await net.embereye("audit", "ports", "--json", ...place);
      assert.notEqual(stdout, "", stderr);
      return JSON.parse(stdout);
    };
    try {
      await service.stdin.close();
      let said = "";
      for await (const text of service.stdout.pipeThrough(new TextDecoderStream())) {
        said += text;
        if (said.includes("READY ")) break;
      }
      assert.match(said, /READY/, "the service must start");
      // Another program of the machine, which anybody can reach.
      await net.serve(2222);
      const before = await look();
      assert.equal(before.verdict, "passed", JSON.stringify(before));
      const seen = before.details.filter((line: string) => line.startsWith("from "));
      assert.deepEqual(seen.map((line: string) => line.split(" ").slice(3).join(" ")), [
        "2222 open",
        "8080 turned-away",
        "9001 open",
      ]);
      assert.deepEqual(
        before.notes.map((
          { code, values }: { code: string; values: { port?: number } },
        ) => [code, values.port]),
        [["ports-outside", undefined], ["port-foreign", 2222]],
      );
      const applied = await net.embereye("firewall", "apply", "--config", config);
      assert.equal(applied.code, 0, applied.stderr);
      const after = await look();
      assert.equal(after.verdict, "passed", JSON.stringify(after));
      assert(
        after.details.some((line: string) => line.endsWith("8080 silent")),
        JSON.stringify(after.details),
      );
      assert.doesNotMatch(await net.in(1, ["ip", "link"]), /\bee[0-9a-f]{8}\b/, "its cable is gone");
      assert.doesNotMatch(
        await net.in(1, ["ip", "netns"]),
        /embereye-[0-9a-f]{8}$/m,
        "and so is its namespace",
      );
    } finally {
      service.kill("SIGTERM");
      await service.status;
      await Deno.remove(folder, { recursive: true });
    }
  },
});
