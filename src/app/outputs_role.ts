/**
 * The outputs role: performs what fusion orders, and keeps a latched siren on.
 *
 * It must never wait for anything but its own lines, and never silence a siren because somebody else is gone.
 */
import { Counter } from "prom-client";
import { Channel } from "../bus/channel.ts";
import { helloMessage, orderMessage } from "../bus/messages.ts";
import { GpioOutputs } from "../hal/gpio/output_lines.ts";
import { describeUnsupportedSystem, openKernel } from "../hal/linux/libc.ts";
import { SimulatedLines } from "../hal/siren/simulated_lines.ts";
import { alarmLatencyHistogram } from "../ops/metrics.ts";
import { LatchFiles } from "../outputs/latch_files.ts";
import { type FaultReport, Outputs } from "../outputs/outputs_driver.ts";
import { fail, unreachable } from "../reading/result.ts";
import { listenUnix } from "./listen.ts";
import { OutputFeedback } from "./output_feedback.ts";
import { hasGpioOutputs } from "./permissions.ts";
import { specOf } from "./output_spec.ts";
import type { RoleBody, RoleContext } from "./role.ts";

/** Of what a schema says of an order that it refuses. */
const REASON_CHARS_MAX = 400;

/** Starts the role. */
export async function startOutputs(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal } = context;
  const latency = alarmLatencyHistogram(metrics.registry);
  const ordersTotal = new Counter({
    name: "embereye_orders_total",
    help: "Orders of fusion, by what became of them",
    labelNames: ["outcome"],
    registers: [metrics.registry],
  });
  const simulated = new SimulatedLines({ folder: paths.simulatedLines, clock });
  const configured = new Map(config.outputs.map((output) => [output.id, output]));
  const kernel = hasGpioOutputs(config) ? openKernel() : undefined;
  const gpioOutputs = kernel?.ok ? new GpioOutputs(kernel.value) : undefined;
  const peers = new Set<Channel>();
  const feedback = kernel === undefined ? undefined : new OutputFeedback({
    outputs: config.outputs,
    kernel,
    clock,
    fault: (report) => {
      log.warning("{detail}{end}", { detail: report.detail, end: report.active ? "" : " (no longer so)" });
      for (const peer of peers) peer.send(report);
    },
  });

  const outputs = new Outputs({
    outputs: config.outputs.map((output) => specOf(output, config.zones)),
    openLine: (spec, on) => {
      const output = configured.get(spec.id)!;
      switch (output.driver) {
        case "simulated":
          return simulated.open(spec.id, on);
        case "gpio":
          if (gpioOutputs !== undefined) return gpioOutputs.open(output, spec.id, on);
          return fail({
            kind: "missing",
            detail: kernel?.ok === false ? describeUnsupportedSystem(kernel.fault) : "",
          });
        default:
          return unreachable(output);
      }
    },
    latchStore: new LatchFiles(paths.latch),
    clock,
    onReport: (report) => {
      for (const peer of peers) peer.send(report);
    },
    onLevel: (id, on) => feedback?.ordered(id, on),
  });
  const simulatedCount = config.outputs.filter(({ driver }) => driver === "simulated").length;
  if (simulatedCount > 0) {
    log.warning("{count} of {all} outputs are simulated: they drive nothing", {
      count: simulatedCount,
      all: config.outputs.length,
    });
  }
  /** Orders are not understood: sirens stay as they are, which nobody would see from here. */
  let deaf: FaultReport | undefined;
  const deafTo = (reason: string | undefined) => {
    if (deaf === undefined) log.error("an order was not understood: {reason}", { reason });
    const report: FaultReport = {
      kind: "fault",
      code: "orders-refused",
      subject: "outputs",
      active: reason !== undefined,
      detail: reason === undefined
        ? "orders are understood again"
        : `an order to the outputs was not understood: ${reason}`.slice(0, REASON_CHARS_MAX),
    };
    deaf = reason === undefined ? undefined : report;
    for (const peer of peers) peer.send(report);
  };
  let lastRevision = 0;
  let orders = 0;

  await listenUnix(paths.socket("outputs"), (conn) => {
    const channel: Channel = new Channel(conn, {
      message: (message) => {
        if (helloMessage.safeParse(message).success) {
          peers.add(channel);
          outputs.report();
          for (const report of feedback?.standing ?? []) channel.send(report);
          if (deaf !== undefined) channel.send(deaf);
          return;
        }
        const parsed = orderMessage.safeParse(message);
        if (!parsed.success) {
          ordersTotal.labels({ outcome: "not-understood" }).inc();
          return deafTo(parsed.error.message);
        }
        if (deaf !== undefined) deafTo(undefined);
        const { order } = parsed.data;
        const accepted = outputs.order(order);
        orders++;
        ordersTotal.labels({ outcome: accepted ? "accepted" : "refused" }).inc();
        // An order is repeated for safety; only its first copy tells how long the siren took.
        if (accepted && order.evidenceAtMs !== undefined && order.revision !== lastRevision) {
          latency.observe(Math.max(0, clock.monotonicMs() - order.evidenceAtMs) / 1000);
        }
        if (accepted) lastRevision = order.revision;
      },
      closed: () => peers.delete(channel),
    });
    void channel.run();
  }, signal);

  const running = Promise.all([outputs.run(signal), feedback?.run(signal)]);
  context.ready();
  return {
    work: () => ({ progress: orders, pending: 0, queues: [] }),
    reconfigure: ({ outputs: list, zones }) => outputs.assign(list.map((output) => specOf(output, zones))),
    stop: async () => {
      for (const peer of peers) peer.close();
      await running;
      await outputs.close();
    },
  };
}
