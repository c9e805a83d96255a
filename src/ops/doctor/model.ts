/**
 * Whether the model that looks at camera pictures is whole.
 */
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface ModelFacts {
  readonly cameras: number;
  /** What the model proved to be, or one sentence why it is refused. */
  readonly found: { readonly model: string; readonly licenceSettled: boolean } | { readonly fault: string };
}

const { fine, warning, failed } = checksOf("model");

/** Judges the model. */
export function checkModel({ cameras, found }: ModelFacts): Check[] {
  if ("fault" in found) {
    const remedy = "Put the model file and its manifest back; embereye model verify tells more.";
    return cameras > 0
      ? [failed(`Cameras give no evidence: ${found.fault}.`, remedy)]
      : [warning(`No camera needs it now; ${found.fault}.`, remedy)];
  }
  const checks = [fine(`${found.model} is whole: its file has the hash that the manifest gives.`)];
  if (!found.licenceSettled && cameras > 0) {
    checks.push(warning(
      `The licence of ${found.model} is not settled.`,
      "Read models/README.md before you pass it on, or bring a model of your own.",
    ));
  }
  return checks;
}
