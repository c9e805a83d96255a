/**
 * The page behind its real socket and front, with invented surroundings.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import type { FrontRefusal } from "../../src/app/http_front.ts";
import { listenHttp } from "../../src/app/listen_http.ts";
import { createUi } from "../../src/ui/app.ts";
import { FakeDeps } from "../../src/ui/fake_deps.ts";

/** A page that listens. */
export interface Listening {
  readonly port: number;
  readonly deps: FakeDeps;
  readonly refused: FrontRefusal[];
  /** Moves the front's clock on, in steps that it sees one by one: time it has not seen pass counts against nobody. */
  later(ms: number): Promise<void>;
  connections(): number;
}

/** How often the front looks at its deadlines here: a test need not wait for a whole second each time. */
const LOOK_MS = 10;
/** Two of them between two looks, on a machine that is busy, are still less than what the front takes for time in which it could not run. */
const STEP_MS = 1_400;

/** Runs `test` with a page on a loopback port. */
export async function listening(
  test: (page: Listening) => Promise<void>,
  limits: { readonly connectionsMax?: number; readonly perAddressMax?: number } = {},
): Promise<void> {
  const real = systemClock();
  let aheadMs = 0;
  const clock: Clock = {
    monotonicMs: () => real.monotonicMs() + aheadMs,
    wallMs: () => real.wallMs() + aheadMs,
    sleep: (ms, signal) => real.sleep(ms, signal),
  };
  const deps = new FakeDeps(clock, "alarm");
  const app = createUi(deps);
  const refused: FrontRefusal[] = [];
  const remember = await Deno.makeTempFile();
  const server = await listenHttp({
    ...limits,
    host: "127.0.0.1",
    port: 0,
    remember,
    lookMs: LOOK_MS,
    clock,
    admits: () => true,
    refused: (reason) => refused.push(reason),
    failed: (error) => {
      throw error;
    },
    handle: (request, { address, isTls }) =>
      app.fetch(request, { remoteAddr: { hostname: address }, isSecure: isTls }),
  });
  try {
    await test({
      port: server.port,
      deps,
      refused,
      later: async (ms) => {
        for (let restMs = ms; restMs > 0; restMs -= STEP_MS) {
          aheadMs += Math.min(STEP_MS, restMs);
          await real.sleep(2 * LOOK_MS);
        }
      },
      connections: () => server.connections,
    });
  } finally {
    await server.stop();
    await Deno.remove(remember);
  }
}

/** Sends `text` as it stands, and reads until the server closes or `enough` has come. */
export async function raw(port: number, text: string, enough = /\r\n\r\n/): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(text));
  return await readUntil(conn, enough);
}

/** Reads until the other end closes or `enough` has come. */
export async function readUntil(conn: Deno.Conn, enough: RegExp): Promise<string> {
  const buffer = new Uint8Array(16_384);
  const decoder = new TextDecoder();
  let answer = "";
  while (!enough.test(answer)) {
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) break;
    answer += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  return answer;
}
