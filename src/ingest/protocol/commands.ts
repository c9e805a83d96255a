/**
 * The commands of the appliance, and the device's side of them: finds commands in a stream of bytes.
 */

/** What the appliance asks of a device: to stream, to send one frame, to send its calibration EEPROM. */
export type Command = "stream" | "frame" | "eeprom";

/** How the commands are spelled, `PERIOD_ON` in two ways. No spelling begins another. */
export const COMMAND_WORDS: readonly (readonly [word: string, command: Command])[] = [
  ["PERIOD_ON", "stream"],
  ["PERIODIC_ON", "stream"],
  ["REQUEST1", "frame"],
  ["EEPROM1", "eeprom"],
];

/** Takes what the parser finds. */
export interface CommandSink {
  command(command: Command): void;
  /** Bytes that belong to no command were skipped. */
  skipped(bytes: number): void;
}

/**
 * The device's command parser. Devices accept commands with or without a line end, so a command counts as soon as its
 * last letter is there. Holds at most one unfinished word.
 */
export class CommandParser {
  #word = "";

  /** Takes bytes as they come, in pieces of any length. */
  push(chunk: Uint8Array, sink: CommandSink): void {
    let skipped = 0;
    for (const byte of chunk) {
      if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0D)) {
        skipped += this.#word.length;
        this.#word = "";
        continue;
      }
      this.#word += String.fromCharCode(byte);
      // Letters that cannot begin a command are dropped one by one, so that noise before a command does not hide it.
      while (this.#word !== "" && !COMMAND_WORDS.some(([word]) => word.startsWith(this.#word))) {
        this.#word = this.#word.slice(1);
        skipped++;
      }
      const found = COMMAND_WORDS.find(([word]) => word === this.#word);
      if (found !== undefined) {
        this.#word = "";
        sink.command(found[1]);
      }
    }
    if (skipped > 0) sink.skipped(skipped);
  }
}
