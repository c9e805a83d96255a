/**
 * The service on a real kernel's drivers, in an emulated machine: simulated hardware, software emulation.
 *
 * Not named as a test, since it is none of the plain ones: `./denow task test:hil` runs it. The tests share one machine and, as far as
 * they can, one start of the service and one alarm; each gets along without those before it.
 */
import { cameraScenarios } from "./camera_scenarios.ts";
import { doctorScenarios } from "./doctor_scenarios.ts";
import { gpioScenarios } from "./gpio_scenarios.ts";
import { SharedRig } from "./hil_test_case.ts";
import { i2cScenarios } from "./i2c_scenarios.ts";
import { occupiedScenarios } from "./occupied_scenarios.ts";
import { roleScenarios, supervisorScenarios } from "./process_scenarios.ts";
import { Rig } from "./rig.ts";
import { serialScenarios } from "./serial_scenarios.ts";
import { timeScenarios } from "./time_scenarios.ts";
import { watchdogScenarios } from "./watchdog_scenarios.ts";

const shared = new SharedRig("emulated machine", (runtime) => Rig.start(runtime));

gpioScenarios(shared);
roleScenarios(shared);
i2cScenarios(shared);
serialScenarios(shared);
// It waits for what the service says two and a half minutes after its start.
timeScenarios(shared);
supervisorScenarios(shared);
// Starts the service with a camera.
occupiedScenarios(shared);
cameraScenarios(shared);
doctorScenarios(shared);
// The last: it resets the machine.
watchdogScenarios(shared);
