/**
 * Lines of a CSV file (RFC 4180) that a spreadsheet reads as texts, whatever they contain.
 */

/**
 * A cell that begins like this is a formula to a spreadsheet: a device's name could then run commands on the computer of whoever
 * opens the file (OWASP "CSV injection"). An apostrophe in front makes it a text.
 */
const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** One line with its end. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return cells.map(cell).join(",") + "\r\n";
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  // Line breaks and other control characters would break the line for simple readers.
  const plain = value.replaceAll(/\p{Cc}+/gu, " ");
  const safe = FORMULA.test(value) ? `'${plain}` : plain;
  return /[",;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
