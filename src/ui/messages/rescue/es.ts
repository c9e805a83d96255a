/**
 * What the supervisor says in the page's place, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { rescue as english } from "./en.ts";

export const rescue: Translation<typeof english> = {
  "rescue.page-down": "La página de estado no funciona",
  "rescue.unprotected": "El equipo no protege como debe",
  "rescue.goes-on":
    "La detección y las sirenas siguen sin ella. Hasta que vuelva, aquí nadie puede ver ni ordenar nada: guíese por las sirenas.",
  "rescue.missing": "No funciona: {parts}. Vigile usted el lugar y llame al servicio técnico.",
  "rescue.waits": "Esta página busca la verdadera cada pocos segundos y le cede el sitio sola.",
  "rescue.works": "funciona",
  "rescue.as-of": "Estado a las {moment}.",
  "rescue.technician":
    "Un técnico encuentra lo ocurrido con `embereye watchdog` y `embereye logs` en el equipo.",
  "rescue.part.outputs": "Sirenas y relés",
  "rescue.part.fusion": "Lógica de incendio",
  "rescue.part.sensors": "Sensores",
  "rescue.part.detect": "Detección de fuego en imágenes",
  "rescue.part.cameras": "Cámaras",
  "rescue.part.ui": "Página de estado",
  "rescue.part.notify": "Avisos",
  "rescue.part.fleet": "Otros equipos",
};
