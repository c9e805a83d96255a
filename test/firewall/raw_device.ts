/**
 * A peer of the sensor port for the tests: it says what it is told, well-behaved or not, and notices when it is cut off.
 */
export class RawDevice implements Disposable {
  readonly #conn: Deno.TcpConn;
  /** Resolves when the other side has ended the connection. */
  readonly ended: Promise<void>;
  isEnded = false;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.ended = this.#listen();
  }

  /** Connects, and says `texts`. */
  static async connect(to: { host: string; port: number }, ...texts: readonly string[]): Promise<RawDevice> {
    const device = new RawDevice(await Deno.connect({ hostname: to.host, port: to.port }));
    for (const text of texts) await device.say(text);
    return device;
  }

  /** Sends `text` as it is. Being cut off meanwhile is no error here. */
  async say(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch (error) {
      if (!isCut(error)) throw error;
    }
  }

  /** Whether the other side ends it within `ms`. */
  async endsWithin(ms: number): Promise<boolean> {
    let timer: number | undefined;
    await Promise.race([this.ended, new Promise((resolve) => timer = setTimeout(resolve, ms))]);
    clearTimeout(timer);
    return this.isEnded;
  }

  [Symbol.dispose](): void {
    try {
      this.#conn.close();
    } catch (error) {
      if (!isCut(error)) throw error;
    }
  }

  async #listen(): Promise<void> {
    const chunk = new Uint8Array(1_024);
    try {
      while (await this.#conn.read(chunk) !== null);
    } catch (error) {
      if (!isCut(error)) throw error;
    }
    this.isEnded = true;
  }
}

function isCut(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted;
}
