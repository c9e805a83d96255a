/**
 * The site as topics that a broker keeps, and what Home Assistant must be told to show them.
 */

/** A zone as it is told. */
export interface ZoneTold {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** Hottest pixel, degrees Celsius; absent where it is not known. */
  readonly maxC?: number;
}

/** The site as it is told. */
export interface SiteState {
  readonly zones: readonly ZoneTold[];
  /** Sentences of the troubles whose cause is present. */
  readonly troubles: readonly string[];
}

/** Whose topics they are. */
export interface Told {
  readonly topic: string;
  readonly discoveryPrefix: string;
  /** Letters, digits, `_` and `-` alone. */
  readonly boxId: string;
  readonly site: string;
}

/** A sentence of troubles must fit what a state may hold. */
const TROUBLES_SHOWN = 20;

/** What the broker keeps of the site, by topic. */
export function stateTopics(topic: string, { zones, troubles }: SiteState): Map<string, string> {
  const topics = new Map<string, string>();
  for (const { id, state, maxC } of zones) {
    topics.set(
      `${topic}/zone/${topicLevel(id)}`,
      JSON.stringify({ state, ...(maxC === undefined ? {} : { maxC: Math.round(maxC) }) }),
    );
  }
  topics.set(
    `${topic}/trouble`,
    JSON.stringify({
      state: troubles.length > 0 ? "trouble" : "none",
      troubles: troubles.slice(0, TROUBLES_SHOWN),
    }),
  );
  return topics;
}

/** What Home Assistant is told, by topic. */
export function discoveryOf(
  { topic, discoveryPrefix, boxId, site }: Told,
  { zones }: SiteState,
): Map<string, string> {
  const device = { identifiers: [boxId], name: site, manufacturer: "EmberEye", model: "Fire detection box" };
  const common = {
    availability_topic: `${topic}/status`,
    payload_available: "online",
    payload_not_available: "offline",
    device,
  };
  const topics = new Map<string, string>();
  const put = (component: string, object: string, config: Record<string, unknown>) =>
    topics.set(
      `${discoveryPrefix}/${component}/${boxId}/${object}/config`,
      JSON.stringify({ unique_id: `${boxId}_${object}`, ...config, ...common }),
    );
  for (const { id, name, maxC } of zones) {
    const object = `zone_${topicLevel(id)}`;
    const state_topic = `${topic}/zone/${topicLevel(id)}`;
    put("binary_sensor", object, {
      name: `${name} fire`,
      device_class: "safety",
      state_topic,
      value_template: "{{ 'ON' if value_json.state == 'alarm' else 'OFF' }}",
      json_attributes_topic: state_topic,
    });
    if (maxC === undefined) continue;
    put("sensor", `${object}_max`, {
      name: `${name} hottest`,
      device_class: "temperature",
      unit_of_measurement: "°C",
      state_topic,
      value_template: "{{ value_json.maxC }}",
    });
  }
  put("binary_sensor", "trouble", {
    name: "Trouble",
    device_class: "problem",
    state_topic: `${topic}/trouble`,
    value_template: "{{ 'ON' if value_json.state == 'trouble' else 'OFF' }}",
    json_attributes_topic: `${topic}/trouble`,
  });
  return topics;
}

/** An id as one level of a topic: without wildcards, slashes, spaces or letters that Home Assistant refuses; ids stay apart. */
export function topicLevel(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9-]/g, (letter) => `_${letter.codePointAt(0)!.toString(16)}_`);
}
