/**
 * The Grafana dashboard of a box, made from this list of panels: `./denow task dashboard` writes `dashboard.json` anew.
 */

/** One panel: what it shows, in which unit, and the queries behind it. */
export interface Panel {
  readonly title: string;
  /** Grafana's word for the unit. */
  readonly unit: "none" | "short" | "s" | "bytes" | "percentunit" | "ops" | "reqps";
  readonly kind: "stat" | "timeseries";
  /** Query and its legend. */
  readonly queries: readonly (readonly [expression: string, legend: string])[];
}

const BOX = 'instance=~"$instance"';

/** From what a person needs first to what a technician needs last. */
export const PANELS: readonly Panel[] = [
  {
    title: "Alarms",
    unit: "none",
    kind: "stat",
    queries: [[`sum by (instance) (embereye_alarms{${BOX}})`, "{{instance}}"]],
  },
  {
    title: "Troubles",
    unit: "none",
    kind: "stat",
    queries: [[`sum by (instance) (embereye_troubles{${BOX}})`, "{{instance}}"]],
  },
  {
    title: "Processes that work",
    unit: "none",
    kind: "stat",
    queries: [[`sum by (instance) (embereye_role_ready{${BOX}})`, "{{instance}}"]],
  },
  {
    title: "Devices connected",
    unit: "none",
    kind: "stat",
    queries: [[`sum by (instance) (embereye_sensor_connections{${BOX}})`, "{{instance}}"]],
  },
  {
    title: "Packet to siren",
    unit: "s",
    kind: "timeseries",
    queries: [0.5, 0.95, 0.99].map((part) => [
      `histogram_quantile(${part}, sum by (le) (increase(embereye_alarm_latency_seconds_bucket{${BOX}}[$__range])))`,
      `p${part * 100}`,
    ]),
  },
  {
    title: "Packets and pictures",
    unit: "ops",
    kind: "timeseries",
    queries: [
      [`sum by (kind) (rate(sensor_packets_total{${BOX}}[5m]))`, "packets: {{kind}}"],
      [`sum(rate(frame_processed_total{${BOX},kind="thermal"}[5m]))`, "thermal pictures"],
      [`sum by (camera) (rate(frame_processed_total{${BOX},camera!=""}[5m]))`, "camera {{camera}}"],
    ],
  },
  {
    title: "Pictures dropped",
    unit: "ops",
    kind: "timeseries",
    queries: [[
      `sum by (camera, reason) (rate(dropped_frames_total{${BOX},camera!=""}[5m]))`,
      "{{camera}}: {{reason}}",
    ]],
  },
  {
    title: "Queues",
    unit: "none",
    kind: "timeseries",
    queries: [[`queue_depth{${BOX}}`, "{{role}} to {{queue}}"]],
  },
  {
    title: "Look at a picture",
    unit: "s",
    kind: "timeseries",
    queries: [[
      `histogram_quantile(0.95, sum by (le) (rate(embereye_detection_latency_seconds_bucket{${BOX}}[5m])))`,
      "p95",
    ]],
  },
  {
    title: "Age of camera pictures",
    unit: "s",
    kind: "timeseries",
    queries: [[`embereye_camera_fresh_age_seconds{${BOX}}`, "{{camera}}"]],
  },
  {
    title: "Memory",
    unit: "bytes",
    kind: "timeseries",
    queries: [[`embereye_process_resident_memory_bytes{${BOX}}`, "{{role}}"]],
  },
  {
    title: "Processor",
    unit: "percentunit",
    kind: "timeseries",
    queries: [[`rate(embereye_process_cpu_seconds_total{${BOX}}[5m])`, "{{role}}"]],
  },
  {
    title: "Restarts",
    unit: "none",
    kind: "timeseries",
    queries: [[`increase(embereye_role_restarts_total{${BOX}}[1h])`, "{{process}}"]],
  },
  {
    title: "Turned away",
    unit: "reqps",
    kind: "timeseries",
    queries: [[
      `sum by (listener, reason) (rate(embereye_refused_total{${BOX}}[5m]))`,
      "{{listener}}: {{reason}}",
    ]],
  },
  {
    title: "Clock vouched for",
    unit: "none",
    kind: "timeseries",
    queries: [[`embereye_time_synchronised{${BOX}}`, "{{instance}}"]],
  },
];

/** Columns of Grafana's grid. */
const GRID_COLUMNS = 24;
const STAT = { w: 6, h: 4 };
const CHART = { w: 12, h: 8 };

/** The dashboard as Grafana imports it. */
export function dashboard(panels: readonly Panel[] = PANELS) {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return {
    title: "EmberEye",
    uid: "embereye",
    schemaVersion: 39,
    refresh: "15s",
    time: { from: "now-6h", to: "now" },
    tags: ["embereye"],
    templating: {
      list: [
        { name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus" },
        {
          name: "instance",
          label: "Box",
          type: "query",
          datasource: { type: "prometheus", uid: "${datasource}" },
          query: "label_values(embereye_alarms, instance)",
          refresh: 2,
          multi: true,
          includeAll: true,
          current: { text: "All", value: "$__all" },
        },
      ],
    },
    panels: panels.map(({ title, unit, kind, queries }, index) => {
      const size = kind === "stat" ? STAT : CHART;
      if (x + size.w > GRID_COLUMNS || (rowHeight !== 0 && rowHeight !== size.h)) {
        x = 0;
        y += rowHeight;
      }
      rowHeight = size.h;
      const gridPos = { ...size, x, y };
      x += size.w;
      return {
        id: index + 1,
        title,
        type: kind,
        gridPos,
        datasource: { type: "prometheus", uid: "${datasource}" },
        fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
        targets: queries.map(([expr, legendFormat], target) => ({
          refId: String.fromCharCode(65 + target),
          expr,
          legendFormat,
          instant: kind === "stat",
        })),
      };
    }),
  };
}

/** The file's text. */
export function dashboardText(): string {
  return JSON.stringify(dashboard(), null, 2) + "\n";
}
