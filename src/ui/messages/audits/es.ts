/**
 * What the page of the audits says, and what the audits say, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { audits as english } from "./en.ts";

export const audits: Translation<typeof english> = {
  "audits.title": "Revisiones",
  "audits.hint":
    "La caja se revisa a sí misma cada semana, cada quincena o cada mes. Una revisión que no fue posible no dice nada de cómo está todo.",
  "audits.kind.memory": "Memoria: ¿crece algún proceso?",
  "audits.kind.accuracy": "Exactitud: ¿es el modelo tan bueno como dice su manifiesto?",
  "audits.kind.ports": "Puertos: ¿muestra la caja más de lo que debe?",
  "audits.kind.dependencies": "Dependencias: ¿se conocen fallos de sus paquetes?",
  "audits.verdict.passed": "Superada",
  "audits.verdict.found": "Se encontró algo",
  "audits.verdict.not-possible": "No fue posible",
  "audits.never": "Nunca se ha hecho en esta caja.",
  "audits.made": "Hecha {time}.",
  "audits.due": "La próxima toca {time}.",
  "audits.overdue": "Atrasada desde {time}.",
  "audits.by-hand": "A mano, en la caja:",
  "audits.lost": "Sus resultados no se pueden leer.",
  "audits.trend": "Valores y su evolución",
  "audits.figure": "Valor",
  "audits.latest": "Ahora",
  "audits.before": "Antes",
  "audits.course": "Evolución",
  "audits.course-of": "Evolución de {name}",
  "audits.details": "En detalle",
  "audits.earlier": "Resultados anteriores",
  "audits.said.memory-grows":
    "{process} crece al menos un {percent} % al día ({slope} MB al día, ±{error}): reinicie el servicio y envíe un paquete de soporte.",
  "audits.said.memory-process":
    "{process}: {mean} MB de media, {slope} MB al día, ±{error} (95 %, {points} puntos).",
  "audits.said.history-short": "{process}: el historial no basta para una tendencia.",
  "audits.said.history-lost": "El historial no se puede leer: {reason}",
  "audits.said.heap-taken":
    "{process}: V8 usa {used} de {total} MB; asignaciones observadas durante {seconds} s.",
  "audits.said.heap-not-had": "{process}: no se pudo examinar la memoria de V8: {reason}",
  "audits.said.no-cameras":
    "No hay ninguna cámara ni conjunto de validación configurado: aquí ningún modelo mira nada.",
  "audits.said.no-validation-set":
    "No hay conjunto de validación configurado (detect.validationSet): no se ha revisado lo bueno que es el modelo.",
  "audits.said.set-unreadable": "El conjunto de validación no se puede leer: {reason}",
  "audits.said.set-small":
    "El conjunto tiene menos de 20 imágenes con o sin {label}: muy pocas para comparar.",
  "audits.said.model-refused": "El modelo no se puede usar: {reason}",
  "audits.said.unjudged": "{count} de {of} imágenes no se pudieron juzgar, la primera porque: {reason}",
  "audits.said.no-reference":
    "El manifiesto no tiene valores del conjunto {set}: el primer resultado de {model} es la medida (marca {print}).",
  "audits.said.set-differs":
    "{label}: se juzgaron {now} imágenes, el manifiesto contó {then}: no es del todo el mismo conjunto.",
  "audits.said.accuracy-drop":
    "{label}: {measured} es del {now} %, era del {then} %. El modelo pasa por alto más, o avisa en falso más, de lo que debe: compruébelo con 'embereye model verify'.",
  "audits.said.accuracy-class": "{label}: juzgado con {count} imágenes, desde el umbral {threshold}.",
  "audits.said.not-running":
    "Ningún proceso del servicio escucha: no está en marcha, o este usuario no puede verlo. Ejecútelo como root o como el usuario del servicio.",
  "audits.said.no-config": "No se conoce la configuración en uso: {reason}",
  "audits.said.port-unnamed":
    "El servicio escucha en {address}, puerto {port}, que su configuración no nombra: reinícielo y envíe un paquete de soporte.",
  "audits.said.port-reached":
    "Un extraño ({from}) alcanza {name} en {address}, puerto {port}, aunque la configuración no deja entrar a nadie desde allí: ejecute 'embereye firewall check'.",
  "audits.said.ports-outside":
    "Visto desde fuera, a través del cortafuegos del núcleo, como {from}: {count} puertos probados, {open} abiertos, {away} rechazaron a extraños.",
  "audits.said.ports-own":
    "Visto solo desde dentro, {count} sockets propios: no fue posible mirar desde fuera ({reason}).",
  "audits.said.port-foreign": "El puerto {port} es de otro programa de esta máquina y se puede alcanzar.",
  "audits.said.advisory": "{package} {version} ({ecosystem}): {id} {summary} Corregido en: {fixed}.",
  "audits.said.advisories-known":
    "{ecosystem}: comparado con {count} avisos que conoce esta caja, estado del {date} ({source}); nombran {covered} de los {of} paquetes. Lo que se supo después, o en otro sitio, no está: traiga otros más nuevos con --advisories.",
  "audits.said.advisories-none":
    "{ecosystem}: esta caja no conoce avisos. El estado del {date} tiene {count} entradas, y ninguna trata de sus paquetes. Tráigalos con --advisories.",
  "audits.said.advisories-old":
    "{ecosystem}: los avisos tienen {days} días (estado del {date}): traiga otros más nuevos con --advisories.",
  "audits.said.advisories-unreadable": "No se pudieron leer avisos: {reason}",
  "audits.said.lock-unreadable": "La lista de paquetes del programa no se puede leer: {reason}",
  "audits.said.packages-looked-at": "Revisados: {program} paquetes del programa, {system} del sistema.",
  "audits.said.no-dpkg": "No se pudieron listar los paquetes del sistema: {reason}",
  "audits.said.system-package": "{package} {version} ({release})",
};
