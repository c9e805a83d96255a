/**
 * Parses the command line and starts what it names. Each command's code is loaded only when it runs.
 */
import { Command, CommanderError, Option } from "commander";
import { isProcessName } from "../reading/ids.ts";
import {
  certificateFile,
  example,
  EXIT_FAILED,
  EXIT_FINE,
  EXIT_USAGE,
  fireAfter,
  hostPort,
  port,
  positive,
  positiveInteger,
  speed,
  withToken,
} from "./cli_parts.ts";
import { addModelCommands } from "./cli_model.ts";
import { addAuditCommands } from "./cli_audit.ts";
import { addArchiveCommands, addBackupCommands, addConfigCommands, addNotifyCommands } from "./cli_config.ts";
import { addFirewallCommand } from "./cli_firewall.ts";
import { addFleetCommands } from "./cli_fleet.ts";
import { addTechnicianCommands } from "./cli_technician.ts";
import { addUpdateCommands } from "./cli_update.ts";
import { Failure } from "./failure.ts";
import { ReaderGone } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/** Runs the command that `args` name. Returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // The roles' way in is no command for people, and must not pay for parsing those.
  if (args[0] === "role") return await startRole(args.slice(1));
  let code = EXIT_FINE;
  const program = commands((result) => code = result);
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_FINE : EXIT_USAGE;
    if (error instanceof UsageError) {
      console.error(`embereye: ${error.message}`);
      return EXIT_USAGE;
    }
    if (error instanceof Failure) {
      console.error(`embereye: ${error.message}`);
      return EXIT_FAILED;
    }
    // `embereye events | head`: whoever asked has seen enough.
    if (error instanceof ReaderGone) return EXIT_FINE;
    throw error;
  }
}

async function startRole(args: readonly string[]): Promise<number> {
  const [role, state, run] = args;
  if (role === undefined || !isProcessName(role) || state === undefined || run === undefined) {
    console.error("embereye: 'role' is for the supervisor: role NAME STATE RUN");
    return EXIT_USAGE;
  }
  const { startRoleProcess } = await import("./roles.ts");
  await startRoleProcess(role, { state, run });
  return EXIT_FINE;
}

function commands(finish: (code: number) => void): Command {
  const program = new Command("embereye")
    .description("Fire detection: thermal sensors in, sirens out.")
    .version(VERSION, "-V, --version", "print the version")
    .helpCommand("help [command]", "explain a command")
    .showHelpAfterError("(embereye COMMAND --help explains, with an example)")
    .exitOverride();

  program.command("run")
    .description("run the service with a configuration")
    .requiredOption("--config <file>", "configuration (YAML)")
    .requiredOption("--state <folder>", "where what must survive a reboot is kept")
    .option("--run <folder>", "where sockets and process ids are kept", "/run/embereye")
    .addOption(
      new Option(
        "--role <role>",
        "box: protect (default); site: watch all boxes of a site, as 'embereye site' does",
      )
        .choices(["box", "site"]),
    )
    .addHelpText("after", example("run --config /etc/embereye/embereye.yaml --state /var/lib/embereye"))
    .action(async (options) => {
      if (options.role === "site") finish(await (await import("./site_command.ts")).site(options));
      else finish(await (await import("./run_command.ts")).run(options));
    });

  program.command("site")
    .description("watch all boxes of a site from one place: one page, one incident for one fire")
    .requiredOption("--config <file>", "configuration of the watcher (YAML)")
    .requiredOption("--state <folder>", "where it keeps what it knows")
    .addHelpText("after", example("site --config /etc/embereye/site.yaml --state /var/lib/embereye-site"))
    .action(async (options) => finish(await (await import("./site_command.ts")).site(options)));

  program.command("demo")
    .description("the whole appliance without hardware: a simulated site, a fire after 20 seconds")
    .option("--ui-port <port>", "port of the status page, 0 for a free one", port, 8080)
    .option("--sensor-port <port>", "port for sensors, 0 for a free one", port, 9001)
    .option(
      "--state <folder>",
      "keep everything in this folder (otherwise a temporary one, removed at the end)",
    )
    .option("--no-simulation", "start no simulated devices: bring your own, or replay a capture")
    .addOption(
      new Option("--fire-after <seconds>", "when the simulated fire breaks out").argParser(fireAfter).default(
        20,
      ),
    )
    .addHelpText("after", example("demo", "demo --ui-port 0 --sensor-port 0 --no-simulation"))
    .action(async (options) => finish(await (await import("./demo_command.ts")).demo(options)));

  program.command("check")
    .description("check a configuration and say all that is wrong with it")
    .argument("<file>", "configuration (YAML)")
    .option("--json", "print the result as JSON")
    .addHelpText("after", example("check /etc/embereye/embereye.yaml"))
    .action(async (file, options) => finish(await (await import("./check_command.ts")).check(file, options)));

  withToken(program.command("replay"))
    .description("play a recorded device into a sensor port")
    .argument("<capture>", "capture file: milliseconds, TAB, packet")
    .requiredOption("--to <host:port>", "sensor port to connect to", hostPort)
    .addOption(
      new Option("--tls <certificate>", "speak TLS, and believe only the certificate in this file (PEM)")
        .argParser(certificateFile),
    )
    .option("--speed <factor>", "times the original speed; 'max' for as fast as possible", speed, 1)
    .option("--loc <id>", "announce this location id instead of what the capture says")
    .option("--frames <count>", "stop after this many frames", positiveInteger)
    .option("--add-fire <spec>", "add raw counts to a block of pixels: DELTA@ROW,COL,HxW")
    .option("--from <frame>", "first frame that burns", positiveInteger, 0)
    .addHelpText(
      "after",
      example("replay capture.tsv --to 127.0.0.1:9001 --speed 20 --add-fire 1600@8,10,4x5 --from 100"),
    )
    .action(async (capture, options) =>
      finish(await (await import("./replay_command.ts")).replay(capture, options))
    );

  withToken(program.command("simulate"))
    .description("play a thermal sensor that speaks the line protocol")
    .requiredOption("--to <host:port>", "sensor port to connect to", hostPort)
    .addOption(
      new Option("--tls <certificate>", "speak TLS, and believe only the certificate in this file (PEM)")
        .argParser(certificateFile),
    )
    .requiredOption("--loc <id>", "location id to announce")
    .addOption(
      new Option("--kind <kind>", "how its counts become degrees").choices(["melexis", "linear"]).default(
        "melexis",
      ),
    )
    .option("--fps <rate>", "frames a second", positive, 2)
    .option("--seed <number>", "another room and another sensor for each", positiveInteger, 1)
    .option("--fire-after <seconds>", "let a fire break out after this time", positive)
    .option("--on-demand", "answer REQUEST1 only, never stream")
    .addHelpText("after", example("simulate --to 127.0.0.1:9001 --loc room-7 --fire-after 30"))
    .action(async (options) => finish(await (await import("./simulate_command.ts")).simulate(options)));

  addModelCommands(program, finish);

  program.command("simulate-site", { hidden: true })
    .description("play all devices of the demo's site")
    .requiredOption("--to <host:port>", "sensor port to connect to", hostPort)
    .option("--fire-after <seconds>", "when the fire breaks out", fireAfter, 20)
    .addHelpText("after", example("simulate-site --to 127.0.0.1:9001"))
    .action(async (options) =>
      finish(await (await import("./simulate_site_command.ts")).simulateSite(options))
    );

  program.command("version")
    .description("which build this is")
    .option("--json", "print version, commit, date and platform as JSON")
    .addHelpText("after", example("version --json"))
    .action(async (options) => finish((await import("./version_command.ts")).version(options)));
  program.command("licences")
    .description("the licences of everything inside this executable")
    .addHelpText("after", example("licences | less"))
    .action(async () => finish((await import("./version_command.ts")).licences()));

  addConfigCommands(program, finish);
  addNotifyCommands(program, finish);
  addArchiveCommands(program, finish);
  addBackupCommands(program, finish);
  addTechnicianCommands(program, finish);
  addAuditCommands(program, finish);
  addFirewallCommand(program, finish);
  addFleetCommands(program, finish);
  addUpdateCommands(program, finish);
  return program;
}
