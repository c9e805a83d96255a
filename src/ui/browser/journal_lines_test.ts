import assert from "node:assert/strict";
import type { StoredEvent } from "../../bus/messages.ts";
import { JournalLines } from "./journal_lines.ts";

const line = (seq: number): StoredEvent => ({ seq, kind: "note", atMs: seq, atWallMs: seq, text: `${seq}` });
const seqs = ({ newest }: JournalLines) => newest.map(({ seq }) => seq);

Deno.test("JournalLines keeps the newest of what the stream tells and of what was asked for, each once", () => {
  const lines = new JournalLines(4);
  lines.add([line(9), line(7), line(8)]);
  for (const seq of [5, 6, 7, 10]) lines.streamed(line(seq), seq !== 6);
  assert.deepEqual(seqs(lines), [10, 9, 8, 7]);
});

Deno.test("JournalLines begins anew with a journal that was begun anew: the lines of the old one would hide it for ever", () => {
  const lines = new JournalLines(4);
  for (const seq of [5_000, 5_001]) lines.streamed(line(seq), true);
  lines.streamed(line(1), false);
  assert.deepEqual(seqs(lines), []);
  lines.streamed(line(2), true);
  lines.streamed(line(3), true);
  assert.deepEqual(seqs(lines), [3, 2]);
});
