/**
 * Whom the service runs as, or would run as, with all groups: that decides which devices it may use.
 */

/** A user of this machine. */
export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gids: readonly number[];
}

/** Reads a small text file; undefined where there is none, or it may not be read. */
export type ReadText = (path: string) => string | undefined;

/** The user that the systemd unit names, and the groups that it adds. */
const UNIT_USER = "embereye";
const UNIT_GROUPS = ["gpio", "i2c", "video", "dialout"];

/**
 * The user of the running process `pid`; where none runs, whom the state folder belongs to; where there is none or it is root's,
 * the unit's user; where there is no such, whoever asks.
 */
export function findServiceUser(
  read: ReadText,
  pid: number | undefined,
  ownerUid: number | undefined,
): ServiceUser {
  const running = pid === undefined ? undefined : userOfProcess(read, `/proc/${pid}/status`);
  const owner = ownerUid === undefined || ownerUid === 0 ? undefined : userOfUid(read, ownerUid);
  return running ?? owner ?? userOfName(read, UNIT_USER) ?? whoAsks(read);
}

/** Whoever runs this command. */
export function whoAsks(read: ReadText): ServiceUser {
  return userOfProcess(read, "/proc/self/status") ?? { name: "this user", uid: -1, gids: [] };
}

/** Names of groups by their number. */
export function groupNames(read: ReadText): ReadonlyMap<number, string> {
  return new Map(rows(read, "/etc/group").map(([name, , gid]) => [Number(gid), name]));
}

function userOfProcess(read: ReadText, path: string): ServiceUser | undefined {
  const status = read(path) ?? "";
  // Real, effective, saved, file system: what may be opened goes by the last.
  const uid = /^Uid:\s+(?:\d+\s+){3}(\d+)/m.exec(status)?.[1];
  const gid = /^Gid:\s+(?:\d+\s+){3}(\d+)/m.exec(status)?.[1];
  if (uid === undefined || gid === undefined) return undefined;
  const others = /^Groups:[ \t]*(.*)$/m.exec(status)?.[1].split(/\s+/).filter((text) => text !== "") ?? [];
  return {
    name: nameOf(read, Number(uid)),
    uid: Number(uid),
    gids: [...new Set([Number(gid), ...others.map(Number)])],
  };
}

function userOfName(read: ReadText, name: string): ServiceUser | undefined {
  const found = rows(read, "/etc/passwd").find((row) => row[0] === name);
  if (found === undefined) return undefined;
  const gids = rows(read, "/etc/group").filter(([group, , , members]) =>
    (name === UNIT_USER && UNIT_GROUPS.includes(group)) || members?.split(",").includes(name)
  ).map(([, , gid]) => Number(gid));
  return { name, uid: Number(found[2]), gids: [...new Set([Number(found[3]), ...gids])] };
}

function userOfUid(read: ReadText, uid: number): ServiceUser {
  return userOfName(read, nameOf(read, uid)) ?? { name: nameOf(read, uid), uid, gids: [] };
}

function nameOf(read: ReadText, uid: number): string {
  return rows(read, "/etc/passwd").find(([, , other]) => Number(other) === uid)?.[0] ?? `user ${uid}`;
}

function rows(read: ReadText, path: string): string[][] {
  return (read(path) ?? "").split("\n").filter((line) => line !== "").map((line) => line.split(":"));
}

/** Whether `user` may read and write what has this owner, group and mode. Root may. */
export function mayUse(
  user: ServiceUser,
  file: { readonly uid: number; readonly gid: number; readonly mode: number },
): boolean {
  if (user.uid === 0) return true;
  // The first that fits decides, even where a later one would allow more (path_resolution(7)).
  const shift = user.uid === file.uid ? 6 : user.gids.includes(file.gid) ? 3 : 0;
  return (file.mode >> shift & 6) === 6;
}
