/**
 * What every page says, in French.
 */
import type { Translation } from "../message.ts";
import type { common as english } from "./en.ts";

export const common: Translation<typeof english> = {
  "words.stop": ".",
  "words.unknown": "inconnu",
  "words.seconds": "{value} s",
  "words.minutes": "{value} min",
  "words.hours": "{value} h",
  "words.days": "{value} j",
  "words.more": "{count} autres",
  "words.and": "{before} et {last}",
  "words.ago": "il y a {age}",
  "words.percent": "{value} %",
  "words.ppm": "{value} ppm",
  "words.one-hour": "1 heure",
  "words.hours-long": "{count} heures",
  "words.one-day": "1 jour",
  "words.days-long": "{count} jours",
  "words.minutes-long": "{count} minutes",

  "input.thermal": "chaleur",
  "input.smoke": "fumée",
  "input.flame": "flamme",
  "input.gas": "gaz",
  "input.flameDigital": "contact de flamme",
  "input.vision": "caméra",
  "input.callPoint": "déclencheur manuel",
  "input.otherBox": "autre boîtier",
  "input.closed": "fermé",
  "input.open": "ouvert",
  "no-data.never-received": "rien encore",
  "no-data.stale": "pas de données récentes",
  "no-data.disconnected": "déconnecté",
  "no-data.calibration-pending": "attend l’étalonnage",
  "no-data.calibration-refused": "étalonnage refusé",
  "no-data.implausible": "valeurs invraisemblables",
  "no-data.disabled": "hors service",

  "frame.live": "en direct",
  "frame.not-live": "pas en direct",
  "frame.as-of-then": "au chargement",
  "frame.language": "Langue",
  "frame.change": "Changer",
  "frame.no-connection": "Pas de connexion",
  "frame.health": "santé",
  "frame.metrics": "mesures",
  "frame.configuration": "configuration",
  "frame.back": "Retour à la page d’état",

  "frame.skip": "Aller au contenu",
  "place.list": "Pages",
  "place.journal": "Journal",
  "place.walk-test": "Essai",
  "place.commissioning": "Mise en service",
  "place.overview": "Vue d’ensemble",

  "sign-in.do": "Se connecter",
  "sign-in.out": "Se déconnecter",
  "sign-in.to-act": "Connectez-vous pour agir",
  "sign-in.name": "Nom",
  "sign-in.with-pin": "avec un code PIN seulement",
  "sign-in.token": "Code PIN ou jeton",
  "sign-in.hint": "L’installateur vous donne un code PIN ou un jeton. Ce navigateur reste ensuite connecté.",
  "sign-in.cancel": "Annuler",

  "act.lost": "La logique incendie est injoignable : les ordres n’arrivent pas.",
  "act.viewer": "Vous pouvez regarder, pas agir : connectez-vous comme opérateur.",
  "act.done": "Fait.",
  "act.no-answer":
    "L’appareil ne répond pas. C’est peut-être fait malgré tout : vérifiez avant de recommencer.",
  "act.status": "L’appareil a répondu {status}.",

  "refusal.page": "Cette page ne peut pas être affichée",
  "refusal.order": "Cela n’a pas été fait",
  "problem.not-found": "Il n’y a rien à cette adresse.",
  "problem.internal":
    "La page a un défaut, noté dans le journal technique. Les détecteurs et les sirènes fonctionnent sans la page.",
  "problem.journal-lost":
    "Le journal ne peut pas être lu pour l’instant. Les détecteurs et les sirènes fonctionnent sans lui.",
  "problem.wrong-token": "Ce jeton est inconnu, expiré ou révoqué.",
  "problem.not-signed-in": "Il faut se connecter pour cela.",
  "problem.no-right": "Ce jeton ne permet pas cela.",
  "problem.too-many-attempts": "Trop de jetons erronés depuis ici : attendez un peu.",
  "problem.fusion-lost": "La logique incendie est injoignable : l’ordre n’est pas arrivé.",
  "problem.cause-present": "Pas encore possible : la cause de l’alarme est toujours présente.",
  "problem.cause-unknown":
    "Pas encore possible : depuis le redémarrage, on ne sait pas si la cause de l’alarme est toujours présente.",
  "problem.unknown-alarm": "Cette alarme n’existe plus.",

  "offline.again": "Nouvel essai toutes les quelques secondes. On ne sait rien de l’état actuel.",
  "sound.on": "Son d’alarme ici : oui",
  "sound.off": "Son d’alarme ici : non",
  "cover.title": "Pas de connexion avec l’appareil",
  "cover.since": "depuis {duration} ({moment}). Nouvel essai en cours.",
  "cover.last": "Dernier état connu : {title}",
  "cover.advice":
    "L’appareil fonctionne sans cette page : les sirènes retentissent d’elles-mêmes. Si quelque chose peut brûler, allez voir.",
};
