/**
 * What is said of troubles, in Spanish.
 */
import type { TroubleTable } from "./table.ts";

export const troubles: TroubleTable = {
  "sensor-silent": {
    title: "Sensor mudo",
    meaning: "Un sensor no envía nada reciente: su zona la vigilan solo los demás sensores.",
    remedy:
      "Revise la alimentación y el cable de red del sensor; `embereye status` muestra cuándo se le oyó por última vez.",
  },
  "sensor-frozen": {
    title: "Sensor congelado",
    meaning: "Un sensor térmico envía la misma imagen una y otra vez: no está midiendo.",
    remedy: "Apague y encienda el sensor. Si se congela otra vez, sustitúyalo.",
  },
  "sensor-implausible": {
    title: "Sensor no creíble",
    meaning: "Un sensor envía valores que no puede haber medido.",
    remedy: "Revise la alimentación y el cableado del sensor; si continúa, sustitúyalo.",
  },
  "sensor-calibration": {
    title: "Sensor sin calibración",
    meaning:
      "Falta la calibración de un sensor térmico o fue rechazada: sus imágenes no se pueden convertir en grados.",
    remedy: "Apague y encienda el sensor. Si el rechazo nombra píxeles malos, sustitúyalo.",
  },
  "zone-blind": {
    title: "Zona ciega",
    meaning: "Ningún sensor de una zona envía datos: la zona no está protegida.",
    remedy: "Trate la zona como no protegida hasta que vuelvan sus sensores.",
  },
  "role-down": {
    title: "Parte del servicio caída",
    meaning: "Una parte del servicio está caída o se está reiniciando.",
    remedy:
      "`embereye watchdog` cuenta lo ocurrido; si no se recupera, guarde el registro y reinicie el servicio.",
  },
  "role-given-up": {
    title: "Parte del servicio falla siempre",
    meaning: "Una parte del servicio falla una y otra vez y ya solo se reintenta despacio.",
    remedy: "Lea `embereye watchdog` y el registro de esa parte; después reinicie el servicio.",
  },
  "role-starved": {
    title: "Falta tiempo de procesador",
    meaning:
      "Otros programas dejan a una parte del servicio tan poco procesador que llega tarde: no hay nada averiado en ella.",
    remedy:
      "`top` muestra qué ocupa los procesadores: cierre ese programa o bájele la prioridad. Si es el propio servicio: menos cámaras, menos imágenes por segundo o un equipo más potente.",
  },
  "supervisor-lost": {
    title: "Supervisor perdido",
    meaning: "El supervisor no está: la protección sigue, pero nada reinicia lo que falle ahora.",
    remedy: "Reinicie el servicio.",
  },
  "outputs-lost": {
    title: "Salidas inalcanzables",
    meaning:
      "La lógica de incendio no alcanza las salidas: las sirenas siguen como están y no llegan órdenes nuevas.",
    remedy: "Mire `embereye watchdog`; si `outputs` no vuelve en unos segundos, reinicie el servicio.",
  },
  "orders-refused": {
    title: "Órdenes no entendidas",
    meaning:
      "Las salidas no entienden lo que se les ordena: las sirenas siguen como están y una alarma nueva quizá no suene.",
    remedy:
      "Trate el sitio como si no tuviera sirenas. Reinicie el servicio; si vuelve, deshaga la última actualización o el último cambio de configuración y envíe un paquete de soporte.",
  },
  "output-fault": {
    title: "Fallo de salida",
    meaning: "Una sirena o un relé no hizo lo que se le ordenó.",
    remedy:
      "El detalle dice por qué: una línea que falta, que ocupa otro programa o que está prohibida (`embereye doctor`). " +
      "Si no, revise el cableado y la alimentación de esa salida y haga una prueba de detectores.",
  },
  "siren-unconfirmed": {
    title: "Sirena sin confirmar",
    meaning: "Se encendió una salida y su contacto de retorno no lo confirma: probablemente no suena.",
    remedy:
      "Vaya y escuche. Revise alimentación, fusible y cable, y después el contacto de retorno; haga una prueba de detectores.",
  },
  "siren-stuck": {
    title: "Sirena atascada",
    meaning: "Se apagó una salida y su contacto de retorno dice que sigue encendida.",
    remedy: "Busque un relé pegado o un cable puenteado; revise el contacto de retorno.",
  },
  "tamper": {
    title: "Caja abierta",
    meaning: "Está abierta la caja del equipo, o lo que vigila un contacto de sabotaje.",
    remedy: "Mire quién está en ella. Cierre la caja; si está cerrada, revise el contacto y su cable.",
  },
  "mains-failed": {
    title: "Sin corriente de red",
    meaning: "El equipo funciona con la batería: falló la corriente de red.",
    remedy: "Revise el fusible y el enchufe. La batería dura lo que dice su etiqueta; con sirenas, menos.",
  },
  "device-missing": {
    title: "Dispositivo ausente",
    meaning: "Un dispositivo de esta máquina que nombra la configuración no está.",
    remedy:
      "Compruebe que está enchufado y su nombre en la configuración: `embereye doctor` muestra lo que hay.",
  },
  "device-gone": {
    title: "Dispositivo desaparecido",
    meaning:
      "Un dispositivo de esta máquina estaba y desapareció: lo desenchufaron o su controlador se rindió.",
    remedy: "Enchúfelo de nuevo: se vuelve a usar solo. Si no, sustituya el cable o el dispositivo.",
  },
  "device-busy": {
    title: "Dispositivo ocupado",
    meaning: "Otro programa ocupa un dispositivo que nombra la configuración.",
    remedy: "El detalle nombra el programa cuando el núcleo lo dice. Ciérrelo o indique otro dispositivo.",
  },
  "device-denied": {
    title: "Dispositivo sin permiso",
    meaning: "Este servicio no puede usar un dispositivo que nombra la configuración.",
    remedy:
      "Añada el usuario del servicio al grupo del dispositivo (`embereye doctor` lo nombra) y reinicie el servicio.",
  },
  "device-failed": {
    title: "Dispositivo averiado",
    meaning: "Un dispositivo de esta máquina responde con errores o no responde.",
    remedy:
      "El detalle dice qué respondió. Revise cables y alimentación; apáguelo y enciéndalo, o sustitúyalo.",
  },
  "port-closed": {
    title: "Puerto sin abrir",
    meaning:
      "El puerto de los sensores o el de la página no se puede abrir: por ahí no llega nadie. Todo lo demás sigue, también los sensores y contactos del propio equipo.",
    remedy:
      "El detalle nombra el puerto y, si el sistema lo dice, el programa que lo ocupa. Cierre ese programa o configure otro puerto u otra dirección; el equipo toma el puerto por sí solo en cuanto quede libre. `embereye doctor` vuelve a mirar.",
  },
  "watchdog-reset": {
    title: "Máquina reiniciada",
    meaning:
      "El vigilante de hardware reinició la máquina: se había colgado, o el camino hasta la sirena estuvo parado demasiado tiempo.",
    remedy:
      "`embereye watchdog` y los registros cuentan lo anterior. Si ocurre otra vez, sustituya la máquina.",
  },
  "store-failed": {
    title: "Diario sin escribir",
    meaning: "No se puede escribir el diario: las alarmas suenan, pero el diario tiene huecos.",
    remedy: "Revise el espacio libre y el estado del disco que guarda la carpeta de estado.",
  },
  "certificate-unusable": {
    title: "Certificado inservible",
    meaning:
      "El certificado de la página o del puerto de sensores, o su clave, no sirve; se muestra otro, del que los navegadores avisan y que los sensores pueden rechazar.",
    remedy: "El detalle dice por qué. Corríjalo; el equipo lo nota en segundos y no hay que reiniciar nada.",
  },
  "certificate-expiring": {
    title: "Certificado a punto de caducar",
    meaning:
      "El certificado de la página o del puerto de sensores caduca en menos de tres semanas, o ya caducó: los navegadores avisan, y los programas y sensores pueden rechazarlo.",
    remedy:
      "Ponga el certificado nuevo y su clave en lugar de los archivos viejos; no hay que reiniciar nada.",
  },
  "audit-failed": {
    title: "Registro de auditoría sin escribir",
    meaning:
      "No se puede escribir el registro de auditoría: se puede actuar como siempre, pero quizá se pierda quién hizo qué.",
    remedy: "Revise el espacio libre y el estado del disco que guarda la carpeta de estado.",
  },
  "audit-broken": {
    title: "Registro de auditoría alterado",
    meaning:
      "El registro de auditoría no es el que era: alguien o un disco dañado cambió, quitó o cortó entradas.",
    remedy:
      "Ejecute `embereye audit verify`: nombra la primera entrada. Deje los archivos de la carpeta de estado como están para " +
      "quien deba investigarlo; `embereye audit begin-anew` aparta el registro y empieza otro.",
  },
  "audit-found": {
    title: "Revisión: algo encontrado",
    meaning: "Una revisión de la propia caja ha encontrado algo: memoria, exactitud, puertos o dependencias.",
    remedy:
      "La página «Revisiones» dice qué, y docs/audits.md qué hacer; `embereye audit KIND` vuelve a mirar, y un resultado sin hallazgos lo termina.",
  },
  "audit-overdue": {
    title: "Revisión atrasada",
    meaning: "Una revisión de la propia caja no se ha hecho desde hace vez y media su intervalo.",
    remedy:
      "Ejecute `embereye audit KIND`; en una caja con systemd mire `systemctl list-timers 'embereye-audit-*'`.",
  },
  "audit-not-possible": {
    title: "Revisión imposible",
    meaning: "Una revisión de la propia caja no se pudo hacer, lo que no dice nada de cómo está todo.",
    remedy: "El detalle dice por qué: arréglelo y ejecute `embereye audit KIND`.",
  },
  "disk-low": {
    title: "Disco casi lleno",
    meaning:
      "El disco del equipo está casi lleno: se borran historial, registros viejos e imágenes viejas para hacer sitio.",
    remedy: "Busque qué lo llena aparte del servicio (`df`, `du -x`). El equipo protege sin disco, pero el " +
      "diario tendrá huecos.",
  },
  "queue-overflow": {
    title: "Cola llena",
    meaning:
      "Una cola estaba llena y se descartaron lecturas viejas; los indicios de incendio se conservaron.",
    remedy:
      "Busque un dispositivo que envía demasiado o un proceso sin tiempo de cálculo: `embereye metrics`.",
  },
  "config-open": {
    title: "Configuración legible",
    meaning: "Otros usuarios de la máquina pueden leer contraseñas en el archivo de configuración.",
    remedy:
      "Haga `chmod 600` al archivo, o ponga cada contraseña en un archivo propio y nómbrelo como { file: /ruta }.",
  },
  "connections-refused": {
    title: "Conexiones rechazadas",
    meaning: "Se rechazan muchas conexiones al puerto de sensores.",
    remedy:
      "La página «Quién fue rechazado» y el registro nombran direcciones y motivos; busque un dispositivo equivocado o un escaneo de red.",
  },
  "sensors-conflict": {
    title: "Dos sensores, un lugar",
    meaning: "Dos dispositivos dicen estar en el mismo lugar.",
    remedy: "Dé a cada dispositivo su propio identificador de lugar.",
  },
  "alarm-memory": {
    title: "Alarma sin registro",
    meaning: "Las salidas mantenían una alarma que el diario no conoce.",
    remedy: "Mire la zona, rearme la alarma y revise el disco que guarda la carpeta de estado.",
  },
  "camera-silent": {
    title: "Cámara muda",
    meaning: "Una cámara no envía imágenes: lo que ve lo vigilan solo los demás sensores.",
    remedy: "El detalle dice por qué. Revise alimentación, cable, dirección y contraseña de la cámara.",
  },
  "camera-frozen": {
    title: "Cámara congelada",
    meaning: "Una cámara envía la misma imagen una y otra vez: lo que muestra no es de ahora.",
    remedy: "Apague y encienda la cámara. Si se congela otra vez, actualice su programa o sustitúyala.",
  },
  "camera-dark": {
    title: "Cámara a oscuras",
    meaning: "La imagen de una cámara es casi negra: está tapada o no hay luz.",
    remedy: "Destape o limpie el objetivo; ponga luz, o luz infrarroja para la cámara.",
  },
  "camera-bright": {
    title: "Cámara deslumbrada",
    meaning: "La imagen de una cámara es casi blanca: está deslumbrada.",
    remedy: "Gire la cámara para apartarla del sol o de la lámpara y revise su exposición.",
  },
  "camera-defocused": {
    title: "Cámara desenfocada",
    meaning: "La imagen de una cámara perdió su nitidez o no muestra nada.",
    remedy: "Limpie el objetivo y la carcasa; después enfoque de nuevo.",
  },
  "camera-moved": {
    title: "Cámara movida",
    meaning: "Una cámara mira a otro sitio que cuando se instaló.",
    remedy: "Gire la cámara a su sitio; si la vista nueva es la deseada, acéptela.",
  },
  "ffmpeg-missing": {
    title: "Falta ffmpeg",
    meaning:
      "El programa que descodifica las cámaras falta o es muy viejo: no funciona ninguna cámara de red ni local.",
    remedy: "Instálelo: `apt install ffmpeg` (5.1 o posterior).",
  },
  "cameras-unusable": {
    title: "Cámaras inservibles",
    meaning: "Las cámaras no pueden funcionar: se rechaza su memoria compartida o su configuración.",
    remedy: "El detalle dice por qué: menos imágenes o más pequeñas, más sitio en /dev/shm u otra fuente.",
  },
  "model-refused": {
    title: "Modelo rechazado",
    meaning: "Se rechazó el modelo de incendio; sigue el anterior, o las cámaras están ciegas.",
    remedy:
      "`embereye model verify` dice por qué. Devuelva el archivo del modelo y su manifiesto a como estaban.",
  },
  "detector-blind": {
    title: "Detector ciego",
    meaning: "El detector no puede mirar las imágenes: las cámaras no dan indicios.",
    remedy: "Lea el detalle y el registro de `detect`; mientras tanto protegen los demás sensores.",
  },
  "cameras-slowed": {
    title: "Cámaras más lentas",
    meaning: "El detector no da abasto: las cámaras funcionan con menos imágenes.",
    remedy: "De momento nada; si dura: menos cámaras, menos imágenes por segundo o una máquina más potente.",
  },
  "alert-flood": {
    title: "Avalancha de avisos",
    meaning:
      "Llegan más del triple de avisos de lo normal aquí: las prealarmas se anuncian solo si duran. Las alarmas no cambian.",
    remedy:
      "El diario muestra qué zona es. Un sensor en su límite, vapor, sol en una cámara: quite la causa o suba el límite.",
  },
  "time-unsynchronised": {
    title: "Reloj sin sincronizar",
    meaning:
      "El reloj va mal o nadie responde por él: las alarmas no se ven afectadas, pero las horas mostradas no son fiables.",
    remedy:
      "Revise la red y los servidores de hora y mantenga un servicio de reloj (chrony); el detalle dice qué falta.",
  },
  "time-stepped": {
    title: "Reloj cambiado",
    meaning:
      "Alguien cambió el reloj cuando iba bien: las horas del diario de antes y de después no encajan.",
    remedy:
      "Averigüe quién lo cambió (una persona, un servicio, una máquina suspendida); el diario guarda también una hora propia continua.",
  },
  "time-server-faulty": {
    title: "Servidor de hora averiado",
    meaning: "Un servidor de hora configurado contradice a los demás, salta o no da una hora útil.",
    remedy: "Quítelo de `timeSync.servers` o sustitúyalo; tenga al menos tres.",
  },
  "baseline-changed": {
    title: "Imagen habitual cambiada",
    meaning:
      "Lo que un sensor térmico ve cada día ha cambiado para siempre: lo movieron, está sucio, deriva, o hay algo nuevo caliente.",
    remedy: "Compare las imágenes de antes y de ahora; corríjalo, o apruébelo como lo nuevo habitual.",
  },
  "notify-failing": {
    title: "Avisos sin entregar",
    meaning:
      "No se puede avisar por esta vía a quien está lejos: lo que ocurre espera en la bandeja de salida.",
    remedy:
      "El detalle dice por qué. Revise red, dirección, usuario y contraseña; `embereye notify test` lo prueba.",
  },
  "fleet-lost": {
    title: "Otros equipos inaccesibles",
    meaning:
      "No se puede contactar con los demás equipos de la instalación: este equipo protege solo y lo que ocurre espera para ser comunicado.",
    remedy:
      "El detalle indica el motivo. Compruebe la red y el servidor NATS, después `fleet` en la configuración; mientras tanto no se pierde nada.",
  },
  "fleet-double": {
    title: "Nombre de equipo repetido",
    meaning: "Otro equipo de la instalación tiene el mismo nombre que este: lo que comunican se mezcla.",
    remedy:
      "Dé a cada equipo su propio `fleet.box`. Tras sustituir un equipo, el antiguo debe quedar apagado.",
  },
  "central-refused": {
    title: "Configuración central rechazada",
    meaning:
      "Lo que hay en los servidores como configuración de este equipo está falsificado, se ha vuelto a enviar o es para otro equipo: no se acepta.",
    remedy:
      "El detalle dice qué está mal. Averigüe quién escribe allí: `embereye fleet status`. El equipo sigue con la configuración que tiene.",
  },
  "archive-failing": {
    title: "Archivo con fallo",
    meaning:
      "Los días cerrados no llegan al archivo: se quedan en el equipo, que los guarda hasta que lleguen.",
    remedy:
      "El detalle dice por qué. Revise la red, el bucket, el espacio y las credenciales del almacén; `embereye archive status` muestra hasta dónde ha llegado.",
  },
  "fleet-unanswered": {
    title: "Otro equipo no confirma",
    meaning:
      "Otro equipo debía sonar por una alarma de este y no ha confirmado que lo hace, o no se le oye y no se le podría llamar.",
    remedy:
      "Si hay una alarma, avise usted mismo a las personas de allí. Después compruebe la red entre los equipos y, en el otro, `fleet.answers` y `fleet.key`.",
  },
  "fleet-guarding": {
    title: "Vigila cámaras de otro equipo",
    meaning:
      "No se oye a otro equipo de la instalación, o no mira ninguna cámara: este vigila las suyas. De sus demás sensores y sus sirenas aquí no se sabe nada.",
    remedy:
      "Vaya a ver ese equipo: alimentación, cable de red, allí `embereye status`. Recupera sus cámaras por sí solo cuando lleva un rato en marcha.",
  },
  "camera-unguarded": {
    title: "Cámara sin vigilar",
    meaning: "Nadie vigila una cámara de un equipo caído: ningún otro se hace cargo de ella.",
    remedy:
      "Vigile el lugar usted mismo y vaya a ver su equipo. El detalle indica el motivo; `fleet.guards` dice cuántas cámaras ajenas asume un equipo.",
  },
  "camera-alone": {
    title: "Cámara sin relevo",
    meaning: "Una cámara compartida entre equipos solo la vigila el suyo: si cayera, no la vigilaría nadie.",
    remedy:
      "Compruebe que hay otro equipo en marcha que tiene la cámara con los mismos `id` y `home`, y que su `fleet.guards.weight` no es 0.",
  },
  "cameras-unshared": {
    title: "Cámaras sin repartir",
    meaning:
      "El equipo tiene más cámaras de las que debe vigilar solo y ningún otro asume las que sobran: las vigila todas, quizá más despacio.",
    remedy:
      "`embereye fleet cameras` muestra quién asumiría cuál. Incluya estas cámaras en más equipos, suba allí `fleet.guards.camerasMax` o aquí `fleet.lends.above`.",
  },
  "config-refused": {
    title: "Configuración rechazada",
    meaning: "El archivo de configuración se rechaza; el equipo sigue con la que tenía.",
    remedy: "`embereye check FILE` dice qué está mal y la palabra válida más parecida. Corríjalo y guárdelo.",
  },
  "config-rolled-back": {
    title: "Configuración deshecha",
    meaning: "Una configuración nueva empeoró las cosas y se deshizo; vuelve a funcionar la anterior.",
    remedy:
      "El detalle dice qué salió mal. `embereye config history` muestra ambas; corrija el cambio y aplíquelo otra vez.",
  },
  "config-unsaved": {
    title: "Configuración sin guardar",
    meaning:
      "No se puede escribir el historial de configuraciones: el equipo funciona, pero un reinicio puede traer una más vieja.",
    remedy: "Revise el espacio libre y el estado del disco que guarda la carpeta de estado.",
  },
};
