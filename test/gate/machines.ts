/**
 * Builds what the tests on emulated machines boot, before they ask for it: `./denow task test:machines`. Builds are kept, see `test/hil/cache.ts`.
 */
import { findRuntime } from "../compiled/executable.ts";
import { guestImage } from "../hil/guest_image.ts";
import { WHY_SKIPPED as WHY_NO_MACHINE } from "../hil/hil_test_case.ts";
import { WHY_SKIPPED as WHY_NO_IMAGE } from "../image/image_test_case.ts";
import { madeImage } from "../image/made_image.ts";

if (WHY_NO_MACHINE === undefined) await guestImage();
if (WHY_NO_IMAGE === undefined) await madeImage(findRuntime()!);
