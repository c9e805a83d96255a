/**
 * `embereye fleet key`: the installer's key, with which configurations for many boxes are signed.
 */
import { newSigningKey, readSigningKey, type SigningKey } from "../fleet/central/signing_key.ts";
import { Failure } from "./failure.ts";
import { readPrivate } from "./read_secret.ts";
import { print, printJson, remark } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Makes a key in a new file that its owner alone can read. */
export async function fleetKeyNew(file: string, options: { readonly json?: boolean }): Promise<number> {
  const { pem, publicText } = await newSigningKey();
  try {
    await Deno.writeTextFile(file, pem, { mode: 0o600, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new UsageError(`${file} is there already: boxes may believe that key. Name another file`);
    }
    throw new Failure(`${file} cannot be written: ${(error as Error).message}`);
  }
  show(publicText, options);
  remark(
    `${file} holds the private half: keep it where no box and no server is. On each box goes into the configuration: ` +
      `fleet: { central: { keys: ["${publicText}"] } }`,
  );
  return 0;
}

/** Prints the public half of a key. */
export async function fleetKeyShow(file: string, options: { readonly json?: boolean }): Promise<number> {
  show((await readKeyFile(file)).publicText, options);
  return 0;
}

/** The key in `file`. Throws a {@linkcode UsageError} that says what is wrong with it, and nothing of its content. */
export async function readKeyFile(file: string): Promise<SigningKey> {
  const pem = readPrivate(file);
  if (!pem.ok) throw new UsageError(pem.fault);
  const key = await readSigningKey(pem.value.reveal());
  if (!key.ok) {
    throw new UsageError(`${file} cannot be used: ${key.fault}; 'embereye fleet key new' makes one`);
  }
  return key.value;
}

function show(publicText: string, { json }: { readonly json?: boolean }): void {
  if (json) printJson({ publicKey: publicText });
  else print([publicText]);
}
