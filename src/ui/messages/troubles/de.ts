/**
 * What is said of troubles, in German.
 */
import type { TroubleTable } from "./table.ts";

export const troubles: TroubleTable = {
  "sensor-silent": {
    title: "Sensor stumm",
    meaning: "Ein Sensor liefert nichts Neues: Seine Zone überwachen nur noch die anderen Sensoren.",
    remedy:
      "Strom und Netzwerkkabel des Sensors prüfen; `embereye status` zeigt, wann er zuletzt gehört wurde.",
  },
  "sensor-frozen": {
    title: "Sensor eingefroren",
    meaning: "Ein Wärmesensor schickt immer wieder dasselbe Bild: Er misst nicht.",
    remedy: "Den Sensor aus- und einschalten. Friert er wieder ein, ersetzen.",
  },
  "sensor-implausible": {
    title: "Sensor unglaubwürdig",
    meaning: "Ein Sensor schickt Werte, die er nicht gemessen haben kann.",
    remedy: "Stromversorgung und Kabel des Sensors prüfen; bleibt es so, ersetzen.",
  },
  "sensor-calibration": {
    title: "Sensor ohne Kalibrierung",
    meaning:
      "Die Kalibrierung eines Wärmesensors fehlt oder wurde abgelehnt: Aus seinen Bildern werden keine Grade.",
    remedy: "Den Sensor aus- und einschalten. Nennt die Ablehnung schlechte Pixel, ersetzen.",
  },
  "zone-blind": {
    title: "Zone blind",
    meaning: "Kein Sensor einer Zone liefert: Die Zone ist nicht geschützt.",
    remedy: "Die Zone als ungeschützt behandeln, bis ihre Sensoren wieder da sind.",
  },
  "role-down": {
    title: "Teil des Dienstes ausgefallen",
    meaning: "Ein Teil des Dienstes ist ausgefallen oder startet gerade neu.",
    remedy:
      "`embereye watchdog` zeigt, was geschah. Erholt er sich nicht: das Protokoll sichern, den Dienst neu starten.",
  },
  "role-given-up": {
    title: "Teil des Dienstes fällt immer aus",
    meaning: "Ein Teil des Dienstes fällt immer wieder aus und wird nur noch langsam neu versucht.",
    remedy: "`embereye watchdog` und das Protokoll dieses Teils lesen, dann den Dienst neu starten.",
  },
  "role-starved": {
    title: "Zu wenig Rechenzeit",
    meaning:
      "Andere Programme lassen einem Teil des Dienstes so wenig Rechenzeit, dass er zu spät kommt: Defekt ist daran nichts.",
    remedy:
      "`top` zeigt, was die Rechenzeit verbraucht: dieses Programm beenden oder nachrangig laufen lassen. Ist es der Dienst selbst: weniger Kameras, eine niedrigere Bildrate oder ein stärkerer Rechner.",
  },
  "supervisor-lost": {
    title: "Überwacher weg",
    meaning: "Der Überwacher ist weg: Der Schutz läuft weiter, aber was jetzt ausfällt, startet nicht neu.",
    remedy: "Den Dienst neu starten.",
  },
  "outputs-lost": {
    title: "Ausgänge nicht erreichbar",
    meaning:
      "Die Brandlogik erreicht die Ausgänge nicht: Sirenen bleiben, wie sie sind, neue Befehle kommen nicht an.",
    remedy:
      "`embereye watchdog` ansehen; ist `outputs` nicht nach Sekunden wieder da, den Dienst neu starten.",
  },
  "orders-refused": {
    title: "Befehle nicht verstanden",
    meaning:
      "Die Ausgänge verstehen nicht, was ihnen befohlen wird: Sirenen bleiben, wie sie sind, und ein neuer Alarm bleibt vielleicht stumm.",
    remedy:
      "Den Standort als ohne Sirenen behandeln. Den Dienst neu starten; kommt es wieder, die letzte Aktualisierung oder Änderung der Konfiguration zurücknehmen und ein Diagnosepaket schicken.",
  },
  "output-fault": {
    title: "Ausgang gestört",
    meaning: "Eine Sirene oder ein Relais hat nicht getan, was befohlen war.",
    remedy:
      "Die Einzelheit nennt den Grund: eine Leitung, die fehlt, die ein anderes Programm hält oder die verboten ist (`embereye doctor`). " +
      "Sonst Kabel und Strom dieses Ausgangs prüfen, dann einen Begehungstest machen.",
  },
  "siren-unconfirmed": {
    title: "Sirene nicht bestätigt",
    meaning:
      "Ein Ausgang wurde eingeschaltet, und sein Rückmeldekontakt bestätigt es nicht: Er ist wohl stumm.",
    remedy:
      "Hingehen und horchen. Strom, Sicherung und Kabel prüfen, dann den Rückmeldekontakt; einen Begehungstest machen.",
  },
  "siren-stuck": {
    title: "Sirene hängt",
    meaning: "Ein Ausgang wurde ausgeschaltet, und sein Rückmeldekontakt meldet, dass er noch an ist.",
    remedy: "Nach einem klebenden Relais oder einer Drahtbrücke suchen; den Rückmeldekontakt prüfen.",
  },
  "tamper": {
    title: "Gehäuse offen",
    meaning: "Das Gehäuse des Geräts ist offen, oder das, was ein Sabotagekontakt bewacht.",
    remedy: "Nachsehen, wer daran ist. Das Gehäuse schließen; ist es zu, den Kontakt und sein Kabel prüfen.",
  },
  "mains-failed": {
    title: "Netzstrom ausgefallen",
    meaning: "Das Gerät läuft mit der Batterie: Der Netzstrom ist ausgefallen.",
    remedy:
      "Sicherung und Stecker prüfen. Die Batterie hält so lange, wie auf ihr steht, mit Sirenen kürzer.",
  },
  "device-missing": {
    title: "Bauteil fehlt",
    meaning: "Ein Bauteil dieser Maschine, das die Konfiguration nennt, ist nicht da.",
    remedy:
      "Prüfen, ob es eingesteckt ist und wie es in der Konfiguration heißt: `embereye doctor` zeigt, was da ist.",
  },
  "device-gone": {
    title: "Bauteil verschwunden",
    meaning:
      "Ein Bauteil dieser Maschine war da und ist verschwunden: herausgezogen, oder sein Treiber gab auf.",
    remedy:
      "Wieder einstecken: Es wird von selbst wieder benutzt. Sonst sein Kabel oder das Bauteil ersetzen.",
  },
  "device-busy": {
    title: "Bauteil belegt",
    meaning: "Ein anderes Programm hält ein Bauteil, das die Konfiguration nennt.",
    remedy:
      "Die Einzelheit nennt das Programm, wo der Kernel es sagt. Dieses beenden oder ein anderes Bauteil eintragen.",
  },
  "device-denied": {
    title: "Bauteil verboten",
    meaning: "Dieser Dienst darf ein Bauteil nicht benutzen, das die Konfiguration nennt.",
    remedy:
      "Den Benutzer des Dienstes in die Gruppe des Bauteils aufnehmen (`embereye doctor` nennt sie), dann den Dienst neu starten.",
  },
  "device-failed": {
    title: "Bauteil gestört",
    meaning: "Ein Bauteil dieser Maschine antwortet mit Fehlern oder gar nicht.",
    remedy:
      "Die Einzelheit sagt, was es geantwortet hat. Kabel und Strom prüfen; aus- und einschalten oder ersetzen.",
  },
  "port-closed": {
    title: "Anschluss nicht offen",
    meaning:
      "Der Netzwerkanschluss für Sensoren oder der der Seite lässt sich nicht öffnen: Dort kommt niemand durch. Alles andere läuft weiter, auch Sensoren und Kontakte am Gerät selbst.",
    remedy:
      "Die Einzelheit nennt den Anschluss und, wenn das System es verrät, das Programm, das ihn belegt. Dieses beenden oder einen anderen Anschluss oder eine andere Adresse einstellen; sobald er frei ist, nimmt ihn das Gerät von selbst. `embereye doctor` sieht noch einmal nach.",
  },
  "watchdog-reset": {
    title: "Maschine zurückgesetzt",
    meaning:
      "Die Hardware-Überwachung hat die Maschine neu gestartet: Sie hing, oder der Weg zur Sirene stand zu lange still.",
    remedy:
      "`embereye watchdog` und die Protokolle sagen, was davor war. Geschieht es wieder, die Maschine ersetzen.",
  },
  "store-failed": {
    title: "Ereignisbuch nicht beschreibbar",
    meaning: "Das Ereignisbuch lässt sich nicht schreiben: Alarme ertönen, aber im Buch entstehen Lücken.",
    remedy: "Freien Platz und Zustand der Platte mit dem Zustandsordner prüfen.",
  },
  "certificate-unusable": {
    title: "Zertifikat unbrauchbar",
    meaning:
      "Das Zertifikat der Seite oder des Sensoranschlusses oder sein Schlüssel ist unbrauchbar; ein anderes wird gezeigt, vor dem Browser warnen und das Sensoren ablehnen können.",
    remedy:
      "Die Einzelheit nennt den Grund. Beheben; das Gerät merkt es in Sekunden, nichts muss neu gestartet werden.",
  },
  "certificate-expiring": {
    title: "Zertifikat läuft ab",
    meaning:
      "Das Zertifikat der Seite oder des Sensoranschlusses läuft in weniger als drei Wochen ab oder ist abgelaufen: Browser warnen dann, Skripte und Sensoren können ablehnen.",
    remedy:
      "Das neue Zertifikat und seinen Schlüssel an die Stelle der alten Dateien legen; nichts muss neu gestartet werden.",
  },
  "audit-failed": {
    title: "Prüfprotokoll nicht beschreibbar",
    meaning:
      "Das Prüfprotokoll lässt sich nicht schreiben: Alle können handeln wie immer, aber wer was tat, geht vielleicht verloren.",
    remedy: "Freien Platz und Zustand der Platte mit dem Zustandsordner prüfen.",
  },
  "audit-broken": {
    title: "Prüfprotokoll verändert",
    meaning:
      "Das Prüfprotokoll ist nicht mehr, was es war: Einträge wurden geändert, entfernt oder abgeschnitten, von jemandem oder von einer schadhaften Platte.",
    remedy:
      "`embereye audit verify` nennt den ersten betroffenen Eintrag. Die Dateien des Zustandsordners lassen, wie sie sind, für " +
      "die Untersuchung; `embereye audit begin-anew` legt das Protokoll beiseite und beginnt ein neues.",
  },
  "audit-found": {
    title: "Prüfung: etwas gefunden",
    meaning:
      "Eine Prüfung der Box selbst hat etwas gefunden: Speicher, Genauigkeit, Ports oder Abhängigkeiten.",
    remedy:
      "Die Seite „Prüfungen“ sagt, was, und docs/audits.md, was zu tun ist; `embereye audit KIND` sieht wieder nach, und ein Ergebnis ohne Fund beendet es.",
  },
  "audit-overdue": {
    title: "Prüfung überfällig",
    meaning: "Eine Prüfung der Box selbst ist seit anderthalb Abständen nicht gemacht worden.",
    remedy:
      "`embereye audit KIND` ausführen; auf einer Box mit systemd `systemctl list-timers 'embereye-audit-*'` ansehen.",
  },
  "audit-not-possible": {
    title: "Prüfung nicht möglich",
    meaning: "Eine Prüfung der Box selbst war nicht möglich; das sagt nichts darüber, wie es steht.",
    remedy: "Die Einzelheit sagt, warum: in Ordnung bringen und `embereye audit KIND` ausführen.",
  },
  "disk-low": {
    title: "Platte fast voll",
    meaning:
      "Die Platte des Geräts ist fast voll: Verlauf, alte Protokolle und alte Bilder werden gelöscht, um Platz zu schaffen.",
    remedy:
      "Suchen, was sie neben dem Dienst füllt (`df`, `du -x`). Das Gerät schützt auch ohne Platte, aber das " +
      "Ereignisbuch bekommt Lücken.",
  },
  "queue-overflow": {
    title: "Warteschlange voll",
    meaning: "Eine Warteschlange war voll, alte Messwerte wurden verworfen; Anzeichen eines Brands blieben.",
    remedy:
      "Nach einem Gerät suchen, das zu viel schickt, oder einem Prozess, der zu wenig Rechenzeit hat: `embereye metrics`.",
  },
  "config-open": {
    title: "Konfiguration lesbar",
    meaning: "Andere Benutzer der Maschine können Passwörter in der Konfigurationsdatei lesen.",
    remedy:
      "`chmod 600` auf die Datei, oder jedes Passwort in eine eigene Datei legen und als { file: /pfad } eintragen.",
  },
  "connections-refused": {
    title: "Verbindungen abgewiesen",
    meaning: "Viele Verbindungen zum Sensoranschluss werden abgewiesen.",
    remedy:
      "Die Seite „Wer abgewiesen wurde“ und das Protokoll nennen Adressen und Gründe; nach einem falschen Gerät oder einem Netzwerk-Scan suchen.",
  },
  "sensors-conflict": {
    title: "Zwei Sensoren, ein Ort",
    meaning: "Zwei Geräte geben denselben Ort an.",
    remedy: "Jedem Gerät eine eigene Ortskennung geben.",
  },
  "alarm-memory": {
    title: "Alarm ohne Aufzeichnung",
    meaning: "An den Ausgängen stand ein Alarm, den das Ereignisbuch nicht kennt.",
    remedy: "In der Zone nachsehen, den Alarm rückstellen, die Platte mit dem Zustandsordner prüfen.",
  },
  "camera-silent": {
    title: "Kamera stumm",
    meaning: "Eine Kamera liefert keine Bilder: Ihren Blick ersetzen nur die anderen Sensoren.",
    remedy: "Die Einzelheit nennt den Grund. Strom, Kabel, Adresse und Passwort der Kamera prüfen.",
  },
  "camera-frozen": {
    title: "Kamera eingefroren",
    meaning: "Eine Kamera liefert immer wieder dasselbe Bild: Was sie zeigt, ist nicht jetzt.",
    remedy:
      "Die Kamera aus- und einschalten. Friert sie wieder ein, ihre Software erneuern oder sie ersetzen.",
  },
  "camera-dark": {
    title: "Kamera dunkel",
    meaning: "Das Bild einer Kamera ist fast schwarz: Sie ist abgedeckt, oder es ist kein Licht da.",
    remedy: "Objektiv freimachen oder putzen; Licht machen, oder der Kamera Infrarotlicht geben.",
  },
  "camera-bright": {
    title: "Kamera geblendet",
    meaning: "Das Bild einer Kamera ist fast weiß: Sie ist geblendet.",
    remedy: "Die Kamera von Sonne oder Lampe wegdrehen und ihre Belichtung prüfen.",
  },
  "camera-defocused": {
    title: "Kamera unscharf",
    meaning: "Das Bild einer Kamera hat seine Schärfe verloren oder zeigt gar nichts.",
    remedy: "Objektiv und Gehäuse putzen, dann neu scharf stellen.",
  },
  "camera-moved": {
    title: "Kamera verdreht",
    meaning: "Eine Kamera blickt woandershin als bei der Einrichtung.",
    remedy: "Die Kamera zurückdrehen; ist der neue Blick gewollt, ihn bestätigen.",
  },
  "ffmpeg-missing": {
    title: "ffmpeg fehlt",
    meaning:
      "Das Programm, das Kamerabilder entschlüsselt, fehlt oder ist zu alt: Keine Netzwerk- oder eigene Kamera geht.",
    remedy: "Installieren: `apt install ffmpeg` (5.1 oder neuer).",
  },
  "cameras-unusable": {
    title: "Kameras unbrauchbar",
    meaning:
      "Die Kameras können nicht laufen: Ihr gemeinsamer Speicher oder ihre Konfiguration wurde abgelehnt.",
    remedy:
      "Die Einzelheit nennt den Grund: weniger oder kleinere Bilder, mehr Platz in /dev/shm oder eine andere Quelle.",
  },
  "model-refused": {
    title: "Brandmodell abgelehnt",
    meaning: "Das Brandmodell wurde abgelehnt; das vorige bleibt, oder die Kameras sind blind.",
    remedy:
      "`embereye model verify` nennt den Grund. Modelldatei und Manifest wiederherstellen, wie sie waren.",
  },
  "detector-blind": {
    title: "Detektor blind",
    meaning: "Der Detektor kann keine Kamerabilder ansehen: Kameras geben keine Anzeichen.",
    remedy: "Die Einzelheit und das Protokoll von `detect` lesen; so lange schützen die anderen Sensoren.",
  },
  "cameras-slowed": {
    title: "Kameras verlangsamt",
    meaning: "Der Detektor kommt nicht mit: Die Kameras laufen mit weniger Bildern.",
    remedy:
      "Sofort nichts; bleibt es so: weniger Kameras, weniger Bilder je Sekunde oder eine stärkere Maschine.",
  },
  "alert-flood": {
    title: "Flut von Meldungen",
    meaning:
      "Es kommen mehr als dreimal so viele Meldungen wie hier üblich: Voralarme werden erst gemeldet, wenn sie anhalten. Alarme bleiben unberührt.",
    remedy:
      "Das Ereignisbuch zeigt die Zone. Ein Sensor an seiner Grenze, Dampf, Sonne auf einer Kamera: die Ursache beseitigen oder die Grenze anheben.",
  },
  "time-unsynchronised": {
    title: "Uhr nicht abgeglichen",
    meaning:
      "Die Uhr geht falsch, oder niemand bürgt für sie: Alarme betrifft das nicht, angezeigte Zeiten sind unzuverlässig.",
    remedy:
      "Netzwerk und Zeitserver prüfen, einen Uhrendienst (chrony) laufen lassen; die Einzelheit sagt, was fehlt.",
  },
  "time-stepped": {
    title: "Uhr verstellt",
    meaning:
      "Die Uhr wurde verstellt, während sie richtig ging: Zeiten davor und danach im Ereignisbuch passen nicht zusammen.",
    remedy:
      "Herausfinden, wer sie verstellt hat (ein Mensch, ein Dienst, eine angehaltene Maschine); das Ereignisbuch hat auch eine eigene, gleichmäßige Zeit.",
  },
  "time-server-faulty": {
    title: "Zeitserver gestört",
    meaning:
      "Ein eingetragener Zeitserver widerspricht den anderen, springt oder liefert keine brauchbare Zeit.",
    remedy: "Aus `timeSync.servers` nehmen oder ersetzen; mindestens drei haben.",
  },
  "baseline-changed": {
    title: "Gewohntes Bild verändert",
    meaning:
      "Was ein Wärmesensor täglich sieht, hat sich dauerhaft geändert: Er wurde verdreht, ist schmutzig, driftet, oder etwas Neues ist warm.",
    remedy:
      "Die Bilder von früher und jetzt vergleichen; in Ordnung bringen oder als neuen Normalzustand bestätigen.",
  },
  "notify-failing": {
    title: "Benachrichtigung gestört",
    meaning:
      "Menschen anderswo sind auf diesem Weg nicht zu erreichen: Was geschieht, wartet im Postausgang.",
    remedy:
      "Die Einzelheit nennt den Grund. Netzwerk, Adresse, Benutzer und Passwort prüfen; `embereye notify test` probiert es.",
  },
  "fleet-lost": {
    title: "Andere Geräte unerreichbar",
    meaning:
      "Die anderen Geräte der Anlage sind nicht zu erreichen: Dieses Gerät schützt allein, und was geschieht, wartet darauf, gemeldet zu werden.",
    remedy:
      "Die Einzelheit nennt den Grund. Netzwerk und NATS-Server prüfen, dann `fleet` in der Konfiguration; verloren geht inzwischen nichts.",
  },
  "fleet-double": {
    title: "Gerätename doppelt",
    meaning: "Ein anderes Gerät der Anlage heißt wie dieses: Was sie melden, gerät durcheinander.",
    remedy:
      "Jedem Gerät ein eigenes `fleet.box` geben. Nach einem Tausch muss das alte Gerät ausgeschaltet bleiben.",
  },
  "central-refused": {
    title: "Zentrale Konfiguration abgelehnt",
    meaning:
      "Was auf den Servern als Konfiguration dieses Geräts liegt, ist gefälscht, wurde noch einmal eingespielt oder ist für ein anderes Gerät bestimmt: Es wird nicht übernommen.",
    remedy:
      "Die Einzelheit nennt den Fehler. Herausfinden, wer dort schreibt: `embereye fleet status`. Das Gerät läuft mit der bisherigen Konfiguration weiter.",
  },
  "archive-failing": {
    title: "Archiv gestört",
    meaning:
      "Abgeschlossene Tage erreichen das Archiv nicht: Sie bleiben auf dem Gerät, das sie so lange behält.",
    remedy:
      "Die Einzelheit nennt den Grund. Netzwerk, Bucket, Platz und Zugangsdaten des Speichers prüfen; `embereye archive status` zeigt, wie weit es gekommen ist.",
  },
  "fleet-unanswered": {
    title: "Anderes Gerät bestätigt nicht",
    meaning:
      "Ein anderes Gerät sollte für einen Alarm dieses Geräts tönen und hat nicht bestätigt, dass es das tut, oder es ist nicht zu hören und könnte nicht gerufen werden.",
    remedy:
      "Bei einem Alarm die Menschen dort selbst warnen. Danach das Netzwerk zwischen den Geräten prüfen und beim anderen `fleet.answers` und `fleet.key`.",
  },
  "fleet-guarding": {
    title: "Bewacht Kameras eines anderen Geräts",
    meaning:
      "Ein anderes Gerät der Anlage ist nicht zu hören oder sieht keine Kamera an: Dieses bewacht dessen Kameras. Über seine übrigen Sensoren und seine Sirenen ist hier nichts bekannt.",
    remedy:
      "Nach jenem Gerät sehen: Strom, Netzwerkkabel, dort `embereye status`. Seine Kameras bekommt es von selbst zurück, sobald es eine Weile da ist.",
  },
  "camera-unguarded": {
    title: "Kamera unbewacht",
    meaning: "Eine Kamera eines ausgefallenen Geräts wird von niemandem bewacht: Kein anderes übernimmt sie.",
    remedy:
      "Die Stelle selbst im Auge behalten und nach ihrem Gerät sehen. Die Einzelheit nennt den Grund; `fleet.guards` sagt, wie viele fremde Kameras ein Gerät übernimmt.",
  },
  "camera-alone": {
    title: "Kamera ohne Vertretung",
    meaning:
      "Eine Kamera, die sich Geräte teilen, wird nur von ihrem eigenen bewacht: Fiele es aus, täte es niemand.",
    remedy:
      "Dafür sorgen, dass ein anderes Gerät da ist, die Kamera mit derselben `id` und demselben `home` führt und sein `fleet.guards.weight` nicht 0 ist.",
  },
  "cameras-unshared": {
    title: "Kameras nicht verteilt",
    meaning:
      "Das Gerät hat mehr Kameras, als es selbst bewachen soll, und kein anderes übernimmt die überzähligen: Es bewacht alle, vielleicht langsamer.",
    remedy:
      "`embereye fleet cameras` zeigt, wer welche übernähme. Diese Kameras auf weiteren Geräten eintragen, dort `fleet.guards.camerasMax` erhöhen oder hier `fleet.lends.above`.",
  },
  "config-refused": {
    title: "Konfiguration abgelehnt",
    meaning: "Die Konfigurationsdatei wurde abgelehnt; das Gerät läuft mit der bisherigen weiter.",
    remedy:
      "`embereye check FILE` sagt, was falsch ist, mit dem ähnlichsten gültigen Wort. Verbessern und speichern.",
  },
  "config-rolled-back": {
    title: "Konfiguration zurückgenommen",
    meaning: "Eine neue Konfiguration hat Schaden gemacht und wurde zurückgenommen; die vorige läuft wieder.",
    remedy:
      "Die Einzelheit sagt, was schiefging. `embereye config history` zeigt beide; verbessern und noch einmal anwenden.",
  },
  "config-unsaved": {
    title: "Konfiguration nicht gespeichert",
    meaning:
      "Die Konfigurationen lassen sich nicht aufheben: Das Gerät läuft, aber ein Neustart bringt vielleicht eine ältere zurück.",
    remedy: "Freien Platz und Zustand der Platte mit dem Zustandsordner prüfen.",
  },
};
