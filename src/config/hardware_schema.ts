/**
 * What hangs on the box itself, as an installer writes it down: outputs, contacts, sensors on its own buses, its watchdog.
 */
import { z } from "zod";
import { id, name } from "./vocabulary.ts";

const gpioLine = {
  chip: z.string().min(1).max(64).describe("Label of the chip, or its path /dev/gpiochipN"),
  line: z.union([z.string().min(1).max(32), z.number().int().min(0).max(1_023)])
    .describe("Name of the line, or its number on the chip"),
};

const contact = {
  ...gpioLine,
  activeLow: z.boolean().default(true).describe("The contact pulls the line to ground when active"),
  bias: z.enum(["pull-up", "pull-down", "none", "as-is"]).default("pull-up")
    .describe("The chip's own resistor; as-is leaves it as it was"),
  debounceMs: z.number().int().min(0).max(1_000).default(50)
    .describe("A level must stand this long to count, milliseconds"),
};

/** A manual call point: a person reports a fire. */
export const callPoint = z.strictObject({ id, name, zone: id, ...contact });

/** A contact that tells of the box itself, and never of a fire. */
export const boxInput = z.strictObject({
  id,
  name,
  kind: z.enum(["tamper", "mains-fail"])
    .describe(
      "tamper: active while the housing is open; mains-fail: active while the box runs from its battery",
    ),
  ...contact,
});

const feedback = z.strictObject({
  ...contact,
  debounceMs: contact.debounceMs.default(20),
  confirmMs: z.number().int().min(50).max(10_000).default(1_000)
    .describe("Sounding time without confirmation, summed over the beats of a pattern, that is a trouble"),
});

const outputOfAnyDriver = {
  id,
  name,
  kind: z.enum(["siren", "relay", "beacon"]),
  role: z.enum(["trouble", "alarm"]).optional().describe("For relays: what it signals"),
  feedback: feedback.optional().describe("A contact that is active while this output really draws current"),
};

/** What fusion's orders switch. */
export const output = z.discriminatedUnion("driver", [
  z.strictObject({
    ...outputOfAnyDriver,
    driver: z.literal("simulated").describe("Drives nothing and says so"),
  }),
  z.strictObject({
    ...outputOfAnyDriver,
    driver: z.literal("gpio").describe("A line of a GPIO chip, through the kernel's character device"),
    ...gpioLine,
    activeLow: z.boolean().default(false).describe("Low voltage switches it on"),
    drive: z.enum(["push-pull", "open-drain", "open-source"]).default("push-pull"),
    failSafe: z.enum(["on", "off", "keep"]).default("keep")
      .describe("Its level when the service ends in good order; when it dies, the wiring alone decides"),
  }),
]);

/** Where a sensor hangs on this machine. */
export const attached = z.discriminatedUnion("bus", [
  z.strictObject({
    bus: z.literal("serial").describe("The line protocol over a serial port, 115200 8N1"),
    path: z.string().regex(/^\/dev\/[\w./:+-]{1,200}$/, "a serial port is named like /dev/ttyUSB0"),
  }),
  z.strictObject({
    bus: z.literal("i2c").describe("An MLX90640 on an I2C bus of this machine"),
    path: z.string().regex(/^\/dev\/i2c-\d{1,3}$/, "an I2C bus is named like /dev/i2c-1"),
    address: z.number().int().min(0x08).max(0x77).default(0x33),
    refreshHz: z.union([
      z.literal(0.5),
      z.literal(1),
      z.literal(2),
      z.literal(4),
      z.literal(8),
      z.literal(16),
    ])
      .default(4).describe("Sub-pages a second; two make a picture"),
    power: z.strictObject({
      ...gpioLine,
      activeLow: z.boolean().default(false).describe("Low voltage supplies the sensor"),
      drive: z.enum(["push-pull", "open-drain", "open-source"]).default("push-pull"),
      offMs: z.number().int().min(100).max(10_000).default(1_000)
        .describe("Off time of a power cycle: capacitors must run empty"),
    }).optional().describe("The line that switches the sensor's supply; absent: it cannot be switched"),
  }),
]);

/** The machine's hardware watchdog, held by the supervisor. */
export const hardwareWatchdog = z.strictObject({
  device: z.string().min(1).max(64).default("/dev/watchdog")
    .describe("Its path, or its identity as /sys/class/watchdog/*/identity tells it: numbers may change"),
  timeoutSeconds: z.number().int().min(4).max(600).default(30)
    .describe("The machine is reset this long after the last sign of life"),
  stalledSeconds: z.number().int().min(10).max(3_600).default(120)
    .describe("A part of the fire path may be down this long before the sign of life is withheld"),
});

const share = z.strictObject({
  nice: z.number().int().min(-20).max(19).optional().describe("Priority, -20 first to 19 last"),
  cpus: z.array(z.number().int().min(0).max(8_191)).min(1).max(256).optional()
    .describe("Processors it may run on; all where absent"),
  cpuWeight: z.number().int().min(1).max(10_000).optional()
    .describe("Part of the processor among the service's processes when all want it (cgroup v2 cpu.weight)"),
  memoryLowMegabytes: z.number().int().min(0).max(1_048_576).optional()
    .describe("Memory that is not taken from it while others have some to give (cgroup v2 memory.low)"),
}).optional();

/** Shares of the machine, by process. What is not given is as the product sets it: the fire path before cameras before the page. */
export const resources = z.strictObject({
  supervisor: share,
  outputs: share,
  fusion: share,
  sensors: share,
  detect: share,
  cameras: share,
  ui: share,
  notify: share,
  fleet: share,
});
