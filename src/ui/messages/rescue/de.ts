/**
 * What the supervisor says in the page's place, in German.
 */
import type { Translation } from "../message.ts";
import type { rescue as english } from "./en.ts";

export const rescue: Translation<typeof english> = {
  "rescue.page-down": "Die Statusseite ist ausgefallen",
  "rescue.unprotected": "Das Gerät schützt nicht, wie es soll",
  "rescue.goes-on":
    "Erkennung und Sirenen laufen ohne sie weiter. Bis sie wieder da ist, kann hier niemand etwas sehen oder befehlen: Richten Sie sich nach den Sirenen.",
  "rescue.missing": "Ausgefallen: {parts}. Überwachen Sie das Gelände selbst, und rufen Sie den Service.",
  "rescue.waits": "Diese Seite fragt alle paar Sekunden nach der echten und macht ihr von selbst Platz.",
  "rescue.works": "arbeitet",
  "rescue.as-of": "Stand: {moment}.",
  "rescue.technician":
    "Ein Techniker findet die Geschichte am Gerät mit `embereye watchdog` und `embereye logs`.",
  "rescue.part.outputs": "Sirenen und Relais",
  "rescue.part.fusion": "Brandlogik",
  "rescue.part.sensors": "Sensoren",
  "rescue.part.detect": "Branderkennung in Bildern",
  "rescue.part.cameras": "Kameras",
  "rescue.part.ui": "Statusseite",
  "rescue.part.notify": "Benachrichtigungen",
  "rescue.part.fleet": "Andere Geräte",
};
