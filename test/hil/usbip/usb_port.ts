/**
 * A USB port of the guest whose other end is on the host: a device is plugged into it and pulled out.
 */
import type { Guest } from "../guest.ts";
import { HOSTS } from "../virtual_machine.ts";
import type { I2cAdapter } from "./i2c_adapter.ts";
import { decodeHeader, encodeReply, encodeUnlinked, HEADER_BYTES } from "./wire.ts";

/** Device 2 on bus 1, at full speed, as the controller's `attach` file wants it. */
const DEVICE_ID = (1 << 16) | 2;
const FULL_SPEED = 2;

/** The port. */
export class UsbPort implements Disposable {
  readonly #guest: Guest;
  readonly #listener: Deno.TcpListener;
  #conn: Deno.TcpConn | undefined;

  private constructor(guest: Guest, listener: Deno.TcpListener) {
    this.#guest = guest;
    this.#listener = listener;
  }

  /** Loads the controller in the guest. */
  static async open(guest: Guest): Promise<UsbPort> {
    await guest.run("modprobe -a vhci-hcd i2c-tiny-usb i2c-dev");
    return new UsbPort(guest, Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  }

  /** Plugs `adapter` in. @returns the path of its bus, as the guest's kernel calls it */
  async plug(adapter: I2cAdapter): Promise<string> {
    const accepted = this.#listener.accept();
    // Where the guest does not come, the error of its script tells.
    accepted.catch(() => undefined);
    const { port } = this.#listener.addr;
    await this.#guest.run(
      `exec 4<>/dev/tcp/${
        HOSTS[0]
      }/${port}; echo "0 4 ${DEVICE_ID} ${FULL_SPEED}" >/sys/devices/platform/vhci_hcd.0/attach`,
    );
    this.#conn = await accepted;
    void serve(this.#conn, adapter);
    return await this.#guest.eventually("the adapter's bus", async () => {
      const names = await this.#guest.run(
        "grep -l i2c-tiny-usb /sys/class/i2c-dev/*/name | cut -d / -f 5",
      );
      return names === "" ? undefined : `/dev/${names}`;
    });
  }

  /** Pulls the device out, where one is plugged in. */
  async unplug(): Promise<void> {
    this.#conn?.close();
    this.#conn = undefined;
    await this.#guest.eventually(
      "the bus to be gone",
      async () => (await this.#guest.try("grep -q i2c-tiny-usb /sys/class/i2c-dev/*/name")).code !== 0,
    );
  }

  [Symbol.dispose](): void {
    this.#conn?.close();
    this.#listener.close();
  }
}

/** Answers for the device until the connection is closed. */
async function serve(conn: Deno.TcpConn, adapter: I2cAdapter): Promise<void> {
  conn.setNoDelay(true);
  const header = new Uint8Array(HEADER_BYTES);
  while (await fill(conn, header)) {
    const request = decodeHeader(header);
    if (request.kind === "unlink") {
      await writeAll(conn, encodeUnlinked(request.sequence));
      continue;
    }
    const data = new Uint8Array(request.isIn ? 0 : request.length);
    if (!await fill(conn, data)) return;
    const answer = request.endpoint === 0 ? adapter.control(request.control, data) : undefined;
    await writeAll(conn, encodeReply(request, answer));
  }
}

/** Reads until `bytes` is full. @returns false where the connection ended before */
async function fill(conn: Deno.TcpConn, bytes: Uint8Array): Promise<boolean> {
  for (let at = 0; at < bytes.length;) {
    const count = await orClosed(conn.read(bytes.subarray(at)));
    if (count === null) return false;
    at += count;
  }
  return true;
}

async function writeAll(conn: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const count = await orClosed(conn.write(bytes.subarray(at)));
    if (count === null) return;
    at += count;
  }
}

/** A connection that either end has torn is a device that was pulled out. */
async function orClosed(count: Promise<number | null>): Promise<number | null> {
  try {
    return await count;
  } catch (error) {
    if (
      error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
      error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted
    ) return null;
    throw error;
  }
}
