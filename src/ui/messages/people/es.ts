/**
 * What the page of people says, in Spanish.
 */
import type { Translation } from "../message.ts";
import type { people as english } from "./en.ts";

export const people: Translation<typeof english> = {
  "people.title": "Personas",
  "people.hint":
    "Quién puede iniciar sesión. El token es para instaladores y programas, el PIN para las personas del lugar. Solo se guarda su huella: lo que se crea aquí se muestra una vez.",
  "people.none": "Todavía nadie puede iniciar sesión.",
  "people.lost": "La lista de personas no se puede leer ahora.",
  "people.role.viewer": "puede mirar",
  "people.role.operator": "puede actuar en alarmas",
  "people.role.installer": "puede configurar",
  "people.token": "Token",
  "people.pin": "PIN",
  "people.made": "creado {time}",
  "people.used": "último uso {time}",
  "people.never-used": "nunca usado",
  "people.until": "válido hasta {time}",
  "people.expired": "caducó {time}",
  "people.you": "usted",
  "people.new": "Dar acceso a alguien",
  "people.name": "Nombre",
  "people.role": "Permiso",
  "people.kind": "Entra con",
  "people.days": "Días hasta que caduque",
  "people.days-hint": "vacío: nunca",
  "people.make": "Crear",
  "people.replace": "Sustituir",
  "people.replace-hint": "El anterior deja de valer al momento y se cierran las sesiones abiertas.",
  "people.revoke": "Revocar",
  "people.revoke-hint":
    "El token y el PIN de {name} dejan de valer al momento y se cierran las sesiones abiertas.",
  "people.sure": "Sí, me refiero a {name}",
  "people.revoked": "{name} ya no puede iniciar sesión.",
  "people.given": "Creado.",
  "people.secret": "Para {name}",
  "people.secret-hint": "Se muestra esta única vez y no se guarda. Anótelo o entréguelo ahora.",
  "people.secret-close": "Ya lo tengo",
  "problem.person-exists": "Esta persona ya tiene uno: sustitúyalo.",
  "problem.name-taken": "Ya existe un nombre que solo difiere en las mayúsculas.",
  "problem.unknown-person": "Nadie con ese nombre puede iniciar sesión.",
  "problem.last-installer": "Debe quedar un token de instalador que no caduque: cree otro antes.",
};
