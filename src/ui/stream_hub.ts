/**
 * Tells every open page what changes: each message is written once and shared by all who listen.
 */
import type { StoredEvent } from "../bus/messages.ts";
import { Pace } from "../clock/pace.ts";
import type { UiChange, UiDeps } from "./deps.ts";
import { WANTED_MAX } from "./page/picture.ts";
import type { SmallPictures } from "./picture_pixels.ts";
import type { Situation } from "./situation.ts";
import { type Message, serverSent, StreamClient } from "./stream_client.ts";

/** More pages than this are refused: each may hold a snapshot in the kernel's send buffer. */
export const CLIENTS_MAX = 64;
/** How often the hub looks for new pictures, for roles that have changed, and for clients that have gone. */
const TURN_MS = 250;
/** Changes that come faster than this are sent together: a busy fusion must not flood phones. */
const STATUS_GAP_MS = 100;
/** The same where an alarm has begun, changed or ended: a person waits for it. Smaller, and a storm of orders would flood them. */
const ALARM_GAP_MS = 10;
/** Pictures are sent every second turn, twice a second: enough to watch a fire grow. */
const PICTURE_TURNS = 2;
/** Trends are of an hour: every few seconds is more than enough, while a box that has just started reads them from its history. */
const TREND_TURNS = 20;
/** Without other news a client hears that the box is there, every second; it takes longer silence for a lost connection. */
const TICK_MS = 1_000;
/** A client that takes nothing for this long is cut off: its phone has left the building. */
const STUCK_MS = 30_000;
/** Streams end now and then and come back: so a revoked token stops looking too. */
const LIFE_MS = 3_600_000;
/** How often it is asked whether whoever listens still may. */
const ASKED_MS = 1_000;
/** Missed journal lines that are sent after a reconnect; whoever was away for longer is told of the gap. */
const MISSED_MAX = 200;

/** The open pages. */
export class StreamHub {
  readonly #deps: UiDeps;
  readonly #situation: Situation;
  readonly #pictures: SmallPictures;
  readonly #script: string;
  readonly #clients = new Map<string, StreamClient>();
  readonly #mayListen = new Map<string, () => boolean>();
  #askedMs = -Infinity;
  /** The picture and the sight last sent of each wanted sensor: written once, sent to each who wants it. */
  readonly #sent = new Map<
    string,
    { readonly sensorId: string; readonly atMs: number; readonly message: Message }
  >();
  #unsubscribe: (() => void) | undefined;
  #running = false;
  readonly #status: Pace;
  #dirtyRoles = false;
  /** What all were last told. */
  #connected: boolean | undefined;
  #alarms = "";
  #trends = -1;
  #heardMs = -Infinity;

  /** @param script Address of the page's script: a page that runs another one loads itself again. */
  constructor(deps: UiDeps, situation: Situation, pictures: SmallPictures, script: string) {
    this.#deps = deps;
    this.#situation = situation;
    this.#pictures = pictures;
    this.#script = script;
    this.#status = new Pace(deps.clock, () => this.#sendStatus());
  }

  /** How many listen. */
  get clients(): number {
    return this.#clients.size;
  }

  /**
   * Opens a stream.
   *
   * @param lastEventId the number of the last journal line the client has; undefined: it has none.
   * @param recent how many journal lines a client without any is sent.
   * @param mayListen whether whoever opened it may still look; asked every second.
   * @returns undefined where too many listen already.
   */
  async open(
    lastEventId: number | undefined,
    recent: number,
    wanted: readonly string[],
    mayListen: () => boolean = () => true,
  ): Promise<StreamClient | undefined> {
    if (this.#clients.size >= CLIENTS_MAX) {
      this.#deps.refused("streams-full");
      return undefined;
    }
    const id = crypto.randomUUID();
    const client = new StreamClient(id, this.#deps.clock.monotonicMs(), () => this.#gone(id));
    this.#clients.set(id, client);
    this.#mayListen.set(id, mayListen);
    this.#unsubscribe ??= this.#deps.subscribe((change) => this.#changed(change));
    const missed = await this.#missed(lastEventId, recent);
    const { version, timeZone } = this.#deps;
    const hello = serverSent("hello", { client: id, version, timeZone, script: this.#script });
    const status = this.#situation.now();
    // The others, if there are any, may have been told otherwise.
    if (this.#clients.size === 1) this.#connected = status.connected;
    this.show(id, wanted);
    // A page draws itself with the first status: what belongs to it is there by then.
    client.offer({ kind: "status", bytes: serverSent("status", status) }, status.nowMs);
    const gap = lastEventId !== undefined && missed.length >= MISSED_MAX;
    client.start([hello, this.#trendsBytes(), this.#rolesBytes()], missed.map(eventMessage), gap);
    void this.#run();
    return client;
  }

  /** Sets whose pictures and sights a client wants, and sends it those that are there. False where there is no such client. */
  show(clientId: string, sensorIds: readonly string[]): boolean {
    const client = this.#clients.get(clientId);
    if (client === undefined) return false;
    const before = client.wanted;
    client.wanted = new Set(sensorIds.slice(0, WANTED_MAX));
    for (const sensorId of client.wanted) {
      if (!before.has(sensorId)) this.#sendNewest(sensorId, client);
    }
    return true;
  }

  async #missed(lastEventId: number | undefined, recent: number): Promise<readonly StoredEvent[]> {
    if (lastEventId === undefined && recent === 0) return [];
    try {
      const query = lastEventId === undefined
        ? { limit: recent }
        : { limit: MISSED_MAX, afterSeq: lastEventId };
      return [...await this.#deps.events(query)].reverse();
    } catch (error) {
      // The live part of the page must work while the store does not.
      this.#deps.failed("read the journal", error);
      return [];
    }
  }

  #changed(change: UiChange): void {
    switch (change.kind) {
      case "site":
        this.#status.changed(this.#alarmsNow() === this.#alarms ? STATUS_GAP_MS : ALARM_GAP_MS);
        break;
      case "roles":
        this.#dirtyRoles = true;
        break;
      case "event":
        this.#broadcast(eventMessage(change.event));
    }
  }

  /** Turns while anybody listens. */
  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let turn = 0; this.#clients.size > 0; turn++) {
      await this.#deps.clock.sleep(TURN_MS);
      this.#turn(turn);
    }
    this.#running = false;
  }

  #turn(turn: number): void {
    const nowMs = this.#deps.clock.monotonicMs();
    // Whose token was revoked must not go on looking.
    const isAsked = nowMs - this.#askedMs >= ASKED_MS;
    if (isAsked) this.#askedMs = nowMs;
    for (const client of this.#clients.values()) {
      if (client.stuckSinceMs !== undefined && nowMs - client.stuckSinceMs > STUCK_MS) {
        this.#deps.refused("stream-stuck");
        client.abort("the client took nothing");
        this.#gone(client.id);
      } else if (nowMs - client.openedMs > LIFE_MS || (isAsked && !this.#mayListen.get(client.id)?.())) {
        client.close();
        this.#gone(client.id);
      }
    }
    if (this.#situation.now().connected !== this.#connected) this.#status.changed(STATUS_GAP_MS);
    if (this.#dirtyRoles) {
      this.#dirtyRoles = false;
      this.#broadcast({ kind: "roles", bytes: this.#rolesBytes() });
    }
    if (this.#situation.trends.edition !== this.#trends && turn % TREND_TURNS === 0) {
      this.#trends = this.#situation.trends.edition;
      this.#broadcast({ kind: "trends", bytes: this.#trendsBytes() });
    }
    if (turn % PICTURE_TURNS === 0) this.#sendPictures();
    if (nowMs - this.#heardMs >= TICK_MS) {
      const { clock } = this.#deps;
      this.#heardMs = nowMs;
      this.#broadcast({
        kind: "tick",
        bytes: serverSent("tick", { nowMs: clock.monotonicMs(), nowWallMs: clock.wallMs() }),
      });
    }
  }

  #sendStatus(): void {
    const shared = this.#situation.now();
    this.#connected = shared.connected;
    this.#alarms = this.#alarmsNow();
    this.#heardMs = shared.nowMs;
    this.#broadcast({ kind: "status", bytes: serverSent("status", shared) });
  }

  /** The alarms with their flags: changes of these are what people wait for. */
  #alarmsNow(): string {
    return (this.#deps.site()?.alarms ?? []).map((alarm) =>
      `${alarm.id} ${alarm.active} ${alarm.latched} ${alarm.acknowledged} ${alarm.silenced}`
    ).join();
  }

  #trendsBytes(): Uint8Array {
    return serverSent("trends", { zones: this.#situation.trends.all() });
  }

  #rolesBytes(): Uint8Array {
    return serverSent("roles", { roles: this.#situation.roles() ?? null });
  }

  #sendPictures(): void {
    const wanted = new Set<string>();
    for (const client of this.#clients.values()) {
      for (const sensorId of client.wanted) wanted.add(sensorId);
    }
    for (const [key, { sensorId }] of this.#sent) {
      if (!wanted.has(sensorId)) this.#sent.delete(key);
    }
    for (const sensorId of wanted) this.#sendNewest(sensorId);
  }

  /** Sends what is new of a sensor to all who want it; to `newcomer` in any case. */
  #sendNewest(sensorId: string, newcomer?: StreamClient): void {
    const small = this.#pictures.get(sensorId);
    if (small !== undefined) {
      this.#send("picture", sensorId, small.atMs, newcomer, () => {
        const { pixels, ...facts } = small;
        return { sensorId, ...facts, pixels: pixels.toBase64() };
      });
    }
    const sight = this.#deps.sight(sensorId);
    if (sight !== undefined) this.#send("sight", sensorId, sight.atMs, newcomer, () => sight);
  }

  #send(
    kind: "picture" | "sight",
    sensorId: string,
    atMs: number,
    newcomer: StreamClient | undefined,
    data: () => unknown,
  ): void {
    const key = `${kind} ${sensorId}`;
    const before = this.#sent.get(key);
    const isNew = before?.atMs !== atMs;
    if (!isNew && newcomer === undefined) return;
    const message: Message = isNew ? { kind, sensorId, bytes: serverSent(kind, data()) } : before.message;
    this.#sent.set(key, { sensorId, atMs, message });
    const nowMs = this.#deps.clock.monotonicMs();
    for (const client of this.#clients.values()) {
      if (client === newcomer || (isNew && client.wanted.has(sensorId))) client.offer(message, nowMs);
    }
  }

  #broadcast(message: Message): void {
    const nowMs = this.#deps.clock.monotonicMs();
    for (const client of this.#clients.values()) client.offer(message, nowMs);
  }

  #gone(id: string): void {
    this.#clients.delete(id);
    this.#mayListen.delete(id);
    if (this.#clients.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#sent.clear();
  }
}

function eventMessage(event: StoredEvent): Message & { kind: "event" } {
  return { kind: "event", seq: event.seq, bytes: serverSent("event", event, event.seq) };
}
