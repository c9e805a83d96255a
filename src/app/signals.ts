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

/**
 * The same for a supervisor: no later one ends it either. Ended in the middle of its stop it would leave roles behind that go on
 * protecting, for nobody: a terminal and `timeout` send the same signal twice, and people press Ctrl-C again. Its stop is bounded.
 *
 * @param again Called at each later signal.
 */
export function untilToldToStop(again: () => void): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const heard = () => {
      if (told) again();
      told = true;
      resolve();
    };
    Deno.addSignalListener("SIGINT", heard);
    Deno.addSignalListener("SIGTERM", heard);
  });
}

/** What a person is told who presses Ctrl-C again. */
export function sayStopping(): void {
  console.error(
    "embereye: stopping, one part after the other, the outputs last; it takes some seconds at the most",
  );
}
