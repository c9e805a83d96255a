/**
 * What the journal's own page and the report of an alarm say, in French.
 */
import type { Translation } from "../message.ts";
import type { journalPage as english } from "./en.ts";

export const journalPage: Translation<typeof english> = {
  "journal.zone": "Zone",
  "journal.every-zone": "Toutes les zones",
  "journal.kind": "Type",
  "journal.every-kind": "Tout",
  "journal.from": "De",
  "journal.to": "À",
  "journal.show": "Afficher",
  "journal.older": "Lignes plus anciennes",
  "journal.export": "Tout cela en fichier :",
  "journal.nothing-found": "Rien ne correspond.",
  "journal.report": "Rapport",
  "report.title": "Rapport de l’alarme : {zone}",
  "report.number": "Alarme",
  "report.began": "Début",
  "report.ended": "Réarmée",
  "report.stands": "pas encore",
  "report.lasted": "Durée",
  "report.time-zone": "Fuseau horaire",
  "report.print": "Imprimer ou enregistrer en PDF",
  "report.as-data": "La même chose en données (JSON)",
  "report.deeds": "Ce que les personnes ont fait",
  "report.no-deeds": "Personne n’a encore agi.",
  "report.timeline": "Chronologie",
  "report.pictures": "Images",
  "report.heat": "Carte thermique de {sensor}",
  "report.hash": "Empreinte",
  "report.hash-hint":
    "L’empreinte est celle du rapport en données, qui contient la chronologie et l’empreinte de chaque image : qui la conserve pourra savoir plus tard si une copie a été modifiée.",
};
