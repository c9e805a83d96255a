/**
 * What the installer tells boxes, signed: which site, which boxes, which version, and the bytes.
 *
 * The signature is over the text as it was sent, and nothing of it is parsed before the signature is proved: neither a server nor another
 * box can change, shorten, mix or readdress an order.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { z } from "zod";
import { fleetName } from "../../config/fleet_schema.ts";
import { describeFaults } from "../../config/load.ts";
import { fail, ok, type Result, unreachable } from "../../reading/result.ts";
import { jsonOf } from "../../store/stored_json.ts";
import { isSignedWith, type SigningKey } from "./signing_key.ts";

/** A NATS server takes messages of 1 MB by default, and quoting a text makes it longer. */
export const DOCUMENT_BYTES_MAX = 600_000;
export const ENVELOPE_CHARS_MAX = 1_000_000;
export const BOXES_MAX = 256;
/** Versions are counted one by one: a larger number is none. */
export const NUMBER_MAX = 2 ** 31 - 1;
/** What is signed begins with this, so that a signature made for anything else is worth nothing here. */
const PURPOSE = "embereye central order 1\n";

const number = z.number().int().min(1).max(NUMBER_MAX);

/** Which version: numbers grow within an epoch, and a new epoch begins them anew. */
export const versionSchema = z.strictObject({ epoch: number, version: number });
export type CentralVersion = z.infer<typeof versionSchema>;

/** What boxes are told. */
export const orderSchema = z.strictObject({
  site: fleetName,
  epoch: number,
  version: number,
  /** Whom it is for. None: it is only kept. */
  boxes: z.array(fleetName).max(BOXES_MAX),
  author: z.string().min(1).max(120),
  reason: z.string().min(1).max(300),
  act: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("configure"),
      /** The configuration of the whole site (YAML); see `document.ts`. */
      document: z.string().min(1).max(DOCUMENT_BYTES_MAX),
      /** Also where a box was changed by hand since its last central version. */
      replacesEdits: z.boolean(),
    }),
    /** Back to what ran before `version` of the same epoch. */
    z.strictObject({ kind: z.literal("withdraw"), version: number }),
  ]),
});
export type CentralOrder = z.infer<typeof orderSchema>;
export type ConfigureAct = CentralOrder["act"] & { readonly kind: "configure" };

const envelopeSchema = z.strictObject({
  v: z.literal(1),
  key: z.string().regex(/^[0-9a-f]{16}$/),
  order: z.string().min(2).max(ENVELOPE_CHARS_MAX),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});

/** Why an envelope is refused. */
export type EnvelopeFault =
  | { readonly kind: "no-envelope"; readonly detail: string }
  | { readonly kind: "unknown-key"; readonly key: string }
  | { readonly kind: "broken-signature" }
  | { readonly kind: "no-order"; readonly detail: string };

/** An order that was signed by a key of the box. */
export interface OpenedOrder {
  readonly order: CentralOrder;
  /** Tells two orders of one number apart. */
  readonly digest: string;
}

/** Signs `order`. */
export async function signOrder(order: CentralOrder, key: SigningKey): Promise<string> {
  const text = JSON.stringify(orderSchema.parse(order));
  const signature = Buffer.from(await key.sign(signedBytes(text))).toString("base64");
  return JSON.stringify(
    { v: 1, key: keyId(key.publicText), order: text, signature } satisfies z.infer<typeof envelopeSchema>,
  );
}

/** The order in `text`, if it was signed with one of `publicKeys`. */
export async function openOrder(
  text: string,
  publicKeys: readonly string[],
): Promise<Result<OpenedOrder, EnvelopeFault>> {
  if (text.length > ENVELOPE_CHARS_MAX) {
    return fail({ kind: "no-envelope", detail: `${text.length} characters are too many` });
  }
  const envelope = envelopeSchema.safeParse(jsonOf(text));
  if (!envelope.success) return fail({ kind: "no-envelope", detail: wordsOf(envelope.error) });
  const { key, order: signed, signature } = envelope.data;
  const publicText = publicKeys.find((one) => keyId(one) === key);
  if (publicText === undefined) return fail({ kind: "unknown-key", key });
  if (
    !await isSignedWith(publicText, signedBytes(signed), new Uint8Array(Buffer.from(signature, "base64")))
  ) {
    return fail({ kind: "broken-signature" });
  }
  const order = orderSchema.safeParse(jsonOf(signed));
  if (!order.success) return fail({ kind: "no-order", detail: wordsOf(order.error) });
  return ok({ order: order.data, digest: createHash("sha256").update(signed).digest("hex") });
}

/** One sentence for people. */
export function describeEnvelopeFault(fault: EnvelopeFault): string {
  switch (fault.kind) {
    case "no-envelope":
      return `it is no signed order: ${fault.detail}`;
    case "unknown-key":
      return `it is signed with the key ${fault.key}, which is not in fleet.central.keys`;
    case "broken-signature":
      return "its signature is broken: it is not what the installer has signed";
    case "no-order":
      return `it is signed, but this version of the program does not understand it: ${fault.detail}`;
    default:
      return unreachable(fault);
  }
}

/** By what a public key is told from others in messages: it is no secret. */
export function keyId(publicText: string): string {
  return createHash("sha256").update(publicText).digest("hex").slice(0, 16);
}

/** `v41`, or `v3 of epoch 2`. */
export function versionName({ epoch, version }: CentralVersion): string {
  return epoch === 1 ? `v${version}` : `v${version} of epoch ${epoch}`;
}

/** Below 0 where `a` is older than `b`. */
export function compareVersions(a: CentralVersion, b: CentralVersion): number {
  return a.epoch - b.epoch || a.version - b.version;
}

function signedBytes(order: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(PURPOSE + order);
}

function wordsOf(error: z.ZodError): string {
  const faults = error.issues.slice(0, 3).map(({ path, message }) => ({ path: path.join("."), message }));
  return describeFaults(faults).replaceAll("\n", "; ");
}
