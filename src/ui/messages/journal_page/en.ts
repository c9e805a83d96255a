/**
 * What the journal's own page and the report of an alarm say, in English.
 */
export const journalPage = {
  "journal.zone": "Zone",
  "journal.every-zone": "Every zone",
  "journal.kind": "Kind",
  "journal.every-kind": "Everything",
  "journal.from": "From",
  "journal.to": "To",
  "journal.show": "Show",
  "journal.older": "Older lines",
  "journal.export": "All of these as a file:",
  "journal.nothing-found": "Nothing fits.",
  "journal.report": "Report",
  "report.title": "Report of the alarm in {zone}",
  "report.number": "Alarm",
  "report.began": "Began",
  "report.ended": "Reset",
  "report.stands": "not yet",
  "report.lasted": "Duration",
  "report.time-zone": "Time zone",
  "report.print": "Print or save as PDF",
  "report.as-data": "The same as data (JSON)",
  "report.deeds": "What people did",
  "report.no-deeds": "Nobody has acted yet.",
  "report.timeline": "Timeline",
  "report.pictures": "Pictures",
  "report.heat": "Heat map of {sensor}",
  "report.hash": "Hash",
  "report.hash-hint":
    "The hash is that of the report as data, which holds the timeline and the hash of each picture: whoever keeps it can tell later whether a copy was changed.",
} as const;
