/**
 * Puts a changed configuration in force: what a role takes live it is told, what it cannot it is started anew for, one role after
 * the other, the outputs last. Roles whose part has not changed notice nothing.
 */
import type { Config } from "../config/schema.ts";
import { restartsFor, rolesOf, wiringOf } from "../config/wiring.ts";
import type { RoleName } from "../reading/ids.ts";

/** What it takes to change a running service. */
export interface RewirePorts {
  /** Writes the configuration that roles read at their start and when they are told. */
  write(config: Config): Promise<void>;
  /** Runs exactly these roles. */
  setRoles(roles: readonly RoleName[]): Promise<void>;
  /** Tells `role` to read its configuration again. */
  tell(role: RoleName): void;
  /** Starts `role` anew; resolves when it is ready, or is late. */
  restart(role: RoleName): Promise<boolean>;
  /** The supervisor's own parts. */
  own(after: Config): void;
}

/** Goes from `before` to `after`. */
export async function rewire(before: Config, after: Config, ports: RewirePorts): Promise<void> {
  await ports.write(after);
  ports.own(after);
  const [were, are] = [rolesOf(before), rolesOf(after)];
  await ports.setRoles(are);
  for (const role of are) if (wiringOf(role, before, after) === "live") ports.tell(role);
  for (const role of restartsFor(before, after)) {
    // One that has just been started has read the new configuration.
    if (are.includes(role) && were.includes(role)) await ports.restart(role);
  }
}
