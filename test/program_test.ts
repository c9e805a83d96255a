import assert from "node:assert/strict";
import { PROGRAM_VARIABLE, programCommand, ROOT } from "./program.ts";

Deno.test("programCommand starts the executable that is named, and the sources where none is", () => {
  assert.deepEqual(programCommand(["check", "a.yaml"], "/opt/embereye"), {
    executable: "/opt/embereye",
    args: ["check", "a.yaml"],
    cwd: ROOT,
  });
  const named = Deno.env.get(PROGRAM_VARIABLE);
  const { executable, args } = programCommand(["check", "a.yaml"]);
  assert.equal(executable, named ?? Deno.execPath());
  assert.deepEqual(
    args.slice(-3),
    [...(named === undefined ? ["main.ts"] : []), "check", "a.yaml"].slice(-3),
  );
});
