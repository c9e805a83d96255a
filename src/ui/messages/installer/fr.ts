/**
 * What the pages for installers say, in French.
 */
import type { Translation } from "../message.ts";
import type { installer as english } from "./en.ts";

export const installer: Translation<typeof english> = {
  "walk-test.intro":
    "Commencez l’essai d’une zone, puis déclenchez chacun de ses capteurs : chauffez-le à la main, soufflez de la fumée d’essai, montrez-lui une flamme. Les sirènes donnent un bip à chacun. L’essai se termine de lui-même, et aussitôt si une vraie alarme survient dans une autre zone. La signature laisse une trace dans le journal.",
  "walk-test.out-of-service": "La zone est hors service.",
  "walk-test.record": "Dernier essai, {moment} : {text}",
  "walk-test.progress": "{proved} capteurs vérifiés sur {all}",
  "walk-test.ends": "se termine de lui-même dans {duration}",
  "walk-test.sensors": "Capteurs",
  "walk-test.sirens": "Quelles sirènes avez-vous entendues ?",
  "walk-test.sounding": "retentit maintenant",
  "walk-test.remark": "Remarque",
  "walk-test.sign-off": "Terminer l’essai et signer",
  "audit.title": "Qui a fait quoi",
  "audit.empty": "Personne n’a encore rien fait.",
  "audit.lost": "Le journal des actes est illisible pour l’instant.",
  "audit.by-box": "l’appareil de lui-même",
  "audit.not-done": "pas fait : {why}",
  "audit.unanswered":
    "la page a redémarré entre-temps : l’historique de la configuration dit ce qui en a résulté",
  "audit.older": "Plus anciens",
  "audit.verify":
    "Si personne n’a modifié cet enregistrement : `embereye audit verify` sur la console de l’appareil.",
  "audit.sign-out-everywhere": "Se déconnecter sur tous les appareils",
  "config-form.installer": "Seul un installateur peut le modifier.",
  "config-form.done": "Modifié, à l’essai : l’appareil revient de lui-même en arrière si cela nuit.",
  "config-form.change": "Modifier les limites",
  "commissioning.title": "Mise en service",
  "commissioning.intro":
    "Voici les appareils connectés qui ne sont pas dans la configuration. Donnez à chacun un nom et une zone, orientez-le avec son image en direct, puis faites un essai.",
  "commissioning.none":
    "Aucun appareil inconnu n’est connecté. La configuration dit si des inconnus sont admis (sensorPort.unknown).",
  "commissioning.name": "Nom",
  "commissioning.adopt": "Ajouter à la configuration",
  "commissioning.aiming": "Orientation : ce qu’un capteur voit à chaque distance",
  "commissioning.aiming-hint":
    "Ce qui est plus petit que 3 × 3 pixels est mesuré plus froid qu’il ne l’est. Choisissez distance et optique pour que le plus petit feu à détecter soit plus grand.",
  "commissioning.distance": "Distance",
  "commissioning.sees": "image",
  "commissioning.smallest": "3 × 3 pixels",
  "commissioning.clean-air": "Capteurs de gaz à l’air propre",
  "commissioning.clean-air-hint":
    "Aérez le local et laissez le capteur chauffer un jour. La résistance mesurée alors est son R0 ; ne la reprenez que si l’air est propre.",
  "commissioning.clean-air-none": "Aucun capteur de gaz n’est stable depuis assez longtemps.",
  "commissioning.measured": "Mesuré ces dernières minutes : {ohm} ohms",
  "commissioning.take-over": "Reprendre comme R0",
};
