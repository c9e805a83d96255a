import assert from "node:assert/strict";
import { systemClock } from "../clock/system_clock.ts";
import { processUsage } from "./process_info.ts";
import { killGroup, type Process, startProcess } from "./process_port.ts";
import type { ResourcePlan } from "./resources.ts";
import { allowedCpus, encodeCpuSet, openScheduler, parseCpuList } from "./resources_sched.ts";

const ignore = Deno.build.os !== "linux";
/** Whether this user may take priority as well as give it up (CAP_SYS_NICE). */
const mayRaise = !ignore && (effectiveCapabilities() >> 23n & 1n) === 1n;
if (mayRaise) console.log("SKIPPED the test of a refused priority: this user may raise any");

function planned(more: Partial<ResourcePlan>): ResourcePlan {
  return { subject: "detect", nice: 7, cpus: undefined, cpuWeight: 100, memoryLowBytes: 0, ...more };
}

/** What the kernel says of each thread of `pid`: its nice value and its processors. */
function threads(pid: number): { nice: number; cpus: number[] }[] {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => {
    const stat = Deno.readTextFileSync(`/proc/${pid}/task/${name}/stat`);
    const status = Deno.readTextFileSync(`/proc/${pid}/task/${name}/status`);
    return {
      nice: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]),
      cpus: parseCpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)![1]),
    };
  });
}

async function end(process: Process): Promise<void> {
  killGroup(process.pid, "SIGKILL");
  await Promise.all([process.exited, process.drained]);
}

function effectiveCapabilities(): bigint {
  return BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))![1]}`);
}

Deno.test("parseCpuList and encodeCpuSet read and write processors as the kernel does", () => {
  assert.deepEqual(parseCpuList("0-2,5,63-65"), [0, 1, 2, 5, 63, 64, 65]);
  assert.throws(() => parseCpuList("0-x"), /refused: '0-x'/);
  assert.deepEqual([...encodeCpuSet([0])], [1, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...encodeCpuSet([1, 9, 63])], [2, 2, 0, 0, 0, 0, 0, 0x80]);
  assert.equal(encodeCpuSet([64]).length, 16);
  assert.equal(encodeCpuSet([64])[8], 1);
  assert.throws(() => encodeCpuSet([8_192]), /refused/);
});

Deno.test("Scheduler sets every thread of a process that has many", { ignore }, async () => {
  const scheduler = openScheduler();
  const cpus = [allowedCpus().at(-1)!];
  const up = Promise.withResolvers<void>();
  const args = ["eval", "console.log('up'); setInterval(() => {}, 1000)"];
  const child = startProcess({ path: Deno.execPath(), args }, () => up.resolve());
  try {
    await up.promise;
    assert(threads(child.pid).length > 3, "a Deno without threads");
    assert.deepEqual(scheduler.apply(child.pid, planned({ cpus })), [
      { subject: "detect", what: "priority", wanted: "nice 7" },
      { subject: "detect", what: "processors", wanted: `processors ${cpus[0]}` },
    ]);
    for (const thread of threads(child.pid)) assert.deepEqual(thread, { nice: 7, cpus });
  } finally {
    await end(child);
    scheduler.close();
  }
});

Deno.test(
  "Scheduler keeps a busy detection from starving the fire path on one processor",
  { ignore },
  async () => {
    const scheduler = openScheduler();
    const cpus = [allowedCpus()[0]];
    const busy = { path: "/bin/sh", args: ["-c", "while :; do :; done"] };
    const fire = startProcess(busy, () => undefined);
    const detect = startProcess(busy, () => undefined);
    try {
      const clock = systemClock();
      const apply = async (pid: number, plan: ResourcePlan) => {
        // For a user without rights the kernel takes one such request in a tenth of a second from the whole machine.
        for (let turn = 0; turn < 100; turn++) {
          const faults = scheduler.apply(pid, plan).flatMap(({ fault }) => fault ?? []);
          if (faults.length === 0) return;
          for (const fault of faults) assert.equal(fault.kind, "try-again");
          await clock.sleep(50);
        }
        throw new Error("the kernel was never ready");
      };
      await apply(detect.pid, planned({ nice: 5, cpus }));
      await apply(fire.pid, planned({ subject: "outputs", nice: mayRaise ? -10 : 0, cpus }));
      const used = () => [processUsage(fire.pid)!.cpuMs, processUsage(detect.pid)!.cpuMs];
      const [fireBefore, detectBefore] = used();
      const measure = () => {
        const [fireMs, detectMs] = used();
        return { fireMs: fireMs - fireBefore, detectMs: detectMs - detectBefore };
      };
      // Ends by processor time, not by wall time: it is the ratio that counts, however busy the machine is.
      let result = measure();
      for (let turn = 0; turn < 1_200 && result.fireMs + result.detectMs < 600; turn++) {
        await clock.sleep(50);
        result = measure();
      }
      assert(result.fireMs > 2 * result.detectMs, JSON.stringify(result));
    } finally {
      for (const { pid } of [fire, detect]) killGroup(pid, "SIGKILL");
      await Promise.all([fire.exited, detect.exited]);
      scheduler.close();
    }
  },
);

Deno.test(
  "Scheduler makes a fault of a process that is gone and of processors that are not ours",
  { ignore },
  async () => {
    const scheduler = openScheduler();
    const child = startProcess({ path: "/bin/sleep", args: ["600"] }, () => undefined);
    const none = planned({ cpus: [8_191] });
    const [, refused] = scheduler.apply(child.pid, none);
    assert.deepEqual(refused.fault, { kind: "refused", errno: 22 });
    await end(child);
    for (const line of scheduler.apply(child.pid, none)) assert.deepEqual(line.fault, { kind: "gone" });
    scheduler.close();
  },
);

Deno.test({
  name: "Scheduler says where this user may not raise a priority",
  ignore: ignore || mayRaise,
  fn: async () => {
    const scheduler = openScheduler();
    const child = startProcess({ path: "/bin/sleep", args: ["600"] }, () => undefined);
    const [line] = scheduler.apply(child.pid, planned({ nice: -15 }));
    assert.deepEqual(line.fault, { kind: "not-permitted" });
    await end(child);
    scheduler.close();
  },
});

Deno.test("openScheduler says where the system is not known", () => {
  const scheduler = openScheduler("darwin");
  const lines = scheduler.apply(1, planned({ cpus: [0] }));
  assert.deepEqual(lines.map(({ fault }) => fault?.kind), ["unsupported", "unsupported"]);
  scheduler.close();
});
