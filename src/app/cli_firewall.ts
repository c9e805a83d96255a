/**
 * The command for the kernel's firewall.
 */
import type { Command } from "commander";
import { example } from "./cli_parts.ts";
import { STATE_DEFAULT } from "./where.ts";

/** Adds it to `program`; it tells `finish` its exit code. */
export function addFirewallCommand(program: Command, finish: (code: number) => void): void {
  const firewall = program.command("firewall")
    .description("the kernel's firewall (nftables), from the same configuration as the service's own gate")
    .addHelpText("after", example("firewall render", "firewall apply", "firewall check"))
    .addHelpText("after", EXPLANATION);
  withConfig(firewall.command("render"))
    .description("print the ruleset; needs no rights")
    .addHelpText("after", example("firewall render --config site.yaml | nft -c -f -"))
    .action(async (options) => finish(await (await import("./firewall_command.ts")).firewallRender(options)));
  withJson(withConfig(firewall.command("apply")))
    .description("put the ruleset in force in one step, in place of an earlier one (as root)")
    .addHelpText("after", example("firewall apply --config /etc/embereye/embereye.yaml"))
    .action(async (options) => finish(await (await import("./firewall_command.ts")).firewallApply(options)));
  withJson(withConfig(firewall.command("check")))
    .description("whether the kernel has what the configuration says; exit code 1 where not (as root)")
    .addHelpText("after", example("firewall check --json"))
    .action(async (options) => finish(await (await import("./firewall_command.ts")).firewallCheck(options)));
  withJson(firewall.command("remove"))
    .description("take the table away and leave all others as they are (as root)")
    .addHelpText("after", example("firewall remove"))
    .action(async (options) => finish(await (await import("./firewall_command.ts")).firewallRemove(options)));
  for (const command of firewall.commands) command.exitOverride();
}

const EXPLANATION = `
The table is called 'inet embereye' and touches the service's own ports alone.
Hosts that sensorPort.allow, page.allow, metrics.allow and the sensors' own
networks do not hold are dropped before they reach the service, those that are
in are slowed down when they connect too often. It follows the configuration
that the service runs with, or before its start /etc/embereye/embereye.yaml. A
changed configuration needs 'apply' again: image/systemd has units for that.`;

function withConfig(command: Command): Command {
  return command
    .option("--config <file>", "a configuration (YAML) in place of the running one")
    .option("--state <folder>", "the box's state folder", STATE_DEFAULT)
    .option("--run <folder>", "its run folder (otherwise STATE/run as in a demo, else /run/embereye)");
}

function withJson(command: Command): Command {
  return command.option("--json", "print JSON");
}
