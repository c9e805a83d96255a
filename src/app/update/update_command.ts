/**
 * `embereye update`: puts a signed update into the slot that does not run, says how the slots are, and lets the one that runs stay only
 * once it has proved itself. RAUC does the writing and the checking of signatures, GRUB the way back.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock/clock.ts";
import { systemClock } from "../../clock/system_clock.ts";
import { look, type Proof, type Standard, UNPROVED } from "../../ops/slot_proof.ts";
import { readBuildInfo } from "../build_info.ts";
import { Failure } from "../failure.ts";
import { print, printJson, remark } from "../terminal.ts";
import { place, type WhereOptions } from "../where.ts";
import { drill } from "./drill.ts";
import { installBundle, markGood, readSlots, type Slot } from "./rauc.ts";
import {
  beginTrial,
  endTrial,
  outcomeOf,
  readRecords,
  RECORDS,
  type Records,
  withProved,
  writeRecords,
} from "./records.ts";
import { Watcher } from "./sight.ts";

/** What the command line says. */
export interface UpdateOptions extends WhereOptions {
  readonly json?: boolean;
}

/** What the screen and the page show of the last proof; gone with the boot. */
const SAID = "/run/embereye-update.txt";
const LOOK_EVERY_MS = 2_000;
/** An alarm goes before everything: a restart waits for its end, at most so long between two looks. */
const ALARM_LOOK_MS = 10_000;

/** Installs the bundle `file` into the slot that does not run. */
export async function updateInstall(
  file: string,
  options: UpdateOptions & { readonly reboot?: boolean; readonly once?: boolean },
): Promise<number> {
  const bundle = await sha256(file);
  const records = await readRecords(RECORDS);
  if (options.once && records.installed?.bundle === bundle) {
    remark(`${file} was installed before: nothing is done`);
    return 0;
  }
  const running = runningOf(await readSlots());
  if (!records.proved.includes(running.content)) {
    throw new Failure(
      `slot ${running.name} has not proved itself yet, and slot ${
        other(running.name)
      } is the way back: wait for 'embereye update confirm' (embereye update status)`,
    );
  }
  const clock = systemClock();
  const paths = await place(options);
  await using watcher = new Watcher(paths, clock);
  const { fresh } = await watcher.look();
  // The way back has all its attempts, also where this start has not been confirmed yet.
  await markGood();
  await installBundle(file, (line) => console.error(line));
  const slots = await readSlots();
  const target = slots.find(({ booted }) => !booted);
  if (target === undefined) throw new Failure("rauc does not tell where the update went");
  await writeRecords(RECORDS, {
    ...records,
    // The same content may have proved itself in another life of this box; it has to again.
    proved: records.proved.filter((one) => one !== target.content || one === running.content),
    installed: {
      bundle,
      ...(target.version === undefined ? {} : { version: target.version }),
      slot: target.name,
      content: target.content,
      atWallMs: clock.wallMs(),
      fresh: [...fresh],
    },
  });
  await beginTrial(RECORDS, target.name);
  if (options.json) printJson({ slot: target.name, version: target.version ?? null });
  else print([`Slot ${target.name} holds version ${target.version ?? "unknown"}: it runs after a restart.`]);
  if (options.reboot) await reboot(watcher, clock, "to start the update");
  else remark("'systemctl reboot' starts it; should it not prove itself, the box comes back to this version");
  return 0;
}

/** Shows the slots, and what has become of the last update. */
export async function updateStatus(options: UpdateOptions): Promise<number> {
  const slots = await readSlots();
  const records = await readRecords(RECORDS);
  const running = slots.find(({ booted }) => booted);
  const outcome = outcomeOf(records, running, await rebootedSince(records));
  if (options.json) {
    printJson({
      slots: slots.map((slot) => ({ ...slot, proved: records.proved.includes(slot.content) })),
      outcome,
      installed: records.installed ?? null,
    });
    return 0;
  }
  print([
    ...slots.map((slot) => {
      const words = [
        slot.booted ? "runs" : "waits",
        `version ${slot.version ?? "as flashed"}`,
        records.proved.includes(slot.content) ? "has proved itself" : "has not proved itself",
        ...(slot.good === false ? ["is not to be started again, or on its attempts"] : []),
      ];
      return `Slot ${slot.name}: ${words.join(", ")}`;
    }),
    SENTENCES[outcome],
  ]);
  return 0;
}

const SENTENCES: Record<ReturnType<typeof outcomeOf>, string> = {
  "none": "No update waits.",
  "waits-for-restart": "The update runs after a restart.",
  "on-trial": "The update runs and has yet to prove itself.",
  "in-use": "The last update is in use.",
  "rolled-back": "The last update did not prove itself: the earlier version runs.",
};

/** Waits until the running slot has proved itself, and lets it stay. Exit code 1 where it has not in time. */
export async function updateConfirm(
  options: UpdateOptions & { readonly patience: number; readonly reboot?: boolean },
): Promise<number> {
  const running = runningOf(await readSlots());
  const records = await readRecords(RECORDS);
  const isNew = !records.proved.includes(running.content);
  const { installed } = records;
  const isUpdate = installed?.slot === running.name && installed.content === running.content;
  const { builtAt } = readBuildInfo();
  const standard: Standard = {
    builtWallMs: builtAt === undefined ? undefined : Date.parse(builtAt),
    expected: isNew && isUpdate ? installed.fresh : [],
  };
  const clock = systemClock();
  await using watcher = new Watcher(await place(options), clock);
  await say(`slot ${running.name} is proving itself`);
  const fault = await prove(watcher, standard, clock, options.patience);
  if (fault === undefined) {
    await writeRecords(RECORDS, withProved(records, running.content));
    await endTrial(RECORDS, running.name);
    await markGood();
    await say(`slot ${running.name} has proved itself`);
    if (options.json) printJson({ slot: running.name, proved: true });
    else print([`Slot ${running.name} has proved itself, and stays.`]);
    return 0;
  }
  await say(`slot ${running.name} has NOT proved itself: ${fault}`);
  if (options.json) printJson({ slot: running.name, proved: false, fault });
  // A slot that has proved itself before is not left for what may be the site's fault.
  if (options.reboot && isNew && isUpdate) {
    await reboot(watcher, clock, "since the new version has not proved itself");
  }
  throw new Failure(`slot ${running.name} has not proved itself: ${fault}`);
}

/** @returns why it has not proved itself; undefined: it has */
async function prove(
  watcher: Watcher,
  standard: Standard,
  clock: Clock,
  patienceS: number,
): Promise<string | undefined> {
  const abort = AbortSignal.timeout(patienceS * 1_000);
  const drilled = await drill(clock, abort);
  if (!drilled.ok) return `the fire drill failed: ${drilled.fault}`;
  remark(`fire drill: the siren was set ${Math.round(drilled.value)} ms after the sensor was started`);
  let proof: Proof = UNPROVED;
  let told = "";
  while (!abort.aborted) {
    proof = look(proof, await watcher.look(), standard);
    if (proof.proved) return undefined;
    const faults = proof.faults.join("; ");
    if (faults !== told) remark(faults === "" ? "all is well; it has to stay so" : faults);
    told = faults;
    await clock.sleep(LOOK_EVERY_MS);
  }
  return proof.faults.length > 0
    ? proof.faults.join("; ")
    : `it was not well for long enough in ${patienceS} s`;
}

/** Restarts the machine, once no alarm stands. A service that cannot be asked protects nobody, and is not waited for. */
async function reboot(watcher: Watcher, clock: Clock, why: string): Promise<void> {
  for (;;) {
    const { alarms } = await watcher.look();
    if (alarms === undefined || alarms === 0) break;
    remark(`${alarms} alarm(s) stand: the restart ${why} waits`);
    await clock.sleep(ALARM_LOOK_MS);
  }
  remark(`restarting ${why}`);
  const { success, stderr } = await new Deno.Command("systemctl", { args: ["reboot"], stdin: "null" })
    .output();
  if (!success) {
    throw new Failure(`the machine cannot be restarted: ${new TextDecoder().decode(stderr).trim()}`);
  }
}

function runningOf(slots: readonly Slot[]): Slot {
  const running = slots.find(({ booted }) => booted);
  if (running === undefined) {
    throw new Failure("this system was not started from a slot: it is no appliance, or was started by hand");
  }
  return running;
}

function other(name: string): string {
  return name === "A" ? "B" : "A";
}

async function rebootedSince({ installed }: Records): Promise<boolean> {
  if (installed === undefined) return false;
  const uptimeS = Number((await Deno.readTextFile("/proc/uptime")).split(" ")[0]);
  return systemClock().wallMs() - uptimeS * 1_000 > installed.atWallMs;
}

async function say(text: string): Promise<void> {
  await Deno.writeTextFile(SAID, `update: ${text}\n`);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    using opened = await Deno.open(file);
    for await (const chunk of opened.readable) hash.update(chunk);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`);
  }
  return hash.digest("hex");
}
