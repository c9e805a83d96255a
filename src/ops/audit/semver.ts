/**
 * Which of two versions of an npm package is the later: semver.org, section 11.
 */

/** Below 0 where `a` is the earlier: a pre-release comes before its release, and what is built of it counts for nothing. */
export function compareVersions(a: string, b: string): number {
  const [coreA, preA] = partsOf(a);
  const [coreB, preB] = partsOf(b);
  for (let i = 0; i < 3; i++) {
    const off = (coreA[i] ?? 0) - (coreB[i] ?? 0);
    if (off !== 0) return off;
  }
  if (preA.length === 0 || preB.length === 0) return preB.length - preA.length;
  for (let i = 0; i < Math.max(preA.length, preB.length); i++) {
    const [x, y] = [preA[i], preB[i]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const [numberX, numberY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numberX && numberY) return Number(x) - Number(y);
    return numberX === numberY ? (x < y ? -1 : 1) : numberX ? -1 : 1;
  }
  return 0;
}

function partsOf(version: string): [number[], string[]] {
  const [withoutBuild] = version.split("+", 1);
  const dash = withoutBuild.indexOf("-");
  const core = dash < 0 ? withoutBuild : withoutBuild.slice(0, dash);
  return [core.split(".").map(Number), dash < 0 ? [] : withoutBuild.slice(dash + 1).split(".")];
}
