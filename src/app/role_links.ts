/**
 * The supervisor's end of the links: those of the roles that it has started, and of commands at the box's own shell.
 *
 * Who may open the socket may change the box: it lies in the run folder, which is private.
 */
import { z } from "zod";
import { Channel } from "../bus/channel.ts";
import {
  centralOfferMessage,
  type ConfigAnswer,
  configRequestMessage,
  doctorAskMessage,
  guardMessage,
  heapAskMessage,
  heapReportMessage,
  heartbeatMessage,
  helloMessage,
  logMessage,
  metricsMessage,
  portAskMessage,
  readyMessage,
  vitalsMessage,
} from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import { HeapRound } from "./heap_round.ts";
import { listenUnix } from "./listen.ts";

/** The messages of a role that others take; `fault` is fusion's business and is not sent here. */
const roleMessage = z.discriminatedUnion("kind", [
  readyMessage,
  heartbeatMessage,
  metricsMessage,
  logMessage,
  vitalsMessage,
  guardMessage,
  centralOfferMessage,
]);
export type RoleMessage = z.infer<typeof roleMessage>;
type Hello = z.infer<typeof helloMessage>;
type ConfigRequest = z.infer<typeof configRequestMessage>;
type PortAsk = z.infer<typeof portAskMessage>;

/** What the links hand on. */
export interface RoleLinksPorts {
  readonly clock: Clock;
  /** Whether this is the process that runs for its role: a stray of an earlier supervisor must not stand in for it. */
  isOurs(hello: Hello): boolean;
  opened(role: ProcessName, pid: number, hello: Hello): void;
  message(role: ProcessName, pid: number, message: RoleMessage): void;
  notUnderstood(role: ProcessName): void;
  closed(role: ProcessName, pid: number): void;
  /** A change of the configuration, asked for by the page or by a command. */
  request(request: ConfigRequest): Promise<ConfigAnswer>;
  /** Has the doctor look at the machine. Never rejects. */
  examine(): Promise<string>;
  /** Looks who holds a TCP port. Never rejects. */
  holder(host: string, port: number): Promise<string | undefined>;
}

/** The links. */
export class RoleLinks {
  readonly #ports: RoleLinksPorts;
  readonly #channels = new Map<ProcessName, { readonly channel: Channel; readonly pid: number }>();
  readonly #heap: HeapRound;

  constructor(ports: RoleLinksPorts) {
    this.#ports = ports;
    this.#heap = new HeapRound(ports.clock);
  }

  /** Takes links until `signal` is aborted. */
  async listen(socket: string, signal: AbortSignal): Promise<void> {
    await listenUnix(socket, (conn) => this.#accept(conn), signal);
  }

  /** Sends to one process, if it is there. */
  send(process: ProcessName, message: unknown): boolean {
    return this.#channels.get(process)?.channel.send(message) ?? false;
  }

  /** Sends to every process that is there. */
  sendAll(message: unknown): void {
    for (const { channel } of this.#channels.values()) channel.send(message);
  }

  /** The processes that are linked. */
  pids(): (readonly [ProcessName, number])[] {
    return [...this.#channels].map(([role, { pid }]) => [role, pid] as const);
  }

  /** Ends all connections. */
  close(): void {
    for (const { channel } of this.#channels.values()) channel.close();
  }

  #accept(conn: ConstructorParameters<typeof Channel>[0]): void {
    const ports = this.#ports;
    let from: { readonly role: ProcessName; readonly pid: number } | undefined;
    const channel: Channel = new Channel(conn, {
      message: (message) => {
        if (from !== undefined) return this.#take(from.role, from.pid, channel, message);
        if (this.#command(channel, message)) return;
        const hello = helloMessage.safeParse(message);
        if (!hello.success || !ports.isOurs(hello.data)) return channel.close();
        from = { role: hello.data.role, pid: hello.data.pid };
        this.#channels.set(from.role, { channel, pid: from.pid });
        ports.opened(from.role, from.pid, hello.data);
      },
      closed: () => {
        if (from === undefined) return;
        if (this.#channels.get(from.role)?.channel === channel) this.#channels.delete(from.role);
        ports.closed(from.role, from.pid);
      },
    });
    void channel.run();
  }

  #take(role: ProcessName, pid: number, channel: Channel, message: unknown): void {
    const parsed = roleMessage.safeParse(message);
    if (parsed.success) return this.#ports.message(role, pid, parsed.data);
    const request = configRequestMessage.safeParse(message);
    if (request.success) {
      if (role === "ui") void this.#ports.request(request.data).then((answer) => channel.send(answer));
      return;
    }
    const asked = portAskMessage.safeParse(message);
    if (asked.success) return this.#tellHolder(channel, asked.data);
    const heap = heapReportMessage.safeParse(message);
    if (heap.success) this.#heap.answered(role, heap.data.report);
    else this.#ports.notUnderstood(role);
  }

  /** The role has its port's trouble anyhow: where the look fails, only the holder's name is missing in it. */
  #tellHolder(channel: Channel, { host, port }: PortAsk): void {
    void this.#ports.holder(host, port).then((holder) => {
      channel.send({ kind: "portHolder", ...(holder === undefined ? {} : { holder }) });
    });
  }

  /** What commands ask for; false where it is none of it. */
  #command(channel: Channel, message: unknown): boolean {
    const request = configRequestMessage.safeParse(message);
    if (request.success) {
      void this.#ports.request(request.data).then((answer) => channel.send(answer));
      return true;
    }
    if (doctorAskMessage.safeParse(message).success) {
      void this.#ports.examine().then((text) => channel.send({ kind: "doctorAnswer", text }));
      return true;
    }
    const heap = heapAskMessage.safeParse(message);
    if (!heap.success) return false;
    void this.#heap.ask([...this.#channels.keys()], heap.data.seconds, (process) => {
      this.send(process, heap.data);
    }).then((processes) => channel.send({ kind: "heapAnswer", processes }));
    return true;
  }
}
