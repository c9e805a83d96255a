/**
 * Pictures made by code, on which a model proves that it answers as it did when its manifest was written.
 *
 * Whole numbers only, so that every machine makes the same bytes. They resemble what they are named for just enough
 * that the model is sure of them.
 */

/** What there is to choose from. */
export const GOLDEN_IMAGES = ["flame", "room"] as const;
export type GoldenImage = typeof GOLDEN_IMAGES[number];

/** The size that cameras commonly deliver, so that the self test goes through the resizing as well. */
export const GOLDEN_WIDTH = 640;
export const GOLDEN_HEIGHT = 480;

/** Makes the picture: RGB24, {@linkcode GOLDEN_WIDTH} x {@linkcode GOLDEN_HEIGHT}. */
export function goldenImage(image: GoldenImage): Uint8Array {
  const pixels = new Uint8Array(GOLDEN_WIDTH * GOLDEN_HEIGHT * 3);
  paintRoom(pixels);
  if (image === "flame") paintFlame(pixels);
  return pixels;
}

/** A wall with a window's frame and a door, over a floor: grey and brown, no light in it. */
function paintRoom(pixels: Uint8Array): void {
  const wallRows = 330;
  for (let y = 0, at = 0; y < GOLDEN_HEIGHT; y++) {
    for (let x = 0; x < GOLDEN_WIDTH; x++, at += 3) {
      const grain = noise(x, y) & 7;
      const onFloor = y >= wallRows;
      const inDoor = !onFloor && y > 90 && x > 470 && x < 580;
      const inFrame = y > 70 && y < 210 && x > 70 && x < 230 && (x < 82 || x > 218 || y < 82 || y > 198);
      const light = 96 - (y >> 4) - (Math.abs(x - 320) >> 4);
      const [red, green, blue] = inDoor
        ? [70, 52, 40]
        : inFrame
        ? [130, 128, 124]
        : onFloor
        ? [58 + (y >> 4), 50 + (y >> 4), 44 + (y >> 4)]
        : [light, light - 2, light - 8];
      pixels[at] = red + grain;
      pixels[at + 1] = green + grain;
      pixels[at + 2] = blue + grain;
    }
  }
}

/** Tongues of fire on the floor right of the middle: white-yellow inside, orange and red towards the edge. */
function paintFlame(pixels: Uint8Array): void {
  const tongues = [
    { x: 400, foot: 400, height: 210, half: 46 },
    { x: 352, foot: 404, height: 140, half: 34 },
    { x: 446, foot: 402, height: 120, half: 32 },
    { x: 376, foot: 408, height: 90, half: 60 },
  ];
  for (let y = 150; y < 412; y++) {
    for (let x = 290; x < 510; x++) {
      let heat = 0;
      for (const { x: middle, foot, height, half } of tongues) {
        const up = foot - y;
        if (up < -8 || up >= height) continue;
        // Wide above the foot, thin at the tip, swaying with the height.
        const wide = up < 0 ? half + 4 * up : (half * (height - up) * (height + up)) / (height * height);
        const sway = Math.trunc(triangle(y, 64) * up / (4 * height)) + (noise(x >> 2, y >> 3) & 7) - 4;
        const inside = wide - Math.abs(x - middle - sway);
        if (inside > 0) heat = Math.max(heat, Math.min(255, Math.trunc(inside * 420 / half)));
      }
      if (heat === 0) continue;
      const at = (y * GOLDEN_WIDTH + x) * 3;
      pixels[at] = Math.min(255, 170 + heat);
      pixels[at + 1] = Math.min(250, 40 + Math.trunc(heat * 8 / 9));
      pixels[at + 2] = Math.max(8, heat - 130);
    }
  }
}

/** A wave between `-period / 2` and `period / 2`. */
function triangle(at: number, period: number): number {
  return Math.abs(at % (2 * period) - period) - period / 2;
}

/** An even spread of bits for a place: an integer hash. */
function noise(x: number, y: number): number {
  let bits = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  return (bits ^ (bits >>> 13)) >>> 0;
}
