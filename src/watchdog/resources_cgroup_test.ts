import assert from "node:assert/strict";
import { type CgroupFiles, divideCgroup } from "./resources_cgroup.ts";
import type { ResourcePlan } from "./resources.ts";

const SERVICE = "/sys/fs/cgroup/system.slice/embereye.service";
const PID = 4242;
const PLAN: ResourcePlan = {
  subject: "outputs",
  nice: -10,
  cpus: undefined,
  cpuWeight: 1_000,
  memoryLowBytes: 67_108_864,
};

/** A kernel's cgroup files, with the rules that matter here: folders come with their files, and some writes are refused. */
class FakeCgroups implements CgroupFiles {
  readonly files = new Map<string, string>([
    ["/proc/self/cgroup", "0::/system.slice/embereye.service\n"],
    ["/proc/self/mounts", "proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n"],
  ]);
  readonly written: [string, string][] = [];
  refuse: (path: string) => Error | undefined = () => undefined;

  constructor(folder = SERVICE, controllers = "cpuset cpu io memory pids") {
    this.#add(folder, controllers);
    this.files.set(`${folder}/cgroup.procs`, `${PID}\n`);
  }
  #add(folder: string, controllers: string): void {
    this.files.set(`${folder}/cgroup.type`, "domain\n");
    this.files.set(`${folder}/cgroup.controllers`, `${controllers}\n`);
    for (const name of ["cgroup.procs", "cgroup.subtree_control", "cpu.weight", "memory.low"]) {
      this.files.set(`${folder}/${name}`, "");
    }
  }
  read(path: string): string | undefined {
    return this.files.get(path);
  }
  write(path: string, text: string): void {
    const refused = this.refuse(path);
    if (refused !== undefined) throw refused;
    if (!this.files.has(path)) throw new Deno.errors.NotFound("No such file or directory (os error 2)");
    this.written.push([path, text]);
    this.files.set(path, text);
  }
  makeFolder(path: string): void {
    const refused = this.refuse(path);
    if (refused !== undefined) throw refused;
    this.#add(path, "");
  }
}

function faultOf(files: CgroupFiles) {
  const divided = divideCgroup(files, PID);
  assert(!divided.ok, "it was divided");
  return divided.fault;
}

Deno.test("divideCgroup moves the supervisor into a leaf before it shares out, and each role into its own with its share", () => {
  const files = new FakeCgroups();
  const divided = divideCgroup(files, PID);
  assert(divided.ok);
  assert.deepEqual(divided.value.place(777, PLAN), {
    subject: "outputs",
    what: "weight",
    wanted: "weight 1000, 67108864 bytes protected",
  });
  assert.deepEqual(files.written, [
    [`${SERVICE}/supervisor/cgroup.procs`, "4242"],
    [`${SERVICE}/cgroup.subtree_control`, "+cpu +memory"],
    [`${SERVICE}/outputs/cpu.weight`, "1000"],
    [`${SERVICE}/outputs/memory.low`, "67108864"],
    [`${SERVICE}/outputs/cgroup.procs`, "777"],
  ]);
});

Deno.test("divideCgroup finds its cgroup from the leaf that systemd or an earlier supervisor put it into", () => {
  const files = new FakeCgroups();
  files.files.set("/proc/self/cgroup", "0::/system.slice/embereye.service/supervisor\n");
  files.files.set(`${SERVICE}/cgroup.procs`, "");
  assert(divideCgroup(files, PID).ok);
  assert(files.written.every(([path]) => !path.includes("supervisor/supervisor")));
});

Deno.test("divideCgroup works in a container that has a cgroup of its own as its root", () => {
  const files = new FakeCgroups("/sys/fs/cgroup");
  files.files.set("/proc/self/cgroup", "0::/\n");
  assert(divideCgroup(files, PID).ok);
  assert.equal(files.written[0][0], "/sys/fs/cgroup/supervisor/cgroup.procs");
});

Deno.test("divideCgroup touches nothing where there is no cgroup v2 of ours", () => {
  const old = new FakeCgroups();
  old.files.set("/proc/self/cgroup", "4:memory:/x\n1:name=systemd:/\n");
  assert.deepEqual(faultOf(old), { kind: "no-cgroup", detail: "this system has no cgroup v2" });
  const unmounted = new FakeCgroups();
  unmounted.files.set("/proc/self/mounts", "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n");
  assert.deepEqual(faultOf(unmounted), { kind: "no-cgroup", detail: "no cgroup v2 hierarchy is mounted" });
  const root = new FakeCgroups("/sys/fs/cgroup");
  root.files.set("/proc/self/cgroup", "0::/\n");
  root.files.delete("/sys/fs/cgroup/cgroup.type");
  assert.match(JSON.stringify(faultOf(root)), /root cgroup of the machine/);
  for (const files of [old, unmounted, root]) assert.deepEqual(files.written, []);
});

Deno.test("divideCgroup says which controllers were not delegated", () => {
  const files = new FakeCgroups(SERVICE, "pids memory");
  assert.deepEqual(faultOf(files), { kind: "controllers-missing", missing: ["cpu"] });
});

Deno.test("divideCgroup leaves a cgroup alone in which others live", () => {
  const files = new FakeCgroups();
  files.files.set(`${SERVICE}/cgroup.procs`, `1\n${PID}\n99\n`);
  assert.deepEqual(faultOf(files), { kind: "shared", others: 2 });
  assert.deepEqual(files.written, []);
});

Deno.test("divideCgroup says where the cgroup is not ours to write, by owner or by a read-only mount", () => {
  const errors = [
    new Deno.errors.PermissionDenied("Permission denied (os error 13)"),
    new Error("Read-only file system (os error 30)"),
  ];
  for (const error of errors) {
    const files = new FakeCgroups();
    files.refuse = () => error;
    assert.deepEqual(faultOf(files), { kind: "not-delegated", path: `${SERVICE}/supervisor` });
  }
});

Deno.test("divideCgroup moves the supervisor back where sharing out is refused", () => {
  const files = new FakeCgroups();
  files.refuse = (path) =>
    path.endsWith("subtree_control") ? new Error("Device or resource busy (os error 16)") : undefined;
  const fault = faultOf(files);
  assert(fault.kind === "cgroup-refused" && fault.path === `${SERVICE}/cgroup.subtree_control`);
  assert.deepEqual(files.written.at(-1), [`${SERVICE}/cgroup.procs`, "4242"]);
});

Deno.test("CgroupTree.place makes a fault of a process that has ended and of a share that is refused", () => {
  const files = new FakeCgroups();
  const divided = divideCgroup(files, PID);
  assert(divided.ok);
  files.refuse = (path) =>
    path.endsWith("outputs/cgroup.procs") ? new Error("No such process (os error 3)") : undefined;
  assert.deepEqual(divided.value.place(777, PLAN).fault, { kind: "gone" });
  files.refuse = (path) =>
    path.endsWith("cpu.weight") ? new Error("Invalid argument (os error 22)") : undefined;
  assert.equal(divided.value.place(777, PLAN).fault?.kind, "cgroup-refused");
});

Deno.test("divideCgroup says which refusal kept the supervisor from going back, and throws what no kernel answers", () => {
  const stuck = new FakeCgroups();
  stuck.refuse = (path) =>
    path.endsWith("subtree_control") || path === `${SERVICE}/cgroup.procs`
      ? new Error("Device or resource busy (os error 16)")
      : undefined;
  const fault = faultOf(stuck);
  assert(fault.kind === "cgroup-refused" && fault.path === SERVICE, JSON.stringify(fault));
  const broken = new FakeCgroups();
  broken.refuse = () => new TypeError("not a function");
  assert.throws(() => divideCgroup(broken, PID), /not a function/);
});

Deno.test("divideCgroup takes a cgroup whose lists are missing for one without controllers", () => {
  const files = new FakeCgroups();
  files.files.delete(`${SERVICE}/cgroup.controllers`);
  assert.deepEqual(faultOf(files), { kind: "controllers-missing", missing: ["cpu", "memory"] });
  const bare = new FakeCgroups();
  bare.files.delete(`${SERVICE}/cgroup.procs`);
  assert(divideCgroup(bare, PID).ok, "nobody else is in it");
});
