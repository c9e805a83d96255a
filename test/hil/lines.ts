/**
 * A connection as lines of text.
 */

/** The lines that come in on `conn`, until its other end is gone. Closes it. */
export async function* lines(conn: Deno.Conn<Deno.Addr>): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const text of conn.readable.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      yield* parts;
    }
  } catch (error) {
    // An emulator that is killed tears its connections.
    if (!(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BadResource)) {
      throw error;
    }
  }
}
