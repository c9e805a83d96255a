/**
 * `embereye doctor`: looks at everything the service needs of its machine, and says what to do about what is not as it should be.
 *
 * It works while the service runs and while it does not, and changes nothing.
 */
import { seeWatchdogs } from "../../hal/watchdog_device/watchdog_device.ts";
import { describeCameraFault } from "../../hal/camera/fault.ts";
import { checkFfmpeg } from "../../hal/camera/ffmpeg.ts";
import { denoProcesses } from "../../hal/camera/process.ts";
import { describeUnsupportedSystem, openKernel } from "../../hal/linux/libc.ts";
import { systemClock } from "../../clock/system_clock.ts";
import type { Config } from "../../config/schema.ts";
import { configuredLines } from "../../config/hardware_check.ts";
import { checkAccess, checkCertificates } from "../../ops/doctor/access.ts";
import { type Check, checksOf, countVerdicts, type Topic } from "../../ops/doctor/check.ts";
import { checkConfiguration } from "../../ops/doctor/configuration.ts";
import { checkDevices } from "../../ops/doctor/devices.ts";
import { checkDisk } from "../../ops/doctor/disk.ts";
import { checkFfmpegFacts } from "../../ops/doctor/ffmpeg.ts";
import { checkKernel } from "../../ops/doctor/kernel.ts";
import { checkModel, type ModelFacts } from "../../ops/doctor/model.ts";
import { checkPermissions } from "../../ops/doctor/permissions.ts";
import { checkPorts } from "../../ops/doctor/ports.ts";
import { checkResources } from "../../ops/doctor/resources.ts";
import { checkService } from "../../ops/doctor/service.ts";
import { checkTime } from "../../ops/doctor/time.ts";
import { checkTmpfs } from "../../ops/doctor/tmpfs.ts";
import { checkWatchdog } from "../../ops/doctor/watchdog.ts";
import { readStanding, runningRoles } from "../box_files.ts";
import { hasLocalHardware } from "../permissions.ts";
import { print, printJson, standardScreen } from "../terminal.ts";
import { place, type WhereOptions } from "../where.ts";
import { doctorLines } from "./doctor_report.ts";
import { gatherAccess, gatherCertificates } from "./gather_access.ts";
import { gatherDevices } from "./gather_devices.ts";
import { gatherDisk, gatherTmpfs } from "./gather_disk.ts";
import { gatherModel } from "./gather_model.ts";
import { gatherPermissions } from "./gather_permissions.ts";
import { gatherPorts } from "./gather_ports.ts";
import { gatherConfiguration, gatherResources, gatherService } from "./gather_service.ts";
import { gatherTime } from "./gather_time.ts";

/** What the command line says. */
export interface DoctorOptions extends WhereOptions {
  /** @default {"/etc/embereye/embereye.yaml"} */
  readonly config?: string;
  readonly json?: boolean;
}

const CONFIG_DEFAULT = "/etc/embereye/embereye.yaml";

/** Looks, and tells. Exit code 1 where anything has failed. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const checks = await examine(options);
  const { ok, warning, failed } = countVerdicts(checks);
  if (options.json) printJson({ ok: failed === 0, counts: { ok, warning, failed }, checks });
  else print(doctorLines(checks, standardScreen()));
  return failed === 0 ? 0 : 1;
}

/** All checks. */
export async function examine(options: DoctorOptions): Promise<Check[]> {
  const paths = await place(options);
  const clock = systemClock();
  const checks: Check[] = [];
  /** What cannot be looked at must not hide the rest. */
  const attempt = async <T>(topic: Topic, look: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await look();
    } catch (error) {
      const found = `It could not be looked at: ${error instanceof Error ? error.message : error}.`;
      const of = checksOf(topic);
      checks.push(
        error instanceof Deno.errors.PermissionDenied
          ? of.warning(found, "Ask as root: sudo embereye doctor")
          : of.failed(found, "If it stays, send what embereye support-bundle makes to the maker."),
      );
      return undefined;
    }
  };

  const configuration = await attempt(
    "configuration",
    () => gatherConfiguration(options.config ?? CONFIG_DEFAULT, options.config !== undefined, paths),
  );
  const config = configuration?.config;
  if (configuration !== undefined) checks.push(...checkConfiguration(configuration.facts));
  const service = await attempt("service", () => gatherService(paths, config));
  if (service !== undefined) checks.push(...checkService(service.facts));
  const serviceRuns = service?.facts.supervisorRuns ?? false;

  const kernel = openKernel();
  checks.push(...checkKernel({
    os: Deno.build.os,
    release: Deno.osRelease(),
    needsGpio: config !== undefined && configuredLines(config).length > 0,
    needsDevices: config !== undefined && needsDevices(config),
  }));
  const devices = kernel.ok
    ? await attempt("devices", () => {
      const troubles = serviceRuns ? readStanding(paths).troubles : [];
      return gatherDevices({ config, kernel: kernel.value, serviceRuns, troubles });
    })
    : undefined;
  if (devices !== undefined) checks.push(...checkDevices(devices));
  await attempt("permissions", () => {
    checks.push(...checkPermissions(gatherPermissions(paths, devices?.paths ?? [], service?.pid)));
  });

  const cameras = config?.cameras.length ?? 0;
  await attempt("ffmpeg", async () => checks.push(...checkFfmpegFacts(await gatherFfmpeg(config))));
  await attempt("model", async () => {
    const found: ModelFacts["found"] = await gatherModel(config?.detect.model, paths.models);
    checks.push(...checkModel({ cameras, found }));
  });
  await attempt("time", async () => checks.push(...checkTime(await gatherTime(config, clock))));
  await attempt("disk", () => checks.push(...checkDisk(gatherDisk(paths, clock))));
  await attempt("tmpfs", () => checks.push(...checkTmpfs(gatherTmpfs(paths, config, serviceRuns))));
  if (config !== undefined) {
    await attempt("ports", async () => {
      const pids = serviceRuns ? [...runningRoles(paths).values()] : [];
      checks.push(...checkPorts(await gatherPorts(config, paths, serviceRuns, pids)));
    });
    await attempt("access", async () => checks.push(...checkAccess(await gatherAccess(config))));
    await attempt("access", () => {
      checks.push(...checkCertificates(gatherCertificates(config, paths, clock.wallMs())));
    });
  }
  await attempt("watchdog", () => {
    checks.push(...checkWatchdog({
      seen: kernel.ok ? seeWatchdogs(kernel.value) : [],
      ...(config?.hardwareWatchdog === undefined ? {} : { configured: config.hardwareWatchdog.device }),
      isSystemd: kernel.ok && kernel.value.list("/run/systemd").includes("system"),
      serviceRuns,
    }));
  });
  await attempt("resources", async () => {
    checks.push(...checkResources(await gatherResources(paths, config, serviceRuns)));
  });
  if (!kernel.ok) {
    const found = `${describeUnsupportedSystem(kernel.fault)}.`;
    checks.push(checksOf("devices").warning(found, "Nothing, where there are none."));
  }
  return checks;
}

function needsDevices(config: Config): boolean {
  return configuredLines(config).length > 0 || hasLocalHardware(config) ||
    config.hardwareWatchdog !== undefined;
}

async function gatherFfmpeg(config: Config | undefined) {
  const cameras = config?.cameras.filter(({ source }) => !source.startsWith("test:")).length ?? 0;
  const checked = await checkFfmpeg(denoProcesses(Deno.env.get("PATH") ?? ""));
  return {
    cameras,
    found: checked.ok ? { version: checked.value } : { fault: describeCameraFault(checked.fault) },
  };
}
