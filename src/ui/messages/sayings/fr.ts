/**
 * What the journal and the details of troubles say, in French.
 */
import type { Translation } from "../message.ts";
import type { sayings as english } from "./en.ts";

export const sayings: Translation<typeof english> = {
  "said.and": "{before} et {last}",
  "said.comma": "{before}, {next}",
  "said.then": "{before} ; {next}",
  "said.more": "{count} de plus",
  "said.whole": "{sentence}.",

  "said.heat": "{value} °C (limite {limit} °C)",
  "said.heat-rising": "{value} °C (limite {limit} °C), monte de {rate} °C par minute",
  "said.smoke": "fumée {value} % (limite {limit} %)",
  "said.flame": "flamme {value} % (limite {limit} %)",
  "said.gas": "gaz {value} ppm (limite {limit} ppm)",
  "said.flame-contact": "contact de flamme actif",
  "said.call-point": "déclencheur manuel actionné",
  "said.other-box": "une alarme incendie d'un autre boîtier",
  "said.sees": "la caméra voit du feu ou de la fumée, {value} (limite {limit})",
  "said.sees-fire": "la caméra voit du feu, {value} (limite {limit})",
  "said.sees-smoke": "la caméra voit de la fumée, {value} (limite {limit})",
  "said.ago": "{seen}, il y a {age}",
  "said.at": "{seen} sur {sensor}",

  "said.pre-alarm": "{zone} : pré-alarme, {seen}.",
  "said.pre-alarm-beside": "{alarm} Elle est à côté de l’incendie dans {zone}.",
  "said.pre-alarm-over": "{zone} : fin de la pré-alarme.",
  "said.pre-alarm-held": "Pendant l’afflux d’alertes, 1 pré-alarme sans suite n’a pas été annoncée.",
  "said.pre-alarms-held":
    "Pendant l’afflux d’alertes, {count} pré-alarmes sans suite n’ont pas été annoncées.",
  "said.alarm": "{zone} : {seen}.",
  "said.alarm-rise": "{zone} : montée continue, {seen}.",
  "said.alarm-recovered":
    "{zone} : une alarme était encore tenue par les sorties ; sa cause n’est plus connue.",
  "said.alarm-found": "{zone} : les sorties tenaient une alarme que le journal ne connaît pas.",
  "said.alarm-no-siren": "{alarm} La zone est hors service : pas de sirène.",
  "said.alarm-spread": "{alarm} Un seul incident dans {count} zones : {zones}.",
  "said.cause-again": "{zone} : la cause de l’alarme est de nouveau présente.",
  "said.cause-in-service": "{zone} : de nouveau en service, et la cause de l’alarme est présente.",
  "said.cause-gone": "{zone} : la cause a disparu. L’alarme reste jusqu’à ce que quelqu’un la réarme.",
  "said.acknowledged": "{zone} : {person} a acquitté l’alarme.",
  "said.silenced": "{zone} : {person} a coupé les sirènes de l’alarme.",
  "said.resounded": "{zone} : {person} a fait sonner l’alarme de nouveau.",
  "said.reset": "{zone} : {person} a réarmé l’alarme.",
  "said.reset-refused": "{zone} : l’alarme ne peut pas être réarmée tant que sa cause est présente : {seen}.",
  "said.reset-too-early":
    "{zone} : l’alarme ne peut pas encore être réarmée : depuis le redémarrage, {sensor} n’a pas encore dit si sa cause est toujours présente.",
  "said.reset-before":
    "{zone} : l’alarme avait été réarmée avant le redémarrage ; le journal l’avait manqué.",

  "said.trouble-over": "Ce n’est plus le cas : {detail}",
  "said.trouble-seen": "{person} a vu le dérangement : {detail}",
  "said.sensor-back": "{sensor} envoie de nouveau.",
  "said.sensor-admitted": "{zone} : le capteur {sensor} a été admis.",
  "said.sensor-removed": "{zone} : le capteur {sensor} a été retiré.",
  "said.sensor-of": "{zone} : capteur {sensor}",
  "said.sensor-unplaced": "Capteur {sensor}",
  "said.view-accepted": "{camera} : sa vue actuelle est acceptée et apprise à nouveau.",
  "said.disabled": "{what} : hors service pendant {duration} : {reason}.",
  "said.enabled": "{what} : de nouveau en service.",
  "said.time-up": "{what} : de nouveau en service, le temps est écoulé.",

  "said.test-start": "{zone} : {person} a commencé un essai des détecteurs, {duration} au plus.",
  "said.test-hit": "{zone} : essai des détecteurs, {seen}.",
  "said.test-end":
    "{zone} : essai des détecteurs terminé par {ender} ; {hits} capteurs sur {sensors} ont réagi",
  "said.test-missed": "sans réaction : {names}",
  "said.test-no-siren": "aucune sirène n’a été entendue",
  "said.test-sirens": "sirènes entendues : {names}",
  "said.test-remark": "remarque : {remark}",
  "said.ended-by-time": "la fin du temps prévu",
  "said.ended-by-disabling": "la mise hors service de la zone",
  "said.ended-by-found-alarm": "une alarme trouvée aux sorties",
  "said.ended-by-alarm": "une alarme dans {zone}",
  "said.ended-by-change": "une nouvelle configuration",

  "said.silent-never": "{zone} : {sensor} n’a rien envoyé depuis le démarrage, en {duration}.",
  "said.silent-never-because":
    "{zone} : {sensor} n’a rien envoyé depuis le démarrage ({reason}), en {duration}.",
  "said.silent": "{zone} : {sensor} n’envoie plus : {inputs}.",
  "said.late": "{input} depuis {duration}",
  "said.late-because": "{input} ({reason}) depuis {duration}",
  "said.never-because": "{input} ({reason})",
  "said.frozen": "{zone} : {sensor} envoie la même image depuis {duration}.",
  "said.implausible": "{zone} : {sensor} envoie des valeurs qu’il ne peut pas avoir mesurées : {inputs}.",
  "said.uncalibrated":
    "{zone} : l’étalonnage de {sensor} a été refusé : ses images ne peuvent pas devenir des degrés.",
  "said.blind-empty": "{zone} : aucun capteur, la zone n’est pas protégée.",
  "said.blind-cameras":
    "{zone} : seules des caméras envoient, et elles ne peuvent pas donner l’alarme seules : la zone n’est pas protégée.",
  "said.blind": "{zone} : aucun de ses {count} capteurs n’envoie, la zone n’est pas protégée.",

  "said.config-trial": "Configuration {version} de {person} ({reason}), à l’essai : {changes}",
  "said.config-good": "La configuration {version} est bonne : {why}.",
  "said.config-back": "La configuration {version} a été annulée, la {running} tourne : {why}.",

  "said.input-thermal": "image thermique",
  "said.input-smoke": "fumée",
  "said.input-flame": "flamme",
  "said.input-gas": "gaz",
  "said.input-flameDigital": "contact de flamme",
  "said.input-vision": "caméra",
  "said.input-callPoint": "déclencheur manuel",
  "said.input-otherBox": "autre boîtier",
  "said.reason-never-received": "encore rien",
  "said.reason-stale": "plus de données récentes",
  "said.reason-disconnected": "déconnecté",
  "said.reason-calibration-pending": "attend l’étalonnage",
  "said.reason-calibration-refused": "étalonnage refusé",
  "said.reason-implausible": "valeurs impossibles",
  "said.reason-disabled": "hors service",
};
