/**
 * What the journal's own page and the report of an alarm say, in German.
 */
import type { Translation } from "../message.ts";
import type { journalPage as english } from "./en.ts";

export const journalPage: Translation<typeof english> = {
  "journal.zone": "Zone",
  "journal.every-zone": "Alle Zonen",
  "journal.kind": "Art",
  "journal.every-kind": "Alles",
  "journal.from": "Von",
  "journal.to": "Bis",
  "journal.show": "Zeigen",
  "journal.older": "Ältere Zeilen",
  "journal.export": "Alle diese als Datei:",
  "journal.nothing-found": "Nichts passt.",
  "journal.report": "Bericht",
  "report.title": "Bericht zum Alarm: {zone}",
  "report.number": "Alarm",
  "report.began": "Beginn",
  "report.ended": "Rückgestellt",
  "report.stands": "noch nicht",
  "report.lasted": "Dauer",
  "report.time-zone": "Zeitzone",
  "report.print": "Drucken oder als PDF sichern",
  "report.as-data": "Dasselbe als Daten (JSON)",
  "report.deeds": "Was Menschen getan haben",
  "report.no-deeds": "Noch hat niemand gehandelt.",
  "report.timeline": "Zeitlicher Ablauf",
  "report.pictures": "Bilder",
  "report.heat": "Wärmebild von {sensor}",
  "report.hash": "Prüfsumme",
  "report.hash-hint":
    "Die Prüfsumme gehört zum Bericht als Daten, der den Ablauf und die Prüfsumme jedes Bildes enthält: wer sie aufbewahrt, erkennt später, ob eine Kopie verändert wurde.",
};
