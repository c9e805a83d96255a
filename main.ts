/**
 * EmberEye's command line.
 */
import { main } from "./src/app/cli.ts";

// What a stuck disk still holds must not keep the process alive.
if (import.meta.main) Deno.exit(await main(Deno.args));
