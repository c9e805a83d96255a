import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

async function embereye(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", MAIN, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

async function withFile(content: string, test: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "site.yaml");
  try {
    await Deno.writeTextFile(file, content);
    await test(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("embereye --help names every command, and each explains itself with an example", async () => {
  const help = await embereye("--help");
  assert.equal(help.code, 0);
  const commands = [...help.out.slice(help.out.indexOf("Commands:")).matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, command]) => command).filter((command) => command !== "help");
  for (const known of ["run", "demo", "check", "status", "doctor", "config", "audit", "firewall", "model"]) {
    assert(commands.includes(known), `${known} is among ${commands}`);
  }
  for (const command of commands) {
    const own = await embereye(command, "--help");
    assert.equal(own.code, 0, command);
    assert.match(own.out, new RegExp(`Examples?:\n  embereye ${command}\\b`), command);
  }
});

Deno.test("embereye answers wrong usage with exit code 2 and what to do", async () => {
  const unknown = await embereye("replai");
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /replay/);
  const never = await embereye("demo", "--fire-after", "1000000");
  assert.equal(never.code, 2);
  assert.match(never.err, /whole seconds from 1 to 86400/);
  const missing = await embereye("run");
  assert.equal(missing.code, 2);
  assert.match(missing.err, /--config/);
  const port = await embereye("demo", "--ui-port", "banana");
  assert.equal(port.code, 2);
  assert.match(port.err, /0 to 65535/);
  const absent = await embereye("run", "--config", "/nowhere/site.yaml", "--state", "/nowhere");
  assert.equal(absent.code, 2);
  assert.match(absent.err, /there is no file \/nowhere\/site\.yaml/);
});

Deno.test("embereye's technician commands answer wrong usage with exit code 2 and what would be right", async () => {
  const cases: [string[], RegExp][] = [
    [["events", "--kind", "alram"], /Allowed choices are .*alarm/],
    [["events", "--limit", "0"], /from 1 to/],
    [["logs", "--since", "yesterday"], /90s, 30m, 2h, 7d/],
    [["logs", "--level", "loud"], /Allowed choices are .*warning/],
    [["status", "--url", "ftp://192.0.2.7"], /an address like http:/],
    [["token", "new", "anna"], /--role/],
    [["token", "new", " ", "--role", "viewer"], /is no name/],
    [["watchdog", "--state", "/nowhere/at/all"], /there is no state folder .*--state/],
    [["fleet", "rollout"], /name a file to roll out, or say --resume or --stop/],
    [["fleet", "rollout", "site.yaml", "--steps", "50,10"], /rising numbers from 1 to 100/],
    [["fleet", "key", "show", "/nowhere/installer.key"], /cannot be read: there is no such file/],
  ];
  for (const [args, expected] of cases) {
    const { code, out, err } = await embereye(...args);
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    assert.match(err, expected);
  }
});

Deno.test("embereye check passes the example configuration", async () => {
  const file = fileURLToPath(new URL("../../image/embereye.yaml", import.meta.url));
  const { code, out } = await embereye("check", file);
  assert.equal(code, 0);
  assert.match(out, /is fine: 2 zones, 2 sensors, 2 outputs\./);
});

Deno.test("embereye check says all that is wrong, also as JSON", () =>
  withFile("zones: [{id: a, limts: {}}]", async (file) => {
    const plain = await embereye("check", file);
    assert.equal(plain.code, 2);
    assert.match(plain.err, /unknown key 'limts'; did you mean 'limits'\?/);
    const json = await embereye("check", "--json", file);
    assert.equal(json.code, 2);
    assert.equal(JSON.parse(json.out).ok, false);
  }));

Deno.test("embereye run says in one sentence that its run folder cannot be used, and what to do", () =>
  withFile("zones: [{id: hall}]\noutputs: [{id: bell, kind: siren, driver: simulated}]\n", async (file) => {
    // Where root may write everywhere, a folder in the place of a file still cannot be replaced.
    await Deno.mkdir(`${file}-run/config.json`, { recursive: true });
    try {
      const args = ["run", "--config", file, "--state", `${file}-state`, "--run", `${file}-run`];
      const { code, err } = await embereye(...args);
      assert.equal(code, 1, err);
      assert.match(err, /^embereye: the run folder .*-run cannot be used: .* --run names another$/m);
      assert.doesNotMatch(err, /Uncaught|^ +at /m);
    } finally {
      await Deno.remove(`${file}-run`, { recursive: true });
    }
  }));

Deno.test("embereye replay refuses a file that is no capture, and a port where nobody listens", () =>
  withFile("this is not a capture", async (file) => {
    const bad = await embereye("replay", file, "--to", "127.0.0.1:9");
    assert.equal(bad.code, 2);
    assert.match(bad.err, /is no capture: line 1/);
    await Deno.writeTextFile(file, "0\t#Sensor1:ADC1=1!\n");
    const nobody = await embereye("replay", file, "--to", "127.0.0.1:9");
    assert.equal(nobody.code, 2);
    assert.match(nobody.err, /cannot connect to 127\.0\.0\.1:9.*is the service running/);
  }));

Deno.test("embereye takes a token from a file that is private, and never as an argument", () =>
  withFile("a-token\n", async (file) => {
    await Deno.chmod(file, 0o644);
    const open = await embereye("status", "--url", "http://127.0.0.1:1", "--token-file", file);
    assert.equal(open.code, 2);
    assert.match(open.err, /is open to others \(mode 644\): chmod 600/);
    assert.doesNotMatch(open.err, /a-token/);
    await Deno.chmod(file, 0o600);
    const closed = await embereye("status", "--url", "http://127.0.0.1:1", "--token-file", file);
    assert.match(closed.err, /nothing listens there/);
    for (const command of ["status", "metrics", "replay", "simulate"]) {
      const argument = await embereye(command, "--token", "secret");
      assert.equal(argument.code, 2, command);
    }
  }));
