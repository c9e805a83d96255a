/**
 * What the pages for installers say, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { installer as english } from "./en.ts";

export const installer: Translation<typeof english> = {
  "walk-test.intro":
    "Empiece la prueba de una zona y active después cada uno de sus sensores: caliéntelo con la mano, échele humo de prueba, muéstrele una llama. Las sirenas pitan con cada uno. La prueba termina sola, y al instante si llega una alarma real en otra zona. La firma deja constancia en el diario.",
  "walk-test.out-of-service": "La zona está fuera de servicio.",
  "walk-test.record": "Última prueba, {moment}: {text}",
  "walk-test.progress": "{proved} de {all} sensores comprobados",
  "walk-test.ends": "termina solo en {duration}",
  "walk-test.sensors": "Sensores",
  "walk-test.sirens": "¿Qué sirenas ha oído?",
  "walk-test.sounding": "sonando ahora",
  "walk-test.remark": "Observación",
  "walk-test.sign-off": "Terminar la prueba y firmar",
  "audit.title": "Quién hizo qué",
  "audit.empty": "Nadie ha hecho nada todavía.",
  "audit.lost": "El registro de acciones no se puede leer ahora.",
  "audit.by-box": "el equipo por sí mismo",
  "audit.not-done": "no hecho: {why}",
  "audit.older": "Anteriores",
  "audit.verify": "Si nadie ha cambiado este registro: `embereye audit verify` en la consola del equipo.",
  "audit.sign-out-everywhere": "Cerrar sesión en todos los dispositivos",
};
