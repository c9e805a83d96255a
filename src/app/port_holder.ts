/**
 * Who listens on a TCP port of this machine: the kernel's table of sockets names it, and the processes' open files say whose it is.
 *
 * Of processes of other users only root sees the files; the socket's user is seen by everybody.
 */
import { type ListeningSocket, listeningSockets } from "../ops/audit/sockets.ts";
import { formatAddress, parseAddress } from "../reading/address.ts";

/** IPv4 and IPv6. A kernel without the latter has no such table. */
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];
/** Processes that are looked at for one question: no box has so many. More would keep the asker busy for seconds. */
const PROCESSES_MAX = 4_096;

/** The sockets of this machine that listen; undefined where the system does not tell. */
export async function machineSockets(): Promise<ListeningSocket[] | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const tables = await Promise.all(TABLES.map((path) => read(path)));
  return tables[0] === undefined ? undefined : tables.flatMap((table) => listeningSockets(table ?? ""));
}

/** The sockets that keep others from listening at `host` and `port`. */
export function inTheWay(
  sockets: readonly ListeningSocket[],
  host: string,
  port: number,
): ListeningSocket[] {
  const wanted = normal(host);
  return sockets.filter((socket) =>
    socket.port === port &&
    (wanted === undefined || isEverywhere(wanted) || isEverywhere(normal(socket.address)) ||
      normal(socket.address) === wanted)
  );
}

/** An address as all write it; undefined where it is a name. */
export function normal(address: string): string | undefined {
  const parsed = parseAddress(address);
  return parsed === undefined ? undefined : formatAddress(parsed);
}

/** Whether a socket there takes connections to any address. */
export function isEverywhere(address: string | undefined): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** Who holds the port, for a sentence: `nginx (process 812)`; undefined where nobody does, or that cannot be seen. */
export async function holderOf(host: string, port: number): Promise<string | undefined> {
  const [socket] = inTheWay(await machineSockets() ?? [], host, port);
  if (socket === undefined) return undefined;
  const pid = await processOf(socket.inode);
  if (pid === undefined) return `a program of the user with the number ${socket.uid}`;
  const name = (await read(`/proc/${pid}/comm`))?.trim();
  return name === undefined || name === "" ? `process ${pid}` : `${name} (process ${pid})`;
}

/** The inodes of the sockets that a process has open; none where it is gone, or is another user's. */
export async function socketsOf(pid: number): Promise<string[]> {
  const inodes: string[] = [];
  try {
    for await (const { name } of Deno.readDir(`/proc/${pid}/fd`)) {
      const inode = await socketInode(`/proc/${pid}/fd/${name}`);
      if (inode !== undefined) inodes.push(inode);
    }
  } catch (error) {
    if (!isOutOfSight(error)) throw error;
  }
  return inodes;
}

async function processOf(inode: string): Promise<number | undefined> {
  let looked = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    if ((await socketsOf(pid)).includes(inode)) return pid;
    if (++looked >= PROCESSES_MAX) return undefined;
  }
  return undefined;
}

async function socketInode(path: string): Promise<string | undefined> {
  try {
    return /^socket:\[(\d+)\]$/.exec(await Deno.readLink(path))?.[1];
  } catch (error) {
    // It was closed meanwhile.
    if (isOutOfSight(error)) return undefined;
    throw error;
  }
}

/** Undefined where there is no such file, or it may not be read. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isOutOfSight(error)) return undefined;
    throw error;
  }
}

/** A process ends while it is looked at (ENOENT, ESRCH), or is another user's (EACCES, EPERM). */
function isOutOfSight(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
    (error instanceof Error && "code" in error && error.code === "ESRCH");
}
