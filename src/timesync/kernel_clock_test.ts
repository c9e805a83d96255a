import assert from "node:assert/strict";
import { decodeTimex, openKernelClock, TIMEX_BYTES } from "./kernel_clock.ts";

Deno.test("decodeTimex reads a struct timex as a C compiler lays it out for 64-bit Linux", () => {
  // status = STA_PLL | STA_UNSYNC, maxerror = 16000000 us, esterror = 250 us.
  const view = new DataView(new ArrayBuffer(TIMEX_BYTES));
  view.setBigInt64(24, 16_000_000n, true);
  view.setBigInt64(32, 250n, true);
  view.setInt32(40, 0x0001 | 0x0040, true);
  assert.deepEqual(decodeTimex(view), { claimed: false, maxErrorMs: 16_000, estimatedErrorMs: 0.25 });
  view.setInt32(40, 0x2001, true);
  assert.equal(decodeTimex(view).claimed, true);
});

Deno.test({
  name: "KernelClockReader reads this machine's kernel and changes nothing",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    const reader = openKernelClock();
    try {
      const first = reader.read();
      const second = reader.read();
      assert(first.ok && second.ok);
      assert.equal(first.value.claimed, second.value.claimed);
      assert(first.value.maxErrorMs >= 0 && first.value.maxErrorMs <= 16_000);
      // Only a claimed clock has an error below the kernel's own limit that is not growing.
      assert(second.value.maxErrorMs >= first.value.maxErrorMs || first.value.claimed);
    } finally {
      reader.close();
    }
  },
});

Deno.test("openKernelClock says where the system does not tell", () => {
  const reader = openKernelClock("darwin");
  assert.deepEqual(reader.read(), { ok: false, fault: { kind: "unsupported", os: "darwin" } });
  reader.close();
});
