/**
 * The commands for people who look into a box: what it does now, what happened, and who may act on it.
 */
import { type Command, Option } from "commander";
import { example, limit, pageUrl, since, span, withToken } from "./cli_parts.ts";
import { EVENT_KINDS } from "../reading/event.ts";
import { CAMERA_PROCESSES_MAX, cameraProcess, ROLES } from "../reading/ids.ts";
import { LOG_LEVELS } from "./log_lines.ts";
import { UsageError } from "./usage_error.ts";
import { STATE_DEFAULT } from "./where.ts";

/** Whose records can be asked for; `cameras` means all camera processes. */
const LOGGED: readonly string[] = [
  ...ROLES,
  ...Array.from({ length: CAMERA_PROCESSES_MAX }, (_, shard) => cameraProcess(shard)),
  "supervisor",
];

/** Adds the commands to `program`; each tells `finish` its exit code. */
export function addTechnicianCommands(program: Command, finish: (code: number) => void): void {
  const status = program.command("status")
    .description("what the box does now: alarms, troubles, zones, sensors, roles")
    .option("--check", "exit code 1 unless all is well: no alarm, no trouble, ready");
  withPage(withPlace(status))
    .addHelpText(
      "after",
      example("status", "status --state /tmp/demo", "status --url http://192.0.2.7:8080 --check"),
    )
    .addHelpText("after", FALLBACK)
    .action(async (options) => finish(await (await import("./status_command.ts")).status(options)));

  const health = program.command("health")
    .description("one line, and exit code 0 where the box protects: for health checks of containers");
  withPage(withPlace(health))
    .addHelpText("after", example("health", "health --url http://192.0.2.7:8080"))
    .action(async (options) => finish(await (await import("./health_command.ts")).health(options)));

  const doctor = program.command("doctor")
    .description("examine everything the service needs of this machine, and say what to do")
    .option(
      "--config <file>",
      "the configuration (otherwise /etc/embereye/embereye.yaml, or the running one)",
    );
  withPlace(doctor)
    .addHelpText("after", example("doctor", "doctor --config site.yaml", "doctor --json"))
    .addHelpText(
      "after",
      "\nIt works while the service runs and while it does not, and changes nothing.\nExit code 1 where anything has failed.",
    )
    .action(async (options) => finish(await (await import("./doctor/doctor_command.ts")).doctor(options)));

  const events = program.command("events")
    .description("the journal: alarms, troubles, and what people did, oldest first")
    .option("--zone <zone>", "of this zone alone, by its id or name")
    .addOption(new Option("--kind <kind>", "of this kind alone").choices(EVENT_KINDS))
    .option("--since <time>", SINCE_HELP, since)
    .option("--limit <count>", "at most so many, the newest", limit, 50);
  withPlace(events)
    .addHelpText("after", example("events --since 2h", "events --zone boiler --kind alarm --json"))
    .addHelpText("after", OFFLINE)
    .action(async (options) => finish(await (await import("./events_command.ts")).events(options)));

  const logs = program.command("logs")
    .description("the log records of all roles by time")
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .addOption(new Option("--role <role>", "about this role alone").choices(LOGGED))
    .addOption(new Option("--level <level>", "this level and above").choices(LOG_LEVELS))
    .option("--since <time>", SINCE_HELP, since)
    .option("--limit <count>", "at most so many, the newest (otherwise 100, or all since a time)", limit);
  withPlace(logs)
    .addHelpText("after", example("logs -f", "logs --role fusion --level warning --since today"))
    .addHelpText("after", OFFLINE)
    .action(async (options) => finish(await (await import("./logs_command.ts")).logs(options)));

  const watchdog = program.command("watchdog")
    .description("what the supervisor did: which role was down, why, and for how long")
    .option("--since <time>", SINCE_HELP, since);
  withPlace(watchdog)
    .addHelpText("after", example("watchdog", "watchdog --since 7d"))
    .addHelpText("after", OFFLINE)
    .action(async (options) => finish(await (await import("./watchdog_command.ts")).watchdog(options)));

  const metrics = program.command("metrics")
    .description("the figures of all roles as they are now, or how they were")
    .argument("[name]", "a metric's name, or a part of it; with --since also a zone, sensor or role")
    .option(
      "--since <time>",
      `how they were from then on: ${SINCE_HELP.replace("from then on: ", "")}`,
      since,
    );
  withPage(withPlace(metrics))
    .addHelpText(
      "after",
      example(
        "metrics",
        "metrics latency",
        "metrics zone/boiler --since 2h",
        "metrics dropped_frames_total --json",
      ),
    )
    .action(async (name, options) =>
      finish(await (await import("./metrics_command.ts")).metrics(name, options))
    );

  const top = program.command("top")
    .description(
      "the roles with memory and processor use, until Ctrl-C; once where the answer is no terminal",
    );
  withPage(withPlace(top))
    .addHelpText("after", example("top", "top --json"))
    .addHelpText("after", FALLBACK)
    .action(async (options) => finish(await (await import("./top_command.ts")).top(options)));

  const bundle = program.command("support-bundle")
    .description(
      "one file with logs, journal, figures and configuration for whoever helps from afar; no secrets",
    )
    .option("--output <file>", "where to write it (otherwise embereye-support-TIME.zip in this folder)");
  withToken(withPlace(bundle), "EMBEREYE_TOKEN")
    .addHelpText("after", example("support-bundle", "support-bundle --output /media/stick/box.zip"))
    .addHelpText("after", FALLBACK)
    .action(async (options) =>
      finish(await (await import("./support_bundle_command.ts")).supportBundle(options))
    );

  const token = program.command("token").description("who may look at the box and act on it")
    .addHelpText(
      "after",
      example(
        "token new anna --role operator",
        "token pin anna",
        "token list",
        "token revoke anna",
        "token new boiler-burner --device",
      ),
    );
  withPlace(token.command("new"))
    .description("make a token and show it, this once")
    .argument(
      "<name>",
      "whose it is: a person, as the journal will name them, or with --device a sensor's id",
    )
    .addOption(
      new Option("--role <role>", "what it allows a person: to look; also to act; also to set up")
        .choices(["viewer", "operator", "installer"]),
    )
    .option("--device", DEVICE_HELP)
    .option("--replace", "take away the token that this person or device has")
    .option("--expires <span>", "it runs out after this time: 12h, 90d (otherwise never)", span)
    .addHelpText(
      "after",
      example(
        "token new anna --role operator",
        "token new ivo --role installer --expires 90d",
        "token new boiler-burner --device",
      ),
    )
    .action(async (name, options) => {
      if (options.device) {
        return finish(await (await import("./device_token_command.ts")).deviceTokenNew(name, options));
      }
      if (options.role === undefined) {
        throw new UsageError(
          "a person's token needs --role viewer, operator or installer; a sensor's needs --device",
        );
      }
      finish(await (await import("./token_command.ts")).tokenNew(name, options));
    });
  withPlace(token.command("pin"))
    .description("give a person a PIN to sign in with beside their name: six digits, shown this once")
    .argument("<name>", "whose it is")
    .addOption(
      new Option("--role <role>", "what it allows (otherwise to act; to look for who has a viewer's token)")
        .choices(["viewer", "operator"]),
    )
    .option("--choose", "ask for the PIN, on the terminal or the standard input, in place of making one")
    .option("--expires <span>", "it runs out after this time: 12h, 90d (otherwise never)", span)
    .addHelpText("after", example("token pin anna", "token pin anna --choose"))
    .addHelpText(
      "after",
      "\nA PIN never gives more than an operator's right: six digits are not to set a box up.",
    )
    .action(async (name, options) =>
      finish(await (await import("./token_command.ts")).tokenPin(name, options))
    );
  withPlace(token.command("list"))
    .description("show who has a token or a PIN, what it allows, and when it was last used")
    .option("--device", DEVICE_HELP)
    .addHelpText("after", example("token list --json", "token list --device"))
    .action(async (options) =>
      finish(
        options.device
          ? await (await import("./device_token_command.ts")).deviceTokenList(options)
          : await (await import("./token_command.ts")).tokenList(options),
      )
    );
  withPlace(token.command("revoke"))
    .description(
      "take a person's token and PIN away: a running service refuses them at once, in open sessions too",
    )
    .argument("<name>", "whose: a person, or with --device a sensor's id or the id of one token")
    .option("--device", DEVICE_HELP)
    .addHelpText("after", example("token revoke anna", "token revoke boiler-burner --device"))
    .action(async (name, options) =>
      finish(
        options.device
          ? await (await import("./device_token_command.ts")).deviceTokenRevoke(name, options)
          : await (await import("./token_command.ts")).tokenRevoke(name, options),
      )
    );

  const audit = program.command("audit").description(
    "what the box finds out about itself, and the record of who did what to it",
  )
    .addHelpText("after", example("audit memory", "audit ports", "audit list", "audit verify"));
  withPlace(audit.command("list"))
    .description("show what persons did: who, from where, what, before and after")
    .option("--limit <count>", "at most so many, the newest", limit, 50)
    .addHelpText("after", example("audit list --limit 20", "audit list --json"))
    .addHelpText("after", OFFLINE)
    .action(async (options) => finish(await (await import("./audit_command.ts")).auditList(options)));
  withPlace(audit.command("verify"))
    .description(
      "prove that no entry was changed, taken out or cut off; exit code 1 and the entry where one was",
    )
    .addHelpText("after", example("audit verify", "audit verify --json"))
    .addHelpText("after", OFFLINE)
    .action(async (options) => finish(await (await import("./audit_command.ts")).auditVerify(options)));
  withPlace(audit.command("begin-anew"))
    .description("put a broken log aside, whole, and begin another; the service must not run")
    .addHelpText("after", example("audit begin-anew"))
    .action(async (options) => finish(await (await import("./audit_command.ts")).auditBeginAnew(options)));
}

const DEVICE_HELP = "tokens of devices, with which they prove to be the sensors that they say they are";
const SINCE_HELP = "from then on: 90s, 30m, 2h, 7d, today, or '2026-11-23 18:00'";
const OFFLINE = "\nIt reads the files in the state folder: the service need not run.";
const FALLBACK = `
Asks the page. Where that does not answer, the files and processes of this
machine tell what they can, and the answer says so. A page that shows itself to
nobody without a token wants --token-file or EMBEREYE_TOKEN;
'embereye token new NAME --role viewer' makes one.`;

/** The box is found by its folders. */
export function withPlace(command: Command): Command {
  return command
    .option("--state <folder>", "the box's state folder", STATE_DEFAULT)
    .option("--run <folder>", "its run folder (otherwise STATE/run as in a demo, else /run/embereye)")
    .option("--json", "print JSON");
}

/** What asks the page. */
function withPage(command: Command): Command {
  return withToken(
    command
      .addOption(new Option("--url <url>", "ask this page and nothing else").argParser(pageUrl)),
    "EMBEREYE_TOKEN",
  );
}
