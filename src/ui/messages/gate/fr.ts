/**
 * The same in French.
 */
import type { Translation } from "../message.ts";
import type { gate as english } from "./en.ts";

export const gate: Translation<typeof english> = {
  "gate.title": "Qui a été refusé",
  "gate.hint":
    "Appareils et personnes qui ont tenté de se connecter et ont été refusés, les derniers d’abord.",
  "gate.none": "Personne n’a été refusé depuis le démarrage.",
  "gate.unknown": "La partie capteurs n’a encore rien signalé.",
  "gate.others": {
    one: "et un autre qui n’est pas listé",
    other: "et {count} autres qui ne sont pas listés",
  },
  "gate.sensors": "port des capteurs",
  "gate.page": "page",
  "gate.metrics": "métriques",
  "gate.times": { one: "une fois", other: "{count} fois" },
  "gate.since": "depuis {time}, la dernière fois {last}",
  "gate.allow": "Autoriser cette adresse",
  "gate.allowed": "{address} est autorisée maintenant",
  "gate.installer": "Seul un installateur peut autoriser une adresse.",
  "gate.reason.not-allowed": "Elle n’est sur aucune liste.",
  "gate.reason.locked-out": "Trop de jetons faux en sont venus, elle doit attendre.",
  "gate.reason.unknown-device": "Aucun capteur de la configuration n’a cet emplacement.",
  "gate.reason.wrong-address": "Son capteur ne peut être qu’à d’autres adresses.",
  "gate.reason.wrong-device": "Son jeton est celui d’un autre capteur.",
  "gate.reason.not-authenticated": "Elle n’a montré aucun jeton, et il en faut un.",
  "gate.reason.bad-token": "Son jeton n’est pas connu.",
  "gate.reason.expired-token": "Son jeton a expiré.",
  "gate.reason.token-withdrawn": "Son jeton a été révoqué ou a expiré.",
  "gate.reason.too-many": "Trop de connexions, ou trop souvent.",
  "gate.reason.other": "Raison : {reason}",
};
