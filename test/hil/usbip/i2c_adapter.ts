/**
 * An I2C adapter on USB, as the kernel's driver `i2c-tiny-usb` knows it, with chips on its bus.
 *
 * The requests are those of the driver's source, drivers/i2c/busses/i2c-tiny-usb.c; descriptors by the USB specification, chapter 9.6.
 */
import type { SimulatedChip } from "../../../src/hal/i2c/simulated_bus.ts";
import type { ControlRequest } from "./wire.ts";

const VENDOR = 0x1C40;
const PRODUCT = 0x0534;

const STANDARD_GET_DESCRIPTOR = 0x06;
const STANDARD_SET_CONFIGURATION = 0x09;
const STANDARD_SET_INTERFACE = 0x0B;
const DESCRIPTOR_DEVICE = 1;
const DESCRIPTOR_CONFIGURATION = 2;
const IS_VENDOR = 0x40;

const COMMAND_ECHO = 0;
const COMMAND_FUNCTIONS = 1;
const COMMAND_DELAY = 2;
const COMMAND_STATUS = 3;
const COMMAND_TRANSFER = 4;
/** Begin and end of a combined transfer are the two lowest bits of it. */
const COMMAND_TRANSFER_LAST = 7;
const MESSAGE_READ = 1;

const STATUS_IDLE = 0;
const STATUS_ANSWERED = 1;
const STATUS_NO_ANSWER = 2;

/** Plain transfers and SMBus over them: I2C_FUNC_I2C and I2C_FUNC_SMBUS_EMUL. */
const FUNCTIONS = Uint8Array.of(0x01, 0x00, 0xFF, 0x0E);

const DEVICE_DESCRIPTOR = Uint8Array.of(
  ...[18, DESCRIPTOR_DEVICE, 0x10, 0x01, 0xFF, 0, 0, 8],
  ...[VENDOR & 0xFF, VENDOR >> 8, PRODUCT & 0xFF, PRODUCT >> 8, 0x05, 0x02],
  ...[0, 0, 0, 1],
);
const CONFIGURATION_DESCRIPTOR = Uint8Array.of(
  ...[9, DESCRIPTOR_CONFIGURATION, 18, 0, 1, 1, 0, 0x80, 50],
  ...[9, 4, 0, 0, 0, 0xFF, 0, 0, 0],
);
const NOTHING = new Uint8Array();

/** The adapter. */
export class I2cAdapter {
  /** Chips by their address. */
  readonly chips = new Map<number, SimulatedChip>();
  #status = STATUS_IDLE;

  /** Does what a control transfer asks. @returns what it answers; undefined: it knows no such request */
  control(request: ControlRequest, data: Uint8Array): Uint8Array | undefined {
    return request.requestType & IS_VENDOR ? this.#vendor(request, data) : standard(request);
  }

  #vendor({ request, value, index, length }: ControlRequest, data: Uint8Array): Uint8Array | undefined {
    if (request >= COMMAND_TRANSFER && request <= COMMAND_TRANSFER_LAST) {
      return this.#transfer(index, (value & MESSAGE_READ) !== 0, length, data);
    }
    switch (request) {
      case COMMAND_ECHO:
        return Uint8Array.of(value & 0xFF, value >> 8);
      case COMMAND_FUNCTIONS:
        return FUNCTIONS;
      case COMMAND_DELAY:
        return NOTHING;
      case COMMAND_STATUS:
        return Uint8Array.of(this.#status);
      default:
        return undefined;
    }
  }

  #transfer(address: number, isRead: boolean, length: number, data: Uint8Array): Uint8Array {
    const chip = this.chips.get(address);
    this.#status = chip === undefined ? STATUS_NO_ANSWER : STATUS_ANSWERED;
    if (!isRead) {
      if (data.length > 0) chip?.write(data);
      return NOTHING;
    }
    const bytes = new Uint8Array(length);
    if (length > 0) chip?.read(bytes);
    return bytes;
  }
}

function standard({ request, value, length }: ControlRequest): Uint8Array | undefined {
  switch (request) {
    case STANDARD_GET_DESCRIPTOR:
      if (value >> 8 === DESCRIPTOR_DEVICE) return DEVICE_DESCRIPTOR.subarray(0, length);
      if (value >> 8 === DESCRIPTOR_CONFIGURATION) return CONFIGURATION_DESCRIPTOR.subarray(0, length);
      return undefined;
    case STANDARD_SET_CONFIGURATION:
    case STANDARD_SET_INTERFACE:
      return NOTHING;
    default:
      return undefined;
  }
}
