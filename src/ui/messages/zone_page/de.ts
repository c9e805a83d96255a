/**
 * What the page of a zone and the charts say, in German.
 */
import type { Translation } from "../message.ts";
import type { zonePage as english } from "./en.ts";

export const zonePage: Translation<typeof english> = {
  "zone-page.not-yet": "Noch ist nichts bekannt: die Brandlogik hat nicht geantwortet.",
  "zone-page.unknown": "Diese Zone gibt es nicht.",
  "zone-page.pictures": "Wärmebilder",
  "zone-page.history": "Verlauf",
  "zone-page.sensors": "Sensoren",
  "zone-page.limits": "Grenzwerte",
  "zone-page.pre-alarm-limit": "Voralarm ab",
  "zone-page.critical-limit": "Alarm ab",
  "zone-page.service": "Wartung",
  "zone-page.events": "Was hier geschehen ist",
  "zone-page.all-events": "Alle Ereignisse dieser Zone",
  "zone-page.live": "Live, {age} alt",
  "zone-page.frozen": "Angehalten: {moment}, vor {age}",
  "zone-page.past": "Vergangenheit: {moment}, vor {age}",
  "zone-page.extremes": "Wärmste Stelle {hottest}, kälteste {coldest}",
  "zone-page.freeze": "Anhalten",
  "zone-page.go-live": "Zurück zu live",
  "zone-page.scrub": "Zurückblicken, bis zu {duration}",
  "chart.as-data": "Dasselbe als Daten (JSON)",
  "chart.range": "Gezeigte Zeit",
  "chart.minutes": "{count} min",
  "chart.hours": "{count} h",
  "chart.days": { one: "1 Tag", other: "{count} Tage" },
  "chart.loading": "Lädt",
  "chart.lost": "Der Verlauf kann gerade nicht gelesen werden.",
  "chart.empty": "In dieser Zeit wurde nichts gemessen.",
  "chart.summary": "{name}: höchster Wert {max} um {moment}, niedrigster {min}, letzter {last}",
  "chart.largest": "größter",
  "chart.mean": "Mittel",
  "chart.time": "Zeit",
  "chart.limit": "Grenze",
};
