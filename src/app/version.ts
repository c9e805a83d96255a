/**
 * Which EmberEye this is.
 */
import manifest from "../../deno.json" with { type: "json" };

/** Version of the program, e.g. `0.1.0`. */
export const VERSION: string = manifest.version;
