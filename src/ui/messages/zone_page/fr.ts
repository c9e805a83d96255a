/**
 * What the page of a zone and the charts say, in French.
 */
import type { Translation } from "../message.ts";
import type { zonePage as english } from "./en.ts";

export const zonePage: Translation<typeof english> = {
  "zone-page.not-yet": "On ne sait encore rien : la logique incendie n’a pas répondu.",
  "zone-page.unknown": "Cette zone n’existe pas.",
  "zone-page.pictures": "Cartes thermiques",
  "zone-page.history": "Historique",
  "zone-page.sensors": "Capteurs",
  "zone-page.limits": "Limites",
  "zone-page.pre-alarm-limit": "Préalarme à partir de",
  "zone-page.critical-limit": "Alarme à partir de",
  "zone-page.service": "Maintenance",
  "zone-page.events": "Ce qui s’est passé ici",
  "zone-page.all-events": "Tous les événements de cette zone",
  "zone-page.live": "En direct, il y a {age}",
  "zone-page.frozen": "Figé : {moment}, il y a {age}",
  "zone-page.past": "Le passé : {moment}, il y a {age}",
  "zone-page.extremes": "Maximum {hottest}, minimum {coldest}",
  "zone-page.freeze": "Figer",
  "zone-page.go-live": "Retour au direct",
  "zone-page.scrub": "Revenir en arrière, jusqu’à {duration}",
  "chart.as-data": "La même chose en données (JSON)",
  "chart.range": "Période affichée",
  "chart.minutes": "{count} min",
  "chart.hours": "{count} h",
  "chart.days": { one: "1 jour", other: "{count} jours" },
  "chart.loading": "Chargement",
  "chart.lost": "L’historique ne peut pas être lu maintenant.",
  "chart.empty": "Rien n’a été mesuré pendant cette période.",
  "chart.summary": "{name} : maximum {max} à {moment}, minimum {min}, dernier {last}",
  "chart.largest": "maximum",
  "chart.mean": "moyenne",
  "chart.time": "Heure",
  "chart.limit": "limite",
};
