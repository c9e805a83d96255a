import assert from "node:assert/strict";
import { busySeconds, othersCores } from "./busy.ts";

function files(machine: string, own: string): (path: string) => string {
  return (path) =>
    path === "/proc/stat" ? `cpu  ${machine} 0 0\ncpu0 1 2 3\n` : `12 (a name) b) S ${own} 20 0 7`;
}

Deno.test("othersCores is what the machine worked without the measuring program and all that it started", () => {
  //                    user nice system idle iowait irq softirq steal
  const before = busySeconds(files("1000 200 300 9000 50 10 20 5", "1 2 3 4 5 6 7 8 9 10 100 20 300 40"));
  assert.deepEqual(before, { machineS: 15.35, ownS: 4.6 });
  const after = busySeconds(files("1500 200 600 9100 90 10 20 5", "1 2 3 4 5 6 7 8 9 10 110 20 700 40"));
  // Eight seconds of the machine, 4.1 of them own, over ten seconds.
  assert.equal(othersCores(before, after, 10), 0.39);
  assert.equal(othersCores(before, { ...before, ownS: 99 }, 10), 0, "rounding of the kernel makes no debt");
});

Deno.test("busySeconds reads this machine", { ignore: Deno.build.os !== "linux" }, () => {
  const { machineS, ownS } = busySeconds();
  assert(ownS > 0 && machineS > ownS, `${machineS} s, ${ownS} s`);
});
