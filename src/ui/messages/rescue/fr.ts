/**
 * What the supervisor says in the page's place, in French.
 */
import type { Translation } from "../message.ts";
import type { rescue as english } from "./en.ts";

export const rescue: Translation<typeof english> = {
  "rescue.page-down": "La page d’état ne marche plus",
  "rescue.unprotected": "L’appareil ne protège pas comme il faut",
  "rescue.goes-on":
    "La détection et les sirènes continuent sans elle. Jusqu’à son retour, personne ne peut rien voir ni ordonner ici : fiez-vous aux sirènes.",
  "rescue.missing": "Ne marche pas : {parts}. Surveillez vous-même le site, et appelez le dépannage.",
  "rescue.waits":
    "Cette page cherche la vraie toutes les quelques secondes et lui laisse la place d’elle-même.",
  "rescue.works": "marche",
  "rescue.as-of": "État au {moment}.",
  "rescue.technician":
    "Un technicien trouve l’histoire avec `embereye watchdog` et `embereye logs` sur l’appareil.",
  "rescue.part.outputs": "Sirènes et relais",
  "rescue.part.fusion": "Logique incendie",
  "rescue.part.sensors": "Capteurs",
  "rescue.part.detect": "Détection du feu dans les images",
  "rescue.part.cameras": "Caméras",
  "rescue.part.ui": "Page d’état",
  "rescue.part.notify": "Notifications",
  "rescue.part.fleet": "Autres boîtiers",
};
