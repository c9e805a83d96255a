/**
 * What the pages of what sensors usually see and of the notifications say, in French.
 */
import type { Translation } from "../message.ts";
import type { upkeep as english } from "./en.ts";

export const upkeep: Translation<typeof english> = {
  "review.title": "Ce que les capteurs voient d’habitude",
  "review.hint":
    "Le boîtier apprend ce que chaque capteur thermique voit un jour ordinaire. Ce qui a changé durablement attend ici qu’une personne dise si c’est juste.",
  "review.none": "Rien n’a changé : rien n’attend de décision.",
  "review.no-sensors": "Aucun capteur thermique n’est encore appris.",
  "review.known": "Ce qui est connu",
  "review.days": { one: "un jour appris", other: "{count} jours appris" },
  "review.reference": "Version {version}, de {by}, {time}.",
  "review.since": "depuis {time}",
  "review.before": "Avant",
  "review.after": "Maintenant",
  "review.map": "{title} : point le plus chaud {hottest}, le plus froid {coldest}",
  "review.kind.drift": "Toute l’image est devenue plus chaude ou plus froide.",
  "review.kind.moved": "Le capteur regarde ailleurs.",
  "review.kind.dirty-lens": "L’image est devenue terne : la lentille est peut-être sale.",
  "review.kind.hot-object": "Quelque chose de nouveau est durablement chaud.",
  "review.reason": "Motif",
  "review.approve": "C’est juste à partir de maintenant",
  "review.reject": "C’est faux et sera corrigé",
  "review.revert": "Revenir à la version précédente",
  "review.done.approve": "Ce qui est vu maintenant compte comme juste.",
  "review.done.reject": "Noté : ce sera corrigé.",
  "review.done.revert": "La version précédente compte à nouveau.",
  "notify.title": "Notifications",
  "notify.hint":
    "Qui est averti des alarmes et des dérangements, et si cela arrive. Un essai dit que rien ne brûle.",
  "notify.unknown":
    "Les notifications ne répondent pas. Elles redémarrent d’elles-mêmes ; ce qui est à annoncer attend sur le disque jusque-là.",
  "notify.none": "En dehors de ce boîtier, personne n’est averti des alarmes.",
  "notify.none-how":
    "Pour avertir quelqu’un par courriel, webhook ou MQTT, un installateur l’ajoute dans la configuration, par exemple :",
  "notify.kind.webhook": "webhook",
  "notify.kind.email": "courriel",
  "notify.kind.mqtt": "MQTT",
  "notify.never": "Rien n’est arrivé depuis le démarrage.",
  "notify.last": "Dernière arrivée : {time}",
  "notify.counts": "en attente {waiting}, envoyées {sent}, abandonnées {givenUp}",
  "notify.test": "Envoyer un essai",
  "notify.arrived": "L’essai est arrivé à {name}.",
  "notify.not-arrived": "L’essai n’est pas arrivé à {name}.",
};
