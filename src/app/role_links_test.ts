import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../test/eventually.ts";
import { Channel } from "../bus/channel.ts";
import type { ConfigAnswer } from "../bus/messages.ts";
import { systemClock } from "../clock/system_clock.ts";
import { RoleLinks } from "./role_links.ts";

/** One end of a link, as a role or a command has it. */
interface Caller {
  readonly got: Record<string, unknown>[];
  readonly channel: Channel;
  readonly isClosed: () => boolean;
}

/** The supervisor's end, with fusion (pid 7) and the page (pid 8) running. */
class Rig implements AsyncDisposable {
  readonly opened: string[] = [];
  readonly messages: string[] = [];
  readonly notUnderstood: string[] = [];
  readonly closed: string[] = [];
  readonly requests: string[] = [];
  readonly links: RoleLinks;
  readonly #callers: Caller[] = [];
  readonly #end = new AbortController();

  private constructor(readonly folder: string) {
    this.links = new RoleLinks({
      clock: systemClock(),
      isOurs: ({ role, pid }) => role === "fusion" && pid === 7 || role === "ui" && pid === 8,
      opened: (role, pid) => this.opened.push(`${role} ${pid}`),
      message: (role, _pid, { kind }) => this.messages.push(`${role} ${kind}`),
      notUnderstood: (role) => this.notUnderstood.push(role),
      closed: (role, pid) => this.closed.push(`${role} ${pid}`),
      request: ({ by, request }) => {
        this.requests.push(by);
        return Promise.resolve({ kind: "configAnswer", request, ok: true } as ConfigAnswer);
      },
      examine: () => Promise.resolve("all is well"),
      holder: (_host, port) => Promise.resolve(port === 80 ? "nginx (process 12)" : undefined),
    });
  }

  static async make(): Promise<Rig> {
    const rig = new Rig(await Deno.makeTempDir({ prefix: "embereye-test-" }));
    await rig.links.listen(join(rig.folder, "supervisor"), rig.#end.signal);
    return rig;
  }

  async call(...messages: unknown[]): Promise<Caller> {
    const conn = await Deno.connect({ transport: "unix", path: join(this.folder, "supervisor") });
    const got: Record<string, unknown>[] = [];
    let isClosed = false;
    const channel = new Channel(conn, {
      message: (message) => got.push(message as Record<string, unknown>),
      closed: () => isClosed = true,
    });
    void channel.run();
    for (const message of messages) channel.send(message);
    const caller = { got, channel, isClosed: () => isClosed };
    this.#callers.push(caller);
    return caller;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { channel } of this.#callers) channel.close();
    this.links.close();
    this.#end.abort();
    await eventually("the end of all links", () => this.#callers.every(({ isClosed }) => isClosed()));
    await Deno.remove(this.folder, { recursive: true });
  }
}

const hello = (role: string, pid: number) => ({ kind: "hello", role, pid });
const READY = { kind: "ready" };
const CHANGE = {
  kind: "configRequest",
  request: 3,
  by: "Anna",
  source: "page",
  act: { act: "confirm" },
};
/** What closes a connection may still be on its way when the other end looks. */
const LEFT_OVER = { sanitizeOps: false, sanitizeResources: false } as const;

Deno.test({
  name:
    "RoleLinks hands on what a role of this supervisor says, and lets no stray of an earlier one stand in for it",
  ...LEFT_OVER,
  async fn() {
    await using rig = await Rig.make();
    const stray = await rig.call(hello("fusion", 6), READY);
    const stranger = await rig.call({ kind: "anything" });
    await eventually("their end", () => stray.isClosed() && stranger.isClosed());
    assert.deepEqual([rig.opened, rig.messages, rig.closed], [[], [], []]);
    const fusion = await rig.call(hello("fusion", 7), READY, { kind: "of no version" });
    await eventually("its messages", () => rig.notUnderstood.length > 0);
    assert.deepEqual([rig.opened, rig.messages], [["fusion 7"], ["fusion ready"]]);
    assert.deepEqual(rig.notUnderstood, ["fusion"], "and the link stays: a role protects, whatever it says");
    assert.equal(rig.links.send("fusion", { kind: "reconfigure" }), true);
    assert.equal(rig.links.send("sensors", { kind: "reconfigure" }), false);
    await eventually("the order", () => fusion.got.some(({ kind }) => kind === "reconfigure"));
    fusion.channel.close();
    await eventually("its end", () => rig.closed.length > 0);
    assert.equal(rig.links.send("fusion", { kind: "reconfigure" }), false);
  },
});

Deno.test({
  name:
    "RoleLinks takes changes of the configuration from the page and from commands, and from no other role",
  ...LEFT_OVER,
  async fn() {
    await using rig = await Rig.make();
    const page = await rig.call(hello("ui", 8), CHANGE);
    await eventually("the page's answer", () => page.got.some(({ request }) => request === 3));
    const command = await rig.call({ ...CHANGE, by: "root" });
    await eventually("the command's answer", () => command.got.length > 0);
    const fusion = await rig.call(hello("fusion", 7), { ...CHANGE, by: "nobody" }, READY);
    await eventually("its next message", () => rig.messages.includes("fusion ready"));
    assert.deepEqual(rig.requests, ["Anna", "root"]);
    assert.deepEqual(fusion.got, []);
  },
});

Deno.test({
  name: "RoleLinks goes on with the newer of two links of a role, whichever ends first",
  ...LEFT_OVER,
  async fn() {
    await using rig = await Rig.make();
    const first = await rig.call(hello("ui", 8));
    await eventually("the first", () => rig.opened.length === 1);
    const second = await rig.call(hello("ui", 8));
    await eventually("the second", () => rig.opened.length === 2);
    first.channel.close();
    await eventually("the first's end", () => rig.closed.length === 1);
    assert.deepEqual(rig.links.pids(), [["ui", 8]]);
    rig.links.sendAll({ kind: "roles", roles: [] });
    await eventually("what is told to all", () => second.got.length > 0);
  },
});

Deno.test({
  name: "RoleLinks answers who asks for the doctor or for the holder of a port",
  ...LEFT_OVER,
  async fn() {
    await using rig = await Rig.make();
    const command = await rig.call({ kind: "doctorAsk" });
    await eventually("what the doctor says", () => command.got[0]?.text === "all is well");
    const page = await rig.call(
      hello("ui", 8),
      { kind: "portAsk", host: "0.0.0.0", port: 80 },
      { kind: "portAsk", host: "0.0.0.0", port: 81 },
    );
    await eventually("both answers", () => page.got.length === 2);
    assert.deepEqual(page.got.map(({ holder }) => holder), ["nginx (process 12)", undefined]);
  },
});
