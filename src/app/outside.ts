/**
 * A place outside of this box for a moment: a network namespace with a cable to it, from which its ports are tried as a neighbour would,
 * through the kernel's firewall. Needs root and iproute2.
 *
 * Its addresses are of the range for tests of devices (RFC 2544), which no site has.
 */
import { z } from "zod";
import type { Probe } from "../ops/audit/ports.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { jsonOf } from "../store/stored_json.ts";
import { selfCommand } from "./self.ts";

const HERE = "198.18.119.1";
/** The address of the visitor. */
export const OUTSIDE = "198.18.119.2";
const PREFIX = 30;
const NETWORK = /\b198\.1[89]\./;
/** A step with `ip` takes milliseconds; the probe bounds itself. Longer means that something hangs. */
const STEP_MS = 10_000;
const PROBE_MS = 120_000;

const probeSchema = z.array(z.object({
  address: z.string().max(64),
  port: z.number().int(),
  answer: z.enum(["open", "turned-away", "refused", "silent"]),
}));

/** Tries each port from outside. A fault says in one sentence why that is not possible here. */
export async function lookFromOutside(ports: readonly number[]): Promise<Result<Probe[], string>> {
  if (Deno.build.os !== "linux") return fail("only Linux has network namespaces");
  if (Deno.uid() !== 0) return fail("it needs root");
  const routes = await run("ip", ["-4", "route", "show", "table", "all"], STEP_MS);
  if (!routes.ok) return routes;
  if (NETWORK.test(routes.value)) return fail("this machine has a route into 198.18.0.0/15 already");
  const id = crypto.randomUUID().slice(0, 8);
  const [space, cable] = [`embereye-${id}`, `ee${id}`];
  const inside = (...args: string[]) => ["netns", "exec", space, "ip", ...args];
  try {
    for (
      const args of [
        ["netns", "add", space],
        ["link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space],
        ["addr", "add", `${HERE}/${PREFIX}`, "dev", cable],
        ["link", "set", cable, "up"],
        inside("addr", "add", `${OUTSIDE}/${PREFIX}`, "dev", "eth0"),
        inside("link", "set", "lo", "up"),
        inside("link", "set", "eth0", "up"),
      ]
    ) {
      const done = await run("ip", args, STEP_MS);
      if (!done.ok) return done;
    }
    const { executable, args } = selfCommand(["probe-ports", HERE, ...ports.map(String)]);
    const said = await run("ip", ["netns", "exec", space, executable, ...args], PROBE_MS);
    if (!said.ok) return said;
    const parsed = probeSchema.safeParse(jsonOf(said.value));
    return parsed.success ? ok(parsed.data) : fail("the probe's answer was not understood");
  } finally {
    // With the namespace its end of the cable goes, and with that the other.
    await run("ip", ["netns", "del", space], STEP_MS);
    await run("ip", ["link", "del", cable], STEP_MS);
  }
}

async function run(
  program: string,
  args: readonly string[],
  limitMs: number,
): Promise<Result<string, string>> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(limitMs),
    }).output();
    const decoder = new TextDecoder();
    if (success) return ok(decoder.decode(stdout));
    const reason = decoder.decode(stderr).trim().split("\n").at(-1);
    return fail(`'${program} ${args.slice(0, 3).join(" ")}' failed: ${reason || "it said nothing"}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return fail(`${program} is not installed (iproute2)`);
    if (error instanceof Error) return fail(`${program}: ${error.message}`);
    throw error;
  }
}
