/**
 * A long and lossy way to a server, for kernels that cannot make one: `deno run slow_relay.ts LISTEN TARGET`, both as HOST:PORT. It passes on
 * what it is given at once, until a byte comes on its standard input; from then on everything is late, in both directions.
 */

/** One way; what TCP makes of a link with 300 ms and some loss. */
const DELAY_MS = 300;
/** Each so many-th piece is as if it had been lost and sent anew. */
const LOST_EVERY = 20;
const AGAIN_MS = 1_000;
/** What is on its way in one direction at the most; then nothing more is read. */
const PIECES_MAX = 256;

let isSlow = false;
void (async () => {
  for await (const _ of Deno.stdin.readable) isSlow = true;
})();

const addressOf = (text: string): { hostname: string; port: number } => {
  const at = text.lastIndexOf(":");
  return { hostname: text.slice(0, at), port: Number(text.slice(at + 1)) };
};

/** Passes on in order, each piece when its time has come. */
async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  let count = 0;
  let dueMs = 0;
  const late = new TransformStream<
    Uint8Array<ArrayBuffer>,
    { dueMs: number; bytes: Uint8Array<ArrayBuffer> }
  >(
    {
      transform: (bytes, controller) => {
        const delayMs = !isSlow ? 0 : DELAY_MS + (++count % LOST_EVERY === 0 ? AGAIN_MS : 0);
        dueMs = Math.max(dueMs, performance.now() + delayMs);
        controller.enqueue({ dueMs, bytes });
      },
    },
    undefined,
    { highWaterMark: PIECES_MAX },
  );
  const wait = new TransformStream<
    { dueMs: number; bytes: Uint8Array<ArrayBuffer> },
    Uint8Array<ArrayBuffer>
  >({
    transform: async ({ dueMs, bytes }, controller) => {
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
      controller.enqueue(bytes);
    },
  });
  await from.readable.pipeThrough(late).pipeThrough(wait).pipeTo(to.writable);
}

const [listen, target] = Deno.args.map(addressOf);
for await (const client of Deno.listen(listen)) {
  void (async () => {
    const server = await Deno.connect(target);
    // One side has gone: so does the other.
    await Promise.all([pass(client, server), pass(server, client)]).catch(() => {
      for (const conn of [client, server]) {
        try {
          conn.close();
        } catch (error) {
          if (!(error instanceof Deno.errors.BadResource)) throw error;
        }
      }
    });
  })();
}
