/**
 * Builds what the tests on emulated machines are made of, without running any: `./denow task test:machines:prepare`. What is kept
 * already is not built again (`test/hil/cache.ts`); where a test would be skipped, nothing is built for it.
 */
import { findRuntime } from "../compiled/executable.ts";
import { guestImage } from "../hil/guest_image.ts";
import { WHY_SKIPPED as NO_GUEST } from "../hil/hil_test_case.ts";
import { programPackage } from "../hil/program_package.ts";
import { WHY_SKIPPED as NO_IMAGE } from "./image_test_case.ts";
import { madeImage } from "./made_image.ts";

const startMs = performance.now();
const runtime = findRuntime();
// All at once: each waits for the network and for its own unpacking, and what two of them need is made by one of them.
const builds: Promise<unknown>[] = [];
if (NO_GUEST === undefined) builds.push(guestImage(), programPackage(runtime!));
if (NO_IMAGE === undefined) builds.push(madeImage(runtime!));
// What could be made is kept, also where something else could not.
const failure = (await Promise.allSettled(builds)).find(({ status }) => status === "rejected");
if (failure?.status === "rejected") throw failure.reason;
console.log(`what could be built is there, after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
