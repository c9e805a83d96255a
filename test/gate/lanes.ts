/**
 * In which company each file of the plain tests runs, so that two processors always have something to do and nobody starves: one browser at
 * a time, beside it what mostly waits, and what computes in the pauses of the emulated machines.
 *
 * All lanes together run what `./denow task test` runs, each file once.
 */

/** What the files of a lane have in common: they draw pages; they run whole services and wait for them; they need nobody but themselves. */
export type LaneName = "browser" | "services" | "units";

/** Files that run one after the other, some at the same time. */
export interface Lane {
  readonly name: LaneName;
  /** Files at the same time. */
  readonly jobs: number;
  /** In the order in which they begin. */
  readonly files: readonly string[];
}

/**
 * A second browser would take the processor from the first, whose pages then come late. Services wait for two thirds of their time: with
 * fewer of them the processors idle, with more their first seconds, in which they compute, get long.
 */
const JOBS: Readonly<Record<LaneName, number>> = { browser: 1, services: 3, units: 2 };

/** Folders of tests that run whole services, servers, cameras and networks. */
const SERVICES = new Set(
  ["archive", "cameras", "compiled", "e2e", "firewall", "fleet", "monitoring", "notify", "timesync"]
    .map((folder) => `test/${folder}`),
);

/** Files that lie among others of another kind. Beside a machine, a browser or a service would come up late or not at all. */
export const PARTICULAR: ReadonlyMap<string, LaneName> = new Map([
  ["test/security/csrf_test.ts", "browser"],
  ["src/app/update/drill_test.ts", "services"],
]);

/** What takes longest begins first: begun last, it would be alone at the end. Of about half a minute and more, on two processors. */
export const LONG: readonly string[] = [
  "test/fleet/lending_test.ts",
  "test/firewall/sensor_port_test.ts",
  "test/fleet/cameras_test.ts",
  "test/fleet/central_test.ts",
  "test/e2e/overload_test.ts",
  "test/e2e/self_audit_test.ts",
  "test/e2e/config_test.ts",
  "test/fleet/box_test.ts",
  "test/fleet/calls_test.ts",
  "test/firewall/tls_port_test.ts",
  "test/cameras/service_test.ts",
  "test/compiled/executable_test.ts",
  "test/e2e/page_while_killed_test.ts",
  "test/e2e/capture_test.ts",
  "test/e2e/page_test.ts",
  "test/firewall/nftables_test.ts",
  "test/simulation/ninety_days_test.ts",
];

/** The folders that `./denow task test` names. */
export const ROOTS = ["src", "test", "image"];

/** Whether `deno test` takes the file `path` for one with tests where it is given a folder. */
export function isTestFile(path: string): boolean {
  return /(^|[/._])test\.[cm]?[jt]sx?$/.test(path);
}

/** Divides `files`, given as paths from the project's folder. */
export function lanesOf(files: readonly string[]): Lane[] {
  const rank = new Map(LONG.map((file, at) => [file, at]));
  const inOrder = [...files].sort((a, b) =>
    (rank.get(a) ?? LONG.length) - (rank.get(b) ?? LONG.length) || (a < b ? -1 : 1)
  );
  return (["browser", "services", "units"] as const).map((name) => ({
    name,
    jobs: JOBS[name],
    files: inOrder.filter((file) => laneOf(file) === name),
  }));
}

function laneOf(file: string): LaneName {
  const particular = PARTICULAR.get(file);
  if (particular !== undefined) return particular;
  const folder = file.split("/").slice(0, 2).join("/");
  return folder === "test/browser" ? "browser" : SERVICES.has(folder) ? "services" : "units";
}

/** All files with tests below `root`, as paths from the folder that holds it. */
export async function testFilesBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    const path = `${root}/${name}`;
    if (isDirectory) found.push(...await testFilesBelow(path));
    else if (isTestFile(path)) found.push(path);
  }
  return found;
}
