/**
 * Lo que dice la página del técnico, en español.
 */
import type { Translation } from "../message.ts";
import type { technician as english } from "./en.ts";

export const technician: Translation<typeof english> = {
  "tech.title": "Técnico",
  "tech.loading": "Preguntando al equipo …",
  "tech.lost": "El equipo no responde. Se muestra lo que dijo hace {age}.",
  "tech.no-script":
    "Esta página necesita scripts. En la consola del equipo, `embereye status`, `watchdog` y `logs` dicen lo mismo.",
  "tech.machine": "La máquina",
  "tech.machine-unknown": "El supervisor aún no ha dicho nada de la máquina.",
  "tech.disk": "Disco",
  "tech.free": "{free} de {total} libres",
  "tech.memory": "Memoria",
  "tech.load": "Carga",
  "tech.up": "En marcha desde hace",
  "tech.temperatures": "Temperaturas",
  "tech.no-temperatures": "esta máquina no indica ninguna",
  "tech.clock": "Reloj",
  "tech.clock-unwatched": "nadie lo vigila",
  "tech.written": "Escrito en disco",
  "tech.written-by": "{role} {amount}",
  "tech.facts-age": "Datos de hace {age}.",
  "tech.story": "Lo que hizo el supervisor",
  "tech.story-none": "No pasó nada en este tiempo.",
  "tech.story-days": { one: "El último día", other: "Los últimos {count} días" },
  "tech.logs": "Registros",
  "tech.logs-none": "Ningún registro coincide.",
  "tech.logs-sign-in":
    "Los registros nombran direcciones y personas: inicie sesión como operador para leerlos.",
  "tech.logs-gap": "Aquí faltan algunos registros.",
  "tech.level": "Nivel",
  "tech.about": "Sobre",
  "tech.everything": "todo",
  "tech.follow": "Seguir",
  "tech.charts": "Valores en el tiempo",
  "tech.charts-of": "De",
  "tech.charts-box": "la máquina",
  "tech.charts-figure": "Valor",
  "tech.charts-usual": "memoria y procesador",
  "chart.span": "Qué se muestra",
  "chart.lost": "El historial no se puede leer ahora.",
  "chart.none": "Aún no hay historial de esto.",
  "chart.text": "{name}: último {last}, de {least} a {largest}",
  "tech.bundle": "Paquete de soporte",
  "tech.bundle-hint":
    "Un archivo con registros, eventos, valores y configuración para quien ayuda a distancia. Sin contraseñas ni claves.",
  "tech.bundle-get": "Descargar",
  "chart.span-15m": "15 minutos",
  "chart.span-2h": "2 horas",
  "chart.span-1d": "1 día",
  "chart.span-7d": "7 días",
  "chart.span-90d": "90 días",
};
