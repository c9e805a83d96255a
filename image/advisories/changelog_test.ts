import assert from "node:assert/strict";
import { mendedIn } from "./changelog.ts";

Deno.test("mendedIn: each CVE with the first version that names it; old ones and those outside of entries are left out", () => {
  const changelog = `ffmpeg (7:5.1.8-0+deb12u1) bookworm-security; urgency=medium

  * Drop the patch of CVE-2025-0518, it is upstream's now

 -- Somebody <somebody@example.org>  Fri, 05 Dec 2025 22:14:02 +0100

ffmpeg (7:5.1.7-0+deb12u1) bookworm-security; urgency=medium

  * New upstream version
    - Fixes CVE-2025-0518, CVE-2023-49502
    - Fixes CVE-2012-0001

 -- Somebody <somebody@example.org>  Sun, 24 Aug 2025 22:59:40 +0200
`;
  assert.deepEqual(mendedIn(changelog), [
    { cve: "CVE-2023-49502", version: "7:5.1.7-0+deb12u1", day: "2025-08-24" },
    { cve: "CVE-2025-0518", version: "7:5.1.7-0+deb12u1", day: "2025-08-24" },
  ]);
  assert.deepEqual(mendedIn("no changelog at all\nCVE-2025-0001\n"), []);
});
