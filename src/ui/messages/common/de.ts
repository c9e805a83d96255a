/**
 * What every page says, in German.
 */
import type { Translation } from "../message.ts";
import type { common as english } from "./en.ts";

export const common: Translation<typeof english> = {
  "words.stop": ".",
  "words.unknown": "unbekannt",
  "words.seconds": "{value} s",
  "words.minutes": "{value} min",
  "words.hours": "{value} h",
  "words.days": "{value} d",
  "words.more": "{count} weitere",
  "words.and": "{before} und {last}",
  "words.ago": "vor {age}",
  "words.percent": "{value} %",
  "words.ppm": "{value} ppm",
  "words.one-hour": "1 Stunde",
  "words.hours-long": "{count} Stunden",
  "words.one-day": "1 Tag",
  "words.days-long": "{count} Tage",
  "words.minutes-long": "{count} Minuten",

  "input.thermal": "Wärme",
  "input.smoke": "Rauch",
  "input.flame": "Flamme",
  "input.gas": "Gas",
  "input.flameDigital": "Flammenkontakt",
  "input.vision": "Kamera",
  "input.callPoint": "Handmelder",
  "input.otherBox": "anderes Gerät",
  "input.closed": "geschlossen",
  "input.open": "offen",
  "no-data.never-received": "noch nichts",
  "no-data.stale": "keine frischen Daten",
  "no-data.disconnected": "getrennt",
  "no-data.calibration-pending": "wartet auf Kalibrierung",
  "no-data.calibration-refused": "Kalibrierung abgelehnt",
  "no-data.implausible": "unglaubhafte Werte",
  "no-data.disabled": "abgeschaltet",

  "frame.live": "live",
  "frame.not-live": "nicht live",
  "frame.as-of-then": "Stand von eben",
  "frame.language": "Sprache",
  "frame.change": "Ändern",
  "frame.no-connection": "Keine Verbindung",
  "frame.health": "Gesundheit",
  "frame.metrics": "Messwerte",
  "frame.configuration": "Konfiguration",
  "frame.back": "Zurück zur Statusseite",

  "frame.skip": "Zum Inhalt springen",
  "place.list": "Seiten",
  "place.journal": "Ereignisse",
  "place.walk-test": "Begehungstest",
  "place.commissioning": "Inbetriebnahme",
  "place.overview": "Überblick",

  "sign-in.do": "Anmelden",
  "sign-in.out": "Abmelden",
  "sign-in.to-act": "Zum Bedienen anmelden",
  "sign-in.name": "Name",
  "sign-in.with-pin": "nur mit PIN",
  "sign-in.token": "PIN oder Token",
  "sign-in.hint": "PIN oder Token gibt Ihnen der Errichter. Dieser Browser bleibt dann angemeldet.",
  "sign-in.cancel": "Abbrechen",

  "act.lost": "Die Brandlogik ist nicht erreichbar: Befehle kommen nicht an.",
  "act.viewer": "Sie dürfen nur zusehen: melden Sie sich als Bediener an.",
  "act.done": "Erledigt.",
  "act.no-answer":
    "Das Gerät antwortet nicht. Vielleicht ist es trotzdem geschehen: erst nachsehen, dann wiederholen.",
  "act.status": "Das Gerät hat mit {status} geantwortet.",

  "refusal.page": "Diese Seite kann nicht gezeigt werden",
  "refusal.order": "Das wurde nicht ausgeführt",
  "problem.not-found": "Unter dieser Adresse gibt es nichts.",
  "problem.internal":
    "Die Seite hat einen Fehler, der im Protokoll steht. Melder und Sirenen arbeiten ohne die Seite.",
  "problem.journal-lost":
    "Das Ereignisbuch kann gerade nicht gelesen werden. Melder und Sirenen arbeiten auch so.",
  "problem.wrong-token": "Dieses Token ist unbekannt, abgelaufen oder widerrufen.",
  "problem.not-signed-in": "Dafür ist eine Anmeldung nötig.",
  "problem.no-right": "Dieses Token darf das nicht.",
  "problem.too-many-attempts": "Zu viele falsche Token von hier: bitte etwas warten.",
  "problem.fusion-lost": "Die Brandlogik ist nicht erreichbar: der Befehl kam nicht an.",
  "problem.cause-present": "Noch nicht möglich: die Ursache des Alarms besteht noch.",
  "problem.cause-unknown":
    "Noch nicht möglich: Seit dem Neustart ist nicht bekannt, ob die Ursache des Alarms noch besteht.",
  "problem.unknown-alarm": "Diesen Alarm gibt es nicht mehr.",

  "offline.again": "Alle paar Sekunden ein neuer Versuch. Über den jetzigen Zustand ist nichts bekannt.",
  "sound.on": "Alarmton hier: ein",
  "sound.off": "Alarmton hier: aus",
  "cover.title": "Keine Verbindung zum Gerät",
  "cover.since": "seit {duration} ({moment}). Neuer Versuch läuft.",
  "cover.last": "Zuletzt bekannt: {title}",
  "cover.advice":
    "Das Gerät arbeitet auch ohne diese Seite: Sirenen ertönen von selbst. Wenn etwas brennen könnte, gehen Sie nachsehen.",
};
