import assert from "node:assert/strict";
import { type Command, CommandParser } from "./commands.ts";
import { encodeCommand } from "./encoder.ts";

function parse(chunks: readonly (string | Uint8Array)[]): { commands: Command[]; skipped: number } {
  const result = { commands: [] as Command[], skipped: 0 };
  const parser = new CommandParser();
  for (const chunk of chunks) {
    parser.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk, {
      command: (command) => void result.commands.push(command),
      skipped: (count) => void (result.skipped += count),
    });
  }
  return result;
}

Deno.test("CommandParser knows every command, with any line end or none, cut anywhere", () => {
  const all = ["PERIOD_ON\n", "PERIODIC_ON", "REQUEST1\r\n", "EEPROM1", "EEPROM1\n"];
  const expected = { commands: ["stream", "stream", "frame", "eeprom", "eeprom"], skipped: 0 };
  assert.deepEqual(parse(all), expected);
  assert.deepEqual(parse([all.join("")]), expected);
  assert.deepEqual(parse([...all.join("")]), expected);
});

Deno.test("CommandParser understands what the appliance sends", () => {
  const sent: Command[] = ["stream", "frame", "eeprom"];
  assert.deepEqual(parse(sent.map(encodeCommand)), { commands: sent, skipped: 0 });
});

Deno.test("CommandParser skips noise without missing the command after it", () => {
  assert.deepEqual(parse(["GET / HTTP/1.1\r\nREQUEST1"]).commands, ["frame"]);
  assert.deepEqual(parse(["PERIODPERIOD_ON"]), { commands: ["stream"], skipped: 6 });
  assert.deepEqual(parse(["REQUESREQUEST1EEPROM1"]), { commands: ["frame", "eeprom"], skipped: 6 });
  assert.deepEqual(parse(["EEPROM\n1\n"]), { commands: [], skipped: 7 });
  assert.deepEqual(parse(["period_on\n"]).commands, []);
});

Deno.test("CommandParser holds no more than a word of an endless stream", () => {
  const { commands, skipped } = parse(Array.from({ length: 1000 }, () => "E".repeat(100)));
  assert.deepEqual(commands, []);
  // The last two letters may be the beginning of a command.
  assert.equal(skipped, 99_998);
});
