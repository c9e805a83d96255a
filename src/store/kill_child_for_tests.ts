/**
 * For tests alone: a process that writes alarms as fast as it can and tells on standard output which are committed, until it
 * is killed. Arguments: path of the journal, prefix of the alarms' ids.
 */
import { systemClock } from "../clock/system_clock.ts";
import { EventWriter } from "./event_writer.ts";
import { sampleAlarm, sampleEvent } from "./samples_for_tests.ts";

const [path, prefix] = Deno.args;
const encoder = new TextEncoder();
let count = 0;
const writer = new EventWriter({
  path: path!,
  clock: systemClock(),
  onCommitted: (events, batch) => {
    const alarms = batch.alarms.map(({ alarm }) => `alarm ${alarm.id}\n`);
    const seqs = events.map((event) => `event ${event.seq} ${event.text}\n`);
    Deno.stdout.writeSync(encoder.encode([...alarms, ...seqs].join("")));
    writeSome();
  },
  onFault: (fault) => {
    if (fault !== undefined) throw new Error(fault.kind);
  },
  onMovedAside: (aside) => {
    throw new Error(`moved to ${aside}`);
  },
});

/** One alarm for the next transaction, and some that gather behind it. */
function writeSome(): void {
  for (let burst = 0; burst < 1 + count % 5; burst++) {
    const id = `${prefix}-${count++}`;
    writer.write({ alarms: [{ alarm: sampleAlarm(id), ended: false }], events: [sampleEvent("alarm", id)] });
  }
}

writeSome();
