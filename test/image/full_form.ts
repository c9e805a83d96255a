/**
 * The appliance's image in its full form: `./denow task test:image`. Simulated hardware, software emulation.
 */
import { biosScenario, bootScenarios } from "./boot_scenarios.ts";
import { networkScenarios } from "./network_scenarios.ts";
import { peopleScenarios } from "./people_scenarios.ts";
import { powerScenarios } from "./power_scenarios.ts";
import { stickScenarios } from "./stick_scenarios.ts";
import { updateScenarios } from "./update_scenarios.ts";

bootScenarios();
biosScenario();
peopleScenarios();
networkScenarios();
updateScenarios();
stickScenarios();
powerScenarios();
