/**
 * An I2C bus with simulated chips on it, for tests and for simulated sites. It drives nothing.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import type { BusFault, I2cBus, Segment } from "./bus.ts";

/** A chip as the bus sees it. */
export interface SimulatedChip {
  /** The master has written `bytes` after a start condition. */
  write(bytes: Uint8Array): void;
  /** The master reads `into.length` bytes. */
  read(into: Uint8Array): void;
}

/** The bus. */
export class SimulatedBus implements I2cBus {
  /** Chips by their address. */
  readonly chips = new Map<number, SimulatedChip>();
  /** While set, every transfer fails so. */
  fault: BusFault | undefined;
  /** Transfers that fail, one each, before any chip is asked. */
  readonly faults: BusFault[] = [];
  transferCount = 0;
  isOpen = true;

  transfer(address: number, segments: readonly Segment[]): Promise<Result<void, BusFault>> {
    if (!this.isOpen) throw new Error("a transfer on a bus that is closed");
    this.transferCount++;
    const fault = this.fault ?? this.faults.shift();
    if (fault !== undefined) return Promise.resolve(fail(fault));
    const chip = this.chips.get(address);
    if (chip === undefined) {
      return Promise.resolve(fail({ kind: "no-answer", detail: `address 0x${address.toString(16)}` }));
    }
    for (const segment of segments) {
      if (segment.kind === "write") chip.write(segment.bytes);
      else chip.read(segment.into);
    }
    return Promise.resolve(ok(undefined));
  }

  close(): void {
    this.isOpen = false;
  }
}
