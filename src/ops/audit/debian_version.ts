/**
 * Which of two versions of a Debian package is the later: the order of deb-version(7), which is not that of semver.
 */

/** Below 0 where `a` is the earlier, 0 where they are the same, above 0 where it is the later. */
export function compareDebianVersions(a: string, b: string): number {
  const [epochA, upstreamA, revisionA] = partsOf(a);
  const [epochB, upstreamB, revisionB] = partsOf(b);
  return epochA - epochB || compareParts(upstreamA, upstreamB) || compareParts(revisionA, revisionB);
}

/** `[epoch:]upstream[-revision]`; an upstream version may hold hyphens itself. */
function partsOf(version: string): [number, string, string] {
  const colon = version.indexOf(":");
  const epoch = colon > 0 ? Number(version.slice(0, colon)) : 0;
  const rest = version.slice(colon + 1);
  const hyphen = rest.lastIndexOf("-");
  return hyphen < 0 ? [epoch || 0, rest, ""] : [epoch || 0, rest.slice(0, hyphen), rest.slice(hyphen + 1)];
}

/** Runs of other characters and runs of digits by turns: the former by a changed alphabet, the latter as numbers. */
function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const off = weight(a[i]) - weight(b[j]);
      if (off !== 0) return off;
      i++;
      j++;
    }
    const [digitsA, digitsB] = [digitsAt(a, i), digitsAt(b, j)];
    i += digitsA.length;
    j += digitsB.length;
    // Longer than any number is exact: dates with times have 14 digits, hashes never stand in versions as numbers.
    const off = compareDigits(digitsA.replace(/^0+/, ""), digitsB.replace(/^0+/, ""));
    if (off !== 0) return off;
  }
  return 0;
}

function compareDigits(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function digitsAt(text: string, from: number): string {
  let to = from;
  while (to < text.length && isDigit(text[to])) to++;
  return text.slice(from, to);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** A tilde comes before the end, the end and digits before letters, letters before all others. */
function weight(character: string | undefined): number {
  if (character === undefined || isDigit(character)) return 0;
  if (character === "~") return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
