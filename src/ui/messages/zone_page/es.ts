/**
 * What the page of a zone and the charts say, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { zonePage as english } from "./en.ts";

export const zonePage: Translation<typeof english> = {
  "zone-page.not-yet": "Todavía no se sabe nada: la lógica de incendio no ha respondido.",
  "zone-page.unknown": "Esta zona no existe.",
  "zone-page.pictures": "Mapas térmicos",
  "zone-page.history": "Historial",
  "zone-page.sensors": "Sensores",
  "zone-page.limits": "Límites",
  "zone-page.pre-alarm-limit": "Prealarma desde",
  "zone-page.critical-limit": "Alarma desde",
  "zone-page.service": "Servicio",
  "zone-page.events": "Qué ha ocurrido aquí",
  "zone-page.all-events": "Todos los eventos de esta zona",
  "zone-page.live": "En directo, hace {age}",
  "zone-page.frozen": "Congelado: {moment}, hace {age}",
  "zone-page.past": "El pasado: {moment}, hace {age}",
  "zone-page.extremes": "Máxima {hottest}, mínima {coldest}",
  "zone-page.freeze": "Congelar",
  "zone-page.go-live": "Volver al directo",
  "zone-page.scrub": "Mirar atrás, hasta {duration}",
  "chart.as-data": "Lo mismo como datos (JSON)",
  "chart.range": "Tiempo mostrado",
  "chart.minutes": "{count} min",
  "chart.hours": "{count} h",
  "chart.days": { one: "1 día", other: "{count} días" },
  "chart.loading": "Cargando",
  "chart.lost": "El historial no se puede leer ahora.",
  "chart.empty": "No se midió nada en este tiempo.",
  "chart.summary": "{name}: máximo {max} a las {moment}, mínimo {min}, último {last}",
  "chart.largest": "máximo",
  "chart.mean": "media",
  "chart.time": "Hora",
  "chart.limit": "límite",
};
