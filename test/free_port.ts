/**
 * A port for a program that must be told one, or that is to come back at the same one.
 */

/**
 * Below those that the kernel gives to whoever asks for any, and to each connection that goes out (Linux: 32768 and above): there, somebody
 * else would now and then be given the port before the program has opened it.
 */
const FIRST = 12_000;
const LAST = 32_000;
const ATTEMPTS = 100;

/** A port at which somebody may be. */
export function anyPort(): number {
  return FIRST + Math.floor(Math.random() * (LAST - FIRST));
}

/** A TCP port of the loopback that nobody has at this moment. */
export function freePort(): number {
  for (let attempt = 1;; attempt++) {
    const port = anyPort();
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || attempt === ATTEMPTS) throw error;
    }
  }
}
