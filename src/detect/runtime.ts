/**
 * onnxruntime as the inference runtime. Only ever imported dynamically: it brings 46 MB of native code that a box
 * without cameras need not load.
 *
 * Inside a compiled executable the package's add-on is unpacked by Deno, but not the library that it links to. That one
 * is attached to the executable (`attachment.ts`), written to a private folder and loaded first; the loader then finds it
 * by its name (ELF soname) when the add-on asks for it. The folder must not be a shared one: the library looks for its
 * own dependencies beside itself.
 *
 * Since its version 1.29 the library tells its makers over the network what it is used for, from native code that no permission of Deno's
 * holds back, and keeps a name of the machine on the disk (its docs/Privacy.md). It is told not to before it is loaded.
 */
import { createHash } from "node:crypto";
import process from "node:process";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { fail, ok, type Result } from "../reading/result.ts";
import { findAttachment, piecesOf } from "./attachment.ts";
import type { OutputTensor, Runtime, RuntimeFault, Session, TensorInfo } from "./runtime_port.ts";

type Onnx = typeof import("onnxruntime-node");

/** The library's name by platform, where it must be loaded beforehand. Its soname is the same. */
const LIBRARIES: Readonly<Record<string, string | undefined>> = {
  "linux-x64": "libonnxruntime.so.1",
  "linux-arm64": "libonnxruntime.so.1",
};

/** Set when the library is loaded, it sends nothing, keeps no name of the machine and writes no file, for the whole life of the process. */
const SILENCE = { name: "ORT_DISABLE_TELEMETRY", value: "1" };

/**
 * Loads the runtime. Needs the permissions to read, to write `cacheFolder`, to call native code, to set `TMPDIR`
 * for the length of this call and `ORT_DISABLE_TELEMETRY` for good.
 *
 * @param cacheFolder An absolute path, made with mode 0700 where it is missing. It keeps the library (46 MB) for the
 *   next start. Used in compiled executables only.
 */
export async function loadRuntime(cacheFolder: string): Promise<Result<Runtime, RuntimeFault>> {
  const platform = `${process.platform}-${process.arch}`;
  const library = LIBRARIES[platform];
  if (library === undefined) return fail({ kind: "runtime-platform", platform });
  if (!Deno.build.standalone) return await load();
  const unpacked = unpack(library, cacheFolder);
  if (!unpacked.ok) return unpacked;
  // Deno unpacks the add-on into the folder for temporary files; a shared one would let others put libraries beside it.
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", cacheFolder);
  try {
    return await load(unpacked.value);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
  }
}

async function load(library?: string): Promise<Result<Runtime, RuntimeFault>> {
  try {
    Deno.env.set(SILENCE.name, SILENCE.value);
    // Never closed: the add-on uses it until the process ends.
    if (library !== undefined) Deno.dlopen(library, {});
    return ok(wrap(await import("onnxruntime-node")));
  } catch (error) {
    return fail({ kind: "runtime-load", detail: (error as Error).message });
  }
}

/** Writes the attached library to the folder, unless it is there already, and names its path. */
function unpack(library: string, folder: string): Result<string, RuntimeFault> {
  const path = `${folder}/${library}`;
  try {
    using executable = Deno.openSync(Deno.execPath());
    const attachment = findAttachment(executable);
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = Deno.lstatSync(folder);
    if ((mode! & 0o022) !== 0 || uid !== Deno.uid()) {
      const detail =
        `it must belong to user ${Deno.uid()} and be writable by no other; its owner is ${uid}, its mode ` +
        (mode! & 0o777).toString(8);
      return fail({ kind: "runtime-cache", folder, detail });
    }
    if (hashFile(path) === attachment.sha256) return ok(path);
    // Renamed into place, so that a process that starts at the same time never sees half a library.
    const fresh = Deno.makeTempFileSync({ dir: folder, prefix: "unpack-" });
    try {
      writePieces(fresh, piecesOf(executable, attachment));
      if (hashFile(fresh) !== attachment.sha256) {
        throw new Error(`the library in ${Deno.execPath()} is damaged: install the executable anew`);
      }
      Deno.renameSync(fresh, path);
    } catch (error) {
      // On a full disk each new attempt would leave another half library behind.
      Deno.removeSync(fresh);
      throw error;
    }
    return ok(path);
  } catch (error) {
    return fail({ kind: "runtime-cache", folder, detail: (error as Error).message });
  }
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  using file = Deno.openSync(path, { write: true, truncate: true });
  for (const piece of pieces) {
    for (let done = 0; done < piece.length;) done += file.writeSync(piece.subarray(done));
  }
}

/** The SHA-256 of a file, hexadecimal; empty where there is none. */
function hashFile(path: string): string {
  try {
    using file = Deno.openSync(path);
    const hash = createHash("sha256");
    const buffer = new Uint8Array(1 << 20);
    for (let read = file.readSync(buffer); read !== null; read = file.readSync(buffer)) {
      hash.update(buffer.subarray(0, read));
    }
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function wrap(onnx: Onnx): Runtime {
  // Warnings of the library would go to standard error past the log.
  onnx.env.logLevel = "error";
  return {
    name: "onnxruntime",
    version: onnx.env.versions.node ?? onnx.env.versions.common,
    async open(model, { threads }) {
      try {
        const session = await onnx.InferenceSession.create(model, {
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          executionMode: "sequential",
          // Idle threads must sleep: on a two-core box spinning ones take the core from the sensors.
          extra: { session: { intra_op: { allow_spinning: "0" } } },
        });
        return ok(wrapSession(onnx, session));
      } catch (error) {
        return fail((error as Error).message);
      }
    },
  };
}

function wrapSession(onnx: Onnx, session: InferenceSession): Session {
  const inputs = session.inputMetadata.map(describe);
  // One tensor object for each input buffer: a model has as many as its batch is large.
  const feeds = new WeakMap<Uint8Array | Float32Array, { [name: string]: Tensor }>();
  return {
    inputs,
    outputs: session.outputMetadata.map(describe),
    async run(input, shape) {
      let feed = feeds.get(input);
      if (feed === undefined) {
        const type = input instanceof Uint8Array ? "uint8" : "float32";
        feed = { [inputs[0].name]: new onnx.Tensor(type, input, shape) as Tensor };
        feeds.set(input, feed);
      }
      const results = await session.run(feed);
      return session.outputNames.map((name): OutputTensor => {
        const { dims, data } = results[name];
        return { name, shape: dims, data: data as Float32Array };
      });
    },
    close: () => session.release(),
  };
}

function describe(metadata: InferenceSession.ValueMetadata): TensorInfo {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: "not a tensor", shape: [] };
}
