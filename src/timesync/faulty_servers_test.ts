import assert from "node:assert/strict";
import { FAULTY_FOR_MS, JUMPED_FOR_MS, NO_FAULTY_SERVERS, watchServers } from "./faulty_servers.ts";
import type { NtpView } from "./ntp_client.ts";
import type { PeerState, PeerStatus } from "./ntp_peer.ts";

const status = (server: string, state: PeerState, more: Partial<PeerStatus> = {}): PeerStatus => ({
  server,
  state,
  reach: 8,
  sent: 9,
  answered: 9,
  timeouts: 0,
  refused: 0,
  strays: 0,
  jumps: 0,
  ...more,
});

function view(servers: PeerStatus[], falsetickers: string[] = []): NtpView {
  const best = { server: "a", utcMinusMonoMs: 0, errorMs: 1 };
  return { verdict: { kind: "agreed", best, agreeing: ["a", "b"], falsetickers }, servers };
}

/** Looks at the same servers once a second. */
function* looks(seen: () => NtpView) {
  let state = NO_FAULTY_SERVERS;
  for (let atMs = 0;; atMs += 1_000) {
    const result = watchServers(state, atMs, seen());
    state = result.state;
    yield { atMs, effects: result.effects };
  }
}

function firstTold(seen: () => NtpView, withinMs: number) {
  for (const { atMs, effects } of looks(seen)) {
    if (effects.length > 0) return { atMs, ...effects[0] };
    if (atMs > withinMs) break;
  }
  return undefined;
}

Deno.test("watchServers names a liar once it has lied long enough", () => {
  const servers = [status("a", "answering"), status("b", "answering"), status("c", "answering")];
  const told = firstTold(() => view(servers, ["c"]), 2 * FAULTY_FOR_MS);
  assert(told?.kind === "trouble");
  assert.equal(told.atMs, FAULTY_FOR_MS);
  assert.equal(told.code, "time-server-faulty");
  assert.match(told.detail, /c contradicts the majority/);
});

Deno.test("watchServers names servers that deny us or have no time, and no silent ones", () => {
  const servers = [
    status("a", "silent"),
    status("b", "denied"),
    status("c", "unusable"),
    status("d", "asking"),
  ];
  const told = firstTold(() => view(servers), 2 * FAULTY_FOR_MS);
  assert(told?.kind === "trouble");
  assert.equal(told.detail, "of the time servers, b told us to stay away, c gives no usable time");
});

Deno.test("watchServers forgets a short misbehaviour, and clears a long one when it ends", () => {
  let lying = true;
  const servers = [status("c", "answering")];
  const all = looks(() => view(servers, lying ? ["c"] : []));
  const next = () => all.next().value!;
  for (let ms = 0; ms < FAULTY_FOR_MS; ms += 1_000) assert.deepEqual(next().effects, []);
  lying = false;
  assert.deepEqual(next().effects, []);
  lying = true;
  for (let ms = 0; ms < FAULTY_FOR_MS; ms += 1_000) assert.deepEqual(next().effects, []);
  assert.equal(next().effects.length, 1);
  assert.deepEqual(next().effects, []);
  lying = false;
  const [cleared] = next().effects;
  assert(cleared.kind === "trouble" && !cleared.active);
});

Deno.test("watchServers names a server that jumped twice at once, and for an hour", () => {
  const jumper = status("c", "answering", { jumps: 2, lastJump: { byMs: 9e6, atMs: 5_000 } });
  const once = status("d", "answering", { jumps: 1, lastJump: { byMs: 9e6, atMs: 5_000 } });
  const told: [number, boolean][] = [];
  for (const { atMs, effects } of looks(() => view([jumper, once]))) {
    for (const effect of effects) if (effect.kind === "trouble") told.push([atMs, effect.active]);
    if (atMs > 2 * JUMPED_FOR_MS) break;
  }
  assert.deepEqual(told, [[0, true], [5_000 + JUMPED_FOR_MS, false]]);
});
