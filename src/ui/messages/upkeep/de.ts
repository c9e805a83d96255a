/**
 * What the pages of what sensors usually see and of the notifications say, in German.
 */
import type { Translation } from "../message.ts";
import type { upkeep as english } from "./en.ts";

export const upkeep: Translation<typeof english> = {
  "review.title": "Was Sensoren gewöhnlich sehen",
  "review.hint":
    "Die Box lernt, was jeder Wärmesensor an einem gewöhnlichen Tag sieht. Was sich auf Dauer geändert hat, wartet hier, bis jemand sagt, ob es richtig ist.",
  "review.none": "Nichts hat sich geändert: nichts wartet auf eine Entscheidung.",
  "review.no-sensors": "Noch ist kein Wärmesensor gelernt.",
  "review.known": "Was bekannt ist",
  "review.days": { one: "ein Tag gelernt", other: "{count} Tage gelernt" },
  "review.reference": "Fassung {version}, von {by}, {time}.",
  "review.since": "seit {time}",
  "review.before": "Vorher",
  "review.after": "Jetzt",
  "review.map": "{title}: heißeste Stelle {hottest}, kälteste {coldest}",
  "review.kind.drift": "Das ganze Bild ist wärmer oder kälter geworden.",
  "review.kind.moved": "Der Sensor sieht woanders hin.",
  "review.kind.dirty-lens": "Das Bild ist matt geworden: die Linse ist vielleicht verschmutzt.",
  "review.kind.hot-object": "Etwas Neues ist dauerhaft heiß.",
  "review.reason": "Grund",
  "review.approve": "Das ist ab jetzt richtig",
  "review.reject": "Das ist falsch und wird behoben",
  "review.revert": "Zurück zur Fassung davor",
  "review.done.approve": "Was jetzt zu sehen ist, gilt als richtig.",
  "review.done.reject": "Vermerkt: es wird behoben.",
  "review.done.revert": "Die Fassung davor gilt wieder.",
  "notify.title": "Benachrichtigungen",
  "notify.hint":
    "Wer von Alarmen und Störungen erfährt, und ob es ankommt. Ein Test sagt dazu, dass nichts brennt.",
  "notify.unknown":
    "Die Benachrichtigung antwortet nicht. Sie wird von selbst neu gestartet; was zu melden ist, wartet so lange auf dem Datenträger.",
  "notify.none": "Außerhalb dieses Geräts erfährt niemand von Alarmen.",
  "notify.none-how":
    "Wer per E-Mail, Webhook oder MQTT benachrichtigt werden soll, wird von einer Fachkraft in der Konfiguration eingetragen, zum Beispiel:",
  "notify.kind.webhook": "Webhook",
  "notify.kind.email": "E-Mail",
  "notify.kind.mqtt": "MQTT",
  "notify.never": "Seit dem Start ist nichts angekommen.",
  "notify.last": "Zuletzt angekommen: {time}",
  "notify.counts": "wartend {waiting}, gesendet {sent}, aufgegeben {givenUp}",
  "notify.test": "Test senden",
  "notify.arrived": "Der Test hat {name} erreicht.",
  "notify.not-arrived": "Der Test hat {name} nicht erreicht.",
};
