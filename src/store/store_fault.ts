/**
 * What can go wrong with a database in operation, told apart from what SQLite says.
 */
import { fail, ok, type Result } from "../reading/result.ts";

/** Why the store could not do as asked. */
export type StoreFault =
  /** SQLITE_FULL: no room on the disk. */
  | { readonly kind: "full"; readonly path: string }
  /** SQLITE_IOERR: the disk reports an error. */
  | { readonly kind: "io"; readonly path: string; readonly detail: string }
  /** SQLITE_READONLY: the file or its file system cannot be written. */
  | { readonly kind: "read-only"; readonly path: string }
  /** SQLITE_BUSY for longer than the busy timeout: another process holds the write lock. */
  | { readonly kind: "busy"; readonly path: string }
  /** SQLITE_CORRUPT, SQLITE_NOTADB, or tables that are not ours: the content cannot be believed. */
  | { readonly kind: "corrupt"; readonly path: string; readonly detail: string }
  /** SQLITE_CANTOPEN: no such file or folder, or no right to it. */
  | { readonly kind: "cannot-open"; readonly path: string; readonly detail: string }
  /** A newer version of this program wrote it: writing into it could destroy what we do not understand. */
  | {
    readonly kind: "newer-version";
    readonly path: string;
    readonly version: number;
    readonly known: number;
  }
  /** The database can never take this: a bug of ours, and what was to be written is lost. */
  | { readonly kind: "refused"; readonly path: string; readonly detail: string }
  /** A write has not come back for a long time. */
  | { readonly kind: "stalled"; readonly path: string; readonly forMs: number }
  /** The thread that writes ended by an error of its own. */
  | { readonly kind: "crashed"; readonly path: string; readonly detail: string };

/** Says what is wrong, as a sentence for people. */
export function describeStoreFault(fault: StoreFault): string {
  switch (fault.kind) {
    case "full":
      return `cannot write ${fault.path}: the disk is full`;
    case "io":
      return `cannot use ${fault.path}: the disk reports an error (${fault.detail})`;
    case "read-only":
      return `cannot write ${fault.path}: it is read-only`;
    case "busy":
      return `cannot write ${fault.path}: another process holds it`;
    case "corrupt":
      return `cannot read ${fault.path}: it is damaged (${fault.detail})`;
    case "cannot-open":
      return `cannot open ${fault.path}: ${fault.detail}`;
    case "newer-version":
      return `refused to open ${fault.path}: a newer version of the program wrote it ` +
        `(layout ${fault.version}, this one knows up to ${fault.known})`;
    case "refused":
      return `a write to ${fault.path} was refused and is lost: ${fault.detail}`;
    case "stalled":
      return `the disk has not taken a write to ${fault.path} for ${Math.round(fault.forMs / 1_000)} s`;
    case "crashed":
      return `the writer of ${fault.path} ended by an error: ${fault.detail}`;
  }
}

/** Runs `work` on the database at `path`; what SQLite refuses becomes a fault, anything else is a bug and throws. */
export function guarded<T>(path: string, work: () => T): Result<T, StoreFault> {
  try {
    return ok(work());
  } catch (error) {
    const fault = faultOf(error, path);
    if (fault === undefined) throw error;
    return fail(fault);
  }
}

/** Our statements fit our layout, so that one which does not find its table has met a file that is not ours. */
const DAMAGE = [
  "is malformed",
  "malformed database",
  "is not a database",
  "no such table",
  "no such column",
  "already exists",
];

/**
 * The fault that `error` stands for. Deno's node:sqlite gives the result code (sqlite.org/rescode.html) with some errors and
 * only the message with others, so both are looked at.
 */
function faultOf(error: unknown, path: string): StoreFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const detail = error.message;
  if (error instanceof Deno.errors.NotCapable) return { kind: "cannot-open", path, detail };
  // Deno knows a name for most errors of the system, and for the others the number alone.
  const isNameless = !("code" in error) && /\(os error \d+\)/.test(detail);
  if (isNameless) return { kind: "io", path, detail };
  if (!("code" in error)) return undefined;
  if (error.code !== "ERR_SQLITE_ERROR") return systemFaultOf(String(error.code), path, detail);
  const code = "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
  const says = (...texts: string[]) => texts.some((text) => detail.includes(text));
  if (code === 13 || says("database or disk is full")) return { kind: "full", path };
  if (code === 10 || says("disk I/O error")) return { kind: "io", path, detail };
  if (code === 8 || says("attempt to write a readonly database")) return { kind: "read-only", path };
  if (code === 5 || code === 6 || says("is locked")) return { kind: "busy", path };
  if (code === 11 || code === 26 || says(...DAMAGE)) return { kind: "corrupt", path, detail };
  if (code === 14 || says("unable to open database file")) return { kind: "cannot-open", path, detail };
  return undefined;
}

/** The fault that an error of the operating system stands for, while files are looked at or moved aside. */
function systemFaultOf(code: string, path: string, detail: string): StoreFault | undefined {
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "full", path };
  if (code === "EROFS") return { kind: "read-only", path };
  if (["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP"].includes(code)) {
    return { kind: "cannot-open", path, detail };
  }
  // What a dying card answers has many names (EIO, EUCLEAN, EBADMSG): none of them is a bug of ours, whose codes begin with `ERR_`.
  return /^E[A-Z0-9]+$/.test(code) ? { kind: "io", path, detail } : undefined;
}
