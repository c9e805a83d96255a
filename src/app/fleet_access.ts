/**
 * How the fleet's servers are reached: the configuration with its secrets read.
 */
import { type ConnectionOptions, credsAuthenticator } from "@nats-io/nats-core";
import type { FleetServers } from "../config/fleet_schema.ts";
import type { SecretReference } from "../config/vocabulary.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { Secret } from "../reading/secret.ts";
import { readSecret } from "./read_secret.ts";

/** Reads the secrets that `fleet` names. The fault names the file and the rule. */
export function fleetAccess(fleet: FleetServers, name: string): Result<ConnectionOptions, string> {
  const faults: string[] = [];
  const secret = (reference: SecretReference | undefined): string | undefined => {
    if (reference === undefined) return undefined;
    const read = readSecret(reference);
    if (read.ok) return read.value.reveal();
    faults.push(read.fault);
    return undefined;
  };
  const file = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    try {
      return Deno.readTextFileSync(path);
    } catch (error) {
      faults.push(`${path} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  };
  const pass = secret(fleet.password);
  const token = secret(fleet.token);
  const credentials = secret(fleet.credentials);
  const ca = file(fleet.tls?.ca);
  if (faults.length > 0) return fail(faults[0]);
  const wantsTls = fleet.tls !== undefined || fleet.servers.some((server) => server.startsWith("tls:"));
  return ok({
    name,
    servers: fleet.servers.map((server) => server.replace(/^(?:nats|tls):\/\//, "")),
    ...(fleet.user !== undefined && pass !== undefined && { user: fleet.user, pass }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined &&
      { authenticator: credsAuthenticator(new TextEncoder().encode(credentials)) }),
    // Given, a server without TLS is refused.
    tls: wantsTls ? { ...(ca !== undefined && { ca }) } : null,
  });
}

/** Shorter keys can be guessed. */
const KEY_CHARS_MIN = 16;

/** The key of the site. */
export function fleetKey(reference: SecretReference): Result<Secret, string> {
  const key = readSecret(reference);
  if (key.ok && key.value.reveal().length < KEY_CHARS_MIN) {
    return fail(`the key of the site has less than ${KEY_CHARS_MIN} characters`);
  }
  return key;
}
