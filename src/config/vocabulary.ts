/**
 * What several parts of the configuration are made of.
 */
import { z } from "zod";
import { ID_LENGTH_MAX, ID_PATTERN } from "../reading/ids.ts";

export const id = z.string().regex(
  ID_PATTERN,
  "an id is 1 to 64 letters, digits, spaces, '.', '_', ':' or '-'",
).max(ID_LENGTH_MAX, `an id is at most ${ID_LENGTH_MAX} letters, those of some rare scripts counted twice`);
/** As people call a thing; its id where absent. */
export const name = z.string().min(1).max(80).optional();

const path = z.string().regex(/^\/[^\0]{1,500}$/, "a file is named by its whole path, from /");

/** Where a secret stands outside the configuration. */
export const secretReference = z.union([
  z.strictObject({
    file: path.describe("A file with the secret alone, readable by its owner alone (mode 600)"),
  }),
  z.strictObject({
    credential: z.string().regex(
      /^[\w.-]{1,120}$/,
      "a credential is named by letters, digits, '.', '_' and '-'",
    )
      .describe("A systemd credential: LoadCredential= or LoadCredentialEncrypted= in the unit"),
  }),
]).describe("Where a secret stands: { file: /path } or { credential: NAME }");
export type SecretReference = z.infer<typeof secretReference>;

/** Which certificate a listener shows. */
export const tls = z.union([
  z.enum(["off", "self-signed"]),
  z.strictObject({
    certificate: path.describe("PEM, the chain behind it"),
    key: secretReference,
  }),
]);
export type TlsSetting = z.infer<typeof tls>;
