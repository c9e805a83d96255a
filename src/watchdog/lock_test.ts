import assert from "node:assert/strict";
import { canMountSmallDisk, remount, withSmallDisk } from "../store/small_disk_for_tests.ts";
import { describeLockHeld, takeLock } from "./lock.ts";

Deno.test("takeLock refuses a second holder at once, with who is in the way, and lets one in after the release", async () => {
  const stateDir = await Deno.makeTempDir();
  const first = takeLock(stateDir);
  assert.ok(first.ok);
  const second = takeLock(stateDir);
  assert.ok(!second.ok);
  assert.equal(second.fault.pid, Deno.pid);
  assert.match(describeLockHeld(second.fault), /refused: another supervisor \(process \d+\) already uses/);
  first.value.release();
  const third = takeLock(stateDir);
  assert.ok(third.ok);
  third.value.release();
  await Deno.remove(stateDir, { recursive: true });
});

Deno.test("takeLock is free again when its holder was killed, and children of the holder do not keep it", async () => {
  const stateDir = await Deno.makeTempDir();
  const lockFile = new URL("./lock.ts", import.meta.url).href;
  // The holder starts a child that outlives it, as the roles outlive a killed supervisor.
  const source = `const { takeLock } = await import(${JSON.stringify(lockFile)});
    if (!takeLock(${JSON.stringify(stateDir)}).ok) throw new Error("not taken");
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", "--no-config", "console.log('up'); setInterval(() => {}, 1e6)"],
      stdout: "inherit",
    }).spawn();
    console.log("child " + child.pid);
    setInterval(() => {}, 1e6);`;
  const holder = new Deno.Command(Deno.execPath(), { args: ["eval", source], stdout: "piped" }).spawn();
  let output = "";
  const reader = holder.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!(output.includes("up") && /child \d+\n/.test(output))) {
    const { value, done } = await reader.read();
    assert.ok(!done, `the holder ended early: ${output}`);
    output += value;
  }
  assert.equal(takeLock(stateDir).ok, false);
  holder.kill("SIGKILL");
  await holder.status;
  const taken = takeLock(stateDir);
  assert.ok(taken.ok);
  taken.value.release();
  Deno.kill(Number(/child (\d+)/.exec(output)![1]), "SIGKILL");
  while (!(await reader.read()).done);
  await Deno.remove(stateDir, { recursive: true });
});

Deno.test("takeLock throws where the directory cannot be written", () => {
  assert.throws(() => takeLock("/nonexistent/state"));
});

Deno.test("describeLockHeld names the process where its number is known, and what to do in any case", () => {
  const path = "/var/lib/embereye/supervisor.lock";
  assert.match(
    describeLockHeld({ kind: "lock-held", path, pid: 12 }),
    /supervisor \(process 12\) already uses/,
  );
  assert.match(describeLockHeld({ kind: "lock-held", path }), /another supervisor already uses.*use another/);
});

Deno.test({
  name:
    "takeLock takes the lock on a disk that is full or has gone read-only, and still keeps a second one away",
  ignore: !canMountSmallDisk(),
  fn: () =>
    withSmallDisk("64k", async (folder) => {
      const before = takeLock(folder);
      assert.ok(before.ok);
      before.value.release();
      // The number of the holder before takes no page any more once the filler has its place.
      Deno.writeTextFileSync(`${folder}/supervisor.lock`, "");
      assert.throws(() => Deno.writeFileSync(`${folder}/filler`, new Uint8Array(1 << 20)), /os error 28/);
      for (const spoil of [() => {}, () => remount(folder, "ro")]) {
        spoil();
        const first = takeLock(folder);
        assert.ok(first.ok);
        assert.equal(takeLock(folder).ok, false);
        first.value.release();
      }
      await Promise.resolve();
    }),
});
