/**
 * Asks the kernel and each configured time server for the time, once.
 */
import type { Clock } from "../../clock/clock.ts";
import type { Config } from "../../config/schema.ts";
import type { ServerFacts, TimeFacts } from "../../ops/doctor/time.ts";
import { openKernelClock } from "../../timesync/kernel_clock.ts";
import { NtpPeer } from "../../timesync/ntp_peer.ts";
import { readWallOffset } from "../../timesync/wall_offset.ts";
import { closeNtp, connectNtp } from "../ntp_socket.ts";

/** A server that has not answered by then is silent to a person who waits. */
const ANSWER_MS = 2_500;
const LOOK_MS = 20;

/** Asks all of them at the same time. */
export async function gatherTime(config: Config | undefined, clock: Clock): Promise<TimeFacts> {
  const reader = openKernelClock();
  const kernel = reader.read();
  reader.close();
  const settings = config?.timeSync;
  return {
    watch: settings?.watch ?? true,
    ...(kernel.ok && { kernel: { claimed: kernel.value.claimed, maxErrorMs: kernel.value.maxErrorMs } }),
    servers: await Promise.all((settings?.servers ?? []).map((server) => ask(server, clock))),
    wallMs: clock.wallMs(),
    offsetMaxMs: settings?.offsetMaxMs ?? 1_000,
  };
}

async function ask(server: string, clock: Clock): Promise<ServerFacts> {
  const nonce = crypto.getRandomValues(new BigUint64Array(1))[0] | 1n;
  const options = { pollMs: ANSWER_MS, random: () => 0, nonce: () => nonce };
  const peer = new NtpPeer(server, options, clock.monotonicMs());
  const socket = connectNtp(server, (packet) => peer.receive(packet, clock.monotonicMs()));
  socket.on("connect", () => {
    const query = peer.poll(clock.monotonicMs());
    if (query !== undefined) socket.send(query, () => undefined);
  });
  const endMs = clock.monotonicMs() + ANSWER_MS;
  while (clock.monotonicMs() < endMs) {
    await clock.sleep(LOOK_MS);
    const nowMs = clock.monotonicMs();
    const estimate = peer.estimate(nowMs);
    const wallOffsetMs = readWallOffset(clock);
    if (estimate !== undefined && wallOffsetMs !== undefined) {
      await closeNtp(socket);
      return { server, offsetMs: wallOffsetMs - estimate.utcMinusMonoMs };
    }
    if (peer.status(nowMs).refused > 0) break;
  }
  const { lastFault } = peer.status(clock.monotonicMs());
  await closeNtp(socket);
  return { server, ...(lastFault === undefined ? {} : { fault: `it answered '${lastFault.kind}'` }) };
}
