/**
 * `embereye fleet rollout`: brings a configuration to the boxes of a site in stages, watches, and takes it back everywhere where it does harm.
 *
 * Its state lies on the servers: killed or cut off, it is gone on with by `--resume`, by whoever has the key.
 */
import { Kvm } from "@nats-io/kv";
import type { KV } from "@nats-io/kv";
import { hostname } from "node:os";
import type { Clock } from "../clock/clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { describeFaults, describeFileFaults } from "../config/load.ts";
import type { SiteConfig } from "../config/site_schema.ts";
import { keepConnected } from "../fleet/connection.ts";
import { configOf, parseDocument, type SiteDocument } from "../fleet/central/document.ts";
import { sectionsOf } from "../fleet/central/drift.ts";
import {
  type CentralVersion,
  compareVersions,
  DOCUMENT_BYTES_MAX,
  NUMBER_MAX,
  openOrder,
  signOrder,
  versionName,
} from "../fleet/central/envelope.ts";
import { isOver, resumeRollout, startRollout, withdrawalOf } from "../fleet/central/rollout.ts";
import { planStages, type Rollout } from "../fleet/central/rollout_state.ts";
import type { SigningKey } from "../fleet/central/signing_key.ts";
import { centralBucket, RELEASE_KEY } from "../fleet/central/wire.ts";
import { replaceKey } from "../fleet/kv.ts";
import { checkAll } from "./config_check.ts";
import { readConfigFile } from "./config_file.ts";
import { userName } from "./audit.ts";
import { Failure } from "./failure.ts";
import { fleetAccess } from "./fleet_access.ts";
import { type ControllerParts, Outrun, RolloutController } from "./fleet_controller.ts";
import { readKeyFile } from "./fleet_key_command.ts";
import { entryOf, type FleetOptions, lookAround, readRollout, withServers } from "./fleet_shell.ts";
import { connectNats } from "./nats_transport.ts";
import { progressLines, rolloutSentence } from "./fleet_words.ts";
import { untilInterrupted } from "./signals.ts";
import { print, printJson, remark } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** The store: documents of a whole site for each box, a few versions of each key. */
const STORE = { history: 3, max_bytes: 256 * 1024 ** 2 };

/** What the command line says. */
export interface RolloutOptions extends FleetOptions {
  readonly key?: string;
  readonly reason?: string;
  readonly canary?: readonly string[];
  readonly steps: readonly number[];
  /** Milliseconds. */
  readonly wait: number;
  readonly patience: number;
  readonly replaceEdits?: boolean;
  readonly newEpoch?: boolean;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly stop?: boolean;
}

type Start = Pick<ControllerParts, "release" | "document" | "begin" | "revision">;

/** What boxes tell is not signed: versions further ahead of what is are not believed, or one liar would use all numbers up. */
const AHEAD_MAX = 1_000;

/** Rolls out `file`, or goes on with what was begun. */
export async function fleetRollout(file: string | undefined, options: RolloutOptions): Promise<number> {
  const goesOn = options.resume === true || options.stop === true;
  if (goesOn === (file !== undefined)) {
    throw new UsageError(
      "name a file to roll out, or say --resume or --stop for the roll-out that was begun",
    );
  }
  const clock = systemClock();
  const document = file === undefined ? undefined : await readDocument(file, options);
  const stages = document === undefined ? [] : stagesOf(document.parsed, options);
  if (document !== undefined && options.dryRun) {
    if (options.json) printJson({ stages });
    else print(stages.map((boxes, stage) => `stage ${stage + 1}: ${boxes.join(", ")}`));
    remark("each box's configuration passes the checks that can be made here; nothing was signed or sent");
    return 0;
  }
  if (options.key === undefined) {
    throw new UsageError("--key names the installer's key; 'embereye fleet key new' makes one");
  }
  const key = await readKeyFile(options.key);
  const { start, site } = await withServers(options, async (nc, kv, site) => {
    await new Kvm(nc).create(centralBucket(site.fleet.site), STORE);
    const sight = await lookAround(nc, kv, site, clock);
    if (sight.isWorkedOn) {
      throw new Failure("another 'embereye fleet rollout' works on this site at this moment");
    }
    return {
      site,
      start: document === undefined
        ? await goOn(kv, key, clock)
        : await begin(kv, key, clock, document, sight, options),
    };
  });
  return await work(site, key, start, options, clock);
}

/** The document, if what it makes of each box passes the checks that can be made here. */
async function readDocument(
  file: string,
  { reason }: RolloutOptions,
): Promise<{ readonly text: string; readonly parsed: SiteDocument }> {
  if (reason === undefined) throw new UsageError("--reason says why, for whoever comes after you");
  const text = await readConfigFile(file);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > DOCUMENT_BYTES_MAX) {
    throw new UsageError(
      `${file} has ${bytes} bytes, at most ${DOCUMENT_BYTES_MAX} fit a message of the servers`,
    );
  }
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new UsageError(`${file} is refused:\n${describeFileFaults(parsed.fault)}`);
  for (const box of Object.keys(parsed.value.boxes)) {
    const own = configOf(parsed.value, box, undefined);
    const checked = own.ok ? checkAll(own.value) : own;
    if (!checked.ok) {
      throw new UsageError(`${file} is refused for the box ${box}:\n${describeFaults(checked.fault)}`);
    }
  }
  return { text, parsed: parsed.value };
}

function stagesOf({ boxes }: SiteDocument, { canary, steps }: RolloutOptions): string[][] {
  const names = Object.keys(boxes);
  const canaries = canary ?? names.slice(0, 1);
  const stranger = canaries.find((box) => !names.includes(box));
  if (stranger !== undefined) {
    throw new UsageError(`the canary ${stranger} is not among the boxes of the file: ${names.join(", ")}`);
  }
  return planStages(names, canaries, steps);
}

/** Signs a new version and makes its plan. */
async function begin(
  kv: KV,
  key: SigningKey,
  clock: Clock,
  { text, parsed }: Awaited<ReturnType<typeof readDocument>>,
  { reports, rollout: earlier, site }: Awaited<ReturnType<typeof lookAround>>,
  options: RolloutOptions,
): Promise<Start> {
  if (parsed.site !== site.fleet.site) {
    throw new UsageError(
      `the file is for the site '${parsed.site}', ${options.config} for '${site.fleet.site}'`,
    );
  }
  if (earlier !== undefined && !isOver(earlier)) {
    throw new Failure(
      `the roll-out of ${versionName(earlier)} is not over: --resume goes on with it, --stop takes it back`,
    );
  }
  const boxes = Object.keys(parsed.boxes);
  const edited = boxes.filter((box) => (reports.get(box)?.drift.count ?? 0) > 0);
  if (edited.length > 0 && !options.replaceEdits) {
    const named = edited.map((box) => `${box} in ${sectionsOf(reports.get(box)!.drift.paths).join(", ")}`);
    throw new Failure(
      `changed by hand since their last version: ${
        named.join("; ")
      }. Take that into the file, then say --replace-edits`,
    );
  }
  const lies = await entryOf(kv, RELEASE_KEY);
  const opened = lies && await openOrder(lies.text, [key.publicText]);
  const signed = opened?.ok ? opened.value.order : undefined;
  const told = [...reports.values()].flatMap((report) => report?.order ?? report?.runs ?? []);
  const release = {
    site: parsed.site,
    ...nextVersion(signed, earlier, told, options.newEpoch ?? false),
    boxes: [],
    author: `${userName()}@${hostname()}`.slice(0, 120),
    reason: options.reason!.slice(0, 300),
    act: { kind: "configure" as const, document: text, replacesEdits: options.replaceEdits ?? false },
  };
  // Before the plan: whoever goes on with it must find what is to be rolled out.
  const written = await replaceKey(kv, RELEASE_KEY, await signOrder(release, key), lies?.revision ?? 0);
  if (written === undefined) {
    throw new Failure("somebody else has begun a roll-out at this moment: see 'embereye fleet status'");
  }
  const { epoch, version, author, reason } = release;
  const plan = {
    site: parsed.site,
    epoch,
    version,
    author,
    reason,
    stages: stagesOf(parsed, options),
    waitMs: options.wait,
    patienceMs: options.patience,
  };
  const { revision } = await readRollout(kv);
  return { release, document: parsed, begin: startRollout(plan, clock.monotonicMs()), revision };
}

/** The number after all that are known. */
function nextVersion(
  signed: CentralVersion | undefined,
  earlier: Rollout | undefined,
  told: readonly CentralVersion[],
  newEpoch: boolean,
): CentralVersion {
  const isNear = (one: CentralVersion) =>
    signed === undefined || one.epoch === signed.epoch && one.version <= signed.version + AHEAD_MAX;
  const known = told.filter(isNear);
  if (signed !== undefined) known.push({ epoch: signed.epoch, version: signed.version });
  if (earlier !== undefined && isNear(earlier)) {
    const { epoch, version, phase } = earlier;
    known.push({ epoch, version: phase === "done" ? version : withdrawalOf(earlier) });
  }
  const newest = known.sort(compareVersions).at(-1);
  if (newest === undefined) return { epoch: 1, version: 1 };
  const next = newEpoch
    ? { epoch: newest.epoch + 1, version: 1 }
    : { epoch: newest.epoch, version: newest.version + 1 };
  // One more is needed for the way back.
  if (next.epoch < NUMBER_MAX && next.version < NUMBER_MAX) return next;
  throw new Failure(`the version numbers are used up (${versionName(newest)}): --new-epoch begins them anew`);
}

/** Takes up a roll-out that was begun. What is signed comes from what was signed, not from the state, which anybody could have written. */
async function goOn(kv: KV, key: SigningKey, clock: Clock): Promise<Start> {
  const { rollout, revision } = await readRollout(kv);
  if (rollout === undefined) throw new Failure("no roll-out was begun");
  if (isOver(rollout)) {
    throw new Failure(`the roll-out of ${versionName(rollout)} is over: ${rolloutSentence(rollout)}`);
  }
  const lies = await entryOf(kv, RELEASE_KEY);
  const opened = lies && await openOrder(lies.text, [key.publicText]);
  if (!opened?.ok) {
    throw new Failure("what was to be rolled out is not signed with this key: --key names another one");
  }
  const { order } = opened.value;
  if (compareVersions(order, rollout) !== 0) {
    throw new Failure(
      `${versionName(rollout)} was begun, but ${versionName(order)} lies there: begin a new roll-out`,
    );
  }
  const { act } = order;
  const document = act.kind === "configure" ? parseDocument(act.document) : undefined;
  if (act.kind !== "configure" || !document?.ok) throw new Failure("what lies there is no configuration");
  const stranger = rollout.stages.flat().find((box) => !Object.hasOwn(document.value.boxes, box));
  if (stranger !== undefined) {
    throw new Failure(
      `the box ${stranger} of the begun roll-out is not in what was signed: somebody has changed it`,
    );
  }
  return {
    release: { ...order, act },
    document: document.value,
    begin: resumeRollout(rollout, clock.monotonicMs()),
    revision,
  };
}

async function work(
  { fleet }: SiteConfig,
  key: SigningKey,
  start: Start,
  options: RolloutOptions,
  clock: Clock,
): Promise<number> {
  const abort = new AbortController();
  let shown = start.begin.run.rollout;
  const controller = new RolloutController({
    ...start,
    clock,
    key,
    told: (rollout) => {
      for (const line of progressLines(shown, rollout)) remark(line);
      shown = rollout;
    },
  });
  remark(`${versionName(shown)}: ${rolloutSentence(shown)}`);
  if (options.stop) controller.stop(`stopped by ${userName()}`);
  let isInterrupted = false;
  void untilInterrupted().then(() => {
    isInterrupted = true;
    abort.abort();
  });
  let outrun: Outrun | undefined;
  let fault: string | undefined;
  await keepConnected({
    clock,
    connect: connectNats,
    random: Math.random,
    options: () => fleetAccess(fleet, "embereye fleet rollout"),
    work: async (nc, ended) => {
      try {
        await controller.work(nc, ended);
        if (isOver(controller.rollout)) abort.abort();
      } catch (error) {
        if (!(error instanceof Outrun)) throw error;
        outrun = error;
        abort.abort();
      }
    },
    changed: (why) => {
      if (why !== undefined && why !== fault) {
        remark(`the fleet's servers are not reached: ${why}; the boxes go on by themselves`);
      }
      fault = why;
    },
  }, abort.signal);
  if (outrun !== undefined) throw new Failure(`${outrun.message}: see 'embereye fleet status'`);
  const { rollout } = controller;
  if (isInterrupted && !isOver(rollout)) return leave(rollout);
  if (options.json) printJson(rollout);
  else print([`${versionName(rollout)}: ${rolloutSentence(rollout)}`]);
  return rollout.phase === "done" || options.stop ? 0 : 1;
}

function leave(rollout: Rollout): number {
  remark(
    `left at: ${rolloutSentence(rollout)}. Boxes that have ${
      versionName(rollout)
    } go on with it and take it back by themselves where it ` +
      "does harm; 'embereye fleet rollout --resume' goes on, '--stop' takes it back everywhere",
  );
  return 1;
}
