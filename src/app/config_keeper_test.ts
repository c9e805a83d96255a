import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeClock } from "../clock/fake_clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import type { WriterThread } from "../store/writer_host.ts";
import { ConfigKeeper } from "./config_keeper.ts";
import { ConfigMemory, remember } from "./config_memory.ts";
import { pathsOf } from "./paths.ts";
import { portFaults } from "./port_check.ts";

const site = (zone: string) =>
  `outputs: [{id: bell, kind: siren, driver: simulated}]\nzones: [{id: ${zone}}]`;

/** A writer that keeps nothing and says that it did: nothing here is about the database. */
function thread(): WriterThread {
  const self: WriterThread = {
    onmessage: null,
    onerror: null,
    postMessage: ({ kind }) => {
      const data = kind === "close"
        ? { kind: "closed" as const }
        : { kind: "committed" as const, firstSeq: 0 };
      queueMicrotask(() => self.onmessage?.(new MessageEvent("message", { data })));
    },
    terminate: () => {},
  };
  return self;
}

interface Rig {
  readonly folder: string;
  readonly file: string;
  readonly clock: FakeClock;
  readonly said: string[];
  start(rewire?: () => Promise<void>): Promise<ConfigKeeper>;
  /** What a disk does to the file at `path`: every look at it fails, and not because it is missing. */
  spoil(path: string): void;
}

async function withBox(run: (rig: Rig) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const file = join(folder, "embereye.yaml");
  Deno.writeTextFileSync(file, site("hall"));
  const clock = new FakeClock();
  const said: string[] = [];
  const memories: ConfigMemory[] = [];
  const start = async (rewire = () => Promise.resolve()) => {
    const paths = pathsOf(folder, folder);
    const remembered = await remember(paths, { file });
    assert(remembered.ok, remembered.ok ? "" : remembered.fault);
    const { versions } = remembered.value;
    const real = systemClock();
    const memory = new ConfigMemory({ paths, clock: real, versions, fault: () => {}, spawn: thread });
    memories.push(memory);
    return new ConfigKeeper({
      clock,
      memory,
      remembered: remembered.value,
      usual: { alarms: 0, troubles: 0, spanMs: 0 },
      rewire,
      room: () => ({}),
      ports: portFaults,
      fault: ({ code, active }) => said.push(`${active ? "+" : "-"} ${code}`),
      note: () => {},
      told: () => {},
      log: (level, text) => said.push(`${level}: ${text}`),
    });
  };
  const spoil = (path: string) => {
    try {
      Deno.removeSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    // A link to itself: ELOOP, which no reader takes for a file that is not there.
    Deno.symlinkSync(path, path);
  };
  try {
    await run({ folder, file, clock, said, start, spoil });
  } finally {
    for (const memory of memories) await memory.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ConfigKeeper: a file that the disk does not give is refused, what runs goes on, and a repaired one is taken", () =>
  withBox(async ({ file, said, start, spoil }) => {
    const keeper = await start();
    spoil(file);
    await keeper.fileChanged(file);
    assert.equal(keeper.config.zones[0]!.id, "hall");
    assert.match(keeper.state.refused ?? "", /embereye\.yaml cannot be read/);
    assert(said.includes("+ config-refused"), said.join("\n"));
    Deno.removeSync(file);
    Deno.writeTextFileSync(file, site("cellar"));
    await keeper.fileChanged(file);
    assert.equal(keeper.config.zones[0]!.id, "cellar");
    assert.equal(keeper.state.refused, undefined);
  }));

Deno.test("ConfigKeeper: a disk that hangs in the middle of a change does not hold up the stop", () =>
  withBox(async ({ file, clock, start }) => {
    const keeper = await start(() => new Promise(() => {}));
    Deno.writeTextFileSync(file, site("cellar"));
    void keeper.fileChanged(file);
    let outcome: string | undefined;
    void keeper.close().then(() => outcome = "closed");
    for (let second = 0; second < 600 && outcome === undefined; second++) await clock.advance(1_000);
    assert.equal(outcome, "closed");
  }));

Deno.test("remember: a copy that the disk does not give is a fault, and the box starts with its file", () =>
  withBox(async ({ folder, said, start, spoil }) => {
    spoil(join(folder, "config-good.yaml"));
    spoil(join(folder, "config.db"));
    const keeper = await start();
    assert.equal(keeper.config.zones[0]!.id, "hall");
    const faults = said.filter((line) => line.startsWith("error: configuration history:"));
    assert(faults.some((line) => line.includes("config-good.yaml cannot be read")), said.join("\n"));
    assert.equal(faults.length, 2);
  }));

Deno.test("ConfigKeeper: a change that names a taken port is refused before anything is changed, and says which", () =>
  withBox(async ({ file, start }) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr as Deno.NetAddr;
    const keeper = await start();
    Deno.writeTextFileSync(file, `${site("cellar")}\nsensorPort: {host: 127.0.0.1, port: ${port}}`);
    await keeper.fileChanged(file);
    assert.equal(keeper.config.zones[0]!.id, "hall");
    assert.match(keeper.state.refused ?? "", new RegExp(`sensorPort.port.*127.0.0.1:${port}.*in use`));
  }));

Deno.test("ConfigKeeper: a file that was kept out is a trouble, what runs goes on, and the next good file ends it", () =>
  withBox(async ({ file, said, start }) => {
    await Deno.writeTextFile(`${file}.refused`, "embereye.yaml is refused:\nzones[0].pattern");
    const keeper = await start();
    assert.deepEqual(keeper.faults().map(({ code, detail }) => `${code}: ${detail}`), [
      "config-refused: embereye.yaml is refused:; zones[0].pattern",
    ]);
    await Deno.writeTextFile(file, site("yard"));
    await keeper.fileChanged(file);
    assert.deepEqual(keeper.faults(), []);
    assert(said.includes("- config-refused"), said.join("\n"));
  }));
