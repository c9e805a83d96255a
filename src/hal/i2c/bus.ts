/**
 * The port of an I2C bus: what a chip's driver calls, whether an adapter, a recording or a simulation answers.
 */
import type { Result } from "../../reading/result.ts";

/** One part of a transfer. Parts follow each other without a stop condition, so nobody else comes in between. */
export type Segment =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  /** Fills `into`, all of it. */
  | { readonly kind: "read"; readonly into: Uint8Array };

/** Why a transfer, or the opening of a bus, failed. */
export type BusFault =
  /** No such bus. */
  | { readonly kind: "missing"; readonly detail: string }
  /** This process may not use it. */
  | { readonly kind: "denied"; readonly detail: string }
  /** The adapter cannot do plain I2C transfers. */
  | { readonly kind: "unsupported"; readonly detail: string }
  /** The bus was there and has vanished, as a USB adapter that was pulled out: open it anew. */
  | { readonly kind: "gone"; readonly detail: string }
  /** No chip acknowledges the address. */
  | { readonly kind: "no-answer"; readonly detail: string }
  /** Somebody holds the bus: a chip that keeps a wire low, or another master. */
  | { readonly kind: "stuck"; readonly detail: string }
  /** The adapter refused for another reason. */
  | { readonly kind: "failed"; readonly detail: string };

/** An open bus. One transfer at a time. */
export interface I2cBus {
  /** Performs `segments` as one transfer with the chip at `address` (7 bits). After a fault, what was read means nothing. */
  transfer(address: number, segments: readonly Segment[]): Promise<Result<void, BusFault>>;
  close(): void;
}

/** Says what is wrong with a bus, as a sentence for people. */
export function describeBusFault(fault: BusFault): string {
  switch (fault.kind) {
    case "missing":
      return `the I2C bus does not exist: ${fault.detail}`;
    case "denied":
      return `the I2C bus may not be used: ${fault.detail}`;
    case "unsupported":
      return `the I2C adapter cannot do it: ${fault.detail}`;
    case "gone":
      return `the I2C bus has vanished: ${fault.detail}`;
    case "no-answer":
      return `no chip answers on the I2C bus: ${fault.detail}`;
    case "stuck":
      return `the I2C bus is held by a chip or by another master: ${fault.detail}`;
    case "failed":
      return `the I2C transfer failed: ${fault.detail}`;
  }
}

/** Addresses of 7 bits that the specification does not reserve (NXP UM10204, 3.1.12). */
export const ADDRESS_MIN = 0x08;
export const ADDRESS_MAX = 0x77;
