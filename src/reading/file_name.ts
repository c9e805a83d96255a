/**
 * What an id is called as a part of a file's name: an id may have 64 letters of any script, a file's name 255 bytes.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** As URLs spell it where that is no longer: a letter beyond ASCII takes six to twelve characters there. Leaves room for what stands beside it. */
export const FILE_NAME_OF_ID_MAX = 200;
/** No id begins with it. */
const PACKED = "_";
/** Neither does what is packed. Only ids of scripts with four bytes a letter are too long even so. */
const HASHED = "__";

/** The name: never longer than {@linkcode FILE_NAME_OF_ID_MAX}, and different for different ids. */
export function fileNameOfId(id: string): string {
  const spelt = encodeURIComponent(id);
  if (spelt.length <= FILE_NAME_OF_ID_MAX) return spelt;
  const packed = PACKED + Buffer.from(id, "utf16le").toString("base64url");
  if (packed.length <= FILE_NAME_OF_ID_MAX) return packed;
  return HASHED + createHash("sha256").update(id).digest("hex");
}

/** The id again; the name itself where it does not tell. */
export function idOfFileName(name: string): string {
  if (name.startsWith(HASHED)) return name;
  if (name.startsWith(PACKED)) return Buffer.from(name.slice(PACKED.length), "base64url").toString("utf16le");
  try {
    return decodeURIComponent(name);
  } catch (error) {
    // Whoever put it there was not this program.
    if (!(error instanceof URIError)) throw error;
    return name;
  }
}
