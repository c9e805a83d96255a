/**
 * What `embereye doctor` finds in the guest, asked as root.
 */
import assert from "node:assert/strict";
import type { Check, Topic, Verdict } from "../../src/ops/doctor/check.ts";
import type { Guest } from "./guest.ts";

/** One report. */
export class Findings {
  readonly #checks: readonly Check[];

  private constructor(checks: readonly Check[]) {
    this.#checks = checks;
  }

  /** Has it look now. */
  static async of(guest: Guest): Promise<Findings> {
    const { code, output, errors } = await guest.try("embereye doctor --json");
    assert.equal(errors, "");
    const report: { ok: boolean; checks: Check[] } = JSON.parse(output);
    assert.equal(code, report.ok ? 0 : 1);
    return new Findings(report.checks);
  }

  /** Topics with that verdict, in the order of the report. */
  topics(verdict: Verdict): readonly Topic[] {
    return [...new Set(this.#checks.filter((check) => check.verdict === verdict).map(({ topic }) => topic))];
  }

  /** Asserts that one line of `topic` has that verdict and says all of `parts`. */
  says(topic: Topic, verdict: Verdict, ...parts: string[]): void {
    const lines = this.#checks.filter((check) => check.topic === topic);
    const isThere = lines.some((check) =>
      check.verdict === verdict && parts.every((part) => check.found.includes(part))
    );
    assert(isThere, `${topic} ${verdict}: ${parts.join(" ... ")}\nis not among\n${describe(lines)}`);
  }

  /** Asserts that each line that is not ok is about one of `topics`. */
  isWellBut(...topics: Topic[]): void {
    const others = this.#checks.filter(({ topic, verdict }) => verdict !== "ok" && !topics.includes(topic));
    assert.equal(describe(others), "");
  }
}

function describe(checks: readonly Check[]): string {
  return checks.map(({ topic, verdict, found }) => `${topic} ${verdict}: ${found}`).join("\n");
}
