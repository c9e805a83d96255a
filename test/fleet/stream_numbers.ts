/**
 * Prints what a site's stream holds, as JSON: the numbers of each box's entries in their order, and the journal's numbers of its lines and of
 * the alarms among them. A program of its own, since the server of a test may be reachable in its network namespace alone.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import { connectNats } from "../../src/app/nats_transport.ts";
import { fleetEntrySchema, fleetLogSchema, jsonOfBytes, streamName } from "../../src/fleet/wire.ts";

const [server, site] = Deno.args;
const nc = await connectNats({ servers: server, timeout: 10_000, tls: null });
const jsm = await jetstreamManager(nc);
const { state } = await jsm.streams.info(streamName(site));
const found: Record<string, number[]> = {};
for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
  const message = await jsm.streams.getMessage(streamName(site), { seq });
  const { box, entries } = fleetLogSchema.parse(jsonOfBytes(message!.data));
  for (const { n, body } of entries) {
    (found[box] ??= []).push(n);
    const entry = fleetEntrySchema.parse(body);
    if (entry.kind !== "event") continue;
    (found[`${box} journal`] ??= []).push(entry.event.seq);
    if (entry.event.kind === "alarm") (found[`${box} alarms`] ??= []).push(entry.event.seq);
  }
}
await nc.close();
console.log(JSON.stringify(found));
