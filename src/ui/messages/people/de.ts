/**
 * What the page of people says, in German.
 */
import type { Translation } from "../message.ts";
import type { people as english } from "./en.ts";

export const people: Translation<typeof english> = {
  "people.title": "Personen",
  "people.hint":
    "Wer sich anmelden darf. Ein Token ist für Errichter und Skripte, eine PIN für die Menschen vor Ort. Aufgehoben wird nur eine Prüfsumme: Was hier entsteht, wird einmal gezeigt.",
  "people.none": "Noch darf sich niemand anmelden.",
  "people.lost": "Die Liste der Personen kann gerade nicht gelesen werden.",
  "people.role.viewer": "darf ansehen",
  "people.role.operator": "darf bei Alarmen handeln",
  "people.role.installer": "darf einrichten",
  "people.token": "Token",
  "people.pin": "PIN",
  "people.made": "entstanden {time}",
  "people.used": "zuletzt benutzt {time}",
  "people.never-used": "nie benutzt",
  "people.until": "gilt bis {time}",
  "people.expired": "abgelaufen {time}",
  "people.you": "Sie",
  "people.new": "Jemanden zulassen",
  "people.name": "Name",
  "people.role": "Recht",
  "people.kind": "Meldet sich an mit",
  "people.days": "Tage bis zum Ablauf",
  "people.days-hint": "leer: nie",
  "people.make": "Anlegen",
  "people.replace": "Ersetzen",
  "people.replace-hint": "Das alte gilt sofort nicht mehr, offene Sitzungen enden.",
  "people.revoke": "Widerrufen",
  "people.revoke-hint": "Token und PIN von {name} gelten sofort nicht mehr, offene Sitzungen enden.",
  "people.sure": "Ja, ich meine {name}",
  "people.revoked": "{name} kann sich nicht mehr anmelden.",
  "people.given": "Angelegt.",
  "people.secret": "Für {name}",
  "people.secret-hint":
    "Das wird nur dieses eine Mal gezeigt und nirgends aufgehoben. Jetzt notieren oder übergeben.",
  "people.secret-close": "Ich habe es",
  "problem.person-exists": "Diese Person hat schon eines: ersetzen Sie es.",
  "problem.name-taken": "Ein Name, der sich nur in Groß- und Kleinschreibung unterscheidet, ist vergeben.",
  "problem.unknown-person": "Niemand mit diesem Namen darf sich anmelden.",
  "problem.last-installer":
    "Ein Token eines Errichters, das nicht abläuft, muss bleiben: Legen Sie erst ein anderes an.",
};
