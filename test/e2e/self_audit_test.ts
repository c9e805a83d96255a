/**
 * A running box looks at itself: each audit by its command, what the page and the troubles make of it, and what a crash leaves behind.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { strToU8, unzipSync, zipSync } from "fflate";
import { said } from "../../src/reading/audit.ts";
import { keepResult } from "../../src/store/audit_results.ts";
import { Box } from "./box.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../../shared/data/fire-images", import.meta.url));
/** An audit that takes longer on a loaded machine hangs. */
const AUDIT_MS = 240_000;

async function audit(box: Box, kind: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--quiet",
      MAIN,
      "audit",
      kind,
      "--json",
      "--state",
      box.state,
      ...args,
    ],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(AUDIT_MS),
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, err, result: out === "" ? undefined : JSON.parse(out) };
}

const codes = (sentences: readonly { readonly code: string }[]) => sentences.map(({ code }) => code);

Deno.test("a box's audits: what they find is a trouble until it is looked at again, and nothing passes that was not looked at", async () => {
  await using box = await Box.start(["--fire-after", "600"]);
  const token = box.ready.operatorToken;
  const listed = async () => {
    const response = await fetch(new URL("/api/v1/audits", box.ready.ui), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
    return await response.json();
  };
  const troubles = async (): Promise<string[]> =>
    (await box.get("/api/v1/troubles")).filter(({ active }: { active: boolean }) => active)
      .map(({ id }: { id: string }) => id);
  assert.deepEqual(new Set((await listed()).map(({ last }: { last: unknown }) => last)), new Set([null]));

  // Dependencies: the snapshot that came along, then a file that somebody brings.
  const shipped = await audit(box, "dependencies");
  assert.equal(shipped.code, 0, JSON.stringify(shipped));
  assert.equal(shipped.result.verdict, "passed");
  assert(shipped.result.figures.advisories > 100, "a snapshot that knows of something");
  assert.match(
    shipped.result.noteTexts[0],
    /npm: held against \d+ advisories known to this box, snapshot of 20\d\d-\d\d-\d\d/,
  );
  const file = `${box.state}/osv.json`;
  const bring = async (text: string, sum?: string) => {
    await Deno.writeTextFile(file, text);
    const digest = sum ?? createHash("sha256").update(text).digest("hex");
    return await audit(box, "dependencies", "--advisories", file, "--sha256", digest);
  };
  assert.match((await audit(box, "dependencies", "--advisories", `${file}.none`)).err, /no such file/);
  await Deno.writeTextFile(file, "[]");
  assert.match((await audit(box, "dependencies", "--advisories", file)).err, /no checksum of .* is known/);
  assert.match((await bring("[]", "ab".repeat(32))).err, /was damaged or changed/);
  assert.equal((await bring('{"date": "2099-01-01", "advis')).code, 2);
  assert.equal((await bring("[]")).code, 2, "an empty list is no news");
  const range = [{ type: "SEMVER", events: [{ introduced: "0" }] }];
  const named = (name: string) => [{ package: { ecosystem: "npm", name }, ranges: range }];
  const bad = await bring(JSON.stringify([
    { id: "TEST-1", summary: "all of it", modified: "2098-01-01T00:00:00Z", affected: named("hono") },
  ]));
  assert.deepEqual([bad.code, bad.result.verdict, codes(bad.result.findings)], [1, "found", ["advisory"]]);
  await box.eventually(
    "the trouble",
    async () => (await troubles()).includes("audit-found:dependencies") || undefined,
  );
  const useless = await bring(JSON.stringify([
    { id: "TEST-2", modified: "2099-01-01T00:00:00Z", affected: named("a-package-of-nobody") },
  ]));
  assert.deepEqual([useless.code, useless.result.verdict], [1, "not-possible"], "nothing known is no pass");
  assert.match(
    useless.result.findingTexts[0],
    /npm: no advisories known to this box\. The snapshot of 2099-01-01 has 1 entries/,
  );
  await box.eventually(
    "the finding is over",
    async () => !(await troubles()).includes("audit-found:dependencies") || undefined,
  );
  // OSV's own lists: a zip file with a file for each.
  const entry = (id: string, name: string, fixed: string) =>
    strToU8(JSON.stringify({
      id,
      modified: "2099-02-01T00:00:00Z",
      affected: [{
        package: { ecosystem: "npm", name },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }],
      }],
    }));
  const many = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, i) => [`MAL-${i}.json`, entry(`MAL-${i}`, `bad-${i}`, "9.9.9")]),
  );
  const zip = zipSync({
    ...many,
    "T-3.json": entry("TEST-3", "zod", "999.0.0"),
    "T-4.json": strToU8("{"),
    "readme.txt": strToU8("x"),
  });
  const packed = `${box.state}/all.zip`;
  const bringZip = async (bytes: Uint8Array<ArrayBuffer>) => {
    await Deno.writeFile(packed, bytes);
    await Deno.writeTextFile(
      `${packed}.sha256`,
      `${createHash("sha256").update(bytes).digest("hex")}  all.zip\n`,
    );
    return await audit(box, "dependencies", "--advisories", packed);
  };
  const fromZip = await bringZip(zip);
  assert.equal(fromZip.code, 1, fromZip.err);
  assert.match(fromZip.err, /taken in: 3001 advisories of npm of 2099-02-01, 1 about this box's packages/);
  assert.deepEqual(fromZip.result.findings.map(({ values }: { values: { id: string } }) => values.id), [
    "TEST-3",
  ]);
  assert.equal((await bringZip(zip.slice(0, 200))).code, 2, "half a file");
  assert.equal((await bringZip(strToU8("no zip at all"))).code, 2);
  const deed = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", MAIN, "audit", "list", "--json", "--state", box.state],
    signal: AbortSignal.timeout(AUDIT_MS),
  }).output();
  assert.match(
    new TextDecoder().decode(deed.stdout),
    /"act": ?"advisories"/,
    "who brought them is in the audit log",
  );
  await Deno.remove(`${box.state}/advisories`, { recursive: true });
  assert.equal((await audit(box, "dependencies")).code, 0);
  await box.eventually(
    "no trouble",
    async () => !(await troubles()).some((id) => id.includes("audit")) || undefined,
  );

  // Accuracy without pictures, ports, memory.
  const accuracy = await audit(box, "accuracy");
  assert.deepEqual([accuracy.code, accuracy.result.verdict, codes(accuracy.result.findings)], [
    1,
    "not-possible",
    ["no-validation-set"],
  ]);
  const missing = await audit(box, "accuracy", "--set", "/no/such/folder");
  assert.deepEqual([missing.result.isBroken, codes(missing.result.findings)], [true, ["set-unreadable"]]);
  const ports = await audit(box, "ports");
  assert.equal(ports.result.verdict, "passed", JSON.stringify(ports.result));
  assert(codes(ports.result.notes).some((code) => code === "ports-outside" || code === "ports-own"));
  const memory = await audit(box, "memory", "--sample", "3");
  assert(codes(memory.result.notes).includes("heap-taken"), JSON.stringify(memory.result));
  assert(memory.result.figures["fusion heap MB"] > 1 && memory.result.figures["outputs heap MB"] > 1);
  assert(
    memory.result.details.some((line: string) => /kB in 3 s by /.test(line)),
    "allocations with their place",
  );
  const all = await listed();
  assert.deepEqual(all.map(({ last }: { last: unknown }) => last !== null), [true, true, true, true]);
  assert.equal(all[3].earlier.length, 4);
});

Deno.test("what an audit had found before the box started is a trouble of the box from its start on", async () => {
  const state = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    keepResult(`${state}/audits`, "ports", {
      atWallMs: Date.now(),
      verdict: "found",
      findings: [said("port-unnamed", { address: "0.0.0.0", port: 4444 })],
      notes: [],
      figures: {},
    });
    await using box = await Box.start(["--fire-after", "600"], { state });
    const found = await box.eventually(
      "the trouble",
      async () =>
        (await box.get("/api/v1/troubles")).find(({ id }: { id: string }) => id === "audit-found:ports"),
    );
    assert.equal(found.active, true);
  } finally {
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("a process that dies leaves a report, one that dies again and again leaves its stack once, and the support bundle takes both along", async () => {
  await using box = await Box.start(["--fire-after", "600"]);
  assert.equal((await audit(box, "dependencies")).code, 0);
  const pidOfFusion = async (): Promise<number> => {
    const roles: { role: string; pid: number }[] = (await box.get("/api/v1/status")).roles;
    return roles.find(({ role }) => role === "fusion")!.pid;
  };
  const reports = async () => {
    const found: {
      name: string;
      report: { why: string; lines: string[]; metrics: string[]; times: number };
    }[] = [];
    try {
      for await (const { name } of Deno.readDir(`${box.state}/crashes`)) {
        if (!name.endsWith(".json")) continue;
        found.push({ name, report: JSON.parse(await Deno.readTextFile(`${box.state}/crashes/${name}`)) });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return found;
  };
  await box.eventually("its figures, which it tells every two seconds", async () => {
    const answer = await fetch(new URL("/metrics", box.ready.ui), { signal: AbortSignal.timeout(10_000) });
    return (await answer.text()).includes('role="fusion"');
  });
  Deno.kill(await pidOfFusion(), "SIGKILL");
  const [killed] = await box.eventually("a report", async () => {
    const found = await reports();
    return found.length > 0 ? found : undefined;
  });
  assert.match(killed.report.why, /^fusion was ended from outside by SIGKILL/);
  assert(killed.report.lines.some((line) => line.includes("fusion runs")), "its last lines");
  assert(killed.report.metrics.length > 5, "its last figures");

  // What it starts with is torn: it ends with an exception, again and again, until that is put right.
  const config = `${box.state}/run/config.json`;
  const whole = await Deno.readTextFile(config);
  const restarts = async (): Promise<number> =>
    (await box.get("/api/v1/status")).roles.find(({ role }: { role: string }) => role === "fusion").restarts;
  const before = await restarts();
  await box.eventually("fusion is back", async () => {
    const found = (await box.get("/api/v1/status")).roles.find(({ role }: { role: string }) =>
      role === "fusion"
    );
    return found.state === "ready" || undefined;
  });
  await Deno.writeTextFile(config, whole.slice(0, 100));
  Deno.kill(await pidOfFusion(), "SIGKILL");
  // A loaded machine needs many seconds for each start.
  await box.eventually("three starts that failed", async () => await restarts() >= before + 3 || undefined);
  await Deno.writeTextFile(config, whole);
  const isThrown = ({ report }: { report: { why: string } }) => report.why.includes("exit code");
  const all = await box.eventually("a report of it", async () => {
    const found = await reports();
    return found.some(isThrown) && found;
  });
  const thrown = all.filter(isThrown);
  assert.equal(thrown.length, 1, `one report for all of them: ${all.map(({ name }) => name)}`);
  const said = thrown[0].report.lines.join("\n");
  assert.match(said, /SyntaxError/);
  assert.match(said, /^\s+at readConfig .*roles?[^/]*\.[jt]s:\d+/m, `with its stack: ${said}`);
  await box.eventually("fusion is ready again", async () => {
    const found = (await box.get("/api/v1/status")).roles.find(({ role }: { role: string }) =>
      role === "fusion"
    );
    return found.state === "ready" || undefined;
  });

  const response = await fetch(new URL("/api/v1/support-bundle", box.ready.ui), {
    headers: { authorization: `Bearer ${box.ready.operatorToken}` },
    signal: AbortSignal.timeout(60_000),
  });
  const files = Object.keys(unzipSync(new Uint8Array(await response.arrayBuffer())));
  for (const name of [`crashes/${killed.name}`, `crashes/${thrown[0].name}`, "audits/dependencies.json"]) {
    assert(files.includes(name), `${name} is not in the bundle: ${files.join(" ")}`);
  }
});

const picturesLacking = await Deno.stat(`${PICTURES}/labels.csv`).then(
  () => undefined,
  () => `${PICTURES} is not there`,
);
const ffmpegLacking = await new Deno.Command("ffmpeg", { args: ["-version"], stdout: "null", stderr: "null" })
  .output()
  .then(() => undefined, () => "ffmpeg is not installed");
const lacking = picturesLacking ?? ffmpegLacking;
if (lacking !== undefined) console.log(`SKIPPED the accuracy audit on real pictures: ${lacking}`);

Deno.test({
  name:
    "the accuracy audit passes on the pictures that the manifest was measured with, and finds a set whose labels say otherwise",
  ignore: lacking !== undefined,
  fn: async () => {
    await using box = await Box.start(["--fire-after", "600"]);
    const good = await audit(box, "accuracy", "--set", PICTURES);
    assert.equal(good.result.verdict, "passed", JSON.stringify(good.result));
    assert.deepEqual([good.result.figures["fire recall %"], good.result.figures.pictures], [90.9, 121]);
    // The same pictures, in a folder of the same name, with every third fire called none: precision falls.
    const folder = `${box.state}/fire-images`;
    await Deno.mkdir(folder);
    for await (const { name } of Deno.readDir(PICTURES)) {
      await Deno.symlink(`${PICTURES}/${name}`, `${folder}/${name}`);
    }
    const labels = (await Deno.readTextFile(`${PICTURES}/labels.csv`)).split("\n");
    let fires = 0;
    const turned = labels.map((line) => {
      const [file, fire, smoke] = line.split(",");
      return fire === "1" && ++fires % 3 === 0 ? [file, "0", smoke].join(",") : line;
    });
    await Deno.remove(`${folder}/labels.csv`);
    await Deno.writeTextFile(`${folder}/labels.csv`, turned.join("\n"));
    const worse = await audit(box, "accuracy", "--set", folder);
    assert.deepEqual([worse.code, worse.result.verdict], [1, "found"]);
    assert(
      worse.result.findings.some(({ code, values }: { code: string; values: Record<string, unknown> }) =>
        code === "accuracy-drop" && values.label === "fire" && values.measured === "precision"
      ),
      JSON.stringify(worse.result.findings),
    );
    assert.equal(worse.result.before.verdict, "passed", "the one before stands beside it");
  },
});
