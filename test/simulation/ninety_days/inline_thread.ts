/**
 * A writer of a database that works in the same thread: the product's own, without the thread, so that a season is the same each time.
 */
import { WriterCore, type WriterRequest } from "../../../src/store/writer_core.ts";
import type { WriterThread } from "../../../src/store/writer_host.ts";

/** In place of a worker. */
export class InlineThread implements WriterThread {
  onmessage: WriterThread["onmessage"] = null;
  onerror: WriterThread["onerror"] = null;
  readonly #core = new WriterCore();
  #ended = false;

  postMessage(request: WriterRequest): void {
    queueMicrotask(() => {
      if (this.#ended) return;
      const data = this.#core.answer(request);
      this.onmessage?.(new MessageEvent("message", { data }));
    });
  }

  terminate(): void {
    this.#ended = true;
    this.#core.answer({ kind: "close" });
  }
}
