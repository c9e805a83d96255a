/**
 * What single sensors ask for beyond the sensor port: where their device may be, and how it must prove itself.
 */
import type { Config } from "../../config/schema.ts";
import type { Pass } from "../../firewall/gate.ts";
import { type AuthPolicy, networkSet } from "../../firewall/rules.ts";
import { type Address, parseAddress } from "../../reading/address.ts";
import type { SensorId } from "../../reading/ids.ts";

interface Wish {
  readonly auth: AuthPolicy;
  readonly isAllowed: ((address: Address) => boolean) | undefined;
  readonly allow: readonly string[];
}

/** The wishes of all sensors. */
export class SensorAccess {
  readonly #wishes = new Map<SensorId, Wish>();
  /** Sensors with the one address that the configuration gives them. */
  readonly addresses: readonly (readonly [SensorId, string])[];

  constructor({ sensors }: Pick<Config, "sensors">) {
    for (const { id, auth = "none", allow } of sensors) {
      this.#wishes.set(id, { auth, allow: allow ?? [], isAllowed: allow && networkSet(allow) });
    }
    this.addresses = sensors.flatMap(({ id, address }) =>
      address === undefined ? [] : [[id, address] as const]
    );
  }

  /** What the sensor asks of its device; a sensor that the configuration does not name asks for nothing. */
  auth(sensorId: SensorId): AuthPolicy {
    return this.#wishes.get(sensorId)?.auth ?? "none";
  }

  /** Why whoever came with `pass` may not be this sensor; undefined where it may. */
  refusal(
    sensorId: SensorId,
    { address }: Pass,
  ): { readonly reason: string; readonly text: string } | undefined {
    const wish = this.#wishes.get(sensorId);
    if (wish?.isAllowed !== undefined) {
      const parsed = parseAddress(address);
      if (parsed === undefined || !wish.isAllowed(parsed)) {
        return {
          reason: "wrong-address",
          text: `device refused: sensor '${sensorId}' may only be at ${
            wish.allow.slice(0, 5).join(", ")
          }, this one is at ${address}`,
        };
      }
    }
    return undefined;
  }
}
