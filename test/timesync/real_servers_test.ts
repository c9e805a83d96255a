/**
 * The time client against real servers: Debian's chrony, and servers of our own that lie, jump and are silent.
 */
import assert from "node:assert/strict";
import { systemClock } from "../../src/clock/system_clock.ts";
import { NtpClient, type NtpView } from "../../src/timesync/ntp_client.ts";
import { judgeTime, startTime, UNSYNCHRONISED_FOR_MS } from "../../src/timesync/time_state.ts";
import { readWallOffset } from "../../src/timesync/wall_offset.ts";
import { type Behaviour, findChronyd, startChrony, startFalseServer, type TimeServer } from "./servers.ts";
import { UdpPort } from "./udp_port.ts";

const chronyd = findChronyd();
const ignore = chronyd === undefined;
if (ignore) {
  console.log(
    "SKIPPED tests of time against a real server: chronyd is not installed (apt-get install chrony)",
  );
}

const clock = systemClock();
const HONEST: Behaviour = () => ({});

/** A client that asks `servers`, and answers when all is as a test waits for. */
async function withClient(
  servers: readonly TimeServer[],
  body: (until: (met: (view: NtpView) => boolean) => Promise<NtpView>, names: string[]) => Promise<void>,
): Promise<void> {
  const port = new UdpPort((server, packet) => client.onMessage(server, packet));
  const names: string[] = [];
  for (const server of servers) names.push(await port.open(server.port));
  const client: NtpClient = new NtpClient(names, 1_000, {
    clock,
    random: () => 0,
    fillRandom: (bytes) => void crypto.getRandomValues(bytes),
    send: (server, packet) => port.send(server, packet),
  });
  const until = async (met: (view: NtpView) => boolean) => {
    for (let turn = 0; turn < 3_000; turn++) {
      client.tick();
      const view = client.view();
      if (met(view)) return view;
      await clock.sleep(20);
    }
    throw new Error(`never came: ${JSON.stringify(client.view())}`);
  };
  try {
    await body(until, names);
  } finally {
    await port.close();
    for (const server of servers) await server.close();
  }
}

/** The wall clock less the monotonic one, which is what a server on this machine must come to; exact to 1 ms. */
function truthMs(): number {
  for (;;) {
    const offsetMs = readWallOffset(clock);
    if (offsetMs !== undefined) return offsetMs;
  }
}

function assertRight(view: NtpView): void {
  assert(view.verdict.kind === "agreed");
  const { utcMinusMonoMs, errorMs } = view.verdict.best;
  const wrongMs = Math.abs(utcMinusMonoMs - truthMs());
  assert(wrongMs <= errorMs + 1.5, `${wrongMs} ms wrong, ${errorMs} ms admitted`);
}

Deno.test({
  name:
    "NtpClient reads chrony's time to within the error that it admits, and the clock counts as synchronised",
  ignore,
  fn: async () => {
    await withClient([await startChrony(chronyd!, ["local stratum 3"])], async (until) => {
      const view = await until(({ servers }) => servers[0].answered >= 4);
      assertRight(view);
      assert.equal(view.servers[0].stratum, 3);
      assert.equal(view.servers[0].refused, 0);
      const look = {
        atMs: clock.monotonicMs(),
        wallOffsetMs: readWallOffset(clock),
        ntp: view,
        kernel: undefined,
      };
      assert.equal(judgeTime(startTime(look.atMs), look).state.synchronisation.kind, "synchronised");
    });
  },
});

Deno.test({
  name: "NtpClient refuses a chrony that has no time itself, for that reason",
  ignore,
  fn: async () => {
    await withClient([await startChrony(chronyd!, [])], async (until) => {
      const view = await until(({ servers }) => servers[0].refused > 0);
      assert.deepEqual(view.servers[0].lastFault, { kind: "server-unsynchronised", leap: 3, stratum: 0 });
      assert.deepEqual(view.verdict, { kind: "none" });
    });
  },
});

Deno.test({
  name: "NtpClient outvotes a liar beside chrony and is not held up by a silent server",
  ignore,
  fn: async () => {
    const servers = [
      await startFalseServer(() => ({ wrongMs: 3_600_000, rootDelayMs: 0, rootDispersionMs: 0 })),
      await startChrony(chronyd!, ["local stratum 3"]),
      await startFalseServer(HONEST),
      await startFalseServer(() => undefined),
    ];
    await withClient(servers, async (until, names) => {
      const view = await until(({ servers }) => servers.filter(({ answered }) => answered > 0).length === 3);
      assert(view.verdict.kind === "agreed");
      assert.deepEqual(view.verdict.falsetickers, [names[0]]);
      assert.deepEqual([...view.verdict.agreeing], [names[1], names[2]]);
      assertRight(view);
      assert.equal(view.servers[3].answered, 0);
    });
  },
});

Deno.test({
  name: "NtpClient with chrony and a liar alone believes neither, and that becomes a trouble",
  ignore,
  fn: async () => {
    const servers = [
      await startChrony(chronyd!, ["local stratum 3"]),
      await startFalseServer(() => ({ wrongMs: -70_000 })),
    ];
    await withClient(servers, async (until) => {
      const view = await until(({ servers }) => servers.every(({ answered }) => answered > 0));
      assert(view.verdict.kind === "disagree");
      assert(Math.abs(view.verdict.spreadMs - 70_000) < 1_000);
      let state = {
        ...startTime(0),
        synchronisation: { kind: "synchronised" as const, by: "kernel" as const, errorMs: 1 },
      };
      const told: string[] = [];
      for (let atMs = 0; atMs <= UNSYNCHRONISED_FOR_MS; atMs += 1_000) {
        const result = judgeTime(state, { atMs, wallOffsetMs: truthMs(), ntp: view, kernel: undefined });
        state = result.state as typeof state;
        for (const effect of result.effects) if (effect.kind === "trouble") told.push(effect.detail);
      }
      assert.equal(told.length, 1);
      assert.match(told[0], /the time servers differ by \d+\.\d s without a majority/);
    });
  },
});

Deno.test({
  name: "NtpClient drops a server that jumps, and goes on with chrony",
  ignore,
  fn: async () => {
    let wrongMs = 0;
    const jumping = await startFalseServer(() => ({ wrongMs }));
    await withClient([jumping, await startChrony(chronyd!, ["local stratum 3"])], async (until, names) => {
      const before = await until(({ servers }) => servers.every(({ answered }) => answered > 0));
      assert(before.verdict.kind === "agreed" && before.verdict.agreeing.length === 2);
      wrongMs = 600_000;
      const after = await until(({ servers }) => servers[0].jumps > 0);
      assert.equal(after.servers[0].state, "jumped");
      assert(Math.abs(after.servers[0].lastJump!.byMs - 600_000) < 1_000);
      assert(after.verdict.kind === "agreed");
      assert.deepEqual(after.verdict.agreeing, [names[1]]);
      assertRight(after);
    });
  },
});

Deno.test({
  name: "NtpClient takes no time from a closed port, and keeps what chrony said when chrony dies",
  ignore,
  fn: async () => {
    const chrony = await startChrony(chronyd!, ["local stratum 3"]);
    const gone = await startFalseServer(HONEST);
    await gone.close();
    const dead = { ...gone, close: () => Promise.resolve() };
    let killed = false;
    const mortal = { ...chrony, close: () => killed ? Promise.resolve() : chrony.close() };
    await withClient([mortal, dead], async (until) => {
      await until(({ servers }) => servers[0].answered > 0);
      await chrony.close();
      killed = true;
      const view = await until(({ servers }) => servers[0].timeouts > 0 && servers[1].timeouts > 0);
      assertRight(view);
      assert.equal(view.servers[1].answered, 0);
    });
  },
});

Deno.test("NtpClient obeys a server on the wire that tells it to stay away", async () => {
  await withClient([await startFalseServer(() => ({ stratum: 0, referenceId: "DENY" }))], async (until) => {
    const view = await until(({ servers }) => servers[0].refused > 0);
    assert.equal(view.servers[0].state, "denied");
    assert.equal(view.servers[0].sent, 1);
  });
});
