/**
 * What the supervisor says in the page's place, in English.
 */
export const rescue = {
  "rescue.page-down": "The status page is down",
  "rescue.unprotected": "The box does not protect as it should",
  "rescue.goes-on":
    "Detection and sirens go on without it. Nobody can see or order anything here until it is back: go by the sirens.",
  "rescue.missing": "Not working: {parts}. Watch the site yourself, and call service.",
  "rescue.waits": "This page asks for the real one every few seconds, and gives way to it by itself.",
  "rescue.works": "works",
  "rescue.as-of": "As of {moment}.",
  "rescue.technician":
    "A technician finds the story with `embereye watchdog` and `embereye logs` at the box.",
  "rescue.part.outputs": "Sirens and relays",
  "rescue.part.fusion": "Fire logic",
  "rescue.part.sensors": "Sensors",
  "rescue.part.detect": "Fire detection in pictures",
  "rescue.part.cameras": "Cameras",
  "rescue.part.ui": "Status page",
  "rescue.part.notify": "Notifications",
  "rescue.part.fleet": "Other boxes",
} as const;
