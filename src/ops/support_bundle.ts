/**
 * The support bundle: one zip file of bounded size with all that somebody far away needs to understand a box, and no secret.
 */
import { strToU8, Zip, ZipDeflate } from "fflate";
import type { Scrubber } from "./scrub.ts";

/** One file of the bundle. */
export interface BundlePart {
  /** Its name in the archive. */
  readonly name: string;
  /** Its text in pieces, as they are read; a piece ends at a line end, so that no secret is cut in two. */
  readonly pieces: AsyncIterable<string> | Iterable<string>;
  /** More than this of it is left out, from its end; the bundle says so. */
  readonly charsMax: number;
}

/** What a bundle may hold in all before it is packed: text packs to a tenth, and mail servers refuse more than 20 MB. */
export const BUNDLE_CHARS_MAX = 64 * 1024 * 1024;

/** What became of a part. */
interface PackedPart {
  readonly name: string;
  readonly chars: number;
  /** It was longer, or could not be read to its end. */
  readonly note?: string;
}

/**
 * Packs `parts`, one after the other. A part that cannot be read is noted and harms no other. Gives way to other work between
 * pieces.
 *
 * @param head What `bundle.json`, the table of contents, says beside the parts.
 */
export async function packBundle(
  parts: Iterable<BundlePart>,
  scrubber: Scrubber,
  head: Readonly<Record<string, unknown>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let failure: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error !== null) failure = error;
    else chunks.push(chunk);
  });
  const packed: PackedPart[] = [];
  let left = BUNDLE_CHARS_MAX;
  for (const part of parts) {
    const file = new ZipDeflate(part.name, { level: 6 });
    zip.add(file);
    const done = await pack(
      part,
      scrubber,
      Math.min(left, part.charsMax),
      (text) => file.push(strToU8(text)),
    );
    file.push(new Uint8Array(), true);
    left -= done.chars;
    packed.push(done);
  }
  const contents = new ZipDeflate("bundle.json");
  zip.add(contents);
  contents.push(strToU8(scrubber.text(JSON.stringify({ ...head, files: packed }, null, 2)) + "\n"), true);
  zip.end();
  if (failure !== undefined) throw failure;
  return joined(chunks);
}

async function pack(
  { name, pieces }: BundlePart,
  scrubber: Scrubber,
  charsMax: number,
  push: (text: string) => void,
): Promise<PackedPart> {
  let chars = 0;
  try {
    for await (const piece of pieces) {
      const text = scrubber.text(piece);
      if (chars + text.length > charsMax) {
        push(text.slice(0, charsMax - chars));
        return { name, chars: charsMax, note: `cut at ${charsMax} characters` };
      }
      push(text);
      chars += text.length;
      // The page's role makes bundles too, and other people look at the page meanwhile.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return { name, chars };
  } catch (error) {
    // What is missing is said; the rest of the bundle is worth the more.
    const note = `not read to its end: ${error instanceof Error ? error.message : error}`;
    push(scrubber.text(`\n${note}\n`));
    return { name, chars, note };
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
