/**
 * Reads metrics as Prometheus text (exposition format 0.0.4): what `GET /metrics` answers.
 */

/** One value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric with all its values. A histogram's samples are its `_bucket`, `_sum` and `_count`. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

interface Growing extends Metric {
  readonly samples: Sample[];
  help: string;
  type: string;
}

/** The metrics of `text`, in its order. Lines that are none are left out and counted. */
export function parseExposition(
  text: string,
): { readonly metrics: readonly Metric[]; readonly malformed: number } {
  const metrics = new Map<string, Growing>();
  const metric = (name: string): Growing => {
    let found = metrics.get(name);
    if (found === undefined) metrics.set(name, found = { name, help: "", type: "untyped", samples: [] });
    return found;
  };
  let malformed = 0;
  for (const line of text.split("\n")) {
    const comment = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line);
    if (comment !== null) {
      const [, what, name, rest] = comment;
      if (what === "HELP") metric(name!).help = unescaped(rest!);
      else metric(name!).type = rest!;
    } else if (line !== "" && !line.startsWith("#")) {
      const sample = parseSample(line);
      if (sample === undefined) malformed++;
      else metric(familyOf(sample.name, metrics)).samples.push(sample);
    }
  }
  return { metrics: [...metrics.values()], malformed };
}

function familyOf(name: string, metrics: ReadonlyMap<string, Metric>): string {
  const family = /^(.*)_(?:bucket|sum|count)$/.exec(name)?.[1];
  const type = family === undefined ? undefined : metrics.get(family)?.type;
  return family !== undefined && (type === "histogram" || type === "summary") ? family : name;
}

function parseSample(line: string): Sample | undefined {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/.exec(line);
  if (match === null) return undefined;
  const [, name, inner = "", number] = match;
  const value = numberOf(number!);
  if (value === undefined) return undefined;
  const labels: Record<string, string> = {};
  const rest = inner.replace(
    /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/g,
    (_whole, key: string, content: string) => {
      labels[key] = unescaped(content);
      return "";
    },
  );
  return rest === "" ? { name: name!, labels, value } : undefined;
}

function numberOf(text: string): number | undefined {
  if (text === "+Inf" || text === "Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  if (text === "NaN" || text === "Nan") return NaN;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_whole, letter) => letter === "n" ? "\n" : letter);
}
