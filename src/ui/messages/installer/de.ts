/**
 * What the pages for installers say, in German.
 */
import type { Translation } from "../message.ts";
import type { installer as english } from "./en.ts";

export const installer: Translation<typeof english> = {
  "walk-test.intro":
    "Beginnen Sie den Test einer Zone und lösen Sie dann jeden ihrer Sensoren aus: mit der Hand wärmen, Prüfrauch, eine Flamme zeigen. Bei jedem geben die Sirenen einen kurzen Ton. Der Test endet von selbst, und sofort, wenn in einer anderen Zone ein echter Alarm kommt. Das Abzeichnen hinterlässt einen Eintrag im Ereignisbuch.",
  "walk-test.out-of-service": "Die Zone ist abgeschaltet.",
  "walk-test.record": "Letzter Test, {moment}: {text}",
  "walk-test.progress": "{proved} von {all} Sensoren geprüft",
  "walk-test.ends": "endet von selbst in {duration}",
  "walk-test.sensors": "Sensoren",
  "walk-test.sirens": "Welche Sirenen haben Sie gehört?",
  "walk-test.sounding": "ertönt jetzt",
  "walk-test.remark": "Bemerkung",
  "walk-test.sign-off": "Test beenden und abzeichnen",
  "audit.title": "Wer was getan hat",
  "audit.empty": "Noch niemand hat etwas getan.",
  "audit.lost": "Das Protokoll der Handlungen ist jetzt nicht lesbar.",
  "audit.by-box": "das Gerät selbst",
  "audit.not-done": "nicht getan: {why}",
  "audit.older": "Ältere",
  "audit.verify":
    "Ob niemand diese Aufzeichnung verändert hat: `embereye audit verify` an der Kommandozeile des Geräts.",
  "audit.sign-out-everywhere": "Auf allen Geräten abmelden",
};
