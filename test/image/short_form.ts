/**
 * The appliance's image in its short form: boot, fire, one power cut. `./denow task test:image:short`
 */
import { bootScenarios } from "./boot_scenarios.ts";

bootScenarios();
