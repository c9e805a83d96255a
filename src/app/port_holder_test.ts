import assert from "node:assert/strict";
import { eventually } from "../../test/eventually.ts";
import { holderOf, inTheWay, machineSockets } from "./port_holder.ts";

const socket = (address: string, port: number) => ({ address, port, inode: "1", uid: 0 });

Deno.test("inTheWay: the same address, or one of both that means all", () => {
  const sockets = [socket("127.0.0.1", 9001), socket("0.0.0.0", 9002), socket("10.0.0.5", 9003)];
  const found = (host: string, port: number) => inTheWay(sockets, host, port).length;
  assert.equal(found("127.0.0.1", 9001), 1);
  assert.equal(found("10.0.0.5", 9001), 0);
  assert.equal(found("0.0.0.0", 9001), 1);
  assert.equal(found("10.0.0.5", 9002), 1);
  assert.equal(found("::", 9003), 1);
  assert.equal(found("0.0.0.0", 9004), 0);
});

if (Deno.build.os !== "linux") console.log("SKIPPED who holds a port: only Linux tells");

Deno.test({
  name: "holderOf names the program and the process that listens; nobody for a free port",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    assert((await machineSockets())!.some((one) => one.port === port));
    assert.match(await holderOf("0.0.0.0", port) ?? "", new RegExp(`\\(process ${Deno.pid}\\)$`));
    listener.close();
    // A program that a test beside this one is starting holds a copy of every open file until it has begun.
    await eventually(
      "nobody to listen",
      async () => await holderOf("127.0.0.1", port) === undefined,
    );
  },
});
