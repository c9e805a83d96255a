import assert from "node:assert/strict";
import { decodePicture, describePictureFault, type ProgramOutput, type RunFfmpeg } from "./picture.ts";

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);

function answers(output: Partial<ProgramOutput>): RunFfmpeg {
  return () => Promise.resolve({ success: true, stdout: new Uint8Array(0), stderr: "", ...output });
}

const ffmpeg: RunFfmpeg = async (args, input) => {
  const child = new Deno.Command("ffmpeg", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // A decoder that has seen enough closes its end: that is no fault of the picture.
  const fed = new Blob([new Uint8Array(input)]).stream().pipeTo(child.stdin).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  await fed;
  return { success, stdout, stderr: new TextDecoder().decode(stderr) };
};

async function hasFfmpeg(): Promise<boolean> {
  try {
    return (await new Deno.Command("ffmpeg", { args: ["-version"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

const lacking = !(await hasFfmpeg());
if (lacking) console.warn("NOTE: ffmpeg is not installed: decoding of real pictures is not tested");

Deno.test({
  name: "decodePicture decodes PNG and JPEG to the pixels that went in",
  ignore: lacking,
  async fn() {
    const pixels = new Uint8Array(48 * 32 * 3).map((_, i) => [200, 40, 90][i % 3]);
    const pixmap = new Uint8Array([...new TextEncoder().encode("P6\n48 32\n255\n"), ...pixels]);
    for (const [codec, tolerance] of [["png", 0], ["mjpeg", 4]] as const) {
      const made = await ffmpeg(
        [
          "-v",
          "error",
          "-f",
          "ppm_pipe",
          "-i",
          "pipe:0",
          "-c:v",
          codec,
          "-q:v",
          "2",
          "-f",
          "image2pipe",
          "pipe:1",
        ],
        pixmap,
      );
      const decoded = await decodePicture(ffmpeg, made.stdout);
      assert(decoded.ok, JSON.stringify(decoded));
      assert.deepEqual([decoded.value.width, decoded.value.height], [48, 32]);
      decoded.value.pixels.forEach((value, i) => {
        assert(
          Math.abs(value - pixels[i]) <= tolerance,
          `${codec}, byte ${i}: ${value}, expected ${pixels[i]}`,
        );
      });
    }
  },
});

Deno.test({
  name: "decodePicture reports a broken picture in ffmpeg's words",
  ignore: lacking,
  async fn() {
    const decoded = await decodePicture(ffmpeg, new Uint8Array([...JPEG, 1, 2, 3, 4]));
    assert(!decoded.ok && decoded.fault.kind === "picture-decode");
    assert.match(describePictureFault(decoded.fault), /^it could not be decoded: ./);
  },
});

Deno.test("decodePicture hands ffmpeg nothing but JPEG and PNG", async () => {
  const never: RunFfmpeg = () => Promise.reject(new Error("was run"));
  for (const text of ["#EXTM3U\nfile:///etc/passwd", "GIF89a", ""]) {
    const decoded = await decodePicture(never, new TextEncoder().encode(text));
    assert.deepEqual(decoded, { ok: false, fault: { kind: "picture-format" } });
  }
});

Deno.test("decodePicture names the package where ffmpeg is missing", async () => {
  const decoded = await decodePicture(() => Promise.reject(new Error("not found")), JPEG);
  assert(!decoded.ok);
  assert.match(describePictureFault(decoded.fault), /install the package ffmpeg/);
});

Deno.test("decodePicture believes no answer whose pixels do not fit its size", async () => {
  for (
    const answer of ["", "P6\n2 2\n255\n123", "P6\n0 0\n255\n", "P6\n99999999 1\n255\n", "P5\n1 1\n255\n1"]
  ) {
    const decoded = await decodePicture(answers({ stdout: new TextEncoder().encode(answer) }), JPEG);
    assert(!decoded.ok && decoded.fault.kind === "picture-decode", answer);
  }
});
