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
  "audit.unanswered":
    "la página se reinició mientras tanto: el historial de la configuración dice qué resultó",
  "audit.older": "Anteriores",
  "audit.verify": "Si nadie ha cambiado este registro: `embereye audit verify` en la consola del equipo.",
  "audit.sign-out-everywhere": "Cerrar sesión en todos los dispositivos",
  "config-form.installer": "Solo un instalador puede cambiarlo.",
  "config-form.done": "Cambiado, a prueba: el equipo vuelve atrás por sí solo si causa daño.",
  "config-form.change": "Cambiar los límites",
  "commissioning.title": "Puesta en servicio",
  "commissioning.intro":
    "Aquí están los equipos conectados que no están en la configuración. Dé a cada uno un nombre y una zona, oriéntelo con su imagen en directo y haga después una prueba.",
  "commissioning.none":
    "No hay ningún equipo desconocido conectado. La configuración dice si se admite a extraños (sensorPort.unknown).",
  "commissioning.name": "Nombre",
  "commissioning.adopt": "Añadir a la configuración",
  "commissioning.aiming": "Orientación: qué ve un sensor a cada distancia",
  "commissioning.aiming-hint":
    "Lo que es menor que 3 × 3 píxeles se mide más frío de lo que está. Elija distancia y lente de modo que el menor fuego que deba detectarse sea mayor.",
  "commissioning.distance": "Distancia",
  "commissioning.sees": "imagen",
  "commissioning.smallest": "3 × 3 píxeles",
  "commissioning.clean-air": "Sensores de gas en aire limpio",
  "commissioning.clean-air-hint":
    "Ventile el local y deje que el sensor se caliente un día. La resistencia que mide entonces es su R0; tómela solo con aire limpio.",
  "commissioning.clean-air-none": "Ningún sensor de gas ha estado estable el tiempo suficiente.",
  "commissioning.measured": "Medido en los últimos minutos: {ohm} ohmios",
  "commissioning.take-over": "Tomar como R0",
};
