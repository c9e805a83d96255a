import assert from "node:assert/strict";
import { fail, ok } from "../../../reading/result.ts";
import type { BusFault, I2cBus } from "../../i2c/bus.ts";
import { BusChip } from "./bus_sensor_chip.ts";
import { EEPROM } from "./bus_sensor_registers.ts";

/** A chip whose words are their own addresses, behind an adapter that reads at most `bytesMax` at once. */
function rig(bytesMax: number, refusal: BusFault["kind"] = "failed") {
  const reads: number[] = [];
  const bus: I2cBus = {
    transfer(_address, [write, read]) {
      assert(write.kind === "write" && read.kind === "read");
      reads.push(read.into.length);
      if (read.into.length > bytesMax) return Promise.resolve(fail({ kind: refusal, detail: "too long" }));
      const register = write.bytes[0] << 8 | write.bytes[1];
      const view = new DataView(read.into.buffer, read.into.byteOffset, read.into.length);
      for (let i = 0; i < read.into.length / 2; i++) view.setUint16(2 * i, register + i);
      return Promise.resolve(ok(undefined));
    },
    close: () => undefined,
  };
  return { chip: new BusChip(bus, 0x33), reads };
}

const EXPECTED = Uint16Array.from({ length: 832 }, (_, i) => EEPROM + i);

Deno.test("BusChip reads long memory in one transfer where the adapter can", async () => {
  const { chip, reads } = rig(4_096);
  const words = await chip.readEeprom();
  assert(words.ok);
  assert.deepEqual(words.value, EXPECTED);
  assert.deepEqual(reads, [1_664, 1_664]);
});

Deno.test("BusChip reads in parts from an adapter that does short transfers only, and asks it for a long one once", async () => {
  const { chip, reads } = rig(255);
  const words = await chip.readEeprom();
  assert(words.ok);
  assert.deepEqual(words.value, EXPECTED);
  assert.equal(reads.filter((bytes) => bytes > 255).length, 1);
  assert.equal(reads.length, 1 + 7 + 7);
});

Deno.test("BusChip says what the chip does where it fails in parts as well, or does not answer at all", async () => {
  const broken = await rig(1).chip.readEeprom();
  assert(!broken.ok && broken.fault.kind === "bus" && broken.fault.fault.kind === "failed");
  const { chip, reads } = rig(1, "no-answer");
  const silent = await chip.readEeprom();
  assert(!silent.ok && silent.fault.kind === "bus" && silent.fault.fault.kind === "no-answer");
  assert.deepEqual(reads, [1_664], "nobody is asked seven times more");
});
