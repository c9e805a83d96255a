/**
 * Where closed days are archived: a bucket of any S3-compatible store.
 */
import { z } from "zod";
import { secretReference } from "./vocabulary.ts";

/** Hosts to which plain HTTP may go: those of the site itself. */
const LOCAL_HTTP =
  /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)(?::\d+)?\/?$/;

/** The part `archive` of the section `retention`. */
export const archive = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_048)
    .refine(
      (url) => url.startsWith("https:") || LOCAL_HTTP.test(url),
      "https:// only; http:// is allowed to an address of the site itself (127.x, 10.x, 172.16-31.x, 192.168.x)",
    )
    .describe("The store: https://HOST, or http:// to an address of the site itself"),
  bucket: z.string().regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "a bucket is 3 to 63 of a-z, 0-9, '.' and '-'",
  ),
  prefix: z.string().regex(
    /^[\w.-]{1,60}(?:\/[\w.-]{1,60}){0,4}$/,
    "a prefix is one to five names with '/' between",
  )
    .default("embereye").describe("Names of objects begin with this, then the box's id"),
  region: z.string().regex(/^[\w-]{1,40}$/).default("us-east-1").describe("As the store calls it"),
  accessKeyId: z.string().min(1).max(200),
  secret: z.union([z.string().min(1).max(200), secretReference]).describe(
    "The secret access key. Better { file: /path } or { credential: NAME } than the key itself",
  ),
  afterDays: z.number().int().min(1).max(30).default(1).describe(
    "A day is archived so many days after its end",
  ),
});
export type ArchiveConfig = z.infer<typeof archive>;
