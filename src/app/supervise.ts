/**
 * Runs the whole service: lock, configuration for the roles, the supervisor with its socket, and an orderly end.
 */
import type { LogLine } from "../bus/messages.ts";
import type { Config } from "../config/schema.ts";
import { rolesOf } from "../config/wiring.ts";
import { createMetrics, exportMetrics } from "../ops/metrics.ts";
import { type ProcessName, roleOf } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import { networkSet } from "../firewall/rules.ts";
import { parseAddress } from "../reading/address.ts";
import { childSpecs } from "../watchdog/child_spec.ts";
import { describeLockHeld, takeLock } from "../watchdog/lock.ts";
import { processUsage, threadUses, writtenBytes } from "../watchdog/process_info.ts";
import { killGroup, startProcess } from "../watchdog/process_port.ts";
import { endStrays, RoleNotes } from "../watchdog/stray.ts";
import { Supervisor } from "../watchdog/supervisor.ts";
import { BoxWatch } from "./box_watch.ts";
import { CentralDesk } from "./central_desk.ts";
import { CameraPath, processesOf } from "./camera_path.ts";
import { ConfigKeeper } from "./config_keeper.ts";
import { noteOf } from "./config_words.ts";
import { ConfigMemory, remember, usualOf } from "./config_memory.ts";
import { watchConfigFile } from "./config_watch.ts";
import { CrashReports } from "./crash_reports.ts";
import { Failure } from "./failure.ts";
import { FirstReady } from "./first_ready.ts";
import { rememberedPortSync } from "./listen.ts";
import { Machine } from "./machine.ts";
import { openSecrets } from "./open_secrets.ts";
import { fitsSockets, makeFolders, whyNotThere } from "./paths.ts";
import { portFaults } from "./port_check.ts";
import { holderOf } from "./port_holder.ts";
import { RescuePage } from "./rescue_page.ts";
import { rewire } from "./rewire.ts";
import { DoctorErrand, doctorOf } from "./doctor/doctor_errand.ts";
import { Guard } from "./guard.ts";
import { RoleLinks } from "./role_links.ts";
import { roleMetrics } from "./role_metrics.ts";
import { ROLE_ENVIRONMENT, selfCommand } from "./self.ts";
import type { Service, ServiceOptions } from "./service.ts";
import { wordOf } from "./read_secret.ts";
import { removeRings } from "./ring_path.ts";
import { openSupervisorLogs } from "./supervisor_logs.ts";
import { ensureOwnCertificate, loadTls, usesTls } from "./tls_files.ts";
import { UsageError } from "./usage_error.ts";
import { writePrivately } from "./write_privately.ts";

/** The triggers look at spans of 30 s and more, time is judged once a second, systemd waits for several. */
const STEP_MS = 1_000;
/** The box's own certificate is renewed a month before it ends: nobody notices a day. */
const CERTIFICATE_MS = 24 * 3_600_000;
/** As often as the roles tell theirs. */
const METRICS_MS = 2_000;

/** Starts the service. Throws a {@linkcode UsageError} where it cannot run here. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { origin, paths, clock } = options;
  if (!fitsSockets(paths.run)) {
    throw new UsageError(
      `the run folder ${paths.run} is too long for sockets: choose a shorter one with --run`,
    );
  }
  const folderFaults = await makeFolders(paths);
  const misplaced = await whyNotThere(paths);
  if (misplaced !== undefined) throw new UsageError(misplaced);
  const lock = takeLock(paths.state);
  if (!lock.ok) throw new UsageError(describeLockHeld(lock.fault));
  const remembered = await remember(paths, origin);
  if (!remembered.ok) {
    lock.value.release();
    throw new UsageError(
      `${"file" in origin ? origin.file : "the configuration"} is refused:\n${remembered.fault}`,
    );
  }
  const { config } = remembered.value.boot;
  await options.prepare?.();
  await writePrivately(paths.config, JSON.stringify(config)).catch((error) => {
    lock.value.release();
    throw new Failure(
      `the run folder ${paths.run} cannot be used: ${
        wordOf(error)
      }. It must belong to whoever runs this; --run names another`,
    );
  });

  const { log, logging, story, storyFile } = openSupervisorLogs(config, paths, clock);
  for (const text of folderFaults) log.error("{text}", { text });

  const renewCertificate = async (config: Config) => {
    try {
      if (usesTls(config)) await ensureOwnCertificate(paths, clock.wallMs());
    } catch (error) {
      // A page without a certificate is a trouble; a box that does not start for one, on a full disk, protects nobody.
      log.error("the box's own certificate cannot be made or renewed: {reason}", { reason: String(error) });
    }
  };
  await renewCertificate(config);
  const clearRings = () =>
    removeRings(paths.run).catch((error) =>
      log.warning("what camera processes left behind cannot be removed: {reason}", { reason: String(error) })
    );
  const guard = new Guard((text) => log.error("{text}", { text }));
  const abort = new AbortController();
  const notes = new RoleNotes(paths.run, story);
  const ready = new FirstReady();

  const sendFault = (fault: { code: string; subject: string; active: boolean; detail: string }) =>
    void links.send("fusion", { kind: "fault", ...fault });
  const metrics = createMetrics();
  const machine = new Machine({
    config,
    registry: metrics.registry,
    paths,
    clock,
    fault: sendFault,
    note: (level, text) => log[level]("{text}", { text }),
    tell: (text) => tellJournal(text),
  });
  const supervisor = new Supervisor(
    childSpecs(processesOf(rolesOf(config), 1)),
    {
      clock,
      random: Math.random,
      spawn: (role, onLine) => {
        const { executable, args } = selfCommand(["role", role, paths.state, paths.run]);
        const process = startProcess({ path: executable, args, env: ROLE_ENVIRONMENT }, (line) => {
          onLine(line);
          // What a role prints is what its own log could not take: a crash, above all.
          log.warning("{role}: {line}", { role, line });
        });
        crashes.started(role, process.drained);
        machine.starting(roleOf(role), process.pid);
        void process.exited.then(() => machine.ended(process.pid));
        return process;
      },
      kill: killGroup,
      usage: (pid) => guard.run("the look at what a process uses", () => processUsage(pid)),
      threadUses: (pid) =>
        guard.run("the look at what a process has of the processors", () => threadUses(pid)) ?? [],
      ended: (end) => crashes.ended(end),
      note: (role, pid) => notes.note(role, pid),
      broadcast: (roles) => {
        guard.run("the watchdogs' news of the roles", () => machine.heard(roles));
        guard.run("the rescue page", () => rescue.heard(roles));
        guard.run("the configuration's trial", () => keeper.roles(roles));
        links.sendAll({ kind: "roles", roles });
      },
      fault: (fault) => {
        sendFault(fault);
        // Giving up is about a failure that was told already.
        if (fault.active && fault.code === "role-down") keeper.roleDown(fault.subject, fault.detail);
      },
      story,
    },
  );

  const sendTo = (process: ProcessName, message: unknown) => void links.send(process, message);
  const tellJournal = (text: string) => sendTo("fusion", { kind: "note", text, about: "note" });
  const crashes = new CrashReports({
    folder: paths.crashes,
    clock,
    note: (text) => log.warning("{text}", { text }),
  });
  const doctor = new DoctorErrand(doctorOf(paths), { clock, started: (pid) => machine.errand(pid) });
  const links: RoleLinks = new RoleLinks({
    clock,
    isOurs: ({ role, pid }) =>
      supervisor.statuses().some((status) => status.role === role && status.pid === pid),
    request: (request) => keeper.request(request),
    examine: () => doctor.run(),
    holder: async (host, port) =>
      await guard.run("the look at a port", () => holderOf(host, port))?.catch(() => undefined),
    opened: (role, pid, hello) => {
      supervisor.onMessage(role, pid, hello);
      sendTo(role, { kind: "roles", roles: supervisor.statuses() });
      cameraPath.connected(role);
      if (role === "ui") sendTo(role, { kind: "configState", state: keeper.state });
      if (role === "fleet") central.connected();
      if (role === "fusion") {
        const standing = [
          keeper.faults(),
          central.faults(),
          cameraPath.faults(),
          machine.standing,
          boxWatch.faults(),
        ];
        for (const fault of standing.flat()) sendFault(fault);
        for (const fault of supervisor.faults()) sendFault(fault);
        sendTo(role, cameraPath.guarded);
      }
    },
    closed: (role, pid) => supervisor.onDisconnect(role, pid),
    notUnderstood: (role) => log.error("a message of {role} was not understood", { role }),
    message: (role, pid, message) => {
      switch (message.kind) {
        case "metrics":
          crashes.metrics(role, message.metrics);
          cameraPath.metrics(role, message.metrics);
          sendTo("ui", { kind: "roleMetrics", role, metrics: message.metrics });
          return;
        case "ready":
          machine.ready(roleOf(role), pid);
          ready.heard(role, message.ports);
          break;
        case "log":
          showRecord(role, message);
          break;
        case "vitals":
          if (role !== "fusion") return;
          keeper.vitals(message);
          central.vitals(message);
          cameraPath.alerts(message.alerts);
          return machine.vitals(message);
        case "guard":
          // Of what the network says nothing else is believed, and no camera is put away but those that the configuration shares.
          return role === "fleet" ? cameraPath.guard(message) : undefined;
        case "centralOffer":
          return role === "fleet" ? central.offer(message.envelope) : undefined;
        case "heartbeat":
          cameraPath.queues(role, message.queues);
          break;
        default:
          unreachable(message);
      }
      supervisor.onMessage(role, pid, message);
    },
  });
  await endStrays(notes.strays(), clock, story);
  await clearRings();
  await links.listen(paths.socket("supervisor"), abort.signal);
  const showRecord = (role: ProcessName, record: LogLine) => {
    if (record.level === "info" || record.level === "debug" || record.level === "trace") return;
    log[record.level]("{text}", { role, text: `${role}: ${record.text}` });
  };

  const pace = options.triggerPace ?? 1;
  const cameraPath = new CameraPath(config, {
    nowMs: () => clock.monotonicMs() * pace,
    registry: metrics.registry,
    run: () => void supervisor.setRoles(childSpecs(cameraPath.processes())),
    send: sendTo,
    fault: (fault) => sendFault(fault),
    note: (text) => {
      log.warning("{text}", { text });
      tellJournal(text);
    },
  });
  const boxWatch = new BoxWatch({
    clock,
    stateFolder: paths.state,
    pids: () => links.pids(),
    written: writtenBytes,
    time: () => machine.timeSentence(),
    openSecrets: () => openSecrets("file" in origin ? origin.file : undefined, keeper.config),
    report: (box) => void sendTo("ui", { kind: "box", box }),
    fault: sendFault,
    note: (text) => log.warning("{text}", { text }),
  });
  const rescue = new RescuePage({
    clock,
    host: () => keeper.config.page.host,
    port: () => keeper.config.page.port || rememberedPortSync(paths.port("ui")),
    tls: () => {
      const { tls } = keeper.config.page;
      if (tls === "off") return undefined;
      const given = loadTls(tls, paths);
      const shown = given.ok ? given : loadTls("self-signed", paths);
      if (!shown.ok) throw new Error(shown.fault);
      return shown.value;
    },
    admits: (address) => {
      const parsed = parseAddress(address);
      return parsed !== undefined && networkSet(keeper.config.page.allow)(parsed);
    },
    note: (text) => log.warning("{text}", { text }),
  });
  const memory: ConfigMemory = new ConfigMemory({
    paths,
    clock,
    versions: remembered.value.versions,
    fault: (detail) => keeper.diskFault(detail),
  });
  const keeper: ConfigKeeper = new ConfigKeeper({
    clock,
    memory,
    remembered: remembered.value,
    room: () => boxWatch.room,
    ports: portFaults,
    usual: usualOf(paths.eventsDatabase, clock.wallMs()),
    rewire: async (before, after) => {
      machine.systemd.reloading();
      if (usesTls(after)) await ensureOwnCertificate(paths, clock.wallMs());
      return rewire(before, after, {
        write: (config) => writePrivately(paths.config, JSON.stringify(config)),
        setRoles: () => supervisor.setRoles(childSpecs(cameraPath.processes())),
        tell: (role) => {
          for (const process of cameraPath.processes(role)) sendTo(process, { kind: "reconfigure" });
        },
        restart: async (role) => {
          const processes = cameraPath.processes(role);
          const back = await Promise.all(processes.map((process) => supervisor.restart(process)));
          return back.every((isReady) => isReady);
        },
        own: (after) => {
          logging.setLevel(after.log.level);
          cameraPath.configure(after);
          machine.configure(after);
        },
      }).finally(() => machine.systemd.reloaded());
    },
    fault: sendFault,
    note: (said, by) => sendTo("fusion", noteOf(said, by)),
    told: (state) => sendTo("ui", { kind: "configState", state }),
    log: (level, text) => log[level]("{text}", { text }),
  });
  const central = new CentralDesk({
    clock,
    keeper,
    versions: () => memory.versions,
    kept: remembered.value.central,
    keep: (text) => memory.tookFromCentre(text),
    fault: sendFault,
    told: (report) => sendTo("fleet", { kind: "centralReport", report }),
    log: (level, text) => log[level]("{text}", { text }),
  });
  if ("file" in origin) {
    const { file } = origin;
    const failed = (text: string) => log.warning("{text}", { text });
    const changed = () => void guard.run("the configuration file", () => keeper.fileChanged(file));
    watchConfigFile(file, changed, failed, abort.signal);
  }
  const renewing = setInterval(() => void renewCertificate(keeper.config), CERTIFICATE_MS);
  const watchingLoad = setInterval(() => {
    guard.run("the watch over the cameras' load", () => cameraPath.step());
  }, STEP_MS / pace);
  const watching = setInterval(() => {
    machine.step();
    guard.run("the configuration's trial", () => keeper.step());
    guard.run("central configuration", () => central.step());
    guard.run("the look at the machine", () => boxWatch.step());
    guard.run("what vouches for the time", () => {
      sendTo("fusion", { kind: "time", vouched: machine.vouchedTime() });
    });
  }, STEP_MS);

  const reporting = setInterval(() => {
    guard.run("the supervisor's own figures", async () => {
      const own = await exportMetrics(metrics.registry);
      sendTo("ui", { kind: "roleMetrics", role: "supervisor", metrics: own });
    });
  }, METRICS_MS);

  roleMetrics(metrics.registry, () => supervisor.statuses());
  supervisor.start();
  // Nobody waits for it: a disk that hangs must not hold up the start.
  void boxWatch.learnRoom();
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    ready.stopped();
    clearInterval(watching);
    clearInterval(renewing);
    clearInterval(watchingLoad);
    clearInterval(reporting);
    machine.stopping();
    await supervisor.stop();
    await clearRings();
    await rescue.close();
    abort.abort();
    await central.settled();
    await keeper.close();
    links.close();
    await crashes.close();
    await storyFile.close();
    await machine.close();
    await logging.close();
    lock.value.release();
  };
  return { config, ready: ready.ports, stop: () => stopped ??= stop() };
}
