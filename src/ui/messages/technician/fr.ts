/**
 * Ce que dit la page du technicien, en français.
 */
import type { Translation } from "../message.ts";
import type { technician as english } from "./en.ts";

export const technician: Translation<typeof english> = {
  "tech.title": "Technicien",
  "tech.loading": "Le boîtier est interrogé …",
  "tech.lost": "Le boîtier ne répond pas. Affiché : ce qu'il a dit il y a {age}.",
  "tech.no-script":
    "Cette page a besoin de scripts. À la console du boîtier, `embereye status`, `watchdog` et `logs` disent la même chose.",
  "tech.machine": "La machine",
  "tech.machine-unknown": "Le superviseur n'a encore rien dit de la machine.",
  "tech.disk": "Disque",
  "tech.free": "{free} libres sur {total}",
  "tech.memory": "Mémoire",
  "tech.load": "Charge",
  "tech.up": "En marche depuis",
  "tech.temperatures": "Températures",
  "tech.no-temperatures": "cette machine n'en indique aucune",
  "tech.clock": "Horloge",
  "tech.clock-unwatched": "personne ne la surveille",
  "tech.written": "Écrit sur disque",
  "tech.written-by": "{role} {amount}",
  "tech.facts-age": "État d'il y a {age}.",
  "tech.story": "Ce qu'a fait le superviseur",
  "tech.story-none": "Rien ne s'est passé pendant ce temps.",
  "tech.story-days": { one: "Le dernier jour", other: "Les {count} derniers jours" },
  "tech.logs": "Journaux",
  "tech.logs-none": "Aucune ligne ne correspond.",
  "tech.logs-sign-in":
    "Les journaux nomment des adresses et des personnes : connectez-vous comme opérateur pour les lire.",
  "tech.logs-gap": "Des lignes manquent ici.",
  "tech.level": "Niveau",
  "tech.about": "Sur",
  "tech.everything": "tout",
  "tech.follow": "Suivre",
  "tech.charts": "Valeurs dans le temps",
  "tech.charts-of": "De",
  "tech.charts-box": "la machine",
  "tech.charts-figure": "Valeur",
  "tech.charts-usual": "mémoire et processeur",
  "chart.span": "Ce qui est montré",
  "chart.lost": "L'historique ne peut pas être lu maintenant.",
  "chart.none": "Il n'y en a pas encore d'historique.",
  "chart.text": "{name} : dernier {last}, de {least} à {largest}",
  "tech.bundle": "Dossier d'assistance",
  "tech.bundle-hint":
    "Un fichier avec journaux, événements, valeurs et configuration pour qui aide à distance. Sans mots de passe ni jetons.",
  "tech.bundle-get": "Télécharger",
  "chart.span-15m": "15 minutes",
  "chart.span-2h": "2 heures",
  "chart.span-1d": "1 jour",
  "chart.span-7d": "7 jours",
  "chart.span-90d": "90 jours",
};
