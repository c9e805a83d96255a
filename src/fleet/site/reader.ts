/**
 * Reads what the boxes of a site tell: their logs from where they were left, and their heartbeats.
 */
import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { ensureStream } from "../stream.ts";
import {
  type Beat,
  beatSchema,
  beatSubject,
  type FleetLog,
  fleetLogSchema,
  jsonOfBytes,
  streamName,
} from "../wire.ts";

/** Where the stream was left. */
export interface StreamPlace {
  readonly seq: number;
  /** When the stream was made: a place in another one means nothing. */
  readonly created: string;
}

/** Takes what is read. */
export interface SiteSink {
  log(log: FleetLog, storedAtMs: number, place: StreamPlace): void;
  beat(beat: Beat): void;
  notUnderstood(subject: string): void;
}

/** A stream that is quiet for so long is looked at whether it still lives. */
const IDLE_HEARTBEAT_MS = 5_000;
/** Messages asked for at once. */
const FETCH_MESSAGES = 200;

/** Reads the logs until `signal` is aborted or the connection ends. Throws where the servers do not do their part. */
export async function readLogs(
  { js, jsm, site }: { readonly js: JetStreamClient; readonly jsm: JetStreamManager; readonly site: string },
  left: StreamPlace | undefined,
  sink: SiteSink,
  signal: AbortSignal,
): Promise<void> {
  const stream = streamName(site);
  await ensureStream(jsm, site);
  const { created, state } = await jsm.streams.info(stream);
  // Another stream, or one that lost its end: what is known already is known by its numbers.
  const isSame = left !== undefined && left.created === created && left.seq <= state.last_seq;
  const consumer = await js.consumers.get(
    stream,
    isSame
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: left.seq + 1 }
      : { deliver_policy: DeliverPolicy.All },
  );
  const messages = await consumer.consume({
    max_messages: FETCH_MESSAGES,
    idle_heartbeat: IDLE_HEARTBEAT_MS,
  });
  const stop = () => messages.stop();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const message of messages) {
      const log = fleetLogSchema.safeParse(jsonOfBytes(message.data)).data;
      // A box may write of itself alone: the servers' permissions hold on the subject.
      if (log === undefined || log.box !== message.subject.split(".").at(-1)) {
        sink.notUnderstood(message.subject);
        continue;
      }
      sink.log(log, message.info.timestampNanos / 1e6, { seq: message.seq, created });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (!signal.aborted) throw new Error("the server has ended the reading of the boxes' logs");
}

/** Hears the heartbeats for as long as the connection holds. */
export function hearBeats(nc: NatsConnection, site: string, sink: SiteSink): void {
  nc.subscribe(beatSubject(site, "*"), {
    callback: (error, message) => {
      if (error !== null) return;
      const beat = beatSchema.safeParse(jsonOfBytes(message.data)).data;
      if (beat === undefined || beat.box !== message.subject.split(".").at(-1)) {
        return sink.notUnderstood(message.subject);
      }
      sink.beat(beat);
    },
  });
}
