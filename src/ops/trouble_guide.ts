/**
 * The technician's table of troubles, made from the code's own list.
 */
import { TROUBLES } from "../reading/trouble.ts";

/** The content of `docs/troubles.md`. */
export function troubleGuide(): string {
  const rows = Object.entries(TROUBLES).map(([code, { meaning, remedy }]) =>
    `| \`${code}\` | ${meaning} | ${remedy} |`
  );
  return [
    "# Troubles",
    "",
    "A trouble is a fault of the system itself, never a fire. It stays listed after its cause has gone until a person has seen it.",
    "",
    "| code | meaning | what to do |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
