import assert from "node:assert/strict";
import { constants } from "node:os";
import { describeErrno, ERRNO, errnoName } from "./errno.ts";

Deno.test("errnoName gives the name of a number, and the number where it has none", () => {
  assert.equal(errnoName(19), "ENODEV");
  assert.equal(errnoName(16), "EBUSY");
  assert.equal(errnoName(999), "errno 999");
  assert.equal(describeErrno(16), "EBUSY (device or resource busy)");
  assert.equal(describeErrno(999), "errno 999");
});

Deno.test({
  name: "ERRNO has this system's own numbers",
  ignore: Deno.build.os !== "linux",
  fn() {
    const own: Record<string, number | undefined> = constants.errno;
    let compared = 0;
    for (const [name, errno] of Object.entries(ERRNO)) {
      if (own[name] === undefined) continue;
      assert.equal(own[name], errno, name);
      compared++;
    }
    assert.ok(compared >= 25, `${compared} numbers were compared`);
  },
});
