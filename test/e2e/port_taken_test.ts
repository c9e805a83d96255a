/**
 * A box whose sensor port another program holds, and whose sensors' role runs out of file descriptors: what it has goes on, what it lacks is said.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

const HAS_PRLIMIT = Deno.build.os === "linux" &&
  await new Deno.Command("prlimit", { args: ["--version"], stdout: "null", stderr: "null" }).output()
    .then(({ success }) => success, () => false);
if (!HAS_PRLIMIT) console.log("SKIPPED the flood without file descriptors: there is no prlimit");

const FLOOD = 60;

interface TroubleView {
  readonly id: string;
  readonly active: boolean;
  readonly detail: string;
}

async function troubleOf(box: Box, id: string): Promise<TroubleView | undefined> {
  const troubles: TroubleView[] = await box.get("/api/v1/troubles");
  return troubles.find((trouble) => trouble.id === id);
}

async function isFresh(box: Box, id: string): Promise<boolean> {
  const sensors: { id: string; fresh: boolean }[] = await box.get("/api/v1/sensors");
  return sensors.some((sensor) => sensor.id === id && sensor.fresh);
}

/** Keeps a device sending until the returned function is called. */
function keepSending(device: TestDevice): () => Promise<void> {
  let going = true;
  const loop = (async () => {
    while (going) {
      await device.frame("calm");
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  return async () => {
    going = false;
    await loop;
    device[Symbol.dispose]();
  };
}

/** Sets how many files the process may have open from now on. */
async function limitFiles(pid: number, files: number): Promise<void> {
  const { success } = await new Deno.Command("prlimit", { args: ["--pid", `${pid}`, `--nofile=${files}:`] })
    .output();
  assert(success, "prlimit failed");
}

Deno.test("a sensor port that another program holds is a trouble that names it, and is taken once it is free; without descriptors nobody who is connected is lost", async () => {
  const holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = holder.addr as Deno.NetAddr;
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const config = join(folder, "site.yaml");
  await Deno.writeTextFile(
    config,
    `
zones: [{id: hall}]
sensors: [{id: room, zone: hall}, {id: late, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: ${port}}
page: {host: 127.0.0.1, port: 0, viewing: open}
`,
  );
  try {
    await using box = await Box.run(config, folder);
    assert.equal(box.ready.sensors, undefined, "READY promises no port that is not there");
    const pid = await box.pidOf("sensors");
    await box.eventually("the trouble with the holder's name", async () => {
      const trouble = await troubleOf(box, "port-closed:sensors");
      return trouble?.active && trouble.detail.includes(`127.0.0.1:${port}`) &&
        trouble.detail.includes(`(process ${Deno.pid})`);
    });
    holder.close();
    await box.eventually(
      "the trouble to end",
      async () => (await troubleOf(box, "port-closed:sensors"))?.active === false,
    );
    assert.equal(await box.pidOf("sensors"), pid, "the role was not started anew");
    const stop = keepSending(await TestDevice.connect({ host: "127.0.0.1", port }, "room"));
    try {
      await box.eventually("the first sensor", () => isFresh(box, "room"));
      if (HAS_PRLIMIT) await flood(box, pid, port);
    } finally {
      await stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function flood(box: Box, pid: number, port: number): Promise<void> {
  const open = [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
  await limitFiles(pid, open + 2);
  const strangers = await Promise.all(
    Array.from({ length: FLOOD }, () => Deno.connect({ hostname: "127.0.0.1", port })),
  );
  await box.eventually("the trouble of a port at which nobody is let in", async () => {
    const trouble = await troubleOf(box, "port-closed:sensors");
    return trouble?.active && /nobody can connect/.test(trouble.detail);
  });
  await box.eventually("the news of who was connected before", () => isFresh(box, "room"));
  await limitFiles(pid, 4_096);
  for (const stranger of strangers) stranger.close();
  const stop = keepSending(await TestDevice.connect({ host: "127.0.0.1", port }, "late", 2));
  try {
    await box.eventually("a sensor that comes after it", () => isFresh(box, "late"));
    await box.eventually(
      "the trouble to end",
      async () => (await troubleOf(box, "port-closed:sensors"))?.active === false,
    );
    assert.equal(await box.pidOf("sensors"), pid, "the role has lived through it");
  } finally {
    await stop();
  }
}
