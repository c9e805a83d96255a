import assert from "node:assert/strict";
import { TestSceneArtist } from "../../hal/camera/test_scene.ts";
import { type PictureChange, PictureHealth } from "./health.ts";
import { likeness, measurePicture, PictureMeasure } from "./picture_measure.ts";

const WIDTH = 160;
const HEIGHT = 120;
const PERIOD_MS = 200;

type Pixels = Uint8Array<ArrayBuffer>;

/** A camera in a room, its pictures changed on their way. */
class Site {
  health = new PictureHealth();
  nowMs = 1_000;
  readonly changes: PictureChange[] = [];
  readonly #artist = new TestSceneArtist(WIDTH, HEIGHT, "room", 0);
  readonly #measure = new PictureMeasure();

  pictures(forMs: number, change: (pixels: Pixels) => Pixels = (pixels) => pixels): void {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; this.nowMs += PERIOD_MS) {
      const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
      this.#artist.draw(pixels, this.nowMs);
      measurePicture(change(pixels), WIDTH, HEIGHT, this.#measure);
      this.changes.push(...this.health.step(this.#measure, this.nowMs));
    }
  }

  get said(): string[] {
    return this.changes.map(({ fault, active }) => `${fault} ${active ? "on" : "off"}`);
  }
}

const scaled = (factor: number, offset: number) => (pixels: Pixels) =>
  pixels.map((value) => value * factor + offset);

/** Gives the room's smooth walls the fine grain that real things have. */
function grained(pixels: Pixels): Pixels {
  for (let at = 0; at < pixels.length; at += 3) {
    const grain = (Math.imul(at, 2_654_435_761) >>> 24) % 40;
    for (let colour = 0; colour < 3; colour++) {
      pixels[at + colour] = Math.min(255, pixels[at + colour] + grain);
    }
  }
  return pixels;
}

/** Every pixel becomes the mean of its surroundings: a lens out of focus. */
function blurred(pixels: Pixels): Pixels {
  const out = pixels.slice();
  const reach = 4;
  for (let y = reach; y < HEIGHT - reach; y++) {
    for (let x = reach; x < WIDTH - reach; x++) {
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let dy = -reach; dy <= reach; dy += 2) {
          for (let dx = -reach; dx <= reach; dx += 2) sum += pixels[((y + dy) * WIDTH + x + dx) * 3 + colour];
        }
        out[(y * WIDTH + x) * 3 + colour] = sum / 25;
      }
    }
  }
  return out;
}

/** The camera points elsewhere: the picture is shifted by nearly half of its width and upside down. */
function turned(pixels: Pixels): Pixels {
  const out = pixels.slice();
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const from = ((HEIGHT - 1 - y) * WIDTH + (x + 70) % WIDTH) * 3;
      out.set(pixels.subarray(from, from + 3), (y * WIDTH + x) * 3);
    }
  }
  return out;
}

Deno.test("PictureHealth finds nothing wrong with a room where somebody walks, for an hour", () => {
  const site = new Site();
  site.pictures(60_000);
  for (let minute = 0; minute < 60; minute++) {
    site.nowMs += 60_000 - 1_000;
    site.pictures(1_000);
  }
  site.pictures(120_000);
  assert.deepEqual(site.said, []);
});

Deno.test("PictureHealth says that a picture stands still, and takes it back with the first new one", () => {
  const site = new Site();
  site.pictures(5_000);
  let still: Pixels | undefined;
  site.pictures(29_000, (pixels) => still ??= pixels);
  assert.deepEqual(site.said, [], "a codec may repeat a picture for a while");
  site.pictures(3_000, () => still!);
  assert.deepEqual(site.said, ["frozen on"]);
  assert(site.health.repeatCount > 100);
  site.pictures(PERIOD_MS);
  assert.deepEqual(site.said, ["frozen on", "frozen off"]);
});

Deno.test("PictureHealth tells a dark picture from a bright one, and a covered lens from a frozen camera", () => {
  const site = new Site();
  site.pictures(40_000);
  site.pictures(60_000, (pixels) => pixels.fill(0));
  assert.deepEqual(site.said, ["dark on"]);
  assert.match(site.changes[0].text, /brightness is 0 of 255/);
  site.pictures(10_000);
  site.pictures(25_000, scaled(0.1, 240));
  site.pictures(10_000);
  assert.deepEqual(site.said, ["dark on", "dark off", "bright on", "bright off"]);
});

Deno.test("PictureHealth does not flutter at its limits: a lorry before the lens is no trouble", () => {
  const site = new Site();
  site.pictures(40_000);
  for (let turn = 0; turn < 10; turn++) {
    site.pictures(15_000, (pixels) => pixels.fill(2));
    site.pictures(15_000);
  }
  assert.deepEqual(site.said, []);
});

Deno.test("PictureHealth finds a lens out of focus", () => {
  const site = new Site();
  site.pictures(60_000, grained);
  site.pictures(30_000, (pixels) => blurred(grained(pixels)));
  assert.deepEqual(site.said, ["defocused on"]);
  assert.match(site.changes[0].text, /as sharp as when it was set up/);
  site.pictures(10_000, grained);
  assert.deepEqual(site.said, ["defocused on", "defocused off"]);
});

Deno.test("PictureHealth finds a cloth over the lens that lets light through", () => {
  const site = new Site();
  site.pictures(60_000);
  let count = 0;
  site.pictures(30_000, (pixels) => {
    return pixels.fill(120).fill(120 + count++ % 2, 0, 300);
  });
  assert.deepEqual(site.said, ["defocused on"]);
});

Deno.test("PictureHealth finds a camera that was turned away, and can be told that it is meant so", () => {
  const site = new Site();
  site.pictures(60_000);
  site.pictures(30_000, turned);
  assert.deepEqual(site.said, ["moved on"]);
  site.health.acceptView();
  site.pictures(60_000, turned);
  assert.deepEqual(site.said, ["moved on", "moved off"]);
});

Deno.test("PictureHealth finds a camera that was turned while the box was off, by the reference it kept", () => {
  const before = new Site();
  before.pictures(60_000);
  const kept = before.health.references();
  assert.equal(kept.length, 1);
  const after = new Site();
  after.health = new PictureHealth(JSON.parse(JSON.stringify(kept)));
  after.pictures(30_000, turned);
  assert.deepEqual(after.said, ["moved on"]);
});

Deno.test("PictureHealth learns the grey pictures of the night apart from those of the day", () => {
  const site = new Site();
  const grey = (pixels: Pixels) => {
    for (let at = 0; at < pixels.length; at += 3) pixels.fill(255 - pixels[at + 1], at, at + 3);
    return pixels;
  };
  site.pictures(60_000);
  site.pictures(60_000, grey);
  site.pictures(60_000);
  assert.deepEqual(site.said, []);
  assert.equal(site.health.references().length, 2);
});

Deno.test("PictureHealth does not count the time in which nothing was seen", () => {
  const site = new Site();
  site.pictures(5_000, (pixels) => pixels.fill(0));
  site.nowMs += 3_600_000;
  site.pictures(5_000, (pixels) => pixels.fill(0));
  assert.deepEqual(site.said, []);
});

Deno.test("likeness of a picture without contrast is none", () => {
  assert.equal(likeness(new Float32Array(4), new Float32Array(4)), 0);
});

Deno.test("measurePicture copes with a picture smaller than its grid", () => {
  const measure = new PictureMeasure();
  measurePicture(new Uint8Array(2 * 2 * 3).fill(100), 2, 2, measure);
  assert.deepEqual([measure.brightness, measure.contrast, measure.sharpness], [100, 0, 0]);
});
