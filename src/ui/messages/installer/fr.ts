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
  "audit.older": "Plus anciens",
  "audit.verify":
    "Si personne n’a modifié cet enregistrement : `embereye audit verify` sur la console de l’appareil.",
  "audit.sign-out-everywhere": "Se déconnecter sur tous les appareils",
};
