/**
 * One part of the gate: a command with a time that it must end in, and an output of its own.
 *
 * It runs in a session of its own (setsid), so that all it started can be found and ended: by its limit, with the gate, and what it left behind.
 */
import { signal } from "../signal.ts";
/** `deno test` names the tests that are under way when it is interrupted; it gets this long to do so. */
const LAST_WORDS_MS = 20_000;
/** Beyond the part's own limit, for a gate that was killed itself and cannot end anything any more. */
const BELT_MS = 60_000;
/** An output that a process outside of the session holds open is not waited for. */
const OUTPUT_ENDS_MS = 5_000;
const MINUTE_MS = 60_000;

/** What is run. */
export interface PartSpec {
  /** For people, e.g. `plain tests`. */
  readonly name: string;
  readonly command: readonly string[];
  readonly minutesMax: number;
  /** Its output is shown as it comes, and not when it has ended: for one part at a time. */
  readonly isShown?: boolean;
}

/** What became of a part. */
export interface PartResult {
  readonly name: string;
  readonly code: number;
  readonly output: string;
  readonly tookMs: number;
  /** Time of processors, of all processes that were waited for. */
  readonly cpuMs: number;
  /** It was ended after its time. */
  readonly isLate: boolean;
}

/** Runs parts, and ends them. */
export class Parts {
  readonly #sessions = new Set<number>();
  /** Takes the files that a part's measurement needs. */
  readonly #folder: string;
  #isOver = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Ends all parts that run now, for good, and lets no other begin. */
  end(): void {
    this.#isOver = true;
    for (const session of this.#sessions) signalRunning(session, "SIGKILL");
  }

  /** Runs a part to its end. */
  async run(spec: PartSpec): Promise<PartResult> {
    const { name, command, minutesMax, isShown = false } = spec;
    if (this.#isOver) return { name, code: 1, output: "not begun", tookMs: 0, cpuMs: 0, isLate: false };
    const startMs = performance.now();
    // Nothing is waited for before it is among those that are ended.
    const cpuFile = Deno.makeTempFileSync({ dir: this.#folder });
    const process = new Deno.Command("setsid", {
      // `times` of the shell knows what all descendants took that were waited for.
      args: [
        ...["bash", "-c", `"$@"; code=$?; times >"$0"; exit $code`, cpuFile],
        ...["timeout", "--kill-after=5", String((minutesMax * MINUTE_MS + LAST_WORDS_MS + BELT_MS) / 1_000)],
        ...command,
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const session = process.pid;
    this.#sessions.add(session);
    const output = new Output(isShown);
    const read = Promise.all([output.read(process.stdout), output.read(process.stderr)]);
    let isLate = false;
    const limits = [
      setTimeout(() => {
        isLate = true;
        signalRunning(session, "SIGINT");
      }, minutesMax * MINUTE_MS),
      setTimeout(() => signalRunning(session, "SIGKILL"), minutesMax * MINUTE_MS + LAST_WORDS_MS),
    ];
    const { code } = await process.status;
    limits.forEach(clearTimeout);
    for (const pid of membersOf(session)) signal(pid, "SIGKILL");
    this.#sessions.delete(session);
    const patience = setTimeout(() => output.stop(), OUTPUT_ENDS_MS);
    await read;
    clearTimeout(patience);
    return {
      name,
      code,
      output: output.text,
      tookMs: performance.now() - startMs,
      cpuMs: cpuOf(await Deno.readTextFile(cpuFile)),
      isLate,
    };
  }
}

/** What a part prints: kept, and shown where that is asked for. */
class Output {
  readonly #isShown: boolean;
  readonly #stop = new AbortController();
  text = "";

  constructor(isShown: boolean) {
    this.#isShown = isShown;
  }

  async read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    try {
      const texts = stream.pipeThrough(new TextDecoderStream(), { signal: this.#stop.signal });
      for await (const text of texts) {
        this.text += text;
        if (this.#isShown) await print(text);
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}

async function print(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

/** The sum of what bash's `times` printed, e.g. `0m0.010s 0m0.002s` for itself and a second line for its children. */
export function cpuOf(text: string): number {
  return [...text.matchAll(/(\d+)m([\d.]+)s/g)]
    .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * MINUTE_MS + Number(seconds) * 1_000, 0);
}

/** The processes of a session. */
export function membersOf(session: number): number[] {
  const members = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && sessionOf(pid) === session) members.push(pid);
  }
  return members;
}

function sessionOf(pid: number): number | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name, in brackets, may hold anything; behind it: state, parent, group, session.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
  } catch (error) {
    // It has ended meanwhile: ENOENT, or ESRCH out of a read that had begun.
    if (error instanceof Deno.errors.NotFound || /os error 3\b/.test(String(error))) return undefined;
    throw error;
  }
}

/** All of a part that runs: its first process may have yet to begin the session that is named after it. */
function signalRunning(session: number, name: Deno.Signal): void {
  signal(session, name);
  for (const pid of membersOf(session)) if (pid !== session) signal(pid, name);
}
