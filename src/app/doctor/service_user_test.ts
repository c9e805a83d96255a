import assert from "node:assert/strict";
import { findServiceUser, groupNames, mayUse } from "./service_user.ts";

const PASSWD = "root:x:0:0:root:/root:/bin/bash\nembereye:x:995:994::/var/lib/embereye:/usr/sbin/nologin\n";
const GROUP =
  "root:x:0:\nembereye:x:994:\ngpio:x:993:\ndialout:x:20:anna,embereye\nkeys:x:77:bert\nvideo:x:44:\n";
const STATUS = "Name:\tembereye\nUid:\t995\t995\t995\t995\nGid:\t994\t994\t994\t994\nGroups:\t44 993 \n";

function files(entries: Record<string, string>) {
  return (path: string) => entries[path];
}

Deno.test("findServiceUser believes the running process before anything else", () => {
  const read = files({ "/proc/7/status": STATUS, "/etc/passwd": PASSWD, "/etc/group": GROUP });
  assert.deepEqual(findServiceUser(read, 7, 0), { name: "embereye", uid: 995, gids: [994, 44, 993] });
});

Deno.test("findServiceUser expects the unit's user with the groups the unit adds where nothing runs", () => {
  const read = files({ "/etc/passwd": PASSWD, "/etc/group": GROUP, "/proc/self/status": STATUS });
  const user = findServiceUser(read, undefined, 0);
  assert.equal(user.name, "embereye");
  assert.deepEqual([...user.gids].sort((a, b) => a - b), [20, 44, 993, 994]);
});

Deno.test("findServiceUser takes the owner of the state folder for the service's user, known by name or not", () => {
  const passwd = `${PASSWD}anna:x:1000:1000::/home/anna:/bin/sh\n`;
  const read = files({ "/etc/passwd": passwd, "/etc/group": GROUP, "/proc/self/status": STATUS });
  assert.deepEqual(findServiceUser(read, undefined, 1000), { name: "anna", uid: 1000, gids: [1000, 20] });
  assert.deepEqual(findServiceUser(read, undefined, 4711), { name: "user 4711", uid: 4711, gids: [] });
});

Deno.test("findServiceUser takes whoever asks where there is no such user, without groups, names or files", () => {
  const self = "Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nGroups:\t\nNStgid:\t5\n";
  const user = findServiceUser(
    files({ "/proc/self/status": self, "/etc/passwd": "garbage\n" }),
    7,
    undefined,
  );
  assert.deepEqual(user, { name: "user 1000", uid: 1000, gids: [1000] });
  assert.equal(findServiceUser(files({}), undefined, undefined).uid, -1);
});

Deno.test("mayUse lets the first that fits decide, as the kernel does", () => {
  const user = { name: "embereye", uid: 995, gids: [994, 993] };
  assert(mayUse(user, { uid: 0, gid: 993, mode: 0o20660 }));
  assert(!mayUse(user, { uid: 0, gid: 5, mode: 0o20660 }));
  assert(mayUse(user, { uid: 0, gid: 5, mode: 0o20666 }));
  assert(!mayUse(user, { uid: 0, gid: 993, mode: 0o20606 }), "its group is shut out");
  assert(!mayUse(user, { uid: 995, gid: 993, mode: 0o20460 }), "the owner may only read");
  assert(mayUse({ ...user, uid: 0 }, { uid: 1, gid: 1, mode: 0 }), "root may");
});

Deno.test("groupNames knows groups by their number", () => {
  assert.equal(groupNames(files({ "/etc/group": GROUP })).get(993), "gpio");
  assert.equal(groupNames(files({})).size, 0);
});
