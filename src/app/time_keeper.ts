/**
 * Watches the wall clock: against time servers, the kernel's own view, and the monotonic clock. Alarms never depend on it.
 */
import type { Socket } from "node:dgram";
import type { Clock } from "../clock/clock.ts";
import { type KernelClockReader, openKernelClock } from "../timesync/kernel_clock.ts";
import { NtpClient } from "../timesync/ntp_client.ts";
import { describeSynchronisation } from "../timesync/synchronisation.ts";
import type { NtpView } from "../timesync/ntp_client.ts";
import type { KernelClock } from "../timesync/kernel_clock.ts";
import type { Synchronisation } from "../timesync/synchronisation.ts";
import {
  judgeTime,
  startTime,
  type TimeLook,
  type TimeState,
  type VouchedTime,
  vouchedTime,
} from "../timesync/time_state.ts";
import { readWallOffset } from "../timesync/wall_offset.ts";
import { closeNtp, connectNtp } from "./ntp_socket.ts";

/** A fault of time, as fusion is told of it. */
export interface TimeFault {
  readonly code: "time-unsynchronised" | "time-stepped" | "time-server-faulty";
  readonly subject: "box";
  readonly active: boolean;
  readonly detail: string;
}

/** The state of time in numbers. */
export interface TimeFigures {
  /** Monotonic. */
  readonly atMs: number;
  readonly synchronisation: Synchronisation;
  /** Steps of the wall clock since the start. */
  readonly steps: number;
  /** UTC less the monotonic clock by the servers; undefined where they have not agreed. */
  readonly referenceMs: number | undefined;
  readonly kernel: KernelClock | undefined;
  readonly servers: NtpView["servers"];
}

/** What the keeper needs. */
export interface TimeKeeperOptions {
  /** HOST or HOST:PORT. */
  readonly servers: readonly string[];
  readonly pollSeconds: number;
  readonly offsetMaxMs: number;
  readonly clock: Clock;
  fault(fault: TimeFault): void;
  /** Takes a sentence for the log. */
  note(text: string): void;
}

/** The keeper of time. */
export class TimeKeeper {
  readonly #options: TimeKeeperOptions;
  readonly #kernel: KernelClockReader;
  readonly #client: NtpClient;
  readonly #sockets: ReadonlyMap<string, Socket>;
  readonly #faults = new Map<TimeFault["code"], TimeFault>();
  #state: TimeState;
  #look: TimeLook | undefined;

  constructor(options: TimeKeeperOptions) {
    const { clock, servers, pollSeconds } = options;
    this.#options = options;
    this.#kernel = openKernelClock();
    this.#client = new NtpClient(servers, pollSeconds * 1_000, {
      clock,
      random: Math.random,
      fillRandom: (bytes) => void crypto.getRandomValues(bytes),
      // What cannot be sent is a query without a reply, which is what a dead server looks like.
      send: (server, packet) => this.#sockets.get(server)?.send(packet, () => undefined),
    });
    this.#sockets = new Map(
      servers.map((server) => [
        server,
        connectNtp(server, (packet) => this.#client.onMessage(server, packet)),
      ]),
    );
    this.#state = startTime(clock.monotonicMs());
  }

  /** Asks and judges; to be called about once a second. */
  step(): void {
    const { clock, offsetMaxMs, note, fault } = this.#options;
    this.#client.tick();
    const kernel = this.#kernel.read();
    const look: TimeLook = {
      atMs: clock.monotonicMs(),
      wallOffsetMs: readWallOffset(clock),
      ntp: this.#client.view(),
      kernel: kernel.ok ? kernel.value : undefined,
    };
    const { state, effects } = judgeTime(this.#state, look, offsetMaxMs);
    this.#look = look;
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "ask-servers") this.#client.hurry();
      else if (effect.kind === "note") note(effect.text);
      else {
        const { code, active, detail } = effect;
        const told: TimeFault = { code, subject: "box", active, detail };
        if (active) this.#faults.set(code, told);
        else this.#faults.delete(code);
        fault(told);
      }
    }
  }

  /** How the clock is, in one sentence. */
  sentence(): string {
    return describeSynchronisation(this.#state.synchronisation);
  }

  /** What vouches for true time now; undefined where nothing does. */
  vouched(): VouchedTime | undefined {
    return this.#look === undefined ? undefined : vouchedTime(this.#state, this.#look);
  }

  /** Everything that the metrics show. */
  figures(): TimeFigures {
    const { synchronisation, step, reference } = this.#state;
    return {
      atMs: this.#options.clock.monotonicMs(),
      synchronisation,
      steps: step.steps,
      referenceMs: reference?.utcMinusMonoMs,
      kernel: this.#look?.kernel,
      servers: this.#look?.ntp.servers ?? [],
    };
  }

  /** The faults that are present now, for a fusion that has started anew. */
  faults(): TimeFault[] {
    return [...this.#faults.values()];
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#sockets.values(), closeNtp));
    this.#kernel.close();
  }
}
