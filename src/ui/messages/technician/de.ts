/**
 * Was die Seite für Techniker sagt, auf Deutsch.
 */
import type { Translation } from "../message.ts";
import type { technician as english } from "./en.ts";

export const technician: Translation<typeof english> = {
  "tech.title": "Technik",
  "tech.loading": "Das Gerät wird gefragt …",
  "tech.lost": "Das Gerät antwortet nicht. Gezeigt wird, was es vor {age} gesagt hat.",
  "tech.no-script":
    "Diese Seite braucht Skripte. An der Konsole des Geräts sagen `embereye status`, `watchdog` und `logs` dasselbe.",
  "tech.machine": "Die Maschine",
  "tech.machine-unknown": "Der Aufseher hat noch nichts über die Maschine gesagt.",
  "tech.disk": "Datenträger",
  "tech.free": "{free} von {total} frei",
  "tech.memory": "Speicher",
  "tech.load": "Last",
  "tech.up": "In Betrieb seit",
  "tech.temperatures": "Temperaturen",
  "tech.no-temperatures": "diese Maschine nennt keine",
  "tech.clock": "Uhr",
  "tech.clock-unwatched": "niemand überwacht sie",
  "tech.written": "Geschrieben",
  "tech.written-by": "{role} {amount}",
  "tech.facts-age": "Stand vor {age}.",
  "tech.story": "Was der Aufseher getan hat",
  "tech.story-none": "In dieser Zeit ist nichts geschehen.",
  "tech.story-days": { one: "Der letzte Tag", other: "Die letzten {count} Tage" },
  "tech.logs": "Protokolle",
  "tech.logs-none": "Kein Eintrag passt.",
  "tech.logs-sign-in":
    "Protokolle nennen Adressen und Personen: Bitte als Bediener anmelden, um sie zu lesen.",
  "tech.logs-gap": "Hier fehlen einige Einträge.",
  "tech.level": "Stufe",
  "tech.about": "Über",
  "tech.everything": "alles",
  "tech.follow": "Mitlesen",
  "tech.charts": "Werte im Lauf der Zeit",
  "tech.charts-of": "Von",
  "tech.charts-box": "der Maschine",
  "tech.charts-figure": "Wert",
  "tech.charts-usual": "Speicher und Prozessor",
  "chart.span": "Was gezeigt wird",
  "chart.lost": "Die Aufzeichnung kann gerade nicht gelesen werden.",
  "chart.none": "Davon gibt es noch keine Aufzeichnung.",
  "chart.text": "{name}: zuletzt {last}, von {least} bis {largest}",
  "tech.bundle": "Paket für den Kundendienst",
  "tech.bundle-hint":
    "Eine Datei mit Protokollen, Ereignissen, Werten und Konfiguration für alle, die aus der Ferne helfen. Passwörter und Schlüssel sind nicht enthalten.",
  "tech.bundle-get": "Herunterladen",
  "chart.span-15m": "15 Minuten",
  "chart.span-2h": "2 Stunden",
  "chart.span-1d": "1 Tag",
  "chart.span-7d": "7 Tage",
  "chart.span-90d": "90 Tage",
};
