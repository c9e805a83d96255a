/**
 * Decides which location the packets of one connection belong to.
 */
import { ID_LENGTH_MAX, isId } from "../../reading/ids.ts";
import type { Refusal } from "./refusal.ts";

/** Options for {@linkcode LocationResolver}. */
export interface LocationOptions {
  /** The peer's address without its port. */
  readonly address: string;
  /** The address mapping of the configuration. */
  readonly locationOfAddress?: (address: string) => string | undefined;
}

/**
 * Equal tags that prove a frame's tag to be a location. With 2 a counter that repeats itself once would do; more would
 * hold back the first frames of a device for longer.
 */
const STABLE_FRAMES = 3;

/** Names one connection may use. A device has one; a renamed one has two; more are a counter or an attack. */
const NAMES_MAX = 4;

/**
 * The location of each packet of one connection. One connection carries one device, so in this order:
 *
 * 1. the location announced by `#locid`;
 * 2. the location that the packet itself names (`#Sensor<location>:`, `#Sensor:<location>:`, `#frame:<location>:`);
 *    for packets that name none, the first that another packet of this connection named;
 * 3. for `#frame<tag>:`, the tag, once it has been the same for {@linkcode STABLE_FRAMES} frames. A tag that changes is
 *    a counter and never becomes a location. An inputs packet that names the tag decides at once, by rule 2. What
 *    follows `EEPROM` proves nothing: simulators put the frame counter there as well;
 * 4. the address mapping of the configuration;
 * 5. the peer's address.
 *
 * Until rule 3 is decided, packets that depend on it have no location yet: the caller holds them and may settle early.
 * Names that are no ids are made into one by {@linkcode toId}.
 */
export class LocationResolver {
  readonly #fallback: string;
  /** What `#locid` said last. */
  #announced: string | undefined;
  /** The first location that a packet named. */
  #named: string | undefined;
  /** What rules 3 to 5 came to. */
  #settled: string | undefined;
  /** The ids that this connection used, each by its name as received. */
  readonly #ids = new Map<string, string>();
  #lastTag: string | undefined;
  #equalTags = 0;

  constructor(options: LocationOptions) {
    const mapped = options.locationOfAddress?.(options.address);
    this.#fallback = mapped ?? toId(options.address) ?? "unknown-peer";
  }

  /** Where a packet belongs that names no location, undefined while that is not decided. */
  get current(): string | undefined {
    return this.#announced ?? this.#named ?? this.#settled;
  }

  /** Takes a `#locid`. */
  announce(name: string): Refusal | undefined {
    const id = this.#idOf(name);
    if (typeof id === "object") return id;
    this.#announced = id;
    return undefined;
  }

  /** Where a packet belongs that names its location, or why that name is not taken: then it has named none. */
  named(name: string): string | Refusal {
    if (this.#announced !== undefined) return this.#announced;
    const id = this.#idOf(name);
    if (typeof id === "string") this.#named ??= id;
    return id;
  }

  /** Where a frame belongs that has only this tag, or none; undefined while that is not decided. */
  tagged(tag: string | undefined): string | undefined {
    const current = this.current;
    if (current !== undefined) return current;
    if (this.#equalTags > 0 && tag !== this.#lastTag) return this.settle();
    this.#lastTag = tag;
    this.#equalTags++;
    if (this.#equalTags < STABLE_FRAMES) return undefined;
    const id = tag === undefined ? undefined : this.#idOf(tag);
    return this.#settled = typeof id === "string" ? id : this.#fallback;
  }

  /** Waits no longer for a tag to prove stable. */
  settle(): string {
    return this.current ?? (this.#settled = this.#fallback);
  }

  #idOf(name: string): string | Refusal {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = toId(name);
    if (id === undefined) return { kind: "bad-location", text: name };
    if (this.#ids.size === NAMES_MAX) return { kind: "too-many-locations", name, limit: NAMES_MAX };
    this.#ids.set(name, id);
    return id;
  }
}

/**
 * Makes an id of a name: characters that an id cannot hold become `_`, a name that begins with a sign gets `loc-` before
 * it, a long one is cut. Two names may so become one id; the conflict then shows as a trouble. Undefined for a name
 * without any letter or digit.
 */
export function toId(name: string): string | undefined {
  if (isId(name)) return name;
  if (!/[\p{L}\p{N}]/u.test(name)) return undefined;
  const clean = name.trim().replace(/[^\p{L}\p{N} ._:-]/gu, "_");
  const led = /^[\p{L}\p{N}]/u.test(clean) ? clean : `loc-${clean}`;
  // Half a letter of two units would be none.
  return led.slice(0, ID_LENGTH_MAX).replace(/[\uD800-\uDBFF]$/, "").trimEnd();
}
