/**
 * What documents and help texts tell people to type: every command of this program among it is understood as it stands there.
 *
 * No command is carried out: its action is replaced before the program is made.
 */
import assert from "node:assert/strict";
import { stderr, stdout } from "node:process";
import { Command } from "commander";

const ROOT = new URL("../", import.meta.url);
/** A whole line of a block of commands. */
const LINE = /^\s*(?:\$ )?(?:sudo (?:-u \S+ )?)?embereye (.+)$/;
/** `KIND`, `new|list`: a word for what the reader puts in its place. */
const PLACEHOLDER = /\b[A-Z]{3,}\b|\|/;

/** The command was understood. */
class Understood extends Error {}

const action = Command.prototype.action;
Command.prototype.action = function () {
  return action.call(this, () => {
    throw new Understood();
  });
};
const { main } = await import("../src/app/cli.ts");

/** What becomes of `words`, and what is printed. */
async function outcomeOf(words: readonly string[]): Promise<{ understood: boolean; said: string }> {
  let said = "";
  const writes = [stdout, stderr].map((stream) => [stream, stream.write] as const);
  const take = (text: unknown) => {
    said += text;
    return true;
  };
  for (const [stream] of writes) stream.write = take;
  try {
    return { understood: await main(words) === 0, said };
  } catch (error) {
    if (error instanceof Understood) return { understood: true, said };
    throw error;
  } finally {
    for (const [stream, write] of writes) stream.write = write;
  }
}

/** The words of a line, up to what the shell does with the rest. */
function wordsOf(line: string): string[] {
  const [own] = line.split(/\s(?:#|\||>|&&|;)/);
  return [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) =>
    double ?? single ?? bare
  );
}

/** The examples in the help of the command `path` and of all below it. */
async function examples(path: readonly string[]): Promise<string[]> {
  const { said } = await outcomeOf([...path, "--help"]);
  const own = said.split("\n").flatMap((line) => /^ {2}embereye (.+)$/.exec(line)?.[1] ?? []);
  const [, list = ""] = said.split("\nCommands:\n");
  const names = [...list.split("\n\n")[0].matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
  for (const name of names) if (name !== "help") own.push(...await examples([...path, name]));
  return own;
}

Deno.test("every example in the help texts is understood as it stands there", async () => {
  const all = await examples([]);
  assert(all.length > 50, `${all.length} examples were found`);
  for (const line of all) {
    const { understood, said } = await outcomeOf(wordsOf(line));
    assert(understood, `embereye ${line}: ${said}`);
  }
});

Deno.test("every command that a document shows is understood as it stands there", async () => {
  const folder = Array.from(Deno.readDirSync(new URL("docs/", ROOT)), ({ name }) => `docs/${name}`);
  const files = ["README.md", "CONTRIBUTING.md", ...folder.filter((name) => name.endsWith(".md"))];
  let count = 0;
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(file, ROOT));
    const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, block]) => block);
    const lines = blocks.flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
      .flatMap((line) => LINE.exec(line)?.[1] ?? []);
    const named = [...text.matchAll(/`embereye ([^`]+)`/g)].map(([, words]) => words);
    for (const line of [...lines, ...named]) {
      if (PLACEHOLDER.test(line)) continue;
      count++;
      const { understood, said } = await outcomeOf(wordsOf(line));
      // A sentence may name a command without what it is given.
      const isName = named.includes(line) && /missing required argument|not specified|^Usage:/.test(said);
      assert(understood || isName, `${file}: embereye ${line}: ${said}`);
    }
  }
  assert(count > 50, `${count} commands were found`);
});
