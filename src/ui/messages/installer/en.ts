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
  "audit.older": "Older",
  "audit.verify": "Whether nobody has changed this record: `embereye audit verify` at the box's own shell.",
  "audit.sign-out-everywhere": "Sign out on all devices",
} as const;
