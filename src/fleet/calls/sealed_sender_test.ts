import assert from "node:assert/strict";
import { z } from "zod";
import { Secret } from "../../reading/secret.ts";
import { unseal } from "./seal.ts";
import { SealedSender } from "./sealed_sender.ts";

const KEY = new Secret("a key of thirty-two letters, or so");

/** A connection to a server that takes or refuses. */
class Line {
  readonly sent: [string, string][] = [];
  takes = true;
  closed = 0;
  isClosed = () => this.closed > 0;
  publish = (subject: string, payload?: unknown) => {
    if (!this.takes) throw new Error("max payload");
    this.sent.push([subject, String(payload)]);
  };
  close = () => {
    this.closed++;
    return Promise.resolve();
  };
}

Deno.test("SealedSender sends what the other box can open, and nothing where there is no connection", () => {
  const notes: string[] = [];
  const sender = new SealedSender(KEY, (text) => notes.push(text));
  sender.send(undefined, "a.b", { word: 1 });
  const line = new Line();
  sender.send(line, "a.b", { word: 1 });
  line.closed = 1;
  sender.send(line, "a.b", { word: 2 });
  assert.equal(line.sent.length, 1);
  const [subject, payload] = line.sent[0]!;
  const opened = unseal(KEY, subject, new TextEncoder().encode(payload), z.object({ word: z.number() }));
  assert.deepEqual(opened, { word: 1 });
  assert.deepEqual(notes, []);
});

Deno.test("SealedSender leaves a server that does not take something, and says so once until one has taken it", () => {
  const notes: string[] = [];
  const sender = new SealedSender(KEY, (text) => notes.push(text));
  const refuse = () => {
    const line = new Line();
    line.takes = false;
    sender.send(line, "a.b", {});
    assert.equal(line.closed, 1);
  };
  refuse();
  refuse();
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /does not take a\.b/);
  sender.send(new Line(), "a.b", {});
  refuse();
  assert.equal(notes.length, 2);
});
