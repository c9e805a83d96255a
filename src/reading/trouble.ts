/**
 * A trouble: a fault of the system itself. Never to be confused with an alarm.
 */
import type { TroubleId } from "./ids.ts";
import type { Saying } from "./saying.ts";

/** Each kind of trouble, with what a person should know of it. The field guide is made from this table. */
export const TROUBLES = {
  "sensor-silent": {
    meaning: "A sensor delivers nothing fresh: its zone is watched by the other sensors alone.",
    remedy: "Check the sensor's power and network cable; `embereye status` shows when it was last heard.",
  },
  "sensor-frozen": {
    meaning: "A thermal sensor sends the same picture again and again: it is not measuring.",
    remedy: "Power-cycle the sensor. If it comes back frozen, replace it.",
  },
  "sensor-implausible": {
    meaning: "A sensor sends values that it cannot have measured.",
    remedy: "Check supply and cabling of the sensor; replace it if it goes on.",
  },
  "sensor-calibration": {
    meaning: "A thermal sensor's calibration EEPROM is missing or refused: its frames cannot become degrees.",
    remedy: "Power-cycle the sensor. Where the refusal names bad pixels, replace it.",
  },
  "zone-blind": {
    meaning: "No sensor of a zone delivers: the zone is not protected.",
    remedy: "Treat the zone as unprotected until its sensors are back.",
  },
  "role-down": {
    meaning: "A part of the service is down or restarting.",
    remedy:
      "`embereye watchdog` tells the story; if it does not recover, restart the service and keep the log.",
  },
  "role-given-up": {
    meaning: "A part of the service keeps failing and is now retried slowly.",
    remedy: "Read `embereye watchdog` and that role's log, then restart the service.",
  },
  "role-starved": {
    meaning:
      "Other programs leave a part of the service so little of the processors that it comes late: nothing in it is broken.",
    remedy:
      "`top` shows what takes the processors: end that program, or give it a lower priority. Where it is this service itself: fewer cameras, a lower rate, or a stronger machine.",
  },
  "supervisor-lost": {
    meaning: "The supervisor is gone: protection goes on, but nothing restarts what fails now.",
    remedy: "Restart the service.",
  },
  "outputs-lost": {
    meaning: "Fusion cannot reach the outputs: sirens keep their last state, new orders do not arrive.",
    remedy: "`embereye watchdog`; if `outputs` does not come back within seconds, restart the service.",
  },
  "orders-refused": {
    meaning:
      "The outputs do not understand what they are ordered to do: sirens keep their last state, and a new alarm may sound nothing.",
    remedy:
      "Treat the site as without sirens. Restart the service; if it comes back, take back the last update or change of the configuration and send a support bundle.",
  },
  "output-fault": {
    meaning: "A siren or relay did not do what it was told.",
    remedy:
      "The detail says why: a line that is missing, held by another program or forbidden (`embereye doctor`). " +
      "Otherwise check wiring and power of that output, then do a walk test.",
  },
  "siren-unconfirmed": {
    meaning: "An output was switched on and its feedback contact does not confirm it: it is probably silent.",
    remedy:
      "Go there and listen. Check its supply, fuse and cable, then its feedback contact; do a walk test.",
  },
  "siren-stuck": {
    meaning: "An output was switched off and its feedback contact says that it is still on.",
    remedy: "Look for a relay that sticks or a bridged wire; check the feedback contact.",
  },
  "tamper": {
    meaning: "The housing of the box, or of what a tamper contact watches, is open.",
    remedy: "See who is at it. Close the housing; where it is closed, check the contact and its cable.",
  },
  "mains-failed": {
    meaning: "The box runs from its battery: its mains supply has failed.",
    remedy:
      "Check the supply's fuse and plug. The battery lasts as long as its label says, with sirens less.",
  },
  "device-missing": {
    meaning: "A device of this machine that the configuration names is not there.",
    remedy:
      "Check that it is plugged in, and its name in the configuration: `embereye doctor` lists what is there.",
  },
  "device-gone": {
    meaning: "A device of this machine was there and has vanished: it was unplugged, or its driver gave up.",
    remedy: "Plug it in again: it is taken into use by itself. Otherwise replace its cable or the device.",
  },
  "device-busy": {
    meaning: "Another program holds a device of this machine that the configuration names.",
    remedy: "The detail names the holder where the kernel tells. End that program, or name another device.",
  },
  "device-denied": {
    meaning: "This service may not use a device of this machine that the configuration names.",
    remedy:
      "Add the service's user to the device's group (`embereye doctor` names it) and restart the service.",
  },
  "device-failed": {
    meaning: "A device of this machine answers with errors, or does not answer.",
    remedy: "The detail says what it answered. Check wiring and supply; power-cycle or replace it.",
  },
  "port-closed": {
    meaning:
      "The port that sensors connect to, or that of the page, cannot be opened: nobody gets through there. All else goes on, sensors and contacts at the box itself too.",
    remedy:
      "The detail names the port and, where the system tells, the program that holds it. End that program, or configure another port or address; " +
      "the box takes the port by itself as soon as it can be had. `embereye doctor` looks again.",
  },
  "watchdog-reset": {
    meaning:
      "The hardware watchdog has reset the machine: it had hung, or the fire path stood still for too long.",
    remedy:
      "`embereye watchdog` and the logs tell what came before. If it happens again, replace the machine.",
  },
  "store-failed": {
    meaning: "The event store cannot be written: alarms still sound, but the journal has gaps.",
    remedy: "Check free space and health of the disk holding the state folder.",
  },
  "certificate-unusable": {
    meaning:
      "The certificate of the page or of the sensor port, or its key, cannot be used; another one is shown, of which browsers warn and which sensors may refuse.",
    remedy: "The detail says why. Put it right; the box notices within seconds, nothing has to be restarted.",
  },
  "certificate-expiring": {
    meaning:
      "The certificate of the page or of the sensor port runs out within three weeks, or has: browsers then warn, scripts and sensors may refuse.",
    remedy: "Put the new certificate and its key in place of the old files; nothing has to be restarted.",
  },
  "audit-failed": {
    meaning: "The audit log cannot be written: persons can act as always, but who did what may be lost.",
    remedy: "Check free space and health of the disk holding the state folder.",
  },
  "audit-broken": {
    meaning:
      "The audit log is not what it was: entries were changed, taken out or cut off, by somebody or by a damaged disk.",
    remedy:
      "Run `embereye audit verify`: it names the first entry. Keep the files of the state folder as they are for " +
      "whoever must look into it; `embereye audit begin-anew` puts the log aside and starts another.",
  },
  "audit-found": {
    meaning: "An audit of the box itself has found something: memory, accuracy, ports or dependencies.",
    remedy:
      "The page 'Audits' says what, and docs/audits.md what to do; `embereye audit KIND` looks again, and a result without findings ends it.",
  },
  "audit-overdue": {
    meaning: "An audit of the box itself has not been made for one and a half times its interval.",
    remedy:
      "Run `embereye audit KIND`; on a box with systemd look at `systemctl list-timers 'embereye-audit-*'`.",
  },
  "audit-not-possible": {
    meaning: "An audit of the box itself could not be made, which says nothing about how things are.",
    remedy: "The detail says why: put it right and run `embereye audit KIND`.",
  },
  "disk-low": {
    meaning:
      "The disk of the box is nearly full: history, old logs and old pictures are being deleted to make room.",
    remedy:
      "Look for what fills it beside the service (`df`, `du -x`); the box protects without a disk, but its " +
      "journal will have gaps.",
  },
  "queue-overflow": {
    meaning: "A queue was full and old readings were dropped; alarm evidence was kept.",
    remedy: "Look for a device that floods, or a process that starves: `embereye metrics`.",
  },
  "config-open": {
    meaning: "Other users of the machine may read passwords in the configuration file.",
    remedy:
      "`chmod 600` the file, or put each password into a file of its own and name it as { file: /path }.",
  },
  "connections-refused": {
    meaning: "Many connections to the sensor port are being refused.",
    remedy:
      "The page 'Who was turned away' and the log name addresses and reasons; check for a wrong device or a network scan.",
  },
  "sensors-conflict": {
    meaning: "Two devices claim the same location.",
    remedy: "Give each device its own location id.",
  },
  "alarm-memory": {
    meaning: "An alarm was found latched at the outputs that the event store does not know.",
    remedy: "Look at the zone, reset the alarm, and check the disk holding the state folder.",
  },
  "camera-silent": {
    meaning: "A camera delivers no pictures: its view is watched by the other sensors alone.",
    remedy: "The detail says why. Check the camera's power, cable, address and password.",
  },
  "camera-frozen": {
    meaning: "A camera delivers the same picture again and again: what it shows is not now.",
    remedy: "Power-cycle the camera. If it freezes again, update its firmware or replace it.",
  },
  "camera-dark": {
    meaning: "A camera's picture is almost black: it is covered, or its scene has no light.",
    remedy: "Uncover or clean the lens; give the scene light, or the camera infrared light.",
  },
  "camera-bright": {
    meaning: "A camera's picture is almost white: it is blinded.",
    remedy: "Turn the camera away from the sun or the lamp, and check its exposure.",
  },
  "camera-defocused": {
    meaning: "A camera's picture has lost its sharpness, or shows nothing at all.",
    remedy: "Clean the lens and the housing, then set the focus anew.",
  },
  "camera-moved": {
    meaning: "A camera looks elsewhere than when it was set up.",
    remedy: "Turn the camera back; where the new view is meant, accept it.",
  },
  "ffmpeg-missing": {
    meaning:
      "The program that decodes camera streams is missing or too old: no network or local camera works.",
    remedy: "Install it: `apt install ffmpeg` (5.1 or later).",
  },
  "cameras-unusable": {
    meaning: "The cameras cannot be run: their shared memory or their configuration is refused.",
    remedy: "The detail says why: fewer or smaller pictures, more room in /dev/shm, or another source.",
  },
  "model-refused": {
    meaning: "The fire model was refused; the one before stays in use, or the cameras are blind.",
    remedy: "`embereye model verify` says why. Put the model file and its manifest back as they were.",
  },
  "detector-blind": {
    meaning: "The detector cannot look at camera pictures: cameras give no evidence.",
    remedy: "Read the detail and the `detect` log; the other sensors protect meanwhile.",
  },
  "cameras-slowed": {
    meaning: "The detector cannot keep up: cameras run at a reduced rate.",
    remedy: "Nothing at once; if it lasts, fewer cameras, a lower rate, or a stronger machine.",
  },
  "alert-flood": {
    meaning:
      "Alerts come more than three times as often as is normal here: pre-alarms are announced only once they last. Alarms are not touched.",
    remedy:
      "The journal shows which zone it is. A sensor at its limit, steam, sun on a camera: remove the cause or raise the limit.",
  },
  "time-unsynchronised": {
    meaning:
      "The wall clock is wrong, or nobody vouches for it: alarms are not affected, the times shown are not reliable.",
    remedy:
      "Check network and time servers, and keep a clock daemon (chrony) running; the detail says what is missing.",
  },
  "time-stepped": {
    meaning:
      "The wall clock was set while it was right: times in the journal before and after do not fit together.",
    remedy:
      "Find out who set it (a person, a daemon, a suspended machine); the journal keeps monotonic times too.",
  },
  "time-server-faulty": {
    meaning: "A configured time server contradicts the others, jumps, or gives no usable time.",
    remedy: "Take it out of `timeSync.servers` or replace it; have at least three.",
  },
  "baseline-changed": {
    meaning:
      "What a thermal sensor sees every day has changed for good: it was moved, is dirty, drifts, or something new is warm.",
    remedy:
      "Look at the pictures before and now in the review; put it right, or approve it as the new usual.",
  },
  "notify-failing": {
    meaning: "People away from the box cannot be told by this way: what happens waits in the outbox.",
    remedy:
      "The detail says why. Check network, address, user and password; `embereye notify test` tries it.",
  },
  "fleet-lost": {
    meaning:
      "The other boxes of the site cannot be reached: this box protects alone, and what happens waits to be told.",
    remedy:
      "The detail says why. Check the network and the NATS server, then `fleet` in the configuration; nothing is lost meanwhile.",
  },
  "fleet-double": {
    meaning: "Another box of the site has the same name as this one: what they tell is mixed up.",
    remedy: "Give each box a `fleet.box` of its own. After a box was replaced, the old one must stay off.",
  },
  "central-refused": {
    meaning:
      "What lies on the fleet's servers as this box's configuration is forged, was played back, or is meant for another box: it is not taken.",
    remedy:
      "The detail says what is wrong. Find out who writes there: `embereye fleet status`. The box goes on with the configuration it has.",
  },
  "archive-failing": {
    meaning: "Closed days do not reach the archive: they stay on the box, which keeps them until they do.",
    remedy:
      "The detail says why. Check network, bucket, room and credentials of the store; `embereye archive status` shows how far it has come.",
  },
  "fleet-unanswered": {
    meaning:
      "Another box was to sound for an alarm of this one and has not confirmed that it does, or it is not heard and could not be called.",
    remedy:
      "Where there is an alarm, warn the people there yourself. Then check the network between the boxes, and `fleet.answers` and `fleet.key` of the other one.",
  },
  "fleet-guarding": {
    meaning:
      "Another box of the site is not heard, or looks at no camera: this one watches its cameras. Of its other sensors and its sirens nothing is known here.",
    remedy:
      "See after that box: its power, its network cable, `embereye status` there. It gets its cameras back by itself once it has been there for a while.",
  },
  "camera-unguarded": {
    meaning: "A camera of a box that is gone is watched by nobody: no other box takes it over.",
    remedy:
      "Watch the place yourself and see after its box. The detail says why; `fleet.guards` says how many cameras of others a box takes.",
  },
  "camera-alone": {
    meaning:
      "A camera that boxes share is watched, but by its own box alone: if that one were gone, nobody would.",
    remedy:
      "See that another box is there and lists the camera with the same `id` and `home`, and that its `fleet.guards.weight` is not 0.",
  },
  "cameras-unshared": {
    meaning:
      "The box has more cameras than it is to watch by itself, and no other box takes those that are too many: it watches all of them, perhaps more slowly.",
    remedy:
      "`embereye fleet cameras` shows who would take which. Let more boxes list these cameras, raise their `fleet.guards.camerasMax`, or `fleet.lends.above` here.",
  },
  "config-refused": {
    meaning: "The configuration file is refused; the box goes on with the configuration it had.",
    remedy:
      "`embereye check FILE` says what is wrong with it, with the nearest valid key. Correct it and save it.",
  },
  "config-rolled-back": {
    meaning: "A new configuration made things worse and was rolled back; the one before it runs again.",
    remedy:
      "The detail says what went wrong. `embereye config history` shows both; correct the change and apply it again.",
  },
  "config-unsaved": {
    meaning:
      "The history of configurations cannot be written: the box runs, but a restart may bring an older one back.",
    remedy: "Check free space and health of the disk holding the state folder.",
  },
} as const satisfies Record<string, { meaning: string; remedy: string }>;

/** What is wrong, as a stable word for people and scripts. */
export type TroubleCode = keyof typeof TROUBLES;

/** With these a new alarm may sound nothing: the site is not protected, however well its sensors are. */
export const SIRENS_DEAF: readonly string[] = ["outputs-lost", "orders-refused"] satisfies TroubleCode[];

/** One fault at one place. It is latched: it stays listed after its cause has gone until a person has seen it. */
export interface Trouble {
  /** `code:subject`. */
  readonly id: TroubleId;
  readonly code: TroubleCode;
  /** What it is about: a sensor, zone, role or output id; `"box"` for the whole. */
  readonly subject: string;
  /** The cause is present now. */
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** One sentence with the values that led to it. */
  readonly detail: string;
  /** The same by its name and values, where it can be said in other languages. */
  readonly said?: Saying;
  readonly raisedAtMs: number;
  readonly raisedAtWallMs: number;
  /** When the cause went away; absent while it is present. */
  readonly clearedAtWallMs?: number;
  /** How often it has come since it was first listed. */
  readonly count: number;
}

/** What a trouble is called in English: `sensor-silent` is `Sensor silent`. */
export function troubleName(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll("-", " ");
}

/** The id of the trouble `code` at `subject`. */
export function troubleId(code: TroubleCode, subject: string): TroubleId {
  return `${code}:${subject}`;
}
