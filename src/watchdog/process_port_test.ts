import assert from "node:assert/strict";
import { processIdentity, processUsage, proportionalBytes, threadUses } from "./process_info.ts";
import { killGroup, type Process, startProcess } from "./process_port.ts";

const linux = Deno.build.os === "linux";

/** A Deno process that runs `source`, and its lines as they come. */
class Child {
  readonly process: Process;
  readonly lines: string[] = [];
  #waiting: (() => void) | undefined;

  constructor(source: string, env: Record<string, string> = {}) {
    const args = ["eval", "--no-lock", "--no-config", source];
    this.process = startProcess({ path: Deno.execPath(), args, env }, (line) => {
      this.lines.push(line);
      this.#waiting?.();
    });
  }

  /** Resolves with the first line that begins with `start`; fails when the output ends without it. */
  async line(start: string): Promise<string> {
    let ended = false;
    const drained = this.process.drained.then(() => {
      ended = true;
    });
    for (;;) {
      const found = this.lines.find((line) => line.startsWith(start));
      if (found !== undefined) return found;
      if (ended) throw new Error(`no line ${start}, only: ${this.lines.join(" | ")}`);
      await Promise.race([drained, new Promise<void>((resolve) => this.#waiting = resolve)]);
    }
  }
}

const FOREVER = "setInterval(() => {}, 1e6);";

Deno.test("startProcess hands on the lines of both outputs and how the process ended", async () => {
  const child = new Child(
    `console.log("out", Deno.env.get("EMBEREYE_TEST")); console.error("err"); Deno.exit(3);`,
    { EMBEREYE_TEST: "given" },
  );
  assert.deepEqual(await child.process.exited, { code: 3 });
  await child.process.drained;
  assert.deepEqual([...child.lines].sort(), ["err", "out given"]);
});

Deno.test("startProcess tells a process that was killed by the signal", async () => {
  const child = new Child(`console.log("up"); ${FOREVER}`);
  await child.line("up");
  killGroup(child.process.pid, "SIGKILL");
  const { signal } = await child.process.exited;
  assert.equal(signal, "SIGKILL");
  await child.process.drained;
});

Deno.test("startProcess reads a flood of output, so that the process never waits for us", async () => {
  const child = new Child(
    `const line = "x".repeat(999); for (let n = 0; n < 4000; n++) console.log(line); console.log("end");`,
  );
  assert.deepEqual(await child.process.exited, { code: 0 });
  await child.process.drained;
  assert.equal(child.lines.at(-1), "end");
  assert.equal(child.lines.length, 4_001);
});

Deno.test("startProcess throws where there is no such executable", () => {
  assert.throws(
    () => startProcess({ path: "/nonexistent/embereye", args: [] }, () => {}),
    /No such file|not found/i,
  );
});

Deno.test("killGroup ends what the process had started as well", { ignore: !linux }, async () => {
  const grandchild = `console.log("grandchild", Deno.pid); ${FOREVER}`;
  const child = new Child(
    `new Deno.Command(Deno.execPath(), { args: ["eval", "--no-lock", "--no-config", ${
      JSON.stringify(grandchild)
    }] }).spawn(); ${FOREVER}`,
  );
  const pid = Number((await child.line("grandchild")).split(" ")[1]);
  assert.notEqual(processIdentity(pid), undefined);
  killGroup(child.process.pid, "SIGKILL");
  await child.process.exited;
  await child.process.drained;
  // It is not our child, so nobody tells us of its end: look until it is gone, or the test does not end.
  while (processIdentity(pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 1));
});

Deno.test("killGroup takes a group that is gone for no fault, and refuses groups that are not a child's", async () => {
  const child = new Child("");
  await child.process.exited;
  await child.process.drained;
  killGroup(child.process.pid, "SIGTERM");
  for (const pid of [1, 0, -5, NaN, 2.5]) assert.throws(() => killGroup(pid, "SIGKILL"), /refused/);
});

Deno.test(
  "processUsage knows memory and processor time of a running process only",
  { ignore: !linux },
  async () => {
    // By its own account and not by a clock: in a second of a busy machine it may have got a few milliseconds.
    const child = new Child(
      `let x = 0; while (process.cpuUsage().user < 60_000) x++; console.log("up"); ${FOREVER}`,
    );
    const { pid, exited, drained } = child.process;
    await child.line("up");
    const usage = processUsage(pid)!;
    assert.ok(usage.residentBytes > 10e6 && usage.residentBytes < 2e9, `${usage.residentBytes} bytes`);
    assert.ok(usage.cpuMs >= 40, `${usage.cpuMs} ms`);
    const proportional = proportionalBytes(pid)!;
    assert.ok(proportional > 1e6 && proportional <= usage.residentBytes * 1.2, `${proportional} bytes`);
    killGroup(pid, "SIGKILL");
    await exited;
    await drained;
    assert.equal(processUsage(pid), undefined);
    assert.equal(proportionalBytes(pid), undefined);
    assert.equal(processIdentity(pid), undefined);
  },
);

/** Waits for `holds`, however little of the processors anybody gets; fails after a minute. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    assert.ok(turn < 1_200, `${what}: not within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test(
  "threadUses tells a process that works from one that sleeps, and knows nothing of one that is gone",
  { ignore: !linux },
  async () => {
    const busy = new Child(`console.log("up"); for (;;);`);
    const idle = new Child(`console.log("up"); ${FOREVER}`);
    // The first thread of a process has its number.
    const used = ({ process: { pid } }: Child) => threadUses(pid).find(({ thread }) => thread === pid)!;
    await Promise.all([busy.line("up"), idle.line("up")]);
    const before = used(busy);
    assert.ok(threadUses(busy.process.pid).length > 1, "all of its threads");
    await until("the busy one's time", () => used(busy).ranMs > before.ranMs + 20);
    await until("the sleep of the idle one", () => !used(idle).wantsToRun);
    assert.equal(used(busy).wantsToRun, true);
    const { waitedMs } = used(busy);
    assert.ok(waitedMs >= before.waitedMs && Number.isFinite(waitedMs), `${waitedMs} ms`);
    for (const { process } of [busy, idle]) {
      killGroup(process.pid, "SIGKILL");
      await process.exited;
      await process.drained;
      assert.deepEqual(threadUses(process.pid), []);
    }
  },
);

Deno.test(
  "processIdentity differs between processes and stays the same for one",
  { ignore: !linux },
  async () => {
    const child = new Child(`console.log("up"); ${FOREVER}`);
    await child.line("up");
    const identity = processIdentity(child.process.pid);
    assert.equal(processIdentity(child.process.pid), identity);
    assert.notEqual(processIdentity(Deno.pid), identity);
    killGroup(child.process.pid, "SIGKILL");
    await child.process.exited;
    await child.process.drained;
  },
);
