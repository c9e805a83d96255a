/**
 * A name for this box that no other has and that it keeps: for brokers and whoever must tell boxes apart.
 */
import { randomBytes } from "node:crypto";

const PATTERN = /^embereye-[0-9a-f]{12}$/;

/** The name in `file`, made at the first start. Where the file cannot be written, the name lasts as long as the process. */
export async function boxId(file: string): Promise<string> {
  try {
    const known = (await Deno.readTextFile(file)).trim();
    if (PATTERN.test(known)) return known;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const made = `embereye-${randomBytes(6).toString("hex")}`;
  try {
    await Deno.writeTextFile(file, `${made}\n`, { mode: 0o600 });
  } catch (error) {
    console.error(`the box's name cannot be kept in ${file}: ${(error as Error).message}`);
  }
  return made;
}
