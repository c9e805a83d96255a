/**
 * A TCP port that a role does not live for: where it cannot be had the role goes on with everything else, tries again for ever, and the
 * box has a trouble meanwhile.
 *
 * Call points, local sensors and the evidence of a fire must not depend on who else listens on this machine.
 */
import type { Clock } from "../clock/clock.ts";
import { hostAndPort, PortUnavailable } from "./open_port.ts";

/** The first retries come fast: most often it is a process that is just ending. */
const RETRY_FIRST_MS = 500;
/** An attempt costs some microseconds; whoever ends the other program waits so long at most. */
const RETRY_MAX_MS = 10_000;
/** Who holds it may change; to find out means to look at every process of the machine. */
const ASK_AGAIN_MS = 60_000;

/** A fault as fusion takes it. */
export interface PortFault {
  readonly kind: "fault";
  readonly code: "port-closed";
  readonly subject: PortName;
  readonly active: boolean;
  readonly detail: string;
}

/** Whose port. */
export type PortName = "sensors" | "page";

/** What {@linkcode KeptPort} needs. */
export interface KeptPortOptions {
  readonly name: PortName;
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Opens it and gives the port. Throws {@linkcode PortUnavailable} where it cannot be had. @param isPatient waits for who lets go of it */
  open(isPatient: boolean): Promise<number>;
  /** It is open, at last: not called for an attempt at the start that succeeded. */
  opened(port: number): void;
  /** Asks who holds a port; the answer comes by {@linkcode KeptPort.heldBy}. @returns whether there is somebody to ask */
  askHolder(place: { readonly host: string; readonly port: number }): boolean;
  fault(fault: PortFault): void;
  note(level: "info" | "error", text: string): void;
}

/** Keeps one. */
export class KeptPort {
  readonly #options: KeptPortOptions;
  #fault: PortFault | undefined;
  #holder: string | undefined;
  #reason: string | undefined;
  #askedMs = -Infinity;

  constructor(options: KeptPortOptions) {
    this.#options = options;
  }

  /** Its trouble, where it stands. */
  get standing(): readonly PortFault[] {
    return this.#fault === undefined ? [] : [this.#fault];
  }

  /** Tries once; where that fails, goes on trying in the background. @returns the port, if it is open now */
  async open(): Promise<number | undefined> {
    try {
      return await this.#options.open(true);
    } catch (error) {
      this.#failed(error);
      void this.#keepTrying();
      return undefined;
    }
  }

  /** Somebody has looked who holds the port; undefined: that cannot be seen. */
  heldBy(holder: string | undefined): void {
    if (this.#reason === undefined) return;
    this.#holder = holder;
    this.#tell(this.#reason);
  }

  /** It is open, but nobody can be let in, and why; undefined: they can again. */
  deaf(reason: string | undefined): void {
    if (reason === undefined) this.#well();
    else this.#raise(`nobody can connect to ${this.#place()}: ${reason}`);
  }

  async #keepTrying(): Promise<void> {
    const { clock, signal, open, opened, note } = this.#options;
    let waitMs = RETRY_FIRST_MS;
    for (;;) {
      await clock.sleep(waitMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
      try {
        const port = await open(false);
        this.#reason = this.#holder = undefined;
        this.#well();
        note("info", `${this.#place()} is open at last`);
        return opened(port);
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #failed(error: unknown): void {
    if (!(error instanceof PortUnavailable)) throw error;
    const { host, port, clock, askHolder } = this.#options;
    if (error.reason !== this.#reason) {
      this.#holder = undefined;
      this.#askedMs = -Infinity;
    }
    this.#reason = error.reason;
    this.#tell(error.reason);
    const nowMs = clock.monotonicMs();
    if (error.code !== "EADDRINUSE" || nowMs - this.#askedMs < ASK_AGAIN_MS) return;
    if (askHolder({ host, port })) this.#askedMs = nowMs;
  }

  #tell(reason: string): void {
    const held = this.#holder === undefined ? "" : `, which ${this.#holder} holds,`;
    this.#raise(`${this.#place()}${held} cannot be had: ${reason}`);
  }

  #raise(detail: string): void {
    if (this.#fault?.detail === detail) return;
    this.#fault = { kind: "fault", code: "port-closed", subject: this.#options.name, active: true, detail };
    this.#options.note("error", detail);
    this.#options.fault(this.#fault);
  }

  #well(): void {
    if (this.#fault === undefined) return;
    const over: PortFault = { ...this.#fault, active: false };
    this.#fault = undefined;
    this.#options.fault(over);
  }

  #place(): string {
    const { name, host, port } = this.#options;
    return `the ${name === "page" ? "page's port" : "port for sensors"}, ${hostAndPort(host, port)}`;
  }
}
