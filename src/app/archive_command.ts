/**
 * `embereye archive`: how far the archive has come, which days it holds, and a day back from it.
 */
import { dirname, join } from "node:path";
import type { ArchiveConfig } from "../config/archive_schema.ts";
import { sha256 } from "../outputs/archive/archivist.ts";
import { DAY_LIST, LIST_BYTES_MAX, readDayList } from "../outputs/archive/day_list.ts";
import type { ObjectStore, ObjectStoreFault } from "../outputs/archive/object_store.ts";
import { unreachable } from "../reading/result.ts";
import { archivePrefix, storeOf } from "./archive_desk.ts";
import { readArchiveRecord } from "./archive_record.ts";
import { boxId } from "./box_id.ts";
import { Failure } from "./failure.ts";
import { print, printJson, remark } from "./terminal.ts";
import { locate, runningConfig, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface ArchiveOptions extends WhereOptions {
  readonly json?: boolean;
}

/** As long as the store may take for one answer. */
const ANSWER_MS = 120_000;
/** Parts are smaller; a store that gives more gives something else. */
const PART_BYTES_MAX = 256 * 1024 * 1024;

/** How far it has come. Exit code 1 where it does not go on. */
export async function archiveStatus(options: ArchiveOptions): Promise<number> {
  const paths = await locate(options);
  const config = await runningConfig(paths);
  const target = config.ok ? config.value.retention.archive : undefined;
  const file = readArchiveRecord(paths.archive, remark);
  if (options.json) printJson({ configured: target !== undefined, ...file });
  else {
    print([
      target === undefined
        ? "no archive is configured (retention.archive)"
        : `to ${target.url}, bucket '${target.bucket}'`,
      file.through === undefined
        ? "no day is archived yet"
        : `archived as a whole: all up to ${file.through}`,
      ...(file.day === undefined
        ? []
        : [`under way: ${file.day}, ${Object.keys(file.done).length} parts are there`]),
      ...(file.fault === undefined ? [] : [`it does not go on: ${file.fault.detail}`, remedy(file.fault)]),
    ]);
  }
  return file.fault === undefined ? 0 : 1;
}

/** The days that the store holds. */
export async function archiveList(options: ArchiveOptions): Promise<number> {
  const { store, prefix } = await open(options);
  const listed = await store.list(`${prefix}/`, AbortSignal.timeout(ANSWER_MS));
  if (!listed.ok) throw failure(listed.fault);
  const days = new Map<string, { parts: number; bytes: number; whole: boolean }>();
  for (const { name, bytes } of listed.value) {
    const [day, ...rest] = name.slice(prefix.length + 1).split("/");
    const known = days.get(day) ?? { parts: 0, bytes: 0, whole: false };
    days.set(day, {
      parts: known.parts + 1,
      bytes: known.bytes + bytes,
      whole: known.whole || rest.join("/") === DAY_LIST,
    });
  }
  if (options.json) printJson([...days].map(([day, facts]) => ({ day, ...facts })));
  else if (days.size === 0) print([`nothing is archived under ${prefix}`]);
  else {
    print(
      [...days].map(([day, { parts, bytes, whole }]) =>
        `${day}  ${parts} objects, ${bytes.toLocaleString("en-US")} bytes${
          whole ? "" : "  not whole: under way"
        }`
      ),
    );
  }
  return 0;
}

/** Gets a day back into a new folder, each part checked. */
export async function archiveRestore(
  day: string,
  options: ArchiveOptions & { readonly to: string },
): Promise<number> {
  const { store, prefix } = await open(options);
  const list = readDayList(await get(store, `${prefix}/${day}/${DAY_LIST}`, LIST_BYTES_MAX), day);
  if (!list.ok) throw new Failure(list.fault);
  const parts = Object.entries(list.value.parts);
  await newFolder(options.to);
  let bytes = 0;
  for (const [n, [name, known]] of parts.entries()) {
    const body = await get(store, `${prefix}/${day}/${name}`, PART_BYTES_MAX);
    const found = sha256(body);
    if (found !== known.sha256) {
      throw new Failure(`${day}/${name} is damaged in the store: SHA-256 ${found}, it was ${known.sha256}`);
    }
    const path = join(options.to, name);
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await Deno.writeFile(path, body, { createNew: true, mode: 0o600 });
    bytes += body.length;
    if (parts.length > 20 && n % 20 === 19) remark(`${n + 1} of ${parts.length} parts`);
  }
  if (options.json) printJson({ day, folder: options.to, parts: parts.length, bytes });
  else {print([
      `${day}: ${parts.length} parts, ${
        bytes.toLocaleString("en-US")
      } bytes, all as they were, in ${options.to}`,
    ]);}
  return 0;
}

async function open(options: ArchiveOptions): Promise<{ store: ObjectStore; prefix: string }> {
  const paths = await locate(options);
  const config = await runningConfig(paths);
  if (!config.ok) throw new Failure(config.fault);
  const target: ArchiveConfig | undefined = config.value.retention.archive;
  if (target === undefined) {
    throw new Failure("no archive is configured: see retention.archive in docs/configuration.md");
  }
  const store = storeOf(target);
  if (!store.ok) throw new Failure(store.fault);
  return { store: store.value, prefix: archivePrefix(target, await boxId(paths.boxId)) };
}

async function get(store: ObjectStore, name: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const got = await store.get(name, bytesMax, AbortSignal.timeout(ANSWER_MS));
  if (!got.ok) throw failure(got.fault);
  if (got.value === undefined) {
    throw new Failure(`the store has no ${name}: 'embereye archive list' shows what it has`);
  }
  return got.value;
}

async function newFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new Failure(`${folder} is there already: name a new folder with --to`);
    }
    throw error;
  }
}

function failure(fault: ObjectStoreFault): Failure {
  return new Failure(`${fault.detail}; ${remedy(fault)}`);
}

function remedy({ kind }: Pick<ObjectStoreFault, "kind">): string {
  switch (kind) {
    case "away":
      return "check the network and the address of the store";
    case "refused":
      return "check bucket, region, access key and its rights (PutObject, GetObject, ListBucket)";
    case "full":
      return "make room in the store or raise its quota";
    case "damaged":
      return "the store does not give back what it was given: look after it";
    default:
      return unreachable(kind);
  }
}
