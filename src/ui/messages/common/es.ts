/**
 * What every page says, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { common as english } from "./en.ts";

export const common: Translation<typeof english> = {
  "words.unknown": "desconocido",
  "words.seconds": "{value} s",
  "words.minutes": "{value} min",
  "words.hours": "{value} h",
  "words.days": "{value} d",
  "words.more": "{count} más",
  "words.and": "{before} y {last}",
  "words.ago": "hace {age}",
  "words.percent": "{value} %",
  "words.ppm": "{value} ppm",
  "words.one-hour": "1 hora",
  "words.hours-long": "{count} horas",
  "words.one-day": "1 día",
  "words.minutes-long": "{count} minutos",

  "input.thermal": "calor",
  "input.smoke": "humo",
  "input.flame": "llama",
  "input.gas": "gas",
  "input.flameDigital": "contacto de llama",
  "input.vision": "cámara",
  "input.callPoint": "pulsador",
  "input.closed": "cerrado",
  "input.open": "abierto",
  "no-data.never-received": "nada todavía",
  "no-data.stale": "sin datos recientes",
  "no-data.disconnected": "desconectado",
  "no-data.calibration-pending": "esperando la calibración",
  "no-data.calibration-refused": "calibración rechazada",
  "no-data.implausible": "valores inverosímiles",
  "no-data.disabled": "fuera de servicio",

  "frame.live": "en directo",
  "frame.not-live": "no en directo",
  "frame.as-of-then": "al cargar la página",
  "frame.language": "Idioma",
  "frame.change": "Cambiar",
  "frame.no-connection": "Sin conexión",
  "frame.health": "salud",
  "frame.metrics": "métricas",
  "frame.configuration": "configuración",
  "frame.back": "Volver a la página de estado",

  "frame.skip": "Ir al contenido",
  "place.list": "Páginas",
  "place.journal": "Diario",
  "place.overview": "Resumen",

  "sign-in.do": "Iniciar sesión",
  "sign-in.out": "Cerrar sesión",
  "sign-in.to-act": "Inicie sesión para actuar",
  "sign-in.name": "Nombre",
  "sign-in.with-pin": "solo con PIN",
  "sign-in.token": "PIN o token",
  "sign-in.hint": "El instalador le da un PIN o un token. Este navegador mantiene la sesión iniciada.",
  "sign-in.cancel": "Cancelar",

  "act.lost": "No se puede contactar con la lógica de incendio: las órdenes no llegan.",
  "act.viewer": "Puede mirar, pero no actuar: inicie sesión como operador.",
  "act.done": "Hecho.",
  "act.no-answer": "El equipo no responde. No se ha hecho nada; inténtelo de nuevo.",
  "act.status": "El equipo respondió {status}.",

  "problem.wrong-token": "Este token no se conoce, ha caducado o fue revocado.",
  "problem.not-signed-in": "Para esto hay que iniciar sesión.",
  "problem.no-right": "Este token no permite hacerlo.",
  "problem.too-many-attempts": "Demasiados tokens erróneos desde aquí: espere un poco.",
  "problem.fusion-lost": "No se puede contactar con la lógica de incendio: la orden no llegó.",
  "problem.cause-present": "Aún no es posible: la causa de la alarma sigue presente.",
  "problem.unknown-alarm": "Esta alarma ya no existe.",

  "cover.title": "Sin conexión con el equipo",
  "cover.since": "desde hace {duration} ({moment}). Intentándolo de nuevo.",
  "cover.last": "Último estado conocido: {title}",
  "cover.advice":
    "El equipo funciona sin esta página: las sirenas suenan por sí solas. Si algo puede estar ardiendo, vaya a mirar.",
};
