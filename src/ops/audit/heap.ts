/**
 * A sampled heap profile of V8, made short: which functions have allocated most of what is still alive.
 */

/** A node of `HeapProfiler.SamplingHeapProfile`, as far as it is used. */
export interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  /** Bytes allocated by this function itself, called in this way. */
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

/** One function. */
export interface Allocation {
  readonly name: string;
  /** Its file and line, counted from 1. */
  readonly place: string;
  readonly bytes: number;
}

/** The functions with the most bytes, however they were called; at most `max`. */
export function topAllocations(head: ProfileNode, max: number): Allocation[] {
  const found = new Map<string, { name: string; place: string; bytes: number }>();
  const open: ProfileNode[] = [head];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    open.push(...node.children);
    if (node.selfSize === 0) continue;
    const { functionName, url, lineNumber } = node.callFrame;
    const name = (functionName || "(anonymous)").slice(0, 200);
    // What lies before `src/`, or before the package, is where the program happens to be.
    const file = url.replace(/^.*\/npm\/[^/]+\//, "npm:").replace(/^.*\/(?=src\/)/, "");
    const place = (file === "" ? "the engine" : `${file}:${lineNumber + 1}`).slice(0, 300);
    const key = `${name} ${place}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { name, place, bytes: node.selfSize });
    else known.bytes += node.selfSize;
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes).slice(0, max);
}
