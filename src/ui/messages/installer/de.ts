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
  "audit.unanswered":
    "die Seite wurde währenddessen neu gestartet: Was daraus wurde, steht im Verlauf der Konfiguration",
  "audit.older": "Ältere",
  "audit.verify":
    "Ob niemand diese Aufzeichnung verändert hat: `embereye audit verify` an der Kommandozeile des Geräts.",
  "audit.sign-out-everywhere": "Auf allen Geräten abmelden",
  "config-form.installer": "Nur ein Errichter darf das ändern.",
  "config-form.done": "Geändert, auf Probe: das Gerät geht von selbst zurück, wenn es schadet.",
  "config-form.change": "Grenzwerte ändern",
  "commissioning.title": "Inbetriebnahme",
  "commissioning.intro":
    "Hier stehen Geräte, die verbunden, aber nicht in der Konfiguration sind. Geben Sie jedem einen Namen und eine Zone, richten Sie es mit dem Livebild aus und machen Sie dann einen Begehungstest.",
  "commissioning.none":
    "Kein unbekanntes Gerät ist verbunden. Ob Fremde überhaupt eingelassen werden, steht in der Konfiguration (sensorPort.unknown).",
  "commissioning.name": "Name",
  "commissioning.adopt": "In die Konfiguration aufnehmen",
  "commissioning.aiming": "Ausrichten: was ein Sensor in welchem Abstand sieht",
  "commissioning.aiming-hint":
    "Was kleiner als 3 × 3 Bildpunkte ist, wird kälter gemessen, als es ist. Wählen Sie Abstand und Optik so, dass das kleinste zu findende Feuer größer ist.",
  "commissioning.distance": "Abstand",
  "commissioning.sees": "Bild",
  "commissioning.smallest": "3 × 3 Bildpunkte",
  "commissioning.clean-air": "Gassensoren in sauberer Luft",
  "commissioning.clean-air-hint":
    "Lüften Sie den Raum und lassen Sie den Sensor einen Tag warm werden. Der Widerstand, den er dann misst, ist sein R0; übernehmen Sie ihn nur bei sauberer Luft.",
  "commissioning.clean-air-none": "Noch war kein Gassensor lange genug ruhig.",
  "commissioning.measured": "In den letzten Minuten gemessen: {ohm} Ohm",
  "commissioning.take-over": "Als R0 übernehmen",
};
