/**
 * What the pages of what sensors usually see and of the notifications say, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { upkeep as english } from "./en.ts";

export const upkeep: Translation<typeof english> = {
  "review.title": "Lo que los sensores ven habitualmente",
  "review.hint":
    "El equipo aprende lo que cada sensor térmico ve en un día normal. Lo que ha cambiado de forma duradera espera aquí hasta que una persona diga si es correcto.",
  "review.none": "Nada ha cambiado: nada espera una decisión.",
  "review.no-sensors": "Todavía no se ha aprendido ningún sensor térmico.",
  "review.known": "Lo que se conoce",
  "review.days": { one: "un día aprendido", other: "{count} días aprendidos" },
  "review.reference": "Versión {version}, de {by}, {time}.",
  "review.since": "desde {time}",
  "review.before": "Antes",
  "review.after": "Ahora",
  "review.map": "{title}: punto más caliente {hottest}, más frío {coldest}",
  "review.kind.drift": "Toda la imagen está más caliente o más fría.",
  "review.kind.moved": "El sensor mira hacia otro lugar.",
  "review.kind.dirty-lens": "La imagen se ha vuelto borrosa: la lente puede estar sucia.",
  "review.kind.hot-object": "Algo nuevo está caliente de forma permanente.",
  "review.reason": "Motivo",
  "review.approve": "Esto es correcto a partir de ahora",
  "review.reject": "Esto es incorrecto y se corregirá",
  "review.revert": "Volver a la versión anterior",
  "review.done.approve": "Lo que se ve ahora vale como correcto.",
  "review.done.reject": "Anotado: se corregirá.",
  "review.done.revert": "Vuelve a valer la versión anterior.",
  "notify.title": "Notificaciones",
  "notify.hint": "Quién recibe aviso de alarmas y averías, y si llega. Una prueba indica que nada arde.",
  "notify.unknown":
    "Las notificaciones no responden. Se reinician por sí solas; lo que hay que comunicar espera en el disco hasta entonces.",
  "notify.none": "Fuera de este equipo nadie recibe aviso de las alarmas.",
  "notify.none-how":
    "Para avisar a alguien por correo, webhook o MQTT, un instalador lo añade en la configuración, por ejemplo:",
  "notify.kind.webhook": "webhook",
  "notify.kind.email": "correo electrónico",
  "notify.kind.mqtt": "MQTT",
  "notify.never": "No ha llegado nada desde el arranque.",
  "notify.last": "Última entrega: {time}",
  "notify.counts": "en espera {waiting}, enviadas {sent}, abandonadas {givenUp}",
  "notify.test": "Enviar una prueba",
  "notify.arrived": "La prueba ha llegado a {name}.",
  "notify.not-arrived": "La prueba no ha llegado a {name}.",
};
