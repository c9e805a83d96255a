/**
 * Time servers for tests: Debian's chrony as a child process that never touches the clock, and small ones of our own
 * that lie, jump, or say nothing.
 */
import { createSocket, type Socket } from "node:dgram";
import { eventually } from "../eventually.ts";
import { anyPort } from "../free_port.ts";
import { ntpReply, type ReplyFields } from "./ntp_reply.ts";

/** Where chronyd is; undefined where it is not installed. */
export function findChronyd(): string | undefined {
  for (const folder of ["/usr/sbin", "/usr/local/sbin", ...(Deno.env.get("PATH") ?? "").split(":")]) {
    try {
      if (Deno.statSync(`${folder}/chronyd`).isFile) return `${folder}/chronyd`;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

/** A server on this machine. */
export interface TimeServer {
  readonly port: number;
  close(): Promise<void>;
}

/** How a server of our own answers each query, given the true time; undefined: not at all. */
export type Behaviour = (trueMs: number) => Partial<ReplyFields> & { readonly wrongMs?: number } | undefined;

/** Starts a server of our own. */
export async function startFalseServer(behaviour: Behaviour): Promise<TimeServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const trueMs = performance.timeOrigin + performance.now();
    const fields = behaviour(trueMs);
    if (fields === undefined) return;
    const atMs = trueMs + (fields.wrongMs ?? 0);
    socket.send(ntpReply(query, { receiveMs: atMs, transmitMs: atMs, ...fields }), from.port, from.address);
  });
  const port = await bind(socket);
  return { port, close: () => closeSocket(socket) };
}

/**
 * Starts chronyd on a free port and waits until it answers.
 *
 * @param lines Added to its configuration, e.g. `local stratum 3`.
 */
export async function startChrony(chronyd: string, lines: readonly string[]): Promise<TimeServer> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-chrony-" });
  const port = await freePort();
  await Deno.writeTextFile(
    `${folder}/chrony.conf`,
    [
      `port ${port}`,
      "cmdport 0",
      "bindcmdaddress /",
      "bindaddress 127.0.0.1",
      "allow 127.0.0.1",
      `pidfile ${folder}/chronyd.pid`,
      ...lines,
      "",
    ].join("\n"),
  );
  const user = Deno.env.get("USER") ?? "root";
  const child = new Deno.Command(chronyd, {
    // -x: never the system's clock. -d: a child of ours, in the foreground. -U: any user may start it.
    args: ["-x", "-d", "-U", "-u", user, "-f", `${folder}/chrony.conf`],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const output = new Response(child.stderr).text();
  const close = async () => {
    child.kill("SIGKILL");
    await Promise.all([child.status, output]);
    await Deno.remove(folder, { recursive: true });
  };
  const ended = child.status.then(async () => {
    throw new Error(`chronyd ended: ${await output}`);
  });
  ended.catch(() => undefined);
  const asking = new AbortController();
  try {
    await Promise.race([answers(port, asking.signal), ended]);
  } finally {
    asking.abort();
  }
  return { port, close };
}

const PORT_ATTEMPTS = 100;

/** How long one question is good for; the server may not listen yet, and the runtime closes a socket whose question was refused. */
const ANSWER_MS = 200;

/** Resolves when the server at `port` answers, asked anew until it does. */
async function answers(port: number, signal: AbortSignal): Promise<void> {
  const query = new Uint8Array(48);
  query.set([0x23, 0]);
  query.fill(1, 40);
  await eventually("an answer of chronyd", async () => {
    if (signal.aborted) return true;
    const socket = createSocket("udp4");
    socket.on("error", () => undefined);
    const answered = new Promise<true>((resolve) => socket.once("message", () => resolve(true)));
    let limit: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => limit = setTimeout(() => resolve(undefined), ANSWER_MS));
    try {
      socket.send(query, port, "127.0.0.1");
      return await Promise.race([answered, late]);
    } finally {
      clearTimeout(limit);
      await closeSocket(socket);
    }
  });
}

/** A UDP port of the loopback that nobody has at this moment. */
async function freePort(): Promise<number> {
  for (let attempt = 1;; attempt++) {
    const port = anyPort();
    const socket = createSocket("udp4");
    const isFree = await new Promise<boolean>((resolve) => {
      socket.once("error", () => resolve(false));
      socket.bind(port, "127.0.0.1", () => resolve(true));
    });
    await closeSocket(socket);
    if (isFree) return port;
    if (attempt === PORT_ATTEMPTS) throw new Error("no UDP port is free");
  }
}

async function bind(socket: Socket): Promise<number> {
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return socket.address().port;
}

/** Closes it; one that the runtime has closed by itself is closed already. */
function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_SOCKET_DGRAM_NOT_RUNNING") throw error;
      resolve();
    }
  });
}
