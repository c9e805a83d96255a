/**
 * What the page of the audits says, and what the audits say, in German.
 */
import type { Translation } from "../message.ts";
import type { audits as english } from "./en.ts";

export const audits: Translation<typeof english> = {
  "audits.title": "Prüfungen",
  "audits.hint":
    "Die Box prüft sich selbst jede Woche, alle zwei Wochen oder jeden Monat. Eine Prüfung, die nicht möglich war, sagt nichts darüber, wie es steht.",
  "audits.kind.memory": "Speicher: wächst ein Prozess?",
  "audits.kind.accuracy": "Genauigkeit: ist das Modell so gut, wie sein Manifest sagt?",
  "audits.kind.ports": "Ports: zeigt die Box mehr, als sie soll?",
  "audits.kind.dependencies": "Abhängigkeiten: sind Schwachstellen ihrer Pakete bekannt?",
  "audits.verdict.passed": "Bestanden",
  "audits.verdict.found": "Etwas wurde gefunden",
  "audits.verdict.not-possible": "Nicht möglich",
  "audits.never": "Auf dieser Box wurde sie noch nie gemacht.",
  "audits.made": "Gemacht {time}.",
  "audits.due": "Nächste fällig {time}.",
  "audits.overdue": "Überfällig seit {time}.",
  "audits.by-hand": "Von Hand, auf der Box:",
  "audits.lost": "Ihre Ergebnisse sind nicht lesbar.",
  "audits.trend": "Werte und ihr Verlauf",
  "audits.figure": "Wert",
  "audits.latest": "Jetzt",
  "audits.before": "Davor",
  "audits.course": "Verlauf",
  "audits.course-of": "Verlauf von {name}",
  "audits.details": "Im Einzelnen",
  "audits.earlier": "Frühere Ergebnisse",
  "audits.said.memory-grows":
    "{process} wächst um mindestens {percent} % am Tag ({slope} MB am Tag, ±{error}): den Dienst neu starten und ein Support-Paket senden.",
  "audits.said.memory-process":
    "{process}: {mean} MB im Mittel, {slope} MB am Tag, ±{error} (95 %, {points} Punkte).",
  "audits.said.history-short": "{process}: der Verlauf reicht nicht für einen Trend.",
  "audits.said.history-lost": "Der Verlauf ist nicht lesbar: {reason}",
  "audits.said.heap-taken":
    "{process}: V8 belegt {used} von {total} MB; Belegungen {seconds} s lang erfasst.",
  "audits.said.heap-not-had": "{process}: V8s Speicher war nicht einsehbar: {reason}",
  "audits.said.no-cameras":
    "Keine Kamera und kein Prüfsatz ist eingestellt: hier sieht kein Modell etwas an.",
  "audits.said.no-validation-set":
    "Kein Prüfsatz ist eingestellt (detect.validationSet): wie gut das Modell ist, wurde nicht geprüft.",
  "audits.said.set-unreadable": "Der Prüfsatz ist nicht lesbar: {reason}",
  "audits.said.set-small":
    "Der Satz hat weniger als 20 Bilder mit oder ohne {label}: zu wenige zum Vergleich.",
  "audits.said.model-refused": "Das Modell ist nicht verwendbar: {reason}",
  "audits.said.unjudged": "{count} von {of} Bildern waren nicht zu beurteilen, das erste, weil: {reason}",
  "audits.said.no-reference":
    "Das Manifest hat keine Werte zum Satz {set}: das erste Ergebnis von {model} damit ist der Maßstab (Zeichen {print}).",
  "audits.said.set-differs":
    "{label}: {now} Bilder wurden beurteilt, das Manifest zählte {then}: es ist nicht ganz derselbe Satz.",
  "audits.said.accuracy-drop":
    "{label}: {measured} ist {now} %, war {then} %. Das Modell übersieht mehr oder schlägt öfter falsch an als es soll: mit 'embereye model verify' prüfen.",
  "audits.said.accuracy-class": "{label}: an {count} Bildern beurteilt, ab der Schwelle {threshold}.",
  "audits.said.not-running":
    "Kein Prozess des Dienstes lauscht: er läuft nicht, oder dieser Benutzer darf ihn nicht ansehen. Als root oder als Benutzer des Dienstes ausführen.",
  "audits.said.no-config": "Die laufende Konfiguration ist nicht bekannt: {reason}",
  "audits.said.port-unnamed":
    "Der Dienst lauscht auf {address}, Port {port}, den seine Konfiguration nicht nennt: neu starten und ein Support-Paket senden.",
  "audits.said.port-reached":
    "Ein Fremder ({from}) erreicht {name} auf {address}, Port {port}, obwohl die Konfiguration von dort niemanden einlässt: 'embereye firewall check' ausführen.",
  "audits.said.ports-outside":
    "Von außen angesehen, durch die Firewall des Kerns, als {from}: {count} Ports versucht, {open} offen, {away} wiesen Fremde ab.",
  "audits.said.ports-own":
    "Nur von innen angesehen, {count} eigene Sockets: ein Blick von außen war nicht möglich ({reason}).",
  "audits.said.port-foreign": "Port {port} gehört einem anderen Programm dieser Maschine und ist erreichbar.",
  "audits.said.advisory": "{package} {version} ({ecosystem}): {id} {summary} Behoben in: {fixed}.",
  "audits.said.advisories-known":
    "{ecosystem}: verglichen mit {count} Meldungen, die diese Box kennt, Stand {date} ({source}); sie nennen {covered} der {of} Pakete. Was später oder anderswo bekannt wurde, ist nicht dabei: neuere mit --advisories bringen.",
  "audits.said.advisories-none":
    "{ecosystem}: keine Meldungen, die diese Box kennt. Der Stand vom {date} hat {count} Einträge, und keiner betrifft ihre Pakete. Welche mit --advisories bringen.",
  "audits.said.advisories-old":
    "{ecosystem}: die Meldungen sind {days} Tage alt (Stand {date}): neuere mit --advisories bringen.",
  "audits.said.advisories-unreadable": "Meldungen waren nicht lesbar: {reason}",
  "audits.said.lock-unreadable": "Die Liste der Pakete des Programms ist nicht lesbar: {reason}",
  "audits.said.packages-looked-at": "Angesehen: {program} Pakete des Programms, {system} des Systems.",
  "audits.said.no-dpkg": "Die Pakete des Systems waren nicht aufzulisten: {reason}",
  "audits.said.system-package": "{package} {version} ({release})",
};
