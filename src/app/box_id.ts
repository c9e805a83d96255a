/**
 * A name for this box that no other has and that it keeps: for brokers and whoever must tell boxes apart.
 */
import { randomBytes } from "node:crypto";

const PATTERN = /^embereye-[0-9a-f]{12}$/;

/**
 * The name in `file`, made at the first start. Where the file cannot be read or written, a name lasts as long as the process: nobody may go
 * without word of a fire for it. Never rejects.
 */
export async function boxId(file: string): Promise<string> {
  const made = `embereye-${randomBytes(6).toString("hex")}`;
  try {
    const known = await textOf(file);
    if (known !== undefined && PATTERN.test(known)) return known;
    await Deno.writeTextFile(file, `${made}\n`, { mode: 0o600 });
  } catch (error) {
    // What cannot be read is not written over: it may be there again at the next start.
    console.error(`the box's name cannot be kept in ${file}: ${(error as Error).message}`);
  }
  return made;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(file)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
