import assert from "node:assert/strict";
import { join } from "node:path";
import { Guest } from "./guest.ts";
import type { VirtualMachine } from "./virtual_machine.ts";

Deno.test("Guest: a script that a start takes away ends at once, and one after it is answered", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-guest-" });
  const path = join(folder, "agent.sock");
  const listener = Deno.listen({ transport: "unix", path });
  const [agentLine, agent] = await Promise.all([
    Deno.connect({ transport: "unix", path }),
    listener.accept(),
  ]);
  const say = (line: string) => agent.write(new TextEncoder().encode(`${line}\n`));
  const heard = async () => {
    const bytes = new Uint8Array(1_000);
    return new TextDecoder().decode(bytes.subarray(0, await agent.read(bytes) ?? 0));
  };
  try {
    const guest = Guest.attach(
      { agentLine, serialLog: () => Promise.resolve("") } as unknown as VirtualMachine,
    );
    const early = assert.rejects(guest.run("true"), /has just started/);
    assert.match(await heard(), /^1 /);
    await say("hello boot-1");
    await early;
    assert.equal(guest.bootId, "boot-1");
    const later = guest.run("echo x");
    assert.match(await heard(), /^2 /);
    await say(`2 0 ${btoa("x\n")} -`);
    assert.equal(await later, "x");
  } finally {
    // The guest's end goes first, as in a machine that ends: then its reader ends by itself.
    agent.close();
    listener.close();
    await Deno.remove(folder, { recursive: true });
  }
});
