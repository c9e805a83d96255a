/**
 * What the page of people says, in French.
 */
import type { Translation } from "../message.ts";
import type { people as english } from "./en.ts";

export const people: Translation<typeof english> = {
  "people.title": "Personnes",
  "people.hint":
    "Qui peut se connecter. Un jeton est pour les installateurs et les programmes, un code pour les personnes sur place. Seule son empreinte est gardée : ce qui est créé ici n’est montré qu’une fois.",
  "people.none": "Personne ne peut encore se connecter.",
  "people.lost": "La liste des personnes ne peut pas être lue maintenant.",
  "people.role.viewer": "peut regarder",
  "people.role.operator": "peut agir sur les alarmes",
  "people.role.installer": "peut configurer",
  "people.token": "Jeton",
  "people.pin": "Code",
  "people.made": "créé {time}",
  "people.used": "utilisé {time}",
  "people.never-used": "jamais utilisé",
  "people.until": "valable jusqu’à {time}",
  "people.expired": "expiré {time}",
  "people.you": "vous",
  "people.new": "Donner l’accès à quelqu’un",
  "people.name": "Nom",
  "people.role": "Droit",
  "people.kind": "Se connecte avec",
  "people.days": "Jours avant expiration",
  "people.days-hint": "vide : jamais",
  "people.make": "Créer",
  "people.replace": "Remplacer",
  "people.replace-hint": "L’ancien ne vaut plus tout de suite, et les sessions ouvertes se terminent.",
  "people.revoke": "Révoquer",
  "people.revoke-hint":
    "Le jeton et le code de {name} ne valent plus tout de suite, et les sessions ouvertes se terminent.",
  "people.sure": "Oui, il s’agit de {name}",
  "people.revoked": "{name} ne peut plus se connecter.",
  "people.given": "Créé.",
  "people.secret": "Pour {name}",
  "people.secret-hint": "Montré cette seule fois et gardé nulle part. Notez-le ou remettez-le maintenant.",
  "people.secret-close": "Je l’ai",
  "problem.person-exists": "Cette personne en a déjà un : remplacez-le.",
  "problem.name-taken": "Un nom qui ne diffère que par les majuscules est déjà pris.",
  "problem.unknown-person": "Personne de ce nom ne peut se connecter.",
  "problem.last-installer":
    "Il doit rester un jeton d’installateur sans expiration : créez-en un autre d’abord.",
};
