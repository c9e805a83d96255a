/**
 * `embereye check`: says all that is wrong with a configuration file.
 */
import { isOpenToThisMachineAlone } from "../firewall/rules.ts";
import { describeFileFaults } from "../config/load.ts";
import { systemClock } from "../clock/system_clock.ts";
import { checkRoom } from "../config/room_check.ts";
import { readMachine } from "../ops/box_facts.ts";
import { roomOf } from "./box_watch.ts";
import { checkAll } from "./config_check.ts";
import { readConfigFile } from "./config_file.ts";
import { unreadableFiles } from "./named_files.ts";
import { openSecrets } from "./open_secrets.ts";
import { remark } from "./terminal.ts";
import { STATE_DEFAULT } from "./where.ts";

/** Checks `file`. Exit code 0 when it is fine, 2 when it is not. */
export async function check(file: string, options: { readonly json?: boolean }): Promise<number> {
  const result = checkAll(await readConfigFile(file));
  if (options.json) {
    console.log(JSON.stringify(result.ok ? { ok: true } : { ok: false, faults: result.fault }, null, 2));
  } else if (result.ok) {
    const { zones, sensors, outputs } = result.value;
    console.log(
      `${file} is fine: ${count(zones.length, "zone")}, ${count(sensors.length, "sensor")}, ` +
        `${count(outputs.length, "output")}.`,
    );
    if (isOpenToThisMachineAlone(result.value)) {
      remark(
        "but only this machine may connect to the sensor port: name the sensors' networks in sensorPort.allow",
      );
    }
    const room = roomOf(await readMachine(STATE_DEFAULT, systemClock().wallMs()));
    for (const { path, message } of [...checkRoom(result.value, room), ...unreadableFiles(result.value)]) {
      remark(`but ${path}: ${message}`);
    }
    const open = await openSecrets(file, result.value);
    if (open !== undefined) remark(`but ${open}`);
  } else {
    console.error(`${file} is refused:\n${describeFileFaults(result.fault)}`);
  }
  return result.ok ? 0 : 2;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
