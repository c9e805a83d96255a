/**
 * What the journal's own page and the report of an alarm say, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { journalPage as english } from "./en.ts";

export const journalPage: Translation<typeof english> = {
  "journal.zone": "Zona",
  "journal.every-zone": "Todas las zonas",
  "journal.kind": "Tipo",
  "journal.every-kind": "Todo",
  "journal.from": "Desde",
  "journal.to": "Hasta",
  "journal.show": "Mostrar",
  "journal.older": "Líneas anteriores",
  "journal.export": "Todo esto como archivo:",
  "journal.nothing-found": "Nada coincide.",
  "journal.report": "Informe",
  "report.title": "Informe de la alarma: {zone}",
  "report.number": "Alarma",
  "report.began": "Comienzo",
  "report.ended": "Rearmada",
  "report.stands": "todavía no",
  "report.lasted": "Duración",
  "report.time-zone": "Zona horaria",
  "report.print": "Imprimir o guardar como PDF",
  "report.as-data": "Lo mismo como datos (JSON)",
  "report.deeds": "Qué hicieron las personas",
  "report.no-deeds": "Nadie ha actuado todavía.",
  "report.timeline": "Cronología",
  "report.pictures": "Imágenes",
  "report.heat": "Mapa térmico de {sensor}",
  "report.hash": "Resumen criptográfico",
  "report.hash-hint":
    "El resumen corresponde al informe como datos, que contiene la cronología y el resumen de cada imagen: quien lo guarde podrá saber después si una copia fue alterada.",
};
