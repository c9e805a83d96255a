/**
 * What the pages for installers say, in English.
 */
export const installer = {
  "walk-test.intro":
    "Start the test of a zone, then set off each of its sensors: warm it by hand, blow test smoke at it, show it a flame. The sirens chirp at each. The test ends by itself, and at once when a real alarm comes in another zone. Signing off leaves a record in the journal.",
  "walk-test.out-of-service": "The zone is out of service.",
  "walk-test.record": "Last test, {moment}: {text}",
  "walk-test.progress": "{proved} of {all} sensors proved",
  "walk-test.ends": "ends by itself in {duration}",
  "walk-test.sensors": "Sensors",
  "walk-test.sirens": "Which sirens did you hear?",
  "walk-test.sounding": "sounding now",
  "walk-test.remark": "Remark",
  "walk-test.sign-off": "End the test and sign off",
  "audit.title": "Who did what",
  "audit.empty": "Nobody has done anything yet.",
  "audit.lost": "The audit log cannot be read now.",
  "audit.by-box": "the box by itself",
  "audit.not-done": "not done: {why}",
  "audit.unanswered":
    "the page was started anew meanwhile: the history of the configuration tells what came of it",
  "audit.older": "Older",
  "audit.verify": "Whether nobody has changed this record: `embereye audit verify` at the box's own shell.",
  "audit.sign-out-everywhere": "Sign out on all devices",
  "config-form.installer": "Only an installer may change this.",
  "config-form.done": "Changed, on trial: the box goes back by itself if it does harm.",
  "config-form.change": "Change the limits",
  "commissioning.title": "Commissioning",
  "commissioning.intro":
    "Devices that have connected without being in the configuration stand here. Give each a name and a zone, aim it with its live picture, then do a walk test.",
  "commissioning.none":
    "No unknown device is connected. Whether strangers are let in at all is said in the configuration (sensorPort.unknown).",
  "commissioning.name": "Name",
  "commissioning.adopt": "Take into the configuration",
  "commissioning.aiming": "Aiming: what a sensor sees at which distance",
  "commissioning.aiming-hint":
    "A thing smaller than 3 × 3 pixels is measured colder than it is. Choose distance and lens so that the smallest fire to be found is larger.",
  "commissioning.distance": "Distance",
  "commissioning.sees": "picture",
  "commissioning.smallest": "3 × 3 pixels",
  "commissioning.clean-air": "Gas sensors in clean air",
  "commissioning.clean-air-hint":
    "Air the room and let the sensor warm up for a day. The resistance it then measures is its R0; take it over only while the air is clean.",
  "commissioning.clean-air-none": "No gas sensor has been steady for long enough yet.",
  "commissioning.measured": "Measured over the last minutes: {ohm} ohm",
  "commissioning.take-over": "Take over as R0",
} as const;
