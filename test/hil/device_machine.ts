/**
 * The service on a real kernel's drivers, in an emulated machine: simulated hardware, software emulation.
 *
 * Not named as a test, since it is none of the plain ones: `./denow task test:hil` runs it.
 */
import { cameraScenarios } from "./camera_scenarios.ts";
import { gpioScenarios } from "./gpio_scenarios.ts";
import { i2cScenarios } from "./i2c_scenarios.ts";
import { processScenarios } from "./process_scenarios.ts";
import { serialScenarios } from "./serial_scenarios.ts";
import { SharedRig } from "./hil_test_case.ts";
import { Rig, SITE } from "./rig.ts";
import { timeScenarios } from "./time_scenarios.ts";
import { watchdogScenarios } from "./watchdog_scenarios.ts";

const shared = new SharedRig("emulated machine", (runtime) => Rig.start({ site: SITE, runtime }));

gpioScenarios(shared);
i2cScenarios(shared);
serialScenarios(shared);
cameraScenarios(shared);
processScenarios(shared);
timeScenarios(shared);
watchdogScenarios(shared);
