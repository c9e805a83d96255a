/**
 * The same in Spanish.
 */
import type { Translation } from "../message.ts";
import type { gate as english } from "./en.ts";

export const gate: Translation<typeof english> = {
  "gate.title": "Quién fue rechazado",
  "gate.hint": "Dispositivos y personas que intentaron conectarse y fueron rechazados, los últimos primero.",
  "gate.none": "Nadie ha sido rechazado desde el arranque.",
  "gate.unknown": "La parte de sensores aún no ha informado.",
  "gate.others": { one: "y uno más que no figura", other: "y {count} más que no figuran" },
  "gate.sensors": "puerto de sensores",
  "gate.page": "página",
  "gate.metrics": "métricas",
  "gate.times": { one: "una vez", other: "{count} veces" },
  "gate.since": "desde {time}, última vez {last}",
  "gate.allow": "Permitir esta dirección",
  "gate.allowed": "{address} está permitida ahora",
  "gate.installer": "Solo un instalador puede permitir una dirección.",
  "gate.reason.not-allowed": "No está en ninguna lista.",
  "gate.reason.locked-out": "Ha mostrado demasiados tokens erróneos y debe esperar.",
  "gate.reason.unknown-device": "Ningún sensor de la configuración tiene esta ubicación.",
  "gate.reason.wrong-address": "Su sensor solo puede estar en otras direcciones.",
  "gate.reason.wrong-device": "Su token es de otro sensor.",
  "gate.reason.not-authenticated": "No ha mostrado ningún token, y se pide uno.",
  "gate.reason.bad-token": "Su token no es conocido.",
  "gate.reason.expired-token": "Su token ha caducado.",
  "gate.reason.token-withdrawn": "Su token fue revocado o ha caducado.",
  "gate.reason.too-many": "Demasiadas conexiones, o demasiado seguidas.",
  "gate.reason.other": "Motivo: {reason}",
};
