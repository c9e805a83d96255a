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

/** As the shell counts a program that SIGINT has ended: 128 and the signal's number. */
const EXIT_INTERRUPTED = 130;

/**
 * What whoever presses Ctrl-C again gets. While roles run, patience. Before the service has started there is nothing that must be stopped in
 * order, and what it waits for may be a disk that never answers.
 */
export function heardAgain(isStarted: boolean, exit: (code: number) => void = Deno.exit): void {
  if (!isStarted) {
    console.error("embereye: ended before it had started: probably it waited for a disk");
    return exit(EXIT_INTERRUPTED);
  }
  console.error(
    "embereye: stopping, one part after the other, the outputs last; it takes some seconds at the most",
  );
}
