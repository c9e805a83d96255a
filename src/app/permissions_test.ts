import assert from "node:assert/strict";
import { checkConfig } from "../config/load.ts";
import { type RoleName, ROLES } from "../reading/ids.ts";
import { demoConfig } from "./demo_config.ts";
import { neededPermissions, type Permission, PERMISSIONS } from "./permissions.ts";

const MODULE = new URL("./permissions.ts", import.meta.url).href;

/** One forbidden act for each permission; each prints its name when it is refused. */
const ACTS: Record<Permission, string> = {
  run: `new Deno.Command("true").outputSync()`,
  read: `Deno.readTextFileSync("/etc/hostname")`,
  write: `Deno.makeTempFileSync()`,
  net: `Deno.listen({ port: 0 })`,
  env: `Deno.env.get("PATH")`,
  sys: `Deno.hostname()`,
  ffi: `Deno.dlopen("libc.so.6", {})`,
  import:
    `await import("data:text/javascript," + Math.random()); await import("https://127.0.0.1:9/" + Math.random())`,
};

function demo(simulation: boolean) {
  const config = checkConfig(demoConfig({ uiPort: 0, sensorPort: 0, simulation, fireAfter: 20 }));
  assert(config.ok);
  return config.value;
}

async function refusedActs(needed: readonly Permission[]): Promise<string[]> {
  const acts = Object.entries(ACTS).map(([name, act]) =>
    `try { ${act} } catch (e) { if (e instanceof Deno.errors.NotCapable || /NotCapable|Requires/.test(String(e))) console.log("${name}") }`
  );
  const script = `import { dropPermissions } from "${MODULE}"; dropPermissions(${JSON.stringify(needed)});\n${
    acts.join("\n")
  }`;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stderr: "inherit",
  }).output();
  assert(success);
  return new TextDecoder().decode(stdout).trim().split("\n");
}

for (const role of ROLES) {
  Deno.test(`dropPermissions leaves ${role} nothing but what it needs`, async () => {
    const needed = neededPermissions(role, demo(true));
    const refused = await refusedActs(needed);
    for (const name of PERMISSIONS) {
      assert.equal(refused.includes(name), !needed.includes(name), `${role}: ${name}`);
    }
  });
}

Deno.test("neededPermissions gives native calls only to the roles that drive hardware or map pictures", () => {
  const ffi = (roles: readonly RoleName[], simulation: boolean) =>
    roles.filter((role) => neededPermissions(role, demo(simulation)).includes("ffi"));
  assert.deepEqual(ffi(ROLES, false), ["detect", "cameras"]);
  assert.deepEqual(ffi(ROLES, true), ["detect", "cameras", "ui"]);
});

Deno.test("docs/security.md lists what each role may do", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/security.md", import.meta.url));
  const cells = (line: string): string[] => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const lines = text.split("\n");
  const head = lines.findIndex((line) => line.startsWith("| role | run |"));
  assert(head >= 0, "the table is missing");
  const names = cells(lines[head]).slice(1);
  assert.deepEqual(names, [...PERMISSIONS]);
  const rows = new Map(
    lines.slice(head + 2).map(cells).filter((row) => row.length > 1).map((row) => [row[0], row.slice(1)]),
  );
  const bare = demo(false);
  for (const role of ROLES) {
    const row = rows.get(role);
    assert(row !== undefined, `${role} is missing in the table`);
    // Letters other than x stand for what only some sites need.
    const always: string[] = names.filter((_, i) => row[i] === "x");
    assert.deepEqual(
      always,
      PERMISSIONS.filter((name) => neededPermissions(role, bare).includes(name)),
      role,
    );
    assert.equal(
      row[names.indexOf("ffi")] !== "",
      ["outputs", "sensors", "detect", "cameras", "ui"].includes(role),
      role,
    );
  }
});
