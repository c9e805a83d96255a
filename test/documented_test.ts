/**
 * What the product's modules offer one another says what it is: a word in front of each module, function, class and interface.
 */
import assert from "node:assert/strict";
import { readModule, readModules } from "./source_graph.ts";

const modules = [
  ...await readModules(["src", "image"]),
  await readModule(new URL("../main.ts", import.meta.url)),
].filter(({ isTest }) => !isTest);

/** An exported declaration at the beginning of a line. Further forms of one function stand behind the first. */
const DECLARED = /^export (?:default )?(?:abstract )?(?:async )?(?:function\*?|class|interface) (\w+)/;

Deno.test("every exported function, class and interface of the product has a sentence in front of it", () => {
  let count = 0;
  const bare = modules.flatMap(({ place, text }) => {
    const lines = text.split("\n");
    return lines.flatMap((line, at) => {
      const [, name] = DECLARED.exec(line) ?? [];
      if (name === undefined) return [];
      count++;
      const before = lines[at - 1] ?? "";
      return before.endsWith("*/") || DECLARED.exec(before)?.[1] === name ? [] : [`${place}: ${name}`];
    });
  });
  assert(count > 1_500, `only ${count} declarations were found`);
  assert.deepEqual(bare, []);
});

Deno.test("every module of the product opens with what it is for", () => {
  const silent = modules.filter(({ text }) => !/^(?:#!.*\n|\/\/\/ .*\n|\/\/ .*\n|\s)*\/\*\*/.test(text));
  assert.deepEqual(silent.map(({ place }) => place), []);
});
