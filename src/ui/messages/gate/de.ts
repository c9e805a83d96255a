/**
 * The same in German.
 */
import type { Translation } from "../message.ts";
import type { gate as english } from "./en.ts";

export const gate: Translation<typeof english> = {
  "gate.title": "Wer abgewiesen wurde",
  "gate.hint": "Geräte und Personen, die sich verbinden wollten und abgewiesen wurden, die letzten zuerst.",
  "gate.none": "Seit dem Start wurde niemand abgewiesen.",
  "gate.unknown": "Der Sensorteil hat sich noch nicht gemeldet.",
  "gate.others": {
    one: "und eine weitere Abweisung, die nicht aufgeführt ist",
    other: "und {count} weitere Abweisungen, die nicht aufgeführt sind",
  },
  "gate.sensors": "Sensoranschluss",
  "gate.page": "Seite",
  "gate.metrics": "Messwerte",
  "gate.times": { one: "einmal", other: "{count} Mal" },
  "gate.since": "seit {time}, zuletzt {last}",
  "gate.allow": "Diese Adresse zulassen",
  "gate.allowed": "{address} ist jetzt zugelassen",
  "gate.installer": "Nur ein Errichter darf eine Adresse zulassen.",
  "gate.reason.not-allowed": "Sie steht auf keiner Liste.",
  "gate.reason.locked-out": "Von ihr kamen zu viele falsche Token, sie muss warten.",
  "gate.reason.unknown-device": "Kein Sensor der Konfiguration hat diesen Ort.",
  "gate.reason.wrong-address": "Ihr Sensor darf nur an anderen Adressen sein.",
  "gate.reason.wrong-device": "Ihr Token gehört zu einem anderen Sensor.",
  "gate.reason.not-authenticated": "Sie hat kein Token gezeigt, und eines wird verlangt.",
  "gate.reason.bad-token": "Ihr Token ist nicht bekannt.",
  "gate.reason.expired-token": "Ihr Token ist abgelaufen.",
  "gate.reason.token-withdrawn": "Ihr Token wurde widerrufen oder ist abgelaufen.",
  "gate.reason.too-many": "Zu viele Verbindungen, oder zu oft.",
  "gate.reason.other": "Grund: {reason}",
};
