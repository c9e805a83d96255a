/**
 * What the journal and the details of troubles say, in German.
 */
import type { Translation } from "../message.ts";
import type { sayings as english } from "./en.ts";

export const sayings: Translation<typeof english> = {
  "said.and": "{before} und {last}",
  "said.comma": "{before}, {next}",
  "said.then": "{before}; {next}",
  "said.more": "{count} weitere",
  "said.whole": "{sentence}.",

  "said.heat": "{value} °C (Grenze {limit} °C)",
  "said.heat-rising": "{value} °C (Grenze {limit} °C), steigt um {rate} °C je Minute",
  "said.smoke": "Rauch {value} % (Grenze {limit} %)",
  "said.flame": "Flamme {value} % (Grenze {limit} %)",
  "said.gas": "Gas {value} ppm (Grenze {limit} ppm)",
  "said.flame-contact": "Flammenkontakt hat angesprochen",
  "said.call-point": "Handmelder gedrückt",
  "said.other-box": "ein Feueralarm eines anderen Geräts",
  "said.sees": "Kamera sieht Feuer oder Rauch, {value} (Grenze {limit})",
  "said.sees-fire": "Kamera sieht Feuer, {value} (Grenze {limit})",
  "said.sees-smoke": "Kamera sieht Rauch, {value} (Grenze {limit})",
  "said.ago": "{seen}, vor {age}",
  "said.at": "{seen} bei {sensor}",

  "said.pre-alarm": "{zone}: Voralarm, {seen}.",
  "said.pre-alarm-beside": "{alarm} Sie liegt neben dem Brand in {zone}.",
  "said.pre-alarm-over": "{zone}: Voralarm vorbei.",
  "said.pre-alarm-held": "Während vieler Meldungen wurde 1 Voralarm nicht gemeldet, der nicht anhielt.",
  "said.pre-alarms-held":
    "Während vieler Meldungen wurden {count} Voralarme nicht gemeldet, die nicht anhielten.",
  "said.alarm": "{zone}: {seen}.",
  "said.alarm-rise": "{zone}: anhaltender Anstieg, {seen}.",
  "said.alarm-recovered":
    "{zone}: An den Ausgängen stand noch ein Alarm; seine Ursache ist nicht mehr bekannt.",
  "said.alarm-found": "{zone}: An den Ausgängen stand ein Alarm, den das Ereignisbuch nicht kennt.",
  "said.alarm-no-siren": "{alarm} Die Zone ist abgeschaltet: keine Sirene.",
  "said.alarm-spread": "{alarm} Ein Ereignis in {count} Zonen: {zones}.",
  "said.cause-again": "{zone}: Die Ursache des Alarms ist wieder da.",
  "said.cause-in-service": "{zone}: wieder in Betrieb, und die Ursache des Alarms besteht.",
  "said.cause-gone": "{zone}: Die Ursache ist weg. Der Alarm bleibt, bis ihn jemand rückstellt.",
  "said.acknowledged": "{zone}: {person} hat den Alarm quittiert.",
  "said.silenced": "{zone}: {person} hat den Alarm stummgeschaltet.",
  "said.resounded": "{zone}: {person} hat die Sirenen wieder eingeschaltet.",
  "said.reset": "{zone}: {person} hat den Alarm rückgestellt.",
  "said.reset-refused":
    "{zone}: Der Alarm lässt sich nicht rückstellen, solange seine Ursache besteht: {seen}.",
  "said.reset-too-early":
    "{zone}: Der Alarm lässt sich noch nicht rückstellen: Seit dem Neustart hat {sensor} noch nicht gemeldet, ob die Ursache noch besteht.",
  "said.reset-before":
    "{zone}: Der Alarm war schon vor dem Neustart rückgestellt; im Ereignisbuch fehlte das.",

  "said.trouble-over": "Nicht mehr so: {detail}",
  "said.trouble-seen": "{person} hat die Störung gesehen: {detail}",
  "said.sensor-back": "{sensor} liefert wieder.",
  "said.sensor-admitted": "{zone}: Sensor {sensor} wurde aufgenommen.",
  "said.sensor-removed": "{zone}: Sensor {sensor} wurde entfernt.",
  "said.sensor-of": "{zone}: Sensor {sensor}",
  "said.sensor-unplaced": "Sensor {sensor}",
  "said.view-accepted": "{camera}: Der jetzige Blick ist bestätigt und wird neu gelernt.",
  "said.disabled": "{what} ist für {duration} abgeschaltet: {reason}.",
  "said.enabled": "{what} ist wieder in Betrieb.",
  "said.time-up": "{what} ist wieder in Betrieb: Die Zeit ist um.",

  "said.test-start": "{zone}: {person} hat einen Begehungstest begonnen, höchstens {duration} lang.",
  "said.test-hit": "{zone}: Begehungstest, {seen}.",
  "said.test-end":
    "{zone}: Begehungstest beendet durch {ender}; {hits} von {sensors} Sensoren haben angesprochen",
  "said.test-missed": "nicht angesprochen: {names}",
  "said.test-no-siren": "keine Sirene war zu hören",
  "said.test-sirens": "zu hören waren die Sirenen: {names}",
  "said.test-remark": "Bemerkung: {remark}",
  "said.ended-by-time": "Ablauf der Zeit",
  "said.ended-by-disabling": "Abschalten der Zone",
  "said.ended-by-found-alarm": "einen Alarm, der an den Ausgängen stand",
  "said.ended-by-alarm": "einen Alarm in {zone}",
  "said.ended-by-change": "eine neue Konfiguration",

  "said.silent-never": "{zone}: {sensor} hat seit dem Start nichts geliefert, seit {duration}.",
  "said.silent-never-because":
    "{zone}: {sensor} hat seit dem Start nichts geliefert ({reason}), seit {duration}.",
  "said.silent": "{zone}: {sensor} liefert nicht: {inputs}.",
  "said.late": "{input} seit {duration}",
  "said.late-because": "{input} ({reason}) seit {duration}",
  "said.never-because": "{input} ({reason})",
  "said.frozen": "{zone}: {sensor} schickt seit {duration} dasselbe Bild.",
  "said.implausible": "{zone}: {sensor} schickt Werte, die er nicht gemessen haben kann: {inputs}.",
  "said.uncalibrated":
    "{zone}: Die Kalibrierung von {sensor} wurde abgelehnt: Aus seinen Bildern werden keine Grade.",
  "said.blind-empty": "{zone}: hat keinen Sensor, die Zone ist nicht geschützt.",
  "said.blind-cameras":
    "{zone}: Nur Kameras liefern, und die dürfen allein keinen Alarm auslösen: Die Zone ist nicht geschützt.",
  "said.blind": "{zone}: Keiner ihrer {count} Sensoren liefert, die Zone ist nicht geschützt.",

  "said.config-trial": "Konfiguration {version} von {person} ({reason}), auf Probe: {changes}",
  "said.config-good": "Konfiguration {version} hat sich bewährt: {why}.",
  "said.config-back": "Konfiguration {version} wurde zurückgenommen, {running} läuft: {why}.",

  "said.input-thermal": "Wärmebild",
  "said.input-smoke": "Rauch",
  "said.input-flame": "Flamme",
  "said.input-gas": "Gas",
  "said.input-flameDigital": "Flammenkontakt",
  "said.input-vision": "Kamera",
  "said.input-callPoint": "Handmelder",
  "said.input-otherBox": "anderes Gerät",
  "said.reason-never-received": "noch nichts",
  "said.reason-stale": "veraltet",
  "said.reason-disconnected": "getrennt",
  "said.reason-calibration-pending": "wartet auf Kalibrierung",
  "said.reason-calibration-refused": "Kalibrierung abgelehnt",
  "said.reason-implausible": "unglaubwürdig",
  "said.reason-disabled": "abgeschaltet",
};
