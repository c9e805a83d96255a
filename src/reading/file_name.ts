/**
 * What an id is called as a part of a file's name: an id may have 64 letters of any script, a file's name 255 bytes.
 */
import { Buffer } from "node:buffer";

/** As URLs spell it where that is no longer: a letter beyond ASCII takes six to twelve characters there. Leaves room for what stands beside it. */
export const FILE_NAME_OF_ID_MAX = 200;
/** No id begins with it. The 64 letters of the longest id are packed into 171 characters. */
const PACKED = "_";

/** The name: never longer than {@linkcode FILE_NAME_OF_ID_MAX}, and different for different ids. */
export function fileNameOfId(id: string): string {
  const spelt = encodeURIComponent(id);
  if (spelt.length <= FILE_NAME_OF_ID_MAX) return spelt;
  return PACKED + Buffer.from(id, "utf16le").toString("base64url");
}

/** The id again; the name itself where it is none of ours. */
export function idOfFileName(name: string): string {
  if (name.startsWith(PACKED)) return Buffer.from(name.slice(PACKED.length), "base64url").toString("utf16le");
  try {
    return decodeURIComponent(name);
  } catch (error) {
    // Whoever put it there was not this program.
    if (!(error instanceof URIError)) throw error;
    return name;
  }
}
