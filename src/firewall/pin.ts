/**
 * PINs: short numbers that a person can remember at three in the morning, kept as slow hashes only.
 *
 * A PIN alone is easily guessed, so it never gives more than an operator's right, and whoever checks one counts wrong attempts by
 * person and by address (`src/ui/access.ts`).
 */
import { Buffer } from "node:buffer";
import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Fewer digits would be guessed within the lock-outs; more would not be remembered. */
export const PIN_DIGITS_MIN = 6;
export const PIN_DIGITS_MAX = 12;

/** One person's PIN. */
export const pinEntrySchema = z.strictObject({
  name: z.string().min(1).max(60),
  /** What sets a box up is not to hang on six digits. */
  role: z.enum(["viewer", "operator"]),
  /** Hex. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  /** scrypt of PIN and salt, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Cost of the hash, so that it can be raised later: binary logarithm of N, and p; r is 8. */
  logN: z.number().int().min(10).max(20),
  p: z.number().int().min(1).max(16),
  createdAtWallMs: z.number(),
  expiresAtWallMs: z.number().optional(),
});
export type PinEntry = z.infer<typeof pinEntrySchema>;

/**
 * 32 MB for about half a second of one core: one of the settings that OWASP's Password Storage Cheat Sheet gives for
 * scrypt. More memory would come out of what the box detects fires with.
 */
const COST = { logN: 15, p: 3 };
const BLOCK_SIZE = 8;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** Why `pin` cannot be one; undefined where it can. */
export function pinFault(pin: string): string | undefined {
  if (!/^\d+$/.test(pin) || pin.length < PIN_DIGITS_MIN || pin.length > PIN_DIGITS_MAX) {
    return `a PIN is ${PIN_DIGITS_MIN} to ${PIN_DIGITS_MAX} digits`;
  }
  const digits = [...pin].map(Number);
  const steps = new Set(digits.slice(1).map((digit, index) => digit - digits[index]!));
  if (steps.size === 1 && [...steps].every((step) => Math.abs(step) <= 1)) {
    return "a PIN of one digit over and over, or of digits in a row, is the first that anybody tries";
  }
  return undefined;
}

/** A PIN that nobody has thought of. */
export function randomPin(): string {
  for (;;) {
    const pin = String(randomInt(10 ** PIN_DIGITS_MIN)).padStart(PIN_DIGITS_MIN, "0");
    if (pinFault(pin) === undefined) return pin;
  }
}

/** What is kept of `pin`. */
export async function newPin(
  bearer: { readonly name: string; readonly role: PinEntry["role"] },
  pin: string,
  nowWallMs: number,
  lifeMs?: number,
): Promise<PinEntry> {
  const salt = randomBytes(SALT_BYTES).toString("hex");
  const hash = (await slowHash(pin, salt, COST)).toString("hex");
  const expires = lifeMs === undefined ? {} : { expiresAtWallMs: nowWallMs + lifeMs };
  return { ...bearer, salt, hash, ...COST, createdAtWallMs: nowWallMs, ...expires };
}

/** Nobody's: checked where a name has no PIN, so that the time taken does not tell which names have one. */
const NOBODY: PinEntry = {
  name: "nobody",
  role: "viewer",
  salt: "0".repeat(32),
  hash: "0".repeat(64),
  ...COST,
  createdAtWallMs: 0,
};

/** The entry of `name` where `pin` is theirs. Takes as long where it is not, and where nobody has that name. */
export async function verifyPin(
  pins: readonly PinEntry[],
  name: string,
  pin: string,
): Promise<PinEntry | undefined> {
  const known = pins.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
  const entry = known ?? NOBODY;
  const given = await slowHash(pin.slice(0, PIN_DIGITS_MAX + 1), entry.salt, entry);
  return timingSafeEqual(given, Buffer.from(entry.hash, "hex")) ? known : undefined;
}

/** Runs beside the event loop: the page goes on answering meanwhile. */
function slowHash(
  pin: string,
  salt: string,
  cost: { readonly logN: number; readonly p: number },
): Promise<Buffer> {
  const N = 2 ** cost.logN;
  const options = { N, r: BLOCK_SIZE, p: cost.p, maxmem: 256 * N * BLOCK_SIZE };
  const done = Promise.withResolvers<Buffer>();
  scrypt(pin, Buffer.from(salt, "hex"), HASH_BYTES, options, (error, hash) => {
    if (error !== null) done.reject(error);
    else done.resolve(hash);
  });
  return done.promise;
}
