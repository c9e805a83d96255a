/**
 * Tells which time servers are not worth their place in the configuration.
 */
import type { NtpView } from "./ntp_client.ts";
import type { PeerStatus } from "./ntp_peer.ts";
import type { TimeEffect } from "./time_effect.ts";

/** A server must misbehave for this long. Shorter tells of every restart of one. */
export const FAULTY_FOR_MS = 300_000;
/** A second jump is no accident, and is told for this long after it. */
export const JUMPED_FOR_MS = 3_600_000;

/** What is remembered: since when each server misbehaves, and of which was told. */
export interface ServersState {
  readonly sinceMs: ReadonlyMap<string, number>;
  readonly told: string;
}

/** The state at the start of the service. */
export const NO_FAULTY_SERVERS: ServersState = { sinceMs: new Map(), told: "" };

/** Takes a look at the servers. Silent ones are no matter as long as the others answer. */
export function watchServers(
  before: ServersState,
  atMs: number,
  { verdict, servers }: NtpView,
): { readonly state: ServersState; readonly effects: readonly TimeEffect[] } {
  const falsetickers = verdict.kind === "agreed" ? verdict.falsetickers : [];
  const sinceMs = new Map<string, number>();
  const faulty: string[] = [];
  for (const status of servers) {
    const wrong = wrongOf(status, falsetickers);
    const fromMs = wrong === undefined ? undefined : before.sinceMs.get(status.server) ?? atMs;
    if (fromMs !== undefined) sinceMs.set(status.server, fromMs);
    if (jumpsOften(status, atMs)) faulty.push(`${status.server} jumps`);
    else if (fromMs !== undefined && atMs - fromMs >= FAULTY_FOR_MS) faulty.push(`${status.server} ${wrong}`);
  }
  const told = faulty.join(", ");
  if (told === before.told) return { state: { sinceMs, told }, effects: [] };
  const detail = told === "" ? "no time server misbehaves any more" : `of the time servers, ${told}`;
  const effect = { kind: "trouble", code: "time-server-faulty", active: told !== "", detail } as const;
  return { state: { sinceMs, told }, effects: [effect] };
}

function wrongOf(status: PeerStatus, falsetickers: readonly string[]): string | undefined {
  if (falsetickers.includes(status.server)) return "contradicts the majority";
  switch (status.state) {
    case "jumped":
      return "jumps";
    case "denied":
      return "told us to stay away";
    case "unusable":
      return "gives no usable time";
    case "asking":
    case "answering":
    case "silent":
      return undefined;
  }
}

function jumpsOften({ jumps, lastJump }: PeerStatus, nowMs: number): boolean {
  return jumps >= 2 && lastJump !== undefined && nowMs - lastJump.atMs < JUMPED_FOR_MS;
}
