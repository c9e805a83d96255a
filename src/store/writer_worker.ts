/**
 * The writer thread: waits for the disk so that nobody else has to. Started by `writer_host.ts`; `deno compile` must be
 * told to include this file.
 */
import { type WriterAnswer, WriterCore, type WriterRequest } from "./writer_core.ts";

/** The part of a dedicated worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WriterRequest>) => void) | null;
  postMessage(answer: WriterAnswer): void;
}

const scope = self as unknown as WorkerScope;
const core = new WriterCore();
scope.onmessage = (event) => scope.postMessage(core.answer(event.data));
