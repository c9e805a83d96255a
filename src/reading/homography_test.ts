import assert from "node:assert/strict";
import { homographyOf, type PicturePoint, type PointPair, project } from "./homography.ts";

type Four = [PointPair, PointPair, PointPair, PointPair];

function pairs(
  from: readonly (readonly [number, number])[],
  to: readonly (readonly [number, number])[],
): Four {
  return from.map(([x, y], i) => ({ from: { x, y }, to: { x: to[i][0], y: to[i][1] } })) as Four;
}

const SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]] as const;

function near(found: PicturePoint | undefined, x: number, y: number): void {
  assert(found !== undefined && Math.hypot(found.x - x, found.y - y) < 1e-9, JSON.stringify(found));
}

Deno.test("homographyOf takes each point to its partner, and a plane seen from the side as a plane", () => {
  // As a wall looks from beside it: the far edge is shorter.
  const seen = [[0.2, 0.3], [0.8, 0.4], [0.8, 0.6], [0.2, 0.9]] as const;
  const found = homographyOf(pairs(SQUARE, seen));
  assert(found.ok);
  SQUARE.forEach(([x, y], i) => near(project(found.value, { x, y }), seen[i][0], seen[i][1]));
  // Where the diagonals cross they cross in every view.
  const cross = (a: readonly number[], b: readonly number[], c: readonly number[], d: readonly number[]) => {
    const [rx, ry, sx, sy] = [c[0] - a[0], c[1] - a[1], d[0] - b[0], d[1] - b[1]];
    const t = ((b[0] - a[0]) * sy - (b[1] - a[1]) * sx) / (rx * sy - ry * sx);
    return [a[0] + t * rx, a[1] + t * ry] as const;
  };
  const [x, y] = cross(seen[0], seen[1], seen[2], seen[3]);
  near(project(found.value, { x: 0.5, y: 0.5 }), x, y);
});

Deno.test("homographyOf is its own way back, and bears a mirrored picture", () => {
  const there = pairs(SQUARE, [[0.85, 0.2], [0.1, 0.15], [0.2, 0.8], [0.9, 0.95]]);
  const back = there.map(({ from, to }) => ({ from: to, to: from })) as Four;
  const [one, other] = [homographyOf(there), homographyOf(back)];
  assert(one.ok && other.ok);
  for (const point of [{ x: 0.3, y: 0.7 }, { x: 0.5, y: 0.5 }, { x: 0.15, y: 0.2 }]) {
    const seen = project(one.value, point);
    assert(seen !== undefined);
    near(project(other.value, seen), point.x, point.y);
  }
});

Deno.test("homographyOf refuses points on a line in either picture, and names them", () => {
  const line = [[0.1, 0.1], [0.5, 0.5], [0.9, 0.9], [0.1, 0.9]] as const;
  const from = homographyOf(pairs(line, SQUARE));
  assert(!from.ok);
  assert.deepEqual(from.fault, { kind: "on-a-line", picture: "from", points: [0, 1, 2] });
  const to = homographyOf(pairs(SQUARE, line));
  assert(!to.ok && to.fault.kind === "on-a-line" && to.fault.picture === "to");
  const same = homographyOf(pairs(SQUARE, [[0.5, 0.5], [0.5, 0.5], [0.9, 0.9], [0.1, 0.9]]));
  assert(!same.ok && same.fault.kind === "on-a-line");
  const broken = homographyOf(pairs(SQUARE, [[NaN, 0.5], [0.2, 0.5], [0.9, 0.9], [0.1, 0.9]]));
  assert(!broken.ok, "what is no number is no place");
});

Deno.test("homographyOf refuses points that were given in another order", () => {
  const crossed = homographyOf(pairs(SQUARE, [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]));
  assert(!crossed.ok);
  assert.equal(crossed.fault.kind, "twisted");
  // One point inside the triangle of the others, in one picture alone.
  const inside = homographyOf(pairs(SQUARE, [[0.1, 0.1], [0.9, 0.1], [0.4, 0.3], [0.1, 0.9]]));
  assert(!inside.ok);
  assert.equal(inside.fault.kind, "twisted");
});

Deno.test("project says nothing beyond the horizon", () => {
  const found = homographyOf(pairs(SQUARE, [[0.1, 0.8], [0.9, 0.8], [0.6, 0.5], [0.4, 0.5]]));
  assert(found.ok);
  assert.equal(project(found.value, { x: 0.5, y: -5 }), undefined);
});
