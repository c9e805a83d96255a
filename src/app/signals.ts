/**
 * Waiting for the signals that end a program.
 */

/** Resolves at the first SIGINT or SIGTERM. Until then, neither ends the process by itself; a second one does. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      Deno.removeSignalListener("SIGINT", done);
      Deno.removeSignalListener("SIGTERM", done);
      resolve();
    };
    Deno.addSignalListener("SIGINT", done);
    Deno.addSignalListener("SIGTERM", done);
  });
}
